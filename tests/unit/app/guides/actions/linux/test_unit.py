"""Which of systemd's units a VPN of the site file is."""

import pytest

from app.guides.actions.linux.unit import Manner, Unit, UnitAct, choose, fits, patterns_of
from app.guides.hand import Did, Target
from diagnostics.model.site import Vpn

OPENVPN = Vpn(name="Head Office", kind="openvpn")
WG = Vpn(name="Office", kind="wireguard", interface="wg-off*")

PATTERNS: dict[str, tuple[Vpn, tuple[str, ...]]] = {
    "a known kind": (Vpn(name="x", kind="wireguard"), ("wg-quick@*.service",)),
    "its usual process": (
        Vpn(name="x", kind="openvpn", process="openvpn"),
        ("openvpn-client@*.service", "openvpn@*.service", "openvpn.service"),
    ),
    "another process": (
        Vpn(name="x", kind="openvpn", process="corp-vpnd"),
        ("corp-vpnd.service", "corp-vpnd@*.service"),
    ),
    "a process of an unknown kind": (Vpn(name="x", process="corp_vpn"), ("corp_vpn.service", "corp_vpn@*.service")),
    "an unknown kind": (Vpn(name="x"), ()),
    "a process that would fit everything": (Vpn(name="x", process="*"), ()),
    "a process that would fit much": (Vpn(name="x", process="s[a-z]*"), ()),
}


@pytest.mark.parametrize("case", PATTERNS)
def test_how_its_units_can_be_called(case: str) -> None:
    vpn, expected = PATTERNS[case]
    assert patterns_of(vpn) == expected


def units(**states: str) -> list[Unit]:
    return [Unit(f"openvpn-client@{name}.service", state) for name, state in states.items()]


CHOICES: dict[str, tuple[list[Unit], Vpn, str | None]] = {
    "the only one": (units(any="inactive"), OPENVPN, "openvpn-client@any.service"),
    "by the name": (units(any="active", head_office="inactive"), OPENVPN, "openvpn-client@head_office.service"),
    "the only one in use": (units(a="inactive", b="failed"), OPENVPN, "openvpn-client@b.service"),
    "two that could be it": (units(a="active", b="active"), OPENVPN, None),
    "none": ([], OPENVPN, None),
    "by the adapter": (
        [Unit("wg-quick@wg-office.service", "inactive"), Unit("wg-quick@home.service", "active")],
        WG,
        "wg-quick@wg-office.service",
    ),
    "the one behind the umbrella": (
        [Unit("openvpn.service", "active"), Unit("openvpn@x.service", "failed")],
        OPENVPN,
        "openvpn@x.service",
    ),
    "the umbrella alone": ([Unit("openvpn.service", "active")], OPENVPN, "openvpn.service"),
}


@pytest.mark.parametrize("case", CHOICES)
def test_which_one_is_meant(case: str) -> None:
    known, vpn, expected = CHOICES[case]
    found = choose(known, vpn)
    assert (found.name if found else None) == expected


FITS: dict[str, tuple[str, Target, bool]] = {
    "its own": ("openvpn-client@office.service", Target(vpn=OPENVPN), True),
    "of IT's process": ("corp-vpnd.service", Target(vpn=Vpn(name="x", process="corp-vpnd")), True),
    "a foreign tunnel's": ("wg-quick@home.service", Target(other_vpn="home"), True),
    "a foreign product's": ("tailscaled.service", Target(other_vpn="tailscale0"), True),
    "another product's": ("nordvpnd.service", Target(other_vpn="tailscale0"), False),
    "a service that is no VPN": ("ssh.service", Target(vpn=OPENVPN), False),
    "a shell for root": ("debug-shell.service", Target(other_vpn="wg0"), False),
    "no service": ("poweroff.target", Target(vpn=OPENVPN), False),
}


@pytest.mark.parametrize("case", FITS)
def test_a_unit_that_the_journal_names_must_be_one_of_the_vpns(case: str) -> None:
    name, target, expected = FITS[case]
    assert fits(name, target) is expected


@pytest.mark.parametrize("manner", list(Manner))
def test_a_journal_that_somebody_has_edited_starts_and_stops_nothing(
    manner: Manner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UnitAct, "_bus", lambda *_: pytest.fail("systemd is asked"))
    act, before = UnitAct(manner, attended=True), {"unit": "debug-shell.service", "runs": True}
    assert act.restore(Target(vpn=OPENVPN), before, 1.0).did is Did.NO_TARGET
    assert act.act(Target(vpn=OPENVPN), before, 1.0).did is Did.NO_TARGET
