"""The account wizard: one pop-up, reached from Home, the inbox and the accounts page (product.md EM-1 to EM-11)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spindle.mail.actions.attempts import (
    AlreadyConnected,
    accept_certificate,
    mending_of,
    start_attempt,
    start_mending,
    submit,
    type_by_hand,
)
from spindle.mail.connection import Report
from spindle.mail.forms import SettingsForm, StartForm
from spindle.mail.models import AttemptState, ConnectionAttempt, MailKind
from spindle.mail.presenting import attempt_page, provider_hints
from spindle.mail.queries import accounts_for, attempts_for
from spindle.members.access import MemberRequest, writes

MICROSOFT = {MailKind.OFFICE_365, MailKind.OUTLOOK}


@require_http_methods(["GET", "POST"])
@writes
def start(request: MemberRequest) -> HttpResponse:
    """Choose the account type, type the address, Start (EM-3)."""
    form = StartForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _start_page(request, form)
    if form.cleaned_data["kind"] in MICROSOFT:
        return render(request, "mail/wizard_microsoft.html", {"address": form.cleaned_data["address"]})
    try:
        attempt = start_attempt(form.cleaned_data["kind"], form.cleaned_data["address"], by=request.member)
    except AlreadyConnected as already:
        return render(request, "mail/wizard_already.html", {"account": already.account})
    return redirect("mail:attempt", attempt.pk)


@require_http_methods(["GET", "POST"])
@writes
def mend(request: MemberRequest, account_id: int) -> HttpResponse:
    """Open the wizard on an account that needs a new password or other servers."""
    account = get_object_or_404(accounts_for(request.member), pk=account_id)
    run = mending_of(account, by=request.member)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=run)
    if not form.is_valid():
        return render(
            request, "mail/wizard.html", attempt_page(run, form), status=422 if form.is_bound else 200
        )
    run = start_mending(
        account, by=request.member, typed=form.typed(), password=form.cleaned_data["password"]
    )
    return redirect("mail:attempt", run.pk)


@require_http_methods(["GET", "POST"])
@writes
def attempt(request: MemberRequest, attempt_id: int) -> HttpResponse:
    """Where this run of the wizard stands; POST tries to connect with what the form says."""
    run = _attempt(request, attempt_id)
    if run.state == AttemptState.CONNECTED and run.account_id:
        return redirect("mail:progress", run.account_id)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=run)
    if not form.is_valid():
        return render(
            request, "mail/wizard.html", attempt_page(run, form), status=422 if form.is_bound else 200
        )
    submit(run, typed=form.typed(), password=form.cleaned_data["password"])
    return redirect("mail:attempt", run.pk)


@require_GET
@writes
def found(request: MemberRequest, attempt_id: int) -> HttpResponse:
    """What the look-up has found so far; the pop-up asks for this part alone, so that typing is not disturbed."""
    run = _attempt(request, attempt_id)
    return render(request, "mail/wizard_found.html", attempt_page(run, SettingsForm(instance=run)))


@require_POST
@writes
def by_hand(request: MemberRequest, attempt_id: int) -> HttpResponse:
    """'Show server settings' while the look-up still runs."""
    run = _attempt(request, attempt_id)
    type_by_hand(run)
    return redirect("mail:found", run.pk)


@require_POST
@writes
def certificate(request: MemberRequest, attempt_id: int) -> HttpResponse:
    """Accept the one certificate that the failed check has shown, by its fingerprint."""
    run = _attempt(request, attempt_id)
    failure = Report.from_json(run.steps).failure
    if failure is not None and failure.fingerprint:
        accept_certificate(run, failure.fingerprint)
    return redirect("mail:attempt", run.pk)


def _start_page(request: MemberRequest, form: StartForm) -> HttpResponse:
    shown = {"form": form, "dialog_action": reverse("mail:connect"), "hints": provider_hints()}
    return render(request, "mail/wizard_start.html", shown, status=422 if form.is_bound else 200)


def _attempt(request: MemberRequest, attempt_id: int) -> ConnectionAttempt:
    return get_object_or_404(attempts_for(request.member), pk=attempt_id)
