"""Which entries stand at a relation: by an address that it got, and by hand (product.md 2.4, EM-13)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now

from spindle.archive.actions.interaction import refresh_last_interaction
from spindle.archive.actions.notes import note, require_writer
from spindle.archive.bulk import Insert, chunks, moment
from spindle.archive.models import Address, Link, LinkOrigin, Participant, ParticipantRole, RefusedLink
from spindle.archive.queries.own import own_addresses
from spindle.archive.queries.readable import entries_for
from spindle.channels.addresses import normalise, without_tag
from spindle.channels.contract import Direction
from spindle.journal.actions import record
from spindle.members.models import Member
from spindle.relations.models import ContactPoint, Relation

LINKS = Insert(Link, ("relation_id", "entry_id", "origin", "role", "by_id", "at"), ignore=True)
# In which order a header says who an entry is with.
ROLE_ORDER = [
    ParticipantRole.FROM.value,
    ParticipantRole.REPLY_TO.value,
    ParticipantRole.TO.value,
    ParticipantRole.CC.value,
    ParticipantRole.BCC.value,
]


def link_past_mail(relation_id: int, address: str, by: int) -> int:
    """Link everything with this address to the relation, but for what a member unlinked; how many are new.

    An address with a plus-tag that no relation has itself counts as the address without it. Never by our own
    addresses. For use within a transaction.
    """
    wanted = normalise(address)
    if not wanted or without_tag(wanted) in own_addresses():
        return 0
    roles = _roles(_address_ids(wanted))
    known = set(Link.objects.filter(relation=relation_id).values_list("entry_id", flat=True))
    refused = set(RefusedLink.objects.filter(relation=relation_id).values_list("entry_id", flat=True))
    new = roles.keys() - known - refused
    if not new:
        return 0
    at = moment(now())
    LINKS.run([(relation_id, entry, LinkOrigin.ADDRESS.value, roles[entry], None, at) for entry in new])
    refresh_last_interaction([relation_id])
    record(
        "linked past mail", subject="relation", subject_id=relation_id, by=by,
        after={"address": wanted, "messages": len(new)}, topics=["inbox", "relations", f"relation-{relation_id}"],
    )  # fmt: skip
    return len(new)


def unlink_past_mail(relation_id: int, address: str, *, since: datetime, by: Member) -> int:
    """Take back what an address linked by itself from that moment on, where it was put onto the wrong card; how many.

    A hand's links stay, and so does the way for the address to link again. Raises `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        found = Participant.objects.filter(
            address__in=_address_ids(normalise(address)), entry=OuterRef("entry_id")
        )
        links = Link.objects.filter(
            Exists(found), relation=relation_id, origin=LinkOrigin.ADDRESS, at__gte=since
        )
        count = links.delete()[0]
        if count:
            refresh_last_interaction([relation_id])
            record(
                "unlinked past mail", subject="relation", subject_id=relation_id, by=by.pk,
                before={"address": normalise(address), "messages": count},
                topics=["inbox", "relations", f"relation-{relation_id}"],
            )  # fmt: skip
    return count


def _address_ids(wanted: str) -> list[int]:
    """The address, and its forms with a tag that are nobody's own contact point."""
    local, at, domain = wanted.rpartition("@")
    if not at or "+" in local:
        return list(Address.objects.filter(address=wanted).values_list("pk", flat=True))
    tagged = Q(address__gte=f"{local}+", address__lt=f"{local},", address__endswith=f"@{domain}")
    others = ContactPoint.objects.filter(normalised__startswith=f"{local}+").values("normalised")
    found = Address.objects.filter(Q(address=wanted) | tagged & ~Q(address__in=others))
    return list(found.values_list("pk", flat=True))


def _roles(address_ids: Iterable[int]) -> dict[int, str]:
    """The entries with these addresses, and the first header that had one; Bcc only where we sent it."""
    found: dict[int, str] = {}
    for part in chunks(list(address_ids)):
        rows = Participant.objects.filter(address__in=part).filter(
            ~Q(role=ParticipantRole.BCC) | Q(entry__direction=Direction.OUT.value)
        )
        for entry, role in rows.values_list("entry_id", "role"):
            if entry not in found or ROLE_ORDER.index(role) < ROLE_ORDER.index(found[entry]):
                found[entry] = role
    return found


def link(entry_ids: Sequence[int], relation_id: int, *, by: Member) -> list[int]:
    """Put entries into a relation's archive by hand; the ids that did not stand there, for `unlink`.

    Raises `Relation.DoesNotExist` for one that is not in use, `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation"):
        relation = Relation.objects.get(pk=relation_id, trashed_at=None)
        readable = entries_for(by).filter(pk__in=entry_ids).exclude(links__relation=relation)
        found = list(readable.order_by("pk").values_list("pk", flat=True))
        if found:
            at = moment(now())
            LINKS.run([(relation.pk, entry, LinkOrigin.HAND.value, "", by.pk, at) for entry in found])
            RefusedLink.objects.filter(relation=relation, entry__in=found).delete()
            _follow("linked", found, relation, by=by)
    return found


def unlink(entry_ids: Sequence[int], relation_id: int, *, by: Member) -> list[int]:
    """Take entries out of a relation's archive, for good: no address brings them back.

    The ids that stood there, for `link`. Raises `Relation.DoesNotExist`, `PermissionDenied`.
    """
    require_writer(by)
    with transaction.atomic(using="organisation"):
        relation = Relation.objects.get(pk=relation_id)
        readable = entries_for(by).filter(pk__in=entry_ids, links__relation=relation)
        found = list(readable.order_by("pk").values_list("pk", flat=True))
        if found:
            RefusedLink.objects.bulk_create(
                [RefusedLink(relation=relation, entry_id=entry, by=by) for entry in found],
                ignore_conflicts=True,
            )
            Link.objects.filter(relation=relation, entry__in=found).delete()
            _follow("unlinked", found, relation, by=by)
    return found


def _follow(verb: str, entry_ids: list[int], relation: Relation, *, by: Member) -> None:
    refresh_last_interaction([relation.pk])
    cards = [pk for pk in (relation.pk, relation.parent_id) if pk]
    note(
        verb,
        "entry",
        entry_ids,
        by=by,
        entries=entry_ids,
        relations=cards,
        after={"relation_id": relation.pk},
    )
