"""Forms: the workbook that a unit fills in.

Here belong its cells, formulas, instructions and layout. Here does not belong reading it back
(`intake/`).
"""
