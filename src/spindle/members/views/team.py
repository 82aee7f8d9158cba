"""The page of members: roles, mailboxes, and who may come in."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.accounts.queries import today_at
from spindle.members import actions, rows
from spindle.members.access import MemberRequest, requires
from spindle.members.forms import HandOverForm, MemberForm
from spindle.members.mailboxes import mailboxes, mailboxes_of
from spindle.members.models import Member
from spindle.members.queries import colleagues_of, team
from spindle.members.rights import Right, Role
from spindle.ui.responses import close_dialog, refresh, toast


@requires(Right.MANAGE_MEMBERS)
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """Everybody in the company and everybody invited."""
    found = team(request.organisation)
    return render(request, "members/index.html", rows.page(found, me=request.member))


@requires(Right.MANAGE_MEMBERS)
@require_GET
def roles(request: MemberRequest) -> HttpResponse:
    """What each role may do."""
    return render(request, "members/roles.html", rows.roles_page())


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def member(request: MemberRequest, pk: int) -> HttpResponse:
    """The pop-up with what an administrator changes of a member: role, mailboxes, last day.

    The undo of a change is the same POST, with what was before in the address.
    """
    changed = get_object_or_404(Member, pk=pk)
    among, before = mailboxes().all(), _held(changed)
    if request.method == "GET":
        return _member_page(
            request, changed, MemberForm(mailboxes=among, initial=before | {"left_on": changed.left_on})
        )
    form = MemberForm(request.POST or request.GET, mailboxes=among)
    if not form.is_valid():
        return _member_page(request, changed, form)
    try:
        _change(request, changed, form)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _member_page(request, changed, form)
    undo_url = f"{request.path}?{urlencode(before, doseq=True)}"
    said = _("%(name)s has been changed.") % {"name": changed.name}
    answer = toast(HttpResponse(status=204), said, undo_url=undo_url, undo_method="POST")
    return refresh(close_dialog(answer), "members")


@requires(Right.MANAGE_MEMBERS)
@require_POST
def role(request: MemberRequest, pk: int, role: str) -> HttpResponse:
    """Give a member another role."""
    if role not in Role.values:
        raise Http404
    member = get_object_or_404(Member, pk=pk)
    try:
        actions.change_role(member, Role(role), by=request.member)
    except actions.Refused as refusal:
        return _refused(refusal)
    said = _("%(name)s has another role now: %(role)s.") % {"name": member.name, "role": Role(role).label}
    undo_url = reverse("members:role", args=[pk, member.role])
    return refresh(toast(HttpResponse(status=204), said, undo_url=undo_url, undo_method="POST"), "members")


@requires(Right.MANAGE_MEMBERS)
@require_http_methods(["GET", "POST", "DELETE"])
def deactivation(request: MemberRequest, pk: int) -> HttpResponse:
    """A pop-up asks what happens to his mailboxes; POST shuts a member out, DELETE lets him in again."""
    member = get_object_or_404(Member, pk=pk)
    if request.method == "DELETE":
        return _let_in(request, member)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        member=member,
        mailboxes=mailboxes().all(),
        colleagues=colleagues_of(member),
    )
    if request.method == "GET" or not form.is_valid():
        return _deactivation_page(request, member, form)
    return _shut_out(request, member, form)


def _held(member: Member) -> dict[str, object]:
    """What the pop-up shows and what an undo gives back."""
    return {
        "role": member.role,
        "left_on": member.left_on.isoformat() if member.left_on else "",
        "mailboxes": [mailbox.id for mailbox in mailboxes_of(member, mailboxes().all())],
    }


def _change(request: MemberRequest, member: Member, form: MemberForm) -> None:
    actions.change_role(member, form.cleaned_data["role"], by=request.member)
    actions.set_mailboxes(member, form.cleaned_data.get("mailboxes", []), by=request.member)
    actions.set_leaving(
        member,
        request.organisation,
        form.cleaned_data["left_on"],
        today=today_at(request.organisation),
        by=request.member,
    )


def _shut_out(request: MemberRequest, member: Member, form: HandOverForm) -> HttpResponse:
    try:
        actions.deactivate(member, request.organisation, by=request.member)
        given = actions.hand_over(member, form.heirs(), by=request.member)
    except actions.Refused as refusal:
        return _refused(refusal)
    undo_url = f"{request.path}?{urlencode([('given', f'{box}-{heir}') for box, heir in given])}"
    said = _("%(name)s may not come in any more.") % {"name": member.name}
    return refresh(close_dialog(toast(HttpResponse(status=204), said, undo_url=undo_url)), "members")


def _let_in(request: MemberRequest, member: Member) -> HttpResponse:
    try:
        actions.reactivate(
            member, request.organisation, today=today_at(request.organisation), by=request.member
        )
        actions.take_back(_given(request.GET), by=request.member)
    except actions.Refused as refusal:
        return _refused(refusal)
    said = _("%(name)s may come in again.") % {"name": member.name}
    return refresh(toast(HttpResponse(status=204), said), "members")


def _given(query: QueryDict) -> list[tuple[int, int]]:
    """The mailboxes that were handed over with the deactivation that is undone."""
    pairs = [one.partition("-")[::2] for one in query.getlist("given")[:100]]
    return [
        (int(box), int(heir))
        for box, heir in pairs
        if box.isdecimal() and heir.isdecimal() and len(box + heir) < 30
    ]


def _member_page(request: MemberRequest, member: Member, form: MemberForm) -> HttpResponse:
    context = {
        "member_shown": member,
        "person": rows.person(member),
        "form": form,
        "dialog_action": reverse("members:member", args=[member.pk]),
        "dialog_close": reverse("members:index"),
    }
    return render(request, "members/member.html", context, status=422 if form.is_bound else 200)


def _deactivation_page(request: MemberRequest, member: Member, form: HandOverForm) -> HttpResponse:
    context = {
        "member_shown": member,
        "form": form,
        "dialog_action": reverse("members:deactivation", args=[member.pk]),
        "dialog_close": reverse("members:index"),
    }
    return render(request, "members/deactivation.html", context, status=422 if form.is_bound else 200)


def _refused(refusal: actions.Refused) -> HttpResponse:
    status = 403 if isinstance(refusal, actions.MayNot) else 409
    return HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")
