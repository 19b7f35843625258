"""Linux: NetworkManager, systemd and the desktop over D-Bus; a few root things through the helper; pages by xdg-open.

What needs a right is asked of polkit by the service that does it: whoever may, may; the app itself has no privilege.
"""

from app.guides.hand import Hands, TableHands
from app.guides.verb import LINUX


def hands(*, attended: bool = True) -> Hands:
    """Everything that this app can do by itself on Linux.

    `attended` False: nobody sits there, so polkit may not ask for a password; what would need one is refused.
    """
    from app.guides.actions.linux import computer, network  # noqa: PLC0415  what only opens pages does not pay for it

    # For a VPN, `computer` also knows what is no profile of NetworkManager's.
    return TableHands(LINUX, {**network.acts(attended), **computer.acts(attended)})
