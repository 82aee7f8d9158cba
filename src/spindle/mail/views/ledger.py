"""The page of an account: what its server holds and what is here, and the buttons that look again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from spindle.channels.models import Account
from spindle.mail.actions.ledger import ask_comparison, try_again
from spindle.mail.ledger.presenting import ledger_page
from spindle.mail.models import Folder, Quarantine
from spindle.mail.queries import accounts_for, mail_account
from spindle.members.access import MemberRequest, member_required, writes


@require_GET
@member_required
def account(request: MemberRequest, account_id: int) -> HttpResponse:
    """The folders of an account with what is missing; asks again each second while they are compared."""
    return _page(request, _account(request, account_id))


@require_POST
@writes
def check(request: MemberRequest, account_id: int) -> HttpResponse:
    """Compare all folders with the server now."""
    found = _account(request, account_id)
    ask_comparison(found, list(Folder.objects.filter(account=found.pk, gone=False)), by=request.member)
    return _page(request, found)


@require_POST
@writes
def check_folder(request: MemberRequest, account_id: int, folder_id: int) -> HttpResponse:
    """Compare one folder."""
    found = _account(request, account_id)
    folder = get_object_or_404(Folder, account=found.pk, pk=folder_id, gone=False)
    ask_comparison(found, [folder], by=request.member)
    return _page(request, found)


@require_POST
@writes
def again(request: MemberRequest, account_id: int, quarantine_id: int) -> HttpResponse:
    """Ask the server once more for a message that was set aside."""
    found = _account(request, account_id)
    kept = get_object_or_404(
        Quarantine.objects.select_related("folder"), folder__account=found.pk, pk=quarantine_id
    )
    try_again(found, kept, by=request.member)
    return _page(request, found)


def _account(request: MemberRequest, account_id: int) -> Account:
    return get_object_or_404(accounts_for(request.member), pk=account_id)


def _page(request: MemberRequest, found: Account) -> HttpResponse:
    shown = ledger_page(found, mail_account(found), may_write=request.member.may_write)
    return render(request, "mail/account.html", shown)
