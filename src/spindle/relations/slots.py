"""Where the folders above hear that a relation got an address: past mail is then linked to it (product.md 2.4)."""

from collections.abc import Callable

# Called with relation id, normalised address or number, and the id of the member who added it, in the transaction.
AddressListener = Callable[[int, str, int], object]

_listeners: list[AddressListener] = []


def on_address_added(listener: AddressListener) -> None:
    """Register a listener (from an AppConfig.ready(); twice is once)."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_address_added(relation_id: int, address: str, by: int) -> None:
    """Tell all of them."""
    for listener in _listeners:
        listener(relation_id, address, by)
