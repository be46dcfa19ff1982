"""The indicators of a framework in the order of its annex, each with its main and its depth.

Here belongs putting codes such as 4.9 before 4.10 and finding what stands above what. Rows come as
they are stored in `reference.indicator`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

Node = dict[str, Any]
"""An indicator as its row, with `main` (the code it belongs to), `depth` (0 for what has no parent
among those shown) and `has_children`."""


def code_order(code: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which codes sort as people count: 4.9 before 4.22 before 4.22.1."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"[.\-]", code)
    )


def indicator_tree(rows: Sequence[Mapping[str, Any]], used: Collection[str]) -> list[Node]:
    """The indicators with one of the codes `used`, mains before their subs, in order.

    `rows`: code, parent_code, level and names of one framework. A pillar takes its place as a node
    only where values were taken on the pillar itself.
    """
    known = {row["code"]: row for row in rows if row["level"] != "index"}
    parents = {code: row["parent_code"] for code, row in known.items()}
    above = {parents[code] for code in used if code in parents}
    nodes: list[Node] = []
    for code in sorted((code for code in used if code in known), key=code_order):
        path = _path(code, parents)
        nodes.append(
            {
                **known[code],
                "main": path[0],
                "depth": sum(step in used for step in path[:-1]),
                "has_children": code in above,
            }
        )
    return nodes


def _path(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """The codes from the top of the tree down to this one."""
    path = [code]
    while (parent := parents.get(path[0])) in parents:
        assert parent is not None
        path.insert(0, parent)
    return path
