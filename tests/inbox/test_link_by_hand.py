"""Unknown senders become relations with all their past mail, and links are corrected by hand (product.md 2.4, EM-13)."""

import json
import re

import pytest
from django.http import HttpResponseBase
from pytest_django import Settings

from spindle.archive.actions import link
from spindle.archive.models import Address, Entry, Link
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.relations.models import Kind, Relation, RelationType
from tests.factories import message, relation
from tests.inbox.people import Worker, worker


@pytest.fixture
def eline(installation: Settings) -> Worker:
    return worker()


def known(who: Worker, name: str = "Bakkerij", email: str = "") -> Relation:
    """A relation of his company."""
    with who.membership.organisation.active():
        return relation(name, email=email)


def linked(who: Worker) -> list[tuple[str, str]]:
    """Relation and subject of each link."""
    with who.membership.organisation.active():
        found = Link.objects.order_by("relation__name", "entry_id")
        return list(found.values_list("relation__name", "entry__subject"))


def address(who: Worker, text: str = "jan@customer.example") -> int:
    with who.membership.organisation.active():
        return Address.objects.get(address=text).pk


def add_url(who: Worker, entry: Entry, verb: str = "add") -> str:
    return f"/archive/entries/{entry.pk}/addresses/{address(who)}/{verb}/"


def toast(answer: HttpResponseBase) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer.headers["HX-Trigger"])["toast"]
    return found


def test_an_unknown_sender_is_offered_both_ways_out(eline: Worker) -> None:
    (entry,) = eline.receive()
    page = eline.get(f"/inbox/inbox/{entry.conversation_id}/")
    for verb in ("add", "attach"):
        assert f'href="{add_url(eline, entry, verb)}"' in page


def test_an_unknown_recipient_is_offered_beside_it(eline: Worker) -> None:
    known(eline, email="jan@customer.example")
    (entry,) = eline.receive(message(cc=("Piet <piet@elsewhere.example>",)))
    panel = eline.get(f"/inbox/inbox/{entry.conversation_id}/?part=panel", HX_Request="true")
    assert "piet@elsewhere.example" in panel


def test_our_own_addresses_are_never_offered(eline: Worker) -> None:
    known(eline, email="jan@customer.example")
    (entry,) = eline.receive(message(to=(eline.box.address, eline.membership.identity.email)))
    assert "Add as relation" not in eline.get(f"/inbox/inbox/{entry.conversation_id}/")


def test_add_as_relation_links_all_past_mail(eline: Worker) -> None:
    first, _second, _other = eline.receive(message("a"), message("b"), message("c", sender="x@y.example"))
    form = eline.get(add_url(eline, first))
    assert 'value="Jan"' in form
    type_id = re.search(r'<option value="(\d+)"', form)[1]  # type: ignore[index]
    answer = eline.client.post(
        add_url(eline, first), {"name": "Jan de Bakker", "kind": "person", "type": type_id}
    )
    assert linked(eline) == [("Jan de Bakker", "a"), ("Jan de Bakker", "b")]
    assert "close-dialog" in json.loads(answer.headers["HX-Trigger"])
    assert "Jan de Bakker" in toast(answer)["text"]


def test_the_company_of_the_domain_is_suggested_as_employer(eline: Worker) -> None:
    bakery = known(eline, "Bakkerij", "info@customer.example")
    (entry,) = eline.receive()
    assert "jan@customer.example seems to belong to Bakkerij." in eline.get(
        f"/inbox/inbox/{entry.conversation_id}/"
    )
    with eline.membership.organisation.active():
        type_id = RelationType.objects.get(code="supplier").pk
    typed = {"name": "Jan", "kind": "person", "type": type_id, "employed": "on"}
    eline.client.post(add_url(eline, entry), typed)
    with eline.membership.organisation.active():
        assert Relation.objects.get(kind=Kind.PERSON).parent_id == bakery.pk


def test_a_form_with_a_mistake_comes_back(eline: Worker) -> None:
    (entry,) = eline.receive()
    answer = eline.client.post(add_url(eline, entry), {"name": "", "kind": "person"})
    assert answer.status_code == 422
    assert linked(eline) == []


def test_link_to_existing_links_all_past_mail(eline: Worker) -> None:
    bakery = known(eline)
    first, _second = eline.receive(message("a"), message("b"))
    choices = eline.get(add_url(eline, first, "attach") + "?q=bak")
    chosen = f"{add_url(eline, first, 'attach')}?relation={bakery.pk}"
    assert f'hx-post="{chosen}"' in choices
    eline.client.post(chosen)
    assert linked(eline) == [("Bakkerij", "a"), ("Bakkerij", "b")]


def test_what_is_no_relation_cannot_be_chosen(eline: Worker) -> None:
    (entry,) = eline.receive()
    for nonsense in ("", "x", "999999"):
        assert eline.client.post(f"{add_url(eline, entry, 'attach')}?relation={nonsense}").status_code == 404


def test_an_address_that_is_not_on_the_message_is_not_found(eline: Worker) -> None:
    (entry, _) = eline.receive(message(), message(sender="x@y.example"))
    wrong = f"/archive/entries/{entry.pk}/addresses/{address(eline, 'x@y.example')}/add/"
    assert eline.client.get(wrong).status_code == 404


def test_a_conversation_is_linked_by_hand_and_unlinked_again(eline: Worker) -> None:
    bakery, entries = (
        known(eline),
        eline.receive(message("a", message_id="<a@x.example>"), message("b", references=("<a@x.example>",))),
    )
    choices = eline.get(f"/archive/link/?conversation={entries[0].conversation_id}")
    chosen = re.search(r'hx-post="(/archive/relations/[^"]*)"', choices)[1].replace("&amp;", "&")  # type: ignore[index]
    done = eline.client.post(chosen)
    assert linked(eline) == [("Bakkerij", "a"), ("Bakkerij", "b")]
    assert toast(done)["text"] == "Linked to Bakkerij"
    eline.client.delete(toast(done)["undo"])
    assert linked(eline) == []
    assert known(eline, "Other", "jan@customer.example")
    assert [name for name, _ in linked(eline)] == ["Other", "Other"]
    assert bakery.name not in [name for name, _ in linked(eline)]


def test_what_was_unlinked_comes_back_by_undo(eline: Worker) -> None:
    bakery = known(eline, email="jan@customer.example")
    (entry,) = eline.receive(message("a"))
    done = eline.client.delete(f"/archive/relations/{bakery.pk}/links/?entry={entry.pk}")
    assert linked(eline) == []
    undo = toast(done)
    assert undo["method"] == "POST"
    eline.client.post(undo["undo"])
    assert linked(eline) == [("Bakkerij", "a")]


def test_the_choice_is_found_as_one_types(eline: Worker) -> None:
    known(eline, "Bakkerij")
    known(eline, "Hotel")
    (entry,) = eline.receive()
    found = eline.get(f"/archive/link/?entry={entry.pk}&q=hot")
    assert "Hotel" in found
    assert "Bakkerij" not in found


@pytest.mark.parametrize("verb", ["add", "attach"])
def test_who_may_only_read_makes_no_relation(eline: Worker, verb: str) -> None:
    reader = eline.colleague(Role.READ_ONLY, shares=True)
    (entry,) = eline.receive()
    assert reader.client.post(add_url(eline, entry, verb)).status_code == 403


def test_who_may_only_read_links_nothing(eline: Worker) -> None:
    reader, bakery = eline.colleague(Role.READ_ONLY, shares=True), known(eline)
    (entry,) = eline.receive()
    for method in ("post", "delete"):
        answer = getattr(reader.client, method)(f"/archive/relations/{bakery.pk}/links/?entry={entry.pk}")
        assert answer.status_code == 403
    assert linked(eline) == []


def test_a_colleague_without_the_account_links_nothing(eline: Worker) -> None:
    joris, bakery = eline.colleague(), known(eline)
    (entry,) = eline.receive()
    assert joris.client.get(add_url(eline, entry)).status_code == 404
    joris.client.post(f"/archive/relations/{bakery.pk}/links/?entry={entry.pk}")
    assert linked(eline) == []


def test_linked_to_the_wrong_card_is_taken_back_with_all_it_linked(eline: Worker) -> None:
    first, _second = eline.receive(message("a"), message("b"))
    bakery = known(eline)
    with eline.membership.organisation.active():
        link([first.pk], bakery.pk, by=Member.objects.get(pk=eline.membership.member_id))
    answer = eline.client.post(f"{add_url(eline, first, 'attach')}?relation={bakery.pk}")
    assert linked(eline) == [("Bakkerij", "a"), ("Bakkerij", "b")]
    undo = toast(answer)
    assert undo["method"] == "DELETE"
    assert eline.client.delete(undo["undo"]).status_code == 204
    assert linked(eline) == [("Bakkerij", "a")], "a hand's link stays"
    with eline.membership.organisation.active():
        assert bakery.contact_points.count() == 0
    eline.client.post(f"{add_url(eline, first, 'attach')}?relation={bakery.pk}")
    assert linked(eline) == [("Bakkerij", "a"), ("Bakkerij", "b")], "the way back is open"
