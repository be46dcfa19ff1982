"""THE STORE: the tables of the warehouse, the one writer, publication, the dictionary.

Here belong DuckDB and the description of every table. Here do not belong the method (it is in
`pipelines/`), Dagster, or what must hold of the data (it is in `checks/`). The published
warehouse, `dti.duckdb`, lies here too unless told otherwise; it is made, never committed.
"""
