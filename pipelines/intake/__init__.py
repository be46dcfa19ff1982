"""Intake: what offices really send, and an answer they can use.

Here belong safe reading, layouts, rules, revisions, corrections, findings and the annotated copy.
Here do not belong numbers and dates as such (`vietnamese.py`) nor what a value scores (`scoring/`).
"""
