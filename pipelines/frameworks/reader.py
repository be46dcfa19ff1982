"""Reading a framework file: YAML text in, a checked `Framework` out, or every problem at once.

Here belong the rules that tie a framework together: parents, cycles, sums of points, inputs that
rules name. The shape of single keys is in `frameworks/schema.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple, cast

from pipelines.frameworks.framework import (
    INDEX_CODE,
    Framework,
    Indicator,
    Input,
    Name,
    Pillar,
)
from pipelines.frameworks.schema import FRAMEWORK_SCHEMA
from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT
from pipelines.marked_yaml import (
    MarkedYaml,
    Path,
    Problem,
    SeedError,
    ensure_sound,
    read_marked_yaml,
)
from pipelines.rules import kind_of, rules_within
from pipelines.rules.rule_kind import Rule
from pipelines.seed_reader import shape_problems

_FACT_KEYS = (
    "date",
    "replaced_by",
    "used_for",
    "official",
    "completeness",
    "sources",
    "inferred",
)


def read_framework(text: str, file: str) -> Framework:
    """Read one framework.

    `file` is the name to show in errors. Raises SeedError with every problem found, each with
    file, line and indicator code.
    """
    marked = read_marked_yaml(text, file)
    shapes = list(shape_problems(marked, file, FRAMEWORK_SCHEMA))
    problems = [problem for _, problem in shapes]
    sound = _outlined(marked, [path for path, _ in shapes])
    if sound is None:
        raise SeedError(problems)
    framework = _build(sound, file)
    problems.extend(_tree_problems(framework, sound))
    ensure_sound(problems)
    return framework


def _outlined(marked: MarkedYaml, broken: list[Path]) -> MarkedYaml | None:
    """The file with broken indicators cut down to their place in the tree.

    So the rest is checked in the same pass. None where more than single indicators is broken.
    """
    if any(len(path) < 2 or path[0] != "indicators" for path in broken):
        return None
    entries: list[Any] = list(marked.value["indicators"]) if broken else []
    cut = {int(path[1]): _outline(entries[int(path[1])]) for path in broken}
    if None in cut.values():
        return None
    above = {outline["parent"] for outline in cut.values() if outline is not None}
    for n, entry in enumerate(entries):
        entries[n] = cut.get(n, entry)
        if entries[n]["code"] in above:
            entries[n] = {**entries[n], "children_known": "some"}
    return MarkedYaml({**marked.value, "indicators": entries}, marked.places) if broken else marked


def _outline(entry: Any) -> dict[str, Any] | None:
    """Code and parent of a broken indicator; None where not even these are there."""
    if not isinstance(entry, dict):
        return None
    known = cast(dict[str, Any], entry)
    code, parent = known.get("code"), known.get("parent")
    if not isinstance(code, str) or not code or not isinstance(parent, str | None):
        return None
    name = {"vi": "", "en": ""}
    return {"code": code, "parent": parent, "name": name, "children_known": "some"}


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _name(entry: Mapping[str, str]) -> Name:
    return Name(vi=entry["vi"], en=entry["en"])


def _rule(entry: Mapping[str, Any]) -> Rule:
    parts = tuple((Decimal(part["share"]), _rule(part["rule"])) for part in entry.get("parts", ()))
    keys = {key: value for key, value in entry.items() if key not in ("kind", "parts")}
    return Rule(kind=entry["kind"], keys=keys, parts=parts)


def _build(marked: MarkedYaml, file: str) -> Framework:
    value: dict[str, Any] = marked.value
    aggregation: str = value["aggregation"]
    tops = {None, *(e["code"] for e in value["indicators"] if e.get("level") == "pillar")}
    indicators: list[Indicator] = []
    for n, entry in enumerate(value["indicators"]):
        parent: str | None = entry.get("parent")
        level = entry.get("level") or ("main" if parent in tops else "sub")
        indicators.append(
            Indicator(
                code=entry["code"],
                parent=parent,
                level=level,
                name=_name(entry["name"]),
                max_points=_decimal(entry.get("max_points")),
                weight=_decimal(entry.get("weight")),
                aggregation=entry.get("aggregation"),
                inputs={
                    code: Input(code, _name(given["name"]), given["unit"])
                    for code, given in entry.get("inputs", {}).items()
                },
                rule=_rule(entry["rule"]) if "rule" in entry else None,
                rule_status=entry.get("rule_status", "unknown"),
                evidence=entry.get("evidence", "optional"),
                responsible=entry.get("responsible"),
                reported_by=entry.get("reported_by"),
                children_known=entry.get("children_known", "all") == "all",
                note=entry.get("note"),
                line=marked.line(("indicators", n)),
                doubts=tuple(_name(doubt) for doubt in entry.get("doubts", ())),
            )
        )
    return Framework(
        id=value["id"],
        name=_name(value["name"]),
        subject=value["subject"],
        legal_source=value["legal_source"],
        aggregation=aggregation,
        missing=value.get("missing", "zero" if aggregation == "points" else "exclude"),
        min_coverage=Decimal(value.get("min_coverage", Decimal("0.8"))),
        scale=Decimal(value.get("scale", 1)),
        decimals=value.get("decimals", 4),
        pillars=tuple(
            Pillar(entry["code"], _name(entry["name"]), tuple(entry["mains"]))
            for entry in value.get("pillars", ())
        ),
        indicators=tuple(indicators),
        file=file,
        facts={key: value[key] for key in _FACT_KEYS if key in value},
    )


class _Fault(NamedTuple):
    """What is wrong, and what to do about it."""

    message: Name
    remedy: Name


_ANOTHER_CODE: Final = Name("đổi mã của một trong hai", "give one of them another code")
_OTHER_RULE: Final = Name("sửa quy tắc của chỉ số này", "correct the rule of this indicator")
_OTHER_MAINS: Final = Name(
    "ghi mã của các chỉ số chính, mỗi mã một lần", "name main indicators, each of them once"
)
_OTHER_POINTS: Final = Name(
    "sửa max_points của chỉ số này hoặc của chỉ số con, hoặc ghi children_known: some",
    "correct max_points here or of a child, or write children_known: some",
)


def _tree_problems(framework: Framework, marked: MarkedYaml) -> Iterator[Problem]:
    def problem(code: str, path: Path, fault: _Fault) -> Problem:
        line, column = marked.place(path)
        vi, en = (
            (fault.message.vi, fault.remedy.vi),
            (fault.message.en, fault.remedy.en),
        )
        return Problem(framework.file, line, code, en[0], vi[0], en[1], vi[1], column)

    seen: dict[str, int] = {}
    cyclic = {id(indicator) for indicator in _cyclic(framework)}
    for n, indicator in enumerate(framework.indicators):
        for fault in (
            *_code_faults(framework, indicator, seen),
            *_rule_faults(indicator),
            *_place_faults(framework, indicator),
            *_tree_faults(framework, indicator, id(indicator) in cyclic, bool(cyclic)),
        ):
            yield problem(indicator.code, ("indicators", n), fault)
        seen.setdefault(indicator.code, indicator.line)
    for n, pillar in enumerate(framework.pillars):
        for fault in _pillar_faults(framework, pillar):
            yield problem(pillar.code, ("pillars", n), fault)
    for code in _repeated(pillar.code for pillar in framework.pillars):
        message = Name("hai trụ cột có mã này", "two pillars have this code")
        yield problem(code, ("pillars",), _Fault(message, _ANOTHER_CODE))


def _code_faults(
    framework: Framework, indicator: Indicator, seen: Mapping[str, int]
) -> Iterator[_Fault]:
    """`seen` are the codes of the indicators before it with their lines."""
    if indicator.code in seen:
        line = seen[indicator.code]
        yield _Fault(
            Name(f"mã này đã dùng ở dòng {line}", f"this code was already used on line {line}"),
            _ANOTHER_CODE,
        )
    if indicator.parent is not None and indicator.parent not in framework.by_code:
        yield _Fault(
            Name(
                f"chỉ số cha {indicator.parent!r} không có trong bộ chỉ số này",
                f"its parent {indicator.parent!r} is not an indicator of this framework",
            ),
            Name(
                "ghi mã của một chỉ số trong tệp này làm parent, hoặc xóa parent",
                "name an indicator of this file as parent, or delete parent",
            ),
        )
    if indicator.code == INDEX_CODE:
        yield _Fault(
            Name("mã này là mã của chính bộ chỉ số", "this code is that of the index itself"),
            Name("đổi mã của chỉ số này", "give the indicator another code"),
        )


def _tree_faults(
    framework: Framework, indicator: Indicator, is_cyclic: bool, has_cycles: bool
) -> Iterator[_Fault]:
    if is_cyclic:
        yield _Fault(
            Name(
                "chỉ số là cha của chính mình: các chỉ số cha tạo thành vòng",
                "it is its own ancestor: the parents form a cycle",
            ),
            Name("ghi parent là chỉ số cấp trên thật sự", "name as parent what stands above it"),
        )
    message = None if has_cycles else _sum_problem(framework, indicator)
    if message is not None:
        yield _Fault(message, _OTHER_POINTS)


def _pillar_faults(framework: Framework, pillar: Pillar) -> Iterator[_Fault]:
    if pillar.code in framework.by_code:
        yield _Fault(
            Name("mã này cũng là mã của một chỉ số", "this code is also that of an indicator"),
            _ANOTHER_CODE,
        )
    for main in pillar.mains:
        known = framework.by_code.get(main)
        if known is None or known.level != "main":
            yield _Fault(
                Name(f"{main!r} không phải chỉ số chính", f"{main!r} is not a main indicator"),
                _OTHER_MAINS,
            )
    for main in _repeated(pillar.mains):
        yield _Fault(
            Name(f"chỉ số chính {main!r} được liệt kê hai lần", f"main {main!r} is listed twice"),
            _OTHER_MAINS,
        )


def _repeated(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    twice: list[str] = []
    for code in codes:
        if code in seen:
            twice.append(code)
        seen.add(code)
    return twice


def _rule_faults(indicator: Indicator) -> Iterator[_Fault]:
    another_name = Name("đổi tên đầu vào", "give the input another name")
    if STATE_INPUT in indicator.inputs:
        yield _Fault(
            Name(
                f"đầu vào không được tên là {STATE_INPUT!r}: tên này dành cho trạng thái",
                f"an input cannot be called {STATE_INPUT!r}: states are given under this name",
            ),
            another_name,
        )
    rule = indicator.rule
    if rule is None:
        return
    yield from (_Fault(message, _OTHER_RULE) for message in kind_of(rule).problems(rule))
    levels: dict[str, object] = {}
    for part in rules_within(rule):
        kind = kind_of(part)
        if part is not rule:
            yield from (_Fault(message, _OTHER_RULE) for message in kind.problems(part))
        if kind.needs_points(part.keys) and indicator.max_points == 0:
            yield _Fault(
                Name(
                    f"quy tắc loại {part.kind!r} cần max_points lớn hơn 0",
                    f"a rule of kind {part.kind!r} needs max_points above 0",
                ),
                Name("ghi max_points, hoặc đổi quy tắc", "write max_points, or change the rule"),
            )
        for key, named in kind.inputs_of(part.keys).items():
            if named == POINTS_INPUT and kind.unit != "points":
                yield _Fault(
                    Name(
                        f"đầu vào {named!r} không thể là {key}: tên này dành cho điểm",
                        f"the input {named!r} cannot be its {key}: "
                        "points are given under this name",
                    ),
                    another_name,
                )
            if named not in indicator.inputs:
                declared = ", ".join(indicator.inputs)
                yield _Fault(
                    Name(
                        f"quy tắc dùng đầu vào {named!r} làm {key}; "
                        f"đầu vào đã khai: {declared or 'không có'}",
                        f"its rule names the input {named!r} as {key}; "
                        f"declared inputs: {declared or 'none'}",
                    ),
                    Name(
                        "khai đầu vào này dưới inputs, hoặc sửa tên trong quy tắc",
                        "declare it under inputs, or correct its name in the rule",
                    ),
                )
            named_levels = kind.levels(part.keys)
            if named_levels and levels.setdefault(named, named_levels) != named_levels:
                yield _Fault(
                    Name(
                        f"hai phần đọc đầu vào {named!r} theo các mức khác nhau",
                        f"two of its parts read the input {named!r} by different levels",
                    ),
                    Name("ghi cùng các mức ở hai phần", "give both parts the same levels"),
                )


def _place_faults(framework: Framework, indicator: Indicator) -> Iterator[_Fault]:
    """What the place of an indicator in the tree does not allow."""
    if indicator.rule is None:
        return
    children = framework.children.get(indicator.code, ())
    if any(framework.is_scored_leaf(child) for child in children):
        yield _Fault(
            Name(
                "chỉ số vừa có quy tắc riêng vừa có chỉ số con có quy tắc: phải bỏ một trong hai",
                "it has a rule of its own and children with rules: one of the two must go",
            ),
            Name(
                "xóa quy tắc ở đây, hoặc ở các chỉ số con",
                "delete the rule here, or those of its children",
            ),
        )
    above = framework.by_code.get(indicator.parent or "")
    combined = (above.aggregation if above else None) or framework.aggregation
    among_points = Name(
        "ghi aggregation: points ở chỉ số cha, hoặc đổi quy tắc",
        "write aggregation: points at its parent, or change the rule",
    )
    if indicator.is_adjustment and combined != "points":
        kind = indicator.rule.kind
        yield _Fault(
            Name(
                f"quy tắc loại {kind!r} cộng vào điểm, nhưng ở đây giá trị gộp theo {combined}",
                f"a rule of kind {kind!r} is added to points, but here values combine by "
                f"{combined}",
            ),
            among_points,
        )
    for rule in rules_within(indicator.rule):
        if not kind_of(rule).is_bounded and framework.carries_points(indicator):
            yield _Fault(
                Name(
                    f"quy tắc loại {rule.kind!r} cho hơn mức đầy đủ hoặc dưới 0 nên không tính "
                    "điểm được",
                    f"a rule of kind {rule.kind!r} earns more than full or less than nothing, so "
                    "it cannot carry points",
                ),
                Name(
                    "dùng min_max hoặc percentile, luôn nằm giữa 0 và đầy đủ",
                    "use min_max or percentile, which stay between 0 and full",
                ),
            )
    if any(division.when_zero == "shared" for division in indicator.divisions) and (
        combined != "points"
    ):
        yield _Fault(
            Name(
                "zero_denominator: shared cần các chỉ số cùng nhóm có điểm, nhưng ở đây giá trị "
                f"gộp theo {combined}",
                "zero_denominator: shared needs siblings with points, but here values combine by "
                f"{combined}",
            ),
            Name("dùng not_evaluated", "use not_evaluated"),
        )


def _cyclic(framework: Framework) -> Iterator[Indicator]:
    for indicator in framework.indicators:
        ancestor, steps = indicator.parent, 0
        longest = len(framework.indicators)
        while ancestor is not None and ancestor in framework.by_code and steps <= longest:
            if ancestor == indicator.code:
                yield indicator
                break
            ancestor = framework.by_code[ancestor].parent
            steps += 1


def _sum_problem(framework: Framework, indicator: Indicator) -> Name | None:
    children = framework.children.get(indicator.code, ())
    aggregation = indicator.aggregation or framework.aggregation
    if not children or aggregation != "points":
        return None
    counted = [child for child in children if not child.is_adjustment]
    if indicator.max_points is None or not indicator.children_known or not counted:
        return None
    if any(child.max_points is None for child in counted):
        if indicator.rule is not None:
            return None  # known by name only; the indicator itself is what is scored
        unknown = ", ".join(child.code for child in counted if child.max_points is None)
        return Name(
            f"chưa biết điểm của các chỉ số con {unknown} (children_known: some?)",
            f"the points of its children {unknown} are unknown (children_known: some?)",
        )
    total = sum((child.max_points or Decimal(0) for child in counted), Decimal(0))
    if total != indicator.max_points:
        return Name(
            f"điểm các chỉ số con cộng lại là {total}, không phải {indicator.max_points}",
            f"its children's points sum to {total}, not to its {indicator.max_points}",
        )
    return None
