"""The channels of this installation, each registered by its folder's AppConfig.ready()."""

from spindle.channels.contract import Channel

_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make a channel known under its kind; a second one of the same kind is a programming error."""
    if channel.kind in _channels:
        raise ValueError(f"channel {channel.kind} is registered twice")
    _channels[channel.kind] = channel


def unregister(kind: str) -> None:
    """Forget a channel (a test that brings its own takes it away again)."""
    del _channels[kind]


def get(kind: str) -> Channel:
    """The channel of this kind; KeyError when no folder brings it."""
    return _channels[kind]


def registered() -> tuple[Channel, ...]:
    """All channels of this installation, in the order in which their folders were loaded."""
    return tuple(_channels.values())
