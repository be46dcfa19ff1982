"""THE METHOD: what a round means, from a framework and submitted values to scores and ranks.

Here belong frameworks, entities, intake, rules, aggregation, ranks and mergers, as pure functions:
text, bytes, Polars frames and NumPy arrays in and out. Here do not belong files, databases,
Dagster, or anything that knows where its data comes from.
"""
