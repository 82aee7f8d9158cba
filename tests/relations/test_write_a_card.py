"""Cards are made and changed with all their checks (product.md RL-1, RL-2, 2.2)."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from spindle.journal.models import Line
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.relations.actions import create_relation, edit_relation, restore_relations, trash_relations
from spindle.relations.card import Card
from spindle.relations.models import Kind, PointKind, Relation, RelationType
from spindle.relations.points import Point
from tests.factories import member, relation


@pytest.fixture
def anna() -> Member:
    return member("Anna")


def card(**fields: object) -> Card:
    plain = Card(kind=Kind.BUSINESS, type_id=RelationType.objects.get(code="prospect").pk, name="Bakkerij")
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_a_company_starts_with_types_in_the_readers_language() -> None:
    assert [one.label for one in RelationType.objects.all()][:3] == [
        "Customer (business)",
        "Customer (private)",
        "Prospect",
    ]


def test_a_business_with_its_contact_points(anna: Member) -> None:
    points = (
        Point(PointKind.EMAIL, "Info@Bakery.example"),
        Point(PointKind.PHONE, "030 123 4567"),
        Point(PointKind.WEB, "bakery.example"),
    )
    made = create_relation(card(city="  Utrecht ", points=points), by=anna)
    assert made.city == "Utrecht"
    assert set(made.contact_points.values_list("kind", "normalised")) == {
        ("email", "info@bakery.example"),
        ("phone", "+31301234567"),
        ("web", "bakery.example"),
    }


@pytest.mark.parametrize(
    ("fields", "name", "first", "last"),
    [
        ({"first_name": "Jan", "last_name": "de Vries"}, "Jan de Vries", "Jan", "de Vries"),
        ({"name": "Jan de Vries"}, "Jan de Vries", "Jan", "de Vries"),
        ({"last_name": "Vries", "name": "ignored"}, "Vries", "", "Vries"),
    ],
)
def test_a_persons_name_and_its_parts_agree(
    anna: Member, fields: dict[str, str], name: str, first: str, last: str
) -> None:
    made = create_relation(card(**{"kind": Kind.PERSON, "name": ""} | fields), by=anna)
    assert (made.name, made.first_name, made.last_name) == (name, first, last)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"kind": Kind.PERSON, "name": ""}, "name"),
        ({"type_id": None}, "type"),
        ({"type_id": 999}, "type"),
        ({"parent_id": 999}, "parent"),
        ({"kind": "robot"}, "kind"),
        ({"name": "x" * 300}, "name"),
        ({"points": (Point(PointKind.EMAIL, "no address"),)}, "points"),
    ],
)
def test_what_is_wrong_is_said_by_field(anna: Member, fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        create_relation(card(**fields), by=anna)
    assert list(caught.value.message_dict) == [wrong]
    assert not Relation.objects.exists()


def test_edit_in_place_writes_only_what_changed(anna: Member) -> None:
    made = create_relation(card(), by=anna)
    edit_relation(made.pk, {"city": "Utrecht", "name": "Bakkerij"}, by=anna)
    line = Line.objects.order_by("-pk")[0]
    assert (line.verb, line.before, line.after) == ("edited", {"city": None}, {"city": "Utrecht"})
    count = Line.objects.count()
    edit_relation(made.pk, {"city": "Utrecht"}, by=anna)
    assert Line.objects.count() == count


def test_a_persons_new_whole_name_replaces_its_parts(anna: Member) -> None:
    made = create_relation(card(kind=Kind.PERSON, name="Jan Jansen", birthday=date(1980, 5, 1)), by=anna)
    edited = edit_relation(made.pk, {"name": "Els Bakker"}, by=anna)
    assert (edited.first_name, edited.last_name) == ("Els", "Bakker")
    assert edit_relation(made.pk, {"first_name": "Elsa"}, by=anna).name == "Elsa Bakker"


def test_the_hierarchy_is_three_deep_without_circles(anna: Member) -> None:
    company, department = relation("Company"), create_relation(card(name="Department"), by=anna)
    edit_relation(department.pk, {"parent_id": company.pk}, by=anna)
    person = relation("Jan", below=department)
    for child, parent in ((company, department), (company, company), (company, person)):
        with pytest.raises(ValidationError):
            edit_relation(child.pk, {"parent_id": parent.pk}, by=anna)
    with pytest.raises(ValidationError):
        edit_relation(company.pk, {"parent_id": relation("Above").pk}, by=anna)
    with pytest.raises(ValidationError):
        edit_relation(department.pk, {"kind": Kind.PERSON}, by=anna)


def test_a_trashed_business_takes_no_employees(anna: Member) -> None:
    company = relation("Company")
    trash_relations([company.pk], by=anna)
    with pytest.raises(ValidationError):
        create_relation(card(kind=Kind.PERSON, parent_id=company.pk), by=anna)


def test_trash_and_back_for_several_at_once(anna: Member) -> None:
    ids = [relation("A").pk, relation("B").pk]
    assert trash_relations(ids, by=anna) == ids
    assert trash_relations(ids, by=anna) == []
    assert Relation.objects.get(pk=ids[0]).trashed_by == anna
    assert restore_relations(ids, by=anna) == ids
    assert not Relation.objects.filter(trashed_at__isnull=False).exists()


def test_who_may_only_read_is_refused() -> None:
    reader, made = member(role=Role.READ_ONLY), relation()
    with pytest.raises(PermissionDenied):
        create_relation(card(), by=reader)
    with pytest.raises(PermissionDenied):
        edit_relation(made.pk, {"name": "x"}, by=reader)
    with pytest.raises(PermissionDenied):
        trash_relations([made.pk], by=reader)


def test_hostile_text_is_kept_as_text(anna: Member) -> None:
    made = create_relation(card(name="a\x00b\ud800 '); DROP", memo="x\x00y"), by=anna)
    made.refresh_from_db()
    assert (made.name, made.memo) == ("ab? '); DROP", "xy")
