"""An unknown address at a known company's domain suggests the company, never by free mail."""

import pytest

from spindle.relations.actions import add_point, edit_relation, remove_point, trash_relations
from spindle.relations.models import CompanyDomain, PointKind
from spindle.relations.points import Point
from spindle.relations.queries import suggest_company
from tests.factories import member, relation


def test_by_its_own_address_its_site_and_its_employees() -> None:
    anna, bakery = member(), relation("Bakkerij", email="info@bakery.example")
    add_point(bakery.pk, Point(PointKind.WEB, "https://www.bakery-shop.example/x"), by=anna)
    relation("Jan", email="jan@bakery-staff.example", below=bakery)
    for domain in ("bakery.example", "mail.bakery.example", "bakery-shop.example", "BAKERY-staff.example"):
        assert suggest_company(f"new@{domain}") == bakery
    assert suggest_company("new@otherbakery.example") is None


@pytest.mark.parametrize(
    "domain", ["gmail.com", "ziggo.nl", "libero.it", "orange.fr", "mail.dk", "uol.com.br", "telefonica.net"]
)
def test_never_by_free_mail(domain: str) -> None:
    relation("Bakkerij", email=f"bakery@{domain}")
    assert suggest_company(f"other@{domain}") is None
    assert not CompanyDomain.objects.exists()


def test_a_domain_goes_with_what_it_was_known_by() -> None:
    anna, bakery = member(), relation("Bakkerij", email="info@bakery.example")
    jan = relation("Jan", email="jan@staff.example", below=bakery)
    remove_point(bakery.contact_points.get().pk, by=anna)
    edit_relation(jan.pk, {"parent_id": None}, by=anna)
    assert suggest_company("x@bakery.example") is None
    assert suggest_company("x@staff.example") is None


def test_a_person_alone_tells_no_company() -> None:
    company = relation("Company")
    relation("Jan", email="jan@private.example", below=company)
    trash_relations([company.pk], by=member())
    assert suggest_company("x@private.example") is None


@pytest.mark.parametrize("address", ["", "nonsense", "@", "a@", "a@com", "\x00@x", "a@b" * 200])
def test_nonsense_suggests_nothing(address: str) -> None:
    assert suggest_company(address) is None
