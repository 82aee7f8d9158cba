"""The control database's rows about companies. Nothing here is about a company's customers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spindle.organisations import keys
from spindle.organisations.active import Activation, Handle, active
from spindle.organisations.engine import Engine


class State(models.TextChoices):
    """Whether a company can be used, by this version of the program."""

    READY = "ready", _("ready")
    BEHIND = "behind", _("needs an update of its data")
    NEWER = "newer", _("was used with a newer version of Spindle")
    BROKEN = "broken", _("cannot be opened")
    MOVING = "moving", _("is being moved to another database")


class Unavailable(RuntimeError):
    """The company cannot be used now. The text is a sentence for whoever wanted to."""


class Organisation(models.Model):
    """A company that uses Spindle: one database. Its data key lies here, wrapped under the master key."""

    slug = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    wrapped_key = models.BinaryField(max_length=200)
    # While companies move, an installation has both.
    engine = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Engine], default=Engine.SQLCIPHER
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    edition = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=64)
    # Sending and sync stand still, as after a restore, so that an old outbox does not go out again.
    paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Organisation"]] = models.Manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def handle(self) -> Handle:
        """What opens the company. Raises `Unavailable`, with a sentence, if this program cannot use its data."""
        if self.state == State.NEWER:
            raise Unavailable(
                str(
                    _(
                        "The data of this company was used with a newer version of Spindle. Update Spindle first."
                    )
                )
            )
        if self.state == State.BEHIND:
            raise Unavailable(
                str(_("The data of this company is being brought up to date. Try again in a few minutes."))
            )
        if self.state == State.MOVING:
            raise Unavailable(
                str(
                    _(
                        "The data of this company is being moved to another database. Try again in a few minutes."
                    )
                )
            )
        if self.state == State.BROKEN:
            raise Unavailable(
                str(
                    _(
                        "The data of this company cannot be opened. Who runs this installation finds the reason in"
                        " the log, and can restore a back-up."
                    )
                )
            )
        return self.unchecked_handle()

    def unchecked_handle(self) -> Handle:
        """The same whatever the state: for migrating, back-ups and deletion."""
        folder = settings.SPINDLE_DATA / "organisations" / self.slug
        return Handle(self.slug, folder, keys.unwrap(bytes(self.wrapped_key), self.slug), Engine(self.engine))

    @contextmanager
    def active(self) -> Iterator[Activation]:
        """Makes the company active for a block."""
        with active(self.handle()) as activation:
            yield activation


class Nudge(models.Model):
    """A company has work of some kind for the worker. Says only where to look; a sweep finds what one lost."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="nudges")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Nudge"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="one_nudge_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.organisation_id}"


class Lease(models.Model):
    """Work that one process does at a time, such as following a mailbox: whose it is while he goes on saying so.

    One that was not renewed for a while may be taken by another process (organisations.leasing).
    """

    work = models.CharField(max_length=60, primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="leases")
    holder = models.CharField(max_length=32)
    renewed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Lease"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.work}: {self.holder}"
