"""How the verbs of a guide are carried out, on each system.

A guide can only name a verb and a page from closed lists; no text of a guide ever reaches a program.
"""

import sys

from app.guides.hand import Deed, Did, Hands, Target
from diagnostics.model.site import Internet

PORTAL = Internet().portal[0].partition("=")[0]
"""A plain http page: every network that wants a sign-in first answers it with its own."""

_PAGE_SCHEMES = ("http://", "https://")


def hands(*, attended: bool = True) -> Hands:
    """What the app can change by itself on this system. Cheap: nothing is looked at yet.

    `attended` False: nobody sits there, so the system may not ask anybody for a password.
    """
    if sys.platform == "win32":
        from app.guides.actions import windows as here  # noqa: PLC0415
    elif sys.platform == "darwin":
        from app.guides.actions import darwin as here  # noqa: PLC0415
    else:
        from app.guides.actions import linux as here  # noqa: PLC0415
    return here.hands(attended=attended)


def open_page(verb: str, target: Target) -> Deed:
    """Carry out one of the verbs that only open something: `target.url` for the portal, `target.page` of the settings.

    Returns at once; what is opened lives on by itself. "unsupported" where this system has no way to do it: the step's
    text then says how by hand.
    """
    if sys.platform == "win32":
        from app.guides.actions import windows as here  # noqa: PLC0415
    elif sys.platform == "darwin":
        from app.guides.actions import darwin as here  # noqa: PLC0415
    else:
        from app.guides.actions.linux import page as here  # noqa: PLC0415
    if verb == "captive.open_portal":
        url = target.url or PORTAL
        return _deed(url.startswith(_PAGE_SCHEMES) and here.browse(url), "no browser could be opened")
    if verb == "settings.open":
        if target.page is None:
            return Deed(Did.NO_TARGET, "the step names no page of the settings")
        return _deed(here.settings(target.page), f"this system has no settings page for {target.page}")
    if verb == "disk.open_cleanup":
        return _deed(here.cleanup(), "this system has no page that shows what fills the disk")
    return Deed(Did.UNSUPPORTED, "the verb opens nothing")


def _deed(opened: bool, otherwise: str) -> Deed:
    return Deed(Did.DONE) if opened else Deed(Did.UNSUPPORTED, otherwise)
