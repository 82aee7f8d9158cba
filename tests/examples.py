"""A real value for each parameter of each address, for the walk in test_strangers.py.

Who adds an address with a parameter adds an example here, or the walk fails by its name. The values are
of things in the company Acme; their ids exist in no other company.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage

from django.db.transaction import atomic

from spindle.accounts.models import Invitation, Membership
from spindle.archive.models import Address, Attachment, Entry
from spindle.channels.contract import AttachmentInfo, IncomingMessage, Place
from spindle.channels.models import Account
from spindle.inbox.models import Bulk, BulkState, View
from spindle.journal.actions import record
from spindle.journal.models import Line
from spindle.mail.models import ConnectionAttempt, Folder, MailAccount, Quarantine
from spindle.members.models import Member
from spindle.members.rights import Role
from spindle.members.slots import Tab
from spindle.preferences.actions import SUBJECT
from spindle.relations.models import ContactPoint, Relation
from tests.accounts.factories import founded, invitation_to, joined
from tests.factories import account, message, received, relation

# Stands in everything of Acme that has words; no answer to anybody else may hold it.
SECRET = "Zilverspar"
# So many rows come before Acme's own in each table, so that a small company elsewhere has none of their ids.
PADDING = 12
PICTURE = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"


@dataclass(frozen=True, slots=True)
class World:
    """Acme with one of everything and a member of each role, and the administrator of Globex, which is empty."""

    administrator: Membership
    user: Membership
    read_only: Membership
    stranger: Membership
    member: Member
    invitation: Invitation
    invitation_token: str
    account: Account
    folder: Folder
    quarantine: Quarantine
    attempt: ConnectionAttempt
    entry: Entry
    attachment: Attachment
    address: Address
    relation: Relation
    view: View
    bulk: Bulk
    point: ContactPoint
    line: Line

    @property
    def insiders(self) -> dict[Role, Membership]:
        """Acme's members by role."""
        return {
            Role.ADMINISTRATOR: self.administrator,
            Role.USER: self.user,
            Role.READ_ONLY: self.read_only,
        }


Example = Callable[[World], object]

# By "name of the address.parameter", else by the parameter alone.
EXAMPLES: dict[str, Example] = {
    "account_company.slug": lambda world: world.administrator.organisation.slug,
    "account_invitation.token": lambda world: world.invitation_token,
    "account_reset_password_from_key.uidb36": lambda world: "1",
    "account_reset_password_from_key.key": lambda world: "made-up",
    "home:block.name": lambda world: "news",
    "members:member.pk": lambda world: world.member.pk,
    "members:role.pk": lambda world: world.member.pk,
    "members:role.role": lambda world: Role.READ_ONLY.value,
    "members:deactivation.pk": lambda world: world.member.pk,
    "members:invitation.pk": lambda world: world.invitation.pk,
    "members:renewal.pk": lambda world: world.invitation.pk,
    "preferences:tab.tab": lambda world: Tab.GENERAL,
    "preferences:change.line_id": lambda world: world.line.pk,
    "place": lambda world: Place.INBOX,
    "relations:field.name": lambda world: "type",
    "relations:first_point.kind": lambda world: "email",
    "account_id": lambda world: world.account.pk,
    "folder_id": lambda world: world.folder.pk,
    "quarantine_id": lambda world: world.quarantine.pk,
    "member_id": lambda world: world.member.pk,
    "attempt_id": lambda world: world.attempt.pk,
    "entry_id": lambda world: world.entry.pk,
    "conversation_id": lambda world: world.entry.conversation_id,
    "address_id": lambda world: world.address.pk,
    "relation_id": lambda world: world.relation.pk,
    "point_id": lambda world: world.point.pk,
    "index": lambda world: world.attachment.index,
    "view_id": lambda world: world.view.pk,
    "bulk_id": lambda world: world.bulk.pk,
    "mail:remote.token": lambda world: "AAAA",
    "archive:page.number": lambda world: 1,
}


def make_world() -> World:
    """Both companies, in the installation of the test."""
    administrator = founded(f"Acme {SECRET}", last_name=SECRET)
    organisation = administrator.organisation
    invitation, token = invitation_to(organisation, f"{SECRET}@acme.example")
    with organisation.active():
        _pad()
    user, read_only = joined(organisation), joined(organisation, Role.READ_ONLY)
    with organisation.active():
        made = _things(Member.objects.get(pk=administrator.member_id))
    return World(
        administrator=administrator,
        user=user,
        read_only=read_only,
        stranger=founded("Globex"),
        invitation=invitation,
        invitation_token=token,
        **made,  # type: ignore[arg-type]
    )


def _pad() -> None:
    for number in range(PADDING):
        one = Member.objects.create(identity=1000 + number, first_name="Past", email=f"p{number}@x.example")
        account(one)
        relation(f"Past {number}", email=f"past{number}@x.example")
        ConnectionAttempt.objects.create(member=one, address="past@x.example", login="past")
        View.objects.create(owner=one, name="past", place=Place.INBOX)
        Bulk.objects.create(member=one, verb="read", place=Place.INBOX, state=BulkState.UNDONE, closed=True)


def _things(administrator: Member) -> dict[str, object]:
    card = relation(f"Bakkerij {SECRET}", email=f"info@{SECRET.lower()}.example")
    box = account(administrator, address=f"{SECRET.lower()}@acme.example")
    mail = MailAccount.objects.create(account=box, address=box.address, login=box.address)
    folder = Folder.objects.create(account=mail, name=SECRET, raw_name=SECRET, place="inbox")
    (entry,) = received(box, _offer())
    return {
        "view": View.objects.create(owner=administrator, name=SECRET, place=Place.INBOX, shared=True),
        "bulk": Bulk.objects.create(member=administrator, verb="link", place=Place.INBOX, relation=card),
        "member": Member.objects.create(
            identity=9999, first_name="Meryem", last_name=SECRET, email=f"m@{SECRET.lower()}.example"
        ),
        "account": box,
        "folder": folder,
        "quarantine": Quarantine.objects.create(folder=folder, uid=7, reason=SECRET),
        "attempt": ConnectionAttempt.objects.create(
            member=administrator, address=f"{SECRET.lower()}@acme.example", login=SECRET
        ),
        "entry": entry,
        "attachment": entry.attachments.get(),
        "address": Address.objects.get(address="x@y.example"),
        "relation": card,
        "point": card.contact_points.get(),
        "line": _preferences_changed(administrator),
    }


def _preferences_changed(administrator: Member) -> Line:
    """A change that can be taken back, by its line in the journal."""
    with atomic(using="organisation", durable=True):
        held = {"company.city": SECRET}
        return record(
            "preferences changed", subject=SUBJECT, subject_id=0, by=administrator.pk, before=held, after=held
        )


def _offer() -> IncomingMessage:
    raw = EmailMessage()
    raw["Subject"], raw["From"] = f"Offer for {SECRET}", f"{SECRET} <x@y.example>"
    raw.set_content(f"Dear {SECRET}")
    raw.add_attachment(PICTURE, maintype="image", subtype="gif", filename=f"{SECRET}.gif")
    file = AttachmentInfo(index=0, name=f"{SECRET}.gif", content_type="image/gif", size=len(PICTURE))
    parsed = message(raw["Subject"], sender=raw["From"], text=f"Dear {SECRET}", attachments=(file,))
    return replace(parsed, raw=raw.as_bytes())
