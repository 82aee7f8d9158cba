"""A relation's card as the interface shows it: head, fields, contact points, employees."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.relations.fields import FIELDS, POINT_KINDS, address_of, fields_of, label_of, value_of
from spindle.relations.listing import Listing
from spindle.relations.models import ContactPoint, Kind, PointKind, Relation
from spindle.relations.phones import point_as_read
from spindle.relations.queries import CardView, RelationRow
from spindle.relations.regions import region_of
from spindle.ui.rows import MenuItem, PanelItem, Person

Context = dict[str, object]

_VERBS = {
    PointKind.EMAIL.value: ("mail", "mailto:{0.normalised}"),
    PointKind.MOBILE.value: ("phone", "tel:{0.normalised}"),
    PointKind.PHONE.value: ("phone", "tel:{0.normalised}"),
    PointKind.WEB.value: ("external-link", "{0.value}"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the card. Without `edit_url` it is only read; `dialog` says that it opens a pop-up."""

    id: str
    label: str
    value: str = ""
    edit_url: str = ""
    dialog: bool = False
    empty: str = "–"
    menu: tuple[MenuItem, ...] = ()


def face(name: str, kind: str) -> Person:
    """A relation's picture: people are round, companies square."""
    return Person(name, kind="company" if kind == Kind.BUSINESS else "person")


def may_edit(relation: Relation, member: Member) -> bool:
    """Whether this member may change the card as it is now; one in the trash is only read."""
    return member.may_write and relation.trashed_at is None


def summary(card: CardView, member: Member, listing: Listing) -> Context:
    """Everything of the card above its archive."""
    relation = card.relation
    edited = may_edit(relation, member)
    return {
        "relation": relation,
        "person": face(relation.name, relation.kind),
        "trashed": relation.trashed_at is not None,
        "trash_url": reverse("relations:trash", args=[relation.pk]) if member.has(Right.DELETE) else "",
        "quick": _quick(card.points),
        "head_menu": _head_menu(relation, member),
        "main_fields": [card_field(one.name, relation, edited=edited) for one in fields_of(relation)],
        "point_fields": _point_fields(card, edited=edited),
        "address": _address(relation, edited=edited),
        "has_birthday": relation.kind == Kind.PERSON,
        "birthday_url": _field_url("birthday", relation) if edited else "",
        "point_menu": _point_menu(relation) if edited else (),
        "memo_url": _field_url("memo", relation) if edited else "",
        "employees": [employee(row, listing) for row in card.employees],
        "add_employee_url": new_url(employer=relation) if edited and relation.kind == Kind.BUSINESS else "",
        "history_url": reverse("relations:history", args=[relation.pk]),
        "summary_url": reverse("relations:summary", args=[relation.pk]),
        "dashboard_url": reverse("relations:dashboard", args=[relation.pk]),
        "live": f"relation-{relation.pk} from:#live throttle:300ms",
        "list_url": listing.url(),
        **_under(relation, listing),
    }


def _under(relation: Relation, listing: Listing) -> Context:
    """The line below the name: job and employer of a person, place and type of a business."""
    employer = relation.parent if relation.parent and relation.parent.trashed_at is None else None
    place = " · ".join(part for part in (relation.city, relation.type.label) if part)
    if employer is None:
        return {"under_words": relation.job_title or place}
    words = _("%(job)s at") % {"job": relation.job_title} if relation.job_title else _("Belongs to")
    return {
        "under_words": words,
        "employer_name": employer.name,
        "employer_url": listing.card_url(employer.pk),
    }


def _quick(points: tuple[ContactPoint, ...]) -> list[MenuItem]:
    mail = next((one for one in points if one.kind == PointKind.EMAIL), None)
    phone = next((one for kind in ("mobile", "phone") for one in points if one.kind == kind), None)
    items = []
    if mail:
        items.append(MenuItem(_("Mail"), icon="mail", url=f"mailto:{mail.normalised}"))
    if phone:
        items.append(MenuItem(_("Call"), icon="phone", url=f"tel:{phone.normalised}"))
    return items


def _head_menu(relation: Relation, member: Member) -> list[MenuItem]:
    items = []
    if may_edit(relation, member) and relation.kind == Kind.BUSINESS:
        url = new_url(employer=relation)
        items += [MenuItem(_("Add employee"), icon="user-plus", url=url, dialog=True), MenuItem(kind="rule")]
    if member.has(Right.DELETE) and relation.trashed_at is None:
        url = reverse("relations:trash", args=[relation.pk])
        items.append(MenuItem(_("Move to trash"), icon="trash", url=url, method="post", danger=True))
    return items


def new_url(*, employer: Relation) -> str:
    """The pop-up that adds an employee of this business."""
    return f"{reverse('relations:new')}?kind=person&employer={employer.pk}"


def _field_url(name: str, relation: Relation) -> str:
    return reverse("relations:field", args=[relation.pk, name])


def card_field(name: str, relation: Relation, *, edited: bool) -> Field:
    """One field that is changed in place."""
    field = FIELDS[name]
    url = _field_url(name, relation) if edited else ""
    return Field(f"field-{name}", label_of(field, relation), value_of(field, relation), url)


def _address(relation: Relation, *, edited: bool) -> Field:
    url = reverse("relations:address", args=[relation.pk]) if edited else ""
    return Field("field-address", _("Address"), address_of(relation), url, dialog=True)


def _point_fields(card: CardView, *, edited: bool) -> list[Field]:
    """The points in their order, with a line to begin on for each kind that there is none of."""
    relation, fields = card.relation, []
    region = region_of(relation)
    for kind in POINT_KINDS[relation.kind]:
        found = [point for point in card.points if point.kind == kind]
        fields += [point_field(point, region=region, edited=edited) for point in found]
        if not found and (edited or kind == PointKind.EMAIL):
            fields.append(first_field(kind, relation, edited=edited))
    return fields


def point_field(point: ContactPoint, *, region: str, edited: bool) -> Field:
    """A contact point with its menu."""
    args = [point.relation_id, point.pk]
    label = point.label or str(PointKind(point.kind).label)
    url = reverse("relations:point_value", args=args) if edited else ""
    return Field(
        f"point-{point.pk}",
        label,
        point_as_read(point, region),
        url,
        menu=_menu(point, region, edited=edited),
    )


def first_field(kind: PointKind, relation: Relation, *, edited: bool) -> Field:
    """The empty line of a kind, on which the first one is typed."""
    url = reverse("relations:first_point", args=[relation.pk, kind.value]) if edited else ""
    return Field(f"first-{kind.value}", str(kind.label), "", url)


def _menu(point: ContactPoint, region: str, *, edited: bool) -> tuple[MenuItem, ...]:
    icon, address = _VERBS[point.kind]
    said = {"mail": _("Mail"), "phone": _("Call")}.get(icon, _("Open"))
    value = point_as_read(point, region)
    items = [
        MenuItem(said, icon=icon, url=address.format(point)),
        MenuItem(_("Copy"), icon="copy", copy=value),
    ]
    if point.kind != PointKind.WEB:
        items.append(MenuItem(_("Search for this"), icon="search", url=Listing(words=value).url()))
    if edited:
        url = reverse("relations:point", args=[point.relation_id, point.pk])
        items += [
            MenuItem(kind="rule"),
            MenuItem(_("Edit…"), icon="pencil", url=url, dialog=True),
            MenuItem(_("Remove"), icon="trash", url=url, method="delete", danger=True),
        ]
    return tuple(items)


def _point_menu(relation: Relation) -> tuple[MenuItem, ...]:
    url = reverse("relations:points", args=[relation.pk])
    icons = {PointKind.EMAIL: "mail", PointKind.MOBILE: "device-mobile", PointKind.PHONE: "phone"}
    return tuple(
        MenuItem(
            str(kind.label),
            icon=icons.get(kind, "external-link"),
            url=f"{url}?kind={kind.value}",
            dialog=True,
        )
        for kind in POINT_KINDS[relation.kind]
    )


def employee(row: RelationRow, listing: Listing) -> PanelItem:
    """One of a business' employees, or a department."""
    return PanelItem(
        row.name,
        url=listing.card_url(row.id),
        icon="building" if row.is_business else "user",
        at=row.at,
        under=row.job_title,
    )
