"""Plain text as HTML for the mail frame: escaped, links made, quoting shown by depth, the quoted tail folded."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from spindle.mail.html.quotes import text_tail

_DEEPEST = 10
_LINK = re.compile(
    r"\b(?P<web>https?://[^\s<>\"]{1,2000}|www\.[^\s<>\"]{3,2000})|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})",
    re.IGNORECASE,
)
_AFTER = ".,;:!?'”’»*_"
_QUOTE = re.compile(r"(?:[ \t]?>)+[ \t]?")
_REL = 'rel="noopener noreferrer nofollow" target="_blank"'


def plain_to_html(text: str, *, quote_label: str = "…") -> str:
    """`text` as HTML in `<div class="plain">`, whose line ends and spaces count (`white-space: pre-wrap`).

    Quoted lines stand in blockquotes by depth; a quoted tail is folded under `quote_label` in `<details class="quoted">`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    start = text_tail(text)
    own, tail = text[:start].rstrip("\n"), text[start:].strip("\n")
    folded = ""
    if tail:
        folded = f'<details class="quoted"><summary>{escape(quote_label)}</summary>{_quoted(tail)}</details>'
    return f'<div class="plain">{_quoted(own)}{folded}</div>'


def _quoted(text: str) -> str:
    """Blockquotes by the depth of `>`."""
    pieces: list[str] = []
    depth = 0
    for level, lines in groupby(map(_measured, text.split("\n")), key=lambda line: line[0]):
        pieces.append(
            "<blockquote>" * (level - depth) if level > depth else "</blockquote>" * (depth - level)
        )
        pieces.append(linked("\n".join(line for _, line in lines)))
        pieces.append("\n" if level == 0 else "")
        depth = level
    return "".join(pieces).rstrip("\n") + "</blockquote>" * depth


def _measured(line: str) -> tuple[int, str]:
    quote = _QUOTE.match(line) if ">" in line[:2] else None
    return (min(quote.group().count(">"), _DEEPEST), line[quote.end() :]) if quote else (0, line)


def linked(text: str) -> str:
    """`text` escaped, with links to web pages and addresses."""
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for match in _LINK.finditer(text):
        found = _without_after(match.group())
        yield escape(text[end : match.start()])
        scheme = "mailto:" if match["mail"] else "" if found.lower().startswith("http") else "https://"
        yield f'<a href="{escape(scheme + found)}" {_REL}>{escape(found)}</a>'
        end = match.start() + len(found)
    yield escape(text[end:])


def _without_after(found: str) -> str:
    """A link without the sentence's own signs behind it, and without a bracket that was opened before it."""
    found = found.rstrip(_AFTER)
    while found.endswith((")", "]", "}")) and found.count("([{"[")]}".index(found[-1])]) < found.count(
        found[-1]
    ):
        found = found[:-1].rstrip(_AFTER)
    return found
