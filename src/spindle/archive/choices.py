"""Relations to choose from, found as one types."""

from collections.abc import Callable

from spindle.relations.queries import RelationRow, relation_page
from spindle.ui.rows import Person
from spindle.ui.rows import RelationRow as Row

SHOWN = 8


def choices(query: str, url: Callable[[int], str]) -> list[Row]:
    """The relations that the words find, or those with the latest contact; `url` is where a choice is posted."""
    page = relation_page(query=query, limit=SHOWN)
    found = [one for row in page.rows for one in (row, *row.employees)]
    return [_row(one, url(one.id)) for one in found[:SHOWN]]


def _row(row: RelationRow, url: str) -> Row:
    place = " · ".join(part for part in (row.employer_name, row.city or row.type_label) if part)
    person = Person(row.name, kind="company" if row.is_business else "person")
    return Row(id=row.id, url=url, person=person, under=place, employee=False)
