"""Every rule across tables, by theme. Rules of severity `error` keep a round from being published.

Here belongs gathering them; each file has those of one theme.
"""

from typing import Final

from checks.rules.appraisal import APPRAISAL
from checks.rules.comparison import COMPARISON
from checks.rules.planning import PLANNING
from checks.rules.scores import SCORES

CHECK_THEMES: Final = (SCORES, COMPARISON, APPRAISAL, PLANNING)
CHECK_RULES: Final = tuple(rule for theme in CHECK_THEMES for rule in theme.rules)
