"""Pictures from elsewhere: shown for once, shown always for a sender, and each of them under our own address."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.archive.models import Entry
from spindle.archive.queries import entries_for
from spindle.mail.actions.pictures import Busy, distrust_sender, picture_for, trust_sender
from spindle.mail.reading import view_of
from spindle.mail.reading.remote import digest_of, read_token
from spindle.mail.views.policies import KEPT_SECONDS, sealed
from spindle.members.access import MemberRequest, member_required, writes
from spindle.ui.responses import toast


@require_POST
@member_required
def show(request: MemberRequest, entry_id: int) -> HttpResponse:
    """The inside of the mail with its pictures, for this member and this once."""
    return _body(request, _entry(request, entry_id), shown=True)


@require_http_methods(["POST", "DELETE"])
@writes
def trust(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Pictures of this mail's sender are always shown, or (DELETE) held back again."""
    entry = _entry(request, entry_id)
    if not entry.sender_address:
        raise Http404
    if request.method == "DELETE":
        distrust_sender(entry.sender_address, by=request.member)
        said = _("Pictures of %(address)s are held back again.")
    else:
        trust_sender(entry.sender_address, by=request.member)
        said = _("Pictures of %(address)s are always shown from now on.")
    response = _body(request, entry, shown=False)
    undo = reverse("mail:trust", args=[entry.pk])
    return toast(
        response,
        said % {"address": entry.sender_address},
        undo_url=undo,
        undo_method="POST" if request.method == "DELETE" else "DELETE",
    )


@require_GET
@member_required
@cache_control(private=True, max_age=KEPT_SECONDS)
def remote(request: MemberRequest, entry_id: int, token: str) -> HttpResponse:
    """One picture that the mail names; 404 for an address that we did not write, and for what is no picture."""
    entry = _entry(request, entry_id)
    asked = read_token(entry.pk, token)
    if asked is None:
        raise Http404
    try:
        found = picture_for(entry, asked.url, digest_of(asked.url), may_fetch=asked.may_fetch)
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    if found is None:
        raise Http404
    return sealed(HttpResponse(found.data, content_type=found.content_type))


def _body(request: MemberRequest, entry: Entry, *, shown: bool) -> HttpResponse:
    view = view_of(entry, shown_to=request.member if shown else None)
    return render(request, "mail/message.html", {"view": view})


def _entry(request: MemberRequest, entry_id: int) -> Entry:
    return get_object_or_404(entries_for(request.member), pk=entry_id)
