"""IT's facts about the organisation, as the site file declares them. Parsing and its errors: `diagnostics.site`."""

from urllib.parse import urlsplit

import msgspec

from diagnostics.model.threshold import Thresholds

HIDEABLE = ("addresses", "details", "devices", "programs", "system", "words")
"""What `[report] hide` may name: things that a report of the standard level leaves in clear."""


class Organisation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the laptop belongs to, and how people reach their IT."""

    name: str = ""
    it_name: str = ""
    phone: str = ""
    email: str = ""
    languages: tuple[str, ...] = ("en", "fr")  # the first is the default


class LoadTargets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """IT's own load-test endpoint: GET `down` (with `{bytes}`), POST `up`."""

    down: str
    up: str


class Internet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public targets that prove the line. The defaults are used for every key that is absent."""

    addresses: tuple[str, ...] = (
        "1.1.1.1:443",
        "9.9.9.9:443",
        "8.8.8.8:443",
        "[2606:4700:4700::1111]:443",
        "[2620:fe::fe]:443",
    )
    portal: tuple[str, ...] = (
        "http://www.msftconnecttest.com/connecttest.txt=Microsoft Connect Test",
        "http://detectportal.firefox.com/success.txt=success",
    )
    names: tuple[str, ...] = ("www.wikipedia.org", "www.debian.org")
    resolvers: tuple[str, ...] = ("9.9.9.9", "1.1.1.1")
    time: tuple[str, ...] = ("https://www.cloudflare.com", "https://www.wikipedia.org", "ntp://pool.ntp.org")
    load: LoadTargets | None = None


class Proxy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The proxy that the organisation wants, if any."""

    pac: str | None = None
    server: str | None = None


class Vpn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One VPN of the organisation."""

    name: str
    kind: str = "other"
    gateways: tuple[str, ...] = ()
    interface: str | None = None
    process: str | None = None
    log: tuple[str, ...] = ()
    certificate: str | None = None
    routes: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    mtu: int | None = None
    public_key: str | None = None
    session_hours: int | None = None  # after which the VPN signs everybody out
    signatures: str | None = None  # path of a file with known log lines of this client; absolute once parsed


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that people work with."""

    name: str
    url: str
    via: str = "internet"  # "vpn" or "internet"
    expect: int = 200
    ca: str | None = None  # path of extra trust; absolute once parsed
    typed: bool = False  # no key of the file: an address that the person typed. Any status below 400 is fine then


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where reports go."""

    recipients: tuple[str, ...] = ()  # age X25519 public keys ("age1…"); sealed to every one of them
    until: str | None = None  # a date, "2027-06-30": after it the list is taken for out of date and nothing is sealed
    drop: str | None = None  # create-only PUT
    folder: str | None = None  # a folder or share that this laptop can write to
    email: str | None = None  # where a mail with a report goes; else the organisation's
    page: str | None = None  # an https page for the QR code; what follows its # never reaches the server
    level: str = "standard"  # "standard", "strict" or "own"
    hide: tuple[str, ...] = ()  # with "own": what leaves hidden beside what always is
    link_key: str | None = None  # 32 bytes in base64: reports of one laptop may then be linked by their pseudonyms
    outcomes: bool = False  # whether runs and repairs leave an anonymous record for IT's statistics

    @property
    def destination(self) -> str:
        """Where a report goes by itself, in one word: the host of the drop, or the folder; "" for neither."""
        if self.drop:
            return urlsplit(self.drop).hostname or self.drop
        return self.folder or ""


class Content(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where IT publishes guides, notices and a newer site file; both keys or none."""

    url: str | None = None  # the public folder
    root: str | None = None  # path of the trust anchor, "root.json"; absolute once parsed


class Help(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ways in which IT helps."""

    remote: str | None = None
    status: str | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which thresholds count as good enough."""

    profile: str = "office"


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole site file. An empty one is valid: the built-in targets, no VPN, no service."""

    schema: int = 1
    organisation: Organisation = Organisation()
    internet: Internet = Internet()
    proxy: Proxy = Proxy()
    vpn: tuple[Vpn, ...] = ()
    service: tuple[Service, ...] = ()
    report: Report = Report()
    content: Content = Content()
    help: Help = Help()
    call: Call = Call()
    threshold: Thresholds = Thresholds()
