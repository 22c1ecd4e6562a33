"""PocketBERT Studio: a labelled CSV and a big BERT in, a small proven Core ML classifier out."""

__version__ = "0.1.0"
