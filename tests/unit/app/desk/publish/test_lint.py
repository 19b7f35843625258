"""Every mistake is one line: file, line, key, what is wrong, how to mend it."""

from pathlib import Path

import certifi
import pytest

from app.desk.publish import lint, source
from app.desk.publish.folder import DeskFolder
from app.desk.publish.skeleton import skeleton, write
from app.guides.library import all_guides
from tests.unit.app.desk.publish.desk_world import built_in

GUIDE = built_in("vpn.mtu").decode()
TRUST = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----")
TRUST_FILE = TRUST[0] + TRUST[1] + "\n"  # the first of those that everybody has
SITE = 'schema = 1\n[[service]]\nname = "Wiki"\nurl = "https://wiki.example.org/"\nca = "corp-ca.pem"\n'
VPN = 'schema = 1\n[[vpn]]\nname = "V"\n'
URL = "https://it.example.org/unstuck/"
SKELETON = skeleton("vpn.mtu")


def said(tmp_path: Path, **files: str | bytes) -> list[str]:
    """The findings for files of a desk, without the folder; "__" stands for a dot, "_in_" for a slash."""
    desk = DeskFolder(tmp_path)
    for name, data in files.items():
        path = desk.content / name.replace("_in_", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    _, findings = lint.look_at(source.found(desk), URL)
    return [str(finding).removeprefix(f"{desk.content}/") for finding in findings]


GUIDES: dict[str, tuple[str, str, str]] = {
    "unknown key": ("settle_s", "settel_s", "settel_s: unknown key 'settel_s'. Did you mean 'settle_s'?."),
    "unknown cause": ('cause = "vpn.mtu"', 'cause = "vpn.mut"', "cause: 'vpn.mut' is no cause. Did you mean 'vpn.mtu'"),
    "other id": ('id = "vpn.mtu"', 'id = "vpn.mtx"', "id: 'vpn.mtx' is not the name of the file. Name the file"),
    "unknown verb": ('verb = "mtu.set_site_value"', 'verb = "mtu.set_site_valve"', "'mtu.set_site_valve' is no verb."),
    "not translated yet": ("title.fr = ", 'title.fr = "XXX" #', "title.fr: a text that is not written yet."),
    "one language": ("title.fr = ", "#", "'fr' is missing. Add it: a text in quotes."),
    "other holes": ("stop.fr = ", 'stop.fr = "Rien." #', "the two languages have different {holes}."),
    "long": ("title.en = ", f'title.en = "{"word " * 21}end." #', "hint: a sentence of 22 words."),
}


@pytest.mark.parametrize("case", GUIDES)
def test_guides(tmp_path: Path, case: str) -> None:
    old, new, expected = GUIDES[case]
    assert old in GUIDE
    (finding,) = said(tmp_path, guides_in_vpn__mtu__toml=GUIDE.replace(old, new, 1))
    line = GUIDE[: GUIDE.index(old)].count("\n") + 1
    line -= case in ("one language", "other holes")  # a text that is not there is told where its table begins
    assert finding.startswith(f"guides/vpn.mtu.toml, line {line}, ")
    assert expected.rstrip(".") in finding


FILES: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "nothing": ({}, []),
    "a good site": ({"site_in_site__toml": SITE, "site_in_corp-ca__pem": TRUST_FILE}, []),
    "a certificate that is none": (
        {"site_in_site__toml": SITE, "site_in_corp-ca__pem": "-----BEGIN CERTIFICATE-----"},
        ["site/corp-ca.pem: is no certificate, so laptops would not take the site file. Save the certificate as PEM."],
    ),
    "log lines of one VPN that are not there": (
        {"site_in_site__toml": 'schema = 1\n[[vpn]]\nname = "V"\nsignatures = "lines.toml"\n'},
        ["site/site.toml, line 4, vpn.signatures: names lines.toml, which is not beside it. Put that file into"],
    ),
    "a certificate that laptops would look for elsewhere": (
        {"site_in_site__toml": SITE.replace("corp-ca.pem", "../corp-ca.pem"), "corp-ca__pem": TRUST_FILE},
        ["site/site.toml, line 5, service.ca: names ../corp-ca.pem, which does not lie beside it on laptops. Put the"],
    ),
    "a certificate of this computer": (
        {"site_in_site__toml": SITE.replace("corp-ca.pem", "/etc/ssl/certs/ca-certificates.crt")},
        ["site/site.toml, line 5, service.ca: names /etc/ssl/certs/ca-certificates.crt, which does not lie beside it"],
    ),
    "log lines from elsewhere": (
        {"site_in_site__toml": VPN + 'signatures = "../a.toml"\n[[vpn]]\nname = "W"\nsignatures = "C:/a.toml"\n'},
        ["site/site.toml, line 4, vpn.signatures: names ../a.toml", "site/site.toml, line 7, vpn.signatures: names C:"],
    ),
    "the person's own certificate stays on the laptop": (
        {"site_in_site__toml": VPN + 'certificate = "~/vpn.pem"\n'},
        [],
    ),
    "a person's certificate where no laptop has one": (
        {"site_in_site__toml": VPN + 'certificate = "../vpn.pem"\n'},
        ["site/site.toml, line 4, vpn.certificate: names ../vpn.pem, which does not lie beside it on laptops."],
    ),
    "outcomes that go nowhere": (
        {"site_in_site__toml": "schema = 1\n[report]\noutcomes = true\n"},
        ["site/site.toml, line 3, report.outcomes: hint: sends nothing without drop or folder. Name one of them"],
    ),
    "outcomes that go somewhere": (
        {"site_in_site__toml": 'schema = 1\n[report]\noutcomes = true\nfolder = "/mnt/it"\n'},
        [],
    ),
    "another place for laptops to look": (
        {"site_in_site__toml": 'schema = 1\n[content]\nurl = "https://x.example.org/"\nroot = "root.json"\n'},
        ["site/site.toml, line 3, content.url: hint: has no effect here: laptops keep the [content] that they were"],
    ),
    "the same place": (
        {"site_in_site__toml": f'schema = 1\n[content]\nurl = "{URL}"\nroot = "root.json"\n'},
        [],
    ),
    "what editors leave": ({"guides_in___x__toml__swp": "x", "guides_in_x__toml~": "x"}, []),
    "a file that is not there": (
        {"site_in_site__toml": SITE},
        ["site/site.toml, line 5, service.ca: names corp-ca.pem, which is not beside it. Put that file into"],
    ),
    "a file that nothing names": (
        {"site_in_site__toml": "schema = 1\n", "site_in_old-ca__pem": "x"},
        ["site/old-ca.pem: hint: is named by nothing. Name it in site.toml or remove it."],
    ),
    "a wrong site": (
        {"site_in_site__toml": "schema = 1\n[organisation]\nnam = 1\n"},
        ['site/site.toml, line 3, organisation.nam: is not a key of [organisation], did you mean "name"?'],
    ),
    "a private key": (
        {"site_in_corp-ca__pem": "x\n-----BEGIN RSA PRIVATE KEY-----\n", "site_in_site__toml": SITE},
        ["site/corp-ca.pem, line 2: holds a private key. Take it out at once", "site/corp-ca.pem: is no certificate"],
    ),
    "an age key": (
        {"site_in_site__toml": "# AGE-SECRET-KEY-1X\n"},
        ["site/site.toml, line 1: holds a secret age key."],
    ),
    "a bad name": ({"guides_in_VPN__toml": GUIDE}, ["guides/VPN.toml: the name of the file cannot be published."]),
    "a tile's guide for a cause": (
        {"guides_in_symptom__calls__toml": GUIDE.replace('id = "vpn.mtu"', 'id = "symptom.calls"')},
        ["guides/symptom.calls.toml, line 3, cause: a tile's guide is for a computer that looks well. Write 'healthy'"],
    ),
    "no JSON": ({"release_in_release__json": '{\n"a": }'}, ["release/release.json, line 2: not JSON"]),
    "no object": ({"release_in_release__json": "[]"}, ["release/release.json, line 1: not one JSON object."]),
    "a stray file": ({"release_in_notes__txt": "x"}, ["release/notes.txt: is no file that laptops know."]),
    "too large": (
        {"site_in_big__pem": "x" * 70_000},
        ["site/big.pem: is larger than 64 KiB.", "site/big.pem: hint: is named by nothing."],
    ),
    "log lines": (
        {"site_in_signature__toml": 'product = "x"\nkind = ["other"]\n'},
        ["site/signature.toml"],
    ),
    "not UTF-8": ({"site_in_site__toml": b"schema = 1\n# \xff\n"}, ["site/site.toml, line 2: not UTF-8 text."]),
}


@pytest.mark.parametrize("case", FILES)
def test_files(tmp_path: Path, case: str) -> None:
    files, expected = FILES[case]
    found = said(tmp_path, **files)
    assert len(found) == len(expected), found
    for line, wanted in zip(found, expected, strict=True):
        assert line.startswith(wanted)


def test_links_and_folders_are_no_files(tmp_path: Path) -> None:
    guides = tmp_path / "content" / "guides"
    guides.mkdir(parents=True)
    (guides / "vpn.mtu.toml").symlink_to("/etc/passwd")
    (guides / "dns.slow.toml").mkdir()
    assert [line.partition(": ")[2].partition(".")[0] for line in said(tmp_path)] == [
        "is a link, a folder or a device"
    ] * 2


def test_too_much_in_all(tmp_path: Path) -> None:
    files = {f"site_in_a{number}__pem": "x" * 60_000 for number in range(12)}
    assert any("KiB in all" in line for line in said(tmp_path, **files))


def test_every_built_in_guide_passes_without_a_hint(tmp_path: Path) -> None:
    for guide in all_guides():
        assert lint.look_into(f"guides/{guide.id}.toml", Path(f"{guide.id}.toml"), built_in(guide.id)) == []


def test_a_new_guide_lacks_only_its_texts(tmp_path: Path) -> None:
    from app.desk.publish.guidelint import CAUSES
    from app.guides.format import read_guide
    from diagnostics.wording import Wording

    checks = Wording.load("en").ids("check")
    for cause in (*CAUSES, "symptom.calls"):
        read_guide(f"{cause}.toml", skeleton(cause).encode(), checks)
        found = lint.look_into(f"guides/{cause}.toml", Path(f"{cause}.toml"), skeleton(cause).encode())
        assert {finding.problem for finding in found} == {"a text that is not written yet"}
        filled = skeleton(cause).replace("<", "").replace(">", "")
        wrong = lint.look_into(f"guides/{cause}.toml", Path(f"{cause}.toml"), filled.encode())
        assert [finding for finding in wrong if not finding.is_hint] == []


def test_a_guide_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    from app.desk.publish.error import PublishError

    desk = DeskFolder(tmp_path)
    path = write(desk, "vpn.mtu")
    path.write_text("mine")
    with pytest.raises(PublishError, match="already there"):
        write(desk, "vpn.mtu", whole=True)
    assert path.read_text() == "mine"
    with pytest.raises(PublishError, match=r"Did you mean .dns\.slow"):
        write(desk, "dns.slo")
