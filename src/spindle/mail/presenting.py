"""What the mail pages show, put together from rows: the wizard, the accounts, the progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.archive.time_key import key_time
from spindle.channels.contract import Place
from spindle.channels.models import Account, AccountState
from spindle.mail.connection import Part, Report, State, Step, guidance
from spindle.mail.discovery import Kind, Provider, provider_of_domain, provider_of_server, providers
from spindle.mail.forms import SettingsForm
from spindle.mail.models import AttemptState, ConnectionAttempt, MailKind
from spindle.mail.queries import Progress
from spindle.members.models import Member
from spindle.organisations.support import support_line
from spindle.ui import rows
from spindle.ui.dates import say

if TYPE_CHECKING:
    from spindle.mail.queries import ListedAccount

_STATES: dict[State, Literal["done", "wrong", "wait"]] = {
    State.OK: "done",
    State.FAILED: "wrong",
    State.NOT_TRIED: "wait",
}
_TONES: dict[AccountState, rows.Tone] = {
    AccountState.OK: "good",
    AccountState.SYNCING: "accent",
    AccountState.SIGN_IN: "care",
    AccountState.UNREACHABLE: "care",
    AccountState.GAP: "care",
    AccountState.PAUSED: "quiet",
}
BROKEN = {AccountState.SIGN_IN, AccountState.UNREACHABLE}
_ICONS = {
    AccountState.OK: "check",
    AccountState.SIGN_IN: "alert-triangle",
    AccountState.UNREACHABLE: "alert-triangle",
    AccountState.GAP: "alert-triangle",
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of the accounts page."""

    account: Account
    kind: str
    people: str
    newest: datetime | None
    state: rows.Chip
    mendable: bool
    # Each colleague, ticked when the account's mail arrives in his inbox; for who may decide it.
    sharing: tuple[rows.MenuItem, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A line of the progress pop-up."""

    name: str
    fetched: int
    total: int
    place: str

    @property
    def waits(self) -> bool:
        """Nothing of it has come yet."""
        return self.fetched == 0 and self.total > 0


def place_label(place: str) -> str:
    """A place's name on the screen (product.md 2.4)."""
    return {
        Place.INBOX: _("Inbox"),
        Place.FINISHED: _("Finished"),
        Place.SENT: _("Sent"),
        Place.DRAFTS: _("Drafts"),
        Place.SPAM: _("Spam"),
        Place.TRASH: _("Trash"),
    }[Place(place)]


def account_columns() -> list[rows.Column]:
    """The heads of the accounts page."""
    return [
        rows.Column(label) for label in (_("Account"), _("Type"), _("Used by"), _("Last message"), _("State"))
    ]


def folder_columns() -> list[rows.Column]:
    """The heads of the progress pop-up."""
    return [
        rows.Column(_("Folder")),
        rows.Column(_("Fetched"), amount=True),
        rows.Column(_("In all"), amount=True),
        rows.Column(_("Goes to")),
    ]


def state_chip(account: Account, *, closed: int = 0) -> rows.Chip:
    """How an account does; one of which `closed` folders cannot be opened is not called up to date."""
    state = AccountState(account.state)
    if state == AccountState.OK and closed:
        said = ngettext("{n} folder cannot be opened", "{n} folders cannot be opened", closed).format(
            n=closed
        )
        return rows.Chip(said, icon="alert-triangle", tone="care")
    return rows.Chip(str(state.label), icon=_ICONS.get(state, ""), tone=_TONES[state])


def account_table(
    accounts: Iterable[ListedAccount], colleagues: Sequence[Member], *, closed: Mapping[int, int]
) -> list[AccountRow]:
    """The rows of the accounts page; `colleagues` are those whom the reader may let share. Costs no query of its own.

    `closed` has how many folders cannot be opened, by account.
    """
    return [
        AccountRow(
            account,
            MailKind(account.mail.kind).label,
            ", ".join(member.first_name for member in account.members.all()),
            key_time(account.newest) if account.newest else None,
            state_chip(account, closed=closed.get(account.pk, 0)),
            account.state in BROKEN,
            _sharing(account, colleagues),
        )
        for account in accounts
    ]


def _sharing(account: Account, colleagues: Sequence[Member]) -> tuple[rows.MenuItem, ...]:
    sharing = {member.pk for member in account.members.all()}
    return tuple(
        rows.MenuItem(
            colleague.name,
            url=reverse("mail:share", args=[account.pk, colleague.pk]),
            method="delete" if colleague.pk in sharing else "post",
            target="#accounts",
            current=colleague.pk in sharing,
        )
        for colleague in colleagues
    )


def progress_page(progress: Progress, *, stopped: bool) -> dict[str, object]:
    """Everything that the progress pop-up shows."""
    broken = progress.account.state in BROKEN
    return {
        "progress": progress,
        "broken": broken,
        "account": progress.account,
        "stopped": stopped,
        "folders": progress_table(progress),
        "columns": folder_columns(),
        "facts": progress_facts(progress),
        "left": time_left(progress),
        "text": "" if broken or stopped else _reached(progress),
    }


def _reached(progress: Progress) -> str:
    if progress.complete:
        return _("Everything is here. New mail comes in by itself.")
    if progress.reached is None:
        return _("Newest first. You can close this window, it goes on.")
    day = say(progress.reached, "date")
    return _(
        "Newest first: everything since {day} is already in your inbox. You can close this window, it goes on."
    ).format(day=day)


def progress_table(progress: Progress) -> list[FolderRow]:
    """The folders of the progress pop-up."""
    return [FolderRow(it.name, it.fetched, it.total, place_label(it.place)) for it in progress.folders]


def progress_facts(progress: Progress) -> list[rows.Fact]:
    """What became of the messages so far."""
    return [
        rows.Fact(_("Linked to a relation"), f"{progress.linked:n}"),
        rows.Fact(_("Unknown sender"), f"{progress.unknown:n}"),
        rows.Fact(_("With attachments"), f"{progress.attachments:n}"),
        rows.Fact(_("Could not be read"), f"{progress.unreadable:n}"),
    ]


def time_left(progress: Progress) -> str:
    """How long it will still take, in words; nothing before there is a pace."""
    if progress.minutes_left is None:
        return ""
    if progress.minutes_left < 1:
        return _("less than a minute left")
    return ngettext("about {n} minute left", "about {n} minutes left", progress.minutes_left).format(
        n=progress.minutes_left
    )


def attempt_page(attempt: ConnectionAttempt, form: SettingsForm) -> dict[str, object]:
    """Everything that the wizard's pop-up shows for a run."""
    report = Report.from_json(attempt.steps)
    provider = provider_of_server(attempt.imap_host) or provider_of_domain(attempt.address.rpartition("@")[2])
    hints = guidance(provider.guidance if provider else "")
    return {
        "attempt": attempt,
        "form": form,
        "looking": attempt.state == AttemptState.DISCOVERING,
        "checking": attempt.state == AttemptState.CHECKING,
        "failed": attempt.state == AttemptState.FAILED,
        "failure": report.failure,
        "steps": wizard_steps(report, checking=attempt.state == AttemptState.CHECKING),
        "found": found_line(attempt),
        "show_servers": _shows_servers(attempt),
        "password_hint": hints.password,
        "help_url": hints.url,
        "dialog_action": _action(attempt),
        "support": support_line(),
        "report_text": report.as_text(),
    }


def _action(attempt: ConnectionAttempt) -> str:
    """Where the form goes; a run that mends an account is kept only when it is sent."""
    if attempt.pk is None and attempt.mends_id is not None:
        return reverse("mail:mend", args=[attempt.mends_id])
    return reverse("mail:attempt", args=[attempt.pk])


def _shows_servers(attempt: ConnectionAttempt) -> bool:
    """Whether the user has something to look at or to fill in among the servers."""
    unknown = attempt.state == AttemptState.ASKING and not attempt.imap_host
    return unknown or attempt.by_hand or attempt.confirm or attempt.state == AttemptState.FAILED


def wizard_steps(report: Report, *, checking: bool) -> list[rows.Step]:
    """The six steps as the design shows them; the first one that is not done yet is under way while checking."""
    shown, under_way = [], checking
    for step in report.steps:
        now = under_way and step.state is State.NOT_TRIED
        under_way = under_way and not now
        shown.append(_step(step, now=now))
    return shown


def _step(step: Step, *, now: bool) -> rows.Step:
    said = step.server_text if step.state is State.FAILED else ""
    text = _("The server said:") if said else step.fact
    # "Connection is encrypted" with a tick, and "No" below it, would say both.
    in_clear = step.part is Part.ENCRYPTION and step.code == "plain"
    care = in_clear and step.state is State.OK
    return rows.Step(
        _("No encryption") if in_clear else step.part.label,
        text,
        "care" if care else "now" if now else _STATES[step.state],
        said=said,
    )


@dataclass(frozen=True, slots=True)
class ProviderHint:
    """What is said of an address at a provider that we know, before anything is looked up."""

    # What may stand after the @, with spaces between.
    endings: str
    text: str


def provider_hints() -> list[ProviderHint]:
    """One for each provider of the table that has addresses of its own."""
    return [ProviderHint(" ".join(it.domains), _hint_of(it)) for it in providers() if it.domains]


def _hint_of(provider: Provider) -> str:
    name = {"name": provider.name}
    if provider.kind is Kind.MICROSOFT:
        return _("{name}: cannot be connected yet, signing in at Microsoft follows.").format(**name)
    if provider.imap is None:
        return _("{name} lets no other program read its mail.").format(**name)
    if guidance(provider.guidance).app_password:
        return _(
            "{name} is known. You need an app password, made there for Spindle; the next step says how."
        ).format(**name)
    return _("{name} is known: you only need your password.").format(**name)


def found_line(attempt: ConnectionAttempt) -> str:
    """What the look-up has come to, in one sentence below the address."""
    domain = attempt.address.rpartition("@")[2]
    if attempt.state == AttemptState.DISCOVERING:
        return _("Looking up the mail servers of {domain} …").format(domain=domain)
    if attempt.by_hand:
        return ""
    if not attempt.imap_host:
        return _(
            "The settings for {domain} could not be found. Fill in the servers; your provider's help pages have them."
        ).format(domain=domain)
    if attempt.confirm:
        return _(
            "Found {host}. It is not part of {domain}: look whether it is right before you give the password."
        ).format(host=attempt.imap_host, domain=domain)
    return _(
        "Mail for {domain} is at {provider}. The server settings are known, you only need the password."
    ).format(domain=domain, provider=attempt.provider or attempt.imap_host)
