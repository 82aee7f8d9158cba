"""The name of a folder in an address."""

from spindle.channels.contract import Place


class PlaceConverter:
    """`inbox`, `sent`, … as a `Place`; anything else is another address."""

    regex = "|".join(place.value for place in Place)

    def to_python(self, value: str) -> Place:
        """The folder of this name."""
        return Place(value)

    def to_url(self, value: Place | str) -> str:
        """The name of this folder."""
        return Place(value).value
