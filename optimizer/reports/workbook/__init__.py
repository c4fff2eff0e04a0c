"""What every workbook is written with: the book, its sheets and pages, how cells look, where prints turn."""
