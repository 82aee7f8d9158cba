"""Adding, changing and removing a relation's addresses, numbers and sites."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from spindle.members.models import Member
from spindle.relations.actions.domains import keep_domains
from spindle.relations.actions.journal import note
from spindle.relations.actions.rights import require_writer
from spindle.relations.models import ContactPoint, PointKind, Relation
from spindle.relations.points import Checked, Point, check
from spindle.relations.regions import company_region
from spindle.relations.search.index import index
from spindle.relations.slots import tell_address_added


def add_point(relation_id: int, point: Point, *, by: Member) -> ContactPoint:
    """Give a relation another contact point; all past mail of a new address is linked to it.

    The same one again changes nothing. Raises `Relation.DoesNotExist`, `ValidationError`, `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        relation = Relation.objects.get(pk=relation_id)
        checked = check(point, region=_region(relation))
        for made in attach(relation, [checked]):
            note("point added", relation, by=by, after={made.kind: made.value})
            _follow(relation)
            tell([made], by=by)
        return ContactPoint.objects.get(relation=relation, kind=checked.kind, normalised=checked.normalised)


def edit_point(point_id: int, point: Point, *, by: Member) -> ContactPoint:
    """Correct a contact point; past mail of the corrected address is linked, earlier links stay.

    Raises `ContactPoint.DoesNotExist`, `ValidationError`, `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        found = ContactPoint.objects.select_related("relation").get(pk=point_id)
        checked = check(point, region=_region(found.relation))
        before = Checked(PointKind(found.kind), found.value, found.normalised, found.label)
        if checked != before:
            _refuse_double(found, checked)
            found.kind, found.value = checked.kind, checked.value
            found.normalised, found.label = checked.normalised, checked.label
            found.save()
            note(
                "point edited", found.relation, by=by,
                before={before.kind: _shown(before)}, after={checked.kind: _shown(checked)},
            )  # fmt: skip
            _follow(found.relation)
            if checked.normalised != before.normalised:
                tell([found], by=by)
    return found


def _refuse_double(found: ContactPoint, checked: Checked) -> None:
    same = ContactPoint.objects.filter(
        relation=found.relation_id, kind=checked.kind, normalised=checked.normalised
    )
    if same.exclude(pk=found.pk).exists():
        raise ValidationError(_("This stands on the card already."))


def _shown(point: Checked) -> str:
    return f"{point.value} ({point.label})" if point.label else point.value


def remove_point(point_id: int, *, by: Member) -> Point | None:
    """Take a contact point off the card; what was linked by it stays linked.

    Returns what `add_point` needs to undo it, None when it was gone already. Raises `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        found = ContactPoint.objects.select_related("relation").filter(pk=point_id).first()
        if found is None:
            return None
        found.delete()
        note("point removed", found.relation, by=by, before={found.kind: found.value})
        _follow(found.relation)
    return Point(PointKind(found.kind), found.value, found.label)


def attach(relation: Relation, points: Iterable[Checked]) -> list[ContactPoint]:
    """Insert those that the relation does not have yet, behind the others. For use within a transaction."""
    last = ContactPoint.objects.filter(relation=relation).aggregate(last=Max("position"))["last"] or 0
    made: list[ContactPoint] = []
    for position, point in enumerate(points, start=last + 1):
        found, new = ContactPoint.objects.get_or_create(
            relation=relation,
            kind=point.kind,
            normalised=point.normalised,
            defaults={"value": point.value, "label": point.label, "position": position},
        )
        if new:
            made.append(found)
    return made


def shown(points: Iterable[ContactPoint]) -> dict[str, object]:
    """Points as the journal keeps them: what is shown, by kind."""
    values: dict[str, list[str]] = {}
    for point in points:
        values.setdefault(point.kind, []).append(point.value)
    return {kind: ", ".join(found) for kind, found in values.items()}


def tell(points: Sequence[ContactPoint], *, by: Member) -> None:
    """Have past messages of these addresses and numbers linked. For use within a transaction."""
    for point in points:
        if point.kind != PointKind.WEB:
            tell_address_added(point.relation_id, point.normalised, by.pk)


def _region(relation: Relation) -> str:
    return relation.country or company_region()


def _follow(relation: Relation) -> None:
    keep_domains(relation.pk, relation.parent_id)
    index([relation.pk])
