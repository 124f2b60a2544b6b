//! The VAT of an invoice, rate by rate.

use domain::{InvoiceForm, format_decimal, parse_amount};

/// `20 % de 1 000,00 : 200,00`, one for each rate; nothing where no line can be read yet.
pub(crate) fn rates_in_words(form: &InvoiceForm) -> String {
    let amount = |text: &str| parse_amount(text).map_or_else(|_| text.to_owned(), format_decimal);
    let row = |line: &domain::VatLineForm| {
        format!("{}\u{a0}% de {}\u{a0}: {}", line.rate, amount(&line.base), amount(&line.tax))
    };
    form.vat_lines.iter().map(row).collect::<Vec<_>>().join(" ; ")
}
