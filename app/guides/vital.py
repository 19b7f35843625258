"""Programs that are never paused: what holds up the session, the connection, or the hand that lets one go on again."""

KERNEL_NAME = 15
"""Characters: longer names of processes are cut by the kernel of Linux, and that is how they are seen."""

# fmt: off
LINUX = frozenset({
    "bash", "dash", "sh", "zsh", "fish", "ksh", "tcsh", "login", "su", "sudo", "tmux", "tmux: server", "screen",
    "gnome-terminal-", "konsole", "xterm", "kitty", "alacritty", "foot", "wezterm-gui", "xfce4-terminal", "tilix",
    "gnome-shell", "gnome-session-b", "gnome-session", "gdm-x-session", "kwin_wayland", "kwin_x11", "plasmashell",
    "ksmserver", "startplasma-way", "Xorg", "Xwayland", "cinnamon", "mutter", "muffin", "marco", "mate-session",
    "budgie-wm", "xfwm4", "xfce4-session", "xfdesktop", "openbox", "lxsession", "sway", "Hyprland", "weston", "labwc",
    "systemd", "(sd-pam)", "init", "dbus-daemon", "dbus-broker", "dbus-broker-lau", "pipewire", "wireplumber",
    "pulseaudio", "at-spi-bus-laun", "at-spi2-registr", "orca", "speech-dispatch", "ibus-daemon", "fcitx5",
    "gnome-keyring-d", "ssh-agent", "gpg-agent", "polkit-gnome-au", "polkit-kde-auth", "xdg-desktop-por", "gvfsd",
    "NetworkManager", "nm-applet", "wpa_supplicant", "iwd", "dhclient", "dhcpcd", "systemd-resolve", "sshd", "ssh",
    "openvpn", "openvpn3", "openvpn3-servic", "openconnect", "vpnagentd", "vpnui", "charon", "charon-systemd",
    "wireguard-go", "boringtun-cli", "PanGPS", "PanGPA", "PanGPUI", "gpclient", "gpservice", "forticlient",
    "FortiClient", "fctsched", "openfortivpn", "tailscaled", "tailscale", "pppd", "xl2tpd", "warp-svc", "warp-taskbar",
})
"""As the kernel cuts them."""

WINDOWS = frozenset({
    "explorer.exe", "dwm.exe", "sihost.exe", "ShellExperienceHost.exe", "StartMenuExperienceHost.exe", "ctfmon.exe",
    "cmd.exe", "powershell.exe", "pwsh.exe", "WindowsTerminal.exe", "conhost.exe",
    "openvpn.exe", "openvpn-gui.exe", "vpnui.exe", "vpnagent.exe", "PanGPA.exe", "PanGPS.exe", "FortiClient.exe",
    "FortiTray.exe", "wireguard.exe", "tailscale-ipn.exe", "tailscaled.exe",
})

DARWIN = frozenset({
    "Finder", "Dock", "WindowServer", "SystemUIServer", "ControlCenter", "Terminal", "loginwindow", "launchd",
    "openvpn", "GlobalProtect", "WireGuard", "Tailscale",
})
# fmt: on


def is_vital(name: str) -> bool:
    """Whether a process of this name is left alone, on whichever system it runs."""
    return name in WINDOWS or name in DARWIN or name[:KERNEL_NAME] in LINUX
