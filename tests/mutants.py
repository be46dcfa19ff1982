"""Which single changes of the method would nobody notice? `make mutants N=200 SEED=1`.

Draws changes in `pipelines/` by a seed: a comparison, sign, constant or condition turned, one off,
min for max. Each is made in a copy, and the tests of the same folder alone are run on it. Left out
is what no figure depends on: classes' flags, annotations, widths and colours of layouts.
"""

import argparse
import ast
import builtins
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).parents[1]
# Words that end the names of arguments: how a sheet looks, and what changes no result of a test.
APART = {"width", "height", "size", "colour", "color", "bold", "indent", "wrap", "border", "left",
         "right", "top", "bottom", "row", "column", "order", "strict"}  # fmt: skip
_PAIRS = (("min", "max"), ("any", "all"), ("floor", "ceil"), ("min_horizontal", "max_horizontal"),
          ("any_horizontal", "all_horizontal"))  # fmt: skip
SWAPPED = dict(_PAIRS) | {after: before for before, after in _PAIRS}
OPERATORS: dict[type, str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "+",
    ast.BitAnd: "|", ast.BitOr: "&", ast.And: "or", ast.Or: "and",
}  # fmt: skip
LIMIT = 300  # seconds for the tests of a folder: what never ends is noticed too
PYTEST = ("-x", "-q", "-o", "addopts=", "-o", "filterwarnings=error", "-p",
          "_hypothesis_pytestplugin", "--hypothesis-profile=ci", "-p", "no:cacheprovider")  # fmt: skip


class Mutant(NamedTuple):
    """A change of one line: where (bytes from and to), and the new text there."""

    path: str
    line: int
    start: int
    stop: int
    text: str

    @property
    def room(self) -> str:
        return Path(self.path).parts[1]

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
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def change(line: int, start: int, stop: int, text: str) -> Iterator[Mutant]:
        if source[start:stop].count(b"\n") == 0:
            yield Mutant(path, line, start, stop, text)

    def between(left: ast.expr, right: ast.expr, operator: ast.AST) -> Iterator[Mutant]:
        end = starts[(left.end_lineno or 0) - 1] + (left.end_col_offset or 0)
        gap = source[end : starts[right.lineno - 1] + right.col_offset]
        written = gap.strip(b" \n()")
        start = end + gap.find(written)
        line = source.count(b"\n", 0, start) + 1
        yield from change(line, start, start + len(written), OPERATORS[type(operator)])

    def is_type(node: ast.expr) -> bool:
        name = ast.unparse(node).rpartition(".")[2]
        return name[:1].isupper() or name == "None" or isinstance(getattr(builtins, name, 0), type)

    def visit(node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.keyword(arg=str(name)) if name.rpartition("_")[2] in APART:
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
        for field, value in ast.iter_fields(node):
            if field not in ("annotation", "returns", "decorator_list", "type_params"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        yield from visit(child)

    yield from visit(ast.parse(source))


def tests_of(mutant: Mutant) -> list[str]:
    """The tests of the same folder, those first that name the module."""
    tests = PROJECT / "tests" / "pipelines"
    is_module = mutant.room.endswith(".py")
    found = tests.glob("test_*.py") if is_module else (tests / mutant.room).glob("**/test_*.py")
    module = Path(mutant.path).stem
    named = sorted((module not in path.read_text(encoding="utf-8"), path) for path in found)
    return [path.relative_to(PROJECT).as_posix() for _, path in named]


def unchanged(room: str) -> Mutant:
    """No change at all: what the tests of a folder must let pass before they can notice any."""
    module = f"pipelines/{room}" if room.endswith(".py") else f"pipelines/{room}/__init__.py"
    return Mutant(module, 1, 0, 0, "")


def start(mutant: Mutant, copy: Path, leaves_bytecode: bool = False) -> int:
    """Run the tests of a change's folder on it, in a process of its own; returns its number."""
    place = copy / mutant.path
    place.write_bytes(mutant.applied((PROJECT / mutant.path).read_bytes()))
    process = os.fork()
    if process == 0:
        signal.alarm(LIMIT)
        sys.dont_write_bytecode = not leaves_bytecode
        os.chdir(copy)
        sys.path[0] = str(copy)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os._exit(pytest.main([*PYTEST, *tests_of(mutant)]))
    return process


def survivors(mutants: Sequence[Mutant], folder: Path) -> Iterator[Mutant]:
    """The changes that no test of their folder notices, two at a time.

    Raises SystemExit where tests fail with nothing changed.
    """
    first = folder / "0"
    files = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(files, cwd=PROJECT, text=True).splitlines():
        (first / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, first / name)
    for room in sorted({mutant.room for mutant in mutants}):
        if os.waitpid(start(unchanged(room), first, leaves_bytecode=True), 0)[1]:
            raise SystemExit(f"{room}: its tests fail with nothing changed")
    free = [first, Path(shutil.copytree(first, folder / "1"))]
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, Path]]()
    while waiting or running:
        while waiting and free:
            mutant, copy = waiting.pop(), free.pop()
            running[start(mutant, copy)] = mutant, copy
        process, status = os.wait()
        mutant, copy = running.pop(process)
        shutil.copy(PROJECT / mutant.path, copy / mutant.path)
        free.append(copy)
        if status == 0:
            yield mutant


def main() -> None:
    """Draw, try, print who survived and the share noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", type=int, default=20, help="how many changes")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--in", dest="room", default="pipelines", help="folder or module")
    asked = options.parse_args()
    within = PROJECT / asked.room
    modules = sorted(within.rglob("*.py")) if within.is_dir() else [within]
    places = [path.relative_to(PROJECT).as_posix() for path in modules]
    every = [mutant for path in places for mutant in mutants_of(path)]
    for name in ("polars", "hypothesis", "openpyxl"):
        importlib.import_module(name)  # once, before a process for each change
    drawn = random.Random(asked.seed).sample(every, min(asked.n, len(every)))
    print(f"{len(drawn)} of {len(every)} changes, seed {asked.seed}", flush=True)
    survived: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for mutant in survivors(drawn, Path(folder)):
            survived[mutant.room] += 1
            print(f"survived: {mutant}", flush=True)
    for room, total in sorted(Counter(mutant.room for mutant in drawn).items()):
        print(f"{room}: {total - survived[room]} of {total} noticed")
    print(f"{1 - survived.total() / len(drawn):.0%} noticed")


if __name__ == "__main__":
    # Plugins that no test of the method needs take longer to load than most tests.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    main()
