"""Where the bytes of a part come from: the raw message in memory, or what was kept of a large one while it streamed."""

from typing import Protocol

from spindle.mail.parsing import transfer
from spindle.mail.parsing.skeleton import Skeleton, Span, span_of


class Source(Protocol):
    """Reads the encoded bytes of parts."""

    def span(self, payload: str) -> Span:
        """Where a payload of the skeleton stands."""

    def read(self, span: Span, *, limit: int | None = None) -> bytes:
        """The encoded bytes of a part, at most `limit`."""

    def size(self, span: Span, encoding: str) -> int:
        """How many bytes the part has once decoded."""

    def text_bytes(self, payload: str) -> bytes:
        """The bytes of text around parts."""


class InMemory:
    """A message that is here as a whole."""

    __slots__ = ("_raw", "_skeleton")

    def __init__(self, raw: bytes, skeleton: Skeleton) -> None:
        self._raw = raw
        self._skeleton = skeleton

    def span(self, payload: str) -> Span:
        """Where a payload of the skeleton stands."""
        return span_of(self._skeleton, payload)

    def read(self, span: Span, *, limit: int | None = None) -> bytes:
        """The encoded bytes of a part, at most `limit`."""
        if span.offset < 0:
            return span.literal if limit is None else span.literal[:limit]
        length = span.length if limit is None else min(limit, span.length)
        return self._raw[span.offset : span.offset + length]

    def size(self, span: Span, encoding: str) -> int:
        """How many bytes the part has once decoded."""
        if encoding == transfer.PLAIN:
            return span.length
        return transfer.decoded_size(self.read(span), encoding)

    def text_bytes(self, payload: str) -> bytes:
        """The bytes of text around parts."""
        return self.read(self.span(payload))
