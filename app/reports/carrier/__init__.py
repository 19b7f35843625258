"""The ways a sealed report can leave by: IT's drop, a folder, a mail that the person sends."""

from app.reports.carrier.carrier import Carrier, tries
from app.reports.carrier.choice import for_site
from app.reports.carrier.mail import eml

__all__ = ["Carrier", "eml", "for_site", "tries"]
