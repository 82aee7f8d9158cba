"""What was read in one company cannot be saved, deleted or followed in another."""

import asyncio
import threading

import pytest
from django.db import connections, transaction

from spindle.channels.models import Account
from spindle.members.models import Member
from spindle.organisations import active as activation
from spindle.organisations.active import WrongOrganisation, active, current
from spindle.organisations.models import Organisation
from spindle.organisations.router import Alias
from spindle.relations.models import Relation, RelationType
from tests.engines import only_sqlcipher


def _relation() -> Relation:
    kind = RelationType.objects.create(name="Customer")
    return Relation.objects.create(kind="business", type=kind, name="Wayne")


def _member(name: str, identity: int = 1) -> Member:
    return Member.objects.create(identity=identity, first_name=name, email=f"{name}@example.com")


@pytest.fixture
def stranger(acme: Organisation) -> Relation:
    """A relation of acme, freshly read."""
    with acme.active():
        pk = _relation().pk
        return Relation.objects.get(pk=pk)


def test_entering_another_is_refused(globex: Organisation, active_acme: Organisation) -> None:
    with pytest.raises(WrongOrganisation), globex.active():
        pytest.fail("entered")


def test_entering_the_same_again_shares_the_transaction(active_acme: Organisation) -> None:
    with transaction.atomic(using="organisation", durable=True):
        RelationType.objects.create(name="A")
        wrapper = connections["organisation"].connection
        with active_acme.active():
            assert connections["organisation"].connection is wrapper
            assert RelationType.objects.filter(name="A").exists()
        assert current().organisation.slug == active_acme.slug


def test_one_after_the_other(acme: Organisation, globex: Organisation) -> None:
    with acme.active():
        RelationType.objects.create(name="A")
    with globex.active():
        assert not RelationType.objects.exists()
    with acme.active():
        assert RelationType.objects.get().name == "A"


def test_saving_in_another(stranger: Relation, globex: Organisation) -> None:
    with globex.active(), pytest.raises(WrongOrganisation):
        stranger.save()


def test_deleting_in_another(stranger: Relation, globex: Organisation) -> None:
    with globex.active(), pytest.raises(WrongOrganisation):
        stranger.delete()


def test_following_a_key_in_another(stranger: Relation, globex: Organisation) -> None:
    with globex.active(), pytest.raises(WrongOrganisation):
        _ = stranger.type


def test_following_back_in_another(stranger: Relation, globex: Organisation) -> None:
    with globex.active(), pytest.raises(WrongOrganisation):
        list(stranger.contact_points.all())


def test_reading_it_again_in_another(stranger: Relation, globex: Organisation) -> None:
    with globex.active(), pytest.raises(WrongOrganisation):
        stranger.refresh_from_db()


def test_a_deferred_field_in_another(acme: Organisation, globex: Organisation) -> None:
    with acme.active():
        deferred = Relation.objects.defer("memo").get(pk=_relation().pk)
    with globex.active(), pytest.raises(WrongOrganisation):
        _ = deferred.memo


def test_assigning_across(stranger: Relation, globex: Organisation) -> None:
    with globex.active():
        own = RelationType.objects.create(name="G")
        with pytest.raises(ValueError, match="database router prevents"):
            stranger.type = own


def test_adding_to_a_many_to_many_across(acme: Organisation, globex: Organisation) -> None:
    with acme.active():
        joker = _member("joker")
    with globex.active():
        account = Account.objects.create(kind="mail", address="info@example.com")
        with pytest.raises((WrongOrganisation, ValueError)):
            account.members.add(joker)


def test_a_company_swapped_inside_a_transaction(acme: Organisation, globex: Organisation) -> None:
    def swap() -> None:
        with transaction.atomic(using="organisation", durable=True):
            RelationType.objects.create(name="A")
            token = activation._current.set(inside)
            try:
                connections["organisation"].cursor()
            finally:
                activation._current.reset(token)

    inside = activation.Activation(globex.handle())
    with acme.active():
        with pytest.raises(WrongOrganisation):
            swap()
        assert not RelationType.objects.exists()


def test_a_block_left_inside_a_transaction_is_rolled_back(acme: Organisation) -> None:
    block = active(acme.handle())
    block.__enter__()
    atomic = transaction.atomic(using="organisation", durable=True)
    atomic.__enter__()
    RelationType.objects.create(name="A")
    with pytest.raises(WrongOrganisation):
        block.__exit__(None, None, None)
    atomic.__exit__(None, None, None)
    with acme.active():
        assert not RelationType.objects.exists()
        RelationType.objects.create(name="B")  # the turn to write is free again


def test_eight_threads_in_alternating_companies(acme: Organisation, globex: Organisation) -> None:
    wrong: list[str] = []
    handles = [acme.handle(), globex.handle()]

    def work(seed: int) -> None:
        for n in range(30):
            handle = handles[(seed + n) % 2]
            with active(handle):
                RelationType.objects.create(name=handle.slug)
                wrong.extend(RelationType.objects.exclude(name=handle.slug).values_list("name", flat=True))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    for handle in handles:
        with active(handle):
            assert RelationType.objects.count() == 120


def test_forty_tasks_at_once(acme: Organisation, globex: Organisation) -> None:
    handles = [acme.handle(), globex.handle()]

    def work(number: int) -> set[str]:
        handle = handles[number % 2]
        with active(handle):
            RelationType.objects.create(name=handle.slug)
            return set(RelationType.objects.values_list("name", flat=True)) - {handle.slug}

    async def main() -> list[set[str]]:
        return await asyncio.gather(*(asyncio.to_thread(work, number) for number in range(40)))

    assert set().union(*asyncio.run(main())) == set()


def test_a_test_may_enter_a_second_company(
    globex: Organisation, active_acme: Organisation, nested_companies: None
) -> None:
    RelationType.objects.create(name="A")
    with globex.active():
        assert not RelationType.objects.exists()
    assert RelationType.objects.get().name == "A"


def test_the_alias_is_a_plain_string_to_a_pickle(active_acme: Organisation) -> None:
    alias = current().alias
    assert isinstance(alias, Alias)
    assert alias.__reduce__() == (str, ("organisation",))


@only_sqlcipher
def test_a_connection_is_reused(acme: Organisation) -> None:
    with acme.active():
        RelationType.objects.count()
        first = connections["organisation"].connection
    with acme.active():
        RelationType.objects.count()
        assert connections["organisation"].connection is first
