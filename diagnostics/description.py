"""One exact line for every fact: what IT and curious people read under Details and in the report.

The line may use technical terms. It is written from the fact's own fields: a template of the wording file picks
them, and the table below says how each field is put into words. A new kind of fact needs a template and, for a
field with a unit, one line here.
"""

from collections.abc import Callable

import msgspec

from diagnostics import phrase
from diagnostics.model.answer import Answer, SeriesAnswer
from diagnostics.model.fact import Fact
from diagnostics.phrase import Numerals

UNITS: dict[str, str] = {
    "ms": "ms",
    "rtt_ms": "ms",
    "rtt_least_ms": "ms",
    "rtt_p95_ms": "ms",
    "jitter_ms": "ms",
    "every_ms": "ms",
    "idle_ms": "ms",
    "loaded_down_ms": "ms",
    "loaded_up_ms": "ms",
    "window_s": "s",
    "handshake_age_s": "s",
    "uncertainty_s": "s",
    "resumed_s_ago": "s",
    "age_s": "s",
    "speed_mbit": "Mbit/s",
    "rate_mbit": "Mbit/s",
    "down_mbit": "Mbit/s",
    "up_mbit": "Mbit/s",
    "rx_mbit": "Mbit/s",
    "tx_mbit": "Mbit/s",
    "rate_best_mbit": "Mbit/s",
    "cpu_percent": "%",
    "stalled_percent": "%",
    "top_process_percent": "%",
    "signal_percent": "%",
    "retry_percent": "%",
    "battery_percent": "%",
    "volume_percent": "%",
    "signal_dbm": "dBm",
    "frequency_mhz": "MHz",
}
SIZES = frozenset(
    {
        "rx_bytes",
        "tx_bytes",
        "memory_total",
        "memory_available",
        "largest_process_bytes",
        "bytes_used",
        "total",
        "free",
    }
)
SIGNED_SECONDS = frozenset({"offset_s", "date_offset_s", "server_time_offset_s"})
SHARES = frozenset({"lost_share", "frequency_share"})
"""0.0 to 1.0, told in per cent."""

SPANS = frozenset({"uptime_s", "expires_in_s"})
"""Seconds that nobody counts: told in minutes to years, with a minus where the time is over."""

WORDED = frozenset(
    {
        *("type", "origin", "purpose", "role", "failure", "state", "mode", "large_outcome", "record", "fact", "source"),
        *("refusal", "security", "connectivity", "meaning", "browser", "secure_dns", "proxy_mode"),
        *("direction", "bluetooth_profile", "question"),
    }
)
"""Fields whose values are ids; a value without a word of its own is shown as it is."""

NOTHING = "*"  # an empty item of a list, such as a router that kept silent: what every route tracer prints

NAMED_AGAIN = frozenset({"name", "address", "url", "host", "server", "gateway", "adapter"})
"""Fields that may repeat the subject of a probe; the line then leaves the subject out."""


def line(fact: Fact, word: Callable[[str], str | None], template: str, numerals: Numerals) -> str:
    """The line of one fact. `word(id)` gives the words for an id such as "type.wifi", or None."""
    return phrase.compose(template, values(fact, word, numerals))


def template_id(fact: Fact) -> str:
    """The id of the template of a fact: its kind, and for a probe whether it got what it asked for."""
    kind = str(type(fact).__struct_config__.tag)
    if isinstance(fact, Answer):
        return f"{kind}.ok" if fact.failure is None else f"{kind}.failed"
    return kind


def values(fact: Fact, word: Callable[[str], str | None], numerals: Numerals) -> dict[str, str]:
    """Every field in words; an unknown field (None) is empty."""
    fields = msgspec.structs.asdict(fact)
    if isinstance(fact, SeriesAnswer):
        fields["lost_share"] = fact.lost_share
    kind = str(type(fact).__struct_config__.tag)
    told = {name: _tell(kind, name, value, word, numerals) for name, value in fields.items()}
    repeats = {str(fields[name]) for name in NAMED_AGAIN & fields.keys()}
    repeats |= {f"{name}:{fields['port']}" for name in repeats} if "port" in fields else set()
    if told.get("subject") and str(fields["subject"]) in repeats:
        told["subject"] = ""
    return told


def _tell(kind: str, name: str, value: object, word: Callable[[str], str | None], numerals: Numerals) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return word(f"{kind}.{name}.{'yes' if value else 'no'}") or ""
    if isinstance(value, int | float):
        return _quantity(name, value, numerals)
    if isinstance(value, str):
        return (word(f"{name}.{value}") if name in WORDED else None) or phrase.one_line(value)
    if isinstance(value, tuple | list):
        return ", ".join(phrase.one_line(str(item)) or NOTHING for item in value)
    return phrase.one_line(str(value))


def _quantity(name: str, value: float, numerals: Numerals) -> str:
    if name in UNITS:
        return phrase.with_unit(value, UNITS[name], numerals)
    if name in SIZES:
        return phrase.size(value, numerals)
    if name in SHARES:
        return phrase.with_unit(round(100 * value, 1), "%", numerals)
    if name in SPANS:
        return ("-" if value < 0 else "") + phrase.span(value / 60, numerals)
    if name in SIGNED_SECONDS:
        sign = "-" if value < 0 else "+"
        return sign + phrase.with_unit(abs(value), "s", numerals)
    if isinstance(value, int):
        return str(value)  # ports, counts, sizes of packets: exact, as they would be typed
    return phrase.number(value, numerals)
