"""Which single changes of the method would nobody notice? `make mutants N=200 SEED=1`.

Draws changes in `pipelines/` by a seed: a comparison, sign, constant or condition turned, one off,
min for max. Each is made in a copy, and the tests of the same folder alone are run on it.

Left apart is what no figure, finding, sentence or row depends on, by what it is named:

- classes' flags and annotations;
- how a sheet looks: widths, heights, colours, the place of a cell, frozen panes, paper (`APART`,
  `DRAWN`, and functions that reckon heights). Where a reader must find a cell again, its column is
  a name from `forms/layout.py`, and forms are read back in tests;
- how much is done at once: batches and blocks, whose results are the same at any size;
- the digits that a type of decimals can hold, which are more than any figure has.

What survives for good, and why no test can notice it:

- a bound that is compared with what never equals it (`_LAST_BITS`, `_NOISE`, `_LENIENT`), or that
  picks one of two ways with one result (a path for few rows beside one for many, a slice beside an
  index);
- times for over, where the other side is 1 or -1, and what only scales the numbers of the solver;
- a place that is overwritten before it is read, or read by its sign alone (-1 for no source), and
  a set that may hold more than is asked of it (worlds on the way of a move);
- a branch that only raises for what another check has refused before it.
"""

import argparse
import ast
import builtins
import importlib
import os
import pickle
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple, TypeVar

import pytest

Job = TypeVar("Job")
PROJECT = Path(__file__).parents[1]
# Words that end the names of arguments: how a sheet looks, and what changes no result of a test.
APART = {"width", "height", "size", "colour", "color", "bold", "indent", "wrap", "border", "left",
         "right", "top", "bottom", "row", "column", "order", "strict"}  # fmt: skip
# Calls that place and draw cells: nothing within them is a figure.
DRAWN = {"Area", "AnnexColumn", "_Column", "high", "set_row", "set_column", "set_paper",
         "set_margins", "fit_to_pages", "print_area", "print_on_a4", "freeze_panes",
         "hide_gridlines", "Font", "PatternFill", "Alignment", "Side"}  # fmt: skip
# What constants and attributes are named that say how something looks, or how much is done at once.
SIZED = {"width", "height", "line", "padding", "pane", "batch", "block", "piece", "size"}
_PAIRS = (("min", "max"), ("any", "all"), ("floor", "ceil"), ("min_horizontal", "max_horizontal"),
          ("any_horizontal", "all_horizontal"))  # fmt: skip
SWAPPED = dict(_PAIRS) | {after: before for before, after in _PAIRS}
OPERATORS: dict[type, str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "+",
    ast.BitAnd: "|", ast.BitOr: "&", ast.And: "or", ast.Or: "and",
}  # fmt: skip
LIMIT = 600  # seconds of work for the tests of a folder with nothing changed
PYTEST = ("-x", "-q", "-o", "addopts=", "-o", "filterwarnings=error", "-p",
          "_hypothesis_pytestplugin", "--hypothesis-profile=ci", "-p", "no:cacheprovider")  # fmt: skip


class Mutant(NamedTuple):
    """A change of one line: where (bytes from and to), and the new text there.

    `function` is the line on which the function begins that holds it, 0 outside all.
    """

    path: str
    function: int
    line: int
    start: int
    stop: int
    text: str

    @property
    def folder(self) -> str:
        """`pipelines/scoring`, say; `pipelines` for the modules beside the folders."""
        return "/".join(Path(self.path).parts[:-1][:2])

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.text.encode() + source[self.stop :]

    def __str__(self) -> str:
        before = (PROJECT / self.path).read_bytes()
        lines = (text.decode().splitlines() for text in (before, self.applied(before)))
        old, new = (text[self.line - 1].strip() for text in lines)
        return f"{self.path}:{self.line}\n    {old}\n -> {new}"


def mutants_of(path: str) -> Iterator[Mutant]:
    """Every change of one module, in the order of its text."""
    source = (PROJECT / path).read_bytes()
    starts, function = [0], 0
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def change(line: int, start: int, stop: int, text: str) -> Iterator[Mutant]:
        if source[start:stop].count(b"\n") == 0:
            yield Mutant(path, function, line, start, stop, text)

    def between(left: ast.expr, right: ast.expr, operator: ast.AST) -> Iterator[Mutant]:
        end = starts[(left.end_lineno or 0) - 1] + (left.end_col_offset or 0)
        gap = source[end : starts[right.lineno - 1] + right.col_offset]
        written = gap.strip(b" \n()")
        start = end + gap.find(written)
        line = source.count(b"\n", 0, start) + 1
        yield from change(line, start, start + len(written), OPERATORS[type(operator)])

    def last_word(name: str) -> str:
        return name.rpartition("_")[2].lower().removesuffix("s")

    def is_of_sheet(node: ast.stmt) -> bool:
        return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute)

    def is_type(node: ast.expr) -> bool:
        name = ast.unparse(node).rpartition(".")[2]
        return name[:1].isupper() or name == "None" or isinstance(getattr(builtins, name, 0), type)

    def visit(node: ast.AST) -> Iterator[Mutant]:
        nonlocal function
        match node:
            case ast.FunctionDef(name=name) if last_word(name) in ("height", "width"):
                return
            case ast.FunctionDef(lineno=begin, decorator_list=decorators) if not function:
                function = min([begin, *(each.lineno for each in decorators)])
                yield from visit_fields(node)
                function = 0
                return
            case ast.keyword(arg=str(name)) if name.rpartition("_")[2] in APART:
                return
            case (
                ast.Assign(targets=[ast.Name(name) | ast.Attribute(attr=name), *_])
                | ast.AnnAssign(target=ast.Name(name))
            ) if last_word(name) in SIZED and (name.isupper() or is_of_sheet(node)):
                return
            case ast.Call(ast.Name(name) | ast.Attribute(attr=name)) if name in DRAWN:
                return
            case ast.Call(ast.Attribute(ast.Name("pl"), "Decimal")):
                return
            case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Expr(ast.Constant()):
                return  # text within text has no place of its own
            case ast.Compare(left, operators, rights):
                for former, operator, latter in zip(
                    [left, *rights], operators, rights, strict=False
                ):
                    yield from between(former, latter, operator)
            case ast.BoolOp(operator, [first, second, *_]):
                yield from between(first, second, operator)
            case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
                if not (isinstance(operator, ast.BitOr) and (is_type(left) or is_type(right))):
                    yield from between(left, right, operator)
            case ast.UnaryOp(ast.USub() | ast.Not() | ast.Invert(), operand):
                start = starts[node.lineno - 1] + node.col_offset
                stop = starts[operand.lineno - 1] + operand.col_offset
                yield from change(node.lineno, start, stop, "(" * source[start:stop].count(b"("))
            case ast.Constant(bool() | int() | float() as value):
                start = starts[node.lineno - 1] + node.col_offset
                new = str(not value) if isinstance(value, bool) else str(value + 1)
                yield from change(
                    node.lineno, start, starts[node.lineno - 1] + (node.end_col_offset or 0), new
                )
            case ast.Call(ast.Name(name) | ast.Attribute(attr=name) as called) if name in SWAPPED:
                stop = starts[(called.end_lineno or 0) - 1] + (called.end_col_offset or 0)
                yield from change(called.end_lineno or 0, stop - len(name), stop, SWAPPED[name])
            case _:
                pass
        yield from visit_fields(node)

    def visit_fields(node: ast.AST) -> Iterator[Mutant]:
        for field, value in ast.iter_fields(node):
            if field not in ("annotation", "returns", "decorator_list", "type_params"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        yield from visit(child)

    yield from visit(ast.parse(source))


class Recording:
    """Which tests of a folder called which functions of it, and how long each test takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.callers: dict[tuple[str, int], set[str]] = defaultdict(set)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        called = set[CodeType]()

        def trace(frame: FrameType, event: str, argument: object) -> None:
            called.add(frame.f_code)

        began = time.perf_counter()
        sys.settrace(trace)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.perf_counter() - began
            for code in called:
                place = os.path.relpath(code.co_filename)
                if place.startswith("pipelines"):
                    self.callers[place, code.co_firstlineno].add(item.nodeid)


class CallersFirst:
    """The tests that call the changed function before the others, quick ones first.

    The others run too: what a fixture or a cache made of the change is seen where it is used.
    """

    def __init__(self, mutant: Mutant, recorded: Recording) -> None:
        self.callers = recorded.callers.get((mutant.path, mutant.function), set[str]())
        self.seconds = recorded.seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(
            key=lambda item: (item.nodeid not in self.callers, self.seconds.get(item.nodeid, 0.0))
        )


def tests_of(folder: str) -> list[str]:
    """The tests of a folder; those of the modules beside the folders stand beside them too."""
    pattern = "test_*.py" if folder == "pipelines" else "**/test_*.py"
    found = (PROJECT / "tests" / folder).glob(pattern)
    return sorted(path.relative_to(PROJECT).as_posix() for path in found)


def in_a_process(work: Callable[[], int], copy: Path, seconds: int) -> int:
    """Do so many seconds of work at most in a copy of the project, silently; returns the process's
    number. A machine that is busy with something else makes no work longer."""
    process = os.fork()
    if process == 0:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        signal.alarm(20 * seconds)  # what waits for ever does no work
        os.chdir(copy)
        sys.path[0] = str(copy)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        status = 1
        try:
            status = work()
        finally:
            # Whatever a change raises ends here: above stand the copies, which would be removed.
            os._exit(status)
    return process


def record(folder: str, into: Path) -> int:
    """Run the tests of a folder with nothing changed, and keep what was seen of them."""
    recording = Recording()
    status = pytest.main([*PYTEST, *tests_of(folder)], plugins=[recording])
    into.write_bytes(pickle.dumps((recording.seconds, dict(recording.callers))))
    return status


def notice(mutant: Mutant, recorded: Recording) -> int:
    """Run the tests of a change's folder on it: 0 if all of them pass."""
    sys.dont_write_bytecode = True
    place = Path(mutant.path)
    place.write_bytes(mutant.applied(place.read_bytes()))
    return pytest.main(
        [*PYTEST, *tests_of(mutant.folder)], plugins=[CallersFirst(mutant, recorded)]
    )


def two_at_a_time(
    jobs: Iterable[Job], start: Callable[[Job, Path], int], copies: Sequence[Path]
) -> Iterator[tuple[Job, Path, int]]:
    """Start each job in a copy as one is free; each job with its copy and status as it ends."""
    waiting, free, running = list(jobs)[::-1], list(copies), dict[int, tuple[Job, Path]]()
    try:
        while waiting or running:
            while waiting and free:
                job, copy = waiting.pop(), free.pop()
                running[start(job, copy)] = job, copy
            process, status = os.wait()
            _end(process)  # what a test out of time left running
            job, copy = running.pop(process)
            free.append(copy)
            yield job, copy, status
    finally:
        for process in running:
            _end(process)


def _end(process: int) -> None:
    """End a process's group, whatever is left of it."""
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def survivors(mutants: Sequence[Mutant], place: Path) -> Iterator[Mutant]:
    """The changes that no test of their folder notices.

    Raises SystemExit where tests fail with nothing changed.
    """
    copies = [place / "0", place / "1"]
    files = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(files, cwd=PROJECT, text=True).splitlines():
        for copy in copies:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, copy / name)

    def kept(folder: str) -> Path:
        return place / folder.replace("/", ".")

    def start_recording(folder: str, copy: Path) -> int:
        return in_a_process(lambda: record(folder, kept(folder)), copy, LIMIT)

    recorded: dict[str, Recording] = {}
    folders = sorted({mutant.folder for mutant in mutants})
    for folder, _, status in two_at_a_time(folders, start_recording, copies):
        if status:
            raise SystemExit(f"{folder}: its tests fail with nothing changed")
        recorded[folder] = Recording()
        recorded[folder].seconds, recorded[folder].callers = pickle.loads(kept(folder).read_bytes())

    def start(mutant: Mutant, copy: Path) -> int:
        known = recorded[mutant.folder]
        limit = 30 + 3 * int(sum(known.seconds.values()))  # what never ends is noticed too
        return in_a_process(lambda: notice(mutant, known), copy, limit)

    for mutant, copy, status in two_at_a_time(mutants, start, copies):
        shutil.copy(PROJECT / mutant.path, copy / mutant.path)
        if status == 0:
            yield mutant


def main() -> None:
    """Draw, try, print who survived and the share noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", type=int, default=20, help="how many changes")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--in", dest="place", default="pipelines", help="folder or module")
    asked = options.parse_args()
    within = PROJECT / asked.place
    modules = sorted(within.rglob("*.py")) if within.is_dir() else [within]
    places = [path.relative_to(PROJECT).as_posix() for path in modules]
    every = [mutant for path in places for mutant in mutants_of(path)]
    for name in ("polars", "hypothesis", "openpyxl"):
        importlib.import_module(name)  # once, before a process for each change
    drawn = random.Random(asked.seed).sample(every, min(asked.n, len(every)))
    print(f"{len(drawn)} of {len(every)} changes, seed {asked.seed}", flush=True)
    survived: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as copies:
        for mutant in survivors(drawn, Path(copies)):
            survived[mutant.folder] += 1
            print(f"survived: {mutant}", flush=True)
    for folder, total in sorted(Counter(mutant.folder for mutant in drawn).items()):
        print(f"{folder}: {total - survived[folder]} of {total} noticed")
    print(f"{1 - survived.total() / len(drawn):.0%} noticed")


if __name__ == "__main__":
    # Plugins that no test of the method needs take longer to load than most tests.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    main()
