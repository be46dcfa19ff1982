"""Handing out forms: the facts of a round gathered, workbooks written.

Here belongs what a form is made from and where it goes. What it looks like is in
`pipelines/forms/form.py`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import polars as pl

from assets.installation.installation import Installation
from pipelines.entities import valid_on
from pipelines.forms.facts import Form, LastFigures, last_figures, reporters
from pipelines.forms.form import make_form
from pipelines.frameworks.framework import Framework, Name
from pipelines.intake.authority import Authority
from pipelines.marked_yaml import Problem, ensure_sound
from warehouse.reader import open_published

_FIGURES = """
    SELECT entity_code, indicator_code, input, raw_text, value, source
    FROM submissions.input_value WHERE round = ?
"""


@dataclass(frozen=True)
class RoundForms:
    """The forms of one round of an installation."""

    installation: Installation
    round_id: str

    @cached_property
    def reporters(self) -> tuple[str, ...]:
        """The codes of all who get a form.

        Raises SeedError if the round cannot be scored, or if its framework is not sure of a row
        that a form would ask for.
        """
        seeds = self.installation.seeds
        seeds.ensure_scorable(self.round_id)
        entry, framework = seeds.rounds[self.round_id], seeds.framework_of(self.round_id)
        ensure_sound([*_unsure(framework, entry.not_evaluated)])
        return reporters(entry, framework, seeds.units(self.round_id), self.asked)

    @cached_property
    def asked(self) -> pl.DataFrame:
        """Who is asked for each indicator of each unit."""
        seeds = self.installation.seeds
        return Authority(
            seeds.rounds[self.round_id],
            seeds.framework_of(self.round_id),
            seeds.units(self.round_id),
            seeds.reporters,
        ).asked

    @cached_property
    def names(self) -> Mapping[str, Name]:
        """Names of units and agencies by code, as they are on the day of the round."""
        entry = self.installation.seeds.rounds[self.round_id]
        known = valid_on(self.installation.seeds.entities, entry.expected_on)
        listed = self.installation.seeds.reporters.listed.rename({"reporter_code": "entity_code"})
        return {
            code: Name(vi, en)
            for table in (listed, known)
            for code, vi, en in table.select("entity_code", "name_vi", "name_en").iter_rows()
        }

    @cached_property
    def _last(self) -> LastFigures:
        framework = self.installation.seeds.framework_of(self.round_id)
        return last_figures(_last_values(self.installation, self.round_id), framework)

    def workbook(self, reporter: str) -> bytes:
        """The form of one reporter."""
        seeds = self.installation.seeds
        return make_form(
            Form(
                seeds.rounds[self.round_id],
                seeds.framework_of(self.round_id),
                reporter,
                seeds.units(self.round_id),
                self.asked,
                self.names,
                self._last,
            )
        )

    def file_name(self, reporter: str) -> str:
        """What the form of a reporter is called; the name begins with its code."""
        safe = re.sub(r"[^\w.-]", "-", reporter)
        return f"{safe}_{self.round_id}.xlsx"

    def like(self, text: str) -> list[str]:
        """Reporters whose code or name is close to a text, the closest first, as `code (name)`."""
        spellings: dict[str, str] = {}
        for code in self.reporters:
            name = self.names.get(code, Name(code, code))
            for spelling in (code, name.vi, name.en):
                spellings.setdefault(spelling.casefold(), code)
        close = dict.fromkeys(spellings[spelling] for spelling in nearest(text, spellings))
        return [f"{code} ({self.names[code].vi})" if code in self.names else code for code in close]


def _unsure(framework: Framework, left_out: Collection[str]) -> Iterator[Problem]:
    """The rows that a form would ask for and of which it is not sure what they mean."""
    for gap in framework.unsure():
        if gap.code not in left_out:
            name = framework.by_code[gap.code].name
            yield Problem(
                framework.file,
                gap.line,
                gap.code,
                f"{name.en}: no form is made of what is not sure: {gap.en}",
                f"{name.vi}: chưa lập biểu mẫu khi còn chưa chắc: {gap.vi}",
                f"correct the row by dti framework review {framework.id} -o FILE.xlsx",
                f"sửa dòng này bằng dti framework review {framework.id} -o TEP.xlsx",
            )


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """The few known words that are closest to a text, the closest first."""
    return get_close_matches(text.casefold(), list(known), n=3, cutoff=0.5)


def _last_values(installation: Installation, round_id: str) -> pl.DataFrame:
    """Published values of the round before, of the units and the framework of this one.

    A code may have been another unit then, and an indicator code another indicator: neither is
    compared.
    """
    seeds = installation.seeds
    entry = seeds.rounds[round_id]
    before = seeds.rounds.get(entry.previous or "")
    nothing = pl.DataFrame(
        schema={
            **dict.fromkeys(("entity_code", "indicator_code", "input", "raw_text"), pl.String),
            "value": pl.Decimal(38, 10),
            "source": pl.String,
        }
    )
    if before is None or before.framework != entry.framework or not installation.published.exists():
        return nothing
    same_units = seeds.units(round_id).join(
        seeds.units(before.id), on=["entity_code", "valid_from"], how="semi", nulls_equal=True
    )
    with open_published(installation.published) as warehouse:
        values = warehouse.connection.execute(_FIGURES, [before.id]).pl()
    return values.join(same_units, on="entity_code", how="semi")
