"""An open page hears of every change once it has asked, also of those while it was away (architecture.md, "Live")."""

import asyncio
from collections.abc import Sequence

import pytest
from django.db import transaction

from spindle.journal.actions import record
from spindle.journal.live import RETRY, Event, Hub
from spindle.journal.queries import REPLAY_LIMIT, events_since
from spindle.organisations.models import Organisation


def change(*topics: str) -> int:
    """A line of the journal."""
    with transaction.atomic(using="organisation"):
        return record("changed", subject="relation", subject_id=1, by=None, topics=topics).pk


async def first_chunks(hub: Hub, count: int, missed: Sequence[Event], meanwhile: Event) -> list[bytes]:
    """What a stream begins with, when something happens while it looks up what it missed."""
    hub.loop = asyncio.get_running_loop()

    async def look_up() -> Sequence[Event]:
        hub.publish("acme", [meanwhile])
        return missed

    stream = hub.stream("acme", look_up)
    chunks = [await anext(stream) for _ in range(count)]
    await stream.aclose()  # type: ignore[attr-defined]
    return chunks


def test_nothing_falls_between_what_was_missed_and_what_comes() -> None:
    past, present = Event("home", 6), Event("inbox", 7)
    chunks = asyncio.run(first_chunks(Hub(), 3, [past], present))
    assert chunks == [RETRY, past.encoded(), present.encoded()]


async def whole(hub: Hub) -> list[bytes]:
    """All that a stream sends until it ends."""
    return [chunk async for chunk in hub.stream("acme")]


def test_a_stream_ends_now_and_then_so_that_who_was_put_out_hears_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("spindle.journal.live.LIFE_SECONDS", 0.0)
    assert asyncio.run(whole(Hub())) == [RETRY]


def test_a_stream_that_broke_within_a_line_hears_all_of_it_again(active_acme: Organisation) -> None:
    line = change("inbox", "relation-1")
    assert {event.topic for event in events_since(line) or ()} == {"inbox", "relation-1"}


def test_each_topic_is_told_once_with_its_newest_line(active_acme: Organisation) -> None:
    first = change("inbox", "home")
    last = change("inbox")
    assert events_since(first) == [Event("home", first), Event("inbox", last)]


def test_after_a_long_absence_all_is_fetched_anew(active_acme: Organisation) -> None:
    first = change("inbox")
    for _ in range(REPLAY_LIMIT):
        change("inbox")
    assert events_since(first) is None
