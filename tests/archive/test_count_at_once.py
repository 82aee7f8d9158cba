"""Counts by one statement: the same numbers as one by one, for whoever asks."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from spindle.archive.queries import account_ids, folder_counts
from spindle.archive.queries.counts import unread_count
from spindle.archive.queries.inbox import inbox_page
from spindle.channels.contract import Place
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.factories import account, member, message, received


@pytest.fixture
def anna() -> Member:
    return member("Anna")


def test_a_member_without_accounts_has_nothing(anna: Member) -> None:
    counts = folder_counts(anna)
    assert (counts.inbox, counts.unlinked, counts.drafts) == (0, 0, 0)
    assert unread_count(anna) == 0


def test_each_member_has_his_own_numbers(anna: Member) -> None:
    """The statement that was made for the first is asked again for the second."""
    bob = member("Bob")
    received(account(anna), message("a"), message("b", seen=True))
    received(account(bob), message("c"), message("d"), message("e"), message("f", place=Place.DRAFTS))
    for who, inbox, unread, drafts in ((anna, 2, 1, 0), (bob, 3, 3, 1), (anna, 2, 1, 0)):
        counts = folder_counts(who)
        assert (counts.inbox, counts.drafts) == (inbox, drafts)
        assert unread_count(who) == unread


def test_more_accounts_are_counted_together(anna: Member) -> None:
    received(account(anna), message("a"))
    assert folder_counts(anna).inbox == 1
    received(account(anna), message("b"))
    assert folder_counts(anna).inbox == 2


def test_what_is_private_counts_for_its_owner_and_for_who_may_see_it(anna: Member) -> None:
    bob, boss = member("Bob", role=Role.USER), member("Boss", role=Role.ADMINISTRATOR)
    (entry,) = received(account(anna, bob, boss), message("a"))
    type(entry).objects.filter(pk=entry.pk).update(private_to=anna)
    for who in (anna, bob, boss, bob, anna):
        assert folder_counts(who).inbox == len(inbox_page(who, "inbox").rows), who.name


def test_two_selects(anna: Member) -> None:
    received(account(anna), message("a"))
    with CaptureQueriesContext(connections["organisation"]) as queries:
        folder_counts(anna)
    assert len(queries) == 2
    assert account_ids(anna)
