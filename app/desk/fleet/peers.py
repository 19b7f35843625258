"""`peers.json`, which goes back to the laptops: how many have the same trouble now, and which steps help. Pure.

    {"schema": "unstuck.peers/1", "at": "2026-11-23T05:10:00Z", "hours": 3,
     "counts": [{"cause": "isp.down", "isp": "Orange", "vpn": null, "people": 20}],
     "rates": [{"guide": "isp.down", "step": "restart-box", "of_ten": 7, "people": 45}]}

`people` is a multiple of five, rounded down; `of_ten` is 1, 3, 5, 7 or 9. A count without `isp` and `vpn` is for
everybody. Groups whose name no laptop would take are left out.
"""

import json
from datetime import UTC, datetime

from app.content import reading
from app.desk.fleet.look import NOW_HOURS, Fleet

SCHEMA = "unstuck.peers/1"
FILE_NAME = "peers.json"
MOST_COUNTS, MOST_RATES = 200, 300
"""Together under 64 KB: every laptop fetches it."""


def peers(fleet: Fleet, at: datetime) -> bytes:
    """The file. The largest groups come first."""
    known = (one for one in fleet.near if one.scope == "all" or reading.name(one.name) == one.name)
    near = sorted(known, key=lambda one: (-one.people, one.cause, one.scope, one.name))
    whole = {
        "schema": SCHEMA,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "hours": NOW_HOURS,
        "counts": [
            {
                "cause": one.cause,
                "isp": one.name if one.scope == "isp" else None,
                "vpn": one.name if one.scope == "vpn" else None,
                "people": one.people,
            }
            for one in near[:MOST_COUNTS]
        ],
        "rates": [
            {"guide": one.guide, "step": one.step, "of_ten": one.of_ten, "people": one.people}
            for one in fleet.rates[:MOST_RATES]
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"
