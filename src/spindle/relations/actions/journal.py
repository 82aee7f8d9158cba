"""What the journal keeps of a change to a card."""

from collections.abc import Mapping

from spindle.journal.actions import record
from spindle.members.models import Member
from spindle.relations.card import FIELDS
from spindle.relations.models import Relation

Values = dict[str, object]


def values_of(relation: Relation) -> Values:
    """The card's fields that are filled in, as JSON can hold them."""
    found = {field: getattr(relation, field) for field in FIELDS}
    return {
        field: value.isoformat() if field == "birthday" else value
        for field, value in found.items()
        if value not in ("", None)
    }


def differences(before: Values, after: Values) -> tuple[Values, Values]:
    """Only what differs, before and after."""
    changed = [field for field in FIELDS if before.get(field) != after.get(field)]
    return {field: before.get(field) for field in changed}, {field: after.get(field) for field in changed}


def note(
    verb: str,
    relation: Relation,
    *,
    by: Member,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write the line of one relation; its card, its employer's and the list are told."""
    topics = ["relations", f"relation-{relation.pk}"]
    if relation.parent_id:
        topics.append(f"relation-{relation.parent_id}")
    record(
        verb, subject="relation", subject_id=relation.pk, by=by.pk, before=before, after=after, topics=topics
    )
