"""Appraisal: what the council decided, what it was asked, and what it had best look at first.

Here belong decisions and appeals, the points that only a unit's word supports, and the work list.
What a file of decisions must look like is in `intake/`; how scores are made is in `scoring/`.
"""
