"""`bandingkan.xlsx` and `bandingkan.html`: plans side by side, each against the first of them."""

from optimizer.reports.bandingkan.page import write_page
from optimizer.reports.bandingkan.workbook import write_book

__all__ = ["write_book", "write_page"]
