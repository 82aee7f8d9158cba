"""A relation's page: card, archive and dashboard beside the list, for who may see them."""

from django.test import Client

from spindle.accounts.models import Membership
from spindle.members.rights import Role
from spindle.relations.actions import trash_relations
from spindle.relations.models import Relation
from tests.accounts.factories import founded, joined, signed_in
from tests.factories import account, member, message, received, relation
from tests.relations.pages import HTMX, _in_company, founder, installation, me, pristine, queries_of

__all__ = ["_in_company", "founder", "installation", "pristine"]


def opened(founder: Membership, *, messages: int = 2, employees: int = 1) -> tuple[Client, Relation]:
    """A company with employees and mail, and its founder at a browser."""
    with founder.organisation.active():
        company = relation("Bakkerij", email="info@bakkerij.example")
        for number in range(employees):
            relation(f"Anneke {number}", email=f"anneke{number}@bakkerij.example", below=company)
        box = account(me(founder))
        sender = "Anneke <anneke0@bakkerij.example>" if employees else "info@bakkerij.example"
        if messages:
            received(box, *[message(f"Offerte {number}", sender=sender) for number in range(messages)])
    return signed_in(founder), company


def test_it_shows_card_archive_and_dashboard(founder: Membership) -> None:
    client, company = opened(founder)
    page = client.get(f"/relations/{company.pk}/").content.decode()
    assert "<title>Bakkerij" in page
    assert "info@bakkerij.example" in page
    assert "Offerte 1" in page
    assert "Not finished" in page
    assert 'id="relation-list"' in page


def test_htmx_gets_the_card_without_the_list(founder: Membership) -> None:
    client, company = opened(founder)
    part = client.get(f"/relations/{company.pk}/", headers=HTMX).content.decode()
    assert "<title>Bakkerij" in part
    assert "<html" not in part
    assert 'id="relation-rows"' not in part


def test_an_employers_archive_can_leave_out_the_employees(founder: Membership) -> None:
    client, company = opened(founder)
    url = f"/archive/relations/{company.pk}/?employees=0"
    assert "Offerte" not in client.get(url, headers=HTMX).content.decode()
    assert client.get(url)["Location"] == f"/relations/{company.pk}/?employees=0"


def test_an_entry_opens_beside_the_list_and_by_its_own_address(founder: Membership) -> None:
    client, company = opened(founder, messages=1)
    page = client.get(f"/relations/{company.pk}/")
    row = next(
        line for line in page.content.decode().split('href="') if "/entries/" in line.partition(chr(34))[0]
    )
    url = row.partition('"')[0]
    assert "Offerte 0" in client.get(url, headers=HTMX).content.decode()
    assert 'data-pane="preview"' in client.get(url).content.decode()


def test_an_entry_of_another_relation_is_not_there(founder: Membership) -> None:
    client, company = opened(founder, messages=0)
    with founder.organisation.active():
        relation("Other", email="other@other.example")
        (entry,) = received(account(member()), message("Secret", sender="other@other.example"))
    assert client.get(f"/relations/{company.pk}/entries/{entry.pk}/").status_code == 404


def test_a_card_in_the_trash_says_so_and_is_only_read(founder: Membership) -> None:
    client, company = opened(founder)
    with founder.organisation.active():
        trash_relations([company.pk], by=me(founder))
    page = client.get(f"/relations/{company.pk}/").content.decode()
    assert "In the trash" in page
    assert "Put back" in page
    assert f"/relations/{company.pk}/fields/name/" not in page
    assert client.get(f"/relations/{company.pk}/fields/name/").status_code == 404


def test_who_may_only_read_is_offered_nothing_to_change(founder: Membership) -> None:
    _, company = opened(founder)
    reader = signed_in(joined(founder.organisation, Role.READ_ONLY))
    page = reader.get(f"/relations/{company.pk}/").content.decode()
    assert "/fields/" not in page
    assert "Move to trash" not in page
    assert "info@bakkerij.example" in page


def test_more_rows_cost_no_more_queries(founder: Membership) -> None:
    client, company = opened(founder, messages=3, employees=2)
    url = f"/relations/{company.pk}/"
    client.get(url)
    few = queries_of(founder, client, url)
    with founder.organisation.active():
        for number in range(12):
            relation(f"Jan {number}", email=f"jan{number}@bakkerij.example", below=company)
        box = account(member())
        received(box, *[message(f"More {number}", sender="info@bakkerij.example") for number in range(30)])
    assert queries_of(founder, client, url) <= few
    assert few < 50


def test_another_company_has_no_such_card(founder: Membership) -> None:
    _, company = opened(founder)
    stranger = signed_in(founded("Globex"))
    assert stranger.get(f"/relations/{company.pk}/").status_code == 404
