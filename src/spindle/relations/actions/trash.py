"""Deleting a card and putting it back. Its links, contact points and employees stay as they are."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.relations.actions.journal import note
from spindle.relations.actions.rights import require
from spindle.relations.models import Relation


def trash_relations(relation_ids: Sequence[int], *, by: Member) -> list[int]:
    """Put cards into the trash; the ids that were not there yet, for `restore_relations`.

    Raises `PermissionDenied`.
    """
    require(Right.DELETE, by)
    with transaction.atomic(using="organisation", durable=True):
        found = list(Relation.objects.select_for_update().filter(pk__in=relation_ids, trashed_at=None))
        for relation in found:
            relation.trashed_at, relation.trashed_by = now(), by
            relation.save(update_fields=["trashed_at", "trashed_by"])
            note("trashed", relation, by=by)
    return [relation.pk for relation in found]


def restore_relations(relation_ids: Sequence[int], *, by: Member) -> list[int]:
    """Put cards back; the ids that were in the trash. Raises `PermissionDenied`."""
    require(Right.DELETE, by)
    with transaction.atomic(using="organisation", durable=True):
        found = list(
            Relation.objects.select_for_update().filter(pk__in=relation_ids, trashed_at__isnull=False)
        )
        for relation in found:
            relation.trashed_at = relation.trashed_by = None
            relation.save(update_fields=["trashed_at", "trashed_by"])
            note("restored", relation, by=by)
    return [relation.pk for relation in found]
