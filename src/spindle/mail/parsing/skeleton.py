"""A message without its bodies, which is all that the standard library's parser needs to judge its structure.

Only a line that begins with `--` can end a part, so what stands between a header block and the next such line is
replaced by a *mark* that names its place in the raw bytes. The library then reads kilobytes where there were
megabytes, and every part is known by offset and length. A mark holds characters that a raw message cannot have here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_HEADER_BYTES = 256 * 1024
# Beyond this many lines that begin with `--`, the rest belongs to the part at hand.
MOST_CHUNKS = 10_000
_LONGEST_BOUNDARY_LINE = 1000

# A header block as the library sees it: names, continuations, mbox lines; then the blank line, if there is one.
HEADER_BLOCK = re.compile(rb"(?:(?:[!-9;-~]*:|[\t ]|From )[^\r\n]*(?:\r\n|\r|\n|\Z))*")
BLANK = re.compile(rb"\r\n|\r|\n")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LAST_END = re.compile(rb"(?:\r\n|\r|\n)\Z")
_MARK = re.compile("\ue000(\\d+)\ue001")
_PREFIX = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From [^\r\n]*(?:\r\n|\r|\n))?(?:\xef\xbb\xbf)?")
_KNOWN_NAME = rb"(?:Received|Return-Path|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-[\w-]+|X-[\w-]+)[ \t]*:"
_LEADING_BLANKS = re.compile(rb"\A[\r\n\t ]+(?=" + _KNOWN_NAME + rb")", re.IGNORECASE)
# What our tolerance mends in the top header block, where losing the rest of the headers is worst.
_SPACED_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.MULTILINE)
_TOP_BLOCK = re.compile(rb"(?:[^\r\n]+(?:\r\n|\r|\n|\Z))*")
_STRAY_LINE = re.compile(rb"(?<=\n)(?![!-9;-~]+:|[\t ])(?=[^\r\n])", re.MULTILINE)
_KNOWN_LINE = re.compile(rb"^" + _KNOWN_NAME, re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body, or a piece of one, stands in the raw message, in bytes."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Span:
    """One part's encoded content: from `offset`, `length` bytes; `literal` when it stood in the skeleton itself."""

    offset: int
    length: int
    literal: bytes = b""


@dataclass(slots=True)
class Skeleton:
    """The text for the library, the places that its marks name, and what was noticed on the way."""

    text: str = ""
    places: list[Place] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    # The first byte after the top header block, for the fingerprint.
    body: int = 0


def start_of(raw: bytes) -> int:
    """How many bytes stand before the first header: a byte order mark, an mbox line, blank lines."""
    match = _PREFIX.match(raw)
    start = match.end() if match else 0
    blanks = _LEADING_BLANKS.match(raw[start : start + 1000])
    return start + blanks.end() if blanks else start


def mended_top(block: bytes) -> bytes:
    """The top header block with its broken lines mended: a space before the colon, a line that forgot to be folded.

    A stray line is mended only when a known header still follows; otherwise it is taken for the body.
    """
    if _SPACED_COLON.search(block):
        block = _SPACED_COLON.sub(rb"\1:", block)
    stray = list(_STRAY_LINE.finditer(block))
    last_known = max((match.start() for match in _KNOWN_LINE.finditer(block)), default=0) if stray else 0
    if any(match.start() < last_known for match in stray):
        head, tail = block[:last_known], block[last_known:]
        return _STRAY_LINE.sub(b" ", head) + tail
    return block


def top_block(data: bytes, start: int) -> int:
    """Where the top header block ends: at the first blank line, or where headers no longer look like any."""
    match = _TOP_BLOCK.match(data, start, start + MOST_HEADER_BYTES)
    return match.end() if match else start


def cut(raw: bytes) -> Skeleton:
    """The skeleton of a whole message in memory."""
    skeleton = Skeleton()
    pieces: list[str] = []
    start = start_of(raw)
    for head_end, chunk_start, chunk_end in _chunks(raw, start):
        add_head(skeleton, pieces, raw[chunk_start:head_end], head_end, top=chunk_start == start)
        end = _LAST_END.search(raw, max(head_end, chunk_end - 2), chunk_end)
        tail = end.group() if end else b""
        add_mark(skeleton, pieces, head_end, chunk_end - head_end - len(tail))
        pieces.append(tail.decode("ascii"))
    skeleton.text = "".join(pieces)
    return skeleton


def _chunks(raw: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(end of the header block, start, end) of each stretch from one dashed line to the next."""
    bare = b"\r--" in raw
    chunk, position, count = start, start, 0
    while True:
        head_end = head_of(raw, chunk, top=chunk == start)
        position = max(head_end, chunk + 2)
        following = _next_dashes(raw, position - 1, bare=bare) if count < MOST_CHUNKS else -1
        end = following if following >= 0 else len(raw)
        yield head_end, chunk, end
        if following < 0:
            return
        chunk, count = following, count + 1


def _next_dashes(raw: bytes, position: int, *, bare: bool) -> int:
    """The start of the next line with `--` at or after `position` + 1; -1 when there is none."""
    found = raw.find(b"\n--", max(position, 0))
    if bare:
        other = raw.find(b"\r--", max(position, 0), found if found >= 0 else len(raw))
        found = other if other >= 0 else found
    return found + 1 if found >= 0 else -1


def head_of(data: bytes, chunk: int, *, top: bool) -> int:
    """Where a chunk's body begins: after its dashed line, its headers and their blank line."""
    position = chunk
    if not top:
        dashed = _LINE.match(data, chunk, min(len(data), chunk + _LONGEST_BOUNDARY_LINE))
        position = dashed.end() if dashed else chunk
    block = HEADER_BLOCK.match(data, position, position + MOST_HEADER_BYTES)
    end = block.end() if block else position
    if top:
        end = max(end, _mendable_end(data, position))
    blank = BLANK.match(data, end)
    return blank.end() if blank else end


def _mendable_end(data: bytes, start: int) -> int:
    """The end of the top block when mending makes headers of all of it, else `start`."""
    end = top_block(data, start)
    block = data[start:end]
    mended = mended_top(block)
    whole = HEADER_BLOCK.match(mended)
    return end if whole is not None and whole.end() == len(mended) and mended != block else start


def add_head(skeleton: Skeleton, pieces: list[str], head: bytes, offset: int, *, top: bool) -> None:
    """Adds a chunk's dashed line and headers."""
    if top:
        mended = mended_top(head)
        if mended != head:
            skeleton.defects.append("mended-header")
        head, skeleton.body = mended, offset
    pieces.append(head.decode("ascii", "surrogateescape"))
    if len(head) >= _LONGEST_BOUNDARY_LINE and not head.endswith((b"\n", b"\r")):
        # Headers cut at the limit: what follows is the body.
        skeleton.defects.append("long-header")
        pieces.append("\n\n")


def add_mark(skeleton: Skeleton, pieces: list[str], offset: int, length: int) -> None:
    """Adds the mark of a body piece; nothing for an empty one."""
    if length > 0:
        pieces.append(f"\ue000{len(skeleton.places)}\ue001")
        skeleton.places.append(Place(offset, length))


def span_of(skeleton: Skeleton, payload: str) -> Span:
    """Where a part's payload stands in the raw message. Its pieces follow each other there without a gap."""
    first = _MARK.search(payload)
    if first is None:
        literal = payload.encode("ascii", "surrogateescape")
        return Span(-1, len(literal), literal)
    place = skeleton.places[int(first[1])]
    length = len(payload)
    for mark in _MARK.finditer(payload):
        length += skeleton.places[int(mark[1])].length - len(mark.group())
    return Span(place.offset - first.start(), length)


def segments(payload: str) -> Iterator[tuple[str, int | None]]:
    """A payload as literal texts, each with the number of the place that follows it (None after the last)."""
    end = 0
    for mark in _MARK.finditer(payload):
        yield payload[end : mark.start()], int(mark[1])
        end = mark.end()
    yield payload[end:], None
