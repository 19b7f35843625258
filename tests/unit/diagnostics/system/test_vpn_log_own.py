"""IT's own known lines: they come first, they count for their VPN only, and a file that is no use does no harm."""

import os
import time
from pathlib import Path

import pytest

from diagnostics.model.observed import Knowledge
from diagnostics.model.site import Vpn
from diagnostics.render import decode
from diagnostics.system.linux import vpn_log
from diagnostics.system.linux.facts import LinuxFacts
from diagnostics.system.linux.vpn_log import acquire_log, normalise_log
from diagnostics.system.linux.vpn_log_file import TAIL_BYTES
from diagnostics.system.linux.vpn_log_own import (
    MAX_BYTES,
    MOST_FRAGMENTS,
    MOST_SIGNATURES,
    parse_own,
    read_own,
    trouble,
)
from diagnostics.verdict.judge import judge
from tests.unit.diagnostics.system.replay import laptop

NOW = time.mktime((2026, 11, 22, 12, 0, 0, 0, 0, -1))

OWN = """
product = "Acme"
kinds = ["anyconnect"]
ends = ["ACME BYE"]

[logs]
linux = ["LOGS/acme*.log"]
journal = ["acmed"]

[[signature]]
id = "acme.up"
meaning = "connected"
all = ["ACME UP"]
samples = ["ACME UP"]

[[signature]]
id = "acme.locked"
meaning = "account_locked"
all = ["ACME-4711"]
samples = ["ACME-4711"]

[[signature]]
id = "acme.gone"
meaning = "went_silent"
while = "connected"
all = ["ACME SILENT"]
samples = ["ACME SILENT"]

[[signature]]
id = "acme.second_factor"
meaning = "mfa_pending"
all = ["AUTH_FAILED", "code wanted"]
samples = ["AUTH_FAILED code wanted"]
"""
UP = "2026-11-22 11:00:00 Initialization Sequence Completed"
LOCKED = "2026-11-22 11:01:00 ACME-4711 account bob"
SILENT = "2026-11-22 11:02:00 ACME SILENT"
REFUSED = "2026-11-22 11:03:00 AUTH: Received control message: AUTH_FAILED"
FACTOR = "2026-11-22 11:03:00 AUTH: Received control message: AUTH_FAILED, code wanted"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vpn_log.time, "time", lambda: NOW)


def own(folder: Path, text: str = OWN) -> str:
    path = folder / "signature.toml"
    path.write_text(text.replace("LOGS", str(folder)), encoding="utf-8")
    return str(path)


def log(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.utime(path, (NOW, NOW))
    return str(path)


def hits(kind: str, patterns: tuple[str, ...], signatures: str | None) -> list[tuple[str, str, int, bool]]:
    rows = acquire_log(kind, patterns, signatures)
    assert all(set(row) == {"signature", "meaning", "at_s"} for row in rows), "no line leaves the log"
    found = normalise_log(Vpn(name="V", kind=kind), rows, NOW)
    return [(hit.signature, hit.meaning.value, hit.count, hit.current) for hit in found]


STORIES: dict[str, tuple[str, tuple[str, ...], list[tuple[str, str, int, bool]]]] = {
    "a line that only IT knows": ("openvpn", (LOCKED,), [("acme.locked", "account_locked", 1, True)]),
    "beside the product's own": (
        "openvpn",
        (LOCKED, REFUSED),
        [("acme.locked", "account_locked", 1, True), ("openvpn.auth_failed", "auth_failed", 1, True)],
    ),
    "before the product's own, and once": ("openvpn", (FACTOR,), [("acme.second_factor", "mfa_pending", 1, True)]),
    "once, also where any product may have written": (
        "other",
        (FACTOR, LOCKED),
        [("acme.second_factor", "mfa_pending", 1, True), ("acme.locked", "account_locked", 1, True)],
    ),
    "after the product said that it is connected": (
        "openvpn",
        (UP, SILENT),
        [("openvpn.connected", "connected", 1, True), ("acme.gone", "went_silent", 1, True)],
    ),
    "only after that": ("openvpn", (SILENT,), []),
    "not after IT's own end": (
        "openvpn",
        (UP, "2026-11-22 11:01:30 ACME BYE", SILENT),
        [("openvpn.connected", "connected", 1, True)],
    ),
    "IT's connection makes history of the product's lines": (
        "openvpn",
        (REFUSED, "2026-11-22 11:04:00 ACME UP"),
        [("openvpn.auth_failed", "auth_failed", 1, False), ("acme.up", "connected", 1, True)],
    ),
    "a kind without a product": ("unheard", (LOCKED, REFUSED), [("acme.locked", "account_locked", 1, True)]),
}


@pytest.mark.parametrize(("kind", "lines", "expected"), STORIES.values(), ids=STORIES.keys())
def test_story(kind: str, lines: tuple[str, ...], expected: list[tuple[str, str, int, bool]], tmp_path: Path) -> None:
    assert hits(kind, (log(tmp_path / "vpn.log", *lines),), own(tmp_path)) == expected


def test_the_places_that_it_names_are_looked_into_for_its_kind_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vpn_log, "_JOURNALS", ())
    log(tmp_path / "acme1.log", LOCKED)
    signatures = own(tmp_path)
    assert ("acme.locked", "account_locked", 1, True) in hits("anyconnect", (), signatures)
    assert hits("other", (), signatures) == [("acme.locked", "account_locked", 1, True)]
    for kind in ("wireguard", "unheard"):
        try:
            assert ("acme.locked", "account_locked", 1, True) not in hits(kind, (), signatures)
        except FileNotFoundError:
            continue


def test_in_a_log_of_everybody_only_its_own_program_counts(tmp_path: Path) -> None:
    lines = ("Nov 22 11:10:00 laptop acmed[7]: ACME-4711", "Nov 22 11:11:00 laptop stranger[8]: ACME-4711")
    assert hits("anyconnect", (log(tmp_path / "syslog", *lines),), own(tmp_path)) == [
        ("acme.locked", "account_locked", 1, True)
    ]


def test_a_line_of_the_product_can_be_given_another_meaning(tmp_path: Path) -> None:
    text = OWN.replace("acme.second_factor", "openvpn.auth_failed").replace(', "code wanted"]', "]")
    found = hits("openvpn", (log(tmp_path / "vpn.log", REFUSED, REFUSED),), own(tmp_path, text))
    assert found == [("openvpn.auth_failed", "mfa_pending", 2, True)]


def test_a_file_that_is_replaced_is_read_again(tmp_path: Path) -> None:
    path = log(tmp_path / "vpn.log", LOCKED)
    assert hits("openvpn", (path,), own(tmp_path))[0][1] == "account_locked"
    assert hits("openvpn", (path,), own(tmp_path, OWN.replace("account_locked", "refused")))[0][1] == "refused"


SIGNATURE = '[[signature]]\nid = "a{0}"\nmeaning = "refused"\nall = [{1}]\nsamples = ["x"]\n'
HEAD = 'product = "A"\nkinds = ["other"]\n'
UNUSABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "product"),
    "no text": (b"\xff\xfe", "not UTF-8"),
    "no TOML": (b"= =", "not TOML"),
    "bottomless": (b"a = " + b"[" * 5000, "TOML"),
    "an unknown meaning": (OWN.replace("account_locked", "bad_mood").encode(), '"bad_mood" is none of'),
    "an unknown key": (OWN.replace("ends =", "end =").encode(), "there is no such key"),
    "no lines": (HEAD.encode(), "not 1 to"),
    "too many lines": (
        (HEAD + "".join(SIGNATURE.format(n, '"long"') for n in range(MOST_SIGNATURES + 1))).encode(),
        "not 1 to",
    ),
    "too many fragments": (
        (HEAD + SIGNATURE.format(1, ", ".join(f'"piece {n}"' for n in range(MOST_FRAGMENTS + 1)))).encode(),
        "fragments",
    ),
    "no id": (OWN.replace("acme.locked", "Acme locked!").encode(), "not an id"),
    "a search through the disk": (OWN.replace("LOGS/acme*", "/**/acme").encode(), "no whole path"),
    "a place beside nothing": (OWN.replace("LOGS/acme*", "logs/acme").encode(), "no whole path"),
    "too large": (b"#" * (MAX_BYTES + 1), "larger than"),
}


@pytest.mark.parametrize(("data", "says"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_file_that_cannot_be_used_is_one_sentence_and_no_loss(data: bytes, says: str, tmp_path: Path) -> None:
    signatures, path = tmp_path / "signature.toml", log(tmp_path / "vpn.log", REFUSED, LOCKED)
    signatures.write_bytes(data)
    sentence = trouble(str(signatures))
    assert says in sentence
    assert sentence.startswith(str(signatures))
    assert "\n" not in sentence
    assert hits("openvpn", (path,), str(signatures)) == [("openvpn.auth_failed", "auth_failed", 1, True)]
    answer = LinuxFacts().vpn_log(Vpn(name="V", kind="openvpn", log=(path,), signatures=str(signatures)))
    assert (answer.state, answer.detail) == (Knowledge.OK, sentence)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "pipe", Path("/dev/zero"), tmp_path / ("x" * 300)):
        assert "cannot be read" in trouble(str(path))
    assert "cannot be read" in trouble("a\x00b")
    assert trouble(None) == ""


def test_its_lines_reach_the_facts(tmp_path: Path) -> None:
    spec = Vpn(name="V", kind="openvpn", log=(log(tmp_path / "vpn.log", LOCKED),), signatures=own(tmp_path))
    answer = LinuxFacts().vpn_log(spec)
    assert [(hit.vpn, hit.meaning.value, hit.age_s) for hit in answer.value or ()] == [("V", "account_locked", 3540.0)]
    assert answer.detail == ""
    assert laptop("vpn_split").vpn_log(Vpn(name="V", kind="openvpn", signatures=own(tmp_path))).value


def test_the_longest_file_on_a_full_day_of_logs_takes_little_time(tmp_path: Path) -> None:
    """Every signature may occur, and none fits any line: the worst that a file can ask for."""
    each = MOST_FRAGMENTS // MOST_SIGNATURES
    parts = ", ".join(f'"piece {n:02d}"' for n in range(each))
    text = HEAD + "".join(SIGNATURE.format(n, parts) for n in range(MOST_SIGNATURES))
    line = f"2026-11-22 11:00:00 {'piece 00 ' * 2}"
    everything = " ".join(f"piece {n:02d}" for n in range(1, each))
    for number in range(6):
        log(tmp_path / f"vpn{number}.log", *[line] * (TAIL_BYTES // (len(line) + 1) - 10), everything)
    signatures = own(tmp_path, text)
    read_own(signatures)
    began = time.process_time()
    assert hits("openvpn", (str(tmp_path / "vpn*.log"),), signatures) == []
    assert time.process_time() - began < 2.0


def test_the_example_for_it_people_is_good() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "it-guide.md").read_text(encoding="utf-8")
    start = guide.index('product = "')
    (line,) = parse_own(guide[start : guide.index("```", start)].encode(), "docs").signatures
    assert all(line.fits(sample) for sample in line.samples)


def test_a_meaning_counts_in_the_verdict_whoever_knows_the_line() -> None:
    case = Path(__file__).parents[3] / "golden" / "account.locked_or_expired-vpn_says_locked" / "diagnosis.json"
    text = case.read_text(encoding="utf-8")
    found = [
        judge(one.site, one.checks, one.observations, symptom=one.symptom)
        for one in (
            decode(data.encode(), "x") for data in (text, text.replace('"openvpn.account_locked"', '"acme.locked"'))
        )
    ]
    assert '"openvpn.account_locked"' in text
    assert [verdict.cause for verdict in found] == ["account.locked_or_expired"] * 2
