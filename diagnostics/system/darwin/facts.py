"""The facts of a Mac, as far as portable sources know them; everything else says "unsupported"."""

from diagnostics.system.portable import PortableFacts


class DarwinFacts(PortableFacts):
    """`SystemFacts` of macOS. Routes, neighbours, name servers, proxies, Wi-Fi and VPN are not read yet."""

    def __init__(self) -> None:
        super().__init__("darwin")
