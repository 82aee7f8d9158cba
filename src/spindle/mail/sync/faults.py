"""A fault of the synchronisation in words for the office: the same sentences as the wizard's."""

from django.utils.translation import gettext as _

from spindle.mail.connection import texts
from spindle.mail.connection.stop import stopped_by_imap, stopped_by_network
from spindle.mail.imap.errors import ImapError
from spindle.mail.models import MailAccount
from spindle.mail.network import NetworkError, Security, Server


def words_for(fault: ImapError | NetworkError, account: MailAccount) -> str:
    """The headline for this fault in the active language, followed by the server's own words."""
    server = Server(account.imap_host, account.imap_port, Security(account.imap_security))
    if isinstance(fault, ImapError):
        stop = stopped_by_imap(fault, server)
    else:
        stop = stopped_by_network(fault, server)
    facts = {"login": account.login, "name": account.imap_host, **stop.facts}
    headline = texts.failure("login", stop.code, facts).headline
    return f"{headline}. {stop.server_text}".strip() if stop.server_text else headline


def own_words(fault: Exception) -> str:
    """What to say of a fault that is not the server's, in the active language."""
    return _("Spindle itself could not go on and tries again: {reason}").format(reason=fault)
