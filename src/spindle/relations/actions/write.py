"""Making and changing cards."""

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from spindle.channels.time_key import first_key
from spindle.members.models import Member
from spindle.relations.actions.domains import keep_domains
from spindle.relations.actions.journal import differences, note, values_of
from spindle.relations.actions.points import attach, shown, tell
from spindle.relations.actions.rights import require_writer
from spindle.relations.card import FIELDS, Card, fill
from spindle.relations.models import Kind, Relation
from spindle.relations.points import Checked, check
from spindle.relations.regions import company_region
from spindle.relations.search.index import index


def create_relation(card: Card, *, by: Member) -> Relation:
    """A new relation with its contact points; past mail of its addresses is linked to it.

    Raises `ValidationError` by field ("points" for contact points), `PermissionDenied`.
    """
    require_writer(by)
    points = _checked(card)
    with transaction.atomic(using="organisation", durable=True):
        relation = Relation()
        relation.last_interaction = first_key(relation.created_at)
        fill(relation, card)
        relation.save()
        made = attach(relation, points)
        note(
            "created",
            relation,
            by=by,
            after=values_of(relation) | shown(made),
        )
        keep_domains(relation.pk, relation.parent_id)
        index([relation.pk])
        tell(made, by=by)
    relation.refresh_from_db(fields=["last_interaction"])
    return relation


def _checked(card: Card) -> list[Checked]:
    region = card.country.upper() or company_region()
    checked, wrong = [], []
    for point in card.points:
        try:
            checked.append(check(point, region=region))
        except ValidationError as error:
            wrong.extend(error.messages)
    if wrong:
        raise ValidationError({"points": wrong})
    return checked


def edit_relation(relation_id: int, changes: Mapping[str, object], *, by: Member) -> Relation:
    """Change some of the card's fields (names as in `card.FIELDS`); equal values change nothing.

    Raises `Relation.DoesNotExist`, `ValidationError` by field, `PermissionDenied`.
    """
    require_writer(by)
    if unknown := set(changes) - set(FIELDS):
        raise ValueError(f"no field of a card: {sorted(unknown)}")
    with transaction.atomic(using="organisation", durable=True):
        relation = Relation.objects.select_for_update().get(pk=relation_id)
        before, parent = values_of(relation), relation.parent_id
        fill(relation, _changed(Card.of(relation), changes))
        was, became = differences(before, values_of(relation))
        if became:
            relation.save()
            note("edited", relation, by=by, before=was, after=became)
            keep_domains(relation.pk, relation.parent_id, parent)
            index([relation.pk, *relation.employees.values_list("pk", flat=True)])
    return relation


def _changed(card: Card, changes: Mapping[str, object]) -> Card:
    """The card with the changes; a person's new whole name replaces its old parts."""
    changed: Card = replace(card, **changes)  # type: ignore[arg-type]
    whole = "name" in changes and not {"first_name", "last_name"} & set(changes)
    return replace(changed, first_name="", last_name="") if whole and changed.kind == Kind.PERSON else changed
