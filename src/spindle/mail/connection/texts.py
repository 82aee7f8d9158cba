"""The sentences of the wizard: for each step's fact and for each failure, in words for people in an office."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from spindle.mail.connection.guidance import guidance
from spindle.ui.dates import say

Facts = Mapping[str, str | int]

LABELS: Mapping[str, str | Promise] = {
    "settings": _("Settings found"),
    "server": _("Server answers"),
    "encryption": _("Connection is encrypted"),
    "login": _("Signing in"),
    "folders": _("Folders"),
    "sending": _("Sending"),
}
_SOURCES: Mapping[str, str | Promise] = {
    "table": _("Known settings of {name}"),
    "autoconfig": _("From {name}’s autoconfiguration"),
    "srv": _("From the domain’s own records"),
    "exchanger": _("Mail for this domain is at {name}"),
    "autodiscover": _("From the domain’s Autodiscover"),
    "guess": _("Found under the usual server names"),
    "by_hand": _("Entered by hand"),
}
# EM-10: shown with every failure, beside the installation's support (phone or mail).
TIP = _("Does it work on your phone? Compare these settings with it.")
# Certificates that a person may accept once, by their fingerprint (mail.md, "Discovery").
ACCEPTABLE = frozenset(
    {"certificate_untrusted", "certificate_wrong_name", "certificate_expired", "certificate_changed"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what to do."""

    headline: str
    advice: str


# code: (headline, advice). Facts: host, port, address, login, name (provider), names, valid_to, issuer, said.
FAILURES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "no_settings": (
        _("The settings for this mailbox could not be found"),
        _("Enter the server settings by hand. Your provider’s help pages have them, under IMAP."),
    ),
    "no_imap": (_("{name} offers no IMAP"), "{password_hint}"),
    "name_not_found": (
        _("There is no server called {host}"),
        _("Check the server name for a typing error."),
    ),
    "refused": (
        _("{host} does not answer on port {port}"),
        _("Check the port: 993 with TLS or 143 with STARTTLS for incoming mail, 465 or 587 for sending."),
    ),
    "timed_out": (
        _("{host} did not answer in time"),
        _(
            "The server may be busy or a firewall may be in between. Try again, and check the server name and port."
        ),
    ),
    "unreachable": (
        _("{host} cannot be reached"),
        _("The connection could not be made or broke off. Try again in a few minutes."),
    ),
    "private_address": (
        _("{host} is inside this installation’s own network"),
        _(
            "It leads to {address}. If that is your own mail server, the administrator of this installation can "
            "permit it with the setting SPINDLE_ALLOW_PRIVATE_SERVERS."
        ),
    ),
    "port_refused": (
        _("Port {port} is not a port for mail"),
        _("Use 993 or 143 for incoming mail, and 465 or 587 for sending."),
    ),
    "tls_failed": (
        _("No encrypted connection with {host} could be made"),
        _("Port 993 usually goes with TLS, and port 143 with STARTTLS. Check both."),
    ),
    "tls_on_plain_port": (
        _("{host} wants STARTTLS on port {port}"),
        _("Choose STARTTLS as security, or port 993 with TLS."),
    ),
    "no_starttls": (
        _("{host} offers no encryption on port {port}"),
        _(
            "Choose TLS with port 993 (for sending, 465). Without encryption, others could read your password."
        ),
    ),
    "silent": (
        _("{host} says nothing on port {port}"),
        _("This port usually goes with TLS: choose TLS as security, or port 143 with STARTTLS."),
    ),
    "pop3_server": (
        _("{host} is a POP3 server"),
        _("Spindle needs the IMAP server. It is often called imap instead of pop, on port 993."),
    ),
    "smtp_server": (
        _("{host} is a server for sending on this port"),
        _("Enter the server for incoming mail (IMAP). It is often called imap instead of smtp, on port 993."),
    ),
    "web_server": (
        _("{host} is a web server on this port"),
        _("Enter the mail server’s name, often imap. or mail. followed by your domain, with port 993."),
    ),
    "imap_server": (
        _("{host} is a server for incoming mail on this port"),
        _("Enter the server for outgoing mail (SMTP), on port 465 or 587."),
    ),
    "other_protocol": (
        _("{host} is not a mail server on port {port}"),
        _("Check the server name and the port."),
    ),
    "certificate_expired": (
        _("The certificate of {host} has expired"),
        _("It was valid to {valid_to}. Your provider has to renew it; until then somebody could listen in."),
    ),
    "certificate_not_yet_valid": (
        _("The certificate of {host} is not valid yet"),
        _("It is valid from {valid_from}. Check the clock of this server."),
    ),
    "certificate_wrong_name": (
        _("The certificate belongs to another server than {host}"),
        _("It was issued to {names}. Enter that name as the server, if it is your provider’s."),
    ),
    "certificate_untrusted": (
        _("Nobody vouches for the certificate of {host}"),
        _(
            "Your own server may well use a certificate of its own. Accept it only if its fingerprint is the right "
            "one: {fingerprint}"
        ),
    ),
    "certificate_changed": (
        _("{host} shows another certificate than the one that was accepted"),
        _(
            "Ask whoever runs the server whether the certificate was renewed, and accept the new one only then. Its "
            "fingerprint: {fingerprint}"
        ),
    ),
    "login_refused": (
        _("The mail server does not accept this password"),
        _("Everything before it works, so only the password or the user name is wrong. {password_hint}"),
    ),
    "app_password": (_("{name} asks for an app password"), "{password_hint}"),
    "microsoft_sign_in": (
        _("Microsoft does not accept a password here"),
        _("Signing in with Microsoft itself is not possible yet; it follows in a next version."),
    ),
    "imap_disabled": (
        _("IMAP is switched off for this mailbox"),
        _("Switch it on at your provider and try again. {switch_on_hint}"),
    ),
    "over_quota": (
        _("The mailbox is full"),
        _("Delete some mail at your provider, or ask for more space, and try again."),
    ),
    "too_many": (
        _("The mailbox has too many connections open"),
        _("Close other mail programs or wait fifteen minutes, and try again."),
    ),
    "unavailable": (
        _("The mail server has a fault of its own"),
        _("Your settings may well be right. Try again in a few minutes."),
    ),
    "closed": (
        _("{host} closed the connection"),
        _("Try again in a few minutes. Check whether the user name must be the whole e-mail address."),
    ),
    "no_folders": (
        _("The folders of the mailbox could not be read"),
        _("Signing in worked. Try again in a few minutes."),
    ),
    "no_login_offered": (
        _("{host} does not let anyone sign in on port {port}"),
        _("Use port 465 with TLS or port 587 with STARTTLS for sending."),
    ),
}
# Sending alone does not stop the connection, and its banner says so first.
_SENDING = _("Receiving works; sending does not yet. {headline}.")


def failure(part: str, code: str, facts: Facts) -> Words:
    """The words for a failure, in the active language."""
    headline, advice = FAILURES.get(code, FAILURES["unavailable"])
    values = _values(facts)
    filled = str(headline).format_map(values)
    if part == "sending":
        filled = str(_SENDING).format_map({"headline": filled})
    return Words(filled, str(advice).format_map(values).strip())


def fact(part: str, done: bool, code: str, facts: Facts) -> str:
    """The line of a step that is done or waits, in the active language."""
    if not done:
        return str(_("Not set up")) if code == "not_set_up" else str(_("Not tried yet"))
    if part == "folders":
        count = int(facts.get("count", 0))
        return ngettext("{count} folder", "{count} folders", count).format(count=count)
    templates: Mapping[str, str | Promise] = {
        "settings": _SOURCES.get(str(facts.get("source", "")), _SOURCES["by_hand"]),
        "server": _("{host}, port {port}, in {milliseconds} ms"),
        "encryption": _ENCRYPTED.get(code, _ENCRYPTED[""]),
        "login": _("As {login}"),
        "sending": _("{host}, port {port}"),
    }
    return str(templates[part]).format_map(_values(facts))


_ENCRYPTED: Mapping[str, str | Promise] = {
    "": _("{version}, certificate valid to {valid_to}"),
    "accepted": _("{version}, certificate accepted by hand"),
    "plain": _(
        "As chosen. Your password and all mail go over the network readable for everyone on the way; only for a server"
        " in your own house."
    ),
}


class _Values(dict[str, str]):
    """A fact that is missing reads as nothing."""

    def __missing__(self, name: str) -> str:
        return ""


def _values(facts: Facts) -> _Values:
    values = _Values({name: str(value) for name, value in facts.items()})
    hints = guidance(str(facts.get("guidance", "")))
    values["password_hint"], values["switch_on_hint"] = str(hints.password), str(hints.switch_on)
    for name in ("valid_to", "valid_from"):
        if name in facts:
            values[name] = say(dt.date.fromisoformat(str(facts[name])), "date")
    return values
