"""The list of relations as the interface shows it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.relations.listing import Listing
from spindle.relations.models import RelationType
from spindle.relations.presenting import face
from spindle.relations.queries import RelationPage, RelationRow, relation_count, relation_page
from spindle.relations.queries.lists import EMPLOYEES_EACH
from spindle.ui.addresses import numbered
from spindle.ui.rows import MenuItem
from spindle.ui.rows import RelationRow as Row

Context = dict[str, object]
PAGE = 50
# A page begins with so many, their employees not counted: more than a screen shows. Those below are fetched when they
# come into sight; nobody waits for two hundred rows to read one card.
FIRST = 20
# A list that has been scrolled through this far is fetched again up to here after a live event.
MOST = 500


def list_context(
    member: Member, listing: Listing, *, before: str = "", current: int | None = None
) -> Context:
    """The left pane of a page."""
    types = list(RelationType.objects.all())
    return _rows(member, listing, before=before, limit=PAGE if before else FIRST, current=current) | {
        "listing": listing,
        "in_use": relation_count(),
        "search_url": listing.narrowed(words="").url(),
        "type_menu": _type_menu(types, listing),
        "type_shown": _type_shown(types, listing),
        "new_url": reverse("relations:new") if member.may_write else "",
        "bulk": [_trash_chosen()] if member.has(Right.DELETE) and not listing.trashed else [],
    }


def rows_context(
    member: Member, listing: Listing, *, before: str = "", shown: int = 0, current: int | None = None
) -> Context:
    """Rows alone. `shown` is how many were loaded already, so that none of them goes away."""
    limit = PAGE if before else min(max(PAGE if listing.words else FIRST, shown), MOST)
    return _rows(member, listing, before=before, limit=limit, shown=shown, current=current)


def _rows(
    member: Member, listing: Listing, *, before: str, limit: int, shown: int = 0, current: int | None
) -> Context:
    types = () if listing.type_id is None else (listing.type_id,)
    page = relation_page(
        query=listing.words, type_ids=types, trashed=listing.trashed, before=before, limit=limit
    )
    loaded = (shown if before else 0) + len(page.rows)
    return {
        "rows": list(_flat(page, listing, current)),
        "next_url": listing.url(before=page.next, shown=loaded) if page.next else "",
        "shown": loaded,
        "rows_url": listing.url(),
        "nothing": None if page.rows or before else _nothing(member, listing),
    }


def _flat(page: RelationPage, listing: Listing, current: int | None) -> Iterator[Row]:
    """Employees below their employer, a step in."""
    for row in page.rows:
        yield relation_row(row, listing, current=current)
        for below in row.employees:
            yield relation_row(below, listing, current=current, employee=True)
            for last in below.employees:
                yield relation_row(last, listing, current=current, employee=True)


def relation_row(row: RelationRow, listing: Listing, *, current: int | None, employee: bool = False) -> Row:
    """One relation: below its employer with the job, else with the employer, or place and type."""
    return Row(
        id=row.id,
        url=listing.card_url(row.id),
        person=face(row.name, row.kind),
        under=_under(row, employee=employee),
        at=row.at,
        current=row.id == current,
        employee=employee,
        menu_url=numbered("relations:menu", row.id),
    )


def _under(row: RelationRow, *, employee: bool) -> str:
    if employee:
        return row.job_title or row.type_label
    words = [row.job_title, row.employer_name] if row.employer_name else [row.city, row.type_label]
    if row.employee_count > EMPLOYEES_EACH:
        words.append(_("%(count)d employees") % {"count": row.employee_count})
    return " · ".join(word for word in words if word)


def _trash_chosen() -> MenuItem:
    """What can be done with several."""
    return MenuItem(
        _("Move to trash"), icon="trash", url=reverse("relations:trash_several"),
        method="post", key="#", danger=True, optimistic="remove",
    )  # fmt: skip


def _type_menu(types: list[RelationType], listing: Listing) -> list[MenuItem]:
    everything = listing.type_id is None and not listing.trashed
    whole = listing.narrowed(type_id=None, trashed=False)
    return [
        MenuItem(_("All relations"), icon="users", url=whole.url(), current=everything),
        MenuItem(_("Relation type"), kind="heading"),
        *(
            MenuItem(one.label, url=whole.narrowed(type_id=one.pk).url(), current=one.pk == listing.type_id)
            for one in types
        ),
        MenuItem(kind="rule"),
        MenuItem(_("Trash"), icon="trash", url=whole.narrowed(trashed=True).url(), current=listing.trashed),
    ]


def _type_shown(types: list[RelationType], listing: Listing) -> str:
    if listing.trashed:
        return _("Trash")
    return next((one.label for one in types if one.pk == listing.type_id), _("Latest contact"))


def _nothing(member: Member, listing: Listing) -> Context:
    if listing.words:
        return {
            "icon": "search",
            "title": _("Nothing found"),
            "text": _("Fewer letters find more: names, companies, places, addresses and numbers."),
        }
    if listing.trashed:
        return {
            "icon": "trash",
            "title": _("The trash is empty"),
            "text": _("What is deleted waits here and can be put back."),
        }
    if listing.type_id is not None:
        return {
            "icon": "users",
            "title": _("None of this type"),
            "text": _("The type stands on the card of each relation."),
        }
    add = reverse("relations:new") if member.may_write else ""
    text = _("Companies and people whom you deal with stand here, with all that was ever said.")
    return {
        "icon": "users",
        "title": _("No relations yet"),
        "text": text,
        "url": add,
        "label": _("Add a relation"),
    }
