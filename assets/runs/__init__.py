"""Runs of Dagster: starting them, watching them, and the home that remembers them.

Here belongs what concerns a run as a whole. What its steps do is in `assets/stages/`.
"""
