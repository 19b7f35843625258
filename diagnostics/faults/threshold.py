"""Every number that separates good from bad, with its source, in one place."""

CLOCK_AGREEMENT = 0.2
"""Two sources agree on a wrong clock when they differ by less than this share of it, or by `CLOCK_SLACK_S`."""

CLOCK_SLACK_S = 15.0

DNS_SLOW_MEDIAN_MS = 300.0
"""People notice beyond 150 ms; from 300 ms every page starts late."""

DNS_SLOW_SINGLE_MS = 1000.0
"""One answer in five that takes a second shows a retry behind it."""

DNS_SLOW_SHARE_OF_RTT = 3.0
"""A name server is slow only when it takes this many times the ordinary round trip: else the whole line is."""

CPU_BUSY_PERCENT = 85.0
"""Above it programs wait for each other; vendors name 80 % as the line of trouble."""

CPU_FULL_PERCENT = 95.0
"""One busy program on every core makes nobody wait yet and still leaves nothing for a call."""

CPU_STALLED_PERCENT = 20.0
"""Linux PSI: work that waited for the processor in a fifth of the last ten seconds (kernel doc, accounting/psi)."""

MEMORY_FAULT_SHARE = 0.05
MEMORY_PAGING_SHARE = 0.10
"""Below a twentieth everything stalls; below a tenth it does when pages come back from swap."""

DISK_FAULT_BYTES = 1_000_000_000
DISK_FAULT_SHARE = 0.05
"""Mail, meetings and updates fail below 1 GB; on volumes too small for that measure, below a twentieth."""

DISK_SMALL_BYTES = 10_000_000_000

HANDSHAKE_STALE_S = 180.0
"""WireGuard renews a used session after 120 s and rejects it after 180 s (REJECT_AFTER_TIME)."""

LOG_FRESH_S = 1800.0
"""People try, fail and come to us within minutes; what a log says of this morning is another story."""

LOG_TOGETHER_S = 5.0
"""Lines of one attempt's end stand together."""
