"""The list of relations and the pop-up that adds one; into the trash and back (product.md 2.2, RL-4)."""

import json
import re

import pytest
from django.test import Client

from spindle.accounts.models import Membership
from spindle.members.rights import Role
from spindle.relations.models import Kind, Relation, RelationType
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import account, message, received, relation
from tests.relations.pages import HTMX, _in_company, founder, installation, me, pristine, queries_of

__all__ = ["_in_company", "founder", "installation", "pristine"]


@pytest.fixture
def client(founder: Membership) -> Client:
    return signed_in(founder)


def names(page: str) -> list[str]:
    return re.findall(r'data-open[^>]*aria-label="([^"]*)"', page)


def type_id(founder: Membership, code: str = "prospect") -> int:
    with founder.organisation.active():
        return RelationType.objects.get(code=code).pk


def made(founder: Membership) -> Relation:
    with founder.organisation.active():
        return Relation.objects.select_related("parent").latest("pk")


def test_employees_stand_below_their_employer(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        relation("Anneke", below=relation("Bakkerij"))
        relation("Hotel")
    page = client.get("/relations/").content.decode()
    assert names(page) == ["Hotel", "Bakkerij", "Anneke"]
    assert page.count("is-employee") == 1


def test_a_search_gives_rows_and_the_address_says_it(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        relation("Bakkerij", email="info@bakkerij.example"), relation("Hotel")
    answer = client.get("/relations/?q=info@bak", headers=HTMX)
    assert names(answer.content.decode()) == ["Bakkerij"]
    assert answer["HX-Replace-Url"] == "/relations/?q=info%40bak"
    shown = HTMX | {"HX-Current-URL": "http://testserver/relations/1/"}
    assert client.get("/relations/?q=ho", headers=shown)["HX-Replace-Url"] == "/relations/1/?q=ho"


def test_nothing_found_and_nothing_there_say_so(client: Client, founder: Membership) -> None:
    assert "No relations yet" in client.get("/relations/").content.decode()
    assert "Nothing found" in client.get("/relations/?q=zzz").content.decode()


def test_a_type_narrows_it(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        relation("Bakkerij", type_code="supplier"), relation("Hotel")
    page = client.get("/relations/", {"type": type_id(founder, "supplier")}).content.decode()
    assert names(page) == ["Bakkerij"]


def test_pages_go_on_where_the_last_ended_and_a_refresh_keeps_them(
    client: Client, founder: Membership
) -> None:
    with founder.organisation.active():
        for number in range(60):
            relation(f"Number {number}")
    first = client.get("/relations/").content.decode()
    more = re.findall(r'class="pager" hx-get="([^"]*)"', first)
    rest = client.get(more[0].replace("&amp;", "&"), headers=HTMX).content.decode()
    assert len(set(names(first) + names(rest))) == 60
    again = client.get("/relations/", {"shown": ["50", "60"]}, headers=HTMX).content.decode()
    assert len(names(again)) == 60


@pytest.mark.parametrize(
    "query", ["?type=x", "?before=nonsense", "?type=99999999999999999999", "?q=%00", "?shown=x"]
)
def test_nonsense_in_the_address_breaks_nothing(client: Client, query: str) -> None:
    assert client.get(f"/relations/{query}").status_code == 200
    assert client.get(f"/relations/{query}", headers=HTMX).status_code == 200


def test_more_rows_cost_no_more_queries(client: Client, founder: Membership) -> None:
    def fill(count: int) -> None:
        with founder.organisation.active():
            for number in range(count):
                relation(f"Anneke {number}", below=relation(f"Bakkerij {number}"))

    fill(5)
    client.get("/relations/")
    few = queries_of(founder, client, "/relations/")
    fill(20)
    assert queries_of(founder, client, "/relations/") <= few


def test_the_list_stays_hidden_until_it_is_shown(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        card = relation("Bakkerij")
    assert "without-list" in client.get(f"/relations/{card.pk}/?list=hidden").content.decode()
    assert "without-list" in client.get(f"/relations/{card.pk}/").content.decode()
    assert "without-list" not in client.get(f"/relations/{card.pk}/?list=shown").content.decode()


def test_the_pop_up_is_filled_in_by_its_address(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        company = relation("Bakkerij", email="info@bakkerij.example", type_code="supplier")
    page = client.get("/relations/new/?email=yara@bakkerij.example&name=Yara+van+Dam").content.decode()
    assert 'value="Yara"' in page
    assert 'value="van Dam"' in page
    assert 'value="Bakkerij"' in page
    assert 'value="yara@bakkerij.example"' in page
    by_id = client.get(f"/relations/new/?employer={company.pk}").content.decode()
    assert 'value="Bakkerij"' in by_id


def test_a_business_is_added_and_its_card_opens(client: Client, founder: Membership) -> None:
    typed = {"kind": "business", "name": "Hotel", "type": type_id(founder), "phone": "030 271 4408"}
    shown = HTMX | {"HX-Current-URL": "http://testserver/relations/"}
    answer = client.post("/relations/new/", typed, headers=shown)
    card = made(founder)
    assert (card.name, card.kind) == ("Hotel", Kind.BUSINESS)
    assert answer["HX-Redirect"] == f"/relations/{card.pk}/"
    with founder.organisation.active():
        assert card.contact_points.get().normalised == "+31302714408"


def test_elsewhere_one_stays_and_hears_how_much_past_mail_came_along(
    client: Client, founder: Membership
) -> None:
    with founder.organisation.active():
        relation("Bakkerij")
        received(
            account(me(founder)), message(sender="yara@home.example"), message(sender="yara@home.example")
        )
    typed = {
        "kind": "person", "first_name": "Yara", "last_name": "Özdemir", "employer": "Bakkerij",
        "type": type_id(founder), "email": "yara@home.example",
    }  # fmt: skip
    shown = HTMX | {"HX-Current-URL": "http://testserver/inbox/inbox/"}
    said = json.loads(client.post("/relations/new/", typed, headers=shown)["HX-Trigger"])
    assert said["toast"]["text"] == "Yara Özdemir added · 2 earlier messages linked"
    assert {"close-dialog", "relations", "inbox"} <= set(said)
    parent = made(founder).parent
    assert parent is not None
    assert parent.name == "Bakkerij"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "person"}, "Type at least one of the names."),
        ({"kind": "business"}, "Type the name of the company."),
        ({"first_name": "Yara"}, "This field is required."),
        ({"first_name": "Yara", "email": "yara"}, "is not an e-mail address"),
        ({"first_name": "Yara", "phone": "12"}, "is not a phone number"),
        ({"first_name": "Yara", "employer": "Nobody"}, "No business is called"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(client: Client, typed: dict[str, str], said: str) -> None:
    answer = client.post("/relations/new/", typed, headers=HTMX)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_address_of_another_relation_is_warned_about(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        relation("Bakkerij", email="info@bakkerij.example")
    typed = {
        "kind": "person", "first_name": "Yara", "type": type_id(founder), "email": "info@bakkerij.example",
    }  # fmt: skip
    answer = client.post("/relations/new/", typed, headers=HTMX)
    assert answer.status_code == 422
    assert "Someone has this already" in answer.content.decode()
    client.post("/relations/new/", typed | {"even_so": "info@bakkerij.example"}, headers=HTMX)
    assert made(founder).name == "Yara"


def test_without_script_it_is_a_page_that_leads_to_the_card(client: Client, founder: Membership) -> None:
    answer = client.post(
        "/relations/new/", {"kind": "person", "first_name": "Yara", "type": type_id(founder)}
    )
    assert answer["Location"] == f"/relations/{made(founder).pk}/"


def test_who_may_only_read_adds_nothing(founder: Membership) -> None:
    reader = signed_in(joined(founder.organisation, Role.READ_ONLY))
    assert reader.post("/relations/new/", {"first_name": "Yara", "type": type_id(founder)}).status_code == 403


def test_into_the_trash_and_back(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        card = relation("Bakkerij")
    url = f"/relations/{card.pk}/trash/"
    assert url in client.post(url, headers=HTMX)["HX-Trigger"]
    assert "Bakkerij" not in names(client.get("/relations/").content.decode())
    assert names(client.get("/relations/?trash=1").content.decode()) == ["Bakkerij"]
    client.delete(url, headers=HTMX)
    assert names(client.get("/relations/").content.decode()) == ["Bakkerij"]


def test_several_at_once_and_back(client: Client, founder: Membership) -> None:
    with founder.organisation.active():
        ids = [relation(name).pk for name in ("A", "B", "C")]
    answer = client.post("/relations/trash/", {"id": ids[:2]}, headers=HTMX)
    assert "2 relations in the trash" in answer["HX-Trigger"]
    assert names(client.get("/relations/").content.decode()) == ["C"]
    client.delete(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HTMX)
    assert len(names(client.get("/relations/").content.decode())) == 3


def test_who_lacks_the_right_trashes_nothing(founder: Membership) -> None:
    with founder.organisation.active():
        card = relation("Bakkerij")
    reader = signed_in(joined(founder.organisation, Role.READ_ONLY))
    assert reader.post(f"/relations/{card.pk}/trash/").status_code == 403
    assert reader.post("/relations/trash/", {"id": card.pk}).status_code == 403


def test_another_company_finds_nothing(founder: Membership) -> None:
    with founder.organisation.active():
        card = relation("Bakkerij")
    stranger = signed_in(founded("Globex"))
    assert stranger.post(f"/relations/{card.pk}/trash/").status_code == 404
    assert "Bakkerij" not in stranger.get("/relations/?q=bak").content.decode()
