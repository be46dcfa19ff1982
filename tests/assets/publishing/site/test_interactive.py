"""The interactive chart: nothing of other hosts, nothing that a strict policy forbids, no data."""

import json

from assets.publishing.site.interactive import unit_chart, unit_chart_script, vega_script


def test_what_draws_it_is_one_script_that_shows_one_name() -> None:
    script = vega_script().decode()
    assert script.startswith("(() => {")
    assert script.count("window.vegaEmbed") == 1
    assert vega_script() == script.encode()


def test_the_specification_names_its_data_and_holds_none() -> None:
    spec = unit_chart()
    assert spec["data"] == {"name": "units"}
    assert "datasets" not in spec
    assert {one["name"] for one in spec["params"]} == {"names", "ends", "pointed"}


def test_the_specification_is_the_same_whenever_it_is_made() -> None:
    first = unit_chart_script()
    assert unit_chart_script() == first
    assert first.startswith(b'dti.put("unit chart",{')
    assert json.loads(first.decode().removeprefix('dti.put("unit chart",').removesuffix(");\n"))
