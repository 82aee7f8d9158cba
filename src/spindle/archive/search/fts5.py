"""The full-text index on SQLite: contentless FTS5 whose rowid is the entry's time key (measured/search.md).

The only module of the archive that knows FTS5; PostgreSQL gets one beside it.
"""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from spindle.archive.bulk import Row, Value, cursor
from spindle.archive.models import Delivery, Entry, Link
from spindle.archive.search import tokens
from spindle.archive.search.asked import Word
from spindle.archive.search.texts import Text, tokens_of
from spindle.relations.models import Relation
from spindle.relations.search import fts5 as relations

# Ids of entries, as a query.
Ids = QuerySet[Link, int] | QuerySet[Delivery, int] | QuerySet[Entry, int]

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
    return text.entry_id, *plain, tokens_of(text)


def newest(
    words: Sequence[Word],
    entries: QuerySet[Entry],
    *,
    lists: Sequence[tuple[Ids, bool]] = (),
    since: int | None = None,
    before: int | None = None,
    limit: int,
) -> list[int]:
    """The newest entries, among `entries`, in which all words are found and none of the negated ones.

    `lists` are ids of entries that it must be among, or must not (True). The index drives, newest first, and each
    match is looked up in `entries`: rights are within the limit (measured/search.md, rules 3 and 4).
    """
    wanted = [word.expression for word in words if not word.negated]
    unwanted = [word.expression for word in words if word.negated]
    if not wanted:
        return _newest_without_words(unwanted, entries, lists, since, before, limit)
    match = " AND ".join(wanted) + (f" NOT ({' OR '.join(unwanted)})" if unwanted else "")
    where = [f"{TABLE} MATCH %s"]
    params: list[Value] = [match]
    for sign, key in ((">=", since), ("<", before)):
        if key is not None:
            where.append(f"{TABLE}.rowid {sign} %s")
            params.append(key)
    for found, negated in lists:
        sql, more = _sql(found)
        where.append(f"+{TABLE}.rowid {'NOT ' if negated else ''}IN ({sql})")
        params.extend(more)
    sql, more = _sql(entries.filter(pk=RawSQL(f"{TABLE}.rowid", ())).order_by().values_list("pk", flat=True))  # noqa: S611
    where.append(f"EXISTS ({sql})")
    statement = f"SELECT rowid FROM {TABLE} WHERE {' AND '.join(where)} ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    with cursor() as open_cursor:
        open_cursor.execute(statement, [*params, *more, limit])
        return [row[0] for row in open_cursor.fetchall()]


def _newest_without_words(
    unwanted: list[str],
    entries: QuerySet[Entry],
    lists: Sequence[tuple[Ids, bool]],
    since: int | None,
    before: int | None,
    limit: int,
) -> list[int]:
    """The same when only operators were typed: the entries themselves are walked."""
    for found, negated in lists:
        entries = entries.exclude(pk__in=found) if negated else entries.filter(pk__in=found)
    if since is not None:
        entries = entries.filter(pk__gte=since)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    if unwanted:
        matching = RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", (" OR ".join(unwanted),))  # noqa: S608, S611
        entries = entries.exclude(pk__in=matching)
    return list(entries.order_by("-pk").values_list("pk", flat=True)[:limit])


def at_relations(text: str) -> QuerySet[Link, int]:
    """The ids of the entries at relations in which these words are found, for `lists`."""
    links = Link.objects.filter(relation__trashed_at=None).order_by().values_list("entry_id", flat=True)
    asked = relations.beginning_with(text)
    if asked and not Relation.objects.filter(pk__in=RawSQL(*asked)).exists():  # noqa: S611
        asked = relations.containing(text)
    return links.filter(relation__in=RawSQL(*asked)) if asked else links.none()  # noqa: S611


def _sql(found: Ids) -> tuple[str, tuple[Value, ...]]:
    try:
        statement, params = found.query.get_compiler(using="organisation").as_sql()
    except EmptyResultSet:
        return "SELECT NULL WHERE 1 = 0", ()
    return str(statement), tuple(params)
