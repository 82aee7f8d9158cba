"""A folder as a page: rows, days, filters, what is said when it is empty."""

import pytest
from pytest_django import Settings

from spindle.channels.contract import Place
from tests.factories import message
from tests.inbox.people import Worker, worker


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def test_the_inbox_shows_a_row_a_conversation(eline: Worker) -> None:
    eline.receive(message("Offer for the counter"), message("Sent", place=Place.SENT))
    page = eline.get("/inbox/inbox/")
    assert "Offer for the counter" in page
    assert page.count("data-row ") == 1
