"""The lengths of our own files and functions, beside the figures of style.md; none may be over 400 lines."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.check.files import PROGRAM, ours
from tools.check.report import Report, place

LONGEST_FILE = 400
# style.md, "Figures": at most so many lines.
AIMS = {"file": {"median": 60, "p90": 200, "max": 400}, "function": {"median": 9, "p90": 30, "p99": 60}}
Function = ast.FunctionDef | ast.AsyncFunctionDef
SHARES = {"median": 50, "p90": 90, "p99": 99, "max": 100}


def check_figures(root: Path) -> Report:
    """Measure; files of every kind count for the longest, the program's Python for the table."""
    lengths = {path: _lines(path) for suffix in (".py", ".ts", ".css") for path in ours(root, suffix)}
    program = list(ours(root, ".py", folders=PROGRAM))
    functions = [function for path in program for function in _functions(path)]
    return Report(
        [
            f"{place(path, 1)}: {lines} lines, over {LONGEST_FILE}: split it by meaning"
            for path, lines in lengths.items()
            if lines > LONGEST_FILE
        ],
        [
            _row("file", [lengths[path] for path in program if lengths[path]]),
            _row("function", [_length(function) for function in functions]),
            f"typed     {_share_typed(functions):.1f} % of {len(functions)} functions",
        ],
    )


def _row(kind: str, lengths: Sequence[int]) -> str:
    measured = {name: percentile(lengths, share) for name, share in SHARES.items()}
    cells = [f"{name} {lines}{_aim(kind, name, lines)}" for name, lines in measured.items()]
    return f"{kind:<9} {' · '.join(cells)} · {len(lengths)} of them"


def _aim(kind: str, name: str, lines: int) -> str:
    aim = AIMS[kind].get(name)
    return "" if aim is None else f" (aim {aim}{'' if lines <= aim else ', over'})"


def percentile(lengths: Sequence[int], share: int) -> int:
    """The length that `share` per cent of them do not exceed (nearest rank); 0 of none."""
    ordered = sorted(lengths)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def _length(function: Function) -> int:
    """Its lines without the docstring, as in projects that have none."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None or len(function.body) == 1:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def _share_typed(functions: Sequence[Function]) -> float:
    typed = [function for function in functions if function.returns is not None]
    return 100 * len(typed) / len(functions) if functions else 100.0
