"""What a simulation and a study of closed links become for people to read: words, workbooks, a map, JSON."""

from optimizer.reports.simulasi.link_page import write_link_page
from optimizer.reports.simulasi.link_table import write_link_csv, write_link_workbook
from optimizer.reports.simulasi.record import write_record
from optimizer.reports.simulasi.terminal import lives_summary, study_summary
from optimizer.reports.simulasi.workbook import write_workbook

__all__ = [
    "lives_summary",
    "study_summary",
    "write_link_csv",
    "write_link_page",
    "write_link_workbook",
    "write_record",
    "write_workbook",
]
