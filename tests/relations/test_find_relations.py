"""The list ranks by the latest contact, and finds as one types (product.md 2.2, RL-4)."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spindle.members.models import Member
from spindle.relations.actions import add_point, edit_relation, trash_relations
from spindle.relations.models import PointKind, Relation, RelationType
from spindle.relations.points import Point
from spindle.relations.queries import relation_count, relation_page
from tests.factories import account, member, message, received, relation


@pytest.fixture
def anna() -> Member:
    return member("Anna")


def names(query: str = "", **options: object) -> list[str]:
    return [row.name for row in relation_page(query=query, **options).rows]  # type: ignore[arg-type]


def test_the_latest_contact_comes_first() -> None:
    for name in ("A", "B", "C"):
        relation(name, email=f"{name}@x.example")
    received(account(member()), message(sender="c@x.example"), message(sender="a@x.example"))
    assert names()[-2:] == ["A", "C"]


def test_employees_stand_below_their_employer_the_latest_five_first() -> None:
    company = relation("Company")
    for number in range(7):
        one = relation(f"E{number}", below=company)
        Relation.objects.filter(pk=one.pk).update(last_interaction=number)
    relation("Single")
    page = relation_page()
    row = next(row for row in page.rows if row.name == "Company")
    assert [row.name for row in page.rows] == ["Single", "Company"]
    assert ([one.name for one in row.employees], row.employee_count) == (["E6", "E5", "E4", "E3", "E2"], 7)


def test_people_of_a_department_stand_below_it(anna: Member) -> None:
    company, department = relation("Company"), relation("Department")
    edit_relation(department.pk, {"parent_id": company.pk}, by=anna)
    relation("Jan", below=department)
    (row,) = relation_page().rows
    assert row.employees[0].employees[0].name == "Jan"


def test_an_employee_of_a_trashed_employer_stands_alone(anna: Member) -> None:
    company = relation("Company")
    relation("Jan", below=company)
    trash_relations([company.pk], by=anna)
    assert (names(), names(trashed=True), relation_count()) == (["Jan"], ["Company"], 1)
    assert relation_page().rows[0].employer_name == ""


@pytest.mark.parametrize(
    "query",
    [
        "b",
        "bak",
        "BAKKERIJ",
        "berg bak",
        "vân",
        "utr",
        "info@bak",
        "info@bakery.example",
        "bakery.exam",
        "030",
        "030 12",
        "+31 30",
        "0031 30 123",
        "31301234567",
        "akkerij",
        "234567",
        "kery.ex",
    ],
)
def test_what_is_typed_finds_it(anna: Member, query: str) -> None:
    bakery = relation("Bakkerij Van den Berg", email="info@bakery.example")
    edit_relation(bakery.pk, {"city": "Utrecht"}, by=anna)
    add_point(bakery.pk, Point(PointKind.PHONE, "030 1234567"), by=anna)
    relation("Someone Else", email="x@other.example")
    assert names(query) == ["Bakkerij Van den Berg"]


def test_an_employee_is_found_by_the_company_also_after_it_is_renamed(anna: Member) -> None:
    company = relation("Oldname")
    relation("Jan", below=company)
    edit_relation(company.pk, {"name": "Newname"}, by=anna)
    assert sorted(names("newname")) == ["Jan", "Newname"]
    assert names("oldname") == []


def test_a_type_narrows_the_list() -> None:
    relation("A", type_code="supplier")
    relation("B", type_code="prospect")
    supplier = RelationType.objects.get(code="supplier").pk
    assert (names(type_ids=[supplier]), names("b", type_ids=[supplier])) == (["A"], [])


@pytest.mark.parametrize("query", ["", "firm", "irma"])
def test_pages_follow_each_other(query: str) -> None:
    for number in range(7):
        relation(f"Firma {number}")
    seen, before = [], ""
    while True:
        page = relation_page(query=query, before=before, limit=3)
        seen += [row.name for row in page.rows]
        if not (before := page.next):
            break
    assert seen == [f"Firma {number}" for number in reversed(range(7))]


def test_the_list_costs_the_same_however_long() -> None:
    costs = []
    for _ in range(2):
        company = relation("Company")
        for number in range(3):
            relation(f"E{number}", below=company)
        with CaptureQueriesContext(connections["organisation"]) as queries:
            relation_page()
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 5


@pytest.mark.parametrize("before", ["x", "b-", "b-1-x", "a-99999999999999999999-1", "b--1-1", "\x00"])
def test_a_broken_cursor_is_the_beginning(before: str) -> None:
    relation("A")
    assert names(before=before) == ["A"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab \"*-:()^{}+'%\\\x00\ud800éß中1.@_/"), max_size=20))
def test_nothing_that_is_typed_is_an_error(company: object, query: str) -> None:
    relation_page(query=query)
