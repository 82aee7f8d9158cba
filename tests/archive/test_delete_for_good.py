"""What was deleted for good is gone, and no server brings it back."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from spindle.archive.actions.bury import bury_entries
from spindle.archive.models import Delivery, Entry, Tombstone
from spindle.archive.search import search
from spindle.channels.contract import Place
from spindle.ingest.receive import receive
from spindle.members.rights import Role
from tests.factories import account, member, message, received, relation


def test_nothing_of_it_is_left_but_its_digest() -> None:
    boss = member(role=Role.ADMINISTRATOR)
    relation("Bakkerij", email="jan@customer.example")
    letter = message("Zilverspar", place=Place.TRASH)
    (entry,) = received(account(boss), letter)
    assert bury_entries([entry.pk], by=boss) == [entry.pk]
    assert not Entry.objects.exists()
    assert [row.fingerprint for row in Tombstone.objects.all()] == [letter.fingerprint]
    assert not search(boss, "zilverspar").rows


def test_it_does_not_come_back() -> None:
    boss = member(role=Role.ADMINISTRATOR)
    box, letter, other = account(boss), message(place=Place.TRASH), message()
    (entry,) = received(box, letter)
    bury_entries([entry.pk], by=boss)
    answers = receive(box, [other, replace(letter, place=Place.INBOX)])
    assert [answer.outcome for answer in answers] == ["new", "buried"]
    assert Entry.objects.count() == Delivery.objects.count() == 1


def test_only_what_is_in_the_trash_is_deleted() -> None:
    boss = member(role=Role.ADMINISTRATOR)
    (entry,) = received(account(boss))
    assert bury_entries([entry.pk], by=boss) == []
    assert Entry.objects.exists()


def test_who_may_not_delete_is_refused() -> None:
    reader = member(role=Role.READ_ONLY)
    with pytest.raises(PermissionDenied):
        bury_entries([1], by=reader)
