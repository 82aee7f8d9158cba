"""The one predicate: accounts, links and private marks decide who reads what (architecture.md, "Who sees what")."""

import pytest

from spindle.archive.actions import link, trash_entries, unlink
from spindle.archive.models import Entry
from spindle.archive.queries import conversation, entries_for, inbox_page, relation_archive
from spindle.channels.contract import Direction, Place
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.relations.actions import trash_relations
from tests.factories import account, member, message, received, relation


def reads(who: Member, entry: Entry) -> bool:
    return entries_for(who).filter(pk=entry.pk).exists()


def test_who_shares_the_account_reads_and_others_do_not() -> None:
    anna, bob, stranger = member("Anna"), member("Bob"), member("Eve")
    (entry,) = received(account(anna, bob))
    assert (reads(anna, entry), reads(bob, entry), reads(stranger, entry)) == (True, True, False)


def test_an_administrator_reads_no_more_than_others_without_a_link() -> None:
    (entry,) = received(account(member()))
    assert not reads(member(role=Role.ADMINISTRATOR), entry)


def test_once_linked_all_read_it() -> None:
    relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(member()))
    assert reads(member(role=Role.READ_ONLY), entry)


def test_a_colleagues_draft_is_his_own_until_it_is_sent() -> None:
    relation("Bakkerij", email="jan@customer.example")
    anna = member("Anna")
    (draft,) = received(
        account(anna),
        message(to=("jan@customer.example",), place=Place.DRAFTS, direction=Direction.OUT),
    )
    assert (reads(anna, draft), reads(member("Bob"), draft)) == (True, False)


def test_a_link_taken_away_takes_the_others_with_it() -> None:
    anna, bob = member("Anna"), member("Bob")
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(anna))
    unlink([entry.pk], bakery.pk, by=anna)
    assert (reads(anna, entry), reads(bob, entry)) == (True, False)


def test_a_trashed_relation_shows_nobody_anything() -> None:
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(member()))
    trash_relations([bakery.pk], by=member())
    assert not reads(member(), entry)


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.USER, False), (Role.ADMINISTRATOR, True), (Role.READ_ONLY, False)]
)
def test_private_is_the_owners_and_theirs_who_may_see_private(role: Role, sees: bool) -> None:
    owner, other = member("Owner"), member("Other", role=role)
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(owner, other))
    Entry.objects.update(private_to=owner)
    assert reads(owner, entry)
    assert reads(other, entry) == sees
    assert bool(inbox_page(other, "inbox").rows) == sees
    assert bool(relation_archive(other, bakery).rows) == sees
    assert (conversation(other, entry.conversation_id) is not None) == sees


def test_what_one_may_not_read_one_may_not_touch() -> None:
    (entry,) = received(account(member()))
    stranger, bakery = member("Eve"), relation("Bakkerij")
    assert link([entry.pk], bakery.pk, by=stranger) == []
    assert trash_entries([entry.pk], by=stranger) == []
    assert conversation(stranger, entry.conversation_id) is None
