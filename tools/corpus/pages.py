"""Opens what came in as a reader does: the mail's frame, and each of its files. Imported once Django is set up."""

import traceback
from collections.abc import Iterable
from types import TracebackType

from django.test import Client
from django.urls import reverse

OK = 200
Raised = tuple[type[BaseException], BaseException, TracebackType]


def fault_in_pages(browser: Client, entry_id: int, indexes: Iterable[int]) -> str:
    """What went wrong when the entry's pages were opened, or ""."""
    addresses = [
        reverse("mail:frame", args=[entry_id]),
        *(reverse("mail:attachment", args=[entry_id, index]) for index in indexes),
    ]
    for address in addresses:
        fault = _fault(browser, address)
        if fault:
            return fault
    return ""


def _fault(browser: Client, address: str) -> str:
    response = browser.get(address)
    if response.status_code != OK:
        return f"{address} answers {response.status_code}{_raised(response)}"
    return _fault_in_body(address, response)


def _raised(response: object) -> str:
    raised: Raised | None = getattr(response, "exc_info", None)
    if raised is None:
        return ""
    place = traceback.extract_tb(raised[2])[-1]
    return f" ({raised[0].__name__}: {raised[1]}, in {place.name}, line {place.lineno})"


def _fault_in_body(address: str, response: object) -> str:
    try:
        for _piece in getattr(response, "streaming_content", ()):
            pass
    except (ValueError, LookupError, RuntimeError, OSError) as error:
        return f"{address} ends early ({type(error).__name__}: {error})"
    return ""
