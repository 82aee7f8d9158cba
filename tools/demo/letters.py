"""A letter: all that one message says, before it becomes bytes; and the text's small markup.

Paragraphs are parted by an empty line; one whose lines begin with "- " is a list, with "|" a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from html import escape


@dataclass(frozen=True, slots=True)
class Party:
    """A name and an address."""

    name: str
    address: str

    def __str__(self) -> str:
        return formataddr((self.name, self.address))


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. With a `content_id` it is a picture within the HTML."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a mailbox has the letter: the mailbox's name, the folder, and whether it has been read."""

    box: str
    folder: str
    seen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message. `client` decides its shape, `previous` is quoted, `files` are made when it is composed."""

    thread: int
    copies: tuple[Copy, ...]
    at: datetime
    sender: Party
    to: tuple[Party, ...]
    subject: str
    message_id: str
    text: str
    language: str
    ours: bool = False
    client: str = "outlook"
    charset: str = "utf-8"
    cc: tuple[Party, ...] = ()
    references: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    logo: bytes = b""
    # A picture on the sender's site instead of one in the message.
    remote_logo: str = ""
    files: tuple[File, ...] = ()
    previous: Letter | None = None
    automatic: bool = False
    newsletter: str = ""
    spam: bool = False


def paragraphs(text: str) -> Iterator[list[str]]:
    """The lines of each paragraph."""
    for block in text.split("\n\n"):
        lines = [line.rstrip() for line in block.strip().splitlines()]
        if lines:
            yield lines


def as_plain(text: str) -> str:
    """The text for a reader of plain mail; columns of tables stand below each other."""
    return "\n\n".join(
        _plain_table(lines) if lines[0].startswith("|") else "\n".join(lines) for lines in paragraphs(text)
    )


def as_html(text: str) -> str:
    """The text as the HTML of a mail program."""
    return "\n".join(_html(lines) for lines in paragraphs(text))


def _html(lines: list[str]) -> str:
    if lines[0].startswith("|"):
        return _html_table(lines)
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>\n".join(_linked(line) for line in lines) + "</p>"


def _linked(line: str) -> str:
    if not line.startswith("http"):
        return escape(line)
    return f'<a href="{escape(line)}">{escape(line)}</a>'


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _plain_table(lines: list[str]) -> str:
    rows = [_cells(line) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _html_table(lines: list[str]) -> str:
    head, *rows = [_cells(line) for line in lines]
    parts = ['<table cellpadding="6" style="border-collapse:collapse">']
    for cells, tag in ((head, "th"), *((row, "td") for row in rows)):
        parts.append(
            "<tr>" + "".join(_cell(cell, number, tag) for number, cell in enumerate(cells)) + "</tr>"
        )
    return "".join([*parts, "</table>"])


def _cell(words: str, number: int, tag: str) -> str:
    side = "left" if number == 0 else "right"
    return f'<{tag} align="{side}" style="border-bottom:1px solid #ddd">{escape(words)}</{tag}>'
