"""The exact lines about the newer kinds of facts: quality, sleep and heat, traffic, logs, browsers, sound, answers."""

import pytest

from diagnostics.model.answer import DnsAnswer, HopsAnswer, Purpose, Role, SeriesAnswer
from diagnostics.model.fact import (
    Adapter,
    AdapterTraffic,
    AdapterType,
    AudioDevice,
    BrowserSetting,
    Fact,
    FactMissing,
    LaptopPower,
    LogHit,
    LogMeaning,
    NetworkHint,
    OtherVpn,
    Talker,
    Told,
    VpnCertificate,
    VpnClient,
    WifiLink,
    WifiRefusal,
)
from diagnostics.model.failure import Failure
from diagnostics.wording import Wording

NB = "\u00a0"
WORDINGS = {language: Wording.load(language) for language in ("en", "fr")}
DAY_S = 86_400.0

LINES: list[tuple[Fact, str, str]] = [
    (
        SeriesAnswer(
            purpose=Purpose.GATEWAY,
            subject="192.0.2.1",
            method="icmp",
            address="192.0.2.1",
            sent=30,
            received=27,
            rtt_ms=4.2,
            rtt_least_ms=1.5,
            rtt_p95_ms=31.0,
            jitter_ms=12.0,
            longest_gap=2,
            every_ms=33.0,
            adapter="wlan0",
        ),
        "Series (icmp) to the box, 192.0.2.1: 27 of 30 answered, 10 % lost, delay 4.2 ms, at best 1.5 ms, "
        "95 % below 31 ms, jitter 12 ms, most lost in a row 2, one every 33 ms, through wlan0",
        "Série (icmp) vers la box, 192.0.2.1 : 27 réponses sur 30, 10 % de perte, délai 4,2 ms, au mieux 1,5 ms, "
        "95 % sous 31 ms, gigue 12 ms, pertes de suite au plus 2, une toutes les 33 ms, par wlan0",
    ),
    (
        SeriesAnswer(
            purpose=Purpose.INSIDE,
            subject="Company VPN",
            method="dns",
            address="192.0.2.53",
            sent=15,
            received=0,
            failure=Failure.TIMED_OUT,
            every_ms=66.0,
        ),
        "Series (dns) to the inside of the VPN, 192.0.2.53: no answer in time, 0 of 15 answered, one every 66 ms, "
        "for Company VPN",
        "Série (dns) vers l’intérieur du VPN, 192.0.2.53 : pas de réponse à temps, 0 réponses sur 15, "
        "une toutes les 66 ms, pour Company VPN",
    ),
    (
        HopsAnswer(
            purpose=Purpose.WAY,
            subject="198.51.100.7:443",
            address="198.51.100.7",
            hops=("192.0.2.1", "", "203.0.113.1"),
            ms=40.0,
        ),
        "Way to 198.51.100.7: 192.0.2.1, *, 203.0.113.1, 40 ms, for 198.51.100.7:443",
        "Chemin vers 198.51.100.7 : 192.0.2.1, *, 203.0.113.1, 40 ms, pour 198.51.100.7:443",
    ),
    (
        NetworkHint(source="NetworkManager", connectivity="portal", metered=True),
        "Network service NetworkManager: a sign-in page, metered",
        "Service réseau NetworkManager : une page d’accueil, connexion limitée",
    ),
    (
        LaptopPower(
            on_battery=True,
            battery_percent=12.0,
            saver=True,
            frequency_share=0.55,
            throttle_events=3,
            resumed_s_ago=40.0,
            reboot_pending=True,
            uptime_s=20 * DAY_S,
        ),
        "Power: on battery, battery 12 %, saving power, cores at 55 % of their speed, slowed down by heat: 3 times, "
        "woke up 40 s ago, on for 20 days, waits for a restart",
        "Alimentation : sur batterie, batterie 12 %, économie d’énergie, cœurs à 55 % de leur vitesse, "
        "ralentis par la chaleur : 3 fois, sortie de veille il y a 40 s, allumé depuis 20 jours, attend un redémarrage",
    ),
    (
        LaptopPower(on_battery=False, saver=False, reboot_pending=False),
        "Power: plugged in",
        "Alimentation : sur secteur",
    ),
    (
        AdapterTraffic(adapter="eth0", window_s=1.0, rx_mbit=0.4, tx_mbit=18.6, rx_packets=90, tx_packets=1600),
        "Traffic of eth0 over 1 s: received 0.4 Mbit/s, sent 19 Mbit/s, packets in 90, packets out 1600",
        "Trafic sur eth0 en 1 s : réception 0,4 Mbit/s, envoi 19 Mbit/s, paquets reçus 90, paquets envoyés 1600",
    ),
    (
        Talker(process="sync", window_s=1.0, down_mbit=0.0, up_mbit=18.0, rtt_ms=900.0, rtt_least_ms=20.0),
        "Program sync over 1 s: down 0 Mbit/s, up 18 Mbit/s, its delay 900 ms, at best 20 ms, packets sent again: 0",
        "Programme sync en 1 s : réception 0 Mbit/s, envoi 18 Mbit/s, son délai 900 ms, au mieux 20 ms, "
        "paquets renvoyés : 0",
    ),
    (
        LogHit(vpn="Company VPN", signature="openvpn.auth_failed", meaning=LogMeaning.AUTH_FAILED, age_s=8.0),
        "Log of Company VPN: sign-in refused (openvpn.auth_failed), 8 s ago, nothing better since, lines: 1, "
        "attempts: 1",
        "Journal pour Company VPN : identification refusée (openvpn.auth_failed), il y a 8 s, rien de mieux depuis, "
        "lignes : 1, tentatives : 1",
    ),
    (
        VpnCertificate(vpn="Company VPN", not_after="2026-11-19T00:00:00Z", expires_in_s=-3 * DAY_S),
        "Certificate for Company VPN, not after 2026-11-19T00:00:00Z, time left -3 days",
        "Certificat pour Company VPN, pas après 2026-11-19T00:00:00Z, temps restant -3 jours",
    ),
    (
        OtherVpn(product="WireGuard", adapter="wg9", up=True, running=None),
        "Other VPN WireGuard on wg9, up",
        "Autre VPN WireGuard sur wg9, actif",
    ),
    (
        BrowserSetting(
            browser="firefox", secure_dns="strict", secure_dns_url="https://dns.example/q", proxy_mode="system"
        ),
        "Browser Firefox: secure DNS always, https://dns.example/q, proxy as the system",
        "Navigateur Firefox : DNS sécurisé toujours, https://dns.example/q, proxy celui du système",
    ),
    (
        AudioDevice(direction="in", name="Headset", default=True, muted=True, volume_percent=40.0, bus="usb"),
        "Microphone Headset, used for calls, muted, volume 40 %, bus usb",
        "Micro Headset, utilisé pour les appels, coupé, volume 40 %, bus usb",
    ),
    (
        Told(question="hotspot_works", yes=True, subject="Intranet"),
        "You said: the phone’s connection works: yes, for Intranet",
        "Vous avez dit : la connexion du téléphone marche : oui, pour Intranet",
    ),
    (
        Told(question="colleagues_same", yes=False),
        "You said: colleagues have the same: no",
        "Vous avez dit : des collègues ont le même problème : non",
    ),
    (
        WifiLink(
            adapter="wlan0",
            radio_on=True,
            connected=False,
            refusal=WifiRefusal.WRONG_KEY,
            security="wpa2",
            networks_visible=7,
            known_in_range=True,
        ),
        "Wi-Fi wlan0: radio on, not connected, last refusal wrong key, security wpa2, networks in sight: 7, "
        "a known network is in reach",
        "Wi-Fi wlan0 : radio active, non connecté, dernier refus : mauvaise clé, sécurité wpa2, réseaux visibles : 7, "
        "un réseau connu est à portée",
    ),
    (
        Adapter(name="eth7", type=AdapterType.ETHERNET, enabled=True, bus="usb"),
        "Adapter eth7: cable, on, bus usb",
        "Carte eth7 : câble, active, bus usb",
    ),
    (
        VpnClient(vpn="Company VPN", running=True, protected=True),
        "VPN Company VPN, running, its server answers signed packets only",
        "VPN Company VPN, en marche, son serveur ne répond qu’aux paquets signés",
    ),
    (
        DnsAnswer(
            purpose=Purpose.BROWSER,
            subject="intranet.corp.example",
            role=Role.BROWSER,
            server="https://dns.example/q",
            transport="https",
            name="intranet.corp.example",
            failure=Failure.NXDOMAIN,
        ),
        "DNS https://dns.example/q (browser, https): intranet.corp.example A: the name does not exist (NXDOMAIN)",
        "DNS https://dns.example/q (navigateur, https) : intranet.corp.example A : ce nom n’existe pas (NXDOMAIN)",
    ),
    (
        FactMissing(fact="vpn_log", state="denied"),
        "Not known: log of the VPN program, not allowed to look",
        "Non connu : journal du programme VPN, lecture non autorisée",
    ),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("fact", "english", "french"), LINES, ids=[line[1][:40] for line in LINES])
def test_the_line_about_a_fact_is_exact(fact: Fact, english: str, french: str, language: str) -> None:
    assert WORDINGS[language].describe(fact).replace(NB, " ") == (english if language == "en" else french)
