"""Search as you type on SQLite: beginnings of words, then any part of one (measured/search.md, rule 9).

The only module of relations that knows FTS5; PostgreSQL gets one beside it.
"""

import re
from collections.abc import Iterable

from django.db import connections
from django.db.backends.utils import CursorWrapper

from spindle.relations.models import ContactPoint, PointKind, Relation

_TEXT, _TRIGRAM = "relations_relation_text", "relations_relation_trigram"
_SHORTEST_PART = 3
_DIGITS = re.compile(r"\D+")
_NUMBER = re.compile(r"\+?[\d\s().\-/]+")

Row = tuple[int, str, str, str, str, str]


def index(relation_ids: Iterable[int]) -> None:
    """Write what can be found of these relations anew, in the transaction that changed them."""
    ids = list(relation_ids)
    rows = _rows(ids)
    with _cursor() as cursor:
        for table in (_TEXT, _TRIGRAM):
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(pk,) for pk in ids])  # noqa: S608
        cursor.executemany(
            f"INSERT INTO {_TEXT}(rowid, name, company, email, phone, city) "  # noqa: S608 (names of ours)
            "VALUES (%s, %s, %s, %s, %s, %s)",
            rows,
        )
        cursor.executemany(
            f"INSERT INTO {_TRIGRAM}(rowid, text) VALUES (%s, %s)",  # noqa: S608
            [(row[0], "\n".join(row[1:])) for row in rows],
        )


def _rows(ids: list[int]) -> list[Row]:
    points: dict[int, dict[str, list[str]]] = {}
    found = ContactPoint.objects.filter(relation__in=ids).exclude(kind=PointKind.WEB).order_by()
    for relation, kind, value, normalised in found.values_list("relation_id", "kind", "value", "normalised"):
        group = "email" if kind == PointKind.EMAIL else "phone"
        texts = [normalised] if kind == PointKind.EMAIL else _number_texts(value, normalised)
        points.setdefault(relation, {}).setdefault(group, []).extend(texts)
    cards = Relation.objects.filter(pk__in=ids).values_list("pk", "name", "parent__name", "city")
    return [
        (pk, name, company or "", *_joined(points.get(pk, {})), city) for pk, name, company, city in cards
    ]


def _joined(points: dict[str, list[str]]) -> tuple[str, str]:
    return " ".join(points.get("email", ())), " ".join(points.get("phone", ()))


def _number_texts(value: str, normalised: str) -> list[str]:
    """A number's digits as dialled from abroad and at home: 31612345678 and 0612345678."""
    international = _DIGITS.sub("", normalised)
    country, _, _rest = value.partition(" ")
    national = international.removeprefix(_DIGITS.sub("", country)) if value.startswith("+") else ""
    return [international, f"0{national}"] if national else [international]


def beginning_with(text: str) -> tuple[str, tuple[str, ...]] | None:
    """SQL and parameters of the ids of relations in which every typed word begins a word; None for no words."""
    words = _words(text)
    if not words:
        return None
    query = " AND ".join(f"{_quoted(word)}*" for word in words)
    return f"SELECT rowid FROM {_TEXT} WHERE {_TEXT} MATCH %s", (query,)  # noqa: S608 (names of ours)


def containing(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The same where every typed word stands somewhere; None when one is too short for that."""
    words = _words(text)
    if not words or min(map(len, words)) < _SHORTEST_PART:
        return None
    query = " AND ".join(map(_quoted, words))
    return f"SELECT rowid FROM {_TRIGRAM} WHERE {_TRIGRAM} MATCH %s", (query,)  # noqa: S608 (names of ours)


def _words(text: str) -> list[str]:
    """What was typed, word by word; a phone number is one word of digits."""
    plain = text.replace("\x00", " ").encode("utf-8", "replace").decode().strip()[:200]
    if _NUMBER.fullmatch(plain):
        digits = _DIGITS.sub("", plain)
        return [digits.removeprefix("00")] if digits else []
    return [word for word in plain.split() if any(letter.isalnum() for letter in word)]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _cursor() -> CursorWrapper:
    return connections["organisation"].cursor()
