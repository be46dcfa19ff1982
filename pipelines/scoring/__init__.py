"""Scoring: figures in; points, values and ranks of every node out.

Here belong formulas, aggregation, bases, states and ranks. Here does not belong where figures come
from (`intake/`) nor what a framework says (`frameworks/`).
"""
