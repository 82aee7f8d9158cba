"""What the library found, as bodies and files: which texts are the message, and which parts are attachments.

Bodies are gathered whatever the nesting: `related` in `alternative` in `mixed`, Apple's text between pictures,
two HTML parts, a text beside a signature.
"""

import html as html_escape
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.feedparser import FeedParser
from email.message import Message
from email.parser import HeaderParser

from spindle.mail.parsing import transfer
from spindle.mail.parsing.charsets import decode
from spindle.mail.parsing.headers import parameters
from spindle.mail.parsing.quick import Headers, Part
from spindle.mail.parsing.skeleton import Span
from spindle.mail.parsing.source import Source

DEEPEST = 50
MOST_PARTS = 1000
LONGEST_BODY = 2_000_000

_GUESSED_BOUNDARY = re.compile(
    r"^--([^\s\ue000-\ue001][^\r\n\ue000-\ue001]{0,200}?)[ \t]*\r?\n[!-9;-~]+:", re.MULTILINE
)
_BOILERPLATE = re.compile(r"(?:multi-?part|mime)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")
_HTML_START = re.compile(rb"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)

# But for line ends, tabs and what switches a charset (ISO 2022).
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r\x0e\x0f\x1b")


class Mail(Message):
    """The library's message, which also tells its payload as it was parsed."""

    _payload: object

    @property
    def content(self) -> "str | list[Mail]":
        """The text of a leaf with its marks, or the parts. `get_payload` would decode raw bytes in it."""
        payload = self._payload
        return payload if isinstance(payload, list) else str(payload or "")


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the message's body, in one or both forms."""

    plain: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts."""

    kind: str
    kind_parameters: Mapping[str, str]
    disposition: str
    name: str
    encoding: str
    content_id: str
    location: str
    span: Span


def headers_of(message: Mail | Part) -> Headers:
    """The raw values by lower-case name, in order of appearance."""
    if isinstance(message, Part):
        return message.headers
    found: Headers = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(value)
    return found


def first(headers: Headers, name: str) -> str:
    """The first raw value of a header, "" when there is none."""
    values = headers.get(name)
    return values[0] if values else ""


def parsed_by_library(text: str) -> tuple[Mail, list[str]]:
    """The library's verdict on a skeleton. When it stumbles (nesting, a parameter's number), headers and one body."""
    try:
        parser = FeedParser(Mail)
        parser.feed(text)
        return parser.close(), []
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as stumble:
        return HeaderParser(Mail).parsestr(text), [f"library-{type(stumble).__name__.lower()}"]


class Structure:
    """Walks a message once; `pieces` are its bodies, `files` its attachments in the order in which they stand."""

    def __init__(self, message: Mail | Part, headers: Headers, source: Source) -> None:
        self.files: list[Leaf] = []
        self.defects: list[str] = []
        # The charset of the first text, which raw 8-bit headers are likely to share.
        self.charset = ""
        self._source = source
        self._parts = 0
        self.pieces = self._walk(message, headers, depth=0, parent="")
        if isinstance(message, Mail) and not self.has_text:
            self.pieces += self._beside(message.preamble) or self._report() or self._beside(message.epilogue)

    @property
    def has_text(self) -> bool:
        """Whether any body says something."""
        return any(piece.plain or piece.html for piece in self.pieces)

    def _walk(self, message: Mail | Part, headers: Headers, *, depth: int, parent: str) -> list[Piece]:
        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            self.defects.append("too-deep" if depth > DEEPEST else "too-many-parts")
            return []
        kind, named = _kind(message, headers)
        payload = message.content
        if isinstance(payload, list):
            if kind.startswith("message/"):
                return self._file(_leaf(self._source, kind, named, headers, _nested_text(payload)))
            return self._several(kind, payload, depth=depth)
        if kind.startswith("multipart/") and isinstance(payload, str):
            return self._unbounded(kind, named, headers, payload, depth=depth, parent=parent)
        leaf = _leaf(self._source, kind, named, headers, payload)
        if transfer.is_unknown(first(headers, "content-transfer-encoding")):
            return self._file(replace(leaf, kind="application/octet-stream"))
        return self._text(leaf) if self._is_body(leaf, parent) else self._file(leaf)

    def _several(self, kind: str, children: Sequence[Mail | Part], *, depth: int) -> list[Piece]:
        parts = [self._walk(child, headers_of(child), depth=depth + 1, parent=kind) for child in children]
        if kind == "multipart/alternative":
            return _alternative(parts)
        return [piece for part in parts for piece in part]

    def _unbounded(
        self, kind: str, named: Mapping[str, str], headers: Headers, payload: str, *, depth: int, parent: str
    ) -> list[Piece]:
        """A multipart whose boundary is missing or never occurs: by the boundary that does, or else as one text."""
        self.defects.append("no-boundary")
        guess = _GUESSED_BOUNDARY.search(payload)
        if guess:
            boundary = guess[1].removesuffix("--")
            text = f'Content-Type: {kind}; boundary="{boundary}"\n\n{payload}'
            again, _ = parsed_by_library(text)
            if again.is_multipart():
                return self._several(kind, _children(again), depth=depth)
        leaf = _leaf(self._source, "text/plain", {}, headers, payload)
        start = self._source.read(leaf.span, limit=200)
        return self._text(
            _leaf(self._source, "text/html", {}, headers, payload) if _HTML_START.match(start) else leaf
        )

    def _is_body(self, leaf: Leaf, parent: str) -> bool:
        if leaf.kind not in ("text/plain", "text/html", "text/enriched", "text/richtext"):
            return parent == "multipart/alternative" and leaf.kind == "text/x-amp-html" and not leaf.name
        if leaf.disposition == "attachment" or leaf.encoding == transfer.UU:
            return False
        if parent == "multipart/alternative" or not parent:
            return True
        return not leaf.name and not (parent == "multipart/related" and leaf.content_id and self._parts > 2)

    def _file(self, leaf: Leaf) -> list[Piece]:
        self.files.append(leaf)
        return []

    def _text(self, leaf: Leaf) -> list[Piece]:
        if leaf.kind == "text/x-amp-html":
            return []
        self.charset = self.charset or leaf.kind_parameters.get("charset", "")
        text = self._read(leaf)
        if leaf.kind == "text/html":
            return [Piece(html=text)]
        return [Piece(plain=text if leaf.kind == "text/plain" else _TAG.sub("", text))]

    def _read(self, leaf: Leaf) -> str:
        """A leaf's text. Files that someone uuencoded in it are taken out of it, as attachments."""
        data = self._source.read(leaf.span, limit=LONGEST_BODY)
        if leaf.encoding == transfer.BASE64 and transfer.looks_like_text(data):
            self.defects.append("not-base64")
        elif leaf.encoding:
            data = transfer.decoded(data, leaf.encoding)
        elif b"begin " in data and leaf.kind == "text/plain":
            data = self._without_uuencoded(leaf.span, data)
        charset = leaf.kind_parameters.get("charset", "")
        if not charset.lower().startswith(("utf-16", "utf-32", "ucs")):
            data = data.translate(None, _CONTROLS)
        return decode(data, charset)

    def _without_uuencoded(self, span: Span, data: bytes) -> bytes:
        for name, start, end in transfer.uuencoded_files(data):
            place = Span(span.offset + start if span.offset >= 0 else -1, end - start, data[start:end])
            self.files.append(Leaf("application/octet-stream", {}, "", name, transfer.UU, "", "", place))
        return transfer.without_uuencoded(data)

    def _report(self) -> list[Piece]:
        """A delivery report that came without a word to a person is itself the text."""
        reports = [leaf for leaf in self.files if leaf.kind == "message/delivery-status"]
        return [Piece(plain=self._read(leaf)) for leaf in reports[:1]]

    def _beside(self, text: str | None) -> list[Piece]:
        """The text around the parts when no part has any: a wrong boundary, a sender without mercy."""
        read = decode(self._source.text_bytes(text), self.charset).strip() if text and text.strip() else ""
        is_notice = len(read) < 300 and _BOILERPLATE.search(read)
        return [Piece(plain=read)] if read and not is_notice else []


def _kind(message: Mail | Part, headers: Headers) -> tuple[str, Mapping[str, str]]:
    """The content type as the library judges it, with our reading of the parameters."""
    raw = first(headers, "content-type")
    if not raw:
        return message.get_default_type(), {}
    kind, named = parameters(raw)
    kind = kind.split("(")[0].strip()
    return (kind if kind.count("/") == 1 and not kind.startswith("/") else "text/plain"), named


def _leaf(source: Source, kind: str, named: Mapping[str, str], headers: Headers, payload: str | Span) -> Leaf:
    raw = first(headers, "content-disposition")
    disposition, disposed = parameters(raw) if raw else ("", {})
    return Leaf(
        kind=kind,
        kind_parameters=named,
        disposition=disposition,
        name=disposed.get("filename")
        or disposed.get("name")
        or named.get("name")
        or named.get("filename")
        or "",
        encoding=transfer.encoding_of(first(headers, "content-transfer-encoding")),
        content_id=first(headers, "content-id").strip().strip("<>").strip(),
        location=first(headers, "content-location").strip(),
        span=payload if isinstance(payload, Span) else source.span(payload),
    )


def _children(message: Mail) -> list[Mail]:
    return message.content if isinstance(message.content, list) else []


def _nested_text(messages: Sequence[Mail | Part]) -> str:
    """The payload of a message/* part, which the library split into messages although its headers are in the mark."""
    return "".join(_payloads(messages))


def _payloads(messages: Sequence[Mail | Part]) -> Iterator[str]:
    for message in messages:
        if isinstance(message.content, str):
            yield message.content


def _alternative(parts: Sequence[list[Piece]]) -> list[Piece]:
    """One piece of all forms: the first plain one and the last, richest, HTML one (RFC 2046 §5.1.4)."""
    plain = next((part for part in parts if any(piece.plain for piece in part)), None)
    rich = next((part for part in reversed(parts) if any(piece.html for piece in part)), None)
    if plain is None and rich is None:
        return []
    return [
        Piece(
            plain="\n".join(piece.plain for piece in plain if piece.plain) if plain else None,
            html=joined_html(rich) if rich else None,
        )
    ]


def joined_html(pieces: Sequence[Piece]) -> str:
    """All pieces as one HTML text, "" when none of them is HTML."""
    if not any(piece.html for piece in pieces):
        return ""
    return "\n".join(piece.html or plain_as_html(piece.plain or "") for piece in pieces)


def plain_as_html(text: str) -> str:
    """A plain piece between HTML ones."""
    return f'<div style="white-space: pre-wrap">{html_escape.escape(text)}</div>' if text.strip() else ""
