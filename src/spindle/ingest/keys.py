"""Gives new entries their time keys: 16 a second, the next free one on a clash (architecture.md, "One key is time")."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.timezone import now

from spindle.archive.bulk import Lookup
from spindle.archive.models import Entry
from spindle.archive.time_key import SLOTS, first_key

_USED: Lookup[tuple[int]] = Lookup(Entry, "id", ("id",))


def give_keys(times: Sequence[datetime]) -> list[int]:
    """A free key for each moment, none twice. Moments are kept within 1970 and tomorrow.

    One SELECT when nothing clashes, one more for each doubling of the crowd around a second.
    """
    latest = first_key(now() + timedelta(days=1))
    bases = [min(max(first_key(at), SLOTS), latest) for at in times]
    given: set[int] = set()
    keys = [_next_free(base, given) for base in bases]
    taken = _taken(keys)
    return _moved_on(bases, keys, taken) if taken else keys


def _next_free(base: int, given: set[int]) -> int:
    key = base
    while key in given:
        key += 1
    given.add(key)
    return key


def _moved_on(bases: list[int], keys: list[int], taken: set[int]) -> list[int]:
    """The keys again, where those that clashed have gone on to the next free one."""
    clashing = [index for index, key in enumerate(keys) if key in taken]
    given = {key for key in keys if key not in taken}
    window = SLOTS
    while clashing:
        taken |= _taken({bases[index] + step for index in clashing for step in range(window)})
        waiting = []
        for index in clashing:
            last = bases[index] + window
            key = next((k for k in range(bases[index], last) if k not in taken and k not in given), None)
            if key is None:
                waiting.append(index)
            else:
                keys[index] = key
                given.add(key)
        clashing, window = waiting, window * 2
    return keys


def _taken(keys: Iterable[int]) -> set[int]:
    return {row[0] for row in _USED.run(keys)}
