"""A message without its bodies, which is all that the standard library's parser needs to judge its structure.

Only a line that begins with `--` can end a part, so what stands between a header block and the next such line is
replaced by a *mark* that names its place in the raw bytes. The library then reads kilobytes where there were
megabytes, and every part is known by offset and length. A mark holds characters that a raw message cannot have here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_HEADER_BYTES = 256 * 1024
# Beyond this many lines that begin with `--`, as in a long patch, only those count that are a boundary known by then.
MOST_CHUNKS = 10_000
MOST_KNOWN = 2 * MOST_CHUNKS
_LONGEST_BOUNDARY_LINE = 1000

# A header block as the library sees it: names, continuations, mbox lines; then the blank line, if there is one.
TOP_BLOCK = re.compile(rb"(?:(?:[!-9;-~]*:|[\t ]|From )[^\r\n]*(?:\r\n|\r|\n|\Z))*")
# The same within a part, up to the next dashed line, which may be a boundary although it looks like a header.
HEADER_BLOCK = re.compile(rb"(?:(?!--)(?:[!-9;-~]*:|[\t ]|From )[^\r\n]*(?:\r\n|\r|\n|\Z))*")
BLANK = re.compile(rb"\r\n|\r|\n")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LAST_END = re.compile(rb"(?:\r\n|\r|\n)\Z")
_MARK = re.compile("\ue000(\\d+)\ue001")
_NAME = re.compile("\x02(\\d{1,4})\x03")
_DASHED = re.compile(r"--([^\r\n]*?)[ \t]*(?:\r|\n|\Z)")
_BOUNDARY = re.compile(
    r"""^Content-Type:(?:[^\r\n"]|\r?\n[ \t]|"[^"\r\n]*"){0,500}?;\s*boundary="""
    r"""(?:"([^"\\\r\n]*[^"\\\s])[ \t]*"|([^"\s;()\\]+))(?=\s*(?:;|\r|\n|\Z))""",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_NAMES = 100
_PREFIX = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From [^\r\n]*(?:\r\n|\r|\n))?(?:\xef\xbb\xbf)?")
_KNOWN_NAME = rb"(?:Received|Return-Path|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-[\w-]+|X-[\w-]+)[ \t]*:"
_LEADING_BLANKS = re.compile(rb"\A[\r\n\t ]+(?=" + _KNOWN_NAME + rb")", re.IGNORECASE)
# What our tolerance mends in the top header block, where losing the rest of the headers is worst.
_SPACED_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.MULTILINE)
_TOP_BLOCK = re.compile(rb"(?:[^\r\n]+(?:\r\n|\r|\n|\Z))*")
_STRAY_LINE = re.compile(rb"(?<=\n)(?![!-9;-~]+:|[\t ])(?=[^\r\n])", re.MULTILINE)
_FIELD = rb"[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z)"
_WANTED = re.compile(
    rb"^(?:From|To|Cc|Bcc|Reply-To|Sender|Subject|Date|Message-ID|In-Reply-To|References|Return-Path|List-Id"
    rb"|Precedence|Auto-Submitted|MIME-Version|Content-[\w-]+)" + _FIELD,
    re.IGNORECASE | re.MULTILINE,
)
_RECEIVED = re.compile(rb"^Received" + _FIELD, re.IGNORECASE | re.MULTILINE)
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
    # The boundaries that were given short names, by number: the library compiles a pattern for each new one.
    boundaries: list[str] = field(default_factory=list)
    # The first byte after the top header block, for the fingerprint.
    body: int = 0


def start_of(raw: bytes) -> int:
    """How many bytes stand before the first header: a byte order mark, an mbox line, blank lines."""
    match = _PREFIX.match(raw)
    start = match.end() if match else 0
    blanks = _LEADING_BLANKS.match(raw[start : start + 1000])
    return start + blanks.end() if blanks else start


def top_head(data: bytes, start: int) -> tuple[int, bytes]:
    """Where the body of the whole message begins, and its headers for the library: mended, or without those nobody reads."""
    block = TOP_BLOCK.match(data, start, start + MOST_HEADER_BYTES)
    end = block.end() if block else start
    blank = BLANK.match(data, end)
    if blank or end >= len(data):
        end = blank.end() if blank else end
        return end, wanted(data[start:end])
    top = top_block(data, start)
    mended = mended_top(data[start:top])
    whole = TOP_BLOCK.match(mended)
    if whole is None or whole.end() < len(mended):
        return end, data[start:end]
    blank = BLANK.match(data, top)
    end = blank.end() if blank else top
    return end, mended + data[top:end]


def wanted(head: bytes) -> bytes:
    """Well-formed headers without signatures, scores, stamps and all Received but the topmost, half of what there is."""
    if head.count(b"\r") != head.count(b"\r\n"):
        return head
    kept = _WANTED.findall(head)
    received = _RECEIVED.search(head)
    return (received.group() if received else b"") + b"".join(kept) + b"\n"


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
    end, head = top_head(raw, start)
    add_top(skeleton, pieces, head, end)
    bare = b"\r--" in raw
    for count in range(MOST_KNOWN):
        following = _next_dashes(raw, end - 1, bare=bare)
        while following >= 0 and count >= MOST_CHUNKS and not is_known(skeleton, raw, following):
            following = _next_dashes(raw, following, bare=bare)
        if following < 0:
            break
        _add_body(skeleton, pieces, raw, end, following)
        end = head_of(raw, following)
        add_head(skeleton, pieces, raw[following:end])
    _add_body(skeleton, pieces, raw, end, len(raw))
    skeleton.text = "".join(pieces)
    return skeleton


def is_known(skeleton: Skeleton, data: bytes, position: int) -> bool:
    """Whether the dashed line at `position` is one of the boundaries that headers have declared so far."""
    line = data[position + 2 : position + _LONGEST_BOUNDARY_LINE]
    name = BLANK.split(line, maxsplit=1)[0].rstrip(b" \t").decode("ascii", "surrogateescape")
    return name in skeleton.boundaries or name.removesuffix("--") in skeleton.boundaries


def _add_body(skeleton: Skeleton, pieces: list[str], raw: bytes, start: int, end: int) -> None:
    line_end = _LAST_END.search(raw, max(start, end - 2), end)
    tail = line_end.group() if line_end else b""
    add_mark(skeleton, pieces, start, end - start - len(tail))
    pieces.append(tail.decode("ascii"))


def _next_dashes(raw: bytes, position: int, *, bare: bool) -> int:
    """The start of the next line with `--` at or after `position` + 1; -1 when there is none."""
    found = raw.find(b"\n--", max(position, 0))
    if bare:
        other = raw.find(b"\r--", max(position, 0), found if found >= 0 else len(raw))
        found = other if other >= 0 else found
    return found + 1 if found >= 0 else -1


def head_of(data: bytes, chunk: int) -> int:
    """Where a chunk's body begins: after its dashed line, its headers and their blank line."""
    dashed = _LINE.match(data, chunk, min(len(data), chunk + _LONGEST_BOUNDARY_LINE))
    position = dashed.end() if dashed else chunk
    block = HEADER_BLOCK.match(data, position, position + MOST_HEADER_BYTES)
    end = block.end() if block else position
    blank = BLANK.match(data, end)
    return blank.end() if blank else end


def add_top(skeleton: Skeleton, pieces: list[str], head: bytes, body: int) -> None:
    """Adds the headers of the whole message, whose body begins at `body`."""
    skeleton.body = body
    add_head(skeleton, pieces, head)


def add_head(skeleton: Skeleton, pieces: list[str], head: bytes) -> None:
    """Adds a chunk's dashed line and headers."""
    text = head.decode("ascii", "surrogateescape")
    if skeleton.boundaries and text.startswith("--") and "\x02" not in text:
        text = _renamed_line(skeleton, text)
    if ("oundary" in text or "OUNDARY" in text) and ("\x02" not in text or skeleton.boundaries):
        text = _renamed_parameter(skeleton, text)
    pieces.append(text)
    if len(head) >= _LONGEST_BOUNDARY_LINE and not head.endswith((b"\n", b"\r")):
        # Headers cut at the limit: what follows is the body.
        skeleton.defects.append("long-header")
        pieces.append("\n\n")


def add_mark(skeleton: Skeleton, pieces: list[str], offset: int, length: int) -> None:
    """Adds the mark of a body piece; nothing for an empty one."""
    if length > 0:
        pieces.append(f"\ue000{len(skeleton.places)}\ue001")
        skeleton.places.append(Place(offset, length))


def _renamed_line(skeleton: Skeleton, text: str) -> str:
    match = _DASHED.match(text)
    name = match[1] if match else ""
    if match and name not in skeleton.boundaries:
        name = name.removesuffix("--")
    if not match or name not in skeleton.boundaries:
        return text
    return f"--\x02{skeleton.boundaries.index(name)}\x03{text[2 + len(name) :]}"


def _renamed_parameter(skeleton: Skeleton, text: str) -> str:
    match = _BOUNDARY.search(text)
    name = match[match.lastindex or 0] if match else ""
    if not match or not name or name.endswith("--") or len(skeleton.boundaries) > _MOST_NAMES:
        return text
    if name not in skeleton.boundaries:
        skeleton.boundaries.append(name)
    start, end = match.span(match.lastindex or 0)
    return f"{text[:start]}\x02{skeleton.boundaries.index(name)}\x03{text[end:]}"


def restored(skeleton: Skeleton, payload: str) -> str:
    """A payload with the boundaries as they were."""
    if "\x02" not in payload:
        return payload
    names = dict(enumerate(skeleton.boundaries))
    return _NAME.sub(lambda found: names.get(int(found[1]), found[0]), payload)


def span_of(skeleton: Skeleton, payload: str) -> Span:
    """Where a part's payload stands in the raw message. Its pieces follow each other there without a gap."""
    payload = restored(skeleton, payload)
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
