"""Numbers of Qt's `Qt` namespace that are needed before the first paint.

QUIRK(PySide6 6.11): the first look at `PySide6.QtCore.Qt` builds all its enums and takes 14 ms, a tenth of the whole
time to the first paint. These numbers are part of Qt 6's binary interface; a test compares each with its enum.
"""

ALIGN_LEFT = 0x1
ALIGN_HCENTER = 0x4
ALIGN_TOP = 0x20
ALIGN_VCENTER = 0x80
ALIGN_CENTER = ALIGN_HCENTER | ALIGN_VCENTER
WRAP = 0x1000
HIDE_MNEMONIC = 0x8000
SELECTABLE_BY_MOUSE = 1
NO_FOCUS = 0
STRONG_FOCUS = 11
BAR_ALWAYS_OFF = 1
