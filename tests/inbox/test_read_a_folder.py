"""A folder as a page: rows, days, filters, pages, what is said when it is empty."""

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from spindle.channels.contract import Direction, Place
from spindle.channels.models import Account, AccountState
from spindle.inbox.page import FIRST
from spindle.members.rights import Role
from tests.factories import NOON, message, relation
from tests.inbox.people import Worker, worker


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def rows(page: str) -> list[str]:
    """What each row says to who listens."""
    return re.findall(r'data-open[^>]*aria-label="([^"]*)"', page)


def test_a_folder_shows_what_stands_in_it(eline: Worker) -> None:
    eline.receive(message("Offer"), message("Answer", place=Place.SENT), message("Win!", place=Place.SPAM))
    assert [rows(eline.get(f"/inbox/{name}/")) for name in ("inbox", "sent", "spam", "trash")] == [
        ["Unread: Jan: Offer"],
        ["Jan: Answer"],
        ["Unread: Jan: Win!"],
        [],
    ]


def test_no_other_name_is_a_folder(eline: Worker) -> None:
    assert eline.client.get("/inbox/attic/").status_code == 404


def test_the_inbox_without_a_name_is_the_inbox(eline: Worker) -> None:
    assert eline.client.get("/inbox/?unread=1").headers["Location"] == "/inbox/inbox/?unread=1"


def test_a_row_names_the_linked_relation_with_its_employer(eline: Worker) -> None:
    with eline.membership.organisation.active():
        relation("Jan de Bakker", email="jan@customer.example", below=relation("Bakkerij"))
    eline.receive(message("Offer"))
    page = eline.get("/inbox/inbox/")
    assert rows(page) == ["Unread: Jan de Bakker: Offer"]
    assert '<span class="entry-chip cut">Bakkerij</span>' in page
    assert "unknown" not in page


def test_an_unknown_sender_has_a_question_mark_and_the_word(eline: Worker) -> None:
    eline.receive(message("Offer"))
    page = eline.get("/inbox/inbox/")
    assert 'class="avatar unknown"' in page
    assert ">unknown</span>" in page


def test_what_we_sent_is_named_by_whom_it_went_to(eline: Worker) -> None:
    eline.receive(message("Offer", to=("Piet <piet@x.example>",), place=Place.SENT, direction=Direction.OUT))
    assert rows(eline.get("/inbox/sent/")) == ["To: Piet: Offer"]


def test_each_day_has_its_heading_once(eline: Worker) -> None:
    eline.receive(message("a", at=NOON), message("b", at=NOON), message("c", at=NOON - timedelta(days=1)))
    page = eline.get("/inbox/inbox/")
    assert len(re.findall(r'class="entries-day"', page)) == 2


def test_filters_narrow_and_stay_in_the_addresses_of_the_rows(eline: Worker) -> None:
    eline.receive(message("new"), message("old", seen=True))
    page = eline.get("/inbox/inbox/?unread=1")
    assert rows(page) == ["Unread: Jan: new"]
    assert re.search(r'href="/inbox/inbox/\d+/\?unread=1"', page)


def test_the_next_page_goes_on_where_the_last_one_ended(eline: Worker) -> None:
    eline.receive(*[message(f"no. {number}", at=NOON) for number in range(70)])
    first = eline.get("/inbox/inbox/")
    url = re.search(r'class="pager" hx-get="([^"]*)"', first)[1].replace("&amp;", "&")  # type: ignore[index]
    more = eline.get(url, HX_Request="true")
    assert len(rows(first)) == FIRST
    assert len(rows(more)) == 70 - FIRST
    assert not set(rows(first)) & set(rows(more))
    assert "entries-day" not in more, "the day goes on"
    assert "<html" not in more


def test_a_list_that_is_fetched_again_keeps_what_was_loaded(eline: Worker) -> None:
    eline.receive(*[message(f"no. {number}") for number in range(70)])
    assert len(rows(eline.get("/inbox/inbox/?shown=50&shown=70", HX_Request="true"))) == 70


def test_the_row_that_is_open_beside_the_list_is_marked(eline: Worker) -> None:
    (entry, _other) = eline.receive(message("open"), message("other"))
    url = f"http://testserver/inbox/inbox/{entry.conversation_id}/"
    page = eline.get("/inbox/inbox/", HX_Request="true", HX_Current_URL=url)
    assert re.findall(r'aria-label="([^"]*)" aria-current="true"', page) == ["Unread: Jan: open"]


def test_an_empty_inbox_says_so(eline: Worker) -> None:
    assert "Everything is done" in eline.get("/inbox/inbox/")
    assert "No message in this folder is like that." in eline.get("/inbox/inbox/?unread=1")


def test_who_has_no_account_is_offered_to_connect_one(eline: Worker) -> None:
    with eline.membership.organisation.active():
        eline.box.members.clear()
    page = eline.get("/inbox/inbox/")
    assert 'href="/mail/connect/" data-dialog' in page


def test_a_broken_account_says_what_is_wrong_with_one_button(eline: Worker) -> None:
    with eline.membership.organisation.active():
        Account.objects.filter(pk=eline.box.pk).update(
            state=AccountState.SIGN_IN, state_reason="The password was refused."
        )
    page = eline.get("/inbox/inbox/")
    assert "The password was refused." in page
    assert f'href="/mail/accounts/{eline.box.pk}/mend/" data-dialog' in page


def test_who_may_only_read_is_offered_no_verbs(eline: Worker) -> None:
    reader = eline.colleague(Role.READ_ONLY, shares=True)
    eline.receive()
    page = reader.get("/inbox/inbox/")
    assert rows(page) == ["Unread: Jan: Order"]
    assert "/inbox/finish/" not in page
    assert "data-bulk-shortcut" not in page


def test_the_rail_counts_the_folders(eline: Worker) -> None:
    eline.receive(message("a"), message("b"), message("c", place=Place.SPAM))
    page = eline.get("/inbox/inbox/")
    assert not re.search(r'>Spam</span><span class="badge', page), "what nobody has to do has no number"
    for label, count in (("All", 2), ("Unlinked", 2)):
        assert re.search(rf'>{label}</span><span class="badge bare">{count}</span>', page), label


def test_a_longer_list_costs_no_more_queries(eline: Worker) -> None:
    eline.receive(*[message(str(number)) for number in range(10)])
    ten = eline.cost("/inbox/inbox/")
    eline.receive(*[message(str(number)) for number in range(40)])
    assert eline.cost("/inbox/inbox/") == ten
    assert ten <= 21
