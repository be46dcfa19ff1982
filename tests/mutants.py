"""Which single changes of the method would nobody notice? `make mutants N=200 SEED=1`.

Draws changes in `pipelines/` by a seed: a comparison, sign, constant or condition turned, one off,
min for max. Each is made in a copy, and the tests of the same folder alone are run on it. Left out
is what no figure depends on: classes' flags, annotations, widths and colours of layouts.
"""

import argparse
import ast
import builtins
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import NamedTuple

PROJECT = Path(__file__).parents[1]
# Words that end the names of arguments: how a sheet looks, and what changes no result of a test.
APART = {"width", "height", "size", "colour", "color", "bold", "indent", "wrap", "border", "left",
         "right", "top", "bottom", "row", "column", "order", "strict"}  # fmt: skip
SWAPPED = {"min": "max", "any": "all", "floor": "ceil", "min_horizontal": "max_horizontal",
           "any_horizontal": "all_horizontal"}  # fmt: skip
SWAPPED |= {after: before for before, after in SWAPPED.items()}
OPERATORS: dict[type, str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "+",
    ast.BitAnd: "|", ast.BitOr: "&", ast.And: "or", ast.Or: "and",
}  # fmt: skip
LIMIT = 300  # seconds for the tests of a folder: what never ends is noticed too
PYTEST = ("-m", "pytest", "-x", "-q", "-o", "addopts=", "-o", "filterwarnings=error", "-p",
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
                    node.lineno, start, starts[node.lineno - 1] + node.end_col_offset, new
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


def is_noticed(mutant: Mutant, copies: Queue[Path]) -> bool:
    """Whether a test of its folder fails, or never ends, in a copy that nobody else uses."""
    copy = copies.get()
    place = copy / mutant.path
    source = place.read_bytes()
    place.write_bytes(mutant.applied(source))
    # Plugins that no test of the method needs take longer to load than most tests.
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = [sys.executable, *PYTEST, *tests_of(mutant)]
        done = subprocess.run(
            run, cwd=copy, env=bare, capture_output=True, timeout=LIMIT, check=False
        )
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_bytes(source)
        copies.put(copy)


def main() -> None:
    """Draw, try two at a time, print who survived and the share noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", type=int, default=20, help="how many changes")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--in", dest="room", default="pipelines", help="folder or module")
    asked = options.parse_args()
    within = PROJECT / asked.room
    modules = sorted(within.rglob("*.py")) if within.is_dir() else [within]
    places = [path.relative_to(PROJECT).as_posix() for path in modules]
    every = [mutant for path in places for mutant in mutants_of(path)]
    drawn = sorted(random.Random(asked.seed).sample(every, min(asked.n, len(every))))
    print(f"{len(drawn)} of {len(every)} changes, seed {asked.seed}")
    files = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    kept = subprocess.check_output(files, cwd=PROJECT, text=True).splitlines()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        copies: Queue[Path] = Queue()
        for n in range(2):
            copy = Path(folder) / str(n)
            for name in kept:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, copy / name)
            copies.put(copy)
        drawn_of = Counter(mutant.room for mutant in drawn)
        for room in drawn_of:
            if is_noticed(unchanged(room), copies):
                raise SystemExit(f"{room}: its tests fail with nothing changed")
        noticed: Counter[str] = Counter()
        for mutant, is_seen in zip(
            drawn, pool.map(lambda mutant: is_noticed(mutant, copies), drawn), strict=True
        ):
            noticed[mutant.room] += is_seen
            if not is_seen:
                print(f"survived: {mutant}", flush=True)
    for room, total in sorted(drawn_of.items()):
        print(f"{room}: {noticed[room]} of {total} noticed")
    print(f"{noticed.total() / len(drawn):.0%} noticed")


if __name__ == "__main__":
    main()
