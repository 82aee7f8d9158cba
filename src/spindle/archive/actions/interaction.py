"""Keeps what relations are ranked by in step with their links."""

from collections.abc import Iterable

from django.db.models import Max

from spindle.archive.models import Aside, Link
from spindle.channels.time_key import first_key
from spindle.relations.models import Relation


def refresh_last_interaction(relation_ids: Iterable[int]) -> None:
    """Set these relations' and their employers' rank anew: their newest entry, or their employees', else their making.

    For use within a transaction.
    """
    level = set(relation_ids)
    while level:
        relations = list(Relation.objects.filter(pk__in=level))
        own = _newest_links(level)
        below = dict(
            Relation.objects.filter(parent__in=level, trashed_at=None)
            .values_list("parent_id")
            .annotate(newest=Max("last_interaction"))
            .order_by()
        )
        for relation in relations:
            newest = max(own.get(relation.pk, 0), below.get(relation.pk, 0)) or first_key(relation.created_at)
            if newest != relation.last_interaction:
                Relation.objects.filter(pk=relation.pk).update(last_interaction=newest)
        level = {relation.parent_id for relation in relations if relation.parent_id}


def _newest_links(relation_ids: set[int]) -> dict[int, int]:
    found = Link.objects.filter(relation__in=relation_ids, entry__aside=Aside.NOWHERE)
    return dict(found.values_list("relation_id").annotate(newest=Max("entry_id")).order_by())
