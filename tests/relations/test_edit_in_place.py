"""Fields and contact points of a card, each at an address of its own (product.md RL-3)."""

import pytest
from django.test import Client

from spindle.accounts.models import Membership
from spindle.members.rights import Role
from spindle.relations.models import Relation, RelationType
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import account, message, received, relation
from tests.relations.pages import HTMX, _in_company, founder, installation, me, pristine

__all__ = ["_in_company", "founder", "installation", "pristine"]


@pytest.fixture
def card(founder: Membership) -> Relation:
    """Anneke, who works at Bakkerij."""
    with founder.organisation.active():
        company = relation("Bakkerij", email="info@bakkerij.example")
        return relation("Anneke van den Berg", email="anneke@bakkerij.example", below=company)


@pytest.fixture
def client(founder: Membership) -> Client:
    return signed_in(founder, **HTMX)


def stored(founder: Membership, card: Relation) -> Relation:
    with founder.organisation.active():
        return Relation.objects.select_related("parent", "type").get(pk=card.pk)


def values(founder: Membership, card: Relation) -> list[str]:
    with founder.organisation.active():
        return list(card.contact_points.values_list("normalised", flat=True))


def url_of(card: Relation, rest: str) -> str:
    return f"/relations/{card.pk}/{rest}"


def test_a_field_is_typed_in_saved_and_shown(client: Client, founder: Membership, card: Relation) -> None:
    url = url_of(card, "fields/job-title/")
    assert b'name="value"' in client.get(url).content
    assert b'name="value"' not in client.get(url, {"shown": "1"}).content
    assert b"Eigenaar" in client.post(url, {"value": " Eigenaar "}).content
    assert stored(founder, card).job_title == "Eigenaar"


def test_both_names_make_the_one_that_is_shown(client: Client, founder: Membership, card: Relation) -> None:
    client.post(url_of(card, "fields/last-name/"), {"value": "Bakker"})
    assert stored(founder, card).name == "Anneke Bakker"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("birthday", "yesterday", "Type the date as dd/mm/yyyy"),
        ("employer", "Nobody Ltd", "No business is called"),
        ("employer", "Twins", "Several are called so"),
        ("first-name", "x" * 81, "at most 80 characters"),
        ("type", "0", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    client: Client, founder: Membership, card: Relation, name: str, typed: str, said: str
) -> None:
    with founder.organisation.active():
        relation("Twins"), relation("Twins")
    answer = client.post(url_of(card, f"fields/{name}/"), {"value": typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_name_cannot_be_emptied(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        company = relation("Bakkerij")
    assert client.post(url_of(company, "fields/name/"), {"value": " "}).status_code == 422


def test_employer_and_type_are_chosen(client: Client, founder: Membership, card: Relation) -> None:
    with founder.organisation.active():
        relation("Hotel")
        supplier = RelationType.objects.get(code="supplier")
    client.post(url_of(card, "fields/employer/"), {"value": "hotel"})
    client.post(url_of(card, "fields/type/"), {"value": supplier.pk})
    found = stored(founder, card)
    assert found.parent is not None
    assert (found.parent.name, found.type.code) == ("Hotel", "supplier")
    client.post(url_of(card, "fields/employer/"), {"value": ""})
    assert stored(founder, card).parent is None


def test_businesses_are_found_as_one_types(client: Client, founder: Membership, card: Relation) -> None:
    with founder.organisation.active():
        relation("Hotel De Gouden Leeuw")
    assert b'<option value="Hotel De Gouden Leeuw">' in client.get("/relations/employers/?value=hot").content
    assert client.get("/relations/employers/?value=anneke").content == b""


def test_fields_of_the_other_kind_are_not_there(client: Client, card: Relation) -> None:
    assert client.get(url_of(card, "fields/name/")).status_code == 404
    assert client.get(url_of(card, "fields/trashed_at/")).status_code == 404


def test_the_address_is_changed_in_a_pop_up(client: Client, founder: Membership, card: Relation) -> None:
    typed = {"street": "Biltstraat 114", "postcode": "3572 BJ", "city": "Utrecht", "country": "BE"}
    answer = client.post(url_of(card, "address/"), typed)
    assert "close-dialog" in answer["HX-Trigger"]
    shown = client.get(url_of(card, "summary/")).content.decode()
    assert "Biltstraat 114, 3572 BJ Utrecht, Belgium" in shown


def test_a_point_is_added_and_its_past_mail_counted(
    client: Client, founder: Membership, card: Relation
) -> None:
    with founder.organisation.active():
        received(account(me(founder)), message(sender="a@home.example"), message(sender="a@home.example"))
    answer = client.post(
        url_of(card, "points/"), {"kind": "email", "value": "A@home.example", "label": "private"}
    )
    assert "2 earlier messages linked" in answer["HX-Trigger"]
    assert "a@home.example" in values(founder, card)


def test_a_number_is_kept_whole_and_shown_as_it_is_dialled(
    client: Client, founder: Membership, card: Relation
) -> None:
    answer = client.post(url_of(card, "points/first/mobile/"), {"value": "06-41328890"})
    assert b"06 41328890" in answer.content
    assert "+31641328890" in values(founder, card)


def test_another_relations_address_is_warned_about_once(
    client: Client, founder: Membership, card: Relation
) -> None:
    typed = {"kind": "email", "value": "info@bakkerij.example"}
    answer = client.post(url_of(card, "points/"), typed)
    assert answer.status_code == 422
    assert "Someone has this already" in answer.content.decode()
    assert client.post(url_of(card, "points/"), typed | {"even_so": typed["value"]}).status_code == 204
    assert "info@bakkerij.example" in values(founder, card)


def test_what_is_no_address_is_said_at_the_field(client: Client, card: Relation) -> None:
    answer = client.post(url_of(card, "points/"), {"kind": "email", "value": "anneke"})
    assert answer.status_code == 422
    assert "is not an e-mail address" in answer.content.decode()
    assert client.post(url_of(card, "points/first/phone/"), {"value": "abc"}).status_code == 422


def test_a_point_is_changed_in_place_and_in_its_pop_up(
    client: Client, founder: Membership, card: Relation
) -> None:
    with founder.organisation.active():
        point = card.contact_points.get()
    assert client.post(url_of(card, f"points/{point.pk}/value/"), {"value": "x@y"}).status_code == 422
    client.post(url_of(card, f"points/{point.pk}/value/"), {"value": "new@bakkerij.example"})
    assert values(founder, card) == ["new@bakkerij.example"]
    client.post(
        url_of(card, f"points/{point.pk}/"), {"kind": "email", "value": "b@bakkerij.example", "label": "work"}
    )
    assert b"work" in client.get(url_of(card, "summary/")).content


def test_a_point_is_taken_off_and_put_back(client: Client, founder: Membership, card: Relation) -> None:
    with founder.organisation.active():
        point = card.contact_points.get()
    answer = client.delete(url_of(card, f"points/{point.pk}/"))
    assert values(founder, card) == []
    undo = answer.headers["HX-Trigger"].partition('"undo": "')[2].partition('"')[0]
    client.post(undo)
    assert values(founder, card) == ["anneke@bakkerij.example"]


def test_emptying_a_point_takes_it_off(client: Client, founder: Membership, card: Relation) -> None:
    with founder.organisation.active():
        point = card.contact_points.get()
    client.post(url_of(card, f"points/{point.pk}/value/"), {"value": ""})
    assert values(founder, card) == []


def test_a_point_of_another_card_is_not_there(client: Client, founder: Membership, card: Relation) -> None:
    with founder.organisation.active():
        other = relation("Other", email="o@other.example").contact_points.get()
    assert client.delete(url_of(card, f"points/{other.pk}/")).status_code == 404


def test_who_may_only_read_changes_nothing(founder: Membership, card: Relation) -> None:
    reader = signed_in(joined(founder.organisation, Role.READ_ONLY), **HTMX)
    for rest in ("fields/job-title/", "address/", "points/", "points/first/web/"):
        assert reader.post(url_of(card, rest), {"value": "x", "kind": "web"}).status_code == 403
    assert stored(founder, card).job_title == ""


def test_another_company_changes_nothing(founder: Membership, card: Relation) -> None:
    stranger = signed_in(founded("Globex"), **HTMX)
    assert stranger.post(url_of(card, "fields/job-title/"), {"value": "x"}).status_code == 404


def test_the_history_says_from_what_to_what(client: Client, founder: Membership, card: Relation) -> None:
    client.post(url_of(card, "fields/job-title/"), {"value": "Eigenaar"})
    client.post(url_of(card, "fields/birthday/"), {"value": "1980-05-17"})
    shown = client.get(url_of(card, "history/")).content.decode()
    assert "Eigenaar" in shown
    assert "1980-05-17" in shown
    assert "<html" in Client(headers={}).get(url_of(card, "history/"), follow=True).content.decode()
