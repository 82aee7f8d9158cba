"""Who may sign in, to which companies, and who has been invited. All in the control database.

An identity is a person at the door; what that person is inside a company is a `members.Member`
there. Nothing about a company's customers stands here (architecture.md, "Two kinds of database").
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.organisations.models import Organisation

# Longer than any mail server is waited for, with a hundred mails before it.
SENT_WITHIN = timedelta(minutes=10)


class IdentityManager(BaseUserManager["Identity"]):
    """Makes identities; an address is kept in lower case, so that it is unique whatever was typed."""

    def create_user(
        self, email: str, password: str | None = None, *, first_name: str, last_name: str, language: str = ""
    ) -> Identity:
        """A new identity; IntegrityError when the address has one already. No password: it cannot sign in yet."""
        identity = self.model(
            email=email.strip().lower(), first_name=first_name, last_name=last_name, language=language
        )
        identity.set_password(password)
        identity.save(using=self._db)
        return identity

    def get_by_natural_key(self, username: str | None) -> Identity:
        return self.get(email=(username or "").strip().lower())


class Identity(AbstractBaseUser):
    """A person who signs in, with one address and one password for all companies."""

    email = models.EmailField(_("E-mail address"), max_length=254, unique=True)
    first_name = models.CharField(_("First name"), max_length=80)
    last_name = models.CharField(_("Last name"), max_length=80, blank=True)
    # For what is said at the door (mail about a reset); inside a company the member's language counts.
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[IdentityManager] = IdentityManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="identity_email_lower")
        ]

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """This identity is that member of that company. `member_id` is a key in the company's own database."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    member_id = models.BigIntegerField()
    # Kept in step with Member.active: a member who may not come in is stopped before his company is opened.
    active = models.BooleanField(default=True)
    # When this identity last worked here, to five minutes: where it comes in again, and what colleagues see.
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity", "organisation"], name="membership_once"),
            models.UniqueConstraint(fields=["organisation", "member_id"], name="membership_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.organisation_id}"


class MailState(models.TextChoices):
    """What became of the mail with an invitation's link; empty where the installation sends none."""

    SENDING = "sending", _("being sent")
    SENT = "sent", _("mailed")
    REFUSED = "refused", _("refused by the mail server")
    UNREACHABLE = "unreachable", _("mail server not reached")


class Invitation(models.Model):
    """A colleague was asked to join; the link is good once and until `expires`.

    Only a hash of the link's secret is kept, so that a copy of the database lets nobody in; the personal message
    is sealed with the company's key.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-mail address"), max_length=254)
    role = models.CharField(_("Role"), max_length=20)
    language = models.CharField(max_length=10, blank=True)
    message = models.BinaryField(default=bytes)
    # Keys of the company's accounts (channels) that he is to share.
    mailboxes = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=160)
    # The member who invites; None for the command line.
    inviter = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)
    # When the link that is good now was made, and how many were made in all.
    linked_at = models.DateTimeField(default=now)
    links = models.PositiveSmallIntegerField(default=1)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # A withdrawn one is kept for a while, so that this can be undone and so that it counts.
    withdrawn_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=12, choices=MailState.choices, blank=True)
    # The mail server's own words, when it did not take the mail.
    mail_words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def expired(self) -> bool:
        return self.expires <= now()

    @property
    def mail_is_lost(self) -> bool:
        """Whether nobody can say any more what became of the mail: the program was stopped while it was sent."""
        return self.mail == MailState.SENDING and self.linked_at < now() - SENT_WITHIN
