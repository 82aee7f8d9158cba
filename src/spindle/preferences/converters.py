"""The tabs of the preferences in addresses."""

from spindle.members.slots import Tab


class TabConverter:
    """`/preferences/auto-clean/`; anything else is not found."""

    regex = "|".join(Tab.values)

    def to_python(self, value: str) -> Tab:
        return Tab(value)

    def to_url(self, value: Tab) -> str:
        return str(value.value)
