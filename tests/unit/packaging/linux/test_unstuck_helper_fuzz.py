"""Ten thousand argument lists that no caller has business with: each is refused in one line, and nothing happens."""

import random
from collections.abc import Callable

from tests.unit.packaging.linux.computer import HELPER, TOKEN, Computer

LISTS = 10_000
SEED = 4

NAMES = ("tickets.corp.example", "vpn.example.org", "intranet.corp.example", "www.example.org")
CARDS = ("eth0", "wg-office")
CHANGING = tuple(HELPER.CHANGES)
RESTORING = tuple(HELPER.RESTORES)
REFUSALS = set(HELPER.Status) - {HELPER.Status.DONE, HELPER.Status.NOTHING_TO_DO}

ODD = (
    *("", " ", "-", "--", "-h", "--help", "--version", "-c", "--user", "root", "sh", "bash", "/bin/sh", "/usr/bin/id"),
    *("; rm -rf /", "$(id)", "`id`", "| cat", "&& reboot", "a b", "a\tb", "a\nb", "a\0b", "\x1b[2J", "'", '"', "\\"),
    *("/etc/shadow", "../../etc/passwd", "..", ".", "~", "etc/hosts", "/etc/hosts", "/var/lib/unstuck/lock", "lock"),
    *("localhost", "ip6-localhost", "other.example", "printer.lan", "-tickets.corp.example", "tickets.corp.example."),
    *(
        "TICKETS.CORP.EXAMPLE",
        "tickets..corp.example",
        "*.corp.example",
        "tickets.corp.example#",
        "ticket\u0455.corp.example",
    ),
    *(
        "lo",
        "br0",
        "tun7",
        "eth1",
        "eth0/",
        "eth0 up",
        "eth0/../wg-office",
        "../eth0",
        "all",
        "-eth0",
        "eth0\n",
        "eth0:1",
    ),
    *("0123456789ABCDEF0123456789ABCDEF", TOKEN[:31], TOKEN + "0", TOKEN + "\n", "../" + TOKEN, "f" * 32, "0", "-1"),
    *("192.0.2.7", "2001:db8::5", "1420", "mtu", "PKEXEC_UID=0", "LD_PRELOAD=/tmp/x.so", "🦊", "\udcff", "é", "\u202e"),
    *("a" * 254, "x" * 100_000, "hosts", "hosts.", ".restore", "HOSTS.RESTORE", "hosts.restore ", "hosts restore"),
    *("hosts.set", "arp", "arp.clear;id", "mtu.set", "ipv6.prefer", "exec", "run", "shell", "install", "update"),
)


def meant(argv: list[str]) -> bool:
    """Whether a caller may say this: the table of the helper's own text, written down once more."""
    if not argv:
        return False
    verb, rest = argv[0], argv[1:]
    if verb in RESTORING:
        return rest == [TOKEN]
    rest = rest[1:] if rest and rest[0] in (TOKEN, "f" * 32) else rest
    if verb == "arp.clear":
        return rest == ["eth0"]
    if verb == "hosts.remove_entries":
        return 1 <= len(rest) <= 16 and set(rest) <= set(NAMES)
    if verb == "mtu.set_site_value":
        return len(rest) == 1 and rest[0] in CARDS
    return verb == "ipv4.prefer" and not rest


def lists(dice: random.Random) -> Callable[[], list[str]]:
    good = (*CHANGING, *RESTORING)
    words = (*ODD, *NAMES, *CARDS, *good, TOKEN)

    def letters() -> str:
        return "".join(
            chr(dice.choice((dice.randrange(128), dice.randrange(0xD7FF)))) for _ in range(dice.randrange(40))
        )

    def word() -> str:
        return letters() if dice.random() < 0.3 else dice.choice(words)

    def bent() -> str:
        base = list(dice.choice((*NAMES, *CARDS, TOKEN, *good)))
        for _ in range(dice.randrange(1, 3)):
            base.insert(dice.randrange(len(base) + 1), chr(dice.randrange(0x250)))
        return "".join(base)

    def one() -> list[str]:
        kind = dice.random()
        verb = dice.choice(good) if kind < 0.7 else word()
        count = dice.choice((0, 1, 1, 1, 2, 2, 3, 17, 18, 40))
        return [verb, *((bent() if dice.random() < 0.3 else word()) for _ in range(count))][dice.random() < 0.02 :]

    def not_meant() -> list[str]:
        while meant(found := one()):
            pass
        return found

    return not_meant


def test_ten_thousand_lists_are_refused(computer: Computer) -> None:
    (computer.outside / "secret").write_text("untouched")
    draw = lists(random.Random(SEED))
    before, seen, verbs = computer.contents(), set(), set()
    for number in range(LISTS):
        argv = draw()
        status, answer = computer.call(*argv)
        assert status in REFUSALS, argv
        assert answer["token"] is None, argv
        assert answer["detail"], argv
        assert computer.calls == [], argv
        seen.add(status)
        verbs.add(argv[0] if argv else "")
        if number % 100 == 0:  # all of a hundred lists left everything as it was
            assert computer.contents() == before, argv
    assert computer.contents() == before
    assert {HELPER.Status.BAD_ARGUMENTS, HELPER.Status.UNKNOWN_NAME, HELPER.Status.UNKNOWN_TOKEN} <= seen
    assert verbs >= {*CHANGING, *RESTORING}


ACCEPTED = (
    ["hosts.remove_entries", TOKEN, NAMES[0]],
    ["hosts.restore", TOKEN],
    ["hosts.remove_entries", *NAMES],
    ["hosts.remove_entries", *(NAMES * 4)],
    ["arp.clear", "eth0"],
    ["arp.clear", TOKEN, "eth0"],
    ["mtu.set_site_value", TOKEN, "eth0"],
    ["mtu.restore", TOKEN],
    ["mtu.set_site_value", "wg-office"],
    ["ipv4.prefer", TOKEN],
    ["ipv4.restore", TOKEN],
    ["ipv4.prefer"],
)
PROGRAMS = (
    ["/usr/sbin/ip", "neigh", "flush", "dev", "eth0"],
    ["/usr/sbin/ip", "link", "set", "dev", "eth0", "mtu", "1280"],
    ["/usr/sbin/ip", "link", "set", "dev", "eth0", "mtu", "1500"],
    ["/usr/sbin/ip", "link", "set", "dev", "wg-office", "mtu", "1420"],
)


def test_the_table_of_what_is_accepted(computer: Computer) -> None:
    (computer.outside / "secret").write_text("untouched")
    outside = {name: data for name, data in computer.contents().items() if name.startswith(str(computer.outside))}
    for argv in ACCEPTED:
        assert meant(argv), argv
        assert computer.call(*argv)[0] not in REFUSALS, argv
    assert {tuple(call) for call in computer.calls} == {tuple(call) for call in PROGRAMS}
    for name, data in computer.contents().items():
        if name.startswith(str(computer.outside)):
            assert data == outside[name]
