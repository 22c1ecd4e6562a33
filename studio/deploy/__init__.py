"""What leaves the studio: the model card and the report; templates live in resources/."""

from studio.deploy.card import model_card
from studio.deploy.picture import speed_picture
from studio.deploy.report import html_report

__all__ = ["html_report", "model_card", "speed_picture"]
