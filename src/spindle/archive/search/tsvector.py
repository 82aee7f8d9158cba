"""The full-text index on PostgreSQL: words of SQLite's tokenizer as a `tsvector`, with a GIN index (measured/search.md, section 5).

The planner knows how frequent each word is (statistics 1000) and walks the key backwards for common words, the index
for rare ones. It is wrong about phrases alone, for GIN has no places: it takes them for both words, so those are
steered here. Few entries with all words: through the index. Many: month by month, the newest first.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db.models.expressions import RawSQL

from spindle.archive.bulk import Value, cursor
from spindle.archive.models import Entry
from spindle.archive.search import tokens
from spindle.archive.search.asked import Where, Word
from spindle.archive.search.lists import Range, Statement, sql_of, without_words
from spindle.archive.search.texts import Text, tokens_of
from spindle.archive.time_key import key_time
from spindle.relations.search.words import in_order, lexeme, phrase, positions, vector

TABLE = "archive_entry_text"
_MARKS = {Where.SENDER: tokens.SENDER, Where.RECIPIENTS: tokens.RECIPIENTS, Where.ANYWHERE: ""}
_COLUMNS = 4
# Above so many entries that hold all words of a phrase, the index alone is too slow.
_MANY = 50_000
# Each window is so many times as long as the one before it.
_GROWTH = 3


def index(texts: Sequence[Text]) -> None:
    """See `spindle.archive.search.index`."""
    plain = [
        tokens.without_mark(part)
        for text in texts
        for part in (text.subject, text.senders, text.recipients, text.body)
    ]
    found = positions(plain)
    marks = ("", tokens.SENDER, tokens.RECIPIENTS, "")
    vectors = [
        vector(
            zip(found[number * _COLUMNS : (number + 1) * _COLUMNS], marks, strict=True),
            [*tokens_of(text), tokens.month_token(key_time(text.entry_id))],
        )
        for number, text in enumerate(texts)
    ]
    with cursor() as open_cursor:
        open_cursor.execute(
            f"INSERT INTO {TABLE} (id, tsv) "  # noqa: S608 (a name of ours)
            "SELECT id, tsv::tsvector FROM unnest(%s::bigint[], %s::text[]) AS found (id, tsv) "
            # A row that stayed behind when its entry was lost is no reason to refuse the entry.
            "ON CONFLICT (id) DO UPDATE SET tsv = EXCLUDED.tsv",
            [[text.entry_id for text in texts], vectors],
        )


def replace(texts: Sequence[Text]) -> None:
    """See `spindle.archive.search.index`."""
    forget([text.entry_id for text in texts])
    index(texts)


def forget(entry_ids: Sequence[int]) -> None:
    """See `spindle.archive.search.index`."""
    with cursor() as open_cursor:
        open_cursor.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [list(entry_ids)])  # noqa: S608


def clear() -> None:
    """See `spindle.archive.search.index`."""
    with cursor() as open_cursor:
        open_cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608


def is_empty() -> bool:
    """See `spindle.archive.search.index`."""
    with cursor() as open_cursor:
        open_cursor.execute(f"SELECT id FROM {TABLE} LIMIT 1")  # noqa: S608
        return not open_cursor.fetchall()


def newest(words: Sequence[Word], among: Range, *, limit: int, enough: int) -> tuple[list[int], bool]:
    """See `spindle.archive.search.index`."""
    wanted = [_query(word) for word in words if not word.negated]
    unwanted = [query for word in words if word.negated and (query := _query(word))]
    if not wanted:
        found = without_words(among, _matching(" | ".join(unwanted)) if unwanted else None, limit)
        return found, True
    if not all(wanted):
        return [], True  # what has no letter that counts is found nowhere, as in FTS5
    query = " & ".join(wanted) + (f" & !({' | '.join(unwanted)})" if unwanted else "")
    if " <-> " not in query:
        return _select(query, among, limit), True
    if _estimate(query.replace(" <-> ", " & ")) < _MANY:
        return _select(query, among, limit, through_index=True), True
    return _by_months(query, among, limit, enough)


def _query(word: Word) -> str:
    if word.where == Where.OURS:
        return lexeme(word.text)
    found = in_order(word.typed)
    return phrase(found, beginning=word.beginning, mark=_MARKS[word.where]) if found else ""


def _matching(query: str) -> Statement:
    return f"SELECT id FROM {TABLE} WHERE tsv @@ %s::tsquery", (query,)  # noqa: S608


def _select(query: str, among: Range, limit: int, *, through_index: bool = False) -> list[int]:
    where = [f"{TABLE}.tsv @@ %s::tsquery"]
    params: list[Value] = [query]
    for sign, key in ((">=", among.since), ("<", among.before)):
        if key is not None:
            where.append(f"{TABLE}.id {sign} %s")
            params.append(key)
    for found, negated in among.lists:
        sql, more = sql_of(found)
        where.append(f"{TABLE}.id {'NOT ' if negated else ''}IN ({sql})")
        params.extend(more)
    itself = RawSQL(f"{TABLE}.id", ())  # noqa: S611
    sql, more = sql_of(among.entries.filter(pk=itself).order_by().values_list("pk", flat=True))
    where.append(f"EXISTS ({sql})")
    # A sum is in no index, so that the key is not walked.
    order = f"{TABLE}.id + 0" if through_index else f"{TABLE}.id"
    statement = f"SELECT {TABLE}.id FROM {TABLE} WHERE {' AND '.join(where)} ORDER BY {order} DESC LIMIT %s"  # noqa: S608
    with cursor() as open_cursor:
        open_cursor.execute(statement, [*params, *more, limit])
        return [row[0] for row in open_cursor.fetchall()]


def _estimate(query: str) -> int:
    """How many entries the planner expects to match."""
    sql, params = _matching(query)
    with cursor() as open_cursor:
        open_cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        told = open_cursor.fetchall()[0][0]
    plan = json.loads(told) if isinstance(told, str) else told
    return int(plan[0]["Plan"]["Plan Rows"])


def _by_months(query: str, among: Range, limit: int, enough: int) -> tuple[list[int], bool]:
    found: list[int] = []
    for months in _windows(among):
        within = " | ".join(lexeme(tokens.month_token(month)) for month in months)
        found += _select(f"({within}) & {query}", among, limit - len(found), through_index=True)
        if len(found) >= enough:
            return found, len(found) == limit
    return found, True


def _windows(among: Range) -> Iterator[list[datetime]]:
    """The months of the range, the newest first, in runs that grow."""
    first = Entry.objects.order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    since = key_time(max(first, among.since or 0))
    month = min(key_time(last), key_time(among.before) if among.before is not None else key_time(last))
    length = 1
    while (month.year, month.month) >= (since.year, since.month):
        run: list[datetime] = []
        while len(run) < length and (month.year, month.month) >= (since.year, since.month):
            run.append(month)
            month = _month_before(month)
        yield run
        length *= _GROWTH


def _month_before(month: datetime) -> datetime:
    years, number = divmod(month.year * 12 + month.month - 2, 12)
    return datetime(years, number + 1, 1, tzinfo=UTC)
