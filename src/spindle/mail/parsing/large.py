"""A message too large for memory: cut while it streams; bodies are kept as places, texts up to a limit.

A 100 MB attachment costs a few blocks of memory. The skeleton is the one that `skeleton.cut` makes of the same bytes.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from spindle.mail.parsing import skeleton as bones
from spindle.mail.parsing import transfer
from spindle.mail.parsing.fingerprint import Fingerprint
from spindle.mail.parsing.parsed import ParsedMail
from spindle.mail.parsing.read import Read, assembled
from spindle.mail.parsing.skeleton import MOST_CHUNKS, MOST_HEADER_BYTES, MOST_KNOWN, Skeleton, Span
from spindle.mail.parsing.structure import LONGEST_BODY, Structure, headers_of, parsed_by_library
from spindle.mail.parsing.winmail import LARGEST, member_bytes, member_of

# From this size on a message is read with `parse_large`, in bytes.
LARGE = 5_000_000
_BLOCK = 256 * 1024
_ALL_TEXT = 4 * LONGEST_BODY
_NESTED_START = 8192
_HELD = 3
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class LargeMail:
    """A large message, read; its attachments have offset, length and encoding for `stream_attachment`."""

    mail: ParsedMail
    size: int


class Part(Protocol):
    """An attachment that knows its place in the raw message (`AttachmentInfo`, or a row with the same fields)."""

    @property
    def offset(self) -> int:
        """The first byte."""

    @property
    def length(self) -> int:
        """How many encoded bytes."""

    @property
    def encoding(self) -> str:
        """One of `transfer`'s."""


def parse_large(stream: BinaryIO, size: int) -> LargeMail:
    """Reads a message of `size` bytes from a stream, once, front to back; it need not be seekable. Never raises for its content."""
    cutter = _Cutter()
    while block := stream.read(_BLOCK):
        cutter.feed(block)
    skeleton = cutter.close()
    message, defects = parsed_by_library(skeleton.text)
    headers = headers_of(message)
    wrong_size = ["size-differs"] if cutter.total != size else []
    source = _Streamed(skeleton, cutter.kept, cutter.tallies)
    read = Read(
        headers,
        Structure(message, headers, source),
        source,
        cutter.fingerprint.hex(headers),
        [*skeleton.defects, *defects, *wrong_size],
        message.defects,
    )
    return LargeMail(assembled(read), cutter.total)


def stream_attachment(open_at: Callable[[], BinaryIO], part: Part) -> Iterator[bytes]:
    """The decoded bytes of an attachment, piece by piece; `open_at` opens the raw message at its beginning."""
    if part.offset < 0:
        return
    encoding, number = member_of(part.encoding)
    if number < 0:
        yield from _decoded(open_at, part, encoding)
    elif part.length <= LARGEST:
        yield member_bytes(b"".join(_decoded(open_at, part, encoding)), number)


def _decoded(open_at: Callable[[], BinaryIO], part: Part, encoding: str) -> Iterator[bytes]:
    decode = transfer.decoder(encoding)
    with open_at() as stream:
        _skip(stream, part.offset)
        left = part.length
        while left > 0 and (block := stream.read(min(_BLOCK, left))):
            left -= len(block)
            if piece := decode(block, False):
                yield piece
    if piece := decode(b"", True):
        yield piece


def _skip(stream: BinaryIO, count: int) -> None:
    if stream.seekable():
        stream.seek(count)
        return
    while count > 0 and (block := stream.read(min(_BLOCK, count))):
        count -= len(block)


@dataclass(slots=True)
class _Tally:
    """What is counted of a body as it goes by, to know its decoded size."""

    letters: int = 0
    escapes: int = 0
    carriage_breaks: int = 0

    def count(self, piece: bytes) -> None:
        self.letters += transfer.base64_letters(piece)
        self.escapes += piece.count(b"=")
        self.carriage_breaks += piece.count(b"=\r\n")


class _Cutter:
    """Makes the skeleton block by block. Either it gathers a header block, or it lets a body go by."""

    def __init__(self) -> None:
        self.fingerprint = Fingerprint()
        self.kept: list[bytes] = []
        self.tallies: list[_Tally] = []
        self.total = 0
        self._skeleton = Skeleton()
        self._pieces: list[str] = []
        self._buffer = b""
        self._base = 0
        self._in_head = self._top = True
        self._chunks = 0
        self._text_left = _ALL_TEXT
        self._winmail_left = LARGEST
        self._is_winmail = False
        self._begin_body(0, 0)

    def feed(self, block: bytes) -> None:
        """The next bytes of the message."""
        self.total += len(block)
        self.fingerprint.raw(block)
        if not self._top:
            self.fingerprint.body(block)
        self._buffer += block
        self._work(last=False)

    def close(self) -> Skeleton:
        """The skeleton of what was fed."""
        self._work(last=True)
        if not self._in_head:
            self._end_body()
        self._skeleton.text = "".join(self._pieces)
        return self._skeleton

    def _work(self, *, last: bool) -> None:
        going = True
        while going:
            going = self._head(last=last) if self._in_head else self._body(last=last)

    def _head(self, *, last: bool) -> bool:
        """Takes a header block off the buffer; False when more bytes are needed to see its end."""
        if self._top:
            end, head = bones.top_head(self._buffer, bones.start_of(self._buffer))
        else:
            end = bones.head_of(self._buffer, 0)
            head = self._buffer[:end]
        whole = (
            last or end < len(self._buffer) - _BLOCK // 64 or len(self._buffer) > MOST_HEADER_BYTES + _BLOCK
        )
        if not whole:
            return False
        self._drop(end)
        if self._top:
            bones.add_top(self._skeleton, self._pieces, head, self._base)
            self.fingerprint.body(self._buffer)
        else:
            bones.add_head(self._skeleton, self._pieces, head)
        self._in_head = self._top = False
        self._begin_body(self._base, self._room_for(head))
        return True

    def _room_for(self, head: bytes) -> int:
        """How much of a body is kept: texts, a winmail.dat, and the start of a nested message for its name."""
        lower = head.lower()
        self._is_winmail = b"ms-tnef" in lower or b"winmail.dat" in lower
        if self._is_winmail:
            return self._winmail_left
        if b"message/" in lower:
            return _NESTED_START
        texts = b"content-type:" not in lower or b"text/" in lower or b"multipart/" in lower
        return min(LONGEST_BODY, self._text_left) if texts else 0

    def _begin_body(self, offset: int, room: int) -> None:
        self._offset, self._room = offset, room
        self._length = 0
        self._keeping = bytearray()
        self._tally = _Tally()
        self._tail = b""

    def _body(self, *, last: bool) -> bool:
        """Lets a body go by, up to the next dashed line; False when more bytes are needed."""
        found, sure = self._next_dashes(last=last)
        self._pass(self._buffer[: found if found >= 0 else sure])
        self._drop(found if found >= 0 else sure)
        if found < 0:
            return False
        self._end_body()
        self._in_head = True
        self._chunks += 1
        return True

    def _next_dashes(self, *, last: bool) -> tuple[int, int]:
        """(where the next dashed line that counts begins, or -1; up to where it is sure that there is none)."""
        found = self._dashes(0)
        while found >= 0 and self._chunks >= MOST_CHUNKS:
            if not last and len(self._buffer) - found < _LONGEST_LINE:
                return -1, max(0, found - _HELD)
            if self._chunks < MOST_KNOWN and bones.is_known(self._skeleton, self._buffer, found):
                break
            found = self._dashes(found)
        return found, len(self._buffer) if last else max(0, len(self._buffer) - _HELD)

    def _dashes(self, start: int) -> int:
        """Where the next dashed line begins in the buffer, after `start`; -1 when none is seen yet."""
        if start == 0 and self._length == 0 and self._base > 0 and self._buffer.startswith(b"--"):
            return 0
        line = self._buffer.find(b"\n--", start)
        bare = self._buffer.find(b"\r--", start, line if line >= 0 else len(self._buffer))
        return (bare if bare >= 0 else line) + 1 if max(line, bare) >= 0 else -1

    def _pass(self, piece: bytes) -> None:
        self._length += len(piece)
        self._tail = (self._tail + piece[-2:])[-2:]
        self._tally.count(piece)
        room = self._room - len(self._keeping)
        if room > 0:
            self._keeping += piece[:room]

    def _end_body(self) -> None:
        tail = (
            b"\r\n"
            if self._tail.endswith(b"\r\n")
            else self._tail[-1:]
            if self._tail[-1:] in b"\r\n"
            else b""
        )
        length = self._length - len(tail)
        if length > 0:
            bones.add_mark(self._skeleton, self._pieces, self._offset, length)
            self.kept.append(bytes(self._keeping[:length]))
            self.tallies.append(self._tally)
            if self._is_winmail:
                self._winmail_left -= len(self._keeping)
            else:
                self._text_left -= len(self._keeping)
        self._pieces.append(tail.decode("ascii"))

    def _drop(self, count: int) -> None:
        self._buffer = self._buffer[count:]
        self._base += count


class _Streamed:
    """The parts of a message that went by: texts as far as they were kept, the others as places."""

    def __init__(self, skeleton: Skeleton, kept: list[bytes], tallies: list[_Tally]) -> None:
        self._skeleton = skeleton
        self._kept = kept
        self._tallies = tallies
        self._offsets = [place.offset for place in skeleton.places]

    def span(self, payload: str) -> Span:
        """Where a payload of the skeleton stands, with what was kept of it."""
        span = bones.span_of(self._skeleton, payload)
        return Span(span.offset, span.length, b"".join(self._segments(payload)))

    def _segments(self, payload: str) -> Iterator[bytes]:
        for text, number in bones.segments(bones.restored(self._skeleton, payload)):
            yield text.encode("ascii", "surrogateescape")
            if number is not None:
                yield self._kept[number]
                if len(self._kept[number]) < self._skeleton.places[number].length:
                    return

    def read(self, span: Span, *, limit: int | None = None) -> bytes:
        """What was kept of a part, at most `limit`."""
        return span.literal if limit is None else span.literal[:limit]

    def size(self, span: Span, encoding: str) -> int:
        """How many bytes the part has once decoded; of quoted-printable to within a few bytes."""
        if span.offset < 0 or len(span.literal) == span.length:
            return len(transfer.decoded(span.literal, encoding))
        begin = bisect_left(self._offsets, span.offset)
        stop = bisect_left(self._offsets, span.offset + span.length)
        tallies = self._tallies[begin:stop]
        if encoding == transfer.BASE64:
            return transfer.base64_size(sum(tally.letters for tally in tallies))
        if encoding == transfer.QUOTED:
            return span.length - sum(2 * tally.escapes + tally.carriage_breaks for tally in tallies)
        return span.length if encoding == transfer.PLAIN else span.length * 45 // 62

    def text_bytes(self, payload: str) -> bytes:
        """The bytes of text around parts."""
        return self.span(payload).literal
