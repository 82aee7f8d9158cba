"""Home, its blocks one by one, the rail, and the page of the recovery code."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.home import rows
from spindle.home.actions import ASKED, NotTheCode, confirm_recovery, go_on
from spindle.home.blocks import BLOCKS
from spindle.home.forms import RecoveryForm
from spindle.home.palette import found
from spindle.home.queries import may_see_recovery, unread_count
from spindle.home.tour import steps_for
from spindle.members.access import MemberRequest, member_required, requires, typed
from spindle.members.actions import hide_checklist, see_tour
from spindle.members.rights import Right
from spindle.organisations import recovery
from spindle.ui.responses import flash, refresh


@member_required
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """Home: a greeting, the first steps, the newest messages, the relations used last (product.md ON-6)."""
    context = {
        "greeting": rows.greeting(request.member, rows.local_hour()),
        "today": timezone.localdate(),
        "unread": unread_count(request.member),
        "blocks": [
            {"block": block, "template": block.template, **block.build(request.member, request.organisation)}
            for block in BLOCKS.values()
        ],
    }
    return render(request, "home/index.html", context)


@member_required
@require_GET
def block(request: MemberRequest, name: str) -> HttpResponse:
    """One block again, after a live event."""
    if name not in BLOCKS:
        raise Http404
    found = BLOCKS[name]
    context = {"part": {"block": found, **found.build(request.member, request.organisation)}}
    return render(request, found.template, context)


@member_required
@require_GET
def rail(request: MemberRequest) -> HttpResponse:
    """The rail again, with the counts of now."""
    return render(request, "ui/parts/rail.html")


@member_required
@require_POST
def checklist(request: MemberRequest) -> HttpResponse:
    """Wave the first steps away; with `show`, from the profile, fetch them back."""
    if "show" in request.POST:
        hide_checklist(request.member, hidden=False)
        return redirect("home:index")
    hide_checklist(request.member)
    return HttpResponse()


@member_required
@require_GET
def palette(request: MemberRequest) -> HttpResponse:
    """The command palette; for what is typed in it, what that finds."""
    typed = request.GET.get("q", "")
    groups = found(request.member, typed)
    count = sum(len(group.lines) for group in groups)
    context = {
        "typed": " ".join(typed.split()),
        "groups": groups,
        "said": ngettext("%(count)d result", "%(count)d results", count) % {"count": count},
    }
    asks_for_lines = request.htmx and "q" in request.GET
    return render(request, "home/_found.html" if asks_for_lines else "home/palette.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def tour(request: MemberRequest) -> HttpResponse:
    """The steps of the tour; POST when it is over."""
    if request.method == "POST":
        see_tour(request.member)
        return refresh(HttpResponse(status=204), "members")
    context = {"steps": steps_for(request.member), "video": settings.SPINDLE_TOUR_VIDEO}
    return render(request, "ui/parts/tour.html", context)


@requires(Right.ADMINISTRATION)
@require_POST
def going_on(request: MemberRequest) -> HttpResponse:
    """Fetching and sending begin again after a restore."""
    go_on(request.organisation, by=request.member)
    return flash(redirect("home:index"), _("Mail is being fetched again."))


@requires(Right.ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def recovery_code(request: MemberRequest) -> HttpResponse:
    """Show the code, to print, until somebody has typed two groups of it back."""
    if not may_see_recovery(request.member, request.organisation):
        raise Http404
    if recovery.is_confirmed():
        return render(request, "home/recovery_confirmed.html")
    form = RecoveryForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            confirm_recovery(form.groups(), request.organisation, by=request.member)
            return flash(redirect("home:index"), _("The recovery code is confirmed. Keep the paper safe."))
        except NotTheCode:
            form.add_error(None, _("These are not groups %(first)s and %(second)s of the code.") % _places())
    context = {"form": form, "code": recovery.show_code(), **_places()}
    return render(request, "home/recovery.html", context, status=422 if form.is_bound else 200)


def _places() -> dict[str, int]:
    return {"first": ASKED[0], "second": ASKED[1]}
