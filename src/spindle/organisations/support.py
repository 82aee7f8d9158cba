"""How the host of this installation can be reached (product.md ON-8, EM-10; part 3, "Host settings")."""

from django.conf import settings
from django.utils.translation import gettext as _


def support_line() -> str:
    """A sentence with the host's phone and mail address, as far as they are set; "" when neither is."""
    ways = [way for way in (settings.SPINDLE_SUPPORT_PHONE, settings.SPINDLE_SUPPORT_MAIL) if way]
    return _("Help with setting up: {ways}").format(ways=" · ".join(ways)) if ways else ""
