//! Filling an invoice term by term, and noting what cannot be read.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::MAX_REPEATED_GROUPS;
use crate::model::{Attachment, Finding, Identifier, Invoice, Line, Note};
use crate::value;
use crate::xml::Leaf;

/// The terms of a party, by its role.
pub(crate) struct PartyTerms {
    pub(crate) name: &'static str,
    pub(crate) trading_name: &'static str,
    pub(crate) identifier: &'static str,
    pub(crate) legal_registration: &'static str,
    pub(crate) vat_identifier: &'static str,
}

/// BG-4.
pub(crate) const SELLER: PartyTerms = PartyTerms {
    name: "BT-27",
    trading_name: "BT-28",
    identifier: "BT-29",
    legal_registration: "BT-30",
    vat_identifier: "BT-31",
};

/// BG-7.
pub(crate) const BUYER: PartyTerms = PartyTerms {
    name: "BT-44",
    trading_name: "BT-45",
    identifier: "BT-46",
    legal_registration: "BT-47",
    vat_identifier: "BT-48",
};

/// The invoicee, which has no terms in EN 16931.
pub(crate) const INVOICEE: PartyTerms = PartyTerms {
    name: "Invoicee",
    trading_name: "Invoicee",
    identifier: "Invoicee",
    legal_registration: "Invoicee",
    vat_identifier: "Invoicee",
};

/// How much of an unreadable value a finding repeats, in characters.
const QUOTED_LENGTH: usize = 60;

/// The findings so far, and the ways to read a value into its place.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// The terms of which not every occurrence was kept.
    shortened: Vec<&'static str>,
}

impl Findings {
    /// Notes something; beyond [`MAX_REPEATED_GROUPS`] findings nothing more is noted.
    pub(crate) fn push(&mut self, term: &'static str, text_french: String) {
        if self.list.len() < MAX_REPEATED_GROUPS {
            self.list.push(Finding { term, text_french });
        }
    }

    /// Reads text of one line that may occur once; line breaks and runs of spaces in it become one space.
    pub(crate) fn text(&mut self, term: &'static str, place: &mut Option<String>, text: &str) {
        if !text.is_empty() {
            self.keep(term, place, text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    /// Reads an amount or a percentage that may occur once.
    pub(crate) fn decimal(&mut self, term: &'static str, place: &mut Option<Decimal>, text: &str) {
        if let Some(value) = self.parsed_decimal(term, text) {
            self.keep(term, place, value);
        }
    }

    /// Reads an amount whose place is not known yet.
    pub(crate) fn parsed_decimal(&mut self, term: &'static str, text: &str) -> Option<Decimal> {
        let value = value::decimal(text);
        if value.is_none() {
            self.push(term, format!("{term} : « {} » n'est pas un nombre lisible.", quoted(text)));
        }
        value
    }

    /// Reads a date that may occur once.
    pub(crate) fn date(&mut self, term: &'static str, place: &mut Option<NaiveDate>, text: &str) {
        match value::date(text) {
            Some(value) => self.keep(term, place, value),
            None => self.push(term, format!("{term} : « {} » n'est pas une date lisible.", quoted(text))),
        }
    }

    /// Reads an identifier that may occur once.
    pub(crate) fn identifier(&mut self, term: &'static str, place: &mut Option<Identifier>, leaf: &Leaf<'_>) {
        if let Some(identifier) = identifier(leaf) {
            self.keep(term, place, identifier);
        }
    }

    /// Adds to a list, up to [`MAX_REPEATED_GROUPS`] entries; one finding tells that more were left out.
    pub(crate) fn add<T>(&mut self, term: &'static str, list: &mut Vec<T>, entry: T) {
        if list.len() < MAX_REPEATED_GROUPS {
            list.push(entry);
            return;
        }
        if !self.shortened.contains(&term) {
            self.shortened.push(term);
            let limit = MAX_REPEATED_GROUPS;
            self.push(term, format!("{term} : seules les {limit} premières occurrences sont lues."));
        }
    }

    fn keep<T: PartialEq>(&mut self, term: &'static str, place: &mut Option<T>, value: T) {
        match place {
            None => *place = Some(value),
            Some(kept) if *kept == value => {}
            Some(_) => self.push(
                term,
                format!(
                    "{term} figure plusieurs fois avec des valeurs différentes. La première est retenue."
                ),
            ),
        }
    }
}

/// Keeps the first of several texts, when more than one is legitimate.
pub(crate) fn first_text(place: &mut Option<String>, text: &str) {
    if place.is_none() && !text.is_empty() {
        *place = Some(text.to_owned());
    }
}

/// An identifier with its scheme: `schemeID`, or `schemeName` as the Chorus dialect of UBL writes it
/// (formats.md §4.1). `None` when blank.
pub(crate) fn identifier(leaf: &Leaf<'_>) -> Option<Identifier> {
    let scheme = leaf.attribute("schemeID").or_else(|| leaf.attribute("schemeName"));
    (!leaf.text.is_empty())
        .then(|| Identifier { value: leaf.text.to_owned(), scheme: scheme.map(str::to_owned) })
}

/// Keeps the first number; what is not one is left out without a finding.
pub(crate) fn first_decimal(place: &mut Option<Decimal>, text: &str) {
    if place.is_none() {
        *place = value::decimal(text);
    }
}

/// Reads an embedded document with the attributes around it.
pub(crate) fn embedded(attachment: &mut Attachment, leaf: &Leaf<'_>) {
    if attachment.content.is_none() && !leaf.text.is_empty() {
        attachment.content = Some(without_spaces(leaf.text));
        attachment.media_type = leaf.attribute("mimeCode").map(str::to_owned);
        attachment.file_name = leaf.attribute("filename").map(str::to_owned);
    }
}

/// A text without any white space: account numbers, base64.
pub(crate) fn without_spaces(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// An invoice on its way to be complete.
pub(crate) struct Draft {
    /// What is known so far; its findings stay empty until the end.
    pub(crate) invoice: Invoice,
    /// What could not be read so far.
    pub(crate) findings: Findings,
    /// Every total VAT amount with its currency: which of BT-110 and BT-111 it is depends on BT-5 and BT-6,
    /// which may come later.
    tax_totals: Vec<(Option<String>, Decimal)>,
}

impl Draft {
    /// An empty draft around an empty invoice.
    pub(crate) fn new(invoice: Invoice) -> Self {
        Self { invoice, findings: Findings::default(), tax_totals: Vec::new() }
    }

    /// Reads a total VAT amount (BT-110 or BT-111).
    pub(crate) fn tax_total(&mut self, leaf: &Leaf<'_>) {
        if let Some(value) = self.findings.parsed_decimal("BT-110", leaf.text) {
            let entry = (leaf.attribute("currencyID").map(str::to_owned), value);
            self.findings.add("BT-110", &mut self.tax_totals, entry);
        }
    }

    /// Adds a note (BG-1) unless it is blank.
    pub(crate) fn note(&mut self, note: Note) {
        if !note.text.is_empty() {
            self.findings.add("BT-22", &mut self.invoice.notes, note);
        }
    }

    /// Adds a line (BG-25), up to [`MAX_REPEATED_GROUPS`]; [`Invoice::line_count`] tells of those left out.
    pub(crate) fn line(&mut self, line: Line) {
        if self.invoice.lines.len() < MAX_REPEATED_GROUPS {
            self.invoice.lines.push(line);
        }
    }

    /// Adds a supporting document (BG-24) unless nothing is known of it.
    pub(crate) fn attachment(&mut self, attachment: Attachment) {
        if attachment != Attachment::default() {
            self.findings.add("BG-24", &mut self.invoice.attachments, attachment);
        }
    }

    /// The complete invoice.
    pub(crate) fn finish(mut self) -> Invoice {
        self.assign_tax_totals();
        self.invoice.findings = self.findings.list;
        self.invoice
    }

    fn assign_tax_totals(&mut self) {
        let Self { invoice, findings, tax_totals } = self;
        for (currency, value) in tax_totals.drain(..) {
            let accounting = currency.is_some()
                && currency == invoice.tax_currency
                && invoice.tax_currency != invoice.currency;
            if accounting {
                findings.keep("BT-111", &mut invoice.totals.tax_in_tax_currency, value);
                continue;
            }
            if let (Some(given), Some(expected)) = (&currency, &invoice.currency)
                && given != expected
            {
                findings.push(
                    "BT-110",
                    format!(
                        "BT-110 : le total de TVA est donné en {}, la facture est en {}. Il n'est pas retenu.",
                        quoted(given),
                        quoted(expected)
                    ),
                );
                continue;
            }
            findings.keep("BT-110", &mut invoice.totals.tax, value);
        }
    }
}

/// The beginning of a value, fit for a sentence.
fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED_LENGTH).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}
