"""Draws: chance that depends on nothing but what it is about.

Here belongs the generator of every draw, so that a change to one unit does not move another.
"""

import random


def chance(*about: object) -> random.Random:
    """A generator of its own for every question, seeded by the question."""
    return random.Random("/".join(map(str, ("dti-demonstration", *about))))
