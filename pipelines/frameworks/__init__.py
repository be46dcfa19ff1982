"""Frameworks: what an official framework says.

Here belong its words, its reader, its structure for scoring, and two of them compared. Here does
not belong the arithmetic of scores (`scoring/`) nor the reading of annexes (`annexes/`).
"""
