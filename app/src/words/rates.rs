//! The VAT of an invoice, rate by rate.

use domain::{InvoiceForm, format_decimal, parse_amount};

/// An amount as a page shows it, where a form holds it as text.
pub(crate) fn readable_amount(text: &str) -> String {
    parse_amount(text).map_or_else(|_| text.to_owned(), format_decimal)
}

/// `20 % de 1 000,00 : 200,00`: a rate, what it is charged on, and the tax.
pub(crate) fn rate_in_words(rate: &str, base: &str, tax: &str) -> String {
    format!("{rate}\u{a0}% de {base}\u{a0}: {tax}")
}

/// One for each rate; nothing where no line can be read yet.
pub(crate) fn rates_in_words(form: &InvoiceForm) -> String {
    let row = |line: &domain::VatLineForm| {
        rate_in_words(&line.rate, &readable_amount(&line.base), &readable_amount(&line.tax))
    };
    form.vat_lines.iter().map(row).collect::<Vec<_>>().join(" ; ")
}
