"""Where Home and the rail lead to; each address is of the folder that answers it (config/urls.py)."""

from __future__ import annotations

from django.urls import reverse

from spindle.channels.contract import Place

HOME = "/"
INBOX = "/inbox/"
RELATIONS = "/relations/"


def conversation(conversation_id: int) -> str:
    """The inbox, opened at this conversation."""
    return reverse("inbox:conversation", args=[Place.INBOX, conversation_id])


def relation(pk: int) -> str:
    """A relation's card."""
    return f"{RELATIONS}{pk}/"


def connect_mail() -> str:
    """The account wizard (product.md EM-2: the first of its three places)."""
    return reverse("mail:connect")


def mail_accounts() -> str:
    """The page with the mail accounts."""
    return reverse("mail:accounts")


def new_relation() -> str:
    """The pop-up that adds a relation."""
    return f"{RELATIONS}new/"


def invite() -> str:
    """The pop-up that invites a colleague."""
    return reverse("members:invite")
