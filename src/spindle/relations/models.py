"""Anyone the company deals with: businesses and persons in a hierarchy (product.md RL-1, RL-2, 2.2)."""

from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from spindle.members.models import Member


class Kind(models.TextChoices):
    """A business is the main card; persons may stand below one (RL-2)."""

    BUSINESS = "business", _("Business")
    PERSON = "person", _("Person")


# The types that a new company starts with, in this order (product.md 2.2), and how each reads.
SEEDED_TYPES: dict[str, Promise] = {
    "customer_business": _("Customer (business)"),
    "customer_private": _("Customer (private)"),
    "prospect": _("Prospect"),
    "supplier": _("Supplier"),
    "partner": _("Partner"),
    "company": _("Company"),
    "private": _("Private"),
    "other": _("Other"),
}


class RelationType(models.Model):
    """Exactly one per relation, mandatory (product.md 2.2): customer, prospect, supplier, …"""

    # Language-neutral name of a type that Spindle brings; empty for a company's own.
    code = models.CharField(max_length=30, blank=True)
    # What the company calls it; empty: as the reader's language has it for the code.
    name = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The type's name in the language that is active now."""
        return self.name or str(SEEDED_TYPES.get(self.code, self.code))


class Relation(models.Model):
    """A relation with its card; contact points stand apart, the archive above."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="relations")
    # The employer's card; only a business can be one, and it has none itself above one level of departments.
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="employees", db_index=False
    )
    # A business' name, or a person's full name as it is shown and sorted; kept by actions.
    name = models.CharField(max_length=200)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    salutation = models.CharField(max_length=60, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    birthday = models.DateField(null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    memo = models.TextField(blank=True)
    # Time key of the newest entry at this relation or its employees, else of its making: ranks the list.
    last_interaction = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True)
    trashed_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["-last_interaction", "-id"], name="relation_recent"),
            models.Index(fields=["parent", "-last_interaction"], name="relation_employees"),
        ]

    def __str__(self) -> str:
        return self.name


class PointKind(models.TextChoices):
    """What a contact point is."""

    EMAIL = "email", _("E-mail")
    MOBILE = "mobile", _("Mobile")
    PHONE = "phone", _("Phone")
    WEB = "web", _("Website")


class ContactPoint(models.Model):
    """An address, number or site of a relation. `normalised` is what arriving messages are matched with:

    a lower-case address, a number in E.164, a host and path. Equal ones may stand at several relations
    (info@ of a company and its owner): a message is then linked to each (product.md EM-13).
    """

    relation = models.ForeignKey(
        Relation, on_delete=models.CASCADE, related_name="contact_points", db_index=False
    )
    kind = models.CharField(max_length=10, choices=PointKind.choices)
    value = models.CharField(max_length=254)
    normalised = models.CharField(max_length=254)
    label = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["relation", "kind", "normalised"], name="contact_point_once")
        ]
        indexes = [models.Index(fields=["normalised", "kind"], name="contact_point_match")]

    def __str__(self) -> str:
        return self.value


class CompanyDomain(models.Model):
    """A mail domain at which a business' people write; never a free-mail domain. Suggests the company."""

    domain = models.CharField(max_length=253)
    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "relation"], name="company_domain_once")]

    def __str__(self) -> str:
        return self.domain
