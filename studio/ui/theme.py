"""How the window looks: Fusion, a palette and a short style sheet made from the tokens, Inter."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from studio.core.files import resource
from studio.ui.presenters.tokens import THEMES, Tokens

FONT = "Inter"
TEXT = 13  # pixels of plain text at 100 %
FONTS = ("Inter_400Regular.ttf", "Inter_500Medium.ttf", "Inter_600SemiBold.ttf")
_ROLES = {
    "Window": "background", "WindowText": "text", "Base": "surface", "AlternateBase": "background",
    "Text": "text", "Button": "surface", "ButtonText": "text", "ToolTipBase": "surface",
    "ToolTipText": "text", "Highlight": "accent", "HighlightedText": "on_accent",
    "PlaceholderText": "muted", "Link": "accent", "LinkVisited": "accent", "Mid": "border",
    "Midlight": "hover", "Dark": "border", "Light": "surface", "Shadow": "border", "Accent": "accent",
}  # fmt: skip

SHEET = """
QToolTip {{ border: 1px solid {border}; padding: 5px 7px; }}
#side, #bar {{ background: {surface}; }}
#side {{ border-right: 1px solid {border}; }} #head {{ background: {surface}; border-bottom: 1px solid {border}; }}
#drawer {{ background: {surface}; border-top: 1px solid {border}; }}
#card, #door {{ background: {surface}; border: 1px solid {border}; border-radius: 10px; }}
#h1 {{ font-size: {px20}; font-weight: 600; }} #h2 {{ font-weight: 600; }} #big {{ font-size: {px24}; font-weight: 600; }}
#muted, #badge {{ color: {muted}; }} #small {{ color: {muted}; font-size: {px12}; }}
#good {{ color: {good}; }} #warn {{ color: {warn}; }} #bad {{ color: {bad}; }}
#pill {{ color: {muted}; background: {hover}; border-radius: 9px; padding: 2px 9px; font-size: {px12}; }}
#notice {{ background: {surface}; border: 1px solid {border}; border-left: 3px solid {bad}; border-radius: 8px; }}
#notice[level="warn"] {{ border-left-color: {warn}; }} #notice[level="info"] {{ border-left-color: {accent}; }}
#hint {{ background: {accent_soft}; border: 0; border-radius: 8px; }}
#overlay {{ font-size: {px17}; font-weight: 600; }}
#overlay[refused="true"] {{ color: {bad}; }}
QToolButton#nav {{ border: 2px solid transparent; border-radius: 8px; padding: 6px 8px; text-align: left; color: {muted}; font-weight: 500; }}
QToolButton#nav:hover {{ background: {hover}; }} QToolButton#nav:checked {{ background: {accent_soft}; color: {text}; }}
QToolButton#nav:focus {{ border-color: {accent}; }}
QToolButton#flat {{ border: 2px solid transparent; border-radius: 6px; padding: 3px 6px; color: {muted}; }}
QToolButton#flat[compact="true"] {{ padding: 1px 6px; }} QToolButton#flat[fold="true"] {{ margin-left: -8px; }} QToolButton#flat:hover {{ background: {hover}; color: {text}; }} QToolButton#flat:focus {{ border-color: {accent}; }}
QPushButton {{ border: 1px solid {control}; border-radius: 8px; padding: 6px 14px; background: {surface}; color: {text}; font-weight: 500; }}
QPushButton:hover {{ background: {hover}; }} QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {muted}; border-color: {border}; background: {background}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton#primary:focus {{ border: 2px solid {text}; }}
QPushButton#primary:disabled {{ background: {hover}; color: {muted}; border-color: {border}; }}
QPushButton#door {{ text-align: left; padding: 16px; }} QPushButton#door:hover {{ border-color: {accent}; }} QPushButton#door:focus {{ border: 2px solid {accent}; }}
QPushButton#link {{ border: 0; border-radius: 4px; background: transparent; color: {accent}; padding: 3px 0; text-align: left; }}
QPushButton#link:hover {{ text-decoration: underline; }} QPushButton#link:focus {{ border: 0; padding: 3px 0; background: {accent_soft}; text-decoration: underline; }}
QSpinBox, QDoubleSpinBox {{ min-height: 15px; }} QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit {{ border: 1px solid {control}; border-radius: 8px; padding: 6px 9px; background: {surface}; color: {text}; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {muted}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 5px 8px; }}
QComboBox::drop-down {{ border: 0; width: 24px; }} QComboBox::down-arrow {{ image: url("{down}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ border: 1px solid {border}; background: {surface}; selection-background-color: {accent_soft}; selection-color: {text}; outline: 0; padding: 4px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {{ border: 0; width: 20px; background: transparent; subcontrol-origin: border; margin: 2px 4px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button {{ subcontrol-position: top right; }} QSpinBox::down-button, QDoubleSpinBox::down-button {{ subcontrol-position: bottom right; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{up}"); width: 11px; height: 11px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url("{down}"); width: 11px; height: 11px; }}
QCheckBox {{ spacing: 8px; padding: 2px; }} QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {control}; border-radius: 4px; background: {surface}; }} QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{check}"); }} QCheckBox::indicator:focus {{ border: 2px solid {accent}; width: 14px; height: 14px; }} QCheckBox::indicator:checked:focus {{ border-color: {text}; }} QCheckBox:focus {{ color: {accent}; }}
QSlider:horizontal {{ min-height: 22px; }} QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {control}; }} QSlider::sub-page:horizontal {{ border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 10px; height: 10px; margin: -5px 0; border: 2px solid {surface}; border-radius: 7px; background: {accent}; }} QSlider::handle:horizontal:focus {{ border-color: {text}; }}
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{ background: {control}; }}
QProgressBar {{ border: 0; background: {hover}; border-radius: 3px; max-height: 6px; min-height: 6px; }} QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QListWidget::indicator {{ width: 16px; height: 16px; border: 1px solid {control}; border-radius: 4px; background: {surface}; }} QListWidget::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{check}"); }}
QTableView, QListWidget {{ border: 2px solid transparent; border-radius: 6px; background: {surface}; gridline-color: transparent; selection-background-color: {accent_soft}; selection-color: {text}; outline: 0; }}
QTableView:focus, QListWidget:focus {{ border-color: {accent}; }}
QTableView::item {{ padding: 4px 5px; }} QListWidget::item {{ padding: 4px 8px; }} QTableView::item:selected, QListWidget::item:selected {{ background: {accent_soft}; color: {text}; }}
QHeaderView, QTableCornerButton::section {{ background: {surface}; border: 0; }} QHeaderView::section {{ background: {surface}; border: 0; border-bottom: 1px solid {border}; padding: 6px 8px; color: {muted}; font-weight: 500; }}
QScrollArea {{ border: 0; background: transparent; }} #page {{ background: transparent; }}
QScrollBar {{ background: transparent; border: 0; }} QScrollBar:vertical {{ width: 10px; }} QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {control}; border-radius: 3px; margin: 2px; }} QScrollBar::handle:vertical {{ min-height: 28px; }} QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; border: 0; width: 0; height: 0; }}
QStatusBar {{ background: {surface}; border-top: 1px solid {border}; }} QStatusBar::item {{ border: 0; }}
QMenuBar {{ background: {surface}; border-bottom: 1px solid {border}; }} QMenuBar::item {{ padding: 4px 9px; background: transparent; }} QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {surface}; border: 1px solid {border}; padding: 4px; }} QMenu::item {{ padding: 5px 22px 5px 12px; border-radius: 5px; }} QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
"""


_worn = THEMES["light"]


def tokens() -> Tokens:
    """The colours worn now, for whatever paints itself."""
    return _worn


class Theme(QObject):
    """The colours in use; `choice` is system, light or dark."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system", text_size: int = 100) -> None:
        super().__init__(app)
        self._app, self._choice, self.text_size = app, choice, text_size
        app.setStyle("Fusion")
        _load_font()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.apply(choice)

    @property
    def tokens(self) -> Tokens:
        """The colours by role."""
        return THEMES[self.name]

    @property
    def name(self) -> str:
        """light or dark; an unknown system scheme counts as light."""
        if self._choice in THEMES:
            return self._choice
        dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    @property
    def choice(self) -> str:
        """What the person chose."""
        return self._choice

    def apply(self, choice: str, text_size: int | None = None) -> None:
        """Wear it; `text_size` in percent of the usual."""
        global _worn
        self._choice, self.text_size = choice, text_size or self.text_size
        _worn = self.tokens
        arrows = {
            k: resource(f"icons/chevron-{k}-{self.name}.svg").as_posix() for k in ("up", "down")
        }
        arrows["check"] = resource(f"icons/check-{self.name}.svg").as_posix()  # fmt: skip
        sizes = {f"px{n}": f"{self._pixels(n)}px" for n in (12, 17, 20, 24)}
        font = QFont(FONT)
        font.setPixelSize(self._pixels(TEXT))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._app.setFont(font)
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(
            ""
        )  # from sheet to sheet takes Qt four times as long: 1.0 s with all panes
        self._app.setStyleSheet(SHEET.format(**self.tokens.css(), **arrows, **sizes))
        self.changed.emit()

    def _pixels(self, usual: int) -> int:
        return round(usual * self.text_size / 100)

    def _system_changed(self) -> None:
        if self._choice == "system":
            self.apply("system")


def palette(tokens: Tokens) -> QPalette:
    """Qt's colour roles from ours."""
    made, colours = QPalette(), tokens.css()
    for role, name in _ROLES.items():
        made.setColor(getattr(QPalette.ColorRole, role), QColor(colours[name]))
    for role in ("WindowText", "Text", "ButtonText"):
        made.setColor(
            QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, role), QColor(tokens.muted)
        )
    return made


def _load_font() -> None:
    for name in FONTS:
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
