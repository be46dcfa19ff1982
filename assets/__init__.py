"""THE WIRING: Dagster definitions, the command line, and everything that touches files.

Here belong assets by stage, resources, partitions, jobs, schedules and `dti`. Here does not belong
any decision about scores or tables: those are in `pipelines/`, `warehouse/` and `checks/`.
"""
