"""The lab's laptop as a real desktop: system bus, polkit, NetworkManager, and an ordinary person who is signed in.

`managed()` gives one, connected; the person's programs run with `as_person`. What polkit lets the person do is what
a desktop lets somebody do who sits at the computer, and what an administrator would allow when asked; with `refuses`
it lets the person do nothing at all.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator

from tests.lab import managed_files as files
from tests.lab.managed_desk import Desk
from tests.lab.managed_desk import of_person as _as_person
from tests.lab.world import lab

__all__ = ["WIRED", "Managed", "_as_person", "managed"]

WIRED = "wired"
_PROFILE = """[connection]
id={name}
uuid={uuid}
type=ethernet
interface-name={card}
{connection}
[ipv4]
{ipv4}
[ipv6]
{ipv6}
{more}
"""


class Managed(Desk):
    """A laptop whose network is NetworkManager's. `start` must have been called before anything else."""

    def profile(
        self,
        name: str = WIRED,
        *,
        ipv4: str = "method=auto",
        ipv6: str | None = None,
        connection: str = "",
        more: str = "",
        number: int = 1,
        card: str | None = None,
    ) -> None:
        """Write a profile of a card, usually the laptop's own. NetworkManager reads it when it starts, or is told."""
        six = ipv6 if ipv6 is not None else "method=auto" if self.world.ipv6 else "method=disabled"
        text = _PROFILE.format(
            name=name,
            uuid=f"00000000-0000-4000-8000-{number:012d}",
            card=card or self.laptop.card,
            connection=connection,
            ipv4=ipv4,
            ipv6=six,
            more=more,
        )
        self.write(f"/etc/NetworkManager/system-connections/{name}.nmconnection", text, 0o600)

    def change(self, *settings: str, profile: str = WIRED) -> None:
        """What a person does in the settings window: change the profile, and apply it. Keys and values in turn."""
        self.nmcli("connection", "modify", profile, *settings)
        self.nmcli("connection", "up", profile)

    def start_manager(self) -> None:
        """Start NetworkManager and wait until it answers; what it then connects is another matter."""
        self.start_service("manager")
        self.wait(
            lambda: self.nmcli("general", "status", check=False).returncode == 0, "NetworkManager does not answer"
        )

    def kill_manager(self) -> None:
        """NetworkManager dies in the middle of whatever it does; addresses and routes stay as they are."""
        self.kill_service("manager")

    def nmcli(self, *argv: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """nmcli as root."""
        return self.laptop.run("nmcli", *argv, check=check, limit_s=30.0)

    def device(self) -> tuple[str, str]:
        """State and profile of the laptop's card, in NetworkManager's words ("connected", "wired")."""
        done = self.nmcli("-t", "-f", "DEVICE,STATE,CONNECTION", "device", check=False)
        for line in done.stdout.splitlines():
            card, state, profile = [*line.split(":"), "", ""][:3]
            if card == self.laptop.card:
                return state, profile
        return "", ""

    def connect(self) -> None:
        """Start NetworkManager with the usual profile, and wait for all addresses."""
        self.profile()
        self.start_manager()
        self.wait_connected()

    def wait_connected(self) -> None:
        """Until the card is connected and has its addresses."""
        self.wait(lambda: self.device()[0] == "connected", "NetworkManager does not connect")
        self.wait(lambda: bool(self.addresses(4)), "no IPv4 address")
        if self.world.ipv6:
            self.wait(lambda: bool(self.addresses(6)), "no IPv6 address")

    def addresses(self, family: int) -> list[str]:
        """The global addresses of the card, with their length."""
        text = self.laptop.run("ip", f"-{family}", "-o", "addr", "show", "dev", self.laptop.card, "scope", "global")
        return re.findall(r"inet6? (\S+)", text.stdout)

    def set_rights(self, *, refuses: bool) -> None:
        """From now on polkit refuses the person everything, or allows again what it allowed; polkit must run."""
        for path, text in files.settings(refuses=refuses, dhcp_s=4).items():
            if "polkit" in path:
                self.write(path, text)
        wanted = "no" if refuses else "yes"
        ask = ("nmcli", "-t", "-f", "PERMISSION,VALUE", "general", "permissions")
        key = "org.freedesktop.NetworkManager.network-control"
        self.wait(lambda: f"{key}:{wanted}" in self.as_person(*ask).stdout, "polkit does not read its rules")


@contextlib.contextmanager
def managed(
    *,
    connect: bool = True,
    refuses: bool = False,
    ipv6: bool = True,
    time_shift_s: float = 0.0,
    certificate_shift_days: int = 0,
    dhcp_s: int = 4,
) -> Iterator[Managed]:
    """A fresh world with a desktop in it, connected unless told otherwise; everything is gone afterwards."""
    with lab(ipv6=ipv6, time_shift_s=time_shift_s, certificate_shift_days=certificate_shift_days) as world:
        desk = Managed(world, refuses=refuses, dhcp_s=dhcp_s)
        try:
            desk.start()
            if connect:
                desk.connect()
            yield desk
        finally:
            desk.close()
