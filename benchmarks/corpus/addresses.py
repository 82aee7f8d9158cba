"""People who write: the relations that a company has, and as many strangers."""

from dataclasses import dataclass
from random import Random

_FIRST = (
    "Anna Bram Chris Daan Eva Femke Gijs Hanna Iris Jan Karin Lars Maud Noor Otto Piet Quinten Roos Sven Tess"
)
_LAST = (
    "Bakker Jansen Smit Visser Mulder Meijer Bos Vos Peters Hendriks Dekker Brouwer Young Hall Wood Carter"
)
_TRADES = "bouw advies hout transport catering techniek design media zorg groen metaal energie"


@dataclass(frozen=True, slots=True)
class Person:
    """A name, where it is at work, and its address."""

    name: str
    company: str
    address: str

    @property
    def mailbox(self) -> str:
        """As it stands in a header."""
        return f'"{self.name}" <{self.address}>'


def relations(count: int) -> list[Person]:
    """That many people, three at each company, always the same ones."""
    random = Random(7)
    firsts, lasts, trades = _FIRST.split(), _LAST.split(), _TRADES.split()
    found = []
    for number in range(count):
        first, last = random.choice(firsts), random.choice(lasts)
        company = f"{lasts[number // 3 % len(lasts)]} {trades[number // 3 % len(trades)]} {number // 3}"
        domain = f"{company.lower().replace(' ', '-')}.example"
        found.append(Person(f"{first} {last}", company, f"{first}.{last}{number}@{domain}".lower()))
    return found
