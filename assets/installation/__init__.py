"""One installation: its paths and its seeds, read and checked.

Here belongs what every other room asks before it does anything. It knows nothing of Dagster.
"""
