"""The verbs of macOS that need no administrator. For the others the right page of System Settings is opened: a helper
with rights has to be signed and started by the system itself (SMAppService), which is not part of this version."""

from app.guides.actions.darwin.port import Port
from app.guides.actions.darwin.ticket import Ticket
from app.guides.actions.darwin.vpn import Reconnect, Switch
from app.guides.actions.darwin.wifi import RadioOn, Rejoin
from app.guides.actions.pause import Pause
from app.guides.hand import Act


def acts(port: Port, *, attended: bool = True) -> dict[str, Act]:
    """The table. `attended` changes nothing: none of them asks anybody."""
    del attended
    reconnect = Reconnect(port, "Connected")
    return {
        "wifi.radio_on": RadioOn(port),
        "wifi.reconnect": Rejoin(port),
        "vpn.start_client": Switch(port, "Connected"),
        "vpn.reconnect": reconnect,
        "vpn.reapply_routes": reconnect,  # macOS sets both anew whenever it connects
        "vpn.reapply_dns": reconnect,
        "vpn.disconnect_other": Switch(port, "Disconnected"),
        "credentials.refresh": Ticket(port),
        "hog.pause": Pause(),
    }
