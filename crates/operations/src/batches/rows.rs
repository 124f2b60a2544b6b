//! From the rows of a table to the invoices in it: which rows belong together, and what their cells say.

use std::collections::{HashMap, HashSet};

use domain::{BatchColumn, Framework, InvoiceKind, LineForm, Notes, PaymentMode, Remark, VatType};
use rust_decimal::Decimal;
use spreadsheet::{Content, Row, Sheet, Value};
use storage::fold;

/// An invoice of a table: one row, or several with the same number.
pub(super) struct Group<'s> {
    /// Its rows, the first one first.
    pub rows: Vec<&'s Row>,
    /// A row before it with the same number that is no part of it.
    pub repeats: Option<u32>,
    places: &'s Places,
}

/// Where each column stands.
pub(super) struct Places(HashMap<BatchColumn, usize>);

impl Places {
    /// Of columns in their order; of two that hold the same, the first one counts.
    pub(super) fn of(columns: &[Option<BatchColumn>]) -> Self {
        let mut places = HashMap::new();
        for (place, column) in columns.iter().enumerate() {
            if let Some(column) = column {
                places.entry(*column).or_insert(place);
            }
        }
        Self(places)
    }

    fn cell<'r>(&self, row: &'r Row, column: BatchColumn) -> Option<&'r Content> {
        row.cell(*self.0.get(&column)?)
    }

    fn text(&self, row: &Row, column: BatchColumn) -> String {
        self.cell(row, column).map(|cell| said(cell, column)).unwrap_or_default()
    }

    /// Whether a row tells a line of an invoice.
    fn makes_line(&self, row: &Row) -> bool {
        BatchColumn::ALL.iter().any(|column| column.makes_lines() && self.cell(row, *column).is_some())
    }
}

/// The invoices of a table, in its order.
pub(super) fn groups<'s>(sheet: &'s Sheet, places: &'s Places) -> Vec<Group<'s>> {
    let mut groups: Vec<Group<'s>> = Vec::new();
    let mut by_number: HashMap<(String, String), usize> = HashMap::new();
    for row in &sheet.rows {
        let number = fold(&places.text(row, BatchColumn::Number));
        let recipient = places.text(row, BatchColumn::RecipientSiret);
        if number.is_empty() {
            match groups.last_mut() {
                // The further lines of an invoice, where only the first row says whose it is.
                Some(last) if recipient.is_empty() && places.makes_line(row) => last.rows.push(row),
                _ => groups.push(Group { rows: vec![row], repeats: None, places }),
            }
            continue;
        }
        let key = (places.text(row, BatchColumn::Issuer), number);
        let mut repeats = None;
        if let Some(group) = by_number.get(&key).and_then(|place| groups.get_mut(*place)) {
            if group.goes_on_with(row, &recipient) {
                group.rows.push(row);
                continue;
            }
            repeats = group.rows.first().map(|first| first.number);
        }
        by_number.entry(key).or_insert(groups.len());
        groups.push(Group { rows: vec![row], repeats, places });
    }
    groups
}

impl Group<'_> {
    /// Whether a row with its number is a part of it: a line, or the amounts of another rate.
    fn goes_on_with(&self, row: &Row, recipient: &str) -> bool {
        if !recipient.is_empty() && recipient != self.text(BatchColumn::RecipientSiret) {
            return false;
        }
        if self.places.makes_line(row) {
            return self.has_lines();
        }
        let rate = |row: &Row| rate_of(&self.places.text(row, BatchColumn::VatRate));
        let another = rate(row);
        !self.has_lines() && !another.is_empty() && self.rows.iter().all(|known| rate(known) != another)
    }

    /// Whether its rows tell lines.
    pub(super) fn has_lines(&self) -> bool {
        self.rows.iter().any(|row| self.places.makes_line(row))
    }

    /// Takes those of its rows out of which a draft was made; gives the first of them.
    pub(super) fn leave_out(&mut self, made: &HashSet<u32>) -> Option<u32> {
        let first = self.rows.iter().map(|row| row.number).find(|number| made.contains(number));
        self.rows.retain(|row| !made.contains(&row.number));
        first
    }

    /// Its first row, as a spreadsheet counts.
    pub(super) fn position(&self) -> u32 {
        self.rows.first().map_or(0, |row| row.number)
    }

    /// What its rows say in a column: the first that says something.
    pub(super) fn text(&self, column: BatchColumn) -> String {
        let texts = self.rows.iter().map(|row| self.places.text(row, column));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// What each row says in a column.
    pub(super) fn texts(&self, column: BatchColumn) -> impl Iterator<Item = String> {
        self.rows.iter().map(move |row| self.places.text(row, column))
    }

    /// Its lines.
    pub(super) fn lines(&self) -> Vec<LineForm> {
        let rows = self.rows.iter().filter(|row| self.places.makes_line(row));
        rows.map(|row| self.line(row)).collect()
    }

    fn line(&self, row: &Row) -> LineForm {
        let text = |column| self.places.text(row, column);
        let quantity = text(BatchColumn::LineQuantity);
        LineForm {
            reference: text(BatchColumn::LineReference),
            name: text(BatchColumn::LineName),
            quantity: if quantity.is_empty() { "1".to_owned() } else { quantity },
            unit: text(BatchColumn::LineUnit),
            price: text(BatchColumn::LinePrice),
            discount: text(BatchColumn::LineDiscount),
            rate: rate_of(&text(BatchColumn::VatRate)),
        }
    }

    /// What its cells hold, as it was given.
    pub(super) fn cells(&self) -> Vec<Vec<String>> {
        let texts = |row: &&Row| row.cells.iter().map(|cell| cell.text.clone()).collect();
        self.rows.iter().map(texts).collect()
    }

    /// What is wrong with its cells whatever they are to mean: formulas that failed.
    pub(super) fn faults(&self, notes: &mut Notes) {
        for column in BatchColumn::ALL {
            let faulty = self.rows.iter().filter_map(|row| self.places.cell(row, *column));
            let Some(cell) = faulty.into_iter().find(|cell| cell.value == Some(Value::Fault)) else {
                continue;
            };
            let remark = Remark::FormulaFailed { text: cell.text.chars().take(40).collect() };
            match (column.field(), column.line_field()) {
                (Some(field), _) => notes.error(field, remark),
                (None, Some(field)) => notes.error(field, remark),
                (None, None) => notes.error(domain::Field::Document, remark),
            }
        }
    }
}

/// What a cell says in a column, as a form would hold it.
fn said(cell: &Content, column: BatchColumn) -> String {
    let text = cell.text.trim();
    match column {
        BatchColumn::Issuer | BatchColumn::RecipientSiret => siret_of(text, cell.value),
        // A day with a time.
        BatchColumn::Date if matches!(cell.value, Some(Value::Moment(_))) => text.chars().take(10).collect(),
        BatchColumn::Kind => kind_of(text),
        BatchColumn::Framework => {
            let framework = Framework::ALL.iter().find(|known| fold(text).starts_with(&fold(known.code())));
            framework.map_or_else(|| text.to_owned(), |known| known.code().to_owned())
        }
        BatchColumn::VatType => {
            choice(text, &VAT_TYPES).map_or_else(|| text.to_owned(), |it| it.code().to_owned())
        }
        BatchColumn::PaymentMode => {
            choice(text, &PAYMENT_MODES).map_or_else(|| text.to_owned(), |it| it.code().to_owned())
        }
        BatchColumn::Currency if text == "€" || fold(text).starts_with("euro") => "EUR".to_owned(),
        BatchColumn::File => text.rsplit(['/', '\\']).next().unwrap_or(text).trim().to_owned(),
        _ => text.to_owned(),
    }
}

/// What is written for each regime; the first that stands in a text counts.
const VAT_TYPES: [(&str, VatType); 9] = [
    ("tva_sur_debit", VatType::SurDebit),
    ("tva_sur_encaissement", VatType::SurEncaissement),
    ("sans_tva", VatType::SansTva),
    ("debit", VatType::SurDebit),
    ("encaissement", VatType::SurEncaissement),
    ("exoner", VatType::Exoneration),
    ("sans tva", VatType::SansTva),
    ("non soumis", VatType::SansTva),
    ("non assujetti", VatType::SansTva),
];

/// The same of payment modes.
const PAYMENT_MODES: [(&str, PaymentMode); 6] = [
    ("virement", PaymentMode::Virement),
    ("prelevement", PaymentMode::Prelevement),
    ("cheque", PaymentMode::Cheque),
    ("espece", PaymentMode::Espece),
    ("report", PaymentMode::Report),
    ("autre", PaymentMode::Autre),
];

fn choice<T: Copy>(text: &str, known: &[(&str, T)]) -> Option<T> {
    let text = fold(text);
    known.iter().find(|(word, _)| text.contains(word)).map(|(_, choice)| *choice)
}

fn kind_of(text: &str) -> String {
    match fold(text).as_str() {
        "f" | "fa" | "380" | "facture" | "factures" => InvoiceKind::Facture.code().to_owned(),
        "a" | "av" | "381" | "avoir" | "avoirs" => InvoiceKind::Avoir.code().to_owned(),
        _ => text.to_owned(),
    }
}

/// Without what people put between the digits; a number has lost the zeros that it began with.
fn siret_of(text: &str, value: Option<Value>) -> String {
    let digits: String =
        text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '-')).collect();
    let is_number =
        matches!(value, Some(Value::Number(_))) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && digits.len() < 14 { format!("{digits:0>14}") } else { digits }
}

/// A rate as a form holds it: a percentage without its sign. What a spreadsheet keeps as a part of one is one.
pub(super) fn rate_of(text: &str) -> String {
    const PARTS: [(&str, &str); 5] =
        [("0.2", "20"), ("0.1", "10"), ("0.055", "5,5"), ("0.085", "8,5"), ("0.021", "2,1")];
    let text = text.trim().trim_end_matches('%').trim();
    let value = domain::parse_number(text).map(|value| Decimal::normalize(&value).to_string());
    let part = PARTS.iter().find(|(part, _)| value.as_deref() == Ok(*part));
    part.map_or_else(|| text.to_owned(), |(_, rate)| (*rate).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Option<BatchColumn>; 5] = [
        Some(BatchColumn::Number),
        Some(BatchColumn::RecipientSiret),
        Some(BatchColumn::LineName),
        Some(BatchColumn::VatRate),
        Some(BatchColumn::Kind),
    ];

    fn sheet(rows: &[[&str; 5]]) -> Sheet {
        let row = |(place, cells): (usize, &[&str; 5])| Row {
            number: u32::try_from(place + 2).unwrap(),
            cells: cells.iter().map(|text| Content { text: (*text).to_owned(), value: None }).collect(),
        };
        Sheet {
            name: None,
            header: Row::default(),
            rows: rows.iter().enumerate().map(row).collect(),
            merged: Vec::new(),
        }
    }

    fn grouped(rows: &[[&str; 5]]) -> Vec<(Vec<u32>, Option<u32>)> {
        let (sheet, places) = (sheet(rows), Places::of(&COLUMNS));
        let groups = groups(&sheet, &places);
        groups
            .iter()
            .map(|group| (group.rows.iter().map(|row| row.number).collect(), group.repeats))
            .collect()
    }

    #[test]
    fn rows_of_one_number_are_the_lines_of_one_invoice() {
        let rows = [
            ["FA-1", "1", "Pose", "20", ""],
            ["FA-2", "2", "Pose", "20", ""],
            ["fa-1", "1", "Dépose", "20", ""],
            ["", "", "Nettoyage", "20", ""],
        ];
        // The further lines follow the invoice that was begun last.
        assert_eq!(grouped(&rows), [(vec![2, 4], None), (vec![3, 5], None)]);
    }

    #[test]
    fn rows_of_one_number_with_rates_of_their_own_are_one_invoice_and_others_repeat_it() {
        let rows = [["FA-1", "1", "", "20", ""], ["FA-1", "1", "", "5,5", ""], ["FA-1", "1", "", "20%", ""]];
        assert_eq!(grouped(&rows), [(vec![2, 3], None), (vec![4], Some(2))]);
        let rows = [["FA-1", "1", "", "", ""], ["FA-1", "1", "", "", ""], ["FA-1", "2", "Pose", "", ""]];
        assert_eq!(grouped(&rows), [(vec![2], None), (vec![3], Some(2)), (vec![4], Some(2))]);
    }

    #[test]
    fn rows_that_are_drafts_leave_their_invoice() {
        let rows = [["FA-1", "1", "Pose", "20", ""], ["FA-1", "1", "Dépose", "20", ""]];
        let (sheet, places) = (sheet(&rows), Places::of(&COLUMNS));
        let mut groups = groups(&sheet, &places);
        assert_eq!(groups[0].leave_out(&HashSet::from([9])), None);
        assert_eq!(groups[0].leave_out(&HashSet::from([2])), Some(2));
        assert_eq!(groups[0].position(), 3);
    }

    #[test]
    fn rows_without_number_are_invoices_of_their_own_where_they_say_whose() {
        let rows = [["", "1", "Pose", "20", ""], ["", "1", "Pose", "20", ""]];
        assert_eq!(grouped(&rows), [(vec![2], None), (vec![3], None)]);
    }

    #[test]
    fn cells_are_read_as_people_and_spreadsheets_write_them() {
        let cell = |text: &str, value| Content { text: text.to_owned(), value };
        let number = |text: &str| cell(text, text.parse().ok().map(Value::Number));
        assert_eq!(said(&cell("726 018 159 00010", None), BatchColumn::RecipientSiret), "72601815900010");
        assert_eq!(said(&number("900012"), BatchColumn::RecipientSiret), "00000000900012");
        assert_eq!(said(&cell("900012", None), BatchColumn::RecipientSiret), "900012");
        assert_eq!(said(&cell("Avoir", None), BatchColumn::Kind), "AVOIR");
        assert_eq!(said(&cell("A2 – déjà payée", None), BatchColumn::Framework), "A2");
        assert_eq!(said(&cell("TVA sur les débits", None), BatchColumn::VatType), "TVA_SUR_DEBIT");
        assert_eq!(said(&cell("Sans TVA", None), BatchColumn::VatType), "SANS_TVA");
        assert_eq!(said(&cell("Chèque", None), BatchColumn::PaymentMode), "CHEQUE");
        assert_eq!(
            said(&cell("troc", None), BatchColumn::PaymentMode),
            "troc",
            "what is unknown is left to the checks"
        );
        assert_eq!(said(&cell("C:\\factures\\FA-1.pdf", None), BatchColumn::File), "FA-1.pdf");
        assert_eq!(
            ["20 %", "0,2", "5,5", "0.021", "", "x"].map(rate_of),
            ["20", "20", "5,5", "2,1", "", "x"]
        );
    }
}
