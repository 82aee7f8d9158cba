"""A relation's card as it is typed, and the checks that need the database (product.md RL-1, RL-2, 2.2)."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from spindle.relations.models import Kind, Relation
from spindle.relations.points import Point

# What a member may change on a card, by the names of the model.
FIELDS = (
    "kind", "type_id", "parent_id", "name", "first_name", "last_name", "salutation", "job_title", "birthday",
    "street", "postcode", "city", "country", "memo",
)  # fmt: skip
# A department below a company, a person below the department.
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Card:
    """All of a card. Of a person either `name` or first and last name; of a business `name`."""

    kind: Kind
    type_id: int
    parent_id: int | None = None
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    salutation: str = ""
    job_title: str = ""
    birthday: date | None = None
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    memo: str = ""
    points: tuple[Point, ...] = ()

    @classmethod
    def of(cls, relation: Relation) -> Self:
        """The card as it stands, without its contact points."""
        return cls(**{field: getattr(relation, field) for field in FIELDS})


def fill(relation: Relation, card: Card) -> None:
    """Put a card's fields onto the relation, tidied. Raises `ValidationError` by field.

    Checks the place in the hierarchy too: an employer is a business in use, nothing stands above itself, and no
    chain is longer than three.
    """
    for field in FIELDS:
        value = getattr(card, field)
        setattr(relation, field, _tidy(field, value) if isinstance(value, str) else value)
    relation.country = relation.country.upper()
    _name(relation)
    errors: dict[str, list[str]] = {}
    try:
        relation.full_clean(validate_unique=False)
    except ValidationError as error:
        errors.update(error.message_dict)
    if "parent" not in errors and (wrong := _wrong_place(relation)):
        errors["parent"] = [wrong]
    if errors:
        raise ValidationError(errors)


def _tidy(field: str, value: str) -> str:
    cleaned = value.replace("\x00", "").encode("utf-8", "replace").decode()
    return cleaned.strip() if field == "memo" else " ".join(cleaned.split())


def _name(relation: Relation) -> None:
    """Keep the shown name of a person in step with its parts."""
    if relation.kind != Kind.PERSON:
        relation.first_name = relation.last_name = ""
        return
    if not (relation.first_name or relation.last_name):
        relation.first_name, _space, relation.last_name = relation.name.partition(" ")
    relation.name = f"{relation.first_name} {relation.last_name}".strip()


def _wrong_place(relation: Relation) -> str:
    """Why the relation cannot stand where it is put; "" when it can."""
    below = _levels_below(relation)
    if below and relation.kind != Kind.BUSINESS:
        return _("Employees stand below this card, so it stays a business.")
    if relation.parent_id is None:
        return ""
    above = _above(relation.parent_id)
    if not above or above[0].kind != Kind.BUSINESS or above[0].trashed_at:
        return _("Choose a business that is in use.")
    if relation.pk in {one.pk for one in above}:
        return _("A relation cannot stand below itself.")
    if len(above) + 1 + below > DEPTH:
        return _("The hierarchy goes three levels deep: company, department, person.")
    return ""


def _above(pk: int | None) -> list[Relation]:
    """The relation with this id and those above it, nearest first; ends at a circle."""
    found: list[Relation] = []
    while pk is not None and pk not in {one.pk for one in found}:
        one = Relation.objects.filter(pk=pk).first()
        if one is None:
            break
        found.append(one)
        pk = one.parent_id
    return found


def _levels_below(relation: Relation) -> int:
    """How many levels stand below the relation: 0, 1 or 2."""
    if relation.pk is None:
        return 0
    below = Relation.objects.filter(parent=relation.pk)
    if Relation.objects.filter(parent__in=below).exists():
        return 2
    return 1 if below.exists() else 0
