"""What a valid site file becomes."""

from pathlib import Path

import msgspec
import pytest

from diagnostics.model import site as model
from diagnostics.model.site import Internet, Site
from diagnostics.model.threshold import Thresholds
from diagnostics.site import parse_site, section
from tests.unit.diagnostics.site.site_text import WHOLE


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("HOME", "/home/ines")
    return parse_site(WHOLE, "site.toml", Path("/etc/unstuck"))


def test_addresses_names_and_networks_are_canonical(site: Site) -> None:
    assert site.internet.addresses == ("192.0.2.1:443", "[2001:db8::1]:443")
    assert site.internet.names == ("example.org",)
    assert site.internet.resolvers == ("192.0.2.53", "2001:db8::53")
    assert site.vpn[0].gateways == ("vpn.example.org:1194/udp", "[2001:db8::2]:443/tcp")
    assert site.vpn[0].routes == ("10.20.0.0/16", "0.0.0.0/0", "2001:db8:1::/48")


def test_paths_are_absolute(site: Site) -> None:
    assert site.service[0].ca == "/etc/unstuck/corp-ca.pem"
    assert site.vpn[0].certificate == "/home/ines/vpn/client.crt"
    assert site.vpn[0].log[:2] == ("/var/log/openvpn/*.log", "/home/ines/vpn/*.log")
    assert site.vpn[0].log[2:] == ("%PROGRAMDATA%\\vpn\\*.log", "C:\\vpn\\a.log")


def test_everything_else_is_taken_as_written(site: Site) -> None:
    assert site.organisation.languages == ("fr", "en")
    assert site.internet.portal == ("http://www.example.com/check.txt=Some = Text",)
    assert site.internet.load == model.LoadTargets(
        down="https://speed.example.org/down?bytes={bytes}", up="https://speed.example.org/up"
    )
    assert site.proxy.pac == "http://proxy.example.org/proxy.pac"
    assert (site.vpn[1].name, site.vpn[1].kind) == ("Other", "other")
    assert site.service[0].expect == 401
    assert site.report.drop == "https://drop:word@drop.example.org/in/"
    assert site.report.until == "2027-06-30"
    assert site.report.folder == r"\\server\share\reports"
    assert (site.report.email, site.report.page) == ("reports@example.org", "https://help.example.org/u")
    assert (site.report.level, site.report.hide) == ("own", ("devices", "programs"))
    assert site.report.link_key == "c29tZS10aGluZy0zMi1ieXRlcy1sb25nLWZvci10ZXM="
    assert site.report.outcomes
    assert site.content == model.Content(url="https://it.example.org/unstuck/", root="/etc/unstuck/root.json")
    assert (site.vpn[0].signatures, site.vpn[1].signatures) == ("/etc/unstuck/vpn-lines.toml", None)
    assert site.help.remote == "https://help.example.org/"
    assert site.call.profile == "call-centre"
    assert site.vpn[0].session_hours == 12
    assert site.vpn[1].session_hours is None


def test_thresholds_are_taken_one_by_one_and_the_others_keep_their_source(site: Site) -> None:
    told = Thresholds(wifi_weak_dbm=-78, loss_percent=1.0, jitter_ms=25.5, busy_share=0.6, down_mbit=8.0)
    assert site.threshold == told
    assert isinstance(site.threshold.loss_percent, float), "a whole number is a number"


def test_the_thresholds_of_the_model_are_themselves_valid() -> None:
    usual = {name: value for name, value in msgspec.structs.asdict(Thresholds()).items() if value is not None}
    text = "[threshold]\n" + "\n".join(f"{name} = {value}" for name, value in usual.items())
    assert parse_site(text, "site.toml", Path()).threshold == Thresholds()


@pytest.mark.parametrize("text", ["", "# nothing\n", "schema = 1", "\ufeffschema = 1", "schema = 1\r\n[call]\r\n"])
def test_every_key_is_optional(text: str) -> None:
    assert parse_site(text, "site.toml", Path()) == Site()


def test_absent_lists_keep_the_built_in_targets() -> None:
    site = parse_site('[internet]\nnames = ["example.org"]\nportal = []', "site.toml", Path())
    assert site.internet.addresses == Internet().addresses
    assert site.internet.names == ("example.org",)
    assert site.internet.portal == ()


def test_a_drop_on_this_computer_may_be_plain_http() -> None:
    site = parse_site('[report]\ndrop = "http://127.0.0.1:8080/in/"', "site.toml", Path())
    assert site.report.drop == "http://127.0.0.1:8080/in/"


def test_a_date_may_stand_without_quotation_marks() -> None:
    assert parse_site("[report]\nuntil = 2027-06-30", "site.toml", Path()).report.until == "2027-06-30"


def test_a_list_that_is_out_of_date_or_missing_is_no_reason_to_refuse_the_file() -> None:
    """What can be diagnosed must be, whatever became of IT's keys; sealing says what is wrong."""
    text = '[report]\nuntil = "2001-01-01"\ndrop = "https://drop.example.org/in/"'
    assert parse_site(text, "site.toml", Path()).report.recipients == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/mnt/it/reports", "/mnt/it/reports"),
        ("~/reports", "/home/ines/reports"),
        (r"C:\\Reports", r"C:\Reports"),
        (r"%PUBLIC%\\Reports%20", r"%PUBLIC%\Reports%20"),
        ("/Volumes/IT Reports", "/Volumes/IT Reports"),
    ],
)
def test_a_folder_for_reports(written: str, read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ines")
    assert parse_site(f'[report]\nfolder = "{written}"', "site.toml", Path("/etc")).report.folder == read


@pytest.mark.parametrize("tool", ["quickassist", "rustdesk", "teamviewer", "anydesk"])
def test_a_remote_tool_that_we_can_open(tool: str) -> None:
    assert parse_site(f'[help]\nremote = "{tool}"', "site.toml", Path()).help.remote == tool


def test_a_value_survives_its_own_canonical_form(site: Site) -> None:
    again = WHOLE.replace("[2001:DB8:0::1]", "[2001:db8::1]").replace('"Example.org."', '"example.org"')
    assert parse_site(again, "site.toml", Path("/etc/unstuck")) == site


@pytest.mark.parametrize(
    ("struct", "shapes"),
    [
        (model.Organisation, section.ORGANISATION),
        (model.Internet, section.INTERNET),
        (model.Proxy, section.PROXY),
        (model.Vpn, section.VPN),
        (model.Service, section.SERVICE),
        (model.Report, section.REPORT),
        (model.Help, section.HELP),
        (model.Call, section.CALL),
        (Thresholds, section.THRESHOLD),
        (model.Site, section.SITE),
    ],
)
def test_every_key_of_the_model_has_a_shape(struct: type[msgspec.Struct], shapes: dict[str, object]) -> None:
    inner = {"typed"} if struct is model.Service else set()  # set by the program only
    assert {field.name for field in msgspec.structs.fields(struct)} - inner == set(shapes)


def test_the_defaults_of_the_model_are_themselves_valid() -> None:
    lines = [
        f"{name} = [{', '.join(repr(value) for value in getattr(Internet(), name))}]"
        for name in ("addresses", "portal", "names", "resolvers", "time")
    ]
    assert parse_site("[internet]\n" + "\n".join(lines), "site.toml", Path()).internet == Internet()
