"""Words that stand where a name could stand, and are none."""

NOT_ACCOUNTS = frozenset(
    """
    sw umb mmdevapi printenum settings
    acpi appid authority autorite autorité bth bthenum builtin class clsid currentversion device display driver drivers etc
    files globalroot hdaudio hid hkcr hkcu hkey hklm hku interface interfaces microsoft monitor nt parameters pci pipe
    policies program root scsi services software storage swd system32 tcpip typelib usb usbprint usbstor windows wow6432node
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""What stands before a backslash and is no domain of accounts."""

SERVICES = frozenset(
    """
    _apt _coreaudiod _mdnsresponder _networkd _securityagent _windowserver account accounts adm agent and
    apache audio avahi backup bin can cannot client clients colord connection could daemon data dhcpcd did dnsmasq does everyone games
    gdm geoclue gnats http id input interactive interface irc kvm land list lp mail man may messagebus mode
    must mysql name names netdev news nginx nm-openvpn ntp openvpn policy polkitd postgres profile pulse redis
    render rtkit said saned says session sessions settings should space sshd staff strongswan sudo sync sys
    systemd-network systemd-resolve trustedinstaller uid users uucp video wheel who will wireguard with would www-
    data
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Accounts that every system has, and words that follow "user" in ordinary sentences."""

THINGS = frozenset(
    """
    access adapter any appid apple assist bluetooth bouygues box broadcom chrome cisco client clsid code connect control
    defender desktop device driver edge error ethernet excel explorer firefox forti fortinet free freebox
    global google host intel internet la le les linux livebox ma mac macos manager meeting microsoft mon my
    network office open orange outlook page panel point protect protocol qualcomm quick realtek remote safari
    script security server service settings sfr system task teams the ubuntu update vpn web wi-fi wifi windows
    word zoom
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Words with a capital that belong to programs and systems."""

PARTICLES = frozenset(
    """
    al ap ben bin bint da das de del della den der di do dos du el la le les mac mc st ten ter van von y zu
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Small words inside the name of a family."""

NOT_HOSTS = frozenset(
    """
    . ? acer address addresses apple asus client controller controllers critical daemon debug dell dhclient
    dnsmasq error errors fatal home hote hp info invalid kernel lan lenovo level list local localdomain lookup
    lookup: lookups main microsoft mode name names names: network networkmanager notice openvpn ordinateur pc
    port ports process record records resolution resolver search server servers service suffix suffixes
    systemd thread trace type warn warning windows workgroup wpa_supplicant
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Words that stand where the name of a computer could."""

BENIGN_DOCUMENTS = frozenset(
    """
    canary changelog client company config connecttest corp data debug default dnsmasq document documents
    error errors example export favicon file gai generate_204 hosts hotspot-detect image index install licence
    license lmhosts log logo manifest ncsi networks openvpn output package photo picture profile protocol
    proxy readme report requirements resolv robots sample screenshot server services setup site success temp
    test tmp update version vpn wpad
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""Names of files that every system or program has."""
