"""The wizard's verbs: the row is the queue, the worker does the network (product.md EM-1 to EM-11)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from spindle.channels.models import Account, AccountMember, AccountState
from spindle.journal.actions import record
from spindle.mail.models import AttemptState, ConnectionAttempt, MailAccount, ServerSettings
from spindle.members.models import Member
from spindle.organisations.actions import nudge
from spindle.organisations.secrets import seal

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
    connected = Account.objects.filter(kind="mail", address=address).first()
    if connected is not None:
        raise AlreadyConnected(connected)
    with transaction.atomic(using="organisation", durable=True):
        attempt = ConnectionAttempt.objects.create(kind=kind, address=address, login=address, member=by)
    nudge("mail")
    return attempt


def start_mending(account: Account, *, by: Member) -> ConnectionAttempt:
    """Begin to mend a connected account: its settings and password stand in the form already."""
    mail = MailAccount.objects.get(account=account)
    kept = {name: getattr(mail, name) for name in [*SETTINGS, "address", "kind", "secret"]}
    with transaction.atomic(using="organisation", durable=True):
        return ConnectionAttempt.objects.create(
            member=by, mends=account, state=AttemptState.ASKING, by_hand=True, **kept
        )


def submit(attempt: ConnectionAttempt, *, password: str) -> None:
    """Try to connect with what the form says; an empty password keeps the one typed before.

    While the look-up still runs the settings are its business; the worker goes on to the check by itself.
    """
    with transaction.atomic(using="organisation", durable=True):
        if password:
            attempt.secret = seal(password)
        if attempt.imap_host:
            attempt.by_hand = True
            attempt.state = AttemptState.CHECKING
        attempt.steps = []
        attempt.save()
    nudge("mail")


def type_by_hand(attempt: ConnectionAttempt) -> None:
    """'Show server settings': the member fills them in; the look-up no longer touches them (EM-7)."""
    with transaction.atomic(using="organisation", durable=True):
        attempt.by_hand = True
        if attempt.state == AttemptState.DISCOVERING:
            attempt.state = AttemptState.ASKING
        attempt.save(update_fields=["by_hand", "state"])


def accept_certificate(attempt: ConnectionAttempt, fingerprint: str) -> None:
    """Trust this one certificate from now on, though no authority vouches for it, and try again."""
    with transaction.atomic(using="organisation", durable=True):
        attempt.imap_certificate = fingerprint
        attempt.state = AttemptState.CHECKING
        attempt.save()
    nudge("mail")


def connect(attempt: ConnectionAttempt) -> Account:
    """The check went well: make the account (or mend it), and let the sync begin. Twice is the same as once."""
    with transaction.atomic(using="organisation", durable=True):
        account = attempt.mends or _account_of(attempt)
        kept = {name: getattr(attempt, name) for name in [*SETTINGS, "kind", "secret", "address"]}
        MailAccount.objects.update_or_create(
            account=account, defaults={**kept, "stopped": False, "refusals": 0}
        )
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
        account.state = AccountState.OK if attempt.mends else AccountState.SYNCING
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
        topics=["accounts", "home"],
    )
