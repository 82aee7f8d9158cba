"""Search as you type on SQLite: beginnings of words, then any part of one (measured/search.md, rule 9).

The only module of relations that knows FTS5; `tsvector` stands beside it for PostgreSQL.
"""

from django.db import connections
from django.db.backends.utils import CursorWrapper

from spindle.relations.search.texts import SHORTEST_PART, rows_of, typed_words

_TEXT, _TRIGRAM = "relations_relation_text", "relations_relation_trigram"


def index(ids: list[int]) -> None:
    """See `spindle.relations.search.index`."""
    rows = rows_of(ids)
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


def clear() -> None:
    """See `spindle.relations.search.index`."""
    with _cursor() as cursor:
        for table in (_TEXT, _TRIGRAM):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")  # noqa: S608


def is_empty() -> bool:
    """See `spindle.relations.search.index`."""
    with _cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {_TEXT} LIMIT 1")  # noqa: S608
        return not cursor.fetchall()


def beginning_with(text: str) -> tuple[str, tuple[str, ...]] | None:
    """See `spindle.relations.search.index`."""
    words = typed_words(text)
    if not words:
        return None
    query = " AND ".join(f"{_quoted(word)}*" for word in words)
    return f"SELECT rowid FROM {_TEXT} WHERE {_TEXT} MATCH %s", (query,)  # noqa: S608 (names of ours)


def containing(text: str) -> tuple[str, tuple[str, ...]] | None:
    """See `spindle.relations.search.index`."""
    words = typed_words(text)
    if not words or min(map(len, words)) < SHORTEST_PART:
        return None
    query = " AND ".join(map(_quoted, words))
    return f"SELECT rowid FROM {_TRIGRAM} WHERE {_TRIGRAM} MATCH %s", (query,)  # noqa: S608 (names of ours)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _cursor() -> CursorWrapper:
    return connections["organisation"].cursor()
