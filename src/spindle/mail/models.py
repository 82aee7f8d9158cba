"""A mail account's server settings, and how far its folders have come (mail.md, "Sync, per account and folder")."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.archive.models import Delivery, Entry
from spindle.channels.models import Account
from spindle.mail.imap.state import KnownUids, UidRanges
from spindle.members.models import Member


class MailKind(models.TextChoices):
    """The four account types of the wizard (product.md EM-4)."""

    OFFICE_365 = "office365", "Office 365"
    OUTLOOK = "outlook", "Outlook"
    GMAIL = "gmail", "Gmail/Google"
    IMAP = "imap", "IMAP"


class Security(models.TextChoices):
    """How a connection is encrypted; plain only by the user's explicit word."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", _("none")


class ServerSettings(models.Model):
    """Where and how to sign in; shared by an attempt to connect and the account that it becomes."""

    kind = models.CharField(max_length=10, choices=MailKind.choices, default=MailKind.IMAP)
    address = models.CharField(max_length=254)
    login = models.CharField(max_length=254)
    # The password, sealed with the company's key (organisations.secrets).
    secret = models.BinaryField(default=bytes)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    # SHA-256 of a certificate that was accepted by hand, once; empty: the usual authorities.
    imap_certificate = models.CharField(max_length=64, blank=True)
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    smtp_certificate = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def fingerprint(self) -> tuple[object, ...]:
        """All that a connection is made with: equal as long as none of it was changed."""
        values = (getattr(self, field.name) for field in ServerSettings._meta.local_fields)
        return tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)


class MailAccount(ServerSettings):
    """A mailbox of the company that is kept in step with its server."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="mail")
    # Asked for by a member: stop fetching until told otherwise.
    stopped = models.BooleanField(default=False)
    # Wrong sign-ins in a row: after three the member is asked, so that no mailbox gets locked.
    refusals = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    # When the first synchronisation was last begun (again), and what was here by then: its pace counts from there.
    began_at = models.DateTimeField(null=True)
    began_with = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.address


class AttemptState(models.TextChoices):
    """Where a connection attempt of the wizard stands."""

    DISCOVERING = "discovering", _("looking up the settings")
    ASKING = "asking", _("waiting for the user")
    CHECKING = "checking", _("checking")
    FAILED = "failed", _("failed")
    CONNECTED = "connected", _("connected")


class ConnectionAttempt(ServerSettings):
    """One run of the wizard: the row is the queue, the worker does the network, the pop-up looks on."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    # The account that is being mended, when it exists already.
    mends = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=AttemptState.choices, default=AttemptState.DISCOVERING)
    # Settings were typed by hand: discovery does not touch them.
    by_hand = models.BooleanField(default=False)
    provider = models.CharField(max_length=80, blank=True)
    # Where the settings came from (discovery.Source), and whether nobody vouches for the servers.
    source = models.CharField(max_length=20, blank=True)
    confirm = models.BooleanField(default=False)
    # The six steps of the check, as connection.Report keeps them: codes and facts, no language.
    steps = models.JSONField(default=list)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.address} {self.state}"


class Folder(models.Model):
    """A folder on the server and the cursor in it: all of it is committed with the messages that it covers."""

    account = models.ForeignKey(MailAccount, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=500)
    # As on the wire (modified UTF-7), to select it.
    raw_name = models.CharField(max_length=500)
    # Where its messages go here: inbox, sent, trash, spam, drafts, or finished for all others.
    place = models.CharField(max_length=10)
    uid_validity = models.BigIntegerField(null=True)
    uid_next = models.BigIntegerField(default=0)
    mod_seq = models.BigIntegerField(null=True)
    # What the server says it holds, and what of it is here.
    total = models.PositiveIntegerField(default=0)
    fetched = models.PositiveIntegerField(default=0)
    # The first sync has come to the oldest message.
    complete = models.BooleanField(default=False)
    gone = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    # Why the server did not let us look into it when we last tried; empty when it did.
    problem = models.TextField(blank=True)

    # Read from the rows once, then kept in step by who writes them.
    _known: KnownUids | None = None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "raw_name"], name="mail_folder_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def known(self) -> KnownUids:
        """The UIDs that need not be fetched: stored, in quarantine, or deleted here for good."""
        if self._known is None:
            self._known = KnownUids(self.accounted_uids())
        return self._known

    def keep_known(self, known: KnownUids | None) -> KnownUids:
        """Go on with what an earlier instance of this row knew; what this one knows from now on."""
        self._known = known if known is not None else self._known
        return self.known

    def accounted_uids(self) -> UidRanges:
        """The same as the database has it now. Three queries."""
        stored = self.locations.filter(stale=False).values_list("uid", flat=True)
        others = (rows.values_list("uid", flat=True) for rows in (self.quarantine.all(), self.buried.all()))
        return UidRanges.of([*stored, *(uid for uids in others for uid in uids)])


class Location(models.Model):
    """A message on the server: folder and UID, and the delivery that it is a copy of."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="locations")
    uid = models.BigIntegerField()
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="locations")
    seen = models.BooleanField(default=False)
    answered = models.BooleanField(default=False)
    # UIDVALIDITY changed: waits for its new UID (mail.md, rule 5).
    stale = models.BooleanField(default=False)
    # X-GM-MSGID, by which Gmail names the same message in each of its folders.
    gmail_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uid", "stale"], name="mail_location_once")]
        indexes = [
            models.Index(fields=["delivery"], name="mail_location_delivery"),
            models.Index(
                fields=["gmail_id"], condition=models.Q(gmail_id__isnull=False), name="mail_location_gmail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.uid}"


class Quarantine(models.Model):
    """A message that the server would not hand over; shown with its reason, tried again, never in the way."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="quarantine")
    uid = models.BigIntegerField()
    reason = models.TextField()
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uid"], name="mail_quarantine_once")]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.uid}"


class Buried(models.Model):
    """A message on the server that was deleted here for good: known by its digest, and not fetched again."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="buried")
    uid = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uid"], name="mail_buried_once")]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.uid}"


class LedgerLine(models.Model):
    """A folder in the ledger: what the server held and what we held when they were last compared, and what was mended.

    `missing` is the gap that stayed after mending, those in quarantine among it. A comparison that was asked for
    (`asked_at`) or is under way (`started_at`) leaves the last one's result until it ends.
    """

    folder = models.OneToOneField(Folder, primary_key=True, on_delete=models.CASCADE, related_name="ledger")
    on_server = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    buried = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    # Mended by the last comparison: fetched anew, gone on the server, marks taken over, attached to another message.
    fetched = models.PositiveIntegerField(default=0)
    vanished = models.PositiveIntegerField(default=0)
    flags = models.PositiveIntegerField(default=0)
    mistaken = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    # How many messages the comparison under way has looked at, and how many it is to look at.
    looked_at = models.PositiveIntegerField(default=0)
    to_look_at = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.folder_id} {self.missing}"


class TrustedSender(models.Model):
    """Whose pictures from elsewhere are shown without asking, in all of the company, by a member's word."""

    address = models.CharField(max_length=254, unique=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.address


class RemotePicture(models.Model):
    """A picture that a mail names, fetched once on a member's word and kept for a while, or why it could not be.

    `digest` is of its address under the company's key. `blob` holds the picture behind 16 bytes of its own, so that no
    other row names the same blob.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="remote_pictures", db_index=False)
    digest = models.CharField(max_length=64)
    blob = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=20, blank=True)
    # The code of a NetworkError, when there is no picture.
    fault = models.CharField(max_length=20, blank=True)
    fetched_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "digest"], name="mail_remote_picture_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.digest[:8]}"
