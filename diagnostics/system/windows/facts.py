"""The facts of a Windows laptop, as far as portable sources know them; everything else says "unsupported"."""

import os
from pathlib import Path

from diagnostics.system.portable import PortableFacts


class WindowsFacts(PortableFacts):
    """`SystemFacts` of Windows. Routes, neighbours, name servers, proxies, Wi-Fi and VPN are not read yet."""

    def __init__(self) -> None:
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        super().__init__("windows", Path(root, "System32", "drivers", "etc", "hosts"))
