"""How cells look: plain property sets that are joined with `|` and turned into formats by the book."""

from __future__ import annotations

Style = dict[str, object]

DARK, MIDDLE, LIGHT, LINE, GREY = "#1F4E5F", "#CFE3E8", "#F1F6F8", "#B7C4C9", "#5A6468"

PLAIN: Style = {"valign": "vcenter"}
BODY: Style = PLAIN | {"align": "left", "indent": 1, "border": 1, "border_color": LINE}
WRAPPED: Style = BODY | {"text_wrap": True}
QUIET: Style = BODY | {"font_color": GREY, "italic": True}
BOLD: Style = {"bold": True}
CENTRE: Style = {"align": "center", "indent": 0}
RIGHT: Style = {"align": "right", "indent": 0}
TITLE: Style = PLAIN | {"bold": True, "font_size": 16, "font_color": DARK}
SUBTITLE: Style = PLAIN | {"font_color": GREY}
SECTION: Style = PLAIN | {
    "bold": True,
    "font_size": 12,
    "font_color": DARK,
    "bottom": 2,
    "bottom_color": DARK,
}
HEADER: Style = BODY | {"bold": True, "bg_color": MIDDLE, "text_wrap": True, "align": "center", "indent": 0}
BANNER: Style = BODY | {"bold": True, "font_color": "#FFFFFF", "bg_color": DARK, "border_color": DARK}
GROUP: Style = BODY | {"bold": True, "bg_color": MIDDLE}
TOTAL: Style = BODY | {"bold": True, "bg_color": MIDDLE, "top": 2, "top_color": DARK}
WARN: Style = PLAIN | {"bold": True, "font_color": "#B3261E"}
NOTE: Style = PLAIN | {"text_wrap": True, "valign": "top", "font_color": GREY}

# "_ " keeps a space's width from the border (an indent would do, but LibreOffice loses right indents).
# The book adds the language, so that programs that follow it (LibreOffice does, Excel follows Windows)
# write 10.500 in Bahasa Indonesia.
WHOLE: Style = RIGHT | {"num_format": "#,##0_ "}
TENTH: Style = RIGHT | {"num_format": "#,##0.0_ "}
HUNDREDTH: Style = RIGHT | {"num_format": "#,##0.00_ "}
FREE: Style = RIGHT | {"num_format": "#,##0.####_ "}
PERCENT: Style = RIGHT | {"num_format": "0.0%_ "}
SIGNED_PERCENT: Style = RIGHT | {"num_format": "+0.0%_ ;-0.0%_ ;0.0%_ "}
MORE: Style = RIGHT | {"num_format": "+#,##0_ ;-#,##0_ ;0_ "}
MORE_TENTH: Style = RIGHT | {"num_format": "+#,##0.0_ ;-#,##0.0_ ;0.0_ "}
YEAR: Style = CENTRE | {"num_format": "0"}
CLOCK: Style = CENTRE | {"num_format": "hh:mm"}
HOURS: Style = CENTRE | {"num_format": "[h]:mm"}
DATE: Style = {"num_format": "dddd, d mmmm yyyy"}
SHORT_DATE: Style = {"num_format": "d mmm yyyy"}


def estimated(style: Style, mark: bool = True) -> Style:
    """`style` with a ~ before its numbers, where `mark` says that they rest on an estimate."""
    if not mark:
        return style
    plain = str(style["num_format"])
    return style | {"num_format": f'"~ "{plain};-"~ "{plain};{plain}'}
