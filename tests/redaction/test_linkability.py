"""Two reports of one laptop have nothing in common that two reports of different laptops have not."""

import base64
import datetime
import itertools
import random
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from app.reports.draft import compose
from app.reports.identity import Identity
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Adapter, Address, Neighbour, Route, WifiLink
from diagnostics.model.site import Report
from tests.fakes.house import House
from tests.redaction.life import Life

SMALL = re.compile(r"192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.")  # ranges in which chance alone makes equals
BEGUN, MINUTES = datetime.datetime(2026, 11, 22, 9, 40, tzinfo=datetime.UTC), itertools.count()
"""Each report is made in a minute of its own: on a fast computer two would share the second in which they were made."""

KEY = base64.b64encode(bytes(range(32))).decode()


def laptop(seed: int, link_key: str | None = None) -> tuple[Diagnosis, Identity, str]:
    """One laptop at home, its person, and what the person writes."""
    life = Life(random.Random(seed))
    home = f"192.168.{life.byte()}"
    house = House()
    house.put(
        "ip.addresses",
        Adapter(name="enx" + life.mac(""), mac=life.mac()),
        Address(adapter="wlan0", address=f"{home}.{life.byte()}", prefix=24),
        Address(adapter="wlan0", address=life.six(), prefix=64),
        Route(destination="0.0.0.0/0", adapter="wlan0", gateway=f"{home}.1"),
        Neighbour(adapter="wlan0", address=f"{home}.1", mac=life.mac(), state="reachable"),
        WifiLink(adapter="wlan0", ssid=life.ssid(), bssid=life.mac()),
    )
    checks, observations = house.seen()
    site = msgspec.structs.replace(house.site, report=Report(link_key=link_key))
    run = Diagnosis(id="", site=site, verdict=house.verdict(), checks=checks, observations=observations)
    who = Identity((life.known_host,), (f"{life.known_first} {life.known_last}", life.known_user))
    words = (
        f"{life.known_first} {life.known_last} on {life.known_host} behind {life.public()}, mail {life.known_user}@x.fr"
    )
    return run, who, words


def leaves(part: Any) -> Iterator[str]:
    """Every word and number of a report."""
    if isinstance(part, dict):
        for value in part.values():
            yield from leaves(value)
    elif isinstance(part, list):
        for value in part:
            yield from leaves(value)
    elif part is not None:
        yield from re.findall(r"[\w.:%-]+", str(part))


def told(seed: int, link_key: str | None = None) -> set[str]:
    run, who, words = laptop(seed, link_key)
    moment = BEGUN + datetime.timedelta(minutes=next(MINUTES))
    draft = compose(run, words=words, identity=who, lang="en", now=moment)
    return set(leaves(msgspec.json.decode(draft.json_bytes())))


def test_two_reports_of_one_laptop_share_only_what_all_laptops_share() -> None:
    one, again = told(1), told(1)
    others = set.union(*(told(seed) for seed in range(2, 22)))
    shared = {word for word in one & again if not SMALL.match(word)} - others
    assert shared == set()


def test_with_the_key_of_the_site_they_are_linked_and_the_key_does_not_leave() -> None:
    one, again, other = told(1, KEY), told(1, KEY), told(2, KEY)
    same = {word for word in one & again if re.fullmatch(r"(?:user|ssid)-[0-9a-v]{8}.*", word)}
    assert len(same) >= 2
    assert not same & other
    run, who, words = laptop(1, KEY)
    draft = compose(run, words=words, identity=who)
    assert KEY.encode() not in draft.json_bytes()
    assert who.people[0].encode() not in draft.json_bytes()
