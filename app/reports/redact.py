"""Take out of a diagnosis who and where the person is, and leave in what IT needs: typed, field by field.

The redacted diagnosis is judged to the same verdict as the original: equal things stay equal, networks stay
networks, private stays private, and IT's own names are not touched.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import msgspec

from app.reports import sitename
from app.reports.canary import Known
from app.reports.fieldkind import FIELDS, Kind
from app.reports.identity import Identity
from app.reports.level import ADDRESSES, DETAILS, DEVICES, PROGRAMS, SYSTEM, WORDS
from app.reports.product import is_program
from app.reports.pseudonym import Pseudonyms
from app.reports.rules.text import TextRules
from app.reports.sitename import SiteNames
from diagnostics.model.answer import Answer, Purpose
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Fact
from diagnostics.model.observation import Observation
from diagnostics.model.site import Site
from diagnostics.model.verdict import Verdict

_ENDPOINT = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[^\s/\[\]:]+):\d{1,5}(?:/udp|/tcp)?")
_AMOUNT = re.compile(r"[-+]?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[-+]\d\d:\d\d))?")  # or a date of RFC 3339
_SITE_LINKS = ("pac", "drop", "remote", "status", "url", "up", "down")
_FAMILIES = frozenset(
    [
        "link",
        "wifi",
        "ip",
        "route",
        "gateway",
        "isp",
        "internet",
        "ipv6",
        "mtu",
        "dns",
        "firewall",
        "proxy",
        "tls",
        "clock",
        "vpn",
        "service",
        "laptop",
        "call",
        "app",
        "net",
        "account",
        "audio",
        "browser",
    ]
)
_SITE_PATHS = ("certificate", "log", "ca", "root", "signatures")


class Redactor:
    """Makes things harmless for one report. `key` is 16 or more random bytes that nobody keeps.

    `hide` is what leaves hidden beside what always is (`app.reports.level`). `linked`: the key is the site's, and the
    same thing has the same other name in every report.
    """

    def __init__(
        self,
        site: Site,
        facts: Iterable[Fact],
        identity: Identity,
        key: bytes,
        *,
        hide: Collection[str] = (),
        linked: bool = False,
    ) -> None:
        facts = tuple(facts)
        self._hide = frozenset(hide)
        self._names = SiteNames(site, facts)
        self.pseudonyms = Pseudonyms(self._names, identity, facts, key, linked=linked, flat=ADDRESSES in self._hide)
        self.pseudonyms.own_parts = frozenset(_parts(msgspec.to_builtins(site)))
        self._rules = TextRules(self.pseudonyms)
        self._hosts = frozenset(_hosts(facts))
        self._asked = frozenset(_asked(facts))
        self._programs = frozenset(_of_kind(facts, Kind.PROGRAM))
        self._adapters = frozenset(_of_kind(facts, Kind.ADAPTER))
        self._by_kind: dict[Kind, Callable[[str], str]] = {
            Kind.KEEP: lambda text: text,
            Kind.ADDRESS: lambda text: self.pseudonyms.address(text) or self.text(text),
            Kind.NETWORK: lambda text: self.pseudonyms.network(text) or self.text(text),
            Kind.MAC: self.pseudonyms.mac,
            Kind.ADAPTER: self.pseudonyms.interface,
            Kind.HOST: self.pseudonyms.host,
            Kind.ENDPOINT: self.pseudonyms.endpoint,
            Kind.URL: self.pseudonyms.url,
            Kind.SSID: self.pseudonyms.ssid,
            Kind.PROGRAM: self.program,
            Kind.DEVICE: self.device,
            Kind.TARGET: self.target,
            Kind.TEXT: self.text,
        }

    def known(self) -> Iterator[Known]:
        """Everything that must not be in the report, for the canary."""
        yield from (item for item in self.pseudonyms.known() if item.value not in self._asked)

    def diagnosis(self, original: Diagnosis) -> Diagnosis:
        """The whole run, made harmless. Texts are read first, so that what one gives away is hidden in all."""
        for text in _texts(original):
            self.text(text)
        replace = msgspec.structs.replace
        return replace(
            original,
            os=None if SYSTEM in self._hide else original.os,
            symptom=None if original.symptom is None else self.text(original.symptom),
            site=self.site(original.site),
            verdict=None if original.verdict is None else self.verdict(original.verdict),
            checks=tuple(replace(item, detail=self._detail(item.detail)) for item in original.checks),
            observations=tuple(self.observation(item) for item in original.observations),
        )

    def observation(self, item: Observation) -> Observation:
        """One observation; its id and times stay."""
        return msgspec.structs.replace(item, fact=self.fact(item.fact))

    def fact(self, fact: Fact) -> Fact:
        """Every text of a fact by its kind; a field that nobody has declared is taken for free text."""
        kinds = FIELDS.get(type(fact), {})
        own_question = isinstance(fact, Answer) and fact.purpose is Purpose.NONEXISTENT
        changed: dict[str, Any] = {}
        for name in fact.__struct_fields__:
            value = getattr(fact, name)
            kind = kinds.get(name, Kind.TEXT)
            if kind is Kind.DROP:
                changed[name] = None
            elif name == "detail" and isinstance(value, str):
                changed[name] = self._detail(value)
            elif kind is Kind.HOST and name == "name" and own_question:
                continue  # a random name that we made up: it tells nothing
            elif isinstance(value, str) and value and kind is not Kind.KEEP:
                changed[name] = self._by_kind[kind](value)
            elif isinstance(value, tuple) and value and kind is not Kind.KEEP:
                changed[name] = tuple(self._by_kind[kind](item) if isinstance(item, str) else item for item in value)
        return msgspec.structs.replace(fact, **changed) if changed else fact

    def verdict(self, verdict: Verdict) -> Verdict:
        """The verdict with the values of its holes changed as the facts are."""
        return msgspec.structs.replace(
            verdict,
            args=self._args(verdict.args),
            others=tuple(msgspec.structs.replace(other, args=self._args(other.args)) for other in verdict.others),
            also_affected=tuple(item if _is_cause(item) else self.target(item) for item in verdict.also_affected),
        )

    def site(self, site: Site) -> Site:
        """IT's own file: passwords and query values of URLs go, and the person's home inside paths.

        What the person typed is no file of IT's: it is treated like everything else that they look at.
        """
        plain: Any = msgspec.to_builtins(site)
        plain["report"]["link_key"] = None  # whoever holds it could try names until one fits
        self._clean_site(plain)
        for service in plain["service"]:
            if service["typed"]:
                service["name"] = self.target(service["name"])
        return msgspec.convert(plain, Site)

    def program(self, text: str) -> str:
        """The name of a program."""
        if PROGRAMS in self._hide:
            return self.pseudonyms.program(text)
        return text if is_program(text) else self.pseudonyms.program(text)

    def device(self, text: str) -> str:
        """An audio device: the words of its product, or only that it is one."""
        return self.pseudonyms.device("" if DEVICES in self._hide else text, text)

    def target(self, text: str) -> str:
        """Something that may be a name of the site file, an address, host:port, a URL, a network or plain words."""
        if not text or text in self._names.words or self._names.is_own(text):
            return text
        if text in self._programs:
            return self.program(text)
        if text in self._adapters:
            return self.pseudonyms.interface(text)
        if "://" in text:
            return self.pseudonyms.url(text)
        moved = self.pseudonyms.address(text) or ("/" in text and self.pseudonyms.network(text))
        if moved:
            return moved
        if _ENDPOINT.fullmatch(text):
            return self.pseudonyms.endpoint(text)
        if text in self._hosts or _is_pattern(text):
            return self.pseudonyms.host(text)
        return self.pseudonyms.adapter(text) or self.text(text)

    def text(self, text: str, *, lines: bool = False) -> str:
        """Free text by the rules for it."""
        return self._rules.clean(text, lines=lines)

    def told(self, text: str, *, lines: bool = False) -> str:
        """What the person wrote; empty where the level wants no words."""
        return "" if WORDS in self._hide else self._rules.clean(text, lines=lines, told=True)

    def _detail(self, text: str) -> str:
        return "" if DETAILS in self._hide else self.text(text)

    def _args(self, args: dict[str, str]) -> dict[str, str]:
        return {
            name: value if _AMOUNT.fullmatch(value) and value not in self._programs else self.target(value)
            for name, value in args.items()
        }

    def _clean_site(self, table: dict[str, Any]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                self._clean_site(value)
            elif isinstance(value, list | tuple) and name not in _SITE_PATHS:
                for item in value:
                    if isinstance(item, dict):
                        self._clean_site(item)
            elif name in _SITE_LINKS and isinstance(value, str) and "://" in value:
                table[name] = self.pseudonyms.url(value)
            elif name in _SITE_PATHS and isinstance(value, str):
                table[name] = self.text(value)
            elif name in _SITE_PATHS and isinstance(value, list | tuple):
                table[name] = [self.text(item) for item in value]


def _parts(part: Any) -> Iterator[str]:
    """The parts of the paths of every link in the site file."""
    if isinstance(part, str) and "://" in part:
        yield from re.split(r"[/?#]", part)
    elif isinstance(part, dict | list | tuple):
        for item in part.values() if isinstance(part, dict) else part:
            yield from _parts(item)


def _hosts(facts: Iterable[Fact]) -> Iterator[str]:
    """Every host name of the run: the subject of another fact may be the same name without a dot in it."""
    for fact in facts:
        for name, kind in FIELDS.get(type(fact), {}).items():
            value = getattr(fact, name)
            if kind in (Kind.HOST, Kind.ENDPOINT) and value:
                yield from map(sitename.host_of, [value] if isinstance(value, str) else value)


def _asked(facts: Iterable[Fact]) -> Iterator[str]:
    """Names that we made up ourselves and asked for."""
    for fact in facts:
        if isinstance(fact, Answer) and fact.purpose is Purpose.NONEXISTENT:
            yield str(getattr(fact, "name", "")).casefold().rstrip(".")


def _texts(run: Diagnosis) -> Iterator[str]:
    """Every free text of a run."""
    yield from (check.detail for check in run.checks if check.detail)
    for item in run.observations:
        kinds = FIELDS.get(type(item.fact), {})
        for name in item.fact.__struct_fields__:
            value = getattr(item.fact, name)
            if isinstance(value, str) and value and kinds.get(name, Kind.TEXT) is Kind.TEXT:
                yield value


def _of_kind(facts: Iterable[Fact], wanted: Kind) -> Iterator[str]:
    """Every program or adapter of the run: a sentence about one names it as the fact does."""
    for fact in facts:
        for name, kind in FIELDS.get(type(fact), {}).items():
            value = getattr(fact, name)
            if kind is wanted and value:
                yield value


def _is_cause(text: str) -> bool:
    """Whether it has the form of a catalogue id: a family of ours and a word."""
    family, _, name = text.partition(".")
    return family in _FAMILIES and name.replace("_", "").isalnum() and name.islower()


def _is_pattern(text: str) -> bool:
    """A host name with a dot, with or without a leading star."""
    bare = text.removeprefix("*").strip(".")
    return "." in bare and " " not in bare and bare.replace(".", "").replace("-", "").isalnum() and not bare.isdigit()
