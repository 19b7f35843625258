"""The floor: an empty window, with nothing imported that it does not need."""

from PySide6.QtWidgets import QApplication, QWidget

application = QApplication([])
window = QWidget()
window.resize(920, 640)
window.show()
application.exec()
