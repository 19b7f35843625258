"""Qt's own texts (file dialog, context menus) in the language of the window."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

_installed: dict[str, QTranslator] = {}


def speak(lang: str) -> bool:
    """Load `qtbase_<lang>.qm` of the Qt that is running, and drop the one before. False where the bundle has none."""
    for translator in _installed.values():
        QCoreApplication.removeTranslator(translator)
    _installed.clear()
    if lang == "en":  # the texts in Qt's source are English
        return True
    translator = QTranslator()
    if not translator.load(f"qtbase_{lang}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        return False
    _installed[lang] = translator
    return QCoreApplication.installTranslator(translator)
