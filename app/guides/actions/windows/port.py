"""What the acts of Windows need of the system. A test puts its own behind it; `native` is the real one."""

from typing import NamedTuple, Protocol

Value = str | int


class Radio(NamedTuple):
    """One Wi-Fi card. `profile` is the network it is joined to, or None."""

    guid: str  # "{8-4-4-4-12}"
    name: str  # as the system shows it
    is_on: bool  # the software switch; the hardware one cannot be turned from here
    profile: str | None = None


class Port(Protocol):
    """The way to the system. Any thread but the window's; never raises; what is not there is None or False."""

    def flush_names(self) -> bool:
        """DnsFlushResolverCache of dnsapi.dll."""

    def internet_setting(self, name: str) -> Value | None:
        """A value of this person's "Internet Settings" in the registry."""

    def set_internet_setting(self, name: str, value: Value | None) -> bool:
        """Write it, or delete it with None; running programs are told."""

    def radios(self) -> tuple[Radio, ...]:
        """The Wi-Fi cards (WlanEnumInterfaces, WlanQueryInterface)."""

    def turn_radio(self, guid: str, on: bool) -> bool:
        """WlanSetInterface with wlan_intf_opcode_radio_state."""

    def join(self, guid: str, profile: str) -> bool:
        """WlanConnect with a saved profile."""

    def leave(self, guid: str) -> bool:
        """WlanDisconnect."""

    def profile(self, guid: str, name: str) -> str | None:
        """WlanGetProfile without the plain-text flag: its key stays encrypted for this computer."""

    def set_profile(self, guid: str, xml: str) -> bool:
        """WlanSetProfile for this person."""

    def delete_profile(self, guid: str, name: str) -> bool:
        """WlanDeleteProfile."""

    def tunnels(self) -> tuple[str, ...]:
        """The entries of the phone book that are connected (RasEnumConnections)."""

    def known_tunnels(self) -> tuple[str, ...]:
        """All entries of the phone book (RasEnumEntries)."""

    def run(self, program: str, *arguments: str, within_s: float) -> int | None:
        """The exit status of one of `native.PROGRAMS`; None where it did not end in time or could not start."""

    def has_helper(self) -> bool:
        """Whether the signed helper for an administrator's deeds is installed."""

    def elevated(self, verb: str, *arguments: str, within_s: float) -> int | None:
        """Run the helper; Windows asks the person first. Its exit status, None when it did not end in time, and
        `DECLINED` when the person or a policy said no."""

    def pause(self, seconds: float) -> None:
        """Let the system work."""


DECLINED = 1223
"""ERROR_CANCELLED of winerror.h."""
