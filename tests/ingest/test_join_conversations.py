"""Threads come together in any order of arrival; subjects and shared Message-IDs never join."""

from itertools import permutations

import pytest

from spindle.archive.models import Conversation, Delivery, Entry, MessageReference
from spindle.channels.contract import IncomingMessage, Place
from spindle.channels.models import Account
from spindle.ingest.receive import receive
from tests.factories import account, member, message

A, B, C, D = "<a@example>", "<b@example>", "<c@example>", "<d@example>"


@pytest.fixture
def box() -> Account:
    return account(member())


def thread() -> list[IncomingMessage]:
    """a ← b ← c, and d that knows only of a message that we never get, which c names as well."""
    return [
        message("Start", message_id=A),
        message("Re: Start", message_id=B, references=(A,)),
        message("Re: Start", message_id=C, references=("<missing@example>", B)),
        message("Fwd: Start", message_id=D, references=("<missing@example>",)),
    ]


def conversations() -> set[int]:
    return set(Entry.objects.values_list("conversation_id", flat=True))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_thread_is_one_in_every_order(box: Account, order: tuple[int, ...]) -> None:
    messages = thread()
    for index in order:
        receive(box, [messages[index]])
    assert len(conversations()) == 1
    assert conversations() == set(Delivery.objects.values_list("conversation_id", flat=True))
    assert conversations() == set(MessageReference.objects.values_list("conversation_id", flat=True))
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_thread_in_one_batch_is_one_in_every_order(box: Account, order: tuple[int, ...]) -> None:
    messages = thread()
    receive(box, [messages[index] for index in order])
    assert len(conversations()) == 1


def test_two_threads_that_turn_out_to_be_one_keep_the_lower_id(box: Account) -> None:
    first, second, bridge = (
        message(message_id=A),
        message(message_id=B),
        message(message_id=C, references=(A, B)),
    )
    receive(box, [first])
    lower = conversations()
    receive(box, [second])
    receive(box, [bridge])
    assert conversations() == lower


def test_the_same_subject_does_not_join(box: Account) -> None:
    receive(box, [message("Re:"), message("Re:")])
    receive(box, [message("Re:")])
    assert len(conversations()) == 3


@pytest.mark.parametrize("batches", [1, 3])
def test_a_message_id_shared_by_a_mailing_joins_nothing(box: Account, batches: int) -> None:
    mailing = [message(f"Dear {name}", message_id=A) for name in ("Jan", "Piet", "Els")]
    for batch in [mailing] if batches == 1 else [[one] for one in mailing]:
        receive(box, batch)
    assert len(conversations()) == 3


def test_a_reply_joins_the_message_and_not_its_double(box: Account) -> None:
    receive(box, [message("first", message_id=A)])
    receive(box, [message("double", message_id=A), message("reply", message_id=B, references=(A,))])
    by_subject = dict(Entry.objects.values_list("subject", "conversation_id"))
    assert by_subject["reply"] == by_subject["first"] != by_subject["double"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_sent_message_joins_its_draft(box: Account, order: tuple[int, ...]) -> None:
    both = [
        message("draft", message_id=A, place=Place.DRAFTS),
        message("sent", message_id=A, place=Place.SENT),
    ]
    for index in order:
        receive(box, [both[index]])
    assert len(conversations()) == 1


def test_a_hundred_thousand_references_are_survived(box: Account) -> None:
    receive(box, [message(references=tuple(f"<{n}@spam.example>" for n in range(100_000)))])
    assert MessageReference.objects.count() < 150


def test_nonsense_as_reference_joins_nothing(box: Account) -> None:
    receive(box, [message(references=("<>", "", "x", "\x00", "<a>")), message(references=("<>", "x"))])
    assert len(conversations()) == 2
