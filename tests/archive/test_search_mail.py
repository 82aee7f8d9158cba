"""What a person types finds the right entries, newest first, and never breaks (measured/search.md)."""

from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spindle.archive.actions import finish, trash_deliveries
from spindle.archive.models import Delivery, Entry
from spindle.archive.search import fts5, search
from spindle.channels.contract import AttachmentInfo, Direction, Place
from spindle.channels.models import Account
from spindle.members.models import Member
from tests.engines import only_sqlcipher
from tests.factories import NOON, account, mailbox, member, message, received, relation


@pytest.fixture
def anna() -> Member:
    return member("Anna", email="anna@ours.example")


@pytest.fixture
def box(anna: Member) -> Account:
    return account(anna)


def found(who: Member, query: str) -> list[str]:
    return [hit.entry.subject for hit in search(who, query).rows]


def test_words_are_found_in_subject_text_people_and_file_names(anna: Member, box: Account) -> None:
    received(
        box,
        message("alpha one"),
        message("two", text="alpha in the text"),
        message("three", sender="Alpha <x@y.example>"),
        message("four", to=("Alpha <z@y.example>",)),
        message("five", attachments=(AttachmentInfo(0, "alpha.pdf", "application/pdf", 9),)),
        message("six"),
    )
    assert found(anna, "alpha ") == ["five", "four", "three", "two", "alpha one"]


def test_all_words_must_be_there_in_any_order_and_case(anna: Member, box: Account) -> None:
    received(box, message("Blue Red"), message("blue green"))
    assert found(anna, "RED blue ") == ["Blue Red"]


def test_accents_do_not_matter(anna: Member, box: Account) -> None:
    received(box, message("Café Müller"))
    assert found(anna, "cafe MULLER ") == found(anna, "café müller ") == ["Café Müller"]


def test_a_phrase_is_found_in_its_order_only(anna: Member, box: Account) -> None:
    received(box, message("red blue green"), message("green blue red"))
    assert found(anna, '"blue green"') == ["red blue green"]


def test_the_last_word_is_a_beginning_until_a_space(anna: Member, box: Account) -> None:
    received(box, message("invoices"))
    assert (found(anna, "invoi"), found(anna, "invoi "), found(anna, "invoi* ")) == (
        ["invoices"],
        [],
        ["invoices"],
    )


@pytest.mark.parametrize("query", ["in", "inv", "blue in", "Ïn"])
def test_short_beginnings_are_found(anna: Member, box: Account, query: str) -> None:
    received(box, message("blue", text="the invoice", to=()), message("other", text="vain", to=()))
    assert found(anna, query) == ["blue"]


def test_a_short_beginning_pages_through_everything(anna: Member, box: Account) -> None:
    received(box, *[message(f"invoice {number}") for number in range(12)])
    first = search(anna, "in", limit=5)
    second = search(anna, "in", limit=5, before=first.next)
    third = search(anna, "in", limit=5, before=second.next)
    subjects = [hit.entry.subject for page in (first, second, third) for hit in page.rows]
    assert subjects == [f"invoice {number}" for number in reversed(range(12))]
    assert third.next is None


def test_a_minus_excludes(anna: Member, box: Account) -> None:
    received(box, message("order paid"), message("order open"))
    assert found(anna, "order -paid ") == ["order open"]
    assert found(anna, "-paid") == ["order open"]
    assert found(anna, 'order -"open" ') == ["order paid"]


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("from:jan@customer.example", ["jan"]),
        ("van:JAN@customer.example", ["jan"]),
        ("from:jan", ["jan"]),
        ('from:"Jan de"', ["jan"]),
        ("from:customer.example", ["piet", "jan"]),
        ("from:@customer.example", ["piet", "jan"]),
        ("-from:jan@customer.example", ["piet"]),
        ("to:jan@customer.example", ["piet"]),
        ("aan:jan@customer.example", ["piet"]),
        ("from:nobody@customer.example", []),
    ],
)
def test_from_and_to(anna: Member, box: Account, query: str, subjects: list[str]) -> None:
    received(
        box,
        message("jan", sender="Jan de Vries <jan@customer.example>"),
        message("piet", sender="Piet <piet@customer.example>", cc=("jan@customer.example",)),
    )
    assert found(anna, query) == subjects


@pytest.mark.parametrize(
    "query", ["relation:bak", 'relatie:"Bakkerij"', "relation:akkeri", "relation:jansen"]
)
def test_relation_finds_the_archive_of_a_business_with_its_employees(
    anna: Member, box: Account, query: str
) -> None:
    bakery = relation("Bakkerij")
    relation("Kees Jansen", email="kees@bakery.example", below=bakery)
    received(box, message("his", sender="kees@bakery.example"), message("other"))
    assert found(anna, query) == ["his"]
    assert found(anna, f"-{query}") == ["other"]


def test_has_attachment(anna: Member, box: Account) -> None:
    file = AttachmentInfo(0, "a.pdf", "application/pdf", 9)
    received(
        box, message("with", attachments=(file,)), message("logo", attachments=(replace(file, inline=True),))
    )
    assert found(anna, "has:attachment") == found(anna, "heeft:bijlage") == ["with"]
    assert found(anna, "-has:attachment") == ["logo"]


def test_in_looks_at_the_members_own_copies(anna: Member, box: Account) -> None:
    letter = message("finished")
    received(account(member("Bob")), letter)
    received(
        box, letter, message("inbox"), message("spam", place=Place.SPAM), message("sent", place=Place.SENT)
    )
    finish([Delivery.objects.get(account=box, entry__subject="finished").pk], by=anna)
    assert found(anna, "in:finished") == found(anna, "in:afgerond") == ["finished"]
    assert found(anna, "in:inbox") == ["inbox"]
    assert found(anna, "in:spam") == ["spam"]
    assert found(anna, "in:verzonden") == ["sent"]


def test_trash_spam_and_drafts_are_left_out_unless_asked_for(anna: Member, box: Account) -> None:
    received(box, message("kept"), message("thrown away"), message("draft", place=Place.DRAFTS))
    trash_deliveries([Delivery.objects.get(entry__subject="thrown away").pk], by=anna)
    assert found(anna, "order ") == ["kept"]
    assert found(anna, "order in:trash ") == found(anna, "in:prullenbak order ") == ["thrown away"]


@pytest.mark.parametrize("day", ["2026-03-02", "02-03-2026", "2/3/2026"])
def test_before_and_after_are_days_in_the_readers_zone(anna: Member, box: Account, day: str) -> None:
    from datetime import timedelta

    received(box, message("march", at=NOON), message("february", at=NOON - timedelta(days=1)))
    assert found(anna, f"order before:{day}") == found(anna, f"voor:{day}") == ["february"]
    assert found(anna, f"order after:{day}") == found(anna, f"na:{day}") == ["march"]


def test_a_day_is_typed_as_the_company_writes_it(anna: Member, box: Account) -> None:
    from datetime import timedelta

    from spindle.ui.dates import DatePreferences, read_as

    received(box, message("march", at=NOON), message("february", at=NOON - timedelta(days=1)))
    with read_as(lambda: DatePreferences(order="mdy")):
        assert found(anna, "order after:3/2/2026") == ["march"]
        assert search(anna, "order after:31/3/2026").problems == (
            "“31/3/2026” is not a date. Write it as 2026-03-31 or 03/31/2026.",
        )


@override_settings(TIME_ZONE="Pacific/Auckland")
def test_a_day_begins_at_midnight_there(anna: Member, box: Account) -> None:
    from datetime import UTC, datetime

    received(box, message("late", at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC)))
    assert found(anna, "after:2026-03-02") == ["late"]


@pytest.mark.parametrize(
    "query", ["before:someday", "in:nowhere", "has:beard", "after:2026-13-45", "before:99999-1-1"]
)
def test_what_is_not_understood_is_said_and_left_out(anna: Member, box: Account, query: str) -> None:
    received(box, message("here"))
    answer = search(anna, f"{query} here ")
    assert [hit.entry.subject for hit in answer.rows] == ["here"]
    assert len(answer.problems) == 1
    assert search(anna, query).rows == ()


def test_an_unknown_operator_is_words(anna: Member, box: Account) -> None:
    received(box, message("Re: http://shop.example/x"))
    assert found(anna, "http://shop.example/x ") == found(anna, "re:http ") == ["Re: http://shop.example/x"]


def test_rights_are_inside_the_limit_and_the_count(anna: Member, box: Account) -> None:
    theirs = account(member("Bob"))
    received(box, *[message("mine") for _ in range(3)])
    received(theirs, *[message("theirs") for _ in range(5)])
    Entry.objects.filter(pk=Entry.objects.filter(subject="mine").order_by("-pk")[0].pk).update(
        private_to=member("Owner")
    )
    answer = search(anna, "order ", limit=2)
    assert ([hit.entry.subject for hit in answer.rows], answer.count) == (["mine", "mine"], 2)


def test_counts_are_exact_to_a_thousand(anna: Member, box: Account) -> None:
    for _ in range(4):
        received(box, *[message("x") for _ in range(255)])
    answer = search(anna, "order ")
    assert (answer.count, answer.more, len(answer.rows)) == (1000, True, 50)
    assert answer.next is not None
    assert search(anna, "order ", before=answer.next).count is None


@pytest.mark.parametrize("query", ["relation:zz ", "order relation:nobody ", "in:inbox ", "order in:inbox "])
def test_a_list_of_nothing_finds_nothing(query: str) -> None:
    assert search(member(), query).count == 0


@pytest.mark.parametrize("query", ["-relation:zz order ", "-relation:nobody "])
def test_without_a_list_of_nothing_is_all(anna: Member, box: Account, query: str) -> None:
    received(box, message("all"))
    assert found(anna, query) == ["all"]


def test_words_to_mark(anna: Member) -> None:
    assert search(anna, 'red "on its way" -blue from:jan bl').words == ("red", "on its way", "bl")


def test_our_tokens_cannot_be_typed_or_sent(anna: Member, box: Account) -> None:
    received(box, message("plain"), message("forged \ue000att", text="\ue000att"))
    assert found(anna, "\ue000att ") == ["forged \ue000att"]
    assert found(anna, "has:attachment") == []


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '""',
        "'",
        "*",
        "a*",
        "-",
        "--",
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "a AND (",
        "subject:x",
        "k:x",
        "{a b}:c",
        "^a",
        "a + b",
        ":",
        "from:",
        'from:"',
        "(",
        "\x00",
        "\ud800",
        "%s",
        "%",
        "in:",
        "🙂",
        "a-b_c",
        "'; DROP TABLE x; --",
        "b" * 5000,
        "x* " * 500,
    ],
)
def test_nothing_that_is_typed_is_an_error(anna: Member, box: Account, query: str) -> None:
    received(box)
    search(anna, query)
    search(anna, f"order {query} ")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab \"*-:()^{}+'%\\\x00éß中1.@_/"), max_size=30))
def test_no_text_at_all_is_an_error(company: object, anna: Member, query: str) -> None:
    search(anna, query)


def test_a_search_costs_the_same_however_much_is_found(anna: Member, box: Account) -> None:
    relation("Bakkerij", email="jan@customer.example")
    costs = []
    for _ in range(2):
        received(box, *[message() for _ in range(20)])
        with CaptureQueriesContext(connections["organisation"]) as queries:
            search(anna, "order relation:bakkerij in:inbox has:x ")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 9


def test_sent_mail_is_found_at_its_recipient(anna: Member, box: Account) -> None:
    relation("Els", email="els@customer.example")
    letter = message(
        "out",
        sender="anna@ours.example",
        to=("els@customer.example",),
        direction=Direction.OUT,
        place=Place.SENT,
    )
    received(box, replace(letter, bcc=(mailbox("hidden@customer.example"),)))
    (hit,) = search(anna, "to:hidden@customer.example").rows
    assert hit.relation is not None
    assert hit.relation.name == "Els"


@only_sqlcipher
def test_what_would_be_slow_to_count_is_said_to_be_more(
    anna: Member, box: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fts5, "_PATIENCE_SECONDS", 0)
    received(box, *(message(f"order {number}") for number in range(25)))
    few = search(anna, "order ", limit=10)
    assert (len(few.rows), few.count, few.more) == (10, 10, True)
    rest = search(anna, "order ", limit=10, before=few.next)
    last = search(anna, "order ", limit=10, before=rest.next)
    assert (len(rest.rows), len(last.rows), last.next) == (10, 5, None)
    all_of_them = search(anna, "order ", limit=30)
    assert (all_of_them.count, all_of_them.more) == (25, False)
