"""The filters of a folder, alone and together (product.md 2.4): what they find, and that pages of them follow each other."""

import pytest

from spindle.archive.actions import highlight, make_private
from spindle.archive.models import Entry
from spindle.archive.queries import Filters, inbox_count, inbox_keys, inbox_page
from spindle.archive.search import search
from spindle.archive.time_key import first_key
from spindle.channels.contract import AttachmentInfo
from spindle.channels.models import Account
from spindle.members.models import Member
from tests.factories import NOON, account, member, message, received, relation

FILE = AttachmentInfo(index=0, name="offer.pdf", content_type="application/pdf", size=10)


@pytest.fixture
def anna() -> Member:
    return member("Anna")


@pytest.fixture
def box(anna: Member) -> Account:
    return account(anna)


def subjects(who: Member, **filters: object) -> list[str]:
    return [row.entry.subject for row in inbox_page(who, "inbox", filters=Filters(**filters)).rows]  # type: ignore[arg-type]


def test_highlighted(anna: Member, box: Account) -> None:
    entries = received(box, message("a"), message("b"), message("c"))
    highlight([entries[0].pk, entries[2].pk], by=anna)
    assert subjects(anna, highlighted=True) == ["c", "a"]


def test_private(anna: Member, box: Account) -> None:
    entries = received(box, message("a"), message("b"))
    make_private([entries[0].pk], by=anna)
    assert subjects(anna, private=True) == ["a"]


def test_with_an_attachment(anna: Member, box: Account) -> None:
    received(box, message("a", attachments=(FILE,)), message("b"))
    assert subjects(anna, attachment=True) == ["a"]


def test_an_address_in_any_header(anna: Member, box: Account) -> None:
    received(
        box,
        message("from", sender="Jan <jan@x.example>", reply_to=("jan@x.example",)),
        message("cc", sender="piet@y.example", cc=("Jan@X.example",)),
        message("other", sender="piet@y.example"),
    )
    assert subjects(anna, address=" JAN@x.example ") == ["cc", "from"]
    assert subjects(anna, address="nobody@x.example") == []


def test_dates_are_from_one_key_and_before_another(anna: Member, box: Account) -> None:
    received(box, message("new", at=NOON.replace(day=5)), message("old", at=NOON.replace(day=3)))
    key = first_key(NOON.replace(day=4))
    assert (subjects(anna, since=key), subjects(anna, until=key)) == (["new"], ["old"])


def test_a_conversation_stands_by_its_newest_message_that_is_asked_for(anna: Member, box: Account) -> None:
    entries = received(
        box,
        message("Question", message_id="<q@x.example>", at=NOON.replace(day=3), attachments=(FILE,)),
        message("Re: Question", references=("<q@x.example>",), at=NOON.replace(day=5)),
    )
    assert subjects(anna, until=first_key(NOON.replace(day=4))) == ["Question"]
    assert subjects(anna, attachment=True) == ["Question"]
    highlight([entry.pk for entry in entries], by=anna)
    assert subjects(anna, highlighted=True) == ["Re: Question"]


def every(entries: list[Entry]) -> dict[str, object]:
    """All filters at once, as they hold for the first of the entries."""
    key = entries[0].pk
    return {
        "unread": True, "unlinked": True, "highlighted": True, "private": True, "attachment": True,
        "address": "jan@x.example", "since": key, "until": key + 1,
    }  # fmt: skip


def test_together_each_narrows_what_the_others_leave(anna: Member, box: Account) -> None:
    relation("Bakkerij", email="piet@y.example")
    entries = received(
        box,
        message("all", sender="jan@x.example", attachments=(FILE,)),
        message("linked", sender="piet@y.example", cc=("jan@x.example",), attachments=(FILE,)),
        message("read", sender="jan@x.example", attachments=(FILE,), seen=True),
        message("bare", sender="jan@x.example"),
    )
    marked = [entry.pk for entry in entries]
    highlight(marked, by=anna)
    make_private(marked, by=anna)
    filters = every(entries) | {"account_id": box.pk}
    assert subjects(anna, **filters) == ["all"]
    for name in ("unread", "unlinked", "attachment"):
        assert subjects(anna, **(filters | {"since": None, "until": None})) == ["all"], name
    assert subjects(anna, **(filters | {"account_id": box.pk + 1})) == []


ASKED = [
    {"highlighted": True}, {"private": True}, {"address": "jan@x.example"}, {"attachment": True},
    {"unread": True}, {"unlinked": True}, {"highlighted": True, "unread": True, "address": "jan@x.example"},
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_pages_follow_each_other_without_gap_or_double(
    anna: Member, box: Account, asked: dict[str, object]
) -> None:
    other = account(anna)
    mails = [
        message(str(number), sender="jan@x.example", attachments=(FILE,), message_id=f"<{number}@example>")
        for number in range(7)
    ]
    entries = received(box, *mails)
    entries += received(
        other,
        mails[3],
        message("again", sender="jan@x.example", references=("<2@example>",), attachments=(FILE,)),
    )
    marked = [entry.pk for entry in entries]
    highlight(marked, by=anna)
    make_private(marked, by=anna)
    filters = Filters(**asked)  # type: ignore[arg-type]
    seen: list[int] = []
    while keys := inbox_keys(anna, "inbox", filters=filters, before=seen[-1] if seen else None, limit=2):
        seen += keys
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 7 == inbox_count(anna, "inbox", filters=filters)


def test_a_search_is_narrowed_by_the_same_filters(anna: Member, box: Account) -> None:
    entries = received(box, message("Order one"), message("Order two", attachments=(FILE,)))
    received(account(anna), message("Order three"))
    highlight([entries[0].pk], by=anna)

    def found(**filters: object) -> list[str]:
        rows = search(anna, "order", filters=Filters(**filters)).rows  # type: ignore[arg-type]
        return [hit.entry.subject for hit in rows]

    assert found(highlighted=True) == ["Order one"]
    assert found(attachment=True) == ["Order two"]
    assert found(account_id=box.pk) == ["Order two", "Order one"]
    assert found(address="nobody@x.example") == []
