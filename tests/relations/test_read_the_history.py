"""A card's history tells who changed what, in the reader's words."""

from datetime import date

from spindle.relations.actions import add_point, edit_relation, restore_relations, trash_relations
from spindle.relations.models import PointKind, RelationType
from spindle.relations.points import Point
from spindle.relations.queries import card_of, history
from tests.factories import account, member, message, received, relation


def test_it_names_fields_values_and_who() -> None:
    anna, company, jan = member("Anna"), relation("Company"), relation("Jan", below=relation("Old"))
    supplier = RelationType.objects.get(code="supplier").pk
    edit_relation(
        jan.pk, {"parent_id": company.pk, "type_id": supplier, "birthday": date(1980, 5, 1)}, by=anna
    )
    newest = history(jan.pk)[0]
    assert (newest.by, newest.label) == (anna, "changed")
    assert {(one.label, one.before, one.after) for one in newest.changes} == {
        ("Employer", "Old", "Company"),
        ("Relation type", "Other", "Supplier"),
        ("Birthday", None, date(1980, 5, 1)),
    }


def test_every_verb_is_a_line() -> None:
    anna, bakery = member("Anna"), relation("Bakkerij")
    received(account(anna), message())
    add_point(bakery.pk, Point(PointKind.EMAIL, "jan@customer.example"), by=anna)
    trash_relations([bakery.pk], by=anna)
    restore_relations([bakery.pk], by=anna)
    assert [event.label for event in history(bakery.pk)] == [
        "put back",
        "deleted",
        "past messages linked",
        "contact details added",
        "created",
    ]


def test_a_card_has_points_and_employees() -> None:
    company = relation("Company", email="info@x.example")
    relation("Jan", below=company)
    card = card_of(company.pk)
    assert [point.value for point in card.points] == ["info@x.example"]
    assert [row.name for row in card.employees] == ["Jan"]
