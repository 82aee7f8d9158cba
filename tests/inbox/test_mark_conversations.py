"""Highlight and private from a row or a menu, and a verb for all of a list: what is answered, and what is taken back."""

import json

import pytest
from django.http import HttpResponseBase
from pytest_django import Settings

from spindle.archive.models import Entry, Highlight
from spindle.inbox.models import Bulk, Reading
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.factories import message
from tests.inbox.people import Worker, ids, worker


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def take_back(who: Worker, answer: HttpResponseBase) -> None:
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert getattr(who.client, toast["method"].lower())(toast["undo"]).status_code == 204


def state(who: Worker) -> tuple[int, int]:
    """How many entries stand out, and how many are private."""
    with who.membership.organisation.active():
        return Highlight.objects.count(), Entry.objects.filter(private_to__isnull=False).count()


def test_marks_are_set_taken_off_and_taken_back(eline: Worker) -> None:
    entries = eline.receive(message("a"), message("b"))
    for verb, opposite, after in (("highlight", "no-highlight", (2, 0)), ("private", "not-private", (0, 2))):
        answer = eline.client.post(f"/inbox/{verb}/", ids(entries))
        assert state(eline) == after
        take_back(eline, answer)
        assert state(eline) == (0, 0)
        eline.client.post(f"/inbox/{verb}/", ids(entries))
        answer = eline.client.post(f"/inbox/{opposite}/", ids(entries))
        assert state(eline) == (0, 0)
        take_back(eline, answer)
        assert state(eline) == after
        eline.client.post(f"/inbox/{opposite}/", ids(entries))


def test_of_a_conversation_the_newest_stands_out_and_all_is_private(eline: Worker) -> None:
    first = message("Question", message_id="<q@x.example>")
    entries = eline.receive(first, message("Re: Question", references=("<q@x.example>",)))
    eline.client.post("/inbox/highlight/", ids(entries[:1]))
    eline.client.post("/inbox/private/", ids(entries[:1]))
    assert state(eline) == (1, 2)
    page = eline.get(f"/inbox/inbox/{entries[0].conversation_id}/")
    assert "Highlighted" in page
    menu = eline.get(f"/inbox/inbox/{entries[0].conversation_id}/menu/")
    assert "Remove the highlight" in menu
    assert "No longer private" in menu
    assert "Only jan@customer.example" in menu


def test_one_message_has_marks_of_its_own(eline: Worker) -> None:
    (entry,) = eline.receive()
    for mark, words in (("highlight", "Remove the highlight"), ("private", "No longer private")):
        answer = eline.client.post(f"/archive/{mark}/?entry={entry.pk}")
        assert words in eline.get(f"/archive/entries/{entry.pk}/menu/")
        take_back(eline, answer)
        assert words not in eline.get(f"/archive/entries/{entry.pk}/menu/")


@pytest.mark.parametrize("verb", ["highlight", "no-highlight", "private", "not-private"])
def test_who_may_only_read_marks_nothing(eline: Worker, verb: str) -> None:
    reader, entries = eline.colleague(Role.READ_ONLY, shares=True), eline.receive()
    assert reader.client.post(f"/inbox/{verb}/", ids(entries)).status_code == 403
    assert reader.client.get(f"/inbox/{verb}/").status_code == 405


def begun(who: Worker) -> list[tuple[str, str, str]]:
    with who.membership.organisation.active():
        return list(Bulk.objects.order_by("pk").values_list("verb", "place", "query"))


@pytest.mark.parametrize(
    ("path", "verb"),
    [("finish", "finish"), ("delete", "trash"), ("mark-as-spam", "spam"), ("read", "read"), ("unread", "unread"),
     ("highlight", "highlight")],
)  # fmt: skip
def test_all_of_a_list_is_for_the_worker(eline: Worker, path: str, verb: str) -> None:
    entries = eline.receive()
    sent = ids(entries) | {"whole": ["/inbox/inbox/?attachment=1"]}
    assert eline.client.post(f"/inbox/{path}/?place=inbox", sent).status_code == 204
    assert begun(eline) == [(verb, "inbox", "attachment=1")]
    assert eline.places() == ["inbox"], "the rows that were loaded are not done twice"
    assert "of the list" in eline.get("/inbox/all/")


def test_all_of_a_list_is_linked_to_the_relation_that_is_chosen(eline: Worker) -> None:
    url = "/inbox/all/link/?list=/inbox/inbox/"
    assert eline.client.get(url).status_code == 200
    assert eline.client.post(f"{url}&relation=999").status_code == 404
    assert begun(eline) == []


def test_ones_work_is_ones_own(eline: Worker) -> None:
    joris = eline.colleague()
    eline.client.post("/inbox/finish/?place=inbox", {"whole": "/inbox/inbox/"})
    with eline.membership.organisation.active():
        pk = Bulk.objects.get().pk
    assert "of the list" not in joris.get("/inbox/all/")
    for deed in ("stop", "undo", "close"):
        assert joris.client.post(f"/inbox/all/{pk}/{deed}/").status_code == 404
    assert "Stopped" in eline.client.post(f"/inbox/all/{pk}/stop/").content.decode()


def test_a_page_says_what_it_reads_and_others_see_it(eline: Worker) -> None:
    joris = eline.colleague(shares=True)
    (entry,) = eline.receive()
    url = f"/inbox/reading/{entry.conversation_id}/"
    assert joris.client.post(f"{url}?page=abcdefgh1234").status_code == 204
    assert f'data-reader-of="{entry.conversation_id}"' in eline.get("/inbox/reading/")
    assert eline.colleague().get("/inbox/reading/").count("data-reader-of") == 0
    joris.client.delete(f"{url}?page=abcdefgh1234")
    assert "data-reader-of" not in eline.get("/inbox/reading/")


@pytest.mark.parametrize("page", ["", "short", "a" * 33, "abc/defgh", "<script>"])
def test_a_page_has_a_token(eline: Worker, page: str) -> None:
    (entry,) = eline.receive()
    assert (
        eline.client.post(
            f"/inbox/reading/{entry.conversation_id}/", {}, query_params={"page": page}
        ).status_code
        == 404
    )
    with eline.membership.organisation.active():
        assert Reading.objects.count() == 0


def test_the_density_is_kept(eline: Worker) -> None:
    answer = eline.client.post("/members/me/density/?density=compact")
    assert json.loads(answer.headers["HX-Trigger"])["density"] == {"density": "compact"}
    with eline.membership.organisation.active():
        assert Member.objects.get(pk=eline.membership.member_id).density == "compact"
    assert 'data-density="compact"' in eline.get("/inbox/inbox/")
    assert eline.client.post("/members/me/density/?density=tiny").status_code == 404
