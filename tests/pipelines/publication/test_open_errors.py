"""Which errors stand open: those that nobody has sent anything since to settle."""

import polars as pl
import pytest

from pipelines.publication.open_errors import open_errors

File = tuple[str, str, str, int]
"""Name, sender, status, values in use; files come in the order of their names."""
Figure = tuple[str, str, str, str]
"""File, unit, indicator, input."""


def opened(
    files: list[File],
    errors: list[tuple[str, str, str | None, str | None]],
    values: list[Figure] = [],  # noqa: B006
    rejected: list[tuple[str, str, str, str]] = [],  # noqa: B006
) -> list[str]:
    """Files with open errors. `errors`: file, rule, unit, indicator, each in a cell of its own;
    `rejected`: file, rule, indicator and input of the rows in these cells."""
    place = pl.Schema(
        dict.fromkeys(("file_name", "rule", "entity_code", "indicator_code"), pl.String)
    )
    found = open_errors(
        pl.DataFrame(
            files,
            schema={
                **dict.fromkeys(("file_name", "reporter", "status"), pl.String),
                "values_current": pl.Int32,
            },
            orient="row",
        ).with_columns(file_sha256="file_name", received_at=pl.lit(None, pl.Datetime("us"))),
        pl.DataFrame(errors, schema=place, orient="row").with_columns(
            file_sha256="file_name",
            severity=pl.lit("error"),
            sheet=pl.lit(None, pl.String),
            cell="rule",
        ),
        pl.DataFrame(
            rejected,
            schema=dict.fromkeys(("file_name", "rule", "indicator_code", "input"), pl.String),
            orient="row",
        ).with_columns(file_sha256="file_name", sheet=pl.lit(None, pl.String), cell="rule"),
        pl.DataFrame(
            values,
            schema=dict.fromkeys(
                ("file_name", "entity_code", "indicator_code", "input"), pl.String
            ),
            orient="row",
        ).with_columns(file_sha256="file_name"),
    )
    return found["file_name"].to_list()


WRONG = ("1.csv", "value_not_a_number", "A", "1.1")
SENT: list[File] = [
    ("1.csv", "A", "accepted_with_warnings", 1),
    ("2.csv", "A", "accepted", 1),
]


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ([("2.csv", "A", "1.1", "a")], False),
        ([("2.csv", "A", "2", "p")], True),
        ([("2.csv", "B", "1.1", "a")], True),
        ([("1.csv", "A", "1.1", "a")], True),
        ([], True),
    ],
)
def test_an_error_stands_open_until_a_later_file_gives_its_figure(
    values: list[Figure], is_open: bool
) -> None:
    assert opened(SENT, [WRONG], values) == ["1.csv"] * is_open


def test_a_figure_of_two_halves_is_settled_by_the_half_that_was_wrong() -> None:
    kept_out = [("1.csv", "value_not_a_number", "1.1", "a")]
    known = [("1.csv", "B", "1.1", "a")]
    assert opened(SENT, [WRONG], [*known, ("2.csv", "A", "1.1", "b")], kept_out) == ["1.csv"]
    assert opened(SENT, [WRONG], [*known, ("2.csv", "A", "1.1", "a")], kept_out) == []


def test_speaking_for_another_stands_open_whatever_else_its_sender_sends() -> None:
    of_another = ("1.csv", "not_entitled", "B", "1.1")
    assert opened(SENT, [of_another], [("2.csv", "A", "1.1", "a")]) == ["1.csv"]
    by_b: list[File] = [*SENT, ("3.csv", "B", "accepted", 1)]
    assert opened(by_b, [of_another], [("3.csv", "B", "1.1", "a")]) == []


@pytest.mark.parametrize(
    ("rule", "indicator"), [("file_not_readable", None), ("indicator_unknown", "9.9")]
)
def test_an_error_on_no_figure_is_settled_when_its_file_is_sent_again_whole(
    rule: str, indicator: str | None
) -> None:
    error = ("1.csv", rule, "A", indicator)
    replaced: list[File] = [("1.csv", "A", "superseded", 0), SENT[1]]
    assert opened(replaced, [error]) == []
    assert opened(SENT, [error]) == ["1.csv"]
    by_another: list[File] = [replaced[0], ("2.csv", "B", "accepted", 1)]
    assert opened(by_another, [error]) == ["1.csv"]
    never: list[File] = [replaced[0], ("2.csv", "A", "quarantined", 0)]
    assert opened(never, [error]) == ["1.csv"]


def test_what_came_after_closing_is_no_error_of_the_round() -> None:
    assert opened([("1.csv", "A", "after_closing", 0)], [WRONG]) == []
