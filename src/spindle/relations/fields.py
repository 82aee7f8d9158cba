"""The fields of a card that are changed in place: how each is called, shown and typed (product.md RL-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spindle.relations.countries import country_name
from spindle.relations.models import Kind, PointKind, Relation

BOTH = frozenset(Kind)
BUSINESS = frozenset({Kind.BUSINESS})
PERSON = frozenset({Kind.PERSON})


@dataclass(frozen=True, slots=True)
class CardField:
    """A field by its name in addresses. `attribute` is its name in `card.FIELDS`."""

    name: str
    attribute: str
    label: str | Promise
    kinds: frozenset[Kind] = BOTH
    longest: int = 120


# In the order of the card.
FIELDS = {
    one.name: one
    for one in (
        CardField("name", "name", _("Name"), BUSINESS, 200),
        CardField("first-name", "first_name", _("First name"), PERSON, 80),
        CardField("last-name", "last_name", _("Last name"), PERSON),
        CardField("salutation", "salutation", _("Salutation"), PERSON, 60),
        CardField("job-title", "job_title", _("Job title"), PERSON),
        CardField("employer", "parent_id", _("Employer"), longest=300),
        CardField("type", "type_id", _("Type")),
        CardField("birthday", "birthday", _("Birthday"), PERSON),
        CardField("memo", "memo", _("Memo"), longest=100_000),
    )
}
_OWN_PLACE = {"birthday", "memo"}


def fields_of(relation: Relation) -> list[CardField]:
    """The fields of the card's first column."""
    return [one for one in FIELDS.values() if relation.kind in one.kinds and one.name not in _OWN_PLACE]


def label_of(field: CardField, relation: Relation) -> str:
    """A business stands below a company, a person has an employer."""
    above = field.name == "employer" and relation.kind == Kind.BUSINESS
    return str(_("Part of")) if above else str(field.label)


def value_of(field: CardField, relation: Relation) -> str:
    """What stands in a field that is text; the birthday is drawn by the one component for dates."""
    if field.name == "employer":
        return relation.parent.name if relation.parent and not relation.parent.trashed_at else ""
    if field.name == "type":
        return relation.type.label
    return str(getattr(relation, field.attribute) or "")


def changes_of(field: CardField, value: object) -> Mapping[str, object]:
    """What `edit_relation` takes for a typed value."""
    return {field.attribute: value}


def address_of(relation: Relation) -> str:
    """The address in a line: Biltstraat 114, 3572 BJ Utrecht, Belgium."""
    place = " ".join(part for part in (relation.postcode, relation.city) if part)
    country = country_name(relation.country) if relation.country else ""
    return ", ".join(part for part in (relation.street, place, country) if part)


# The rows of the card's second column, whether or not there is a point of the kind.
POINT_KINDS = {
    Kind.PERSON.value: (PointKind.MOBILE, PointKind.PHONE, PointKind.EMAIL, PointKind.WEB),
    Kind.BUSINESS.value: (PointKind.PHONE, PointKind.MOBILE, PointKind.EMAIL, PointKind.WEB),
}
