"""Highlighted and private: who sees the mark, who may set it, and what stays hidden then (product.md 2.3, 2.4)."""

import pytest
from django.core.exceptions import PermissionDenied

from spindle.archive.actions import highlight, make_private, make_public, remove_highlight
from spindle.archive.queries import (
    Filters,
    conversation,
    entries_for,
    folder_counts,
    inbox_count,
    inbox_page,
    relation_archive,
)
from spindle.archive.search import search
from spindle.home.queries import unread_count
from spindle.journal.models import Line
from spindle.members.rights import Role
from tests.factories import account, member, message, received, relation


def test_a_highlight_is_seen_by_all_who_read_the_entry() -> None:
    anna, bob = member("Anna"), member("Bob")
    (entry,) = received(account(anna, bob))
    assert highlight([entry.pk], by=anna) == [entry.pk]
    assert highlight([entry.pk], by=bob) == []
    assert inbox_page(bob, "inbox").rows[0].highlighted
    assert remove_highlight([entry.pk], by=bob) == [entry.pk]
    assert not inbox_page(anna, "inbox").rows[0].highlighted


def test_each_change_of_a_mark_stands_in_the_journal() -> None:
    anna = member("Anna")
    (entry,) = received(account(anna))
    highlight([entry.pk], by=anna)
    make_private([entry.pk], by=anna)
    make_public([entry.pk], by=anna)
    remove_highlight([entry.pk], by=anna)
    verbs = list(Line.objects.filter(subject="entry").order_by("pk").values_list("verb", flat=True))
    assert verbs[-4:] == ["highlighted", "made private", "no longer private", "no longer highlighted"]


def test_private_is_gone_for_others_everywhere() -> None:
    anna, bob = member("Anna"), member("Bob")
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(anna, bob), message("Zilverspar"))
    assert make_private([entry.pk], by=anna) == [entry.pk]
    for who, found in ((anna, 1), (bob, 0)):
        assert len(inbox_page(who, "inbox").rows) == found
        assert inbox_count(who, "inbox") == found
        assert folder_counts(who).inbox == found
        assert unread_count(who) == found
        assert len(search(who, "zilverspar").rows) == found
        assert len(relation_archive(who, bakery).rows) == found
        assert (conversation(who, entry.conversation_id) is not None) == bool(found)
        assert entries_for(who).count() == found
        assert len(inbox_page(who, "inbox", filters=Filters(private=True)).rows) == found


def test_only_the_owner_or_who_may_see_private_makes_it_public() -> None:
    anna, bob, boss = member("Anna"), member("Bob"), member("Boss", role=Role.ADMINISTRATOR)
    (entry,) = received(account(anna, bob, boss))
    make_private([entry.pk], by=anna)
    assert make_public([entry.pk], by=bob) == []
    assert make_private([entry.pk], by=boss) == [], "it keeps its owner"
    assert make_public([entry.pk], by=boss) == [entry.pk]
    assert entries_for(bob).count() == 1


def test_nobody_makes_private_what_is_in_another_mailbox() -> None:
    relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(member("Anna")))
    bob = member("Bob")
    assert entries_for(bob).count() == 1
    assert make_private([entry.pk], by=bob) == []


@pytest.mark.parametrize("verb", [highlight, remove_highlight, make_private, make_public])
def test_who_may_only_read_marks_nothing(verb: object) -> None:
    reader = member("Reader", role=Role.READ_ONLY)
    (entry,) = received(account(reader))
    with pytest.raises(PermissionDenied):
        verb([entry.pk], by=reader)  # type: ignore[operator]
