"""A conversation: as a page with the list beside it, or the pane alone; who may read it; what it costs."""

import re

import pytest
from pytest_django import Settings

from spindle.archive.actions import finish, link
from spindle.archive.models import Entry, Unread
from spindle.channels.contract import Direction, IncomingMessage, Place
from spindle.members.models import Member
from spindle.members.rights import Role
from tests.factories import message, relation
from tests.inbox.people import Worker, worker

FIRST = "<first@x.example>"


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def thread(count: int, **more: object) -> list[IncomingMessage]:
    """So many messages of one conversation."""
    first = message("Offer", message_id=FIRST, text="the first", **more)  # type: ignore[arg-type]
    return [first, *(message(f"Re: Offer {n}", references=(FIRST,), **more) for n in range(1, count))]  # type: ignore[arg-type]


def url(entry: Entry, place: str = "inbox") -> str:
    return f"/inbox/{place}/{entry.conversation_id}/"


def opened(page: str) -> list[bool]:
    """Which of its messages are open, oldest first."""
    return ["open" in tag for tag in re.findall(r'<details class="message"[^>]*>', page)]


def test_it_is_a_page_with_the_list_beside_it(eline: Worker) -> None:
    (entry, _other) = eline.receive(message("Offer"), message("Something else"))
    page = eline.get(url(entry))
    assert "<title>Offer" in page
    assert "Something else" in page
    assert page.count("<h1") == 1
    assert 'aria-current="true"' in page


def test_htmx_gets_the_pane_and_the_relations_panel(eline: Worker) -> None:
    (entry,) = eline.receive(message("Offer"))
    page = eline.get(url(entry), HX_Request="true", HX_Target="section#conversation")
    assert "<html" not in page
    assert '<hx-partial hx-target="#relation-panel">' in page


def test_messages_are_oldest_first_and_read_ones_closed(eline: Worker) -> None:
    entries = eline.receive(*thread(3, seen=True))
    page = eline.get(url(entries[0]))
    assert opened(page) == [False, False, True]
    positions = [page.index(f'id="message-{entry.pk}"') for entry in entries]
    assert positions == sorted(positions)
    assert f'hx-get="/archive/entries/{entries[0].pk}/body/"' in page


def test_what_is_unread_is_open(eline: Worker) -> None:
    assert opened(eline.get(url(eline.receive(*thread(3))[0]))) == [True, True, True]


def test_a_closed_message_brings_its_body_when_asked(eline: Worker) -> None:
    entries = eline.receive(*thread(2, seen=True))
    body = eline.get(f"/archive/entries/{entries[0].pk}/body/")
    assert f"/mail/entries/{entries[0].pk}/frame/" in body


def test_reading_it_is_a_post_of_the_page_never_the_get(eline: Worker) -> None:
    (entry,) = eline.receive()
    page = eline.get(url(entry))
    with eline.membership.organisation.active():
        assert Unread.objects.exists()
    assert f'hx-post="/inbox/read/?place=inbox&amp;id={entry.conversation_id}" hx-trigger="load"' in page


def test_a_page_that_has_it_already_gets_nothing(eline: Worker) -> None:
    entries = eline.receive(*thread(2))
    have = re.search(r'id="conversation-live" hx-get="([^"]*)"', eline.get(url(entries[0])))[1]  # type: ignore[index]
    assert "have=" in have
    asked = eline.client.get(have, headers={"HX-Request": "true"})
    assert (asked.status_code, asked.content) == (204, b"")
    eline.receive(message("Re: Offer again", references=(FIRST,)))
    assert eline.client.get(have, headers={"HX-Request": "true"}).status_code == 200


def test_a_page_that_shows_it_hears_that_it_left(eline: Worker) -> None:
    entries = eline.receive()
    eline.client.post("/inbox/delete/?place=inbox", {"id": entries[0].conversation_id})
    assert "Not here any more" in eline.get(f"{url(entries[0])}?have=x", HX_Request="true")


def test_reading_marks_do_not_change_the_version(eline: Worker) -> None:
    entries = eline.receive(*thread(2))
    have = re.search(r'id="conversation-live" hx-get="([^"]*)"', eline.get(url(entries[0])))[1]  # type: ignore[index]
    eline.client.post("/inbox/read/", {"id": entries[0].conversation_id})
    assert eline.client.get(have, headers={"HX-Request": "true"}).status_code == 204


def test_a_finished_one_says_by_whom(eline: Worker) -> None:
    entries = eline.receive()
    with eline.membership.organisation.active():
        finish([entries[0].deliveries.get().pk], by=Member.objects.get(pk=eline.membership.member_id))
    assert "Finished by Eline Visser" in eline.get(url(entries[0], "finished"))


def test_its_relations_are_chips_that_can_be_taken_off(eline: Worker) -> None:
    with eline.membership.organisation.active():
        bakery = relation("Bakkerij", email="jan@customer.example")
    (entry,) = eline.receive()
    page = eline.get(url(entry))
    assert f'hx-delete="/archive/relations/{bakery.pk}/links/?entry={entry.pk}"' in page


def test_the_panel_shows_the_relation_and_its_earlier_messages(eline: Worker) -> None:
    with eline.membership.organisation.active():
        relation("Bakkerij", email="jan@customer.example")
    _old, entry = eline.receive(message("An older question"), message("Offer"))
    page = eline.get(f"{url(entry)}?part=panel", HX_Request="true")
    assert "jan@customer.example" in page
    assert "An older question" in page
    assert 'class="message"' not in page


def test_several_relations_are_switched_between(eline: Worker) -> None:
    with eline.membership.organisation.active():
        relation("Bakkerij", email="jan@customer.example")
        hotel = relation("Hotel", email="post@hotel.example")
    (entry,) = eline.receive(message("Offer", cc=("post@hotel.example",)))
    assert f"/inbox/inbox/{entry.conversation_id}/?relation={hotel.pk}&amp;part=panel" in eline.get(
        url(entry)
    )
    asked = f"{url(entry)}?relation={hotel.pk}&part=panel"
    panel = eline.get(asked, HX_Request="true")
    assert re.search(r"<h2[^>]*><a[^>]*>Hotel", panel)


def test_a_message_that_lies_in_the_trash_is_read_there_alone(eline: Worker) -> None:
    (entry,) = eline.receive(message(place=Place.TRASH))
    assert eline.client.get(url(entry)).status_code == 404
    assert eline.client.get(url(entry, "trash")).status_code == 200


PAGES = ["/inbox/inbox/{0.conversation_id}/", "/inbox/inbox/{0.conversation_id}/menu/"]
PAGES += ["/archive/entries/{0.pk}/" + page for page in ("", "body/", "menu/")] + [
    "/archive/link/?entry={0.pk}"
]


@pytest.mark.parametrize("page", PAGES)
def test_a_colleague_without_the_account_finds_it_only_when_it_is_linked(eline: Worker, page: str) -> None:
    joris, (entry,) = eline.colleague(), eline.receive()
    assert joris.client.get(page.format(entry)).status_code == 404
    with eline.membership.organisation.active():
        link([entry.pk], relation("Bakkerij").pk, by=Member.objects.get(pk=eline.membership.member_id))
    assert joris.client.get(page.format(entry)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_another_company_finds_nothing(eline: Worker, page: str) -> None:
    (entry,), stranger = eline.receive(), worker()
    assert stranger.client.get(page.format(entry)).status_code == 404


def test_who_may_only_read_reads_without_verbs(eline: Worker) -> None:
    reader = eline.colleague(Role.READ_ONLY, shares=True)
    (entry,) = eline.receive()
    page = reader.get(url(entry))
    assert "/inbox/finish/" not in page
    assert "/archive/link/" not in page
    assert "Add as relation" not in page


def test_a_longer_conversation_costs_no_more_queries(eline: Worker) -> None:
    entries = eline.receive(*thread(5, seen=True))

    def cost() -> int:
        return eline.cost(url(entries[0]))

    five = cost()
    eline.receive(*(message(f"Re: {number}", references=(FIRST,), seen=True) for number in range(45)))
    assert cost() == five
    assert five <= 45


def test_who_wrote_from_a_shared_account_keeps_his_colour(eline: Worker) -> None:
    with eline.membership.organisation.active():
        Member.objects.update(first_name="Eline", last_name="Visser", hue=5)
    sender = f"Eline Visser <{eline.box.address}>"
    (entry,) = eline.receive(message("Offer", sender=sender, direction=Direction.OUT, place=Place.SENT))
    assert re.search(
        r'<details class="message".*?class="avatar[^"]*hue-5', eline.get(url(entry, "sent")), re.DOTALL
    )
