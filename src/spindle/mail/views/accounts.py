"""The accounts page ([Beheer → E-mail → E-mailaccounts], product.md EM-2, EM-14) and an account's progress."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from spindle.mail.actions.accounts import resume_fetching, share_account, stop_fetching, unshare_account
from spindle.mail.ledger.reading import closed_folders
from spindle.mail.presenting import account_columns, account_table, progress_page
from spindle.mail.queries import account_rows, accounts_for, progress_of, sharing_colleagues
from spindle.members.access import MemberRequest, member_required, requires, writes
from spindle.members.models import Member
from spindle.members.rights import Right
from spindle.ui.responses import toast


@require_GET
@member_required
def overview(request: MemberRequest) -> HttpResponse:
    """All mail accounts that this member shares; all of the company for an administrator."""
    return _overview_page(request)


@require_GET
@member_required
def progress(request: MemberRequest, account_id: int) -> HttpResponse:
    """How far the first synchronisation is; the pop-up asks again each second until it is done."""
    return _progress_page(request, account_id)


@require_http_methods(["POST", "DELETE"])
@writes
def stop(request: MemberRequest, account_id: int) -> HttpResponse:
    """Stop fetching (POST), or go on (DELETE)."""
    account = get_object_or_404(accounts_for(request.member), pk=account_id)
    if request.method == "POST":
        stop_fetching(account, by=request.member)
        return toast(_progress_page(request, account.pk), _("Fetching has stopped; what is here stays."))
    resume_fetching(account, by=request.member)
    # Not a redirect: after a DELETE a browser would send DELETE there too.
    return _progress_page(request, account.pk)


@require_http_methods(["POST", "DELETE"])
@requires(Right.ADMINISTRATION)
def share(request: MemberRequest, account_id: int, member_id: int) -> HttpResponse:
    """Let a colleague have this account in his inbox too (POST), or no longer (DELETE)."""
    account = get_object_or_404(accounts_for(request.member), pk=account_id)
    colleague = get_object_or_404(Member, pk=member_id)
    if request.method == "DELETE":
        unshare_account(account, colleague, by=request.member)
    elif colleague.active:
        share_account(account, colleague, by=request.member)
    return _overview_page(request)


def _overview_page(request: MemberRequest) -> HttpResponse:
    accounts = list(account_rows(request.member))
    closed = closed_folders([account.pk for account in accounts])
    shown = {
        "rows": account_table(accounts, sharing_colleagues(request.member), closed=closed),
        "columns": account_columns(),
        "may_connect": request.member.may_write,
    }
    return render(request, "mail/accounts.html", shown)


def _progress_page(request: MemberRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(accounts_for(request.member).select_related("mail"), pk=account_id)
    return render(
        request, "mail/progress.html", progress_page(progress_of(account), stopped=account.mail.stopped)
    )
