"""Publication: what is said of a round when it is published.

Here belongs what a reader is shown, as pure text and frames. Here do not belong files, nor the
database that holds what is published (`warehouse/`).
"""
