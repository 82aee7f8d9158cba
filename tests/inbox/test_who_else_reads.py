"""A colleague's face stands at a conversation while he has it before him, for those who may read it as well."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from spindle.archive.actions import make_private
from spindle.inbox import presence
from spindle.inbox.models import Reading
from spindle.members.models import Member
from tests.factories import account, company, member, message, received

__all__ = ["company"]
pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def anna() -> Member:
    return member("Anna")


@pytest.fixture
def bob() -> Member:
    return member("Bob")


@pytest.fixture
def conversations(anna: Member, bob: Member) -> list[int]:
    return [entry.conversation_id for entry in received(account(anna, bob), message(), message())]


def seen_by(who: Member) -> list[tuple[int, str]]:
    return [(reader.conversation_id, reader.member.first_name) for reader in presence.readers_for(who)]


def test_he_is_seen_where_he_reads_and_not_by_himself(
    anna: Member, bob: Member, conversations: list[int]
) -> None:
    assert presence.enter(conversations[0], page="p1", by=anna)
    assert (seen_by(bob), seen_by(anna)) == ([(conversations[0], "Anna")], [])


def test_he_is_in_one_place_a_page_and_gone_when_he_leaves(
    anna: Member, bob: Member, conversations: list[int]
) -> None:
    first, second = conversations
    presence.enter(first, page="p1", by=anna)
    presence.enter(second, page="p1", by=anna)
    presence.enter(second, page="p2", by=anna)
    assert seen_by(bob) == [(second, "Anna")]
    presence.leave(page="p1", by=anna)
    assert seen_by(bob) == [(second, "Anna")]
    presence.leave(page="p2", by=anna)
    assert seen_by(bob) == []


def test_nobody_sees_him_at_what_they_may_not_read(anna: Member, conversations: list[int]) -> None:
    presence.enter(conversations[0], page="p1", by=anna)
    assert seen_by(member("Eve")) == []
    assert not presence.enter(conversations[0], page="p2", by=member("Eve"))


def test_what_becomes_private_hides_its_reader(anna: Member, bob: Member) -> None:
    (entry,) = received(account(anna, bob))
    presence.enter(entry.conversation_id, page="p1", by=anna)
    make_private([entry.pk], by=anna)
    assert seen_by(bob) == []


def test_a_page_is_its_members_own(anna: Member, bob: Member, conversations: list[int]) -> None:
    presence.enter(conversations[0], page="p1", by=anna)
    presence.leave(page="p1", by=bob)
    presence.enter(conversations[1], page="p1", by=bob)
    assert seen_by(bob) == [(conversations[0], "Anna")]


def test_a_stream_that_ended_takes_him_away_unless_it_came_back(
    anna: Member, bob: Member, conversations: list[int]
) -> None:
    presence.enter(conversations[0], page="p1", by=anna)
    ended = now()
    presence.heard_of("p1")
    presence.lost("p1", ended)
    assert len(seen_by(bob)) == 1
    presence.lost("p1", now())
    assert seen_by(bob) == []


def test_what_nobody_heard_of_for_long_is_not_shown(
    anna: Member, bob: Member, conversations: list[int]
) -> None:
    presence.enter(conversations[0], page="p1", by=anna)
    Reading.objects.update(at=now() - presence.STALE - timedelta(seconds=1))
    assert seen_by(bob) == []


def test_a_member_has_so_many_pages_and_no_more(anna: Member, conversations: list[int]) -> None:
    for number in range(presence.PAGES + 5):
        presence.enter(conversations[0], page=f"p{number}", by=anna)
    assert Reading.objects.count() == presence.PAGES
