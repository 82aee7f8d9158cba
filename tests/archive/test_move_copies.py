"""Finish, delete, spam and read, for several at once, undone by their opposites, told to the server's log."""

import pytest
from django.core.exceptions import PermissionDenied

from spindle.archive import actions
from spindle.archive.models import Delivery, Entry, Operation, Unread
from spindle.archive.queries import conversation, relation_archive
from spindle.channels.contract import Place
from spindle.journal.models import Line
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.relations.models import Relation
from tests.factories import account, member, message, received, relation


@pytest.fixture
def anna() -> Member:
    return member("Anna")


def places() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("place", flat=True))


def ids() -> list[int]:
    return list(Delivery.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("verb", "opposite", "place"),
    [
        (actions.finish, actions.unfinish, "finished"),
        (actions.trash_deliveries, actions.restore_deliveries, "trash"),
        (actions.mark_spam, actions.mark_not_spam, "spam"),
    ],
)
def test_each_verb_moves_all_and_its_opposite_undoes_it(anna: Member, verb, opposite, place: str) -> None:  # type: ignore[no-untyped-def]
    received(account(anna), message(), message())
    moved = verb(ids(), by=anna)
    assert (moved, places()) == (ids(), [place, place])
    assert verb(ids(), by=anna) == []
    assert opposite(moved, by=anna) == moved
    assert places() == ["inbox", "inbox"]
    assert not Entry.objects.exclude(aside="").exists()


@pytest.mark.parametrize("verb", [actions.finish, actions.trash_deliveries, actions.mark_spam])
def test_who_may_only_read_is_refused(verb) -> None:  # type: ignore[no-untyped-def]
    reader = member(role=Role.READ_ONLY)
    received(account(reader))
    with pytest.raises(PermissionDenied):
        verb(ids(), by=reader)


@pytest.mark.parametrize("verb", [actions.finish, actions.trash_deliveries, actions.mark_spam])
def test_a_strangers_copies_are_passed_over(verb, anna: Member) -> None:  # type: ignore[no-untyped-def]
    received(account(member("Bob")))
    assert verb(ids(), by=anna) == []
    assert places() == ["inbox"]


def test_restoring_goes_back_to_where_it_was(anna: Member) -> None:
    received(account(anna), message(place=Place.FINISHED), message(place=Place.SENT))
    moved = actions.trash_deliveries(ids(), by=anna)
    actions.restore_deliveries(moved, by=anna)
    assert places() == ["finished", "sent"]


def test_spam_then_trash_restores_to_the_inbox(anna: Member) -> None:
    received(account(anna), message(place=Place.SPAM))
    actions.trash_deliveries(ids(), by=anna)
    actions.restore_deliveries(ids(), by=anna)
    assert places() == ["inbox"]


def test_deleting_one_accounts_copy_leaves_the_archive_while_another_has_one(anna: Member) -> None:
    letter, bakery = message(), relation("Bakkerij", email="jan@customer.example")
    received(account(anna), letter)
    received(account(member("Bob")), letter)
    actions.trash_deliveries(ids()[:1], by=anna)
    assert len(relation_archive(anna, bakery).rows) == 1


def test_deleting_the_last_copy_takes_it_out_of_the_archive(anna: Member) -> None:
    bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = received(account(anna))
    actions.trash_deliveries(ids(), by=anna)
    entry.refresh_from_db()
    assert (entry.aside, entry.trashed_by) == ("trash", anna)
    assert relation_archive(anna, bakery).rows == ()


def test_deleting_in_the_archive_takes_every_copy(anna: Member) -> None:
    letter, bakery = message(), relation("Bakkerij", email="jan@customer.example")
    received(account(anna), letter)
    (entry,) = received(account(member("Bob")), letter)
    assert actions.trash_entries([entry.pk], by=anna) == [entry.pk]
    assert places() == ["trash", "trash"]
    assert relation_archive(anna, bakery).rows == ()
    assert actions.trash_entries([entry.pk], by=anna) == []
    assert actions.restore_entries([entry.pk], by=anna) == [entry.pk]
    assert places() == ["inbox", "inbox"]
    assert len(relation_archive(anna, bakery).rows) == 1


def test_deleting_moves_the_relation_down_again(anna: Member) -> None:
    bakery = relation("Bakkerij", email="jan@customer.example")
    old, new = received(account(anna), message(), message())
    actions.trash_entries([new.pk], by=anna)
    bakery.refresh_from_db()
    assert bakery.last_interaction == old.pk
    actions.trash_entries([old.pk], by=anna)
    assert Relation.objects.get(pk=bakery.pk).last_interaction == int(bakery.created_at.timestamp()) * 16


def test_the_server_is_told_of_what_it_knows_of(anna: Member) -> None:
    (entry,) = received(account(anna))
    actions.finish(ids(), by=anna)
    actions.mark_read([entry.pk], by=anna)
    actions.mark_read([entry.pk], by=anna)
    actions.mark_unread([entry.pk], by=anna)
    actions.trash_deliveries(ids(), by=anna)
    actions.restore_deliveries(ids(), by=anna)
    actions.mark_spam(ids(), by=anna)
    assert list(Operation.objects.order_by("pk").values_list("kind", flat=True)) == [
        "seen",
        "unseen",
        "trash",
        "restore",
        "spam",
    ]


def test_unread_is_each_members_own(anna: Member) -> None:
    bob = member("Bob")
    (entry,) = received(account(anna, bob))
    assert actions.mark_read([entry.pk], by=anna) == [entry.pk]
    assert list(Unread.objects.values_list("member_id", flat=True)) == [bob.pk]
    assert actions.mark_unread([entry.pk], by=anna) == [entry.pk]
    assert actions.mark_unread([entry.pk], by=anna) == []
    assert Unread.objects.count() == 2


def test_one_line_for_a_batch_names_who_and_tells_the_cards(anna: Member) -> None:
    bakery = relation("Bakkerij", email="jan@customer.example")
    received(account(anna), message(), message())
    moved = actions.finish(ids(), by=anna)
    line = Line.objects.order_by("-pk")[0]
    assert (line.verb, line.by, line.after) == ("finished", anna.pk, {"ids": moved, "count": 2})
    assert set(line.topics.split()) == {"inbox", f"relation-{bakery.pk}"}


def test_a_conversation_hides_what_was_thrown_away(anna: Member) -> None:
    first, second = received(
        account(anna), message("a", message_id="<a@example>"), message("b", references=("<a@example>",))
    )
    actions.trash_deliveries(list(second.deliveries.values_list("pk", flat=True)), by=anna)
    shown = conversation(anna, first.conversation_id)
    in_trash = conversation(anna, first.conversation_id, place="trash")
    assert shown is not None
    assert in_trash is not None
    assert [one.entry.subject for one in shown.messages] == ["a"]
    assert [one.entry.subject for one in in_trash.messages] == ["a", "b"]
