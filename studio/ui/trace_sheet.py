"""Where a package and its classifier part: the sentence, the error by depth, the ops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from studio.ui import table
from studio.ui.chart_frame import ChartFrame
from studio.ui.chart_lines import Curve, LineChart
from studio.ui.presenters import parting
from studio.ui.presenters.language import tr
from studio.ui.sheets import Sheet
from studio.ui.widgets import label, named

ROWS_SEEN = 10


class TraceSheet(Sheet):
    """Opens beside the window with what the step `trace` found."""

    def __init__(self, parent: QWidget, told: Mapping[str, Any]) -> None:
        super().__init__(parent, tr("Where do they part? {name}", name=told["model"]), 900, 640)
        self.sentence = label(str(told["sentence"]), "", wrap=True)
        self.body.addWidget(self.sentence)
        self.chart = LineChart(tr("Error by depth"), tr("Nothing was compared."), tr("Place in the model"), percent=True)  # fmt: skip
        self.chart.show_curves([Curve(name, points, dots=True) for name, points in parting.curves(told)])  # fmt: skip
        self.body.addWidget(ChartFrame(tr("Error by depth"), self.chart))
        headers, rows = parting.op_cells(told)
        self.table = table.table(tr("Ops of the package"))
        widths = [130, 190, 210, 60, 110, 50, 90, 110]
        if len(headers) > len(parting.HEADERS):
            widths.insert(1, 140)
        table.show(self.table, table.Grid(headers, rows), tuple(widths))
        self.body.addWidget(named(self.table, "ops"), 1)
        here = next((at for at, cells in enumerate(rows) if cells[0].startswith("➤")), -1)
        if here >= 0:
            self.table.selectRow(here)
            self.table.scrollTo(self.table.model().index(here, 0))
        self.finish()
