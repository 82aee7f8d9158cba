"""The folders of the inbox: what each is called, its icon, and what is said when there is nothing in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spindle.channels.contract import Place


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it is shown."""

    label: Promise
    icon: str
    empty: Promise
    empty_text: Promise


FOLDERS = {
    Place.INBOX: Folder(
        _("Inbox"), "inbox", _("Everything is done"), _("New messages come in here by themselves.")
    ),
    Place.SENT: Folder(
        _("Sent"), "send", _("Nothing sent yet"), _("What you send from your accounts stands here.")
    ),
    Place.FINISHED: Folder(
        _("Finished"),
        "circle-check",
        _("Nothing finished yet"),
        _("What you finish leaves the inbox, stays with its relation, and is found here."),
    ),
    Place.SPAM: Folder(_("Spam"), "alert-octagon", _("No spam"), _("What is marked as spam stands here.")),
    Place.TRASH: Folder(
        _("Trash"), "trash", _("The trash is empty"), _("What is deleted can be put back from here.")
    ),
    Place.DRAFTS: Folder(
        _("Drafts"), "edit", _("No drafts"), _("Messages that are not sent yet stand here.")
    ),
}
