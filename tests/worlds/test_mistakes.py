"""Seeds with one mistake: refused with file, line and code, and nothing is written outside."""

import re
from pathlib import Path

import pytest
from installations import dti
from worlds.mistakes import MISTAKES, seeds_with


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_in_the_seeds_is_told_with_its_place(kind: str, tmp_path: Path) -> None:
    mistake = MISTAKES[kind]
    for name, text in seeds_with(mistake, seed=len(kind)).items():
        path = tmp_path / "world" / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "world" / "inbox").mkdir()
    done = dti(
        *("assess", "--all", "--seeds", tmp_path / "world" / "seeds"),
        *("--inbox", tmp_path / "world" / "inbox"),
        *("--warehouse", tmp_path / "world" / "dti.duckdb"),
    )
    assert done.exit_code not in (0, None)
    output = re.sub(r"\s+", " ", done.output)
    assert re.search(rf"(?:{mistake.file}):\d+", output), output
    assert mistake.names in output
    assert "Traceback" not in output
    assert list(tmp_path.iterdir()) == [tmp_path / "world"]
