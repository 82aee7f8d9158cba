"""Finish, delete, spam and read: each moves what the folder shows, and DELETE takes exactly that back (product.md 2.4)."""

import json
from collections.abc import Sequence
from typing import cast

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from spindle.archive.models import Entry, Unread
from spindle.channels.contract import Place
from spindle.members.rights import Role
from tests.factories import message
from tests.inbox.people import Worker, ids, worker

# A verb, where it takes from and where it puts.
MOVES = [
    ("finish", Place.INBOX, Place.FINISHED),
    ("reopen", Place.FINISHED, Place.INBOX),
    ("delete", Place.INBOX, Place.TRASH),
    ("delete", Place.SENT, Place.TRASH),
    ("restore", Place.TRASH, Place.INBOX),
    ("mark-as-spam", Place.INBOX, Place.SPAM),
    ("no-spam", Place.SPAM, Place.INBOX),
]


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def post(
    who: Worker, verb: str, entries: Sequence[Entry], place: str = "inbox", **headers: str
) -> HttpResponse:
    url = f"/inbox/{verb}/?place={place}"
    return cast("HttpResponse", who.client.post(url, ids(entries), headers={"HX-Request": "true", **headers}))


def toast(answer: HttpResponse) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer.headers["HX-Trigger"])["toast"]
    return found


@pytest.mark.parametrize(("verb", "before", "after"), MOVES)
def test_a_verb_moves_and_its_toast_moves_back(eline: Worker, verb: str, before: Place, after: Place) -> None:
    entries = eline.receive(message("one", place=before), message("two", place=before))
    answer = post(eline, verb, entries, before.value)
    assert eline.places() == [after, after]
    assert toast(answer)["text"].startswith("2 ")
    assert eline.client.delete(toast(answer)["undo"]).status_code == 204
    assert eline.places() == [before, before]


def test_twice_is_the_same_as_once(eline: Worker) -> None:
    entries = eline.receive()
    post(eline, "finish", entries)
    again = post(eline, "finish", entries)
    assert again.status_code == 204
    assert "HX-Trigger" not in again.headers, "nothing was done, so nothing is said"


def test_it_moves_the_whole_conversation_of_this_folder_and_nothing_else(eline: Worker) -> None:
    first = message("Question", message_id="<q@x.example>")
    reply = message("Re: Question", references=("<q@x.example>",), place=Place.SENT)
    entries = eline.receive(
        first, reply, message("Re: Question", references=("<q@x.example>",)), message("other")
    )
    post(eline, "finish", entries[:1])
    assert eline.places() == ["finished", "sent", "finished", "inbox"]


def test_finish_is_for_all_who_share_the_account(eline: Worker) -> None:
    joris = eline.colleague(shares=True)
    post(joris, "finish", eline.receive(message("Offer")))
    assert "Offer" not in eline.get("/inbox/inbox/")
    assert "Offer" in eline.get("/inbox/finished/")


def test_another_account_keeps_its_own_copy(eline: Worker) -> None:
    joris, shared = eline.colleague(), message("Offer")
    eline.receive(shared)
    entries = joris.receive(shared)
    post(eline, "delete", entries)
    assert (eline.places(), joris.places()) == (["trash"], ["inbox"])


def test_after_a_search_a_verb_finds_the_copies_where_they_stand(eline: Worker) -> None:
    entries = eline.receive(message("a", place=Place.SENT), message("b"))
    eline.client.post("/inbox/delete/", ids(entries))
    assert eline.places() == ["trash", "trash"]


def test_a_colleague_without_the_account_moves_nothing(eline: Worker) -> None:
    joris, entries = eline.colleague(), eline.receive()
    assert post(joris, "finish", entries).status_code == 204
    assert eline.places() == ["inbox"]


def test_another_company_moves_nothing(eline: Worker) -> None:
    entries, stranger = eline.receive(), worker()
    post(stranger, "delete", entries)
    assert eline.places() == ["inbox"]


@pytest.mark.parametrize("verb", [move[0] for move in MOVES] + ["unread"])
@pytest.mark.parametrize("method", ["post", "delete"])
def test_who_may_only_read_is_refused(eline: Worker, verb: str, method: str) -> None:
    reader, entries = eline.colleague(Role.READ_ONLY, shares=True), eline.receive()
    answer = getattr(reader.client, method)(f"/inbox/{verb}/?id={entries[0].conversation_id}")
    assert answer.status_code == 403
    assert eline.places() == ["inbox"]


@pytest.mark.parametrize("verb", ["finish", "read"])
def test_a_get_changes_nothing(eline: Worker, verb: str) -> None:
    (entry,) = eline.receive()
    assert eline.client.get(f"/inbox/{verb}/?id={entry.conversation_id}").status_code == 405


def test_nonsense_ids_are_nothing(eline: Worker) -> None:
    answer = eline.client.post("/inbox/finish/?place=nowhere", {"id": ["", "x", "-1", "9" * 40, "²"]})
    assert answer.status_code == 204


def unread(who: Worker) -> int:
    with who.membership.organisation.active():
        return Unread.objects.filter(member=who.membership.member_id).count()


def test_read_and_unread_are_the_members_own(eline: Worker) -> None:
    joris, entries = eline.colleague(shares=True), eline.receive()
    post(eline, "read", entries)
    assert (unread(eline), unread(joris)) == (0, 1)
    answer = post(eline, "unread", entries)
    assert unread(eline) == 1
    eline.client.delete(toast(answer)["undo"])
    assert unread(eline) == 0


def test_who_may_only_read_marks_read_for_himself(eline: Worker) -> None:
    reader = eline.colleague(Role.READ_ONLY, shares=True)
    post(reader, "read", eline.receive())
    assert (unread(reader), unread(eline)) == (0, 1)


def test_the_next_conversation_opens_where_one_goes_away(eline: Worker) -> None:
    older, newer = eline.receive(message("older"), message("newer"))
    here = f"http://testserver/inbox/inbox/{newer.conversation_id}/"
    answer = post(eline, "finish", [newer], HX_Current_URL=here)
    assert "older" in answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#conversation"
    assert answer.headers["HX-Push-Url"] == f"/inbox/inbox/{older.conversation_id}/"


def test_the_last_one_leaves_an_empty_pane(eline: Worker) -> None:
    entries = eline.receive()
    here = f"http://testserver/inbox/inbox/{entries[0].conversation_id}/?unread=1"
    answer = post(eline, "delete", entries, HX_Current_URL=here)
    assert "Nothing is open" in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/inbox/inbox/?unread=1"


def test_what_is_open_stays_while_another_row_goes(eline: Worker) -> None:
    first, second = eline.receive(message("first"), message("second"))
    here = f"http://testserver/inbox/inbox/{first.conversation_id}/"
    assert post(eline, "finish", [second], HX_Current_URL=here).status_code == 204
