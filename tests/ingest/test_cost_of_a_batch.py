"""A batch costs the same number of statements however large it is, and the raw ones fit the tables."""

import pytest
from django.db import connections
from django.db.models import AutoField, BigAutoField, CompositePrimaryKey
from django.test.utils import CaptureQueriesContext

from spindle.archive.bulk import Insert
from spindle.ingest import people, rows, threads
from spindle.ingest.receive import receive
from tests.factories import account, member, message, relation

INSERTS = [
    rows.ENTRIES,
    rows.BODIES,
    rows.ATTACHMENTS,
    rows.PARTICIPANTS,
    rows.LINKS,
    rows.DELIVERIES,
    rows.UNREAD,
    people._INSERT,
    threads._INSERT,
]


@pytest.mark.parametrize("insert", INSERTS, ids=lambda insert: insert.model.__name__)
def test_a_raw_insert_names_every_column_of_its_table(insert: Insert) -> None:
    expected = {
        field.attname
        for field in insert.model._meta.concrete_fields
        if not isinstance(field, AutoField | BigAutoField | CompositePrimaryKey)
    }
    assert set(insert.columns) == expected


def test_the_number_of_statements_does_not_grow_with_the_batch() -> None:
    relation("Bakkerij", email="jan@customer.example")
    box = account(member())
    receive(box, [message()])
    costs = []
    for size in (2, 60):
        with CaptureQueriesContext(connections["organisation"]) as queries:
            receive(box, [message(cc=(f"p{n}@x{size}.example",)) for n in range(size)])
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 40
