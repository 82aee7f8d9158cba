"""The same search finds the same on both engines: asked of two companies with the same messages and relations."""

import random
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spindle.archive.search import index_files, search
from spindle.archive.search import tsvector as on_postgresql
from spindle.archive.search.index import rebuild
from spindle.channels.contract import AttachmentInfo, IncomingMessage
from spindle.ingest.receive import receive
from spindle.members.models import Member
from spindle.organisations import creation, crypto
from spindle.organisations.active import Handle, active
from spindle.organisations.engine import Engine
from spindle.relations.queries import relation_page
from spindle.relations.search.index import rebuild as rebuild_relations
from tests.engines import only_postgresql
from tests.factories import account, member, message, relation

pytestmark = only_postgresql

_WORDS = [
    "order",
    "Order",
    "ORDER",
    "café",
    "cafe",
    "CAFÉ",
    "naïve",
    "Zoë",
    "zoe",
    "Straße",
    "STRASSE",
    "İstanbul",
    "ıstanbul",
    "Ελλάδα",
    "ελλαδα",
    "привет",
    "Привет",
    "東京",
    "東京都",
    "e-mail",
    "jan-willem",
    "d'Artagnan",
    "o’neill",
    "2026",
    "12.50",
    "3,14",
    "a_b",
    "c++",
    "x@y.example",
    "https://x.example/a?b=c",
    "€100",
    "½",
    "²",
    "ﬁne",
    "ño",
    "ñ",
    "x́̂y",
    "ſ",
    "\u200bnull",
    "soft\xadhyphen",
    "́lone",
    "...",
    "'quoted'",
    "back\\slash",
    "co:lon",
    "a&b",
    "!not",
    "(x)",
    "<->",
]
_OPERATORS = [
    "from:jan",
    "from:jan@customer.example",
    "-from:piet",
    "to:anna",
    "to:info@ours.example",
    "has:attachment",
    "-has:attachment",
    "relation:bakker",
    "relation:jan",
    "in:inbox",
    "-in:inbox",
    "before:2026-03-03",
    "after:2026-03-02",
    "from:!",
    "relation:zz",
]


def _messages() -> list[IncomingMessage]:
    choose = random.Random(7)

    def text(most: int) -> str:
        return " ".join(choose.choice(_WORDS) for _ in range(choose.randint(1, most)))

    senders = ("Jan <jan@customer.example>", "Zoë Piet <piet@bakker.example>", "<x@y.example>")
    pdf = (AttachmentInfo(0, "café-order.pdf", "application/pdf", 9),)
    made = [
        message(
            f"{number} {text(4)}",
            text=text(40),
            sender=choose.choice(senders),
            to=(choose.choice(("Anna <anna@ours.example>", "info@ours.example")),),
            attachments=pdf if number % 5 == 0 else (),
        )
        for number in range(150)
    ]
    # Longer than a tsvector has places: found all the same.
    return [*made, message("150 long", text=" ".join(f"w{number}" for number in range(20_000)))]


@pytest.fixture(autouse=True)
def _in_company() -> None:
    """In none: each question enters its own."""


@pytest.fixture(scope="module")
def handles(django_db_setup: None, django_db_blocker: object) -> Iterator[list[tuple[Handle, Member]]]:
    """Both companies, filled; not active."""
    messages = _messages()
    sides: list[tuple[Handle, Member]] = []
    made: list[Handle] = []
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for engine in Engine:
            slug = f"alike{engine}"[:12]
            handle = Handle(
                slug, django_settings.SPINDLE_DATA / "organisations" / slug, crypto.new_key(), engine
            )
            creation.copy_template(handle)
            made.append(handle)
            with active(handle):
                sides.append((handle, _fill(messages)))
        yield sides
        for handle in made:
            creation.remove_company(handle)


def _fill(messages: list[IncomingMessage]) -> Member:
    who = member("Anna", email="anna@ours.example")
    bakery = relation("Bäckerei Bakker & Zn", email="piet@bakker.example")
    relation("Jan Jansen", email="jan@customer.example", below=bakery)
    relation("東京 Käse 'Ο’neill\\")
    entries = receive(account(who), messages)
    with transaction.atomic(using="organisation"):
        index_files({one.entry_id: ["windmill café"] for one in entries[:150:5]})
    return who


def _found(sides: list[tuple[Handle, Member]], query: str) -> list[tuple[object, ...]]:
    answers: list[tuple[object, ...]] = []
    for handle, who in sides:
        with active(handle):
            found = search(who, query, limit=20)
            rest = search(who, query, before=found.next, limit=200) if found.next else None
            answers.append(
                (
                    [hit.entry.subject for hit in (*found.rows, *(rest.rows if rest else ()))],
                    found.count,
                    found.more,
                )
            )
    return answers


_PART = st.one_of(
    st.sampled_from(_WORDS),
    # Of three letters and fewer SQLCipher looks through the newest itself, and not into files.
    st.sampled_from([word for word in _WORDS if len(word) > 3]).map(lambda word: f"{word[:4]}*"),
    st.sampled_from(_WORDS).map(lambda word: f"-{word}"),
    st.lists(st.sampled_from(_WORDS), min_size=2, max_size=3).map(lambda some: f'"{" ".join(some)}"'),
    st.sampled_from(_OPERATORS),
    st.text(min_size=1, max_size=6),
)
_QUERY = st.lists(_PART, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=_QUERY)
@example(query="w19999")
@example(query='"w100 w101"')
@example(query="windmill cafe")
@example(query='"order cafe" order')
def test_searches(handles: list[tuple[Handle, Member]], query: str, english: None) -> None:
    sqlcipher, postgresql = _found(handles, f"{query} ")
    assert postgresql == sqlcipher


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.sampled_from(_WORDS), min_size=2, max_size=3))
def test_phrases_of_common_words(
    handles: list[tuple[Handle, Member]], words: list[str], english: None
) -> None:
    """Month by month, as where many entries have all the words."""
    before = on_postgresql._MANY
    on_postgresql._MANY = 0
    try:
        sqlcipher, postgresql = _found(handles, f'"{" ".join(words)}"')
    finally:
        on_postgresql._MANY = before
    # It need not count to the end.
    assert postgresql[0] == sqlcipher[0]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    typed=st.one_of(
        st.sampled_from(
            [
                "ba",
                "bak",
                "Bäck",
                "baecker",
                "käs",
                "kas",
                "jans",
                "piet@bak",
                "akker",
                "zn",
                "&",
                "東",
                "東京",
                "ο’ne",
                "neill",
                "\\",
                "x.example",
                "&",
                "Zn",
            ]
        ),
        st.text(min_size=1, max_size=5),
    )
)
def test_relations(handles: list[tuple[Handle, Member]], typed: str, english: None) -> None:
    answers = []
    for handle, _who in handles:
        with active(handle):
            answers.append([row.name for row in relation_page(query=typed).rows])
    assert answers[1] == answers[0]


def test_an_index_is_made_anew_from_the_rows(handles: list[tuple[Handle, Member]]) -> None:
    queries = (
        "order ",
        "cafe order ",
        "windmill ",
        "from:piet",
        "has:attachment order",
        "relation:bakker",
        '"order café"',
    )
    before = [_found(handles, query) for query in queries]
    for handle, _who in handles:
        with active(handle), transaction.atomic(using="organisation", durable=True):
            rebuild()
            rebuild_relations()
    assert [_found(handles, query) for query in queries] == before
