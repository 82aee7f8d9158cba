"""Search in the list: over all mail, by words and operators, with what was found marked."""

import re

import pytest
from pytest_django import Settings

from spindle.channels.contract import Place
from tests.factories import message
from tests.inbox.people import Worker, worker


@pytest.fixture
def eline(installation: Settings) -> Worker:
    made = worker()
    made.receive(
        message("Counter of oak"),
        message("Invoice", text="For the counter", place=Place.FINISHED),
        message("Holiday", sender="Piet <piet@x.example>"),
    )
    return made


def found(page: str) -> list[str]:
    return re.findall(r'data-open[^>]*aria-label="[^"]*: ([^"]*)"', page)


def test_it_finds_in_every_folder(eline: Worker) -> None:
    assert found(eline.get("/inbox/inbox/?q=counter")) == ["Invoice", "Counter of oak"]


def test_what_was_found_is_marked(eline: Worker) -> None:
    assert "<mark>Counter</mark> of oak" in eline.get("/inbox/inbox/?q=counter")


def test_operators_narrow(eline: Worker) -> None:
    assert found(eline.get("/inbox/inbox/?q=from:piet")) == ["Holiday"]
    assert found(eline.get("/inbox/inbox/?q=counter+in:finished")) == ["Invoice"]


def test_what_makes_no_sense_is_said(eline: Worker) -> None:
    page = eline.get("/inbox/inbox/?q=counter+before:soon")
    assert "“soon” is not a date." in page


def test_nothing_found_says_what_to_try(eline: Worker) -> None:
    assert "Nothing found" in eline.get("/inbox/inbox/?q=zebra")


def test_a_row_opens_where_it_stands_with_the_search_beside_it(eline: Worker) -> None:
    page = eline.get("/inbox/inbox/?q=invoice")
    url = re.search(r'href="(/inbox/finished/\d+/\?q=invoice)"', page)
    assert url
    assert found(eline.get(url[1])) == ["Invoice"]


def test_markup_in_a_search_stays_text(eline: Worker) -> None:
    assert "<script>x" not in eline.get("/inbox/inbox/?q=<script>x")


def test_a_conversation_is_found_once(eline: Worker) -> None:
    eline.receive(
        message("zebra", message_id="<z@x.example>"), message("zebra again", references=("<z@x.example>",))
    )
    assert found(eline.get("/inbox/inbox/?q=zebra")) == ["zebra again"]


def test_who_does_not_share_the_account_finds_nothing(eline: Worker) -> None:
    assert found(eline.colleague().get("/inbox/inbox/?q=counter")) == []


def test_a_conversation_stands_where_its_newest_match_does(eline: Worker) -> None:
    eline.receive(
        message("Table", message_id="<table@x.example>"),
        message("Chair and table"),
        message("Table again", references=("<table@x.example>",)),
    )
    assert found(eline.get("/inbox/inbox/?q=table")) == ["Table again", "Chair and table"]
