"""`[threshold]`: every number of quality that IT may set, and the range in which it still means something.

The ranges are wide. They refuse the slip of a key (2000 for 20.00, a share of 70 for 0.7, a signal of +75), not an
opinion: what a good line is, is IT's to say.
"""

from diagnostics.model.threshold import Thresholds
from diagnostics.site.shape import Shape, number, whole
from diagnostics.site.spot import Spot

_DBM = whole(-100, -20, "dBm, which are negative,")  # below the noise of any receiver; as near as the antenna
_PERCENT = number(0.1, 100.0, "per cent")
_DELAY = number(1.0, 5000.0, "milliseconds")  # a satellite adds 600; after five seconds nobody waits
_MBIT = number(0.01, 100_000.0, "Mbit/s")
_SHARE = number(0.01, 1.0, "a share")

THRESHOLD: dict[str, Shape] = {
    "wifi_weak_dbm": _DBM,
    "wifi_good_dbm": _DBM,
    "wifi_crowd_networks": whole(1, 100, "a number of networks"),
    "wifi_retry_percent": _PERCENT,
    "loss_percent": _PERCENT,
    "lan_loss_percent": _PERCENT,
    "jitter_ms": _DELAY,
    "delay_ms": _DELAY,
    "lan_delay_ms": _DELAY,
    "loaded_delay_ms": _DELAY,
    "idle_delay_ms": _DELAY,
    "tunnel_loss_percent": _PERCENT,
    "tunnel_delay_ms": _DELAY,
    "tunnel_rate_share": _SHARE,
    "down_mbit": _MBIT,
    "up_mbit": _MBIT,
    "busy_share": _SHARE,
    "busy_mbit": _MBIT,
    "mos": number(1.0, 4.5, "a call quality"),  # ITU-T G.107: what a narrow-band call can reach
    "battery_percent": number(0.0, 100.0, "per cent"),
    "frequency_share": _SHARE,
}


def agree(spot: Spot, limits: Thresholds) -> None:
    """Refuse two numbers that cannot both hold: a signal would be weak and good at once."""
    if limits.wifi_weak_dbm > limits.wifi_good_dbm:
        spot.at("wifi_weak_dbm").refuse(
            f"is {limits.wifi_weak_dbm}, stronger than wifi_good_dbm, {limits.wifi_good_dbm}",
            "write the weaker signal, the number further from zero, here",
        )
