"""A receipt in words: how a figure in a cell became a rank, step by step.

Here belongs the text of `dti explain`, Vietnamese first with English. The facts are those of the
receipt; nothing is worked out here.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Json = Mapping[str, Any]

_STATES: Final = {
    "reported": "đã báo cáo / reported",
    "missing": "thiếu số liệu / missing",
    "not_applicable": "không áp dụng / not applicable",
    "not_evaluated": "không đánh giá / not evaluated",
    "zero_by_decision": "0 điểm theo quyết định / zero by decision",
}
_SOURCES: Final = {
    "declared": "tự khai / declared",
    "measured": "đo tự động / measured",
    "published": "công bố / published",
    "verified": "thẩm định / verified",
}
_STATUSES: Final = {
    "official": "chính thức / official",
    "inferred": "suy ra / inferred",
    "demonstration": "minh họa / demonstration",
    "unknown": "chưa biết / unknown",
}


def receipt_text(receipt: Json, indicator_code: str | None = None) -> str:
    """The receipt of a unit in words; of one indicator, or of all in short.

    Raises KeyError for an indicator that the receipt does not have.
    """
    nodes = {node["code"]: node for node in (*receipt["indicators"], *receipt["groups"])}
    lines = list(_heading(receipt))
    if indicator_code is None:
        lines += _overview(receipt)
    else:
        leaf = nodes[indicator_code]
        is_leaf = "inputs" in leaf
        lines += _leaf(leaf) if is_leaf else _children(receipt, leaf)
        lines += _way_up(receipt, nodes, leaf)
    lines += _index(receipt)
    lines += ["", f"niêm phong / seal {receipt['seal']}"]
    return "\n".join(lines) + "\n"


def _heading(receipt: Json) -> Iterator[str]:
    unit, entry, framework = receipt["unit"], receipt["round"], receipt["framework"]
    if receipt["is_demonstration"]:
        yield "SỐ LIỆU MINH HỌA, KHÔNG PHẢI KẾT QUẢ THẬT / DEMONSTRATION DATA, NOT A REAL RESULT"
    yield f"{unit['entity_name_vi']} ({unit['entity_code']}) - {entry['name_vi']}"
    yield f"{unit['entity_name_en']} - {entry['name_en']}"
    release = receipt["release"]
    if release is None:
        yield "dự thảo, chưa công bố / draft, not issued"
    else:
        yield (
            f"bản công bố / release {release['release']} ({release['stage']}), "
            f"{release['issued_at'][:10]}"
        )
    yield f"bộ chỉ số / framework: {framework['name_vi']}"
    yield f"căn cứ / legal source: {framework['legal_source']}"


def _leaf(leaf: Json) -> Iterator[str]:
    yield ""
    yield f"{leaf['code']} {leaf['name_vi']} / {leaf['name_en']}"
    sentences = leaf.get("rule_vi"), leaf.get("rule_en")
    if all(sentences):
        yield f"  quy tắc / rule: {sentences[0]} / {sentences[1]}"
    yield f"  quy tắc, nguyên dạng / rule as written: {_rule(leaf['rule'])}"
    status = _STATUSES.get(str(leaf["rule_status"]), leaf["rule_status"])
    yield f"  tình trạng quy tắc / status of the rule: {status}"
    if leaf["note"]:
        yield f"  ghi chú / note: {leaf['note']}"
    for given in leaf["inputs"]:
        yield from _input(given)
    if not leaf["inputs"]:
        yield "  chưa có số liệu nào / no figure was sent"
    for name, others in leaf.get("others", {}).items():
        yield f"  so với {len(others)} đơn vị khác / beside {len(others)} other units: {name}"
    yield f"  trạng thái / state: {_STATES[leaf['state']]}"
    if leaf["source"]:
        yield f"  nguồn / source: {_SOURCES[leaf['source']]}"
    for basis, words in (("self", "tự đánh giá / self"), ("verified", "thẩm định / verified")):
        if leaf.get(f"{basis}_points") is not None:
            yield f"  {words}: {leaf[f'{basis}_points']}"
    yield (
        f"  => giá trị / value {_shown(leaf['value'])}; điểm / points {_shown(leaf['points'])} "
        f"/ {leaf['evaluated_points']}"
    )


def _input(given: Json) -> Iterator[str]:
    place = [given["file_name"]]
    place += [given["sheet"]] if given["sheet"] else []
    place += [f"ô / cell {given['cell']}"] if given["cell"] else []
    read = "" if given["value"] is None else f" = {given['value']}"
    unit = f" ({given['unit']})" if given["unit"] else ""
    yield (
        f"  {given['input']}{unit}: {given['raw_text']!r}{read} - "
        f"{_SOURCES[given['source']]} - {', '.join(place)}"
    )
    sent = [f"SHA-256 {given['file_sha256']}"]
    if given["reporter"]:
        sent.append(f"{given['reporter']}")
    if given["received_at"]:
        late = ", muộn / late" if given["late"] else ""
        sent.append(f"nhận / received {given['received_at']}{late}")
    yield f"      {'; '.join(sent)}"
    for key, words in (("evidence", "kiểm chứng / evidence"), ("note", "ghi chú / note")):
        if given[key]:
            yield f"      {words}: {given[key]}"
    if given.get("is_decision"):
        facts = (given.get(key) for key in ("document", "clause", "dated_on", "reason"))
        yield f"      quyết định / decision: {', '.join(fact for fact in facts if fact)}"
    corrected = given["correction"]
    if corrected is not None:
        yield (
            f"      hiệu đính / corrected: {corrected['found_text']!r} -> "
            f"{corrected['corrected_text']!r}, {corrected['reason']} "
            f"({corrected['corrected_by']}, {corrected['corrected_on']})"
        )


def _children(receipt: Json, group: Json) -> Iterator[str]:
    yield ""
    yield f"{group['code']} {group['name_vi']} / {group['name_en']}"
    for node in (*receipt["groups"], *receipt["indicators"]):
        if node["parent"] == group["code"]:
            yield f"  {_line(node)}"


def _overview(receipt: Json) -> Iterator[str]:
    yield ""
    tops = [
        node for node in (*receipt["groups"], *receipt["indicators"]) if node["parent"] == "DTI"
    ]
    for top in tops:
        yield _line(top)
        for leaf in receipt["indicators"]:
            if leaf["parent"] == top["code"]:
                yield f"  {_line(leaf)}"


def _way_up(receipt: Json, nodes: Mapping[str, Json], leaf: Json) -> Iterator[str]:
    yield ""
    yield "lên trên / the way up:"
    at, mains = leaf["parent"], {leaf["code"]}
    while at in nodes:
        yield f"  {_line(nodes[at])}"
        mains.add(at)
        at = nodes[at]["parent"]
    for pillar in receipt["pillars"]:
        if mains & set(pillar["mains"]):
            shown = f"{_line(pillar)}, hạng / rank {pillar['rank']}/{pillar['entities_ranked']}"
            yield f"  trụ cột / pillar {shown}"


def _index(receipt: Json) -> Iterator[str]:
    index, framework = receipt["index"], receipt["framework"]
    others = [other for other in receipt["others"].values() if other is not None]
    tied = ", đồng hạng / tied" if index["is_tied"] else ""
    yield f"  DTI = {_shown(index['value'])} ({index['points']} / {index['max_points']})"
    decimals = framework["decimals"]
    on = "chưa làm tròn / unrounded" if decimals is None else f"{decimals} số lẻ / decimals"
    if not index.get("holds_rank", True):
        yield "  => không xếp hạng: chưa gửi số liệu / not ranked: nothing sent"
        return
    yield (
        f"  => hạng / rank {index['rank']}/{index['entities_ranked']}{tied}; giá trị lấy {on}, "
        f"so với {len(others)} đơn vị khác / value to {on}, beside {len(others)} other units"
    )


def _line(node: Json) -> str:
    maximum = node.get("max_points") if "inputs" not in node else node["evaluated_points"]
    state = f" [{_STATES[node['state']]}]" if node.get("state", "reported") != "reported" else ""
    return (
        f"{node['code']} {node['name_vi']}: {_shown(node['points'])} / {maximum} "
        f"= {_shown(node['value'])}{state}"
    )


def _rule(rule: Json | None) -> str:
    if rule is None:
        return "(không chấm / unscored)"
    if "parts" in rule:
        return " + ".join(f"{part['share']} x ({_rule(part['rule'])})" for part in rule["parts"])
    keys = ", ".join(f"{key} {value}" for key, value in rule.items() if key != "kind")
    return f"{rule['kind']}: {keys}"


def _shown(amount: str | None) -> str:
    return "-" if amount is None else amount
