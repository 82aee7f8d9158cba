"""What is said about past mail that an address brought along."""

from django.utils.translation import ngettext


def linked_said(count: int) -> str:
    """How many earlier messages stand in the archive now."""
    return ngettext("%(count)d earlier message linked", "%(count)d earlier messages linked", count) % {
        "count": count
    }
