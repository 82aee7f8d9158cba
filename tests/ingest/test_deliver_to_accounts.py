"""A message is one entry, and one copy an account, wherever servers keep it."""

from dataclasses import replace
from itertools import permutations

import pytest

from spindle.archive.actions import finish
from spindle.archive.models import Delivery, Entry, Unread
from spindle.channels.contract import Direction, IncomingMessage, Place
from spindle.ingest.receive import Received, receive
from tests.factories import account, member, message, received


def test_two_colleagues_accounts_share_the_entry() -> None:
    anna, bob, letter = member("Anna"), member("Bob"), message()
    first, second = receive(account(anna), [letter])[0], receive(account(bob), [letter])[0]
    assert first.entry_id == second.entry_id
    assert first.delivery_id != second.delivery_id
    assert set(Unread.objects.values_list("member_id", flat=True)) == {anna.pk, bob.pk}


@pytest.mark.parametrize(
    "order",
    [*permutations([Place.INBOX, Place.FINISHED, Place.TRASH]), (Place.SENT, Place.INBOX, Place.SPAM)],
)
@pytest.mark.parametrize("together", [True, False])
def test_of_two_folders_the_copy_stands_where_it_matters_more(
    order: tuple[Place, ...], together: bool
) -> None:
    box, letter = account(member()), message()
    copies = [replace(letter, place=place, external_id=place.value) for place in order]
    for batch in [copies] if together else [[one] for one in copies]:
        receive(box, batch)
    assert Delivery.objects.get().place == Place.INBOX
    assert Entry.objects.get().aside == ""


def test_what_a_member_moved_stays_where_it_is() -> None:
    anna, letter = member(), message()
    box = account(anna)
    (answer,) = receive(box, [letter])
    finish([answer.delivery_id], by=anna)
    receive(box, [replace(letter, external_id="other folder")])
    assert Delivery.objects.get().place == Place.FINISHED


@pytest.mark.parametrize(
    ("letter", "unread"),
    [
        (message(), True),
        (message(seen=True), False),
        (message(place=Place.FINISHED), True),
        (message(place=Place.SENT), False),
        (message(direction=Direction.OUT), False),
        (message(place=Place.DRAFTS), False),
    ],
)
def test_unread_is_what_came_in_and_was_not_seen(letter: IncomingMessage, unread: bool) -> None:
    receive(account(member()), [letter])
    assert Unread.objects.exists() == unread


def test_a_second_account_does_not_make_it_unread_again() -> None:
    anna, letter = member(), message()
    receive(account(anna), [letter])
    Unread.objects.all().delete()
    receive(account(anna), [letter])
    assert not Unread.objects.exists()


@pytest.mark.parametrize(
    ("place", "aside"),
    [
        (Place.INBOX, ""),
        (Place.SENT, ""),
        (Place.SPAM, "spam"),
        (Place.TRASH, "trash"),
        (Place.DRAFTS, "drafts"),
    ],
)
def test_what_lies_aside_is_in_no_archive(place: Place, aside: str) -> None:
    (entry,) = received(account(member()), message(place=place))
    assert (entry.aside, entry.trashed_at is not None) == (aside, place == Place.TRASH)


def test_a_colleagues_copy_in_use_brings_it_back() -> None:
    letter = message(place=Place.TRASH)
    received(account(member()), letter)
    (entry,) = received(account(member()), replace(letter, place=Place.INBOX))
    assert (entry.aside, entry.trashed_at) == ("", None)


def test_the_channels_rows_go_with_the_batch_or_not_at_all() -> None:
    def cursor_that_fails(answers: object) -> None:
        raise RuntimeError("killed")

    box = account(member())
    with pytest.raises(RuntimeError):
        receive(box, [message()], alongside=cursor_that_fails)
    assert not Entry.objects.exists()
    assert not Delivery.objects.exists()


def test_the_channel_learns_what_became_of_each_in_order() -> None:
    told: list[Received] = []
    box, known = account(member()), message()
    receive(box, [known])
    answers = receive(box, [message(), known, message()], alongside=told.extend)
    assert [one.outcome for one in answers] == ["new", "known", "new"]
    assert told == answers


def test_the_second_of_equal_messages_in_a_batch_is_known() -> None:
    letter = message()
    answers = receive(account(member()), [letter, replace(letter, external_id="other folder")])
    assert [one.outcome for one in answers] == ["new", "known"]
    assert answers[0].entry_id == answers[1].entry_id


def test_an_empty_batch_still_moves_the_cursor() -> None:
    told: list[bool] = []
    assert receive(account(member()), [], alongside=lambda answers: told.append(True)) == []
    assert told


def test_what_came_out_of_the_trash_unread_is_unread() -> None:
    box, letter = account(member()), message(place=Place.TRASH)
    receive(box, [letter])
    assert not Unread.objects.exists()
    receive(box, [replace(letter, place=Place.INBOX)])
    assert Unread.objects.count() == 1
    assert Delivery.objects.get().place_before == Place.TRASH
