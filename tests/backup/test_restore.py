"""A company from its back-up: everything as it was, beside what is here, standing still."""

from pathlib import Path

import pytest

from spindle.accounts.actions import reset_password
from spindle.accounts.models import Identity, Membership
from spindle.archive import blobs
from spindle.archive.models import Entry
from spindle.config.backup.errors import BackupRefused
from spindle.config.backup.restoring import restore
from spindle.config.backup.taking import back_up
from spindle.journal.models import Line
from spindle.members.models import Member
from spindle.organisations.models import Organisation
from spindle.organisations.queries import working_organisations
from tests.backup.conftest import LARGE, PASSWORD, SMALL, Case, add_member


def test_messages_are_there_small_and_large(case: Case) -> None:
    case.delete()
    with restore(case.file).active():
        assert [blobs.read(entry.blob) for entry in Entry.objects.order_by("id")] == [SMALL, LARGE]


def test_members_sign_in_with_the_old_password(case: Case) -> None:
    case.delete()
    restore(case.file)
    assert Identity.objects.get(email="eline@acme.example").check_password(PASSWORD)


def test_each_member_is_the_same_person_again(case: Case, globex: Organisation) -> None:
    case.delete()
    # Takes a number that one of them had.
    add_member(globex, "stranger@globex.example")
    organisation = restore(case.file)
    with organisation.active():
        members = {member.pk: member for member in Member.objects.all()}
    for membership in Membership.objects.filter(organisation=organisation):
        member = members[membership.member_id]
        assert (member.identity, member.email) == (membership.identity.pk, membership.identity.email)


def test_a_member_without_a_sign_in_is_nobody_else(case: Case, tmp_path: Path) -> None:
    with case.organisation.active():
        Member.objects.create(identity=424242, first_name="Gone", email="gone@acme.example")
    file = back_up(case.organisation, tmp_path).path
    case.delete()
    with restore(file).active():
        assert Member.objects.get(email="gone@acme.example").identity < 0


def test_who_has_a_sign_in_here_keeps_the_password(case: Case) -> None:
    reset_password(Identity.objects.get(email="eline@acme.example"), new="Another123")
    restored = restore(case.file, as_new=True)
    identity = Identity.objects.get(email="eline@acme.example")
    assert identity.check_password("Another123")
    assert set(identity.memberships.values_list("organisation", flat=True)) == {
        case.organisation.pk,
        restored.pk,
    }


def test_one_that_may_not_come_in_still_may_not(case: Case, tmp_path: Path) -> None:
    Membership.objects.filter(identity__email="joris@acme.example").update(active=False)
    file = back_up(case.organisation, tmp_path).path
    case.delete()
    organisation = restore(file)
    assert not Membership.objects.get(organisation=organisation, identity__email="joris@acme.example").active


def test_it_stands_still(case: Case) -> None:
    case.delete()
    organisation = restore(case.file)
    assert organisation.paused
    assert organisation not in working_organisations()


def test_the_journal_tells_of_it(case: Case) -> None:
    case.delete()
    with restore(case.file).active():
        assert Line.objects.order_by("-id")[0].verb == "restored"


def test_a_company_that_is_here_is_not_overwritten(case: Case) -> None:
    with pytest.raises(BackupRefused, match="Acme, is here already, and is not overwritten"):
        restore(case.file)
    assert Organisation.objects.count() == 1


def test_a_folder_that_is_here_is_not_overwritten(case: Case) -> None:
    folder = case.organisation.unchecked_handle().folder
    case.delete()
    folder.mkdir()
    (folder / "main.db").write_bytes(b"somebody's")
    with pytest.raises(BackupRefused, match="Move it away first"):
        restore(case.file)
    assert (folder / "main.db").read_bytes() == b"somebody's"


def test_as_new_stands_beside_it_and_each_opens_with_its_own_key(case: Case) -> None:
    restored = restore(case.file, as_new=True)
    assert restored.slug != case.organisation.slug
    assert restored.name.startswith("Acme (20")
    with restored.active():
        Entry.objects.all().delete()
    with case.organisation.active():
        assert Entry.objects.count() == 2


def test_a_back_up_of_a_restored_company_restores_again(case: Case, tmp_path: Path) -> None:
    again = back_up(restore(case.file, as_new=True), tmp_path / "again").path
    with restore(again, as_new=True, code=case.code).active():
        assert Entry.objects.count() == 2
