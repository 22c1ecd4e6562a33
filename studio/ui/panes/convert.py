"""Convert: a classifier becomes a Core ML package, and smaller ones, each judged in the same job."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from studio.pipeline.catalogue import schemes
from studio.ui.job_pane import JobPane
from studio.ui.model_table import ModelTable
from studio.ui.panes import PANES
from studio.ui.presenters import conversion, packages
from studio.ui.presenters.language import tr
from studio.ui.reveal import reveal
from studio.ui.scheme_boxes import SchemeBoxes
from studio.ui.widgets import Button, Card, label, row

TABLE = "convert"  # the table's name in the settings
MORE_IS_BETTER = (2, 4, 5)  # ratio, agreement, accuracy: sorted from the top
FIRST = ("int8",)  # checked at the start: half the size, hardly any loss


@PANES.register("convert")
class ConvertPane(JobPane):
    """Source, precision, target, schemes; a table of what came out."""

    NAME, TITLE, ORDER, ICON = "convert", "Convert", 5, "package"
    PURPOSE = "Write Core ML packages: one as it is, and a smaller one for each scheme"
    PRIMARY, JOBS, STEP = "Convert", ("convert", "compress"), "convert"
    LEFT_OUT = ("source", "scheme", "output")
    EMPTY = "Packages are written into the project's exports folder, then compared with their classifier row by row."

    def build(self) -> None:
        """The packages over form and result."""
        self._offers: list[conversion.Offer] = []
        self.schemes = SchemeBoxes([name for name, *_ in schemes()])
        self.schemes.choose(FIRST)
        self.body.addWidget(self._packages())
        super().build()
        self.form.edits.put("check_parity", True)
        self.source = QComboBox()
        self.source.setAccessibleName(tr("Source"))
        self._picked = ""  # by the person; what was chosen for want of another makes way
        self.source.currentIndexChanged.connect(self._pick)
        self.why = label("", "small", wrap=True)
        self.form.lead(label(tr("Source")), self.source, self.why)
        self.schemes.changed.connect(self.update_button)
        self.form.adopt("scheme", tr("Compression"), self.schemes)
        self.form.adopt("source", tr("Source"), self.source)
        self.form.changed.connect(self._changed)

    def build_results(self) -> None:
        """The schemes beside the form."""
        card = Card(tr("Compression"))
        card.body.addWidget(self.schemes)
        self.results.addWidget(card)

    def _packages(self) -> Card:
        """The table of what came out."""
        self.table = ModelTable(tr("Packages"), [tr(h) for h in packages.HEADERS], (0, 84, 66, 88, 100, 88, 160), 6, [tr(t) if t else "" for t in packages.TIPS], lambda at: at in MORE_IS_BETTER)  # fmt: skip
        self.table.sort_by(*(self.space.settings.order(TABLE) or (-1, False)))
        self.table.reordered.connect(lambda *order: self.space.settings.keep_order(TABLE, *order))
        show = Button(tr("Show in folder"), "folder-open", "link")
        show.clicked.connect(self._reveal)
        aside = QWidget()
        line = row(self.table.sort, show)
        line.setContentsMargins(0, 0, 0, 0)
        aside.setLayout(line)
        self.card = Card(tr("Packages"), aside)
        self.card.body.addWidget(self.table)
        self.failed = label("", "bad", wrap=True)
        self.card.body.addWidget(self.failed)
        return self.card

    def refresh(self) -> None:
        """What there is."""
        state = self.space.state
        lines = packages.package_lines(state)
        self.table.show_lines(lines)
        bad = [line.verdict.why for line in lines if line.verdict and line.verdict.tone == "bad"]  # fmt: skip
        self.failed.setText("\n".join(bad))
        self.failed.setVisible(bool(bad))
        self.card.setVisible(bool(lines))
        self._offer_sources()
        self._changed()

    def blocked(self) -> str:
        """The form's fault, or settings that don't go together."""
        return self.form.problem() or conversion.problem(self.form.typed(), self.schemes.chosen(), self._offers)  # fmt: skip

    def spec_values(self) -> dict[str, Any]:
        """The whole job: source, schemes and the form. Raises InputError."""
        return self.form.values_with(source=self._source, scheme=self.schemes.chosen())

    @property
    def _source(self) -> str:
        return str(self.source.currentData() or "student")

    def _offer_sources(self) -> None:
        """Teacher and student; one that is not there says why and can't be chosen."""
        found, chosen = conversion.sources(self.space.state), self._picked
        self.source.blockSignals(True)
        self.source.clear()
        for source in found:
            self.source.addItem(source.words if source.there else f"{source.name} ({source.words.partition(': ')[2]})", source.name)  # fmt: skip
            model = self.source.model()
            assert isinstance(model, QStandardItemModel)
            model.item(self.source.count() - 1).setEnabled(source.there)
        there = [source.name for source in found if source.there]
        self.source.setCurrentIndex(self.source.findData(chosen if chosen in there else next(iter(there), "student")))  # fmt: skip
        self.source.blockSignals(False)
        self.form.edits.settled("source")
        absent = [source.words for source in found if not source.there]
        self.why.setText("; ".join(absent))
        self.why.setVisible(bool(absent))

    def _pick(self) -> None:
        self._picked = self._source
        self._changed()

    def _changed(self) -> None:
        typed = self.form.typed()
        self._offers = conversion.offers(self.space.state, self._source, str(typed["target"]))
        plain = conversion.plain_size(self.space.state, self._source, str(typed["precision"]))
        self.schemes.show_offers(self._offers, plain)
        self.update_button()

    def _reveal(self) -> None:
        root, chosen = self.space.state.root, self.table.selected() or self.table.names()
        if root is not None and chosen:
            reveal(self.space.state.names[chosen[0]].path)
