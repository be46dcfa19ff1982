"""Fragments over columns: text is made safe, keys stay what they are looked up by."""

import polars as pl

from assets.publishing.site.fragments import escaped


def test_text_is_escaped_and_keys_stay_as_they_are() -> None:
    rows = pl.DataFrame({"code": ["KT&XH"], "name": ["<b>Kinh tế & xã hội</b>"], "rank": [1]})
    assert escaped(rows, keys=["code"]).to_dicts() == [
        {"code": "KT&XH", "name": "&lt;b&gt;Kinh tế &amp; xã hội&lt;/b&gt;", "rank": 1}
    ]
