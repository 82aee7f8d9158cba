"""The page of an account: its folders, what is missing, and what was set aside and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.channels.models import Account
from spindle.mail.ledger.reading import FolderLedger, folder_ledgers, quarantine_of
from spindle.mail.models import MailAccount, Quarantine
from spindle.mail.presenting import BROKEN, place_label, state_chip
from spindle.mail.sync.store import UNREADABLE
from spindle.ui import rows


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the folders table."""

    folder: FolderLedger
    place: str
    # What follows from the numbers, in one chip.
    state: rows.Chip
    check_url: str


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A message that did not come."""

    pk: int
    folder: str
    uid: int
    reason: str
    tries: str
    at: datetime
    again_url: str


def ledger_page(account: Account, mail: MailAccount, *, may_write: bool) -> dict[str, object]:
    """Everything that the page of an account shows. Six queries."""
    folders = folder_ledgers(account.pk)
    kept = quarantine_of(account.pk)
    return {
        "account": account,
        "state": state_chip(account),
        "broken": account.state in BROKEN,
        "may_write": may_write and not mail.stopped,
        "busy": any(it.asked or it.under_way for it in folders),
        "folders": [_row(account, it) for it in folders],
        "columns": _columns(may_write=may_write),
        "facts": _facts(folders),
        "verdict": _verdict(folders),
        "quarantine": [_kept(account, it) for it in kept],
        "quarantine_columns": _quarantine_columns(),
    }


def _row(account: Account, it: FolderLedger) -> LedgerRow:
    url = reverse("mail:check_folder", args=[account.pk, it.folder_id])
    return LedgerRow(it, place_label(it.place), _state(it), url)


def _state(it: FolderLedger) -> rows.Chip:
    if it.problem:
        return rows.Chip(_("cannot be opened"), icon="alert-triangle", tone="care")
    if it.under_way and it.to_look_at:
        return rows.Chip(
            _("checking, {share} %").format(share=100 * it.looked_at // it.to_look_at), tone="accent"
        )
    if it.under_way:
        return rows.Chip(_("checking"), tone="accent")
    if it.asked:
        return rows.Chip(_("will be checked"), tone="accent")
    if not it.complete:
        return rows.Chip(_("being fetched"), tone="accent")
    if it.missing:
        said = ngettext("{n} missing", "{n} missing", it.missing).format(n=_number(it.missing))
        return rows.Chip(said, icon="alert-triangle", tone="care")
    return rows.Chip(_("complete"), icon="check", tone="good")


def _verdict(folders: Sequence[FolderLedger]) -> dict[str, str]:
    """The one sentence above the table: all is here, or what is not."""
    missing = sum(it.missing for it in folders)
    closed = sum(bool(it.problem) for it in folders)
    if not folders or not all(it.complete or it.problem for it in folders):
        return {}
    if missing:
        title = ngettext(
            "{n} message on the server is not here", "{n} messages on the server are not here", missing
        ).format(n=_number(missing))
        text = _("Spindle tries again by itself, at the latest tonight. The reasons stand below.")
        return {"tone": "care", "title": title, "text": text}
    if closed:
        title = ngettext("{n} folder cannot be opened", "{n} folders cannot be opened", closed).format(
            n=closed
        )
        return {
            "tone": "care",
            "title": title,
            "text": _("What is in it is not here. The server's reason stands below."),
        }
    if all(it.checked_at for it in folders):
        return {"tone": "good", "title": _("Everything that the server holds is here"), "text": ""}
    return {}


def _facts(folders: Sequence[FolderLedger]) -> list[rows.Fact]:
    buried = sum(it.buried for it in folders)
    facts = [
        rows.Fact(_("On the server"), _number(sum(it.on_server for it in folders))),
        rows.Fact(_("Here"), _number(sum(it.held for it in folders))),
        rows.Fact(_("Missing"), _number(sum(it.missing for it in folders))),
    ]
    return [*facts, rows.Fact(_("Deleted here"), _number(buried))] if buried else facts


def _kept(account: Account, it: Quarantine) -> QuarantineRow:
    return QuarantineRow(
        it.pk,
        it.folder.name,
        it.uid,
        _reason(it.reason),
        ngettext("tried once", "tried {n} times", it.tries).format(n=it.tries),
        it.at,
        reverse("mail:try_again", args=[account.pk, it.pk]),
    )


def _reason(kept: str) -> str:
    """The server's words, or ours in the reader's language."""
    if kept == UNREADABLE:
        return _("It took too long to read; it may be damaged, or made to do harm.")
    return kept or _("The server gave no text.")


def _columns(*, may_write: bool) -> list[rows.Column]:
    return [
        rows.Column(_("Folder")),
        rows.Column(_("On the server"), amount=True),
        rows.Column(_("Here"), amount=True),
        rows.Column(_("Missing"), amount=True),
        rows.Column(_("Set aside"), amount=True),
        rows.Column(_("State")),
        rows.Column(_("Last checked")),
        *([rows.Column(_("Actions"))] if may_write else []),
    ]


def _quarantine_columns() -> list[rows.Column]:
    return [
        rows.Column(_("Folder")),
        rows.Column(_("Number"), amount=True),
        rows.Column(_("Reason")),
        rows.Column(_("Actions")),
    ]


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)
