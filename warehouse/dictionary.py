"""The data dictionary: the contract as a page for people.

Here belongs only the form of the page; `DICTIONARY.md` is its committed copy, and a test holds
the two equal.
"""

from warehouse.contract import SCHEMAS, TABLES


def dictionary_text() -> str:
    """Every table and column in Markdown, Vietnamese and English."""
    lines = [
        "# Data dictionary · Từ điển dữ liệu",
        "",
        "Made from `warehouse/tables/`. Views for people are in the schema `analyst`.",
    ]
    for schema, (vi, en) in SCHEMAS.items():
        tables = [table for table in TABLES if table.schema == schema]
        if not tables:
            continue
        lines += ["", f"## {schema}", "", f"{vi} · {en}"]
        for table in tables:
            lines += [
                "",
                f"### {table.full_name}",
                "",
                f"{table.vi} · {table.en}. Key: {', '.join(f'`{key}`' for key in table.key)}.",
                "",
                "| column | type | unit | tiếng Việt | English |",
                "| --- | --- | --- | --- | --- |",
            ]
            for column in table.columns:
                kind = column.type + ("" if column.nullable else ", required")
                allowed = f" ({' · '.join(column.allowed)})" if column.allowed else ""
                lines.append(
                    f"| `{column.name}` | {kind} | {column.unit or ''} | {column.vi} | "
                    f"{column.en}{allowed} |"
                )
    return "\n".join(lines) + "\n"
