"""The data room: a labelled CSV, TSV, JSONL, Excel or Parquet file becomes a Split, every row accounted for."""

from studio.data.answers import read_column, read_texts, write_answers, write_with_columns
from studio.data.findings import Findings
from studio.data.frame import read_table
from studio.data.importing import Imported, import_file, importing
from studio.data.near_duplicates import near_duplicate_groups
from studio.data.overrides import Overrides
from studio.data.preview import Preview, previewing
from studio.data.samples import build_sample
from studio.data.table import Table, TableReport

__all__ = [
    "Findings",
    "Imported",
    "Overrides",
    "Preview",
    "Table",
    "TableReport",
    "build_sample",
    "import_file",
    "importing",
    "near_duplicate_groups",
    "previewing",
    "read_column",
    "read_table",
    "read_texts",
    "write_answers",
    "write_with_columns",
]
