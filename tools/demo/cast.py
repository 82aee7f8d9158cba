"""Who Van Dijk Interieur deals with: businesses, their people and private persons, drawn from data/cast.toml.

The same seed and size give the same cast, on every machine.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from tools.demo.pool import text

SEED = "Van Dijk Interieur"
PRIVATE_SHARE = 0.15
# How private persons are spread over the relation types of product.md 2.2.
PRIVATE_TYPES = ("customer_private",) * 7 + ("prospect",) * 2 + ("private",)
MEMO_SHARE = 0.35
_POOL = tomllib.loads(text("cast.toml"))
_NAMES: Mapping[str, list[str]] = _POOL["names"]
_DUTCH_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ß": "ss", "&": "en"})


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address; the country as ISO 3166."""

    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Business:
    """A company: its card, and the language in which its people write."""

    name: str
    type: str
    trade: str
    language: str
    place: Place
    domain: str
    phone: str
    memo: str
    departments: tuple[str, ...]
    greeting_mail: str
    order_mail: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes; `business` is None for a private person. `client` is the mail program used."""

    first: str
    last: str
    woman: bool
    type: str
    job: str
    address: str
    mobile: str
    language: str
    client: str
    charset: str
    memo: str
    place: Place
    business: Business | None = None
    department: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def trade(self) -> str:
        """What decides what they order."""
        return self.business.trade if self.business else "home"


@dataclass(frozen=True, slots=True)
class Cast:
    """All relations: businesses (with departments) and people."""

    businesses: tuple[Business, ...]
    people: tuple[Person, ...]

    @property
    def relations(self) -> int:
        """How many cards this makes."""
        departments = sum(len(business.departments) for business in self.businesses)
        return len(self.businesses) + departments + len(self.people)


def draw_cast(relations: int) -> Cast:
    """A cast of exactly so many relations (at least 20, at most 320)."""
    random = Random(f"{SEED} cast")  # noqa: S311 (an example, not a secret)
    private = round(relations * PRIVATE_SHARE)
    businesses: list[Business] = []
    people: list[Person] = []
    left = relations - private
    for row in _POOL["businesses"]:
        if left <= 0:
            break
        business = _business(row, random)
        if left < 1 + len(business.departments):
            continue
        staff = _staff(business, random)[: left - 1 - len(business.departments)]
        businesses.append(business)
        people += staff
        left -= 1 + len(business.departments) + len(staff)
    people += [_private(number, random) for number in range(private + left)]
    return Cast(tuple(businesses), tuple(_told_apart(people, random)))


def _told_apart(people: Sequence[Person], random: Random) -> Iterator[Person]:
    """No two people of one name, nor under one address."""
    names: set[str] = set()
    addresses: set[str] = set()
    for person in people:
        while person.name in names:
            origin = _origin(person.place.country, person.language)
            last = random.choice(_NAMES[f"{origin}_last"])
            person = replace(
                person, last=last, address=person.address.replace(letters(person.last), letters(last))
            )
        address, number = person.address, 2
        while address in addresses:
            local, _, domain = person.address.partition("@")
            address, number = f"{local}{number}@{domain}", number + 1
        names.add(person.name)
        addresses.add(address)
        yield replace(person, address=address)


def _business(row: Sequence[str], random: Random) -> Business:
    name, kind, trade, city, language = row
    domain = f"{slug(name)}.example"
    place = _place(city, random)
    place = replace(place, street=_POOL["addresses"].get(name, place.street))
    memos = _POOL["memos"][language]
    orders = {"nl": "verkoop", "en": "orders"}[language]
    return Business(
        name=name,
        type=kind,
        trade=trade,
        language=language,
        place=place,
        domain=domain,
        phone=_landline(city, random),
        memo=random.choice(memos) if random.random() < MEMO_SHARE else "",
        departments=tuple(_POOL["departments"].get(name, ())),
        greeting_mail=f"{'info' if language == 'nl' else 'hello'}@{domain}",
        order_mail=f"{orders}@{domain}",
    )


def _staff(business: Business, random: Random) -> list[Person]:
    known = _POOL["people"].get(business.name)
    if known:
        rows = [[part.strip() for part in row.split(",")] for row in known]
    else:
        rows = [_drawn(business, random) for _ in range(random.choice((1, 1, 2, 2, 2, 3)))]
    return [_employee(business, row, random) for row in rows]


def _drawn(business: Business, random: Random) -> list[str]:
    sex = random.choice("vm")
    first, last = _name(_origin(business.place.country, business.language), sex, random)
    trade = business.trade if business.trade in _POOL["jobs"] else "other"
    jobs = _POOL["jobs"]["en" if business.language == "en" else trade]
    return [sex, first, last, random.choice(jobs)]


def _employee(business: Business, row: Sequence[str], random: Random) -> Person:
    sex, first, last, job = row
    whole = random.random() < 0.5
    local = f"{letters(first)}.{letters(last)}" if whole else letters(first)
    return Person(
        first=first,
        last=last,
        woman=sex == "v",
        type=business.type,
        job=job,
        address=f"{local}@{business.domain}",
        mobile=_mobile(business.place.country, random),
        language=business.language,
        client=_client(random),
        charset=_charset(first + last, random),
        memo="",
        place=business.place,
        business=business,
        department=random.choice(business.departments) if business.departments else "",
    )


def _private(number: int, random: Random) -> Person:
    sex = random.choice("vm")
    language = "en" if number % 9 == 8 else "nl"
    first, last = _name(language, sex, random)
    city = random.choice(
        ["Utrecht", "Utrecht", "Zeist", "De Bilt", "Bilthoven", "Houten", "Amersfoort", "Bunnik"]
    )
    memos = _POOL["memos"][language]
    return Person(
        first=first,
        last=last,
        woman=sex == "v",
        type=PRIVATE_TYPES[number % len(PRIVATE_TYPES)],
        job="",
        address=f"{letters(first)}.{letters(last)}@{random.choice(('postvak', 'thuispost', 'mailbox'))}.example",
        mobile=_mobile("NL", random),
        language=language,
        client=_client(random),
        charset=_charset(first + last, random),
        memo=random.choice(memos) if random.random() < MEMO_SHARE / 2 else "",
        place=_place(city, random),
    )


def _name(origin: str, sex: str, random: Random) -> tuple[str, str]:
    return random.choice(_NAMES[f"{origin}_{sex}"]), random.choice(_NAMES[f"{origin}_last"])


def _origin(country: str, language: str) -> str:
    return {"BE": "be", "IT": "it", "GB": "en"}.get(country, language)


def _place(city: str, random: Random) -> Place:
    postcode, _area, country = _POOL["cities"][city]
    number = random.randrange(1, 190)
    pair = "".join(random.choice("ABCDEGHJKLMNPRTVWXZ") for _ in range(2))
    street = random.choice(_POOL["streets"][country])
    return Place(
        street=f"{number} {street}" if country == "GB" else f"{street} {number}",
        postcode={"NL": f"{postcode} {pair}", "GB": f"{postcode}{pair}"}.get(country, postcode),
        city=city,
        country=country,
    )


def _landline(city: str, random: Random) -> str:
    """E.164. British ones are from the ranges that Ofcom keeps free for fiction."""
    _postcode, area, country = _POOL["cities"][city]
    if country == "GB":
        middle = {"20": "79460"}.get(area, "4960")
        return f"+44{area}{middle}{random.randrange(1000):03}"
    if country == "IT":
        return f"+39{area}{random.randrange(200_0000, 899_9999)}"
    length = 8 if country == "BE" else 9
    rest = length - len(area)
    return f"+{'32' if country == 'BE' else '31'}{area}{random.randrange(2 * 10 ** (rest - 1), 8 * 10 ** (rest - 1))}"


def _mobile(country: str, random: Random) -> str:
    number = random.randrange(1_000_000)
    return {
        "NL": f"+316{random.randrange(1, 5)}{random.randrange(10)}{number:06}",
        "BE": f"+3247{random.randrange(10)}{number:06}",
        "GB": f"+447700900{number % 1000:03}",
        "IT": f"+39348{number + 1_000_000}",
    }[country]


def _client(random: Random) -> str:
    return random.choice(("outlook",) * 4 + ("gmail",) * 3 + ("apple",) * 2 + ("plain", "html"))


def _charset(name: str, random: Random) -> str:
    charset = random.choice(("utf-8",) * 6 + ("windows-1252", "windows-1252", "iso-8859-1", "iso-8859-15"))
    return charset if name.isascii() else "utf-8"


def letters(name: str) -> str:
    """A name as it stands in an address: small letters without accents, spaces and signs."""
    plain = (
        unicodedata.normalize("NFKD", name.lower().translate(_DUTCH_LETTERS))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]", "", plain)


def slug(name: str) -> str:
    """A company's name as its domain: words run together, a legal form left out."""
    return letters(name.removesuffix(" Ltd"))


def draw_stranger(language: str, random: Random) -> Person:
    """Somebody whom nobody knows yet."""
    first, last = _name(language, random.choice("vm"), random)
    address = f"{letters(first)}{letters(last)}@{random.choice(('postvak', 'mailbox'))}.example"
    return stranger(f"{first} {last}", address, language)


def stranger(name: str, address: str, language: str = "nl") -> Person:
    """Somebody who is no relation."""
    first, _, last = name.partition(" ")
    place = Place("Kerkstraat 12", "3581 AA", "Utrecht", "NL")
    return Person(first, last, True, "private", "", address, "", language, "gmail", "utf-8", "", place)
