"""A drop with records that a test wants, and the page made from it."""

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.desk.fleet.look import Fleet, look

NOW = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)


def who(number: int) -> str:
    return f"{number:016x}"


def verdict(
    person: int, cause: str = "isp.down", isp: str | None = "Orange", hours_ago: int = 0, **more: object
) -> dict[str, object]:
    hour = (NOW - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:00:00Z")
    line = {"schema": "unstuck.verdict/1", "hour": hour, "who": who(person), "cause": cause, "isp": isp}
    return {**line, **more}


def outcome(person: int, step: str, *, helped: bool, **more: object) -> dict[str, object]:
    return {
        **verdict(person),
        "schema": "unstuck.outcome/1",
        "guide": "isp.down",
        "step": step,
        "helped": helped,
        **more,
    }


def answer(person: int, office: str | None, *, is_ready: bool, hours_ago: int = 0) -> dict[str, object]:
    line = verdict(person, hours_ago=hours_ago)
    return {
        "schema": "unstuck.ready/1",
        "hour": line["hour"],
        "who": who(person),
        "drill": "d1",
        "office": office,
        "ready": is_ready,
    }


def fleet(folder: Path, records: Iterable[object], days: int = 14) -> Fleet:
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return look(folder, NOW, days)


def usual(seed: int, per_hour: float = 2.0, days: int = 14) -> list[dict[str, object]]:
    """Two weeks in which nothing happens: a few people an hour, by chance."""
    dice = random.Random(seed)
    return [
        verdict(
            dice.randrange(10**6),
            dice.choice(["wifi.weak_signal", "isp.down", "vpn.auth_failed", "dns.slow"]),
            dice.choice(["Orange", "Free", None]),
            hour,
            vpn=dice.choice(["Main", "Backup"]),
        )
        for hour in range(days * 24)
        for _ in range(4)
        if dice.random() < per_hour / 4
    ]
