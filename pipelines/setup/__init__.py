"""Seeds as offices keep them: one workbook that spells rounds, units and plans.

Here belong its sheets, writing it, reading it, and what it changes. What the seeds mean is decided
by their own readers.
"""
