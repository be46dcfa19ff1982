"""Open data: what is said of the files of a release, in the words of each metadata standard.

Here belong the documents beside the data, as pure functions of one description of the release.
Here do not belong the data itself (`warehouse/export.py`), which columns may leave
(`warehouse/open_tables.py`), nor writing files (`assets/publishing/open_data.py`).
"""
