"""The readable plain text of a message, for search, and its snippet, for a row of a list."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from spindle.mail.parsing.structure import Piece

LONGEST_TEXT = 100_000
LONGEST_SNIPPET = 200
_LONGEST_HTML = 1_000_000
# A plain form this short beside a much longer HTML one is a notice ("your program shows no HTML"), not the message.
_NOTICE = 200

_LINE, _CELL = "\ue000", "\ue001"
_ROW = re.compile(r"<tr\b[^>]*>\s*<t[dh]\b[^>]*>", re.IGNORECASE)
_CELLS = re.compile(r"<t[dh]\b[^>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?=/?(?:br|p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|pre|hr|table|section|article|header|footer|center|address|title)\b)",
    re.IGNORECASE,
)
_PRE = re.compile(r"<pre\b[^>]*>.*?</pre>", re.IGNORECASE | re.DOTALL)
_DROPPED = ["style", "script", "head", "title", "template", "noscript", "svg", "math", "object", "iframe"]
_WHITE = re.compile(r"[ \t\r\n\f\xa0]+")
_BREAKS = re.compile(rf"[ {_CELL}]*{_LINE}[ {_LINE}{_CELL}]*")
_MANY_LINES = re.compile(r"\n{3,}")
# Zero-width and filling characters with which newsletters push their preheader out of sight.
_FILLING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\U000e0020-\U000e007f]+"
)
_TAIL_SPACE = re.compile(r"[ \t]+(?=\n)")
_QUOTE_LINE = re.compile(r"^\s*(?:>|\|).*$", re.MULTILINE)
_LINKS = re.compile(
    r"<(?:https?|mailto|cid):[^<>\s]*>|\[(?:cid|image|https?):[^\]\n]*\]|https?://\S{60,}", re.IGNORECASE
)
_RULES = re.compile(r"[-=_*~#.]{4,}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def html_to_text(html: str) -> str:
    """The text of an HTML body with a line for each block and row; scripts, styles and the head are left out."""
    source = html[:_LONGEST_HTML].replace(_LINE, "").replace(_CELL, "")
    if "<pre" in source or "<PRE" in source:
        source = _PRE.sub(lambda found: found.group().replace("\n", f"{_LINE}\n"), source)
    # Marks go inside a cell: between cells they would be moved before the table.
    source = _ROW.sub(rf"\g<0>{_LINE}", source)
    source = _CELLS.sub(rf"\g<0>{_CELL}", source)
    source = _BLOCK.sub(f"{_LINE}<", source)
    return _laid_out(_visible(source))


def _visible(source: str) -> str:
    try:
        tree = LexborHTMLParser(source)
        tree.strip_tags(_DROPPED, recursive=True)
        body = tree.body
        return body.text() if body is not None else ""
    except (SelectolaxError, ValueError, RuntimeError):
        return re.sub(r"<[^<>]*>", " ", source)


def _laid_out(text: str) -> str:
    text = _WHITE.sub(" ", text)
    text = _BREAKS.sub(lambda found: "\n\n" if found.group().count(_LINE) > 2 else "\n", text)
    return text.replace(_CELL, " ").replace("  ", " ").replace("\n ", "\n").strip()


def readable(pieces: Sequence[Piece]) -> str:
    """The plain text of a message's pieces, from the plain form where it says as much as the HTML one."""
    text = "\n\n".join(part for part in (_piece_text(piece).strip("\r\n") for piece in pieces) if part)
    return tidy(text)[:LONGEST_TEXT]


def _piece_text(piece: Piece) -> str:
    plain = piece.plain or ""
    if not piece.html or len(plain.strip()) >= _NOTICE:
        return plain
    rich = html_to_text(piece.html)
    return plain if plain.strip() and len(rich) <= 4 * len(plain.strip()) else rich


def tidy(text: str) -> str:
    """Line ends as LF, no control characters, no trailing spaces, at most one blank line after another."""
    text = text[: 2 * LONGEST_TEXT]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text)
    return _MANY_LINES.sub("\n\n", _TAIL_SPACE.sub("", text)).strip("\n").rstrip()


def snippet_of(text: str) -> str:
    """The beginning of what the sender wrote, on one line: without quotes, rules, long links and invisible filling."""
    start = text[:4000]
    own = _folded(_QUOTE_LINE.sub("", start)) if ">" in start or "|" in start else _folded(start)
    return (own or _folded(start))[:LONGEST_SNIPPET].rstrip()


def _folded(text: str) -> str:
    return " ".join(_RULES.sub(" ", _LINKS.sub(" ", _FILLING.sub("", text))).split())
