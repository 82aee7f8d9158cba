"""Rules for Python that no linter knows: transactions name their database, and no error is swallowed whole.

`atomic()` and `on_commit()` without `using` act on the control database (architecture.md, "Two kinds of database");
`except Exception` and what is broader hide what went wrong (style.md, "What we avoid"), unless they tidy up and raise it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.check.files import ours
from tools.check.report import Report, place

NAMES_ITS_DATABASE = {"atomic": 0, "on_commit": 1}
TOO_BROAD = {"Exception", "BaseException"}


def check_source(root: Path) -> Report:
    """Read every Python file of ours."""
    return Report([problem for path in ours(root, ".py") for problem in problems_in(path)])


def problems_in(path: Path) -> Iterator[str]:
    """Yield `file:line: sentence` for each broken rule."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for line, sentence in (*_unnamed_database(node), *_too_broad(node)):
            yield f"{place(path, line)}: {sentence}"


def _unnamed_database(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call):
        position = NAMES_ITS_DATABASE.get(_name(node.func))
        if position is not None and len(node.args) <= position and not _has_using(node):
            yield node.lineno, f'{_name(node.func)} names no database: add using="organisation" or "default"'
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for decorator in node.decorator_list:
            if not isinstance(decorator, ast.Call) and _name(decorator) == "atomic":
                yield decorator.lineno, 'atomic names no database: @atomic(using="organisation")'


def _has_using(call: ast.Call) -> bool:
    return any(keyword.arg in {"using", None} for keyword in call.keywords)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _too_broad(node: ast.AST) -> Iterator[tuple[int, str]]:
    if not isinstance(node, ast.ExceptHandler) or _raises_again(node):
        return
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    if node.type is None or TOO_BROAD.intersection(_name(one) for one in caught if one):
        yield node.lineno, "an except that catches everything: name the errors that are expected here"


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
