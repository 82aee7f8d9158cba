"""The preferences as a browser sends them."""

from django.http import HttpResponseBase
from django.test import Client

GENERAL = "/preferences/general/"
COMPANY = "/preferences/company/"
MAIL = "/preferences/mail-and-tasks/"
AS_MADE = {
    "language": "en",
    "order": "dmy",
    "clock": "24",
    "hide_today": "on",
    "time_zone": "Europe/Amsterdam",
}
Typed = dict[str, str]


def general(**changed: str) -> Typed:
    """The form of tab General with these fields changed; a switch is off with "". A new company's holds the rest."""
    return posted("general", AS_MADE, changed)


def posted(section: str, held: Typed, changed: Typed) -> Typed:
    """A form: what each field held when the page was made, and what it holds now."""
    unseen = {f"initial-{section}-{name}": value for name, value in held.items()}
    now = {f"{section}-{name}": value for name, value in {**held, **changed}.items() if value}
    return unseen | now


def choose(client: Client, **changed: str) -> HttpResponseBase:
    """Change something on tab General; it is accepted."""
    answer = client.post(GENERAL, general(**changed))
    assert answer.status_code == 302
    return answer


def held(client: Client, url: str = GENERAL) -> dict[str, object]:
    """What a tab's form holds now."""
    (part,) = client.get(url).context["parts"]
    return dict(part["form"].initial)
