"""Reads what was typed into the search field. Nothing that is typed is an error.

invoice "on its way" -newsletter from:jan relation:bakery has:attachment in:sent before:2026-01-01 ship*
"""

import re

from spindle.archive.search.asked import Asked, Part, Word
from spindle.archive.search.operators import OPERATORS, NotUnderstood

LENGTH_LIMIT, PARTS_LIMIT = 500, 25
# Beginnings of fewer letters match too much to be of use.
SHORTEST_BEGINNING = 2

_PART = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+):(?=\S))?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))')


def parse(typed: str) -> Asked:
    """What the text asks for. The last word counts as a beginning unless a space follows it."""
    text = typed.replace("\x00", " ").encode("utf-8", "replace").decode()[:LENGTH_LIMIT]
    found = list(_PART.finditer(text))[:PARTS_LIMIT]
    parts: list[Part] = []
    problems: list[str] = []
    for match in found:
        try:
            part = _part(match, last=match.end() == len(text))
        except NotUnderstood as error:
            problems.append(str(error))
        else:
            if part is not None:
                parts.append(part)
    return Asked(tuple(parts), tuple(problems))


def _part(match: re.Match[str], *, last: bool) -> Part | None:
    quoted, plain, negated = match["quoted"], match["plain"], bool(match["minus"])
    value = quoted if quoted is not None else plain
    operator = OPERATORS.get((match["name"] or "").lower())
    if operator is not None:
        return operator(value.strip(), negated) if value.strip() else None
    if match["name"]:
        value = f"{match['name']}:{value}"
    if not any(letter.isalnum() for letter in value):
        return None
    starred = plain is not None and value.endswith("*")
    value = value.rstrip("*") if starred else value
    beginning = (starred or (last and plain is not None and not negated)) and len(value) >= SHORTEST_BEGINNING
    return Word(value, beginning=beginning, negated=negated, phrase=quoted is not None)
