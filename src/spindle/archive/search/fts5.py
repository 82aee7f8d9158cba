"""The full-text index on SQLite: contentless FTS5 whose rowid is the entry's time key (measured/search.md).

The only module of the archive that knows FTS5; `tsvector` stands beside it for PostgreSQL.
"""

import time
from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from spindle.archive.bulk import Row, Value, cursor
from spindle.archive.search import tokens
from spindle.archive.search.asked import Word
from spindle.archive.search.lists import Range, Statement, sql_of, without_words
from spindle.archive.search.texts import Text, tokens_of

# So long it is counted how many there are beyond the first page: each may be on a page of its own to be decrypted.
_PATIENCE_SECONDS = 0.015
TABLE = "archive_entry_text"
_INSERT = f"INSERT INTO {TABLE}(rowid, subject, sender, rcpt, body, k) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608


def index(texts: Sequence[Text]) -> None:
    """Take entries into the index, in the transaction that writes them."""
    with cursor() as open_cursor:
        open_cursor.executemany(_INSERT, [_row(text) for text in texts])


def replace(texts: Sequence[Text]) -> None:
    """Take entries into the index anew, whatever it held of them."""
    forget([text.entry_id for text in texts])
    index(texts)


def forget(entry_ids: Sequence[int]) -> None:
    """Take entries out of the index."""
    with cursor() as open_cursor:
        open_cursor.executemany(
            f"DELETE FROM {TABLE} WHERE rowid = %s",  # noqa: S608 (a name of ours)
            [(pk,) for pk in entry_ids],
        )


def _row(text: Text) -> Row:
    plain = (tokens.without_mark(part) for part in (text.subject, text.senders, text.recipients, text.body))
    return text.entry_id, *plain, " ".join(tokens_of(text))


def clear() -> None:
    """See `spindle.archive.search.index`."""
    with cursor() as open_cursor:
        open_cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")  # noqa: S608


def is_empty() -> bool:
    """See `spindle.archive.search.index`."""
    with cursor() as open_cursor:
        open_cursor.execute(f"SELECT rowid FROM {TABLE} LIMIT 1")  # noqa: S608
        return not open_cursor.fetchall()


def newest(words: Sequence[Word], among: Range, *, limit: int, enough: int) -> tuple[list[int], bool]:
    """See `spindle.archive.search.index`. The index drives, newest first, and each match is looked up in the entries."""
    wanted = [_expression(word) for word in words if not word.negated]
    unwanted = [_expression(word) for word in words if word.negated]
    if not wanted:
        return without_words(among, _matching(" OR ".join(unwanted)) if unwanted else None, limit), True
    match = " AND ".join(wanted) + (f" NOT ({' OR '.join(unwanted)})" if unwanted else "")
    where = [f"{TABLE} MATCH %s"]
    params: list[Value] = [match]
    for sign, key in ((">=", among.since), ("<", among.before)):
        if key is not None:
            where.append(f"{TABLE}.rowid {sign} %s")
            params.append(key)
    for found, negated in among.lists:
        sql, more = sql_of(found)
        where.append(f"+{TABLE}.rowid {'NOT ' if negated else ''}IN ({sql})")
        params.extend(more)
    itself = RawSQL(f"{TABLE}.rowid", ())  # noqa: S611
    sql, more = sql_of(among.entries.filter(pk=itself).order_by().values_list("pk", flat=True))
    where.append(f"EXISTS ({sql})")
    statement = f"SELECT rowid FROM {TABLE} WHERE {' AND '.join(where)} ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    with cursor() as open_cursor:
        started = time.thread_time()
        open_cursor.execute(statement, [*params, *more, limit])
        keys: list[int] = []
        while len(keys) < enough or time.thread_time() - started < _PATIENCE_SECONDS:
            some = open_cursor.fetchmany(enough)
            keys += [row[0] for row in some]
            if len(some) < enough:
                return keys, True
    return keys, False


def _matching(match: str) -> Statement:
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", (match,)  # noqa: S608


def _expression(word: Word) -> str:
    """Always quoted, so that nothing typed is an operator."""
    quoted = '"' + word.typed.replace('"', '""') + '"'
    column = f"{word.where} : " if word.where else ""
    return f"{column}{quoted}{' *' if word.beginning else ''}"
