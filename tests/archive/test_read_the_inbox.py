"""A folder shows one row a conversation, newest first, for the member's accounts."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from spindle.archive.actions import finish, finish_conversations
from spindle.archive.queries import Filters, folder_counts, inbox_page
from spindle.channels.contract import Direction, Place
from spindle.members.models import Member
from tests.factories import account, member, message, received, relation


@pytest.fixture
def anna() -> Member:
    return member("Anna")


def subjects(who: Member, place: str = "inbox", **filters: object) -> list[str]:
    return [row.entry.subject for row in inbox_page(who, place, filters=Filters(**filters)).rows]  # type: ignore[arg-type]


def test_a_conversation_is_one_row_with_its_newest_message(anna: Member) -> None:
    received(
        account(anna),
        message("Question", message_id="<first@example>"),
        message("Other"),
        message("Re: Question", message_id="<second@example>", references=("<first@example>",)),
    )
    rows = inbox_page(anna, "inbox").rows
    assert [(row.entry.subject, row.count) for row in rows] == [("Re: Question", 2), ("Other", 1)]


def test_several_accounts_are_one_stream_without_doubles(anna: Member) -> None:
    first, second, both = account(anna), account(anna), message("both")
    received(first, message("a"), both)
    received(second, message("b"), both)
    assert subjects(anna) == ["b", "both", "a"] or sorted(subjects(anna)) == ["a", "b", "both"]


def test_a_colleagues_account_is_not_shown(anna: Member) -> None:
    received(account(member("Bob")), message())
    assert subjects(anna) == []


def test_who_has_no_account_has_an_empty_inbox(anna: Member) -> None:
    assert inbox_page(anna, "inbox").rows == ()


def test_pages_follow_each_other_without_gap_or_double(anna: Member) -> None:
    received(account(anna), *[message(str(number)) for number in range(10)])
    seen, before = [], None
    while True:
        page = inbox_page(anna, "inbox", before=before, limit=3)
        seen += [row.entry.subject for row in page.rows]
        if page.next is None:
            break
        before = page.next
    assert seen == [str(number) for number in reversed(range(10))]


def test_unread_shows_the_newest_unread_message_of_each_conversation(anna: Member) -> None:
    received(
        account(anna),
        message("old", message_id="<old@example>"),
        message("Re: old", references=("<old@example>",), seen=True),
        message("read", seen=True),
    )
    assert subjects(anna, unread=True) == ["old"]
    assert [row.unread for row in inbox_page(anna, "inbox").rows] == [False, True]


def test_unread_pages_follow_each_other(anna: Member) -> None:
    received(
        account(anna),
        *[message(str(number), message_id=f"<{number}@example>") for number in range(5)],
        message("newer", references=("<0@example>",)),
    )
    first = inbox_page(anna, "inbox", filters=Filters(unread=True), limit=2)
    second = inbox_page(anna, "inbox", filters=Filters(unread=True), before=first.next)
    assert [row.entry.subject for row in (*first.rows, *second.rows)] == ["newer", "4", "3", "2", "1"]


def test_unlinked_and_account_filters(anna: Member) -> None:
    relation("Bakkerij", email="jan@customer.example")
    first, second = account(anna), account(anna)
    received(first, message("linked"), message("unknown", sender="x@nobody.example"))
    received(second, message("second"))
    assert subjects(anna, unlinked=True) == ["unknown"]
    assert subjects(anna, account_id=second.pk) == ["second"]


def test_a_row_shows_sender_and_linked_relation_with_employer(anna: Member) -> None:
    bakery = relation("Bakkerij")
    relation("Jan Bakker", email="jan@customer.example", below=bakery)
    received(account(anna), message("known"), message("unknown", sender="x@nobody.example"))
    unknown, known = inbox_page(anna, "inbox").rows
    assert known.relation is not None
    assert (known.relation.name, known.relation.employer_name) == ("Jan Bakker", "Bakkerij")
    assert known.entry.sender_name == "Jan"
    assert (unknown.relation, unknown.unknown_sender, known.unknown_sender) == (None, True, False)


def test_in_sent_the_recipient_is_the_relation(anna: Member) -> None:
    relation("From", email="old@customer.example")
    relation("To", email="to@customer.example")
    received(
        account(anna),
        message(
            sender="old@customer.example",
            to=("to@customer.example",),
            place=Place.SENT,
            direction=Direction.OUT,
        ),
    )
    (row,) = inbox_page(anna, "sent").rows
    assert row.relation is not None
    assert (row.relation.name, row.relation.more) == ("To", 1)


def test_a_finished_conversation_is_in_finished(anna: Member) -> None:
    (entry,) = received(account(anna), message("done"))
    finish_conversations([entry.conversation_id], by=anna)
    assert (subjects(anna), subjects(anna, "finished")) == ([], ["done"])


def test_the_older_message_shows_when_the_newest_is_elsewhere(anna: Member) -> None:
    received(
        account(anna),
        message("in", message_id="<in@example>"),
        message("newer, archived", references=("<in@example>",), place=Place.FINISHED),
    )
    assert (subjects(anna), subjects(anna, "finished")) == (["in"], ["newer, archived"])


def test_counts_are_of_conversations(anna: Member) -> None:
    relation("Bakkerij", email="jan@customer.example")
    received(
        account(anna),
        message("a", message_id="<a@example>"),
        message("b", references=("<a@example>",)),
        message("c", sender="x@nobody.example", seen=True),
        message("d", place=Place.SPAM),
    )
    counts = folder_counts(anna)
    assert (counts.inbox, counts.unlinked, counts.drafts) == (2, 1, 0)


def test_a_page_costs_the_same_however_many_rows(anna: Member) -> None:
    relation("Bakkerij", email="jan@customer.example")
    box = account(anna)
    account(anna)
    costs = []
    for _ in range(2):
        received(box, *[message(str(number)) for number in range(20)])
        with CaptureQueriesContext(connections["organisation"]) as queries:
            inbox_page(anna, "inbox")
        costs.append(len(queries))
    assert costs == [6, 6]


def test_finish_is_shared_by_the_account(anna: Member) -> None:
    bob = member("Bob")
    (entry,) = received(account(anna, bob), message())
    finish([entry.deliveries.get().pk], by=bob)
    assert subjects(anna) == []
