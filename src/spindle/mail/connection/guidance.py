"""What to know about a provider before signing in: app passwords, and IMAP that must first be switched on.

Sources: the providers' own help pages at these addresses; product.md EM-6 and EM-8.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PASSWORD = _("The password of the mailbox itself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """Hints for one provider: which password is meant, where IMAP is switched on, and a page with the steps.

    `app_password`: the usual password is never accepted.
    """

    password: str | Promise = _PASSWORD
    switch_on: str | Promise = ""
    url: str = ""
    app_password: bool = False


_GUIDANCE = {
    "google": Guidance(
        password=_(
            "Not your Google password but an app password: in your Google Account, turn on 2-Step Verification, "
            "then choose App passwords and make one for Spindle."
        ),
        switch_on=_(
            "In Gmail, open Settings, See all settings, Forwarding and POP/IMAP, and enable IMAP. In a company, the "
            "administrator of Google Workspace may have to allow it."
        ),
        url="https://support.google.com/accounts/answer/185833",
        app_password=True,
    ),
    "microsoft": Guidance(
        password=_("Microsoft no longer accepts passwords here: signing in goes through Microsoft itself."),
        switch_on=_(
            "In Outlook on the web, open Settings, Mail, Forwarding and IMAP, and let devices and apps use IMAP. In "
            "a company, the administrator allows it per mailbox in the Microsoft 365 admin center."
        ),
        url="https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040",
    ),
    "apple": Guidance(
        password=_(
            "Not your Apple Account password but an app-specific password: sign in at account.apple.com, choose "
            "Sign-In and Security, App-Specific Passwords, and make one for Spindle."
        ),
        url="https://support.apple.com/102654",
        app_password=True,
    ),
    "yahoo": Guidance(
        password=_(
            "Not your Yahoo password but an app password: in your Yahoo account, choose Security, then Generate app "
            "password."
        ),
        url="https://help.yahoo.com/kb/SLN15241.html",
        app_password=True,
    ),
    "aol": Guidance(
        password=_(
            "Not your AOL password but an app password: in your AOL account, choose Security, then Generate app "
            "password."
        ),
        url="https://help.aol.com/articles/Create-and-manage-app-password",
        app_password=True,
    ),
    "fastmail": Guidance(
        password=_(
            "Not your Fastmail password but an app password: Settings, Privacy and Security, Manage app passwords."
        ),
        url="https://www.fastmail.help/hc/en-us/articles/360058752854",
        app_password=True,
    ),
    "zoho": Guidance(
        password=_("With two-factor authentication: an app password from your Zoho account, under Security."),
        switch_on=_(
            "In Zoho Mail, open Settings, Mail Accounts, choose the account, and switch on IMAP Access. In a company, "
            "the administrator may have to allow it."
        ),
        url="https://www.zoho.com/mail/help/imap-access.html",
    ),
    "gmx": Guidance(
        password=_("The password of the mailbox; with two-factor authentication an app password."),
        switch_on=_("In the webmail, open Settings, POP3 & IMAP, and allow access to this account."),
        url="https://hilfe.gmx.net/pop-imap/einschalten.html",
    ),
    "t-online": Guidance(
        password=_(
            "Not the password of the website but the e-mail password, which you set in the Telekom customer centre "
            "under Passwords."
        ),
        url="https://www.telekom.de/hilfe/apps-dienste/e-mail/programme/passwort-verwalten",
        app_password=True,
    ),
    "libero": Guidance(
        switch_on=_("In the webmail, open Settings and allow access from outside (POP/IMAP).")
    ),
    "uol": Guidance(switch_on=_("In the webmail, open Settings and choose Activate IMAP.")),
    "second-factor": Guidance(
        password=_("The password of the mailbox; with two-factor authentication an application password.")
    ),
    "transip": Guidance(
        password=_(
            "The password of the mailbox itself. At TransIP: Control panel, E-mail, the mailbox, New password."
        )
    ),
    "proton": Guidance(
        password=_(
            "Proton Mail has no IMAP. Its Bridge program offers it on one computer only: run Bridge beside Spindle on "
            "your own server and enter its settings by hand."
        ),
        url="https://proton.me/support/imap-smtp-and-pop3-setup",
    ),
}


def guidance(key: str) -> Guidance:
    """The hints for a provider's key (discovery/providers.toml); the usual ones for any other."""
    return _GUIDANCE.get(key, _USUAL)


_USUAL = Guidance()
