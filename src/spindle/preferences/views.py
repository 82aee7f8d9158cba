"""The page with the seven tabs (product.md PR-3), and the way back from a change."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from spindle.accounts.access import typed
from spindle.journal.models import Line
from spindle.members.access import MemberRequest, requires
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.members.slots import SettingsForm, Tab, panels_of, section, sections_of
from spindle.organisations.models import Organisation
from spindle.preferences.actions import ONLY, SUBJECT, TOPICS, ChangedSince, change, take_back
from spindle.preferences.queries import past_of
from spindle.preferences.tabs import OUTLOOKS
from spindle.ui import rows
from spindle.ui.responses import flash, refresh

Forms = dict[str, SettingsForm]


@requires(Right.ADMINISTRATION)
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """The first tab."""
    return redirect("preferences:tab", Tab.GENERAL)


@requires(Right.ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def page(request: MemberRequest, tab: Tab) -> HttpResponse:
    """A tab; what is typed on it holds for everybody at once, and can be taken back."""
    forms = {one.name: one.filled(typed(request), request.organisation) for one in sections_of(tab)}
    wrong = [form for form in forms.values() if not form.is_valid()]
    if request.method == "GET" or wrong:
        return render(request, "preferences/tab.html", _context(request, tab, forms), status=_status(forms))
    chosen = {name: form.changes() for name, form in forms.items()}
    line = change(chosen, request.organisation, by=request.member)
    answer = redirect("preferences:tab", tab)
    return _told(answer, request, line) if line else answer


@requires(Right.ADMINISTRATION)
@require_http_methods(["DELETE"])
def take_back_change(request: MemberRequest, line_id: int) -> HttpResponse:
    """What this change replaced holds again."""
    try:
        take_back(line_id, request.organisation, by=request.member)
    except Line.DoesNotExist as error:
        raise Http404 from error
    except ChangedSince as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
    return refresh(HttpResponse(status=204), *TOPICS)


def _told(answer: HttpResponse, request: MemberRequest, line: Line) -> HttpResponse:
    """In the language that holds from now on."""
    request.organisation.refresh_from_db(fields=["language"])
    with translation.override(request.member.language or request.organisation.language):
        said = _("Saved. It holds for everybody from now on.")
    return flash(answer, said, undo_url=reverse("preferences:change", args=[line.pk]))


def _status(forms: Forms) -> int:
    return 422 if any(form.is_bound for form in forms.values()) else 200


def _context(request: MemberRequest, tab: Tab, forms: Forms) -> dict[str, object]:
    return {
        "tab": tab,
        "tabs": [
            rows.Tab(str(one.label), reverse("preferences:tab", args=[one]), current=one == tab)
            for one in Tab
        ],
        "holds_for": _everybody(request.organisation, Member.objects.filter(active=True).count()),
        "parts": [{"form": form, "template": section(name).template} for name, form in forms.items()],
        "panels": [
            {"title": one.title, "text": one.text, "facts": one.facts(request.organisation)}
            for one in panels_of(tab)
        ],
        "unsaved": any(form.is_bound for form in forms.values()),
        "outlook": None if forms else OUTLOOKS.get(tab),
        "past": past_of(forms, subject=SUBJECT, subject_id=ONLY) if forms else [],
    }


def _everybody(organisation: Organisation, count: int) -> str:
    words = ngettext(
        "Every change holds for all users of %(company)s.",
        "Every change holds for all %(count)d users of %(company)s.",
        count,
    )
    return words % {"count": count, "company": organisation.name}
