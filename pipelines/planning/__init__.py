"""Planning: how far a target is, the shortest way there, and who owes what.

Here belong goals, levers, costs, plans and progress. Here do not belong the scores themselves
(`scoring/`) nor how rounds differ (`comparison/`).
"""
