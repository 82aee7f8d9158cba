"""Views: the pop-ups that make, rename, order and remove them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.inbox import saved
from spindle.inbox.forms import ViewForm
from spindle.inbox.listing import Listing, shown_at
from spindle.inbox.models import View
from spindle.members.access import MemberRequest, typed, writes
from spindle.ui.responses import close_dialog, refresh, toast


@require_http_methods(["GET", "POST"])
@writes
def new(request: MemberRequest) -> HttpResponse:
    """The list `list` gets a name."""
    listing = _listing(request)
    form = ViewForm(typed(request), auto_id="dialog-%s")
    if form.is_valid():
        try:
            view = saved.save_view(
                form.cleaned_data["name"], listing, by=request.member, shared=form.cleaned_data["shared"]
            )
        except saved.TooMany:
            form.add_error(None, _("You have as many views as there is room for. Remove one first."))
        else:
            response = close_dialog(HttpResponse(status=204))
            toast(response, _("“%(name)s” stands under Views now") % {"name": view.name}, undo_url=_url(view))
            return refresh(response, "inbox")
    return _form(request, form, _("Save as a view"))


@require_http_methods(["GET", "POST", "DELETE"])
@writes
def edit(request: MemberRequest, view_id: int) -> HttpResponse:
    """GET asks for another name, POST gives it, DELETE removes the view."""
    view = _own(request, view_id)
    if request.method == "DELETE":
        saved.remove_view(view.pk, by=request.member)
        response = HttpResponse(status=204)
        undo = reverse("inbox:restore-view", args=[view.pk])
        said = _("View “%(name)s” removed") % {"name": view.name}
        return refresh(toast(response, said, undo_url=undo, undo_method="POST"), "inbox")
    form = ViewForm(typed(request), auto_id="dialog-%s", initial={"name": view.name, "shared": view.shared})
    if form.is_valid():
        saved.change_view(view.pk, **form.cleaned_data, by=request.member)
        return refresh(close_dialog(HttpResponse(status=204)), "inbox")
    return _form(request, form, _("Change the view"))


@require_POST
@writes
def move(request: MemberRequest, view_id: int) -> HttpResponse:
    """One place up, or down with `down`."""
    view = _own(request, view_id)
    saved.move_view(view.pk, up="down" not in request.GET, by=request.member)
    return refresh(HttpResponse(status=204), "inbox")


@require_POST
@writes
def restore(request: MemberRequest, view_id: int) -> HttpResponse:
    """A removed view, back at its place."""
    try:
        saved.restore_view(view_id, by=request.member)
    except View.DoesNotExist as gone:
        raise Http404 from gone
    return refresh(HttpResponse(status=204), "inbox")


@require_GET
@writes
def index(request: MemberRequest) -> HttpResponse:
    """The pop-up with all of his, to be ordered, renamed and removed."""
    own = [view for view in saved.views_for(request.member) if view.owner_id == request.member.pk]
    return render(request, "inbox/views.html", {"views": own, "dialog_close": reverse("inbox:index")})


def _form(request: MemberRequest, form: ViewForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "dialog_action": request.get_full_path()}
    return render(request, "inbox/view.html", context, status=422 if form.is_bound else 200)


def _listing(request: MemberRequest) -> Listing:
    shown = shown_at(request.GET.get("list"))
    if shown is None:
        raise Http404
    return shown.listing


def _own(request: MemberRequest, view_id: int) -> View:
    own = View.objects.filter(pk=view_id, owner=request.member, removed_at=None).first()
    if own is None:
        raise Http404
    return own


def _url(view: View) -> str:
    return reverse("inbox:view", args=[view.pk])
