"""The texts that a person sees, as the sources have them.

Found as `makemessages` finds them, without GNU gettext: calls of gettext's family in Python, and in templates what
Django's own `templatize` makes of them.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

from tools.check.files import PROGRAM, ours
from tools.check.report import place


class Text(NamedTuple):
    """A text to translate, as a catalogue knows it: context and plural are empty where there is none."""

    context: str
    singular: str
    plural: str


# What each argument of the family's functions is; Django's lazy ones take the same.
ARGUMENTS = {
    "_": ("singular",),
    "gettext": ("singular",),
    "gettext_noop": ("singular",),
    "ngettext": ("singular", "plural"),
    "pgettext": ("context", "singular"),
    "npgettext": ("context", "singular", "plural"),
}
STRING = r"""[ubUB]?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


def texts(root: Path) -> Iterator[tuple[Text, str]]:
    """Yield each text of the program with a place that uses it."""
    for path in ours(root, ".py", folders=PROGRAM):
        for text, line in python_texts(path.read_text(encoding="utf-8")):
            yield text, place(path, line)
    for suffix in (".html", ".txt"):
        for path in ours(root, suffix, folders=PROGRAM):
            if "templates" in path.parts:
                for text in template_texts(path.read_text(encoding="utf-8")):
                    yield text, place(path, 1)


def python_texts(source: str) -> Iterator[tuple[Text, int]]:
    """Yield the texts of a Python source, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        names = ARGUMENTS.get(_function(node.func), ())
        values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        strings = [value for value in values if isinstance(value, str)]
        if names and len(strings) >= len(names):
            yield _as_text(names, strings), node.lineno


def _function(node: ast.expr) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.removesuffix("_lazy")


def template_texts(template: str) -> Iterator[Text]:
    """Yield the texts of a Django template."""
    for function, arguments in CALL.findall(templatize(template)):
        names = ARGUMENTS[function]
        strings = [ast.literal_eval(string) for string in re.findall(STRING, arguments)]
        if len(strings) >= len(names):
            yield _as_text(names, strings)


def _as_text(names: tuple[str, ...], strings: list[str]) -> Text:
    parts = dict(zip(names, strings, strict=False))
    return Text(parts.get("context", ""), parts["singular"], parts.get("plural", ""))
