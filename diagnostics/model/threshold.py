"""Every number of quality that an organisation may set for itself. Defaults and their sources: faults.md, section 4."""

import msgspec


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[threshold]` of the site file. Shares are per cent, delays milliseconds, rates Mbit/s, signals dBm."""

    wifi_weak_dbm: int = -75
    """At and below it voice suffers; cell edge for voice is -67 dBm, receivers give up between -82 and -94."""
    wifi_good_dbm: int = -67
    """From here up, trouble on the air is not the distance (voice design guides)."""
    wifi_crowd_networks: int = 4
    """So many others within 20 dB on the same or an overlapping channel make it crowded."""
    wifi_retry_percent: float = 20.0
    """Voice design guides ask for fewer retries than that."""
    loss_percent: float = 2.0
    """Voice suffers above it; browsing from 5 %."""
    lan_loss_percent: float = 1.0
    """Metres of cable or air lose nothing in good order."""
    jitter_ms: float = 30.0
    """Target of voice services, mean over a series."""
    delay_ms: float = 300.0
    """Round trip beyond which people talk over each other (ITU-T G.114: 150 ms one way is good, 400 the end)."""
    lan_delay_ms: float = 50.0
    """Round trip to the box beyond which the home network is the trouble."""
    loaded_delay_ms: float = 200.0
    """Added round trip under load, grades D and F of working latency."""
    idle_delay_ms: float = 100.0
    """A line with more than that when idle is not merely jammed by load."""
    tunnel_loss_percent: float = 2.0
    tunnel_delay_ms: float = 100.0
    """What a tunnel may add to the way outside it."""
    tunnel_rate_share: float = 0.25
    """Less than this share of the rate outside: the tunnel is the bottleneck."""
    down_mbit: float | None = None
    up_mbit: float | None = None
    """Least rates; None: those of the call profile."""
    busy_share: float = 0.7
    """One program that moves this share of what all programs move is the one that fills the line."""
    busy_mbit: float = 0.3
    """Less traffic than that fills no line that people work on."""
    mos: float = 3.6
    """Estimated call quality (ITU-T G.107) below which callers notice."""
    battery_percent: float = 20.0
    frequency_share: float = 0.6
    """A core below this share of its base frequency under load is held back."""


LEAST_RATES = {"office": (3.0, 0.5), "video": (1.5, 0.8), "call-centre": (0.3, 0.3)}
"""Down and up in Mbit/s, by call profile: faults.md, section 4.5."""
