"""The status bar: what trains, what runs Core ML, where the project is, how much disk is free."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStatusBar

from studio.core.home import a_folder, existing
from studio.jobs.machine import this_machine
from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState
from studio.ui.widgets import ElidedLabel, as_text, label

LOW_DISK = 3e9  # bytes: a project with a large teacher may not fit
EVERY = 30_000  # milliseconds between two looks at the disk


class StatusBar(QStatusBar):
    """Four quiet facts; low disk stands out."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.device, self.core_ml = label("", "muted"), label("", "muted")
        self.project, self.disk = ElidedLabel("", "muted"), label("", "muted")
        self.device.setContentsMargins(12, 0, 12, 0)
        self.disk.setContentsMargins(0, 0, 12, 0)
        self.core_ml.setContentsMargins(0, 0, 12, 0)
        self.addWidget(self.device)
        self.addWidget(self.core_ml)
        self.addWidget(self.project, 1)
        self.addPermanentWidget(self.disk)
        self._root: Path | None = None
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._look()

    def show_project(self, state: ProjectState, read_only: str = "") -> None:
        """Another project folder; `read_only` says why nothing can be changed there."""
        self._root = state.root
        told = tr("Project: {folder}", folder=str(state.root)) if state.root else tr("No project open")  # fmt: skip
        self.project.say(f"{told} ({tr('only to look at')})" if read_only else told)
        self.project.setToolTip(as_text(read_only) or self.project.toolTip())
        self._look()

    def _look(self) -> None:
        folder = existing(self._root or a_folder())
        machine = this_machine(folder)
        names = {"cuda": tr("CUDA GPU"), "mps": tr("Apple GPU (MPS)")}
        self.device.setText(tr("Trains on: {device}", device=names.get(machine.accelerator, tr("CPU, {n} cores", n=machine.cores))))  # fmt: skip
        self.core_ml.setText(tr("Core ML: native") if machine.native_core_ml else tr("Core ML: reference interpreter"))  # fmt: skip
        low = machine.disk_free_bytes < LOW_DISK
        self.disk.setText(tr("{size} free", size=words.size(machine.disk_free_bytes)))
        name = "bad" if low else "muted"
        if self.disk.objectName() != name:
            self.disk.setObjectName(name)
            self.disk.style().polish(self.disk)
