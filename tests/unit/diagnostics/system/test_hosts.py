"""The hosts file."""

from pathlib import Path

import pytest

from diagnostics.model.fact import HostsEntry
from diagnostics.model.observed import Knowledge
from diagnostics.system.hosts import acquire_hosts, normalise_hosts
from diagnostics.system.portable import PortableFacts

LINES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "one name": ("192.0.2.9 intranet.example", [("intranet.example", "192.0.2.9")]),
    "among others": ("192.0.2.9\tbox intranet.example web", [("intranet.example", "192.0.2.9")]),
    "other case and a final dot": ("192.0.2.9 Intranet.EXAMPLE.", [("intranet.example", "192.0.2.9")]),
    "IPv6": ("2001:db8::9 intranet.example", [("intranet.example", "2001:db8::9")]),
    "blocked": ("0.0.0.0 intranet.example", [("intranet.example", "0.0.0.0")]),
    "written twice in a line": ("192.0.2.9 intranet.example intranet.example", [("intranet.example", "192.0.2.9")]),
    "two wanted names": (
        "192.0.2.9 vpn.example intranet.example",
        [("vpn.example", "192.0.2.9"), ("intranet.example", "192.0.2.9")],
    ),
    "commented out": ("#192.0.2.9 intranet.example", []),
    "behind a comment": ("192.0.2.9 box # intranet.example", []),
    "a longer name": ("192.0.2.9 www.intranet.example", []),
    "no address": ("box intranet.example", []),
    "address only": ("192.0.2.9", []),
    "empty": ("", []),
}


@pytest.mark.parametrize("case", LINES)
def test_line(case: str) -> None:
    line, expected = LINES[case]
    found = normalise_hosts(["127.0.0.1 localhost", line], ("intranet.example", "vpn.example"))
    assert [(entry.name, entry.address) for entry in found] == expected
    assert all(entry.line == 2 for entry in found)


def test_the_name_comes_back_as_it_was_asked() -> None:
    found = normalise_hosts(["192.0.2.9 intranet.example"], ("Intranet.Example.",))
    assert found == (HostsEntry(name="Intranet.Example.", address="192.0.2.9", line=1),)


def test_a_mark_at_the_start_and_undecodable_bytes_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    file.write_bytes("\ufeff192.0.2.9 intranet.example\n".encode() + b"# \xe9\xff\n192.0.2.8 vpn.example\n")
    found = normalise_hosts(acquire_hosts(file), ("intranet.example", "vpn.example"))
    assert [entry.line for entry in found] == [1, 3]


def test_a_computer_without_the_file_says_so(tmp_path: Path) -> None:
    answer = PortableFacts("darwin", tmp_path / "none").hosts(("localhost",))
    assert (answer.state, answer.detail) == (Knowledge.UNSUPPORTED, "ENOENT")


def test_a_long_list_of_blocked_names_is_read_at_once() -> None:
    lines = [f"0.0.0.0 ads{number}.example" for number in range(100_000)]
    assert len(normalise_hosts(lines, ("ads99999.example",))) == 1
