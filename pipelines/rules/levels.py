"""`levels`: a level by name, each with its share of the maximum.

Here belongs all that is known of this kind. Source: local annexes: "Trưởng ban là người đứng đầu:
điểm tối đa; cấp phó: 1/2*Điểm tối đa; không: 0".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final

from pipelines.fixed_point import Floats, Integers
from pipelines.names import Name
from pipelines.rules.earning import Earning, as_it_is
from pipelines.rules.rule_kind import SHARE, ArrayFormula, Example, Keys, Rule, RuleKind, Schema
from pipelines.rules.spreadsheet import Choices, InCells
from pipelines.rules.wording import percent_words
from pipelines.vietnamese import plain


class Levels(RuleKind):
    """A level is read as its share: the figure is what is earned."""

    name = "levels"
    key_schemas: ClassVar[Mapping[str, Schema]] = {
        "levels": {
            "type": "object",
            "description": "Share of the maximum points for each level by name",
            "additionalProperties": SHARE,
            "minProperties": 1,
        }
    }
    required = ("levels",)
    unit = "level"
    examples = (
        Example(
            keys={"input": "x", "levels": {"Trưởng": 1, "Phó": Decimal("0.5"), "Không": 0}},
            units={"x": "level"},
            figures={"x": "Phó"},
            share=Fraction(1, 2),
            words=Name(
                "x: Trưởng = 100 %, Phó = 50 %, Không = 0 %",
                "x: Trưởng = 100 %, Phó = 50 %, Không = 0 %",
            ),
        ),
    )

    def levels(self, keys: Keys) -> Mapping[str, Decimal]:
        return {name: Decimal(share) for name, share in keys["levels"].items()}

    def problems(self, rule: Rule) -> Iterator[Name]:
        seen: dict[str, str] = {}
        for name in rule.keys["levels"]:
            first = seen.setdefault(plain(name), name)
            if first != name:
                yield Name(
                    f"hai mức {first!r} và {name!r} trùng tên khi bỏ dấu và chữ hoa, như người ta "
                    "có thể viết: đặt tên khác cho một mức",
                    f"its levels {first!r} and {name!r} are the same name without marks and "
                    "capitals, as people may write them: give one of them other words",
                )

    def formula(self, rules: Sequence[Keys], worth: Floats) -> ArrayFormula:
        def earned(figures: Sequence[Floats], starts: Integers) -> Floats:
            return figures[0]

        return earned

    def earning(
        self,
        keys: Keys,
        own: Mapping[str, Fraction],
        peers: Mapping[str, Sequence[Fraction]],
        worth: Fraction | None,
    ) -> Earning | str:
        return as_it_is(keys["input"], map(Fraction, keys["levels"].values()))

    def in_cells(
        self,
        rule: Rule,
        cells: Mapping[str, str],
        choices: Mapping[str, Choices],
        worth: Decimal | None,
    ) -> InCells:
        listed = choices[rule.keys["input"]]
        is_it = f"({listed.names}={cells[rule.keys['input']]})"
        return InCells(f"SUMPRODUCT(--{is_it})>0", f"SUMPRODUCT({is_it}*{listed.shares})")

    def words(self, rule: Rule, names: Callable[[str], Name]) -> Name:
        name = names(rule.keys["input"])
        levels = [(level, percent_words(share)) for level, share in rule.keys["levels"].items()]
        return Name(
            f"{name.vi}: " + ", ".join(f"{level} = {share.vi}" for level, share in levels),
            f"{name.en}: " + ", ".join(f"{level} = {share.en}" for level, share in levels),
        )


KIND: Final = Levels()
