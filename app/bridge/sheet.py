"""A page of HTML on A4, as PDF. May be done in any thread once there is an application."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

MARGIN_MM = 15.0
TEXT_PT = 9  # where a sheet does not say otherwise
LAYOUT_DPI = 96  # in which sheets give the size of their pictures, whatever the screen of this computer says
DPI = 300  # of the modules of a QR code on paper
INCHES_PER_METRE = 1 / 0.0254


def pdf(html: str) -> bytes:
    """The page, and more of them where it is long."""
    document = laid_out(html)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageLayout(paper())
    document.print_(writer)
    buffer.close()
    return bytes(data.data())


def laid_out(html: str) -> QTextDocument:
    """The page as it will be printed: the size of the window's text has nothing to do with it."""
    measure = QImage(1, 1, QImage.Format.Format_RGB32)
    measure.setDotsPerMeterX(round(LAYOUT_DPI * INCHES_PER_METRE))
    measure.setDotsPerMeterY(round(LAYOUT_DPI * INCHES_PER_METRE))
    document = QTextDocument()
    document.documentLayout().setPaintDevice(measure)
    document.setDefaultFont(QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(), TEXT_PT))
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setPageSize(QSizeF(paper().paintRectPixels(LAYOUT_DPI).size()))
    return document


def paper() -> QPageLayout:
    """A4, upright, with the margins that every printer can do."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
