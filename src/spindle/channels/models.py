"""An account is a mailbox or a number of the company; members share it."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.members.models import Member


class AccountState(models.TextChoices):
    """How an account does; everything but `ok` and `syncing` is shown on Home and in the inbox."""

    SYNCING = "syncing", _("first synchronisation")
    OK = "ok", _("up to date")
    SIGN_IN = "sign_in", _("sign in again")
    UNREACHABLE = "unreachable", _("server does not answer")
    GAP = "gap", _("messages are missing")
    PAUSED = "paused", _("paused")


class Account(models.Model):
    """A mailbox or number; the channel's own settings stand in the channel's folder."""

    kind = models.CharField(max_length=16)
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=16, choices=AccountState.choices, default=AccountState.SYNCING)
    # The server's or our own words about the state, for the member who mends it.
    state_reason = models.TextField(blank=True)
    state_since = models.DateTimeField(default=now)
    # After the first synchronisation one offer to finish what is older than 30 days; answered, it does not come again.
    offers_older = models.BooleanField(default=True)
    members = models.ManyToManyField(Member, through="AccountMember", related_name="accounts")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="account_once")]

    def __str__(self) -> str:
        return self.address


class AccountMember(models.Model):
    """A member in whose inbox this account's messages arrive."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "member"], name="account_member_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.member_id}"
