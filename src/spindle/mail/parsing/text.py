"""The readable plain text of a message, for search, and its snippet, for a row of a list."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from spindle.mail.html.depth import crowded, shallow
from spindle.mail.parsing.structure import Piece

LONGEST_TEXT = 100_000
LONGEST_SNIPPET = 200
_SNIPPET_SOURCE = 2000
_LONGEST_HTML = 1_000_000
# More tags than a mail has: then their depth is looked at, for great depth makes parsers slow.
_MANY_TAGS = 6000
# A plain form this short beside a much longer HTML one is a notice ("your program shows no HTML"), not the message.
_NOTICE = 200

_LINE, _CELL = "\ue000", "\ue001"
_BLOCKS = (
    "br|p|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|pre|hr|table|section|article|header|footer|center|address"
)
# In lower and in upper case, as programs write them: a third of the time of IGNORECASE.
# Marks go inside a cell: between cells they would be moved before the table.
_BLOCK = re.compile(
    rf"<(?=/?(?:{_BLOCKS}|{_BLOCKS.upper()})\b|/t[dh]\s*>\s*</tr|/T[DH]\s*>\s*</TR)",
)
_CELL_END = re.compile(r"<(?=/t[dh]\b|/T[DH]\b)")
_OPEN_CELL = re.compile(r"<t[dh]\b[^<>]*+>", re.IGNORECASE)
_PRE = re.compile(r"<pre\b[^<>]*+>(?:(?!<pre\b).)*?</pre>", re.IGNORECASE | re.DOTALL)
_DROPPED = ["style", "script", "head", "title", "template", "noscript", "svg", "math", "object", "iframe"]
_MANY_LINES = re.compile(r"\n{3,}")
# Zero-width and filling characters with which newsletters push their preheader out of sight.
_FILLING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\U000e0020-\U000e007f]+"
)
_TAIL_SPACE = re.compile(r"(?<![ \t])[ \t]++(?=\n)")
_QUOTE_LINE = re.compile(r"^\s*(?:>|\|).*$", re.MULTILINE)
_LINKS = re.compile(
    r"<(?:https?|mailto|cid):[^<>\s]*>|\[(?:cid|image|https?):[^\]\n]*\]|https?://\S{60,}", re.IGNORECASE
)
_RULES = re.compile(r"[-=_*~#.]{4,}")


def html_to_text(html: str) -> str:
    """The text of an HTML body with a line for each block and row; scripts, styles and the head are left out."""
    html = html[:_LONGEST_HTML]
    hostile = html.count("<") > _MANY_TAGS or crowded(html)
    source = (shallow(html) if hostile else html).replace(_LINE, "").replace(_CELL, "")
    if "<pre" in source or "<PRE" in source:
        source = _PRE.sub(lambda found: found.group().replace("\n", f"{_LINE}\n"), source)
    source = _CELL_END.sub(f"{_CELL}<", _BLOCK.sub(f"{_LINE}<", source))
    if _CELL not in source:
        source = _OPEN_CELL.sub(rf"\g<0>{_LINE}", source)
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
    """Lines at the marks; a blank one where at least three marks meet, as between paragraphs."""
    laid: list[str] = []
    marks = 0
    for part in text.replace(_CELL, " ").split(_LINE):
        line = " ".join(part.split())
        if line:
            if marks > 2 and laid:
                laid.append("")
            laid.append(line)
            marks = 0
        marks += 1
    return "\n".join(laid)


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
    """Line ends as LF, no trailing spaces, at most one blank line after another."""
    text = text[: 2 * LONGEST_TEXT]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if " \n" in text or "\t\n" in text:
        text = _TAIL_SPACE.sub("", text)
    if "\n\n\n" in text:
        text = _MANY_LINES.sub("\n\n", text)
    return text.replace("\0", "").strip("\n").rstrip()


def snippet_of(text: str) -> str:
    """The beginning of what the sender wrote, on one line: without quotes, rules, long links and invisible filling."""
    start = text[:_SNIPPET_SOURCE]
    if not start.isascii():
        start = _FILLING.sub("", start)
    quoted = "\n>" in start or "\n|" in start or start.lstrip().startswith((">", "|"))
    own = _folded(_QUOTE_LINE.sub("", start)) if quoted else _folded(start)
    return (own or _folded(start))[:LONGEST_SNIPPET].rstrip()


def _folded(text: str) -> str:
    if "http" in text or "<" in text or "[" in text:
        text = _LINKS.sub(" ", text)
    if any(rule in text for rule in ("----", "____", "====", "****", "....", "~~~~", "####")):
        text = _RULES.sub(" ", text)
    return " ".join(text.split())
