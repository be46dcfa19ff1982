"""The interactive chart of a page: its specification by Altair, and what draws it, as scripts.

Here belongs what is made when a site is built. How it is given data, colours and numbers of the
language is in `static/unit_chart.js`; charts that need no interaction are `charts.html.jinja`.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, Final

_DRAWER: Final = "static/vega.js"
_UNITS: Final = "static/unit_chart.spec.js"


def chart_scripts() -> Mapping[str, tuple[str, Callable[[], bytes]]]:
    """The scripts by name: what each is made with, and how.

    Making them takes seconds, most of it loading what makes them: it is left to who finds that
    they are not there.
    """
    return {
        _DRAWER: (f"vl-convert {version('vl-convert-python')}", vega_script),
        _UNITS: (f"altair {version('altair')}", unit_chart_script),
    }


@cache
def vega_script() -> bytes:
    """Vega, Vega-Lite and Vega-Embed as one script that asks nothing of other hosts.

    Within a function, so that only `vegaEmbed` is seen by other scripts.
    """
    from vl_convert import javascript_bundle

    bundle = javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"(() => {{\n{bundle}\n}})();\n".encode()


def unit_chart_script() -> bytes:
    """The specification of the chart of units as a script."""
    text = json.dumps(unit_chart(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f'dti.put("unit chart",{text});\n'.encode()


def unit_chart() -> dict[str, Any]:
    """Every unit as a dot on every main indicator; chosen units joined by a line.

    Rows, named `units`: `code`; `main`, a place in the parameter `names`; `share` 0..1 of the full
    scale, within the parameter `ends`; `told`, what is said of the dot; `seat`, the place of the
    unit among those chosen (0: it is not); `is_found`, whether it is looked for. Colours come from
    the styles named here.
    """
    import altair as alt

    units = alt.NamedData("units")
    ends: Any = [alt.expr("ends[0]"), alt.expr("ends[1]")]
    x = alt.X("share:Q").scale(domain=ends, nice=False).axis(title=None, tickCount=6)
    y = alt.Y("main:O").axis(title=None, labelExpr="names[datum.value]", labelLimit=320)
    seats = [1, 2, 3, 4, 5]
    shapes = ["circle", "square", "triangle-up", "diamond", "cross"]
    pointed = alt.selection_point(
        name="pointed", fields=["code"], on="pointerover", clear="pointerout", empty=False
    )
    places = alt.Chart(units).encode(x=x, y=y)
    of_seat = alt.Color("seat:N").scale(domain=seats).legend(None)
    others = places.transform_filter("datum.seat === 0").mark_circle(size=40, style="other")
    lines = (
        places.transform_filter("datum.seat > 0")
        .mark_line(strokeWidth=1.5, opacity=0.6)
        .encode(color=of_seat, order="main:Q")
    )
    found = places.transform_filter("datum.is_found").mark_circle(size=80, style="found")
    chosen = (
        places.transform_filter("datum.seat > 0")
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            color=of_seat, shape=alt.Shape("seat:N").scale(domain=seats, range=shapes).legend(None)
        )
    )
    ring = places.transform_filter(pointed).mark_point(filled=False, size=180, style="pointed")
    # A dot is small: what is pointed at is a wider circle around it, which nobody sees.
    reach = places.mark_circle(size=260, opacity=0).encode(tooltip="told:N").add_params(pointed)
    whole = alt.layer(others, lines, found, chosen, ring, reach)
    return (
        whole.add_params(alt.param(name="names", value=[]), alt.param(name="ends", value=[0, 1]))
        .properties(width="container")
        .configure_view(stroke=None)
        .to_dict()
    )
