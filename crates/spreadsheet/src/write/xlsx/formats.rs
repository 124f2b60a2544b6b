//! How cells look. Number formats are written as English Excel does; each Excel shows them in its own language.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::write::Kind;

/// The formats of a workbook.
pub(super) struct Formats {
    /// Two decimals at least, thousands apart.
    pub(super) amount: Format,
    /// Whole numbers.
    pub(super) count: Format,
    /// A tenth of a percent, with the space that French puts before the sign.
    pub(super) percent: Format,
    /// `05/11/2026`.
    pub(super) day: Format,
    /// `05/11/2026 14:05`; the seconds are in the cell.
    pub(super) moment: Format,
    /// Text that stays text when it is typed over.
    pub(super) text: Format,
    /// Text, marked as such because it looks like a formula.
    pub(super) marked_text: Format,
    /// Text of more than a few lines.
    pub(super) long_text: Format,
    title: Format,
    number_title: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let number = |format: &str| Format::new().set_num_format(format);
        let title = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x00EE_EEEE))
            .set_border_bottom(FormatBorder::Thin);
        Self {
            amount: number("#,##0.00##"),
            count: number("#,##0"),
            percent: number("0.0#\\ %"),
            day: number("dd/mm/yyyy"),
            moment: number("dd/mm/yyyy hh:mm"),
            text: number("@"),
            marked_text: number("@").set_quote_prefix(),
            long_text: Format::new(),
            number_title: title.clone().set_align(FormatAlign::Right),
            title,
        }
    }

    /// How the title of a column looks: above its numbers where it has them.
    pub(super) fn title(&self, kind: Kind) -> &Format {
        if kind.is_number() { &self.number_title } else { &self.title }
    }
}
