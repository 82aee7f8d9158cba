"""The full-text index on SQLite: contentless FTS5 whose rowid is the entry's time key (measured/search.md).

The only module of the archive that knows FTS5; PostgreSQL gets one beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spindle.archive.bulk import Row, cursor
from spindle.archive.search import tokens

TABLE = "archive_entry_text"
_INSERT = f"INSERT INTO {TABLE}(rowid, subject, sender, rcpt, body, k) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Text:
    """What is indexed of an entry. Senders and recipients are names and addresses, to find parts of them."""

    entry_id: int
    subject: str
    senders: str
    recipients: str
    body: str
    from_addresses: tuple[str, ...]
    to_addresses: tuple[str, ...]
    has_attachments: bool
    channel: str
    direction: str


def index(texts: Sequence[Text]) -> None:
    """Take entries into the index, in the transaction that writes them."""
    with cursor() as open_cursor:
        open_cursor.executemany(_INSERT, [_row(text) for text in texts])


def _row(text: Text) -> Row:
    plain = (tokens.without_mark(part) for part in (text.subject, text.senders, text.recipients, text.body))
    return text.entry_id, *plain, _tokens(text)


def _tokens(text: Text) -> str:
    found = [tokens.channel_token(text.channel), tokens.direction_token(text.direction)]
    found += [tokens.from_token(address) for address in text.from_addresses]
    found += [tokens.to_token(address) for address in text.to_addresses]
    if text.has_attachments:
        found.append(tokens.HAS_ATTACHMENT)
    return " ".join(found)
