"""Views: a list with its filters and its search under a name, in the order that its owner gave (product.md 2.4)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.timezone import now

from spindle.channels.contract import Place
from spindle.inbox.listing import Listing, listing_of
from spindle.inbox.models import View
from spindle.journal.actions import record
from spindle.members.models import Member

# More a member cannot have; the rail is a list to look at, not to search in.
MOST = 50


class TooMany(Exception):
    """The member has as many views as he can have."""


def listing_of_view(view: View) -> Listing:
    """The list that it opens."""
    return listing_of(Place(view.place), view.query)


def views_for(member: Member) -> list[View]:
    """His own in his order, then what colleagues share. One SELECT."""
    found = View.objects.filter(Q(owner=member) | Q(shared=True, owner__active=True), removed_at=None)
    return sorted(
        found.select_related("owner"),
        key=lambda view: (view.owner_id != member.pk, view.owner.name, view.position, view.pk),
    )


def save_view(name: str, listing: Listing, *, by: Member, shared: bool = False) -> View:
    """Keep a list under a name, behind his others. Raises `TooMany`, `PermissionDenied`."""
    _require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        own = View.objects.filter(owner=by, removed_at=None)
        if own.count() >= MOST:
            raise TooMany
        last = own.aggregate(last=Max("position"))["last"] or 0
        view = View.objects.create(
            owner=by,
            name=name,
            place=listing.place.value,
            query=listing.query,
            shared=shared,
            position=last + 1,
        )
        _note(
            "view saved",
            view,
            after={"name": name, "place": view.place, "query": view.query, "shared": shared},
        )
    return view


def change_view(view_id: int, *, name: str, shared: bool, by: Member) -> View:
    """Another name, shared or not. Raises `View.DoesNotExist` for what is not his, `PermissionDenied`."""
    _require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        view = _own(view_id, by)
        before = {"name": view.name, "shared": view.shared}
        if before != {"name": name, "shared": shared}:
            view.name, view.shared = name, shared
            view.save(update_fields=["name", "shared"])
            _note("view changed", view, before=before, after={"name": name, "shared": shared})
    return view


def move_view(view_id: int, *, up: bool, by: Member) -> None:
    """One place up or down among his own; at an end nothing. Raises `View.DoesNotExist`, `PermissionDenied`."""
    _require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        view = _own(view_id, by)
        order = list(View.objects.select_for_update().filter(owner=by, removed_at=None))
        at = order.index(view)
        to = at - 1 if up else at + 1
        if 0 <= to < len(order):
            order.insert(to, order.pop(at))
            for position, one in enumerate(order, start=1):
                View.objects.filter(pk=one.pk).exclude(position=position).update(position=position)
            _note("view moved", view, after={"position": to + 1})


def remove_view(view_id: int, *, by: Member) -> None:
    """It stands nowhere any more. Raises `View.DoesNotExist`, `PermissionDenied`."""
    _require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        view = _own(view_id, by)
        View.objects.filter(pk=view.pk).update(removed_at=now())
        _note("view removed", view, before={"name": view.name})


def restore_view(view_id: int, *, by: Member) -> None:
    """Where it was before. Raises `View.DoesNotExist`, `PermissionDenied`."""
    _require_writer(by)
    with transaction.atomic(using="organisation", durable=True):
        view = View.objects.select_for_update().get(pk=view_id, owner=by)
        if view.removed_at:
            View.objects.filter(owner=by, position__gte=view.position).update(position=F("position") + 1)
            View.objects.filter(pk=view.pk).update(removed_at=None, position=view.position)
            _note("view restored", view, after={"name": view.name})


def _own(view_id: int, by: Member) -> View:
    return View.objects.select_for_update().get(pk=view_id, owner=by, removed_at=None)


def _require_writer(by: Member) -> None:
    if not by.may_write:
        raise PermissionDenied


def _note(
    verb: str, view: View, *, before: dict[str, object] | None = None, after: dict[str, object] | None = None
) -> None:
    record(
        verb,
        subject="view",
        subject_id=view.pk,
        by=view.owner_id,
        before=before,
        after=after,
        topics=["inbox"],
    )
