"""The wizard's verbs: the row is the queue, the worker does the network (product.md EM-1 to EM-11)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from spindle.channels.addresses import normalise
from spindle.channels.models import Account, AccountMember, AccountState
from spindle.journal.actions import record
from spindle.mail.models import AttemptState, ConnectionAttempt, MailAccount, ServerSettings
from spindle.members.models import Member
from spindle.organisations.actions import nudge
from spindle.organisations.secrets import seal

# What the form says, by field; only of the fields that it showed.
Typed = Mapping[str, object]
SETTINGS = [
    field.name
    for field in ServerSettings._meta.local_fields
    if field.name not in {"address", "kind", "secret"}
]


@dataclass(frozen=True, slots=True)
class AlreadyConnected(Exception):
    """This address is an account already; opening it again would fetch everything twice."""

    account: Account


def start_attempt(kind: str, address: str, *, by: Member) -> ConnectionAttempt:
    """Begin: the worker looks the settings up while the member types the password.

    Raises AlreadyConnected when the company has this mailbox already.
    """
    # Mailbox names differ in case nowhere any more; the user name is sent as it was typed.
    mailbox = normalise(address) or address
    connected = Account.objects.filter(kind="mail", address=mailbox).first()
    if connected is not None:
        raise AlreadyConnected(connected)
    with transaction.atomic(using="organisation", durable=True):
        attempt = ConnectionAttempt.objects.create(kind=kind, address=mailbox, login=address, member=by)
    nudge("mail")
    return attempt


def mending_of(account: Account, *, by: Member) -> ConnectionAttempt:
    """A run of the wizard on a connected account, not kept yet: its settings and password stand in the form already."""
    mail = MailAccount.objects.get(account=account)
    kept = {name: getattr(mail, name) for name in [*SETTINGS, "address", "kind", "secret"]}
    return ConnectionAttempt(member=by, mends=account, state=AttemptState.ASKING, by_hand=True, **kept)


def start_mending(account: Account, *, by: Member, typed: Typed, password: str) -> ConnectionAttempt:
    """Try to mend a connected account with what the form says."""
    with transaction.atomic(using="organisation", durable=True):
        attempt = mending_of(account, by=by)
        attempt.save()
        _submit(attempt, typed, password)
    nudge("mail")
    return attempt


def submit(attempt: ConnectionAttempt, *, typed: Typed, password: str) -> None:
    """Try to connect with what was typed, by field; an empty password keeps the one typed before.

    While the look-up still runs the settings are its business; the worker goes on to the check by itself.
    """
    with transaction.atomic(using="organisation", durable=True):
        if (row := _open(attempt)) is not None:
            _submit(row, typed, password)
    nudge("mail")


def _open(attempt: ConnectionAttempt, *states: AttemptState) -> ConnectionAttempt | None:
    """The row as it is now, for the worker writes to it too; None when it is connected, or in none of `states`."""
    rows = ConnectionAttempt.objects.select_for_update().exclude(state=AttemptState.CONNECTED)
    return (rows.filter(state__in=states) if states else rows).filter(pk=attempt.pk).first()


def _submit(attempt: ConnectionAttempt, typed: Typed, password: str) -> None:
    changed = {name for name, value in typed.items() if getattr(attempt, name) != value}
    for name in changed:
        setattr(attempt, name, typed[name])
    if changed - {"login"}:
        attempt.by_hand = True
    if changed & {"imap_host", "imap_port"}:
        # It was accepted for the server that was there before.
        attempt.imap_certificate = ""
    if password:
        attempt.secret = seal(password)
    if attempt.imap_host:
        attempt.state = AttemptState.CHECKING
    attempt.steps = []
    attempt.save()


def type_by_hand(attempt: ConnectionAttempt) -> None:
    """'Show server settings': the member fills them in; the look-up no longer touches them (EM-7)."""
    with transaction.atomic(using="organisation", durable=True):
        if (row := _open(attempt, AttemptState.DISCOVERING)) is not None:
            row.by_hand, row.state = True, AttemptState.ASKING
            row.save(update_fields=["by_hand", "state"])


def accept_certificate(attempt: ConnectionAttempt, fingerprint: str) -> None:
    """Trust this one certificate from now on, though no authority vouches for it, and try again."""
    with transaction.atomic(using="organisation", durable=True):
        if (row := _open(attempt, AttemptState.FAILED)) is not None:
            row.imap_certificate, row.state, row.steps = fingerprint, AttemptState.CHECKING, []
            row.save(update_fields=["imap_certificate", "state", "steps"])
    nudge("mail")


def connect(attempt: ConnectionAttempt) -> Account:
    """The check went well: make the account (or mend it), and let the sync begin. Twice is the same as once."""
    with transaction.atomic(using="organisation"):
        account = attempt.mends or _account_of(attempt)
        kept = {name: getattr(attempt, name) for name in [*SETTINGS, "kind", "secret", "address"]}
        # The moment of the check tells a synchronisation that waits after a fault that it may go on.
        MailAccount.objects.update_or_create(
            account=account, defaults={**kept, "stopped": False, "refusals": 0, "checked_at": now()}
        )
        if attempt.mends is None:
            # Who mends the account of colleagues does not get their mail by it.
            AccountMember.objects.get_or_create(account=account, member=attempt.member)
        _mark_connected(account, attempt)
    nudge("mail")
    return account


def _account_of(attempt: ConnectionAttempt) -> Account:
    account, _made = Account.objects.get_or_create(
        kind="mail", address=attempt.address, defaults={"name": attempt.address}
    )
    return account


def _mark_connected(account: Account, attempt: ConnectionAttempt) -> None:
    if account.state in {AccountState.SIGN_IN, AccountState.UNREACHABLE, AccountState.PAUSED}:
        account.state = AccountState.SYNCING
        account.state_reason = ""
        account.state_since = now()
        account.save()
    attempt.account = account
    attempt.state = AttemptState.CONNECTED
    # The secret stands in the account now; one copy is enough.
    attempt.secret = b""
    attempt.save()
    record(
        "mended" if attempt.mends else "connected",
        subject="account",
        subject_id=account.pk,
        by=attempt.member_id,
        after={"address": account.address},
        topics=["accounts", "home", "inbox"],
    )
