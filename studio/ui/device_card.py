"""What the app measured on phones, and the door by which its report comes in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from studio.ui import table
from studio.ui.presenters import devices
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState
from studio.ui.widgets import Button, Card, label

ROWS_SEEN = 9


class DeviceCard(Card):
    """`chosen` says the path of a report to take in."""

    chosen = Signal(str)

    def __init__(self) -> None:
        add = Button(tr("Add a report…"), "file-up")
        super().__init__(tr("On devices"), add)
        self.add = add
        self.add.setAccessibleName(tr("Add a report of a device"))
        self.add.clicked.connect(self.ask)
        self.empty = label(tr("Export makes an iPhone app with these models. Run its benchmark, share device-report.json, and drop the file here: the phone's own figures then stand beside this computer's."), "muted", wrap=True)  # fmt: skip
        self.table = table.table(tr("Figures of devices"), 0)
        self.warm = label("", "warn", wrap=True)
        for part in (self.empty, self.table, self.warm):
            self.body.addWidget(part)

    def show_state(self, state: ProjectState) -> None:
        """What is known now."""
        rows = devices.cells(state)
        self.empty.setVisible(not rows)
        self.warm.setText("\n".join(devices.warm(state)))
        self.warm.setVisible(bool(self.warm.text()))
        self.table.setVisible(bool(rows))
        if rows:
            grid = table.Grid(devices.headers(), rows)
            table.show(self.table, grid, (0, *(column.width for column in devices.COLUMNS)))
            table.fit_height(self.table, min(ROWS_SEEN, len(rows)))

    def ask(self) -> QFileDialog:
        """Ask for the file that the app shared."""
        made = QFileDialog(self.window(), tr("Add a report of a device"), "", tr("Device reports ({kinds})", kinds="*.json"))  # fmt: skip
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.setFileMode(QFileDialog.FileMode.ExistingFile)
        made.fileSelected.connect(self.chosen)
        made.open()
        return made
