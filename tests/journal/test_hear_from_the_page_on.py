"""A page hears what came between its own reads and its stream (architecture.md, "Live")."""

import re

from django.test import Client
from pytest_django import Settings

from spindle.config.asgi import _missed, _since
from spindle.members.models import Member
from tests.accounts.factories import founded, installation, pristine, signed_in
from tests.factories import account, received

__all__ = ["installation", "pristine"]


def asked_by(client: Client) -> bytes:
    """The query with which the page asks for its stream."""
    found = re.search(r"/live/\?(since=\d+)", client.get("/inbox/inbox/").content.decode())
    assert found is not None
    return found[1].encode()


def test_what_came_after_the_page_is_told_and_what_it_shows_is_not(installation: Settings) -> None:
    membership = founded()
    company = membership.organisation
    with company.active():
        box = account(Member.objects.get(pk=membership.member_id))
        received(box)
    query = asked_by(signed_in(membership))
    assert _missed(company.slug, _since(query)) == []
    with company.active():
        received(box)
    assert "inbox" in [event.topic for event in _missed(company.slug, _since(query))]
