"""Walks all addresses as a stranger, as another company's administrator, and as each role (architecture.md).

Each view says by its decorator who may call it; the walk calls it as those who may not. Addresses with
parameters are called with real ids of the company Acme, from tests/examples.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from spindle.accounts.access import STRANGERS, access_of
from spindle.members.access import MEMBER, WRITES
from spindle.members.rights import Right, Role, rights_of
from tests.accounts.factories import installation, pristine, signed_in
from tests.examples import EXAMPLES, SECRET, World, make_world

__all__ = ["installation", "pristine"]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UNSAFE = METHODS[1:]
# Parameters that name no row: a folder, a block of Home, a tab of the preferences.
KINDS = {"place", "name", "tab"}
# Refused, not there, not by this method.
SHUT = {403, 404, 405}


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver."""

    name: str
    view: Callable[..., HttpResponseBase]
    parameters: tuple[str, ...]

    @property
    def access(self) -> str | None:
        return access_of(self.view)

    @property
    def names_a_row(self) -> bool:
        """Whether it is about a thing of one company, not about a kind of thing that each has."""
        return bool(set(self.parameters) - KINDS)

    def url(self, world: World) -> str:
        values = {name: self._example(name)(world) for name in self.parameters}
        return reverse(self.name, kwargs=values)

    def _example(self, parameter: str) -> Callable[[World], object]:
        return EXAMPLES.get(f"{self.name}.{parameter}") or EXAMPLES[parameter]

    def lacks(self) -> list[str]:
        """Parameters without an example."""
        return [name for name in self.parameters if not {name, f"{self.name}.{name}"} & set(EXAMPLES)]


def addresses(node: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every pattern below a resolver, with its full name."""
    for pattern in (node or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif isinstance(pattern, URLPattern) and spaces != ("ui",):  # the page of components, nobody's data
            name = ":".join([*spaces, pattern.name or repr(pattern.pattern)])
            yield Address(
                name, pattern.callback, tuple(pattern.pattern.converters or pattern.pattern.regex.groupindex)
            )


def inside() -> list[Address]:
    """The addresses that are for members."""
    return [address for address in addresses() if address.access != STRANGERS]


@pytest.fixture
def world(installation: Settings) -> World:
    """Acme and Globex."""
    return make_world()


def wrong(
    client: Client, world: World, found: list[Address], methods: tuple[str, ...], allowed: set[int]
) -> list[str]:
    """The calls that were answered with another status, or with something of Acme's."""
    client.raise_request_exception = False
    problems = []
    for address in found:
        for method in methods:
            answer = client.generic(method, address.url(world))
            if answer.status_code not in allowed or says_secret(answer):
                problems.append(f"{method} {address.name}: {answer.status_code}")
    return problems


def says_secret(answer: HttpResponseBase) -> bool:
    """Whether something of Acme stands in the answer or its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return SECRET.lower().encode() in (body + str(answer.headers).encode()).lower()


def test_each_view_says_who_may_call_it() -> None:
    known = {STRANGERS, MEMBER, WRITES, *Right.values}
    assert [address.name for address in addresses() if address.access not in known] == []


def test_each_parameter_has_an_example() -> None:
    assert {address.name: address.lacks() for address in addresses() if address.lacks()} == {}


def test_a_stranger_is_sent_to_sign_in(world: World) -> None:
    client = Client()
    assert wrong(client, world, inside(), METHODS, {302, *SHUT}) == []
    for address in inside():
        answer = client.get(address.url(world))
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/account/login/"), (
            address.name
        )


def test_another_companys_administrator_finds_nothing(world: World) -> None:
    """Not even that it exists: 404, whatever the method."""
    things = [address for address in inside() if address.names_a_row]
    assert wrong(signed_in(world.stranger), world, things, METHODS, {404, 405}) == []


def test_his_own_pages_hold_nothing_of_acme(world: World) -> None:
    pages = [address for address in inside() if not address.names_a_row]
    allowed = {200, 302, 404, 405, 422}
    assert wrong(signed_in(world.stranger), world, pages, ("GET",), allowed) == []


def test_nobody_comes_to_acme_over_the_door(world: World) -> None:
    doors = [address for address in addresses() if address.access == STRANGERS]
    shown = {"account_invitation"}
    found = [address for address in doors if address.name not in shown]
    allowed = {200, 302, 403, 404, 405, 410, 422}
    assert wrong(signed_in(world.stranger), world, found, ("GET",), allowed) == []


@pytest.mark.parametrize("role", [Role.USER, Role.READ_ONLY])
def test_who_lacks_the_right_is_refused(world: World, role: Role) -> None:
    beyond = {right.value for right in Right} - {right.value for right in rights_of(role)}
    found = [address for address in inside() if address.access in beyond]
    assert found
    assert wrong(signed_in(world.insiders[role]), world, found, METHODS, SHUT) == []


def test_who_may_only_read_changes_nothing(world: World) -> None:
    found = [address for address in inside() if address.access == WRITES]
    assert wrong(signed_in(world.read_only), world, found, UNSAFE, SHUT) == []


@pytest.mark.parametrize("role", list(Role))
def test_no_page_breaks(world: World, role: Role) -> None:
    client = signed_in(world.insiders[role])
    client.raise_request_exception = False
    found = [address for address in inside() if client.get(address.url(world)).status_code >= 500]
    assert [address.name for address in found] == []


def test_a_post_without_token_is_refused_everywhere(world: World) -> None:
    client = signed_in(world.administrator)
    client.handler.enforce_csrf_checks = True
    found = [address for address in addresses() if client.post(address.url(world)).status_code != 403]
    assert [address.name for address in found] == []
