"""Make an interface send whole, checksummed frames of its own size. Usage: python plain_frames.py INTERFACE...

Virtual cables pass on 64 KiB frames without checksums; whoever looks at single frames needs them as on a real wire.
"""

import ctypes
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
ETHTOOL_STXCSUM = 0x17  # without checksums the kernel also gives up segmentation by the interface (linux/ethtool.h)

for name in sys.argv[1:]:
    value = ctypes.create_string_buffer(struct.pack("II", ETHTOOL_STXCSUM, 0))
    request = struct.pack("16sP", name.encode(), ctypes.addressof(value))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCETHTOOL, request)
