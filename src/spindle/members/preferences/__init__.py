"""What this folder puts on the CRM preferences: the tabs General and Company, and what protects the data."""

from spindle.members import slots
from spindle.members.preferences import company, general, security


def register() -> None:
    """Fill the slots; once, when the program starts."""
    slots.register(general.SECTION, company.SECTION, security.PANEL)
