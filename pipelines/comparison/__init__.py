"""Comparison: rounds beside other rounds, beside mergers and beside what was printed.

Here belong statistics of whole rounds, restatement after mergers and why a rank moved. Here does
not belong what a unit should do next (`planning/`).
"""
