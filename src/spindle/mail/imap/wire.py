"""Commands out, responses in: tags, literals, and the one place where an argument becomes bytes on the wire."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from spindle.mail.imap.errors import (
    Broken,
    CommandRefused,
    Gone,
    ImapError,
    UnsafeArgument,
    server_error,
    server_words,
)
from spindle.mail.imap.responses import Response, Status, status
from spindle.mail.imap.stream import Stream

# A search answer of a million scattered UIDs has 8 MB; nothing honest is longer.
LONGEST_LINE = 16 * 1024 * 1024
# Large messages come in pieces (fetching.fetch_large), so a literal of this size is a lie or an attack.
LARGEST_LITERAL = 64 * 1024 * 1024
# The flags of a million messages in one answer; nothing honest is longer.
MOST_RESPONSES = 1_000_000

_LITERAL = re.compile(rb"\{(\d{1,18})\}\Z")
# Text for people, which may end in anything, and never in a literal.
_STATUS = re.compile(rb"\S+ (?:OK|NO|BAD|BYE|PREAUTH)\b")
_UNSAFE = re.compile(rb"[\r\n\0]")


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument that may hold any byte: sent with its length ahead."""

    data: bytes


Part = bytes | Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """The untagged responses to a command, and its OK."""

    responses: list[Response]
    ok: Status

    def of(self, kind: bytes) -> Iterator[Response]:
        """The responses of one kind."""
        return (response for response in self.responses if response.kind == kind)


class Wire:
    """A connection that speaks IMAP. One command at a time, except for those begun with `start`."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.in_flight: set[bytes] = set()
        self._numbers = itertools.count(1)
        self._ending = False

    def run(self, *parts: Part, refusal: type[ImapError] = CommandRefused) -> Answer:
        """Send a command and read to its end. NO and BAD raise what they say, else `refusal`."""
        if self.in_flight:
            raise RuntimeError("a FETCH is still in flight on this session")
        tag = self.start(*parts)
        responses: list[Response] = []
        while True:
            response = self.read()
            ok = self.ended(response, tag, refusal=refusal)
            if ok is not None:
                return Answer(responses, ok)
            responses.append(response)
            if len(responses) > MOST_RESPONSES:
                self.stream.lost = True
                raise Broken("an answer without end")

    def start(self, *parts: Part) -> bytes:
        """Send a command and return its tag; the caller reads on until `ended`. UnsafeArgument before any byte."""
        for part in parts:
            if isinstance(part, bytes) and _UNSAFE.search(part):
                raise UnsafeArgument("an argument holds CR, LF or NUL")
        tag = b"S%d" % next(self._numbers)
        line = tag
        for part in parts:
            if isinstance(part, bytes):
                line += b" " + part
                continue
            self._send(line + b" {%d}\r\n" % len(part.data))
            self._await_continuation(tag)
            line = part.data
        self._send(line + b"\r\n")
        self.in_flight.add(tag)
        return tag

    def read(self) -> Response:
        """The next response with its literals. Gone at BYE or end, Broken if it is cut off or too large.

        After any error here the stream is lost.
        """
        try:
            return self._read()
        except ImapError:
            self.stream.lost = True
            raise

    def ended(
        self, response: Response, tag: bytes, *, refusal: type[ImapError] = CommandRefused
    ) -> Status | None:
        """Its status if this response ends the command, else None. Raises what NO or BAD means."""
        if not response.segments[0].startswith(tag + b" "):
            return None
        self.in_flight.discard(tag)
        said = status(response.text[len(tag) + 1 :])
        if said.word != "OK":
            raise server_error(said.text, said.code, otherwise=refusal)
        return said

    def log_out(self) -> None:
        """Say LOGOUT and hear the BYE out; a server that does not answer is left alone after two seconds."""
        self._ending = True
        try:
            if not self.stream.lost and not self.in_flight:
                self.stream.limit(2)
                self.run(b"LOGOUT")
        except ImapError:
            return
        finally:
            self.stream.close()

    def _read(self) -> Response:
        line = self._line()
        segments, literals = [line], []
        while line.endswith(b"}") and (match := _LITERAL.search(line)) and not _STATUS.match(line):
            literals.append(self._literal(int(match[1])))
            line = self._line(inside=True)
            segments.append(line)
        response = Response(segments, literals)
        if segments[0][:5].upper() == b"* BYE" and not self._ending:
            said = status(segments[0][2:])
            raise server_error(said.text, said.code, otherwise=Gone)
        return response

    def _send(self, data: bytes) -> None:
        try:
            self.stream.write(data)
        except Gone as gone:
            raise self._last_words() from gone

    def _last_words(self) -> ImapError:
        """Why the server hung up: it has often said so just before."""
        try:
            while True:
                self.read()
        except ImapError as said:
            return said

    def _await_continuation(self, tag: bytes) -> None:
        while not (response := self.read()).segments[0].startswith(b"+"):
            if self.ended(response, tag) is not None:
                raise Broken("the command ended before its argument was sent")

    def _line(self, *, inside: bool = False) -> bytes:
        line: bytes = self.stream.readline(LONGEST_LINE)
        if line.endswith(b"\n"):
            return line[:-2] if line.endswith(b"\r\n") else line[:-1]
        if not line and not inside:
            raise Gone("the server closed the connection")
        raise Broken(f"a line without end: {server_words(line[:80])}")

    def _literal(self, size: int) -> bytes:
        if size > LARGEST_LITERAL:
            raise Broken(f"a literal of {size} bytes")
        data: bytes = self.stream.read(size) or b""
        if len(data) < size:
            raise Broken(f"a literal cut off: {len(data)} of {size} bytes")
        return data
