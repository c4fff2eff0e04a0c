"""The run bundle: written as one folder, all or nothing, and read back without loss."""

from optimizer.store.addition import add
from optimizer.store.composer import bundle
from optimizer.store.document import VERSION, Document, schema
from optimizer.store.folder import check_folder
from optimizer.store.reader import Bundle, read
from optimizer.store.rebuild import outcome_of, schedule_of
from optimizer.store.writer import Report, write

__all__ = [
    "VERSION",
    "Bundle",
    "Document",
    "Report",
    "add",
    "bundle",
    "check_folder",
    "outcome_of",
    "read",
    "schedule_of",
    "schema",
    "write",
]
