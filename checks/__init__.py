"""WHAT MUST HOLD: of every table at its gate, across tables, and of what is published.

Here belong pandera schemas, rules in SQL and Great Expectations suites. `asset_checks.py` alone
knows Dagster. Rules for single submitted figures are part of the method: see
`pipelines/intake/submission_rules.py`.
"""
