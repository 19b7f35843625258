"""Every bad value gets one sentence with file, line, key, what is wrong and how to mend it."""

from pathlib import Path

import pytest

from diagnostics.site import SiteError, parse_site
from tests.unit.diagnostics.site.site_text import check

# name: (text, line, key, what is wrong, how to mend it)
CASES = {
    "unknown key": (
        '[organisation]\nnmae = "x"',
        2,
        "organisation.nmae",
        'is not a key of [organisation], did you mean "name"?',
        "use one of: email, it_name, languages, name, phone",
    ),
    "unknown table": ("\n\n[servce]\n", 3, "servce", 'is not a key of the file, did you mean "service"?', "use one of"),
    "unknown key without a relative": (
        "zzz = 1",
        1,
        "zzz",
        "is not a key of the file",
        "use one of: call, content, help",
    ),
    "key of another table": ('[help]\nurl = "x"', 2, "help.url", "does not belong in [help]", "move it to [[service]]"),
    "extends": ('extends = "x.toml"', 1, "extends", "is not a key of the file", "use one of"),
    "unknown key in an inline table": (
        '[internet]\nload = {\tdonw = "https://a.example/{bytes}" }',
        2,
        "internet.load.donw",
        'did you mean "down"?',
        "use one of: down, up",
    ),
    "schema of the future": ("schema = 2", 1, "schema", "is 2, made for a newer Unstuck", "update Unstuck"),
    "schema nought": ("schema = 0", 1, "schema", "is 0, which never existed", "write schema = 1"),
    "schema as text": ('schema = "1"', 1, "schema", "is a text, not a whole number", "write schema = 1"),
    "schema true": ("schema = true", 1, "schema", "is true or false, not a whole number", "write schema = 1"),
    "number for text": (
        "[organisation]\nname = 7",
        2,
        "organisation.name",
        "is a number, not a text",
        "quotation marks",
    ),
    "date for text": ("[organisation]\nname = 2026-11-22", 2, "organisation.name", "is a date or time", "quotation"),
    "fraction for text": ("[organisation]\nname = 1.5", 2, "organisation.name", "is a number with a fraction", "quot"),
    "empty text": ('[organisation]\nname = " "', 2, "organisation.name", "is empty", "leave the key out"),
    "line break in text": ('[organisation]\nname = "a\\nb"', 2, "organisation.name", "has line breaks", "one line"),
    "endless text": (f'[organisation]\nname = "{"x" * 2000}"', 2, "organisation.name", "has 2000 characters", "under"),
    "mail": ('[organisation]\nemail = "it at x"', 2, "organisation.email", "is not a mail address", "it@example.org"),
    "language": ('[organisation]\nlanguages = ["de"]', 2, "organisation.languages", 'does not know "de"', "en, fr"),
    "no language": ("[organisation]\nlanguages = []", 2, "organisation.languages", "is an empty list", "leave the key"),
    "text for list": ('[internet]\nnames = "x.example"', 2, "internet.names", "is a text, not a list", 'write ["'),
    "number in list": (
        '[internet]\nnames = [\n  "a.example",\n  # a comment\n  4,\n]',
        5,
        "internet.names",
        "is a number, not a text",
        "quotation marks",
    ),
    "repeated item": (
        '[internet]\nnames = ["a.example",\n"A.example"]',
        3,
        "internet.names",
        'lists "a.example" twice',
        "remove one",
    ),
    "too many items": (
        "[internet]\nnames = [" + ", ".join(f'"h{n}.example"' for n in range(65)) + "]",
        2,
        "internet.names",
        "has 65 items",
        "at most 64",
    ),
    "table for value": ("[organisation.name]\nx = 1", 1, "organisation.name", "is a table, not a text", "quotation"),
    "value for table": ('organisation = "x"', 1, "organisation", "is a text, not a table", "[organisation]"),
    "one bracket": ('[vpn]\nname = "x"', 1, "vpn", "is one table, not a list of tables", "write [[vpn]], with two"),
    "list of texts for tables": ('service = ["x"]', 1, "service", "is a list, not a list of tables", "[[service]]"),
    "address with a name": (
        '[internet]\naddresses = ["example.org:443"]',
        2,
        "internet.addresses",
        '"example.org" is a name or a broken address',
        'write a literal address such as "192.0.2.1:443"',
    ),
    "address without port": (
        '[internet]\naddresses = ["192.0.2.1"]',
        2,
        "internet.addresses",
        '"192.0.2.1" has no port',
        'add one, such as "192.0.2.1:443"',
    ),
    "address with octet 256": ('[internet]\naddresses = ["192.0.2.256:443"]', 2, "internet.addresses", "broken", "lit"),
    "address with port 0": (
        '[internet]\naddresses = ["192.0.2.1:0"]',
        2,
        "internet.addresses",
        'port "0"',
        "1 to 65535",
    ),
    "port with letters": (
        '[internet]\naddresses = ["192.0.2.1:4x3"]',
        2,
        "internet.addresses",
        'port "4x3"',
        "1 to 65",
    ),
    "port in other digits": ('[internet]\naddresses = ["192.0.2.1:٤٤٣"]', 2, "internet.addresses", "has port", "1 to"),
    "IPv6 without brackets": (
        '[internet]\naddresses = ["2001:db8::1"]',
        2,
        "internet.addresses",
        "has no brackets and no port",
        'write "[2001:db8::1]:443"',
    ),
    "IPv6 and port without brackets": (
        '[internet]\naddresses = ["2001:db8:0:0:0:0:0:1:443"]',
        2,
        "internet.addresses",
        "is not host:port",
        'put an IPv6 address in brackets, "[2001:db8::1]:443"',
    ),
    "IPv6 without port": (
        '[internet]\naddresses = ["[2001:db8::1]"]',
        2,
        "internet.addresses",
        "has no port",
        "add one",
    ),
    "brackets with rubbish": (
        '[internet]\naddresses = ["[x:y]:443"]',
        2,
        "internet.addresses",
        "in brackets",
        "such as",
    ),
    "address with scheme": (
        '[internet]\naddresses = ["https://192.0.2.1"]',
        2,
        "internet.addresses",
        "is a URL",
        "write",
    ),
    "no address": ("[internet]\naddresses = []", 2, "internet.addresses", "is an empty list", "at least one"),
    "portal without body": (
        '[internet]\nportal = ["http://www.example.org/check.txt"]',
        2,
        "internet.portal",
        "does not say what the page contains",
        'write URL=text, such as "http://www.example.org/check.txt=expected text"',
    ),
    "portal over https": (
        '[internet]\nportal = ["https://a.example/=b"]',
        2,
        "internet.portal",
        "http://",
        "write a URL",
    ),
    "portal with query": (
        '[internet]\nportal = ["http://a.example/?a=b=c"]',
        2,
        "internet.portal",
        "has a query",
        "without",
    ),
    "name with scheme": (
        '[internet]\nnames = ["https://x.example"]',
        2,
        "internet.names",
        "is not a host name",
        "alone",
    ),
    "name that is an address": ('[internet]\nnames = ["192.0.2.1"]', 2, "internet.names", "is an address", "a name"),
    "name with blanks": ('[internet]\nnames = ["a b"]', 2, "internet.names", "is not a host name", "alone"),
    "resolver with port": (
        '[internet]\nresolvers = ["192.0.2.53:53"]',
        2,
        "internet.resolvers",
        '"192.0.2.53:53" is not an IP address',
        'write the address alone without the port, "192.0.2.53"',
    ),
    "resolver in brackets": (
        '[internet]\nresolvers = ["[2001:db8::53]"]',
        2,
        "internet.resolvers",
        "not an IP",
        '"2001',
    ),
    "resolver by name": ('[internet]\nresolvers = ["dns.example"]', 2, "internet.resolvers", "is not an IP", "such as"),
    "time by bare name": (
        '[internet]\ntime = ["ntp.example.org"]',
        2,
        "internet.time",
        "does not begin with",
        "write a",
    ),
    "time with a path": ('[internet]\ntime = ["https://a.example/x"]', 2, "internet.time", "more than a host", "only"),
    "load without bytes": (
        '[internet]\nload = { down = "https://a.example/", up = "https://a.example/" }',
        2,
        "internet.load.down",
        "does not have exactly one {bytes}",
        "bytes={bytes}",
    ),
    "load without up": (
        '[internet]\nload = { down = "https://a.example/{bytes}" }',
        2,
        "internet.load",
        "has no up",
        "add up =",
    ),
    "proxy with scheme": ('[proxy]\nserver = "http://p.example:3128"', 2, "proxy.server", "is a URL", "without scheme"),
    "proxy with password": (
        '[proxy]\nserver = "u:hush@p.example:1"',
        2,
        "proxy.server",
        "a user name or a pass",
        "only",
    ),
    "proxy twice": (
        '[proxy]\npac = "http://p.example/p.pac"\nserver = "p.example:3128"',
        3,
        "proxy.server",
        "stands beside pac",
        "keep one",
    ),
    "not TOML": ('[organisation]\nname "x"', 2, "", "is not TOML here: expected '=' after a key", "see the TOML rules"),
    "unclosed text": ('a = "x', 1, "", "is not TOML here: ", "see the TOML rules"),
    "unclosed list": ("schema = 1\na = [1,\n\n", 2, "", "is not TOML here: ", "see the TOML rules"),
    "key twice": ("schema = 1\nschema = 1", 2, "", "is not TOML here: cannot overwrite a value", "see the TOML rules"),
    "control character": ('a = "\x01"', 1, "", "is not TOML here: illegal character", "see the TOML rules"),
    "too deep": ("a = " + "[" * 5000, None, "", "nests lists or tables too deeply", "plain texts"),
    "number without end": ("a = " + "9" * 5000, None, "", "contains a number that is too long", "remove it"),
    "key without end": ("\n" + "a." * 60000 + "b = 1", 2, "", "is too long", "one item a line"),
    "key of a hundred parts": ("a." * 100 + "b = 1", 1, "", "has a key of more than 64 parts", "remove this line"),
    "too large": ("#" * (256 * 1024 + 1), None, "", "is larger than 256 KiB", "name the site file itself"),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_value_says_where_what_and_how_to_mend_it(name: str) -> None:
    check(*CASES[name])


def test_a_secret_key_is_not_repeated() -> None:
    secret = "AGE-SECRET-KEY-1" + "Q" * 58
    with pytest.raises(SiteError, match=r"report\.recipients: is a secret key; put the public one") as caught:
        parse_site(f'[report]\nrecipients = ["{secret}"]', "site.toml", Path())
    assert "QQQQ" not in str(caught.value)


@pytest.mark.parametrize("drop", ["http://u:hush@drop.example/", "ftp://u:hush@drop.example/"])
def test_a_password_is_not_repeated(drop: str) -> None:
    with pytest.raises(SiteError) as caught:
        parse_site(f'[report]\ndrop = "{drop}"', "site.toml", Path())
    assert "hush" not in str(caught.value)


def test_a_hostile_value_stays_one_short_line() -> None:
    with pytest.raises(SiteError) as caught:
        parse_site('"' + "\\u001b[31m" * 100 + '" = 1', "si\nte.toml", Path())
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300
