"""What a caller keeps of a folder between two sessions: UIDs as ranges, and the cursor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LARGEST_UID = 2**32 - 1
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class UidRanges:
    """A set of UIDs as sorted, disjoint, non-adjacent inclusive ranges; "1:5,9" on the wire (RFC 9051 §9)."""

    ranges: tuple[Range, ...] = ()

    @classmethod
    def parse(cls, text: str) -> UidRanges:
        """Reads "1:5,9" ("" is empty; "5:1" is "1:5"). ValueError for anything else, `*` included."""
        if not text:
            return cls()
        return cls(_merged(_range(part) for part in text.split(",")))

    @classmethod
    def of(cls, uids: Iterable[int]) -> UidRanges:
        """The set of these UIDs, in any order, repeated or not."""
        return cls(_merged((uid, uid) for uid in uids))

    @property
    def count(self) -> int:
        """How many UIDs."""
        return sum(high - low + 1 for low, high in self.ranges)

    @property
    def newest(self) -> int:
        """The highest UID, 0 if empty."""
        return self.ranges[-1][1] if self.ranges else 0

    def add(self, *uids: int) -> UidRanges:
        """These UIDs too."""
        return self | UidRanges.of(uids)

    def newest_first(self) -> Iterator[int]:
        """All UIDs, highest first."""
        for low, high in reversed(self.ranges):
            yield from range(high, low - 1, -1)

    def __iter__(self) -> Iterator[int]:
        for low, high in self.ranges:
            yield from range(low, high + 1)

    def __contains__(self, uid: int) -> bool:
        index = bisect_right(self.ranges, (uid, LARGEST_UID))
        return index > 0 and self.ranges[index - 1][1] >= uid

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __or__(self, other: UidRanges) -> UidRanges:
        return UidRanges(_merged((*self.ranges, *other.ranges)))

    def __sub__(self, other: UidRanges) -> UidRanges:
        return UidRanges(tuple(_difference(self.ranges, other.ranges)))

    def __and__(self, other: UidRanges) -> UidRanges:
        return self - (self - other)

    def __str__(self) -> str:
        return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in self.ranges)

    def pieces(self, longest: int, *, most: int = 5000) -> Iterator[UidRanges]:
        """The same UIDs in sets of at most `longest` characters (commands have a limit) and `most` UIDs."""
        piece: list[Range] = []
        length = count = 0
        for low, high in _cut(self.ranges, most):
            size, width = len(f"{low}:{high},"), high - low + 1
            if piece and (length + size > longest or count + width > most):
                yield UidRanges(tuple(piece))
                piece, length, count = [], 0, 0
            piece.append((low, high))
            length, count = length + size, count + width
        if piece:
            yield UidRanges(tuple(piece))


EVERY = UidRanges(((1, LARGEST_UID),))


class KnownUids:
    """A set of UIDs that grows: additions wait until it is asked for, so that many small ones cost little together."""

    __slots__ = ("_added", "_ranges")

    def __init__(self, ranges: UidRanges = UidRanges()) -> None:
        self._ranges = ranges
        self._added: set[int] = set()

    @property
    def ranges(self) -> UidRanges:
        """The set as it is now."""
        if self._added:
            self._ranges, self._added = self._ranges.add(*self._added), set()
        return self._ranges

    def new_among(self, uids: Iterable[int]) -> int:
        """How many of these are not in it."""
        return sum(uid not in self._added and uid not in self._ranges for uid in set(uids))

    def add(self, uids: Iterable[int]) -> None:
        """These too."""
        self._added.update(uids)

    def take(self, uids: UidRanges) -> None:
        """These no longer."""
        self._ranges = self.ranges - uids

    def set(self, ranges: UidRanges) -> None:
        """These and no others."""
        self._ranges, self._added = ranges, set()


@dataclass(frozen=True, slots=True)
class FolderState:
    """The cursor of a folder: valid for one `uidvalidity` only; `known` is what is accounted for."""

    uidvalidity: int
    uidnext: int
    modseq: int | None
    known: UidRanges


def _range(part: str) -> Range:
    low, colon, high = part.partition(":")
    ends = (int(low), int(high if colon else low))
    if not (part.isascii() and min(ends) > 0 and max(ends) <= LARGEST_UID):
        raise ValueError(f"not a set of UIDs: {part[:40]!r}")
    return (min(ends), max(ends))


def _cut(ranges: tuple[Range, ...], most: int) -> Iterator[Range]:
    for low, high in ranges:
        for start in range(low, high + 1, most):
            yield (start, min(start + most - 1, high))


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    result: list[Range] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


def _difference(ranges: tuple[Range, ...], without: tuple[Range, ...]) -> Iterator[Range]:
    index = 0
    for low, high in ranges:
        while index < len(without) and without[index][1] < low:
            index += 1
        position = index
        while low <= high and position < len(without) and without[position][0] <= high:
            if low < without[position][0]:
                yield (low, without[position][0] - 1)
            low = max(low, without[position][1] + 1)
            position += 1
        if low <= high:
            yield (low, high)
