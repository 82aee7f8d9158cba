"""What a colleague who does not share the account gets of a message: nothing, not even that it is there.

Once it stands at a relation all read it; `private` takes it back (architecture.md, "Who sees what"; ASVS 8.2.2).
"""

import pytest
from django.http import HttpResponseBase
from django.urls import reverse
from pytest_django import Settings

from spindle.archive.models import Delivery, Entry, Link, Participant, Unread
from spindle.channels.contract import Place
from spindle.members.rights import Role
from tests.factories import message, relation
from tests.inbox.people import Worker, worker

WORD = "Zilverspar"


@pytest.fixture
def anna(installation: Settings) -> Worker:
    """Whose mail it is."""
    return worker()


@pytest.fixture
def eve(anna: Worker) -> Worker:
    """A colleague with a mailbox of her own."""
    return anna.colleague()


def secret(anna: Worker, **fields: object) -> Entry:
    """A message to Anna."""
    (entry,) = anna.receive(message(f"{WORD} offer", text=f"Dear {WORD}", **fields))  # type: ignore[arg-type]
    return entry


def pages_of(entry: Entry, address: int) -> list[str]:
    """Every address at which something of the entry can be read."""
    one, conversation = [entry.pk], entry.conversation_id
    return [
        *(reverse(f"mail:{name}", args=one) for name in ("frame", "raw")),
        *(reverse(f"mail:{name}", args=[entry.pk, 0]) for name in ("picture", "attachment")),
        *(reverse(f"archive:{name}", args=one) for name in ("entry", "body", "menu")),
        *(reverse(f"archive:{name}", args=[entry.pk, address]) for name in ("add", "attach")),
        f"{reverse('archive:link')}?entry={entry.pk}",
        f"{reverse('archive:link')}?conversation={conversation}",
        *(
            reverse(f"inbox:{name}", args=[place, conversation])
            for name in ("conversation", "menu")
            for place in ("inbox", "trash", "drafts")
        ),
    ]


def text_of(answer: HttpResponseBase) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return body.decode(errors="replace") + str(answer.headers)


def address_of(anna: Worker, entry: Entry) -> int:
    with anna.membership.organisation.active():
        return Participant.objects.filter(entry=entry).values_list("address_id", flat=True)[0]


def links(anna: Worker) -> int:
    with anna.membership.organisation.active():
        return Link.objects.count()


def linked(anna: Worker, entry: Entry) -> int:
    """The entry stands at a relation now."""
    with anna.membership.organisation.active():
        card = relation("Bakkerij")
        Link.objects.create(entry=entry, relation=card, origin="hand")
        return card.pk


def keep_private(anna: Worker, entry: Entry) -> None:
    with anna.membership.organisation.active():
        Entry.objects.filter(pk=entry.pk).update(private_to=anna.membership.member_id)


def test_a_message_of_another_account_is_as_one_that_never_was(anna: Worker, eve: Worker) -> None:
    entry = secret(anna)
    never = Entry(pk=entry.pk + 999_999, conversation_id=entry.conversation_id + 999)
    for there, nowhere in zip(pages_of(entry, address_of(anna, entry)), pages_of(never, 1), strict=True):
        answers = [eve.client.get(url) for url in (there, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404], there
        assert WORD not in text_of(answers[0])


@pytest.mark.parametrize(
    "query",
    [
        WORD,
        f"{WORD[:3]}",
        f"from:jan {WORD}",
        "from:jan@customer.example",
        f"-in:trash {WORD}",
        "in:inbox",
        "after:2020",
        "-nothing",
    ],
)
def test_no_search_finds_or_counts_it(anna: Worker, eve: Worker, query: str) -> None:
    secret(anna)
    page = eve.client.get("/inbox/inbox/", {"q": query}).content.decode()
    assert f"{WORD} offer" not in page
    assert "jan@customer.example" not in page.replace(query, "").replace("from%3Ajan%40customer.example", "")


def test_no_verb_moves_reads_or_links_it(anna: Worker, eve: Worker) -> None:
    entry = secret(anna)
    with anna.membership.organisation.active():
        copy = Delivery.objects.get(entry=entry).pk
        card = relation("Bakkerij").pk
    ids = {"id": entry.conversation_id, "copy": copy, "entry": entry.pk}
    for name in ("finish", "reopen", "trash", "restore", "spam", "not-spam", "read", "unread"):
        url = reverse(f"inbox:{name}")
        query = "&".join(f"{key}={value}" for key, value in ids.items())
        for answer in (
            eve.client.post(url, ids),
            eve.client.post(f"{url}?{query}"),
            eve.client.delete(f"{url}?{query}"),
        ):
            assert answer.status_code == 204
            assert "toast" not in answer.headers.get("HX-Trigger", "")
    url = f"{reverse('archive:links', args=[card])}?entry={entry.pk}"
    for answer in (eve.client.post(url), eve.client.delete(url)):
        assert "toast" not in answer.headers.get("HX-Trigger", "")
    assert eve.client.post(reverse("archive:read", args=[entry.pk])).status_code == 404
    assert anna.places() == ["inbox"]
    assert links(anna) == 0
    with anna.membership.organisation.active():
        assert list(Unread.objects.values_list("member_id", flat=True)) == [anna.membership.member_id]


def test_once_it_stands_at_a_relation_it_is_read_and_not_moved(anna: Worker, eve: Worker) -> None:
    entry = secret(anna)
    linked(anna, entry)
    assert eve.client.get(reverse("archive:entry", args=[entry.pk])).status_code == 200
    assert f"{WORD} offer" in eve.client.get("/inbox/inbox/", {"q": WORD}).content.decode()
    eve.client.post(reverse("inbox:trash"), {"id": entry.conversation_id})
    assert anna.places() == ["inbox"]


def test_private_takes_it_back(anna: Worker, eve: Worker) -> None:
    entry = secret(anna)
    card = linked(anna, entry)
    keep_private(anna, entry)
    for url in pages_of(entry, address_of(anna, entry)):
        assert eve.client.get(url).status_code == 404, url
    shown = [
        f"/relations/{card}/",
        f"/relations/{card}/dashboard/",
        f"/relations/{card}/history/",
        f"/inbox/inbox/?q={WORD}+-in:spam",
    ]
    for url in shown:
        page = eve.client.get(url).content.decode()
        assert f"{WORD} offer" not in page, url
    assert eve.client.get(f"/relations/{card}/entries/{entry.pk}/").status_code == 404


@pytest.mark.parametrize("place", ["drafts", "trash", "spam"])
def test_no_search_shows_what_a_colleague_threw_away_or_has_not_sent(
    anna: Worker, eve: Worker, place: str
) -> None:
    entry = secret(anna, place=Place(place))
    linked(anna, entry)
    for query in (WORD, f"{WORD} -in:inbox", f"{WORD} -in:finished -in:sent"):
        assert f"{WORD} offer" not in eve.client.get("/inbox/inbox/", {"q": query}).content.decode()


def test_who_may_only_read_gets_no_more(anna: Worker) -> None:
    entry, reader = secret(anna), anna.colleague(Role.READ_ONLY)
    for url in pages_of(entry, address_of(anna, entry)):
        assert reader.client.get(url).status_code == 404, url
