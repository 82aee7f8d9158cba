"""What a word is, the same on both engines: SQLite's own tokenizer takes texts apart, also for PostgreSQL.

PostgreSQL gets the words as a finished `tsvector`, so that accents, case and all alphabets count there as they do in
FTS5. The database is in memory, one a thread, and holds nothing between two calls.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as dbapi
else:
    from sqlcipher3 import dbapi2 as dbapi

Positions = Mapping[str, Sequence[int]]

_KINDS = {"plain": "unicode61 remove_diacritics 2", "trigram": "trigram remove_diacritics 1"}
# PostgreSQL's limits (its manual, 12.11): a lexeme's bytes, the greatest position, and a whole tsvector's bytes.
_LONGEST, _LAST_POSITION, _LARGEST = 2046, 16_383, 1_000_000
_MOST_POSITIONS = 256
# What an entry of a tsvector takes besides its letters.
_OVERHEAD = 8


class _Tokenizer(threading.local):
    def __init__(self) -> None:
        self.raw = dbapi.connect(":memory:", isolation_level=None, check_same_thread=False)
        for name, tokenizer in _KINDS.items():
            self.raw.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(text, content='', tokenize='{tokenizer}')"
            )
            self.raw.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, instance)")


_tokenizer = _Tokenizer()


def positions(texts: Sequence[str], kind: str = "plain") -> list[dict[str, list[int]]]:
    """For each text its words, folded, with the places at which they stand, from 0."""
    found: list[dict[str, list[int]]] = [{} for _ in texts]
    raw = _tokenizer.raw
    raw.execute("BEGIN")
    try:
        raw.executemany(f"INSERT INTO {kind}(rowid, text) VALUES (?, ?)", enumerate(texts))  # noqa: S608 (ours)
        for number, word, place in raw.execute(f"SELECT doc, term, offset FROM {kind}_words"):  # noqa: S608
            found[number].setdefault(word, []).append(place)
    finally:
        raw.execute("ROLLBACK")
    return found


def in_order(text: str, kind: str = "plain") -> list[str]:
    """The words of one text as they follow each other."""
    [found] = positions([text], kind)
    return [word for _, word in sorted((place, word) for word, places in found.items() for place in places)]


def phrase(words: Sequence[str], *, beginning: bool = False, mark: str = "") -> str:
    """A `tsquery` for words that follow each other; `beginning`: the last one may go on. `mark` stands before each."""
    quoted = [lexeme(mark + word) for word in words]
    if beginning:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"


def lexeme(word: str) -> str:
    """A word as PostgreSQL reads it in a `tsvector` or `tsquery`."""
    return "'" + _cut(word).replace("\\", "\\\\").replace("'", "''") + "'"


def vector(columns: Iterable[tuple[Positions, str]], tokens: Iterable[str] = ()) -> str:
    """A `tsvector` of columns of words; a phrase does not go from one column into the next.

    Of a column with a mark each word stands there twice: plain, and with the mark before it. `tokens` have no place.
    What is beyond PostgreSQL's limits keeps its word and loses its place, so that no phrase is found there.
    """
    places: dict[str, list[int]] = {}
    start = 1
    for words, mark in columns:
        last = 0
        for word, found in words.items():
            shifted = [start + place for place in found]
            last = max(last, shifted[-1])
            places.setdefault(word, []).extend(shifted)
            if mark:
                places.setdefault(mark + word, []).extend(shifted)
        start = last + 2 if last else start
    entries = {_cut(word): _allowed(found) for word, found in places.items()}
    entries.update((token, []) for token in tokens)
    return " ".join(_written(entries))


def _allowed(places: Sequence[int]) -> list[int]:
    return [place for place in places if place < _LAST_POSITION][:_MOST_POSITIONS]


def _written(entries: Mapping[str, Sequence[int]]) -> Iterable[str]:
    room = _LARGEST
    # Our own tokens first: of a text that is too long they must not be what is left out.
    for word, places in sorted(entries.items(), key=lambda entry: bool(entry[1])):
        room -= len(word.encode()) + _OVERHEAD + 2 * len(places)
        if room < 0:
            return
        yield f"{lexeme(word)}:{','.join(map(str, places))}" if places else lexeme(word)


def _cut(word: str) -> str:
    return word if len(word) < _LONGEST // 4 else word.encode()[:_LONGEST].decode(errors="ignore")
