"""Lists are walks of an index: nothing is sorted and no large table is read through (architecture.md)."""

from collections.abc import Callable

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from spindle.archive.queries import Filters, conversation, folder_counts, inbox_page, relation_archive
from spindle.archive.search import search
from spindle.members.models import Member
from spindle.relations.models import Relation
from tests.engines import only_sqlcipher
from tests.factories import account, member, message, received, relation

pytestmark = only_sqlcipher

LARGE = ("entry", "delivery", "link", "participant", "unread", "body", "attachment", "address")


def plans(read: Callable[[], object]) -> list[list[str]]:
    """How SQLite carries out each statement of a read."""
    with CaptureQueriesContext(connections["organisation"]) as queries:
        read()
    found = []
    with connections["organisation"].cursor() as cursor:
        for query in queries.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            found.append([row[3] for row in cursor.fetchall()])
    return found


READS: dict[str, Callable[[Member, Relation], object]] = {
    "inbox": lambda anna, bakery: inbox_page(anna, "inbox"),
    "next page": lambda anna, bakery: inbox_page(anna, "finished", before=2**40),
    "unread": lambda anna, bakery: inbox_page(anna, "inbox", filters=Filters(unread=True)),
    "unlinked": lambda anna, bakery: inbox_page(anna, "inbox", filters=Filters(unlinked=True)),
    "highlighted": lambda anna, bakery: inbox_page(anna, "inbox", filters=Filters(highlighted=True)),
    "private": lambda anna, bakery: inbox_page(anna, "inbox", filters=Filters(private=True)),
    "attachment": lambda anna, bakery: inbox_page(anna, "inbox", filters=Filters(attachment=True)),
    "address": lambda anna, bakery: inbox_page(
        anna, "inbox", filters=Filters(address="jan@customer.example")
    ),
    "dates": lambda anna, bakery: inbox_page(anna, "inbox", filters=Filters(since=1, until=2**40)),
    "counts": lambda anna, bakery: folder_counts(anna),
    "conversation": lambda anna, bakery: conversation(anna, 1),
    "archive": lambda anna, bakery: relation_archive(anna, bakery),
    "search": lambda anna, bakery: search(anna, "order relation:bakkerij in:inbox "),
}


@pytest.mark.parametrize("name", READS)
def test_no_large_table_is_read_through(name: str) -> None:
    anna, bakery = member(), relation("Bakkerij", email="jan@customer.example")
    relation("Jan", below=bakery)
    account(anna)
    received(account(anna), message(), message())
    for plan in plans(lambda: READS[name](anna, bakery)):
        assert not [step for step in plan if step in {f"SCAN archive_{table}" for table in LARGE}], plan


@pytest.mark.parametrize(
    "name", ["inbox", "next page", "unread", "unlinked", "highlighted", "private", "attachment", "dates"]
)
def test_the_rows_of_a_folder_are_not_sorted(name: str) -> None:
    anna, bakery = member(), relation("Bakkerij")
    account(anna)
    received(account(anna), message(), message())
    rows = plans(lambda: READS[name](anna, bakery))[1]
    assert "USE TEMP B-TREE FOR ORDER BY" not in rows
