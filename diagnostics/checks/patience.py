"""How long a check waits for whom, in seconds. Together they keep a dark network under 3.5 s for the whole program."""

CONNECT_S = 2.0
"""One SYN and its first retransmission after 1 s (RFC 6298) still fit."""

HTTP_S = 2.5
"""Connect, ask and read a small answer on a bad mobile line."""

SERVICE_S = 3.0
"""Business services may think a moment before they answer."""

LOOKUP_S = 2.5
"""People give up long before the 5 s of the C library; two servers at 1 s each still show."""

DNS_S = 2.5
"""Three questions 0.8 s apart: dead means that all three went unanswered, slow answers are still seen."""

REFERENCE_S = 1.5
"""The second opinion may be blocked for good reasons; a healthy laptop must not wait long for it."""

DNS_ATTEMPTS = 3

DHCP_S = 3.3
"""A server first looks whether the address is free: dnsmasq waits 3 s for that ping before it offers."""

TLS_S = 2.5

GATEWAY_S = 1.5
"""The box is metres away; ARP gives up after 1 s."""

ARP_S = 0.9

NTP_S = 1.5

MTU_S = 1.2
"""Three large packets 0.4 s apart beside small ones that have already come back."""

VPN_GATEWAY_S = 2.5
"""OpenVPN's own first retransmission comes after 2 s."""

SERIES_WAIT_S = 0.95
"""A SYN that was lost is sent again after 1 s (RFC 6298): just below it, a loss shows as one."""

WAY_S = 1.0
"""Routers that answer at all answer within a round trip; nobody waits for the silent ones."""

DOH_S = 2.5
"""A handshake and one question."""
