"""What concerns the computer itself rather than its connections: names, time, proxy, VPN services, programs."""

from app.guides.actions.linux import root_helper, vpn
from app.guides.actions.linux.clock import Clock
from app.guides.actions.linux.desktop_proxy import Proxy
from app.guides.actions.linux.hog import PauseProgram
from app.guides.actions.linux.name_cache import FlushNames
from app.guides.actions.linux.ticket import RefreshTicket
from app.guides.hand import Act


def acts(attended: bool = True) -> dict[str, Act]:
    """The acts by verb. `attended` False: nobody is there whom polkit could ask for a password."""
    return {
        "dns.flush": FlushNames(),
        "time.enable_auto": Clock(again=False, attended=attended),
        "time.sync_now": Clock(again=True, attended=attended),
        "proxy.reset_user": Proxy(by_script=False),
        "proxy.apply_site_pac": Proxy(by_script=True),
        "hog.pause": PauseProgram(),
        "credentials.refresh": RefreshTicket(),
        **vpn.acts(attended),
        **root_helper.acts(attended),
    }
