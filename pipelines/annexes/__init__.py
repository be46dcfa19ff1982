"""Annexes: the table of an official decision becomes the draft of a framework.

Here belong the tree read from rows, official wordings told as rules, and what is unsure of them.
Here does not belong what a framework is (`frameworks/`).
"""
