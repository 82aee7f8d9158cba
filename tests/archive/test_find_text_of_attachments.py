"""What stands in an attachment is found like what stands in the message, by one search."""

import pytest
from django.db import transaction

from spindle.archive.models import Entry
from spindle.archive.search import index_files, search
from spindle.channels.contract import AttachmentInfo
from spindle.channels.models import Account
from spindle.members.models import Member
from tests.factories import account, member, message, received

PDF = AttachmentInfo(0, "quote.pdf", "application/pdf", 9)


@pytest.fixture
def anna() -> Member:
    return member("Anna")


@pytest.fixture
def box(anna: Member) -> Account:
    return account(anna)


def found(who: Member, query: str) -> list[str]:
    return [hit.entry.subject for hit in search(who, query).rows]


def indexed(entry: Entry, *texts: str) -> None:
    with transaction.atomic(using="organisation", durable=True):
        index_files({entry.pk: texts})


def test_a_word_of_a_file_is_found(anna: Member, box: Account) -> None:
    [first, _second] = received(box, message("quote", attachments=(PDF,)), message("other"))
    indexed(first, "The windmill turns", "and a café")
    assert found(anna, "windmill ") == found(anna, "cafe ") == found(anna, "wind*") == ["quote"]
    assert found(anna, '"windmill turns"') == ["quote"]


def test_words_of_message_file_and_operators_go_together(anna: Member, box: Account) -> None:
    [entry] = received(box, message("quote", text="Dear Anna", attachments=(PDF,)))
    indexed(entry, "windmill")
    for query in ("windmill quote ", "windmill anna ", "windmill has:attachment", "windmill quote.pdf"):
        assert found(anna, query) == ["quote"], query
    assert found(anna, "windmill from:jan@customer.example to:info@ours.example") == ["quote"]
    assert found(anna, "windmill from:jan") == ["quote"]
    assert found(anna, "windmill -anna") == []


def test_all_that_was_found_before_is_found_after(anna: Member, box: Account) -> None:
    [entry] = received(
        box,
        message(
            "Subject",
            sender="Zoë <zoe@x.example>",
            to=("Per <per@y.example>",),
            cc=("c@z.example",),
            text="body",
        ),
    )
    indexed(entry, "file")
    for query in ("subject ", "zoe ", "from:zoe", "to:per", "to:c@z.example", "per@y.example", "body "):
        assert found(anna, query) == ["Subject"], query


def test_the_last_text_of_a_file_counts(anna: Member, box: Account) -> None:
    [entry] = received(box, message("quote", attachments=(PDF,)))
    indexed(entry, "windmill")
    indexed(entry, "watermill")
    assert found(anna, "windmill ") == []
    assert found(anna, "watermill ") == ["quote"]


def test_an_entry_that_is_gone_is_no_error(anna: Member, box: Account) -> None:
    with transaction.atomic(using="organisation", durable=True):
        index_files({12345: ["windmill"]})
    assert found(anna, "windmill ") == []


def test_text_cannot_pass_for_an_operator(anna: Member, box: Account) -> None:
    [entry] = received(box, message("plain"))
    indexed(entry, "\ue000att \x00 \ud800 text")
    assert found(anna, "has:attachment") == []
    assert found(anna, "text ") == ["plain"]
