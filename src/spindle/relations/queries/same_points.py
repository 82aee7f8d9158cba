"""Who has a contact point already: the warning before it is put on another card."""

from collections.abc import Sequence

from spindle.relations.models import ContactPoint, Relation
from spindle.relations.points import Checked


def others_with(points: Sequence[Checked], *, without: int | None = None) -> list[ContactPoint]:
    """The same address or number at other relations in use, with relation and employer. One SELECT."""
    wanted = {point.normalised for point in points}
    # Uses index: contact_point_match (normalised, kind)
    found = ContactPoint.objects.filter(normalised__in=wanted, relation__trashed_at=None).exclude(
        relation=without
    )
    return list(found.select_related("relation__parent").order_by("relation_id")[:5])


def businesses_named(text: str, *, without: int | None = None) -> list[Relation]:
    """The businesses in use that are called so, as `choice_text` writes it or by the name alone."""
    name, _, place = text.strip().partition(" · ")
    found = Relation.objects.filter(kind="business", trashed_at=None, name__iexact=name.strip())
    if without is not None:
        found = found.exclude(pk=without)
    if place:
        return [one for one in found[:50] if place in {one.city, f"#{one.pk}"}]
    return list(found[:2])


def choice_text(relation: Relation, *, namesakes: bool) -> str:
    """A business as it is typed into a field: its name, with its place where several are called so."""
    return f"{relation.name} · {relation.city or f'#{relation.pk}'}" if namesakes else relation.name
