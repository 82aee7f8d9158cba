"""Who is shut out hears nothing more within seconds (architecture.md, "Live")."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.db import connections
from pytest_django import Settings

from spindle.accounts.actions import close_membership
from spindle.accounts.models import Membership
from spindle.accounts.queries import member_of
from spindle.config import asgi
from spindle.journal.live import RETRY, Event, Hub, hear, hub
from tests.accounts.factories import founded, installation, pristine, signed_in

__all__ = ["installation", "pristine"]

LAST = b"event: inbox\ndata: 0\n\n"


async def opened(one: Hub, member_id: int, slug: str = "acme") -> AsyncIterator[bytes]:
    """A stream of this member that listens."""
    stream = one.stream(slug, member_id=member_id)
    assert await anext(stream) == RETRY
    return stream


async def two_members(one: Hub) -> tuple[list[bytes], bytes]:
    """What the one who is put out still gets, and what the other gets next."""
    one.loop = asyncio.get_running_loop()
    his, hers = await opened(one, 1), await opened(one, 2)
    one.put_out("acme", 1)
    rest = [chunk async for chunk in his]
    one.publish("acme", [Event("home", 5)])
    return rest, await anext(hers)


def test_his_pages_are_told_to_ask_and_his_stream_ends_and_no_others() -> None:
    rest, hers = asyncio.run(two_members(Hub()))
    assert rest == [LAST]
    assert hers == Event("home", 5).encoded()


def test_another_process_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def told() -> list[bytes]:
        monkeypatch.setattr(hub, "loop", asyncio.get_running_loop())
        stream = await opened(hub, 1)
        hear({"slug": "acme", "out": "1"})
        return [chunk async for chunk in stream]

    assert asyncio.run(told()) == [LAST]


def test_a_stream_is_asked_now_and_then_whether_it_may_still_listen(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    founder = founded()
    session, slug = (
        signed_in(founder).cookies[installation.SESSION_COOKIE_NAME].value,
        founder.organisation.slug,
    )
    assert member_of(session) == (slug, founder.member_id)
    monkeypatch.setattr(asgi, "ASK_SECONDS", 0.01)

    async def ended() -> list[bytes]:
        monkeypatch.setattr(hub, "loop", asyncio.get_running_loop())
        stream = await opened(hub, founder.member_id, slug)
        asking = asyncio.ensure_future(asgi._keep_asking(session, (slug, founder.member_id)))
        await asyncio.to_thread(_shut_out, founder)
        chunks = [chunk async for chunk in stream]
        asking.cancel()
        return chunks

    assert asyncio.run(ended()) == [LAST]


def _shut_out(membership: Membership) -> None:
    close_membership(membership.organisation, membership.member_id)
    connections["default"].close()
