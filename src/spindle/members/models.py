"""People in a company (UI: users). Signing in is `accounts`' business; here is what they are to colleagues."""

from datetime import date

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.members.rights import Right, Role, rights_of


class Density(models.TextChoices):
    """How much stands on a screen."""

    COMPACT = "compact", _("Compact")
    NORMAL = "normal", _("Normal")
    COMFORTABLE = "comfortable", _("Comfortable")


class Member(models.Model):
    """A person in this company; `identity` is the id of the sign-in identity in the control database."""

    identity = models.BigIntegerField(unique=True)
    first_name = models.CharField(_("First name"), max_length=80)
    last_name = models.CharField(_("Last name"), max_length=80, blank=True)
    email = models.EmailField(_("E-mail address"), max_length=254)
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices, default=Role.USER)
    # Empty means: as the company has it.
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    # One of the six hues of ui/tokens.css, so that colleagues are told apart.
    hue = models.PositiveSmallIntegerField(default=1)
    shortcuts = models.BooleanField(default=True)
    density = models.CharField(max_length=12, choices=Density.choices, default=Density.NORMAL)
    # Set-up steps of Home that this member has waved away.
    checklist_hidden = models.BooleanField(default=False)
    # The tour through the screens is behind him.
    tour_seen = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    # The first day on which he is no longer employed, in the company's time zone; from then on he may not come in.
    left_on = models.DateField(_("No longer employed from"), null=True, blank=True)
    joined_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["first_name", "last_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def has_left(self, today: date) -> bool:
        """Whether he is no longer employed on this day."""
        return self.left_on is not None and self.left_on <= today

    @property
    def may_write(self) -> bool:
        """Whether this member may change anything at all."""
        return self.role != Role.READ_ONLY

    def has(self, right: Right) -> bool:
        return right in rights_of(self.role)


class Setting(models.Model):
    """What the company has chosen of one kind (`settings.py`); who chose it and when, the journal knows."""

    name = models.CharField(max_length=40, unique=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
