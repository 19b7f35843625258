#!/bin/sh
# What busybox udhcpc calls: an address with a lifetime and a route marked "dhcp", as NetworkManager and systemd leave them.
# $LAB_STATE is a folder; /etc/resolv.conf is written in place because it is bind-mounted.
case "$1" in
bound | renew)
    ip -4 addr replace "$ip/$mask" brd + dev "$interface" valid_lft "${lease:-3600}" preferred_lft "${lease:-3600}"
    for gateway in $router; do
        ip -4 route replace default via "$gateway" dev "$interface" proto dhcp src "$ip" metric 100
        break
    done
    if [ -n "$dns" ]; then
        : >/etc/resolv.conf
        [ -n "$domain" ] && echo "search $domain" >>/etc/resolv.conf
        for server in $dns; do echo "nameserver $server" >>/etc/resolv.conf; done
    fi
    echo "$ip" >"$LAB_STATE/lease"
    ;;
deconfig)
    ip -4 addr flush dev "$interface" 2>/dev/null
    ip link set "$interface" up
    ;;
esac
exit 0
