"""Search as you type on PostgreSQL: the words and the trigrams of SQLite's tokenizer as `tsvector`s, each with a GIN index.

No extension of the server is needed; a phrase of trigrams is any part of a word.
"""

from django.db import connections

from spindle.relations.search import words
from spindle.relations.search.texts import SHORTEST_PART, rows_of, typed_words

TABLE = "relations_relation_text"


def index(ids: list[int]) -> None:
    """See `spindle.relations.search.index`."""
    rows = rows_of(ids)
    plain = words.positions([text for row in rows for text in row[1:]])
    parts = words.positions(["\n".join(row[1:]) for row in rows], "trigram")
    columns = len(rows[0]) - 1 if rows else 0
    values = [
        (
            row[0],
            words.vector((one, "") for one in plain[number * columns : (number + 1) * columns]),
            words.vector([(parts[number], "")]),
        )
        for number, row in enumerate(rows)
    ]
    with connections["organisation"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [ids])  # noqa: S608 (names of ours)
        cursor.execute(
            f"INSERT INTO {TABLE} (id, words, parts) "  # noqa: S608
            "SELECT id, words::tsvector, parts::tsvector FROM unnest(%s::bigint[], %s::text[], %s::text[])"
            " AS found (id, words, parts)",
            [list(column) for column in zip(*values, strict=True)] if values else [[], [], []],
        )


def clear() -> None:
    """See `spindle.relations.search.index`."""
    with connections["organisation"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608


def is_empty() -> bool:
    """See `spindle.relations.search.index`."""
    with connections["organisation"].cursor() as cursor:
        cursor.execute(f"SELECT id FROM {TABLE} LIMIT 1")  # noqa: S608
        return not cursor.fetchall()


def beginning_with(text: str) -> tuple[str, tuple[str, ...]] | None:
    """See `spindle.relations.search.index`."""
    asked = [words.in_order(word) for word in typed_words(text)]
    if not asked:
        return None
    return _matching("words", [words.phrase(one, beginning=True) if one else "" for one in asked])


def containing(text: str) -> tuple[str, tuple[str, ...]] | None:
    """See `spindle.relations.search.index`."""
    asked = typed_words(text)
    if not asked or min(map(len, asked)) < SHORTEST_PART:
        return None
    parts = [words.in_order(word, "trigram") for word in asked]
    return _matching("parts", [words.phrase(one) if one else "" for one in parts])


def _matching(column: str, queries: list[str]) -> tuple[str, tuple[str, ...]]:
    """What has no letter that counts is found nowhere, as in FTS5."""
    if not all(queries):
        return f"SELECT id FROM {TABLE} WHERE false", ()  # noqa: S608
    return f"SELECT id FROM {TABLE} WHERE {column} @@ %s::tsquery", (" & ".join(queries),)  # noqa: S608
