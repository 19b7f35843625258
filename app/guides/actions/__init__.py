"""The named actions of a guide: a closed list, none of which needs a privilege or changes anything by itself.

A guide can only name a verb and a page from closed lists; no text of a guide ever reaches a program.
"""

import sys

from diagnostics.model.site import Internet

PORTAL = Internet().portal[0].partition("=")[0]
"""A plain http page: every network that wants a sign-in first answers it with its own."""


def perform(verb: str, page: str | None, portal: str = PORTAL) -> bool:
    """Do what a step names. False when this system has no way to do it: the step's text then says how by hand.

    `portal` is the page that `open_portal_page` opens. Returns at once; what is opened lives on by itself.
    """
    if sys.platform == "win32":
        from app.guides.actions import windows as here  # noqa: PLC0415
    elif sys.platform == "darwin":
        from app.guides.actions import darwin as here  # noqa: PLC0415
    else:
        from app.guides.actions import linux as here  # noqa: PLC0415
    if verb == "open_portal_page":
        return here.browse(portal) if portal.startswith(("http://", "https://")) else False
    if verb == "open_settings_page" and page is not None:
        return here.settings(page)
    return False
