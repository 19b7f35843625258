"""One, three and six hours: what builds up slowly or lies in busy hours is found, and quiet fortnights are quiet."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.desk.fleet import burst
from app.desk.fleet.look import look

UNTIL = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday
CAUSES = {
    "vpn.mtu": 1.0, "wifi.weak_signal": 0.5, "service.down": 0.5, "isp.down": 0.33, "dns.slow": 0.25, "unknown": 0.2,
    "clock.skewed": 0.17, "vpn.auth_failed": 0.14, "internet.captive_portal": 0.12, "call.quality": 0.1, "healthy": 0.6,
}  # fmt: skip
ISPS = {"Orange": 33, "Free": 22, "SFR": 15, "Bouygues Telecom": 12, "BT": 3, "Proximus": 3, "Swisscom": 2, None: 10}

Planted = tuple[str, str | None, str | None, int]


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def quiet(seed: int, records: int) -> list[tuple[datetime, int, str, str | None, str | None]]:
    """Work hours, evenings, nights, week-ends of a sixth, days that differ by 8 %."""
    dice = random.Random(seed)
    hours = [UNTIL.replace(minute=0) - timedelta(hours=n) for n in range(14 * 24)]
    level = {hour.date(): dice.gauss(1, 0.08) for hour in hours}
    weights = [
        (1 if 7 <= hour.hour <= 17 else 0.35 if 18 <= hour.hour <= 21 else 0.06)
        * (0.18 if hour.weekday() >= 5 else 1) * level[hour.date()]
        for hour in hours
    ]  # fmt: skip
    made = []
    for hour in dice.choices(hours, weights, k=records):
        cause = dice.choices(list(CAUSES), list(CAUSES.values()))[0]
        vpn = dice.choice(["Main", "Gateway 2"]) if cause.startswith("vpn.") else None
        who, isp = dice.randrange(10 * records), dice.choices(list(ISPS), list(ISPS.values()))[0]
        made.append((hour, who, cause, isp, vpn))
    return made


def told(folder: Path, records: list[tuple[datetime, int, str, str | None, str | None]]) -> list[Planted]:
    with (folder / "a.jsonl").open("w") as lines:
        for hour, who, cause, isp, vpn in records:
            line = {"schema": "unstuck.verdict/1", "hour": f"{hour:%Y-%m-%dT%H}:00:00Z", "who": f"{who:016x}"}
            lines.write(json.dumps({**line, "cause": cause, "isp": isp, "vpn": vpn}) + "\n")
    return [
        (one.cause, one.scope, one.name, int((one.end - one.begin).total_seconds()) // 3600)
        for one in look(folder, UNTIL).incidents
    ]


def planted(
    seed: int, people: int, begin: datetime, cause: str, isp: str | None = "?", vpn: str | None = None, hours: int = 1
) -> list[tuple[datetime, int, str, str | None, str | None]]:
    """`isp` "?": of all providers."""
    dice = random.Random(seed)
    names = dice.choices(list(ISPS), list(ISPS.values()), k=people)
    return [
        (begin + timedelta(hours=n % hours), 10**9 + n, cause, names[n] if isp == "?" else isp, vpn)
        for n in range(people)
    ]


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 8))])
@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ((120, moment(20, 9), "vpn.auth_failed", "?", "Main", 6), ("vpn.auth_failed", "vpn", "Main")),
        ((90, moment(20, 9), "call.quality", "?", None, 6), ("call.quality", "all", "")),
        ((45, moment(20, 9), "dns.slow", "SFR", None, 3), ("dns.slow", "isp", "SFR")),
        ((80, moment(23, 8), "service.down"), ("service.down", "all", "")),
        ((30, moment(19, 14), "isp.down", None), ("isp.down", "isp", "")),
        ((32, moment(20, 10), "isp.down", "Free"), ("isp.down", "isp", "Free")),
        ((15, moment(20, 10), "isp.down", "Proximus"), ("isp.down", "isp", "Proximus")),
    ],
)
def test_what_one_hour_does_not_show(
    tmp_path: Path, seed: int, plan: tuple[int, datetime, str], expected: tuple[str, str, str]
) -> None:
    found = told(tmp_path, quiet(seed, 40_000) + planted(seed, *plan))
    assert [one[:3] for one in found] == [expected]
    hours = plan[5] if len(plan) > 5 else 1
    assert hours - 2 <= found[0][3] <= hours + 1


def test_a_slow_outage_needs_the_wider_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = quiet(1, 40_000) + planted(1, 80, moment(20, 9), "call.quality", hours=6)
    assert [one[:3] for one in told(tmp_path, records)] == [("call.quality", "all", "")]
    monkeypatch.setattr(burst, "WINDOWS", (1,))
    assert told(tmp_path, records) == []


def test_one_who_reports_every_hour_is_one_person_in_a_window(tmp_path: Path) -> None:
    often = [(moment(20, hour), 5, "clock.skewed", "Orange", None) for hour in range(24)]
    assert told(tmp_path, quiet(3, 5_000) + often) == []


@pytest.mark.parametrize("seed", [11, 12, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(13, 43))])
def test_a_quiet_fortnight_is_quiet(tmp_path: Path, seed: int) -> None:
    assert told(tmp_path, quiet(seed, 20_000)) == []
