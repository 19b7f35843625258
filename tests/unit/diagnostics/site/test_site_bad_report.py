"""Bad values of [report] and [help]: each says where it stands, what is wrong and how to mend it."""

import base64
from pathlib import Path

import pytest

from diagnostics.site import SiteError, parse_site
from tests.fakes.age_key import NOBODYS_KEYS
from tests.unit.diagnostics.site.site_text import check

TYPED = base64.b64encode(b"password" * 4).decode()
SHORT = base64.b64encode(bytes(range(16))).decode()
AGE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

CASES: dict[str, tuple[str, int, str, str, str]] = {
    "a date of another country": ('until = "30/06/2027"', 2, "report.until", "is not a date", "2027-06-30"),
    "a date in short": ('until = "20270630"', 2, "report.until", "is not a date", "year, month and day"),
    "a week": ('until = "2027-W26-3"', 2, "report.until", "is not a date", "2027-06-30"),
    "a day that does not exist": ('until = "2027-06-31"', 2, "report.until", "not a day of the calendar", "2027-06-30"),
    "a moment": ("until = 2027-06-30T12:00:00Z", 2, "report.until", "is a date or time, not a text", "quotation"),
    "a year": ("until = 2027", 2, "report.until", "is a number, not a text", "quotation"),
    "a recipient twice": (f'recipients = ["{AGE}",\n"{AGE}"]', 3, "report.recipients", "twice", "remove one"),
    "an ssh key": ('recipients = ["ssh-ed25519 AAAA"]', 2, "report.recipients", "not an age recipient", "age1"),
    "a recipient in capitals": (f'recipients = ["{AGE.upper()}"]', 2, "report.recipients", "not an age", "copy all"),
    "a folder that starts nowhere": ('folder = "reports"', 2, "report.folder", "is a relative path", "whole path"),
    "a folder that is a URL": ('folder = "smb://nas/it"', 2, "report.folder", "is a URL", "under which laptops see it"),
    "somebody's home": ('folder = "~root/x"', 2, "report.folder", "home of somebody else", "begin it with"),
    "no mail address": ('email = "it"', 2, "report.email", "is not a mail address", "it@example.org"),
    "a page by http": ('page = "http://h.example/"', 2, "report.page", "does not begin with https://", "write a URL"),
    "a page with a fragment": ('page = "https://h.example/#x"', 2, "report.page", "behind #", "remove it"),
    "a page too long for a code": (
        f'page = "https://h.example/{"x" * 200}"', 2, "report.page", "has 218 characters", "QR code",
    ),
    "a level": ('level = "sctrict"', 2, "report.level", 'did you mean "strict"?', "standard, strict, own"),
    "something to hide": ('level = "own"\nhide = ["everything"]', 3, "report.hide", "does not know", "use one of: "),
    "hiding by a list that does not count": (
        'level = "strict"\nhide = ["programs"]', 3, "report.hide", "counts for nothing", 'level = "own"',
    ),
    "hiding without a level": ('hide = ["programs"]', 2, "report.hide", 'with level "standard"', 'level = "own"'),
    "a short key": (f'link_key = "{SHORT}"', 2, "report.link_key", "is not a key of 32 bytes", "openssl rand"),
    "no base64": ('link_key = "open sesame"', 2, "report.link_key", "is not a key of 32 bytes", "openssl rand"),
    "a key that was typed": (f'link_key = "{TYPED}"', 2, "report.link_key", "is not random", "openssl rand"),
    "a word for yes": ('outcomes = "yes"', 2, "report.outcomes", "is a text, not true or false", "without quotation"),
    "an unknown key": ('recipient = "x"', 2, "report.recipient", 'did you mean "recipients"?', "use one of"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_value_says_where_what_and_how_to_mend_it(name: str) -> None:
    text, *expected = CASES[name]
    check(f"[report]\n{text}", *expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("tool", ["teams", "screensharing", "QuickAssist", "vnc"])
def test_a_remote_tool_that_nothing_here_opens(tool: str) -> None:
    check(f'[help]\nremote = "{tool}"', 2, "help.remote", "does not know", "quickassist, rustdesk, teamviewer, anydesk")


@pytest.mark.parametrize("value", [TYPED, SHORT, "open sesame"])
def test_a_link_key_is_not_repeated(value: str) -> None:
    with pytest.raises(SiteError) as caught:
        parse_site(f'[report]\nlink_key = "{value}"', "site.toml", Path())
    assert value not in str(caught.value)


@pytest.mark.parametrize("place", range(4, 62))
@pytest.mark.parametrize("by", [1, 7, 31])
def test_no_recipient_with_one_wrong_character_passes(place: int, by: int) -> None:
    """Bech32 (BIP-173) finds every single wrong character."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    wrong = letters[(letters.index(AGE[place]) + by) % 32]
    with pytest.raises(SiteError, match="typing mistake"):
        parse_site(f'[report]\nrecipients = ["{AGE[:place]}{wrong}{AGE[place + 1 :]}"]', "site.toml", Path())


@pytest.mark.parametrize("point", NOBODYS_KEYS.values(), ids=NOBODYS_KEYS.keys())
def test_a_recipient_that_anybody_could_open_for(point: str) -> None:
    check(f'[report]\nrecipients = ["{point}"]', 2, "report.recipients", "is nobody's key", "age-keygen")


@pytest.mark.parametrize(
    ("text", "key", "missing"),
    [('url = "https://it.example.org/u/"', "content.url", "add root"), ('root = "r.json"', "content.root", "add url")],
)
def test_half_a_place_of_content(text: str, key: str, missing: str) -> None:
    check(f"[content]\n{text}", 2, key, "stands alone", missing)


@pytest.mark.parametrize(("end", "mark"), [("?y=1", "?"), ("?", "?"), ("#top", "#"), ("#", "#"), ("?a#b", "?")])
def test_a_place_of_content_that_is_no_folder(end: str, mark: str) -> None:
    text = f'[content]\nurl = "https://it.example.org/u/{end}"\nroot = "r.json"'
    check(text, 2, "content.url", f"a part behind {mark}", "end it before")
