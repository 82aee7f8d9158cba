"""A conversation and its relation as the interface shows them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spindle.archive.menus import link_conversation_url, links_url
from spindle.archive.models import ParticipantRole
from spindle.archive.presenting import card_url, message_row
from spindle.archive.queries import LinkedRelation
from spindle.channels import registry
from spindle.channels.contract import Place
from spindle.inbox.listing import Listing
from spindle.inbox.queries import Reading, RelationView, Unknown
from spindle.inbox.rows import actions_for, verb_url
from spindle.members.models import Member
from spindle.relations.models import ContactPoint, Kind, PointKind
from spindle.relations.phones import point_as_read
from spindle.relations.regions import region_of
from spindle.ui.rows import Chip, Fact, MenuItem, PanelItem, Person, Tab

Context = dict[str, object]

# So many messages are open at first, however many are unread: each open one is read and cleaned.
OPEN_AT_FIRST = 8


def version_of(reading: Reading) -> str:
    """Changes when what the pane shows does: a page that has this version needs no other."""
    shown = [
        (
            message.entry.pk,
            [(copy.place, copy.moved_by_id) for copy in message.deliveries],
            [(one.id, one.name) for one in message.relations],
            (message.highlighted, message.entry.private_to_id),
        )
        for message in reading.messages
    ]
    unknown = [(one.party.address, one.company.pk if one.company else 0) for one in reading.unknown]
    return blake2b(repr((shown, unknown)).encode(), digest_size=8).hexdigest()


def conversation_pane(reading: Reading, listing: Listing, member: Member) -> Context:
    """Everything of the middle pane, bodies included."""
    conversation = reading.view.id
    verbs = actions_for(listing, conversation, may_write=member.may_write)
    return {
        "conversation_id": conversation,
        "subject": reading.subject or _("(no subject)"),
        "chips": _chips(reading, member),
        "messages": _messages(reading, member),
        "has_earlier": reading.view.has_earlier,
        "unknown": [_stranger(one) for one in _writers(reading.unknown)] if member.may_write else [],
        "verbs": verbs,
        "link_url": link_conversation_url(conversation) if member.may_write else "",
        "reading_url": reverse("inbox:reading", args=[conversation]),
        "read_url": f"{verb_url('read', listing, conversation)}",
        "unread": reading.unread,
        "pane_url": listing.conversation_url(conversation),
        "refresh_url": listing.conversation_url(conversation, have=version_of(reading)),
        "back_url": listing.url(),
        "relation_url": listing.conversation_url(conversation, pane="relation"),
    }


def _messages(reading: Reading, member: Member) -> list[object]:
    newest = reading.messages[-1].entry.pk
    opened = {newest, *reading.unread[-OPEN_AT_FIRST:]}
    return [
        message_row(
            message,
            reading.parties[message.entry.pk],
            reading.colleagues,
            me=member,
            opened=message.entry.pk in opened,
        )
        for message in reading.messages
    ]


def _chips(reading: Reading, member: Member) -> list[Chip]:
    entries = [entry.pk for entry in reading.entries]
    chips = [_relation_chip(one, entries, may_write=member.may_write) for one in reading.relations]
    return [*chips, *_state(reading), *_mark_chips(reading)]


def _mark_chips(reading: Reading) -> list[Chip]:
    """That it stands out, and that some of it is private."""
    chips = []
    if any(message.highlighted for message in reading.messages):
        chips.append(Chip(_("Highlighted"), icon="flag", tone="care"))
    if any(message.entry.private_to_id for message in reading.messages):
        chips.append(Chip(_("Private"), icon="lock"))
    return chips


def _relation_chip(relation: LinkedRelation, entries: list[int], *, may_write: bool) -> Chip:
    return Chip(
        relation.name,
        icon="building" if relation.is_business else "user",
        url=card_url(relation.id),
        remove_url=links_url(relation.id, entries) if may_write else "",
        remove_label=_("Unlink from %(name)s") % {"name": relation.name},
    )


def _state(reading: Reading) -> list[Chip]:
    """That it is finished, and by whom, when nothing of it stands in an inbox of this member's any more."""
    copies = [copy for message in reading.messages for copy in message.deliveries]
    finished = [copy for copy in copies if copy.place == Place.FINISHED]
    if not finished or any(copy.place == Place.INBOX for copy in copies):
        return []
    by = finished[-1].moved_by
    said = _("Finished by %(name)s") % {"name": by.name} if by else _("Finished")
    return [Chip(said, icon="circle-check", tone="good")]


def _writers(unknown: Sequence[Unknown]) -> list[Unknown]:
    """Those who wrote; who was only written to is offered in the panel."""
    return [one for one in unknown if one.party.role in {ParticipantRole.FROM, ParticipantRole.REPLY_TO}]


def _stranger(unknown: Unknown) -> Context:
    party, company = unknown.party, unknown.company
    return {
        "person": Person(party.shown, kind="unknown"),
        "name": party.shown,
        "address": party.address,
        "company": company.name if company else "",
        "facts": [Fact(_("Perhaps"), company.name, card_url(company.pk))] if company else [],
        "add_url": reverse("archive:add", args=[party.entry_id, party.address_id]),
        "attach_url": reverse("archive:attach", args=[party.entry_id, party.address_id]),
    }


def relation_panel(reading: Reading, listing: Listing, member: Member, shown: RelationView | None) -> Context:
    """Everything of the right pane: one relation, a switch where there are several, and who is unknown."""
    conversation = reading.view.id
    strangers = [_stranger(one) for one in reading.unknown] if member.may_write else []
    if shown is None and strangers:
        strangers[0]["back_url"] = listing.conversation_url(conversation)
    context: Context = {
        "strangers": strangers,
        "more_strangers": reading.more_unknown,
        "panel_url": _panel_url(listing, conversation, shown.relation.pk if shown else ""),
        "panel_trigger": _trigger(shown),
        "conversation_url": listing.conversation_url(conversation),
    }
    if len(reading.relations) > 1:
        context["switch"] = [
            Tab(
                one.name,
                _panel_url(listing, conversation, one.id),
                current=shown is not None and one.id == shown.relation.pk,
            )
            for one in reading.relations
        ]
    return context | (_about(shown) if shown else {})


def _panel_url(listing: Listing, conversation_id: int, relation_id: int | str) -> str:
    """This relation at the right; asked by htmx, the answer is the inside of the panel alone."""
    return listing.conversation_url(conversation_id, relation=relation_id, part="panel")


def _trigger(shown: RelationView | None) -> str:
    topics = ["relations"] if shown is None else [f"relation-{shown.relation.pk}"]
    return ", ".join(f"{topic} from:#live delay:300ms" for topic in topics)


def _about(shown: RelationView) -> Context:
    relation = shown.relation
    employer = relation.parent if relation.parent and relation.parent.trashed_at is None else None
    return {
        "person": Person(relation.name, kind="company" if relation.kind == Kind.BUSINESS else "person"),
        "url": card_url(relation.pk),
        "before": relation.job_title,
        "under": employer.name if employer else "",
        "under_url": card_url(employer.pk) if employer else "",
        "quick": _quick(shown.points),
        "facts": _facts(shown),
        "earlier": [
            PanelItem(
                row.entry.subject or row.entry.snippet or _("(no subject)"),
                url=reverse("inbox:conversation", args=[Place.INBOX.value, row.entry.conversation_id]),
                icon=registry.get(row.entry.channel).icon,
                at=row.entry.at,
            )
            for row in shown.earlier
        ],
    }


def _quick(points: Sequence[ContactPoint]) -> list[MenuItem]:
    phone = next((one for kind in ("mobile", "phone") for one in points if one.kind == kind), None)
    mail = next((one for one in points if one.kind == PointKind.EMAIL), None)
    items = []
    if mail:
        items.append(MenuItem(_("Mail"), icon="mail", url=f"mailto:{mail.value}"))
    if phone:
        items.append(MenuItem(_("Call"), icon="phone", url=f"tel:{phone.normalised}"))
    return items


def _facts(shown: RelationView) -> list[Fact]:
    relation = shown.relation
    region = region_of(relation)
    facts = [
        Fact(str(PointKind(point.kind).label), point_as_read(point, region), url=_point_url(point), copy=True)
        for point in shown.points
    ]
    address = ", ".join(part for part in (relation.street, relation.city) if part)
    if address:
        facts.append(Fact(_("Address"), address))
    facts.append(Fact(_("Type"), relation.type.label))
    return facts


def _point_url(point: ContactPoint) -> str:
    """Where a contact point leads: a site; what is called or written to has its button above."""
    return f"https://{point.normalised}" if point.kind == PointKind.WEB else ""


def said(verb: str, count: int) -> str:
    """What a verb did, for its toast; `count` conversations."""
    words = {
        "finish": ngettext("Finished", "%(count)d finished", count),
        "reopen": ngettext("Back in the inbox", "%(count)d back in the inbox", count),
        "trash": ngettext("Deleted", "%(count)d deleted", count),
        "restore": ngettext("Put back", "%(count)d put back", count),
        "spam": ngettext("Marked as spam", "%(count)d marked as spam", count),
        "not-spam": ngettext("Marked as no spam", "%(count)d marked as no spam", count),
        "read": ngettext("Marked as read", "%(count)d marked as read", count),
        "unread": ngettext("Marked as unread", "%(count)d marked as unread", count),
        "highlight": ngettext("Highlighted", "%(count)d highlighted", count),
        "plain": ngettext("No longer highlighted", "%(count)d no longer highlighted", count),
        "private": ngettext(
            "Private: only you see this now", "%(count)d private: only you see these now", count
        ),
        "public": ngettext("No longer private", "%(count)d no longer private", count),
    }
    text = words[verb]
    return text % {"count": count} if "%(count)d" in text else text
