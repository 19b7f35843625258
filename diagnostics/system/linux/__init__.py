"""Linux: netlink, /sys, /proc, D-Bus and the files of /etc."""
