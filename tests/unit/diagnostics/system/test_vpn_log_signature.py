"""The signature files are data that people edit: every line is compared with a sample, every mistake is told."""

import pytest

from diagnostics.model.fact import LogMeaning
from diagnostics.system.linux.vpn_log_signature import Signature, SignatureError, parse, products, products_of

ALL = {item.id: (item, product) for product in products() for item in product.signatures}


def first_fit(line: str, signatures: tuple[Signature, ...], connected: bool) -> str | None:
    return next((item.id for item in signatures if item.fits(line) and (connected or not item.connected_only)), None)


@pytest.mark.parametrize("signature", ALL)
def test_the_first_signature_that_fits_each_sample_is_its_own(signature: str) -> None:
    item, product = ALL[signature]
    assert item.samples
    for line in item.samples:
        assert item.may_occur_in(line)
        assert first_fit(line, product.signatures, item.connected_only) == signature, line


def test_ids_are_unique_and_begin_with_a_product() -> None:
    count = sum(len(product.signatures) for product in products())
    assert len(ALL) == count >= 100
    assert all(name.partition(".")[0].isidentifier() and name.partition(".")[2].isidentifier() for name in ALL)


def test_every_product_says_when_it_connected() -> None:
    silent = [
        product.name
        for product in products()
        if not any(item.meaning is LogMeaning.CONNECTED for item in product.signatures)
    ]
    assert silent == []


KINDS = ("openvpn", "wireguard", "anyconnect", "ipsec", "globalprotect", "forticlient", "windows", "tailscale")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_site_file_has_signatures(kind: str) -> None:
    assert products_of(kind)


def test_a_client_that_nobody_names_may_be_any() -> None:
    assert products_of("other") == products()
    assert products_of("no such kind") == ()


# Lines that stand in logs of clients that work, or that follow from another line: they must mean nothing.
INNOCENT = {
    "a packet that came twice": (
        "openvpn",
        "Authenticate/Decrypt packet error: bad packet ID (may be a replay): [ #7 ]",
    ),
    "the follow-up of any failure": ("openvpn", "2026-11-22 20:47:34 TLS Error: TLS handshake failed"),
    "the route is there already": ("openvpn", "NOTE: Linux route add command failed because route exists"),
    "a push is no end": ("openvpn", "PUSH: Received control message: 'PUSH_REPLY,session-timeout 2,ping 2'"),
    "in every session of GlobalProtect": ("globalprotect", "(P1-T2)Debug(1): 08/19/26 CheckServerCert return 0x1002"),
    "the enforcer is off": ("globalprotect", "GetEnforcer state = 0"),
    "the certificate ends soon": ("anyconnect", "Client certificate expires soon at: Sat, 12 Dec 2026 20:42:34 GMT"),
    "an idle limit is announced": ("globalprotect", "Idle timeout is 180 minutes."),
    "DTLS alone": ("anyconnect", "DTLS Dead Peer Detection detected dead peer!"),
    "one lost packet": ("ipsec", "Nov 22 20:50:01 13[IKE] retransmit 1 of request with message ID 0"),
    "a certificate that is looked at": ("ipsec", '08[CFG]   using certificate "CN=server"'),
}


@pytest.mark.parametrize("case", INNOCENT)
def test_innocent_lines(case: str) -> None:
    kind, line = INNOCENT[case]
    assert [first_fit(line, product.signatures, True) for product in products_of(kind)] == [None] * len(
        products_of(kind)
    )


GOOD = """product = "P"
kinds = ["openvpn"]
[logs]
linux = ["/var/log/p.log"]

[[signature]]
id = "p.connected"
meaning = "connected"
all = ["is up"]
samples = ["it is up"]

[[signature]]
id = "p.failed"
meaning = "auth_failed"
any = ["denied"]
samples = ["denied"]
"""

MISTAKES = {
    "not TOML": (("product =", "product"), "p.toml: this is not TOML"),
    "no product": (('product = "P"\n', ""), "p.toml, line 1, product: write a text in quotes"),
    "no kinds": (('["openvpn"]', "[]"), "p.toml, line 2, kinds: write a list of texts"),
    "unknown key above": (("kinds", "kind"), "p.toml, line 2, kind: there is no such key; known are ends, kinds"),
    "unknown key of the logs": (("linux", "linus"), "p.toml, line 4, linus: there is no such key"),
    "logs are no table": (('[logs]\nlinux = ["/var/log/p.log"]', "logs = 3"), "logs: this is a table of its own"),
    "unknown key": (("any", "some"), "p.toml, line 15, some: there is no such key"),
    "unknown meaning": (('"auth_failed"', '"angry"'), 'p.toml, line 14, meaning: "angry" is none of: name_failed'),
    "no id": (('id = "p.failed"\n', ""), "p.toml, line 12, id: write a text in quotes"),
    "an id twice": (('"p.failed"', '"p.connected"'), 'p.toml, line 13, id: "p.connected" stands twice'),
    "no fragment": (('any = ["denied"]\n', ""), "p.toml, line 12, all: name at least one fragment"),
    "a fragment that fits everything": (
        ('any = ["denied"]', 'any = ["de"]'),
        'p.toml, line 15, any: "de" is shorter than 3 characters',
    ),
    "a fragment that is no text": (('any = ["denied"]', "any = [7]"), "p.toml, line 15, any: write a list of texts"),
    "no sample": (('samples = ["denied"]', "samples = []"), "p.toml, line 16, samples: write a list of texts"),
    "unknown state": (('samples = ["denied"]', 'samples = ["denied"]\nwhile = "up"'), "line 17, while: the only state"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(case: str) -> None:
    (old, new), expected = MISTAKES[case]
    assert old in GOOD
    with pytest.raises(SignatureError) as caught:
        parse(GOOD.replace(old, new), "p.toml")
    assert expected in str(caught.value)


@pytest.mark.parametrize("entries", ["3", '["a"]', "{ id = 3 }"])
def test_signatures_that_are_no_list_of_tables(entries: str) -> None:
    with pytest.raises(SignatureError, match=r"p\.toml, line 3, signature: each one is a table of its own"):
        parse(f'product = "P"\nkinds = ["openvpn"]\nsignature = {entries}\n', "p.toml")


@pytest.mark.parametrize("head", ["[[ signature ]]", "[[signature]]  # the second"])
def test_a_head_may_be_written_as_toml_allows(head: str) -> None:
    text = GOOD.replace('[[signature]]\nid = "p.failed"', f'{head}\nid = "p.failed"').replace("auth_failed", "angry")
    with pytest.raises(SignatureError, match=r"p\.toml, line 14, meaning"):
        parse(text, "p.toml")


def test_the_good_file_is_good() -> None:
    product = parse(GOOD, "p.toml")
    assert [item.id for item in product.signatures] == ["p.connected", "p.failed"]
    assert product.logs == ("/var/log/p.log",)
