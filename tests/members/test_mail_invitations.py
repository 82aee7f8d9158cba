"""The mails with the links of invitations, by a real mail server."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.test import Client
from pytest_django import Settings

from spindle.accounts.models import Invitation, MailState
from spindle.journal.models import Line
from spindle.members.models import Member
from tests.accounts.factories import founded, mails_settled, signed_in
from tests.members.test_invite import TYPED, URL
from tests.peers.smtp import Smtp


def states() -> dict[str, str]:
    """What became of the mail to each."""
    mails_settled()
    return dict(Invitation.objects.values_list("email", "mail"))


def mail_to(postbox: Smtp, address: str) -> EmailMessage:
    """The mail that this address got."""
    mails_settled()
    (one,) = [mail for mail in postbox.messages if mail.recipients == (address,)]
    return message_from_bytes(one.raw, policy=policy.default)


def text_to(postbox: Smtp, address: str) -> str:
    """What this address reads."""
    return str(mail_to(postbox, address).get_content()).replace("\r\n", "\n")


def test_each_gets_a_mail_of_his_own_with_his_own_link(postbox: Smtp) -> None:
    founder = founded()
    page = signed_in(founder).post(URL, TYPED | {"addresses": "a@x.example, b@x.example"})
    for row in page.context["rows"]:
        mail = mail_to(postbox, row.invitation.email)
        assert row.url in mail.get_content()
        assert (mail["To"], mail["Reply-To"]) == (row.invitation.email, founder.identity.email)
        assert mail["Auto-Submitted"] == "auto-generated"
    assert states() == {"a@x.example": MailState.SENT, "b@x.example": MailState.SENT}


def test_it_is_in_the_language_of_the_invitation_with_the_words_quoted(postbox: Smtp) -> None:
    typed = TYPED | {"language": "nl", "message": "Welkom Joris,\ntot maandag"}
    signed_in(founded()).post(URL, typed)
    mail = mail_to(postbox, "joris@acme.example")
    assert mail["Subject"] == "Eline Visser nodigt u uit voor Acme"
    assert "> Welkom Joris,\n> tot maandag\n" in text_to(postbox, "joris@acme.example")


def test_nothing_that_was_typed_becomes_a_header_or_somebodys_own_words(postbox: Smtp) -> None:
    founder = founded("Acme\r\nBcc: victim@x.example")
    with founder.organisation.active():
        Member.objects.update(first_name="Eline\r\nBcc: victim@x.example\r\n\r\n<b>", last_name="\u202eevil")
    signed_in(founder).post(URL, TYPED | {"message": "Hi\r\n.\r\nQUIT\r\n<script>\u202e"})
    mail = mail_to(postbox, "joris@acme.example")
    assert mail["Bcc"] is None
    assert len(postbox.messages) == 1
    assert "\u202e" not in str(mail["Subject"]) + mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert "> .\n> QUIT\n> <script>\n" in text_to(postbox, "joris@acme.example")


def test_a_refused_address_says_why_and_the_others_are_sent(postbox: Smtp) -> None:
    postbox.refused_recipients["gone@x.example"] = "550 5.1.1 No such user <here>"
    founder = founded()
    client = signed_in(founder)
    page = client.post(URL, TYPED | {"addresses": "gone@x.example, b@x.example"})
    assert states() == {"gone@x.example": MailState.REFUSED, "b@x.example": MailState.SENT}
    told = client.get(page.context["mail_url"]).content.decode()
    assert "One mail could not be sent: give the link yourself." in told
    assert "550 5.1.1 No such user &lt;here&gt;" in told
    assert "550 5.1.1 No such user &lt;here&gt;" in client.get("/members/").content.decode()
    with founder.organisation.active():
        after = Line.objects.get(verb="invitation not mailed").after or {}
    assert after["email"] == "gone@x.example"


def test_a_dead_server_loses_nothing_and_is_asked_once(postbox: Smtp, installation: Settings) -> None:
    installation.EMAIL_PORT = 1
    client = signed_in(founded())
    page = client.post(URL, TYPED | {"addresses": "a@x.example, b@x.example"})
    assert set(states().values()) == {MailState.UNREACHABLE}
    assert all(client.get(row.url).status_code == 200 for row in page.context["rows"])
    assert "mail server not reached" in client.get("/members/").content.decode()


def test_a_slow_server_keeps_nobody_waiting(postbox: Smtp, installation: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        installation.EMAIL_PORT, installation.EMAIL_TIMEOUT = silent.getsockname()[1], 1
        page = signed_in(founded()).post(URL, TYPED)
        assert b"The mail is being sent." in page.content
        assert Invitation.objects.get().mail == MailState.SENDING
        assert states() == {"joris@acme.example": MailState.UNREACHABLE}


def test_mailing_it_again_sends_the_new_link_with_the_same_words(postbox: Smtp) -> None:
    client = signed_in(founded())
    (first,) = client.post(URL, TYPED | {"message": "Welkom"}).context["rows"]
    mails_settled()
    (second,) = client.post(f"{URL}{Invitation.objects.get().pk}/renewal/").context["rows"]
    mails_settled()
    text = message_from_bytes(postbox.messages[-1].raw, policy=policy.default).get_content()
    assert second.url in text
    assert "> Welkom" in text
    assert [Client().get(row.url).status_code for row in (first, second)] == [410, 200]


def test_without_a_server_nothing_is_said_about_mail(installation: Settings) -> None:
    client = signed_in(founded())
    page = client.post(URL, TYPED)
    assert b"Give this link to your colleague." in page.content
    assert b"link given by hand" in client.get("/members/").content


def test_a_mail_that_nobody_knows_of_any_more_says_so(installation: Settings) -> None:
    client = signed_in(founded())
    client.post(URL, TYPED)
    Invitation.objects.update(mail=MailState.SENDING, linked_at="2026-01-01T00:00Z")
    assert b"not known whether it was mailed" in client.get("/members/").content
