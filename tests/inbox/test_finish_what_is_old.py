"""After a first synchronisation one offer: finish what is older than 30 days; undone or refused, it does not come again."""

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from spindle.members.rights import Role
from tests.factories import message
from tests.inbox.people import Worker, worker

OFFER = "Finish them all"


@pytest.fixture
def eline(installation: Settings) -> Worker:
    """With one message of last week and two of last year in the inbox."""
    who = worker()
    who.receive(*(message(f"{days} days", at=now() - timedelta(days=days)) for days in (7, 400, 401)))
    return who


def test_old_mail_is_finished_and_the_offer_is_gone(eline: Worker) -> None:
    assert "2 messages in the inbox are older" in eline.get("/inbox/inbox/")
    eline.client.post("/inbox/older/")
    assert eline.places() == ["finished", "finished", "inbox"]
    assert OFFER not in eline.get("/inbox/inbox/")


def test_undo_puts_back_what_it_moved_and_nothing_else(eline: Worker) -> None:
    [before] = eline.receive(message("finished by hand", at=now() - timedelta(days=500)))
    eline.client.post("/inbox/finish/?place=inbox", {"id": [before.conversation_id]})
    answer = eline.client.post("/inbox/older/")
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert eline.client.delete(undo).status_code == 204
    assert eline.places() == ["finished", "inbox", "inbox", "inbox"]


def test_who_leaves_them_is_not_asked_again(eline: Worker) -> None:
    eline.client.post("/inbox/older/keep/")
    assert OFFER not in eline.get("/inbox/inbox/")
    assert eline.places() == ["inbox"] * 3


def test_a_read_only_member_is_not_asked_and_refused(eline: Worker) -> None:
    reader = eline.colleague(Role.READ_ONLY, shares=True)
    assert OFFER not in reader.get("/inbox/inbox/")
    assert reader.client.post("/inbox/older/").status_code == 403


def test_a_nonsense_span_is_not_found(eline: Worker) -> None:
    assert eline.client.delete("/inbox/older/?since=x&until=1e999").status_code == 404
