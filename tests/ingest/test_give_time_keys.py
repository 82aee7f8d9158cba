"""Entry ids are time: 16 a second, the next free one on a clash."""

from datetime import UTC, datetime, timedelta

from django.utils.timezone import now

from spindle.archive.models import Entry
from spindle.archive.time_key import first_key
from spindle.ingest.receive import receive
from tests.factories import NOON, account, member, message, received


def test_the_id_is_the_second() -> None:
    (entry,) = received(account(member()), message(at=NOON))
    assert (entry.pk, entry.at) == (first_key(NOON), NOON)


def test_many_in_one_second_take_the_next_free_ones() -> None:
    box = account(member())
    for _ in range(3):
        receive(box, [message(at=NOON) for _ in range(30)])
    ids = sorted(Entry.objects.values_list("pk", flat=True))
    assert ids == list(range(first_key(NOON), first_key(NOON) + 90))


def test_a_neighbours_overflow_is_stepped_over() -> None:
    box = account(member())
    receive(box, [message(at=NOON) for _ in range(20)])
    (entry,) = received(box, message(at=NOON + timedelta(seconds=1)))
    assert entry.pk == first_key(NOON) + 20


def test_hostile_dates_are_kept_between_1970_and_tomorrow() -> None:
    old, far = received(
        account(member()),
        message(at=datetime(1, 1, 1, tzinfo=UTC)),
        message(at=datetime(9999, 12, 31, tzinfo=UTC)),
    )
    assert old.at.year == 1970
    assert far.at <= now() + timedelta(days=1, seconds=10)
