"""Papers: what an office files and prints of a round.

Here belong the templates and the writers. What the papers say is made in `pipelines/publication/`.
"""
