"""What a member sets for himself: his name, language, time zone, shortcuts, density."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from spindle.journal.actions import record
from spindle.members.models import Density, Member


@dataclass(frozen=True, slots=True)
class Profile:
    """The settings of one member; an empty language or time zone means: as the company has it."""

    first_name: str
    last_name: str
    language: str
    time_zone: str
    shortcuts: bool


def profile_of(member: Member) -> Profile:
    """The settings as they are."""
    return Profile(
        first_name=member.first_name,
        last_name=member.last_name,
        language=member.language,
        time_zone=member.time_zone,
        shortcuts=member.shortcuts,
    )


def change_profile(member: Member, profile: Profile) -> None:
    """By the member himself; nothing is written when nothing changed."""
    with transaction.atomic(using="organisation", durable=True):
        before = asdict(profile_of(Member.objects.select_for_update().get(pk=member.pk)))
        changed = {name: value for name, value in asdict(profile).items() if value != before[name]}
        if not changed:
            return
        Member.objects.filter(pk=member.pk).update(**changed)
        record(
            "profile changed",
            subject="member",
            subject_id=member.pk,
            by=member.pk,
            before={name: before[name] for name in changed},
            after=changed,
            topics=["members"],
        )


def hide_checklist(member: Member, *, hidden: bool = True) -> None:
    """Wave the set-up steps of Home away, or fetch them back. No change to the company, so no journal line."""
    Member.objects.filter(pk=member.pk).update(checklist_hidden=hidden)


def see_tour(member: Member) -> None:
    """He took the tour, or left it. No change to the company, so no journal line."""
    Member.objects.filter(pk=member.pk).update(tour_seen=True)


def choose_density(member: Member, density: Density) -> None:
    """How much stands on his screens. No change to the company, so no journal line."""
    Member.objects.filter(pk=member.pk).update(density=density)
