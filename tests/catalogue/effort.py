"""How much each step asks of somebody, by the order of section 5 of the fault knowledge, and where a guide departs."""

from enum import IntEnum


class Effort(IntEnum):
    """Least first."""

    WAIT = 1  # nothing to do but wait, or to leave something alone
    APP = 2  # the app does it, and can take it back
    CLICK = 3  # something on the computer, the phone or the headset, or a few steps across the room
    CABLE = 4  # a hand on a cable, a plug, the box or another device
    AROUND = 5  # work goes on another way; the trouble itself stays
    RESTART = 6
    HAND_OVER = 7  # somebody else has to act


STEPS: dict[Effort, str] = {
    Effort.WAIT: "wait retry wait-lock box-wait no-passwords no-click-through warning-stop watch-line updates-end",
    Effort.CLICK: """
        addons-off airplane after-hours app-allow app-limit app-restart band-5ghz band-far browser-restart
        call-again camera-off camera-off-call card-again charger choose-headset clear-site clock-look close-app
        close-tabs closer cloud-space cloud-space-mac creds-clear device-sync drives-again early-connect
        empty-bin headset-profile headset-replug headset-wired home-network join kill-switch later-copies
        lock-unlock mfa-code mfa-open mfa-phone mfa-window mic-allow move-files mute other-browser own-network
        page-close pass-renew password-elsewhere password-new password-once path-again pause-copies
        phone-airplane portal-vpn-pause power-mode private-window profile-again protection-on quiet reconnect
        rejoin right-account right-link secure-dns time-zone updates-install user-name vpn-alt vpn-bounce
        vpn-connect vpn-forget-password vpn-near vpn-open vpn-shop wifi-key wifi-key-again wifi-on wifi-sign-in
        wifi-toggle window-seat windows-password
        """,
    Effort.CABLE: """
        box-place box-priority box-reboot box-vpn cable2 cool dock dock-port dock-replug fewer-devices
        line-cable other-off plug powerline usb-away wire
        """,
    Effort.AROUND: "guest-wifi hotspot other-tool phone-join usb-hotspot",
    Effort.RESTART: "other-vpn-remove power-drain restart undock-restart",
    Effort.HAND_OVER: "ask-access ask-vpn-access call-provider report tell-provider",
}
"""Every step of a person by its effort. What the app does is APP; a question costs nothing and decides the rest."""

EFFORT = {id: effort for effort, ids in STEPS.items() for id in ids.split()}

LATE: dict[tuple[str, str], str] = {
    ("wifi.not_connected", "forget"): "it throws a saved key away: only after typing the key again",
    ("link.unplugged", "wifi-on"): "Wi-Fi is only the spare: what is out of order is the cable",
    ("link.no_adapter", "usb-hotspot"): "only a restart brings a card back, and it needs no card to go on afterwards",
    ("laptop.cpu_overloaded", "updates-end"): "a program is named: to close it takes a minute, updates take their time",
    ("symptom.computer", "updates-end"): "people notice updates themselves; tabs and the charger are quickly done",
    ("laptop.throttled", "close-tabs"): "a hot computer may be a dangerous one: cooling and its warning come first",
    ("symptom.cuts", "watch-line"): "ten minutes of watching are for what nobody can repair at sight",
}
"""Guide and step: why this step stands behind others that ask more."""
