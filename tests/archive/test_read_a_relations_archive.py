"""A relation's archive, its employees' merged in (product.md RL-5, CR-2)."""

from django.db import connections
from django.test.utils import CaptureQueriesContext

from spindle.archive.actions import finish
from spindle.archive.models import Entry
from spindle.archive.queries import relation_archive
from spindle.channels.contract import Place
from spindle.members.models import Member
from spindle.relations.models import Relation
from tests.factories import account, member, message, received, relation


def subjects(who: Member, one: Relation, **options: object) -> list[str]:
    return [row.entry.subject for row in relation_archive(who, one, **options).rows]  # type: ignore[arg-type]


def test_employees_mail_is_merged_in_by_time() -> None:
    anna, company = member(), relation("Company", email="info@c.example")
    relation("A", email="a@c.example", below=company)
    relation("B", email="b@c.example", below=company)
    received(
        account(anna),
        *[message(f"{name}{n}", sender=f"{name}@c.example") for n in range(2) for name in ("a", "info", "b")],
    )
    assert subjects(anna, company) == ["b1", "info1", "a1", "b0", "info0", "a0"]
    assert subjects(anna, company, with_employees=False) == ["info1", "info0"]


def test_pages_of_a_merged_archive_have_no_gap_or_double() -> None:
    anna, company, box = member(), relation("Company"), account(member())
    for number in range(7):
        relation(f"E{number}", email=f"e{number}@c.example", below=company)
    for number in range(40):
        received(
            box, message(str(number), sender=f"e{(number * number) % 7}@c.example", cc=("e0@c.example",))
        )
    seen, before = [], None
    while True:
        page = relation_archive(anna, company, before=before, limit=6)
        seen += [row.entry.subject for row in page.rows]
        if (before := page.next) is None:
            break
    assert seen == [str(number) for number in reversed(range(40))]


def test_a_page_is_full_though_much_of_it_is_private() -> None:
    anna, owner, company = member(), member("Owner"), relation("Company")
    box = account(owner)
    for number in range(12):
        relation(f"E{number}", email=f"e{number}@c.example", below=company)
        old, new = received(
            box,
            message(f"old{number}", sender=f"e{number}@c.example"),
            message("new", sender=f"e{number}@c.example"),
        )
        Entry.objects.filter(pk=new.pk).update(private_to=owner)
        assert old
    assert len(relation_archive(anna, company, limit=10).rows) == 10


def test_a_row_says_at_whose_card_whether_unread_and_finished() -> None:
    anna, company = member(), relation("Company")
    relation("Jan Jansen", email="jan@customer.example", below=company)
    (entry,) = received(account(anna))
    finish([entry.deliveries.get().pk], by=anna)
    (row,) = relation_archive(anna, company).rows
    assert (row.at_relation.name, row.unread, row.finished) == ("Jan Jansen", True, True)


def test_trash_spam_and_drafts_are_not_in_it() -> None:
    anna, bakery = member(), relation("Bakkerij", email="jan@customer.example")
    received(account(anna), *[message(place=place) for place in (Place.TRASH, Place.SPAM, Place.DRAFTS)])
    assert subjects(anna, bakery) == []


def test_it_costs_the_same_for_any_number_of_employees() -> None:
    anna, company, box = member(), relation("Company"), account(member())
    costs = []
    for size in (3, 20):
        for number in range(size):
            relation(f"E{number}", email=f"e{size}-{number}@c.example", below=company)
            received(box, message(sender=f"e{size}-{number}@c.example"))
        with CaptureQueriesContext(connections["organisation"]) as queries:
            relation_archive(anna, company)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 7
