"""The third kind of error: what goes wrong in the house itself.

HouseError
├── SettingError      a setting is missing or wrong; one clear line, exit status 2
├── FlowsBroken       the flows have findings, so the bot does not start
├── WordsBroken       a template in messages_zh is missing or fails
├── StoreError        the memory of the house can't be reached or does not answer
│   └── Conflict      somebody else saved first, again and again
├── VaultError        something sealed can't be opened: another key, or changed
└── ChannelError      the channel refused us for good, such as a wrong token
    └── Undelivered   a message could not be brought now; it stays owed
"""


class HouseError(Exception):
    """The house failed, not the citizen and not the author."""


class SettingError(HouseError):
    """A setting is missing or wrong."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


class FlowsBroken(HouseError):
    """The flows have findings."""


class WordsBroken(HouseError):
    """A template is missing or fails."""

    def __init__(self, problem: str, missing: str | None = None) -> None:
        super().__init__(problem)
        self.missing = missing
        """The template that is not there, relative to messages_zh; None when one fails."""


class StoreError(HouseError):
    """The store can't be reached or does not answer."""


class Conflict(StoreError):
    """A session was saved by somebody else in each of our tries."""


class VaultError(HouseError):
    """Something sealed can't be opened."""


class ChannelError(HouseError):
    """The channel refused us for good."""


class Undelivered(ChannelError):
    """A message could not be brought now; it stays owed."""
