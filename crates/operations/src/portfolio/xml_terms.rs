//! The terms of an XML as a plain table: those of EN 16931 by their codes, and under the names of their elements what has none.

use std::collections::HashSet;

use chrono::NaiveDate;
use einvoice::pivot::PivotInvoice;
use einvoice::{Identifier, Invoice, Leaf, Mapping, Party, ReadError, walk_document};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Rows that are shown.
pub const MOST_TERMS: usize = 1_000;
/// Longest value that is shown, in characters: files inside an XML are told by their size.
const LONGEST_VALUE: usize = 400;
/// Lines of the invoice that are shown.
const MOST_LINES: usize = 100;

/// The terms of an XML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTerms {
    /// The name of its root element.
    pub root: String,
    /// In the order of the norm; what has no place there comes last.
    pub groups: Vec<TermGroup>,
    /// Whether there is more.
    pub cut: bool,
    /// What keeps it from being read, in French.
    pub problem: Option<String>,
}

/// Terms that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermGroup {
    /// What they are about.
    pub kind: TermGroupKind,
    /// Which one, where there are several: from 1.
    pub number: Option<usize>,
    /// The terms.
    pub terms: Vec<ReadTerm>,
}

/// What terms are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TermGroupKind {
    /// The invoice.
    Invoice,
    /// What Chorus Pro says of its way.
    ChorusPro,
    /// What a validator said.
    Validation,
    /// BG-4.
    Seller,
    /// BG-7.
    Buyer,
    /// The validator of CII.
    Invoicee,
    /// BG-22.
    Totals,
    /// BG-23.
    Vat,
    /// BG-25.
    Line,
    /// BG-24.
    Attachment,
    /// Elements without a place in the norm.
    Others,
}

/// A term with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTerm {
    /// Its code in EN 16931 (`BT-1`), or the name of its element.
    pub name: String,
    /// Its value, as it is shown: days and amounts as they are written here.
    pub value: TermValue,
}

/// The value of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TermValue {
    /// Words.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// A number: an amount, a quantity, a rate.
    Number(Decimal),
    /// A file of so many bytes.
    File(u64),
}

/// Reads the terms of an XML.
pub(super) fn read_terms(xml: &[u8]) -> ReadTerms {
    let walked =
        walk_document(xml, |root, _| Some(Elements { root: root.to_owned(), ..Elements::default() }));
    let elements = match walked {
        Ok(elements) => elements,
        Err(error) => return ReadTerms { problem: Some(error.text_french()), ..ReadTerms::default() },
    };
    let mut table = Table::default();
    if elements.root == einvoice::pivot::ROOT {
        let pivot = einvoice::pivot::read(xml).unwrap_or_default();
        for invoice in &pivot.invoices {
            table.pivot(invoice);
        }
    } else {
        match einvoice::read(xml) {
            Ok(invoice) => table.invoice(&invoice),
            // No invoice: all of it is shown under the names of its elements.
            Err(ReadError::UnsupportedRoot { .. }) => {}
            Err(error) => table.problem = Some(error.text_french()),
        }
    }
    table.others(&elements);
    let cut = table.cut || elements.cut;
    ReadTerms { root: elements.root, groups: table.groups, cut, problem: table.problem }
}

/// Every element with a value, by the end of its path.
#[derive(Default)]
struct Elements {
    root: String,
    values: Vec<(String, String)>,
    cut: bool,
}

impl Mapping for Elements {
    fn open(&mut self, _: &str) {}

    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        if leaf.text.is_empty() {
            return;
        }
        if self.values.len() >= 4 * MOST_TERMS {
            self.cut = true;
            return;
        }
        // What is embedded is told with the file that it is.
        let value: String = leaf.text.chars().take(LONGEST_VALUE + 1).collect();
        self.values.push((path.to_owned(), value));
    }

    fn close(&mut self, _: &str) {}
}

/// The table as it grows.
#[derive(Default)]
struct Table {
    groups: Vec<TermGroup>,
    rows: usize,
    shown: HashSet<String>,
    cut: bool,
    problem: Option<String>,
}

impl Table {
    fn group(&mut self, kind: TermGroupKind, number: Option<usize>, terms: Vec<Option<ReadTerm>>) {
        let mut terms: Vec<ReadTerm> = terms.into_iter().flatten().collect();
        let room = MOST_TERMS.saturating_sub(self.rows);
        self.cut |= terms.len() > room;
        terms.truncate(room);
        if terms.is_empty() {
            return;
        }
        self.rows += terms.len();
        for term in &terms {
            match &term.value {
                TermValue::Text(text) => self.shown.insert(plain(text)),
                TermValue::Day(day) => self.shown.insert(day.to_string()),
                TermValue::Number(number) => self.shown.insert(number.normalize().to_string()),
                TermValue::File(_) => false,
            };
        }
        self.groups.push(TermGroup { kind, number, terms });
    }

    fn pivot(&mut self, read: &PivotInvoice) {
        self.invoice(&read.invoice);
        self.group(
            TermGroupKind::ChorusPro,
            None,
            vec![
                read.chorus_id.map(|number| term("IdCPRO", TermValue::Text(number.to_string()))),
                text("Renvoi", read.sent_again.as_deref()),
                text("ModeEmission", read.emission.as_deref()),
                day("DateReception", read.received_on),
                text("NomService", read.service_name.as_deref()),
            ],
        );
        for (place, said) in read.validations.iter().enumerate() {
            self.group(
                TermGroupKind::Validation,
                Some(place + 1),
                vec![
                    text("ProducteurStatut", said.producer.as_deref()),
                    day("DateStatut", said.date),
                    text("CodeStatut", said.code.as_deref()),
                    text("Commentaire", said.comment.as_deref()),
                ],
            );
        }
    }

    fn invoice(&mut self, invoice: &Invoice) {
        let mut head = vec![
            text("BT-1", invoice.number.as_deref()),
            day("BT-2", invoice.issue_date),
            text("BT-3", invoice.type_code.as_deref()),
            text("BT-5", invoice.currency.as_deref()),
            text("BT-6", invoice.tax_currency.as_deref()),
            text("BT-8", invoice.tax_point_code.as_deref()),
            day("BT-9", invoice.due_date),
            text("BT-10", invoice.buyer_reference.as_deref()),
            text("BT-12", invoice.contract_reference.as_deref()),
            text("BT-13", invoice.order_reference.as_deref()),
        ];
        for note in &invoice.notes {
            head.push(text("BT-22", Some(&note.text)));
        }
        head.push(text("BT-23", invoice.process.as_deref()));
        head.push(text("BT-24", invoice.profile.as_deref()));
        for preceding in &invoice.preceding_invoices {
            head.push(text("BT-25", Some(&preceding.number)));
            head.push(day("BT-26", preceding.issue_date));
        }
        head.push(text("BT-81", invoice.payment_means_code.as_deref()));
        head.push(text("BT-84", invoice.iban.as_deref()));
        self.group(TermGroupKind::Invoice, None, head);
        self.group(
            TermGroupKind::Seller,
            None,
            party(&invoice.seller, ["BT-27", "BT-28", "BT-29", "BT-30", "BT-31"]),
        );
        self.group(
            TermGroupKind::Buyer,
            None,
            party(&invoice.buyer, ["BT-44", "BT-45", "BT-46", "BT-47", "BT-48"]),
        );
        // The norm knows no such party: its terms are called as those of a buyer.
        self.group(
            TermGroupKind::Invoicee,
            None,
            party(&invoice.invoicee, ["BT-44", "BT-45", "BT-46", "BT-47", "BT-48"]),
        );
        let totals = &invoice.totals;
        self.group(
            TermGroupKind::Totals,
            None,
            vec![
                number("BT-106", totals.line_total),
                number("BT-107", totals.allowance_total),
                number("BT-108", totals.charge_total),
                number("BT-109", totals.tax_basis),
                number("BT-110", totals.tax),
                number("BT-111", totals.tax_in_tax_currency),
                number("BT-112", totals.grand_total),
                number("BT-113", totals.prepaid),
                number("BT-114", totals.rounding),
                number("BT-115", totals.due),
            ],
        );
        for (place, vat) in invoice.vat_breakdown.iter().enumerate() {
            let terms = vec![
                number("BT-116", vat.base),
                number("BT-117", vat.tax),
                text("BT-118", vat.category.as_deref()),
                number("BT-119", vat.rate),
                text("BT-120", vat.exemption_reason.as_deref()),
                text("BT-121", vat.exemption_reason_code.as_deref()),
            ];
            self.group(TermGroupKind::Vat, several(place, invoice.vat_breakdown.len()), terms);
        }
        self.cut |= invoice.line_count > MOST_LINES;
        for (place, line) in invoice.lines.iter().take(MOST_LINES).enumerate() {
            let terms = vec![
                text("BT-126", line.identifier.as_deref()),
                text("BT-153", line.name.as_deref()),
                text("BT-155", line.item_identifier.as_deref()),
                number("BT-129", line.quantity),
                text("BT-130", line.unit_code.as_deref()),
                number("BT-146", line.net_price),
                number("BT-149", line.price_quantity),
                number("BT-131", line.net_amount),
                text("BT-151", line.vat_category.as_deref()),
                number("BT-152", line.vat_rate),
            ];
            self.group(TermGroupKind::Line, Some(place + 1), terms);
        }
        for (place, piece) in invoice.attachments.iter().enumerate() {
            let terms = vec![
                text("BT-122", piece.reference.as_deref()),
                text("BT-123", piece.description.as_deref()),
                text("BT-124", piece.location.as_deref()),
                // Three bytes for each four signs of base64.
                piece
                    .content
                    .as_ref()
                    .map(|content| term("BT-125", TermValue::File(content.len() as u64 / 4 * 3))),
                text("BT-125-1", piece.media_type.as_deref()),
                text("BT-125-2", piece.file_name.as_deref()),
            ];
            self.group(TermGroupKind::Attachment, several(place, invoice.attachments.len()), terms);
        }
        if !invoice.findings.is_empty() {
            let found: Vec<&str> =
                invoice.findings.iter().map(|finding| finding.text_french.as_str()).collect();
            self.problem = Some(found.into_iter().take(5).collect::<Vec<_>>().join(" "));
        }
    }

    /// What was not shown yet, under the names of its elements.
    fn others(&mut self, elements: &Elements) {
        let is_shown = |value: &str| {
            let as_day = einvoice::date(value).map(|day| day.to_string());
            let as_number = value.parse::<Decimal>().ok().map(|number| number.normalize().to_string());
            self.shown.contains(&plain(value))
                || as_day.is_some_and(|day| self.shown.contains(&day))
                || as_number.is_some_and(|number| self.shown.contains(&number))
        };
        let others: Vec<Option<ReadTerm>> = elements
            .values
            .iter()
            .filter(|(_, value)| value.chars().count() <= LONGEST_VALUE && !is_shown(value))
            .map(|(path, value)| Some(term(&end_of(path), TermValue::Text(value.clone()))))
            .collect();
        self.group(TermGroupKind::Others, None, others);
    }
}

/// The last two elements of a path: one alone says too little (`ID`, `Code`).
fn end_of(path: &str) -> String {
    let mut names = path.rsplit('/');
    match (names.next(), names.next()) {
        (Some(last), Some(before)) => format!("{before} / {last}"),
        (Some(last), None) => last.to_owned(),
        (None, _) => String::new(),
    }
}

/// Which one, where there are several.
fn several(place: usize, count: usize) -> Option<usize> {
    (count > 1).then_some(place + 1)
}

/// A text without spaces: numbers of all kinds are written with and without.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn term(name: &str, value: TermValue) -> ReadTerm {
    ReadTerm { name: name.to_owned(), value }
}

fn text(name: &str, value: Option<&str>) -> Option<ReadTerm> {
    let value = value.map(str::trim).filter(|value| !value.is_empty())?;
    let mut shown: String =
        value.chars().filter(|sign| !sign.is_control() || *sign == '\n').take(LONGEST_VALUE).collect();
    if value.chars().count() > LONGEST_VALUE {
        shown.push('…');
    }
    Some(term(name, TermValue::Text(shown)))
}

fn day(name: &str, value: Option<NaiveDate>) -> Option<ReadTerm> {
    value.map(|day| term(name, TermValue::Day(day)))
}

fn number(name: &str, value: Option<Decimal>) -> Option<ReadTerm> {
    value.map(|number| term(name, TermValue::Number(number)))
}

fn party(party: &Party, [name, trading, identifier, registration, vat]: [&str; 5]) -> Vec<Option<ReadTerm>> {
    let value = |identifier: &Identifier| identifier.value.clone();
    let mut terms = vec![text(name, party.name.as_deref()), text(trading, party.trading_name.as_deref())];
    terms.extend(party.identifiers.iter().map(|known| text(identifier, Some(&value(known)))));
    terms.push(text(registration, party.legal_registration.as_ref().map(value).as_deref()));
    terms.push(text(vat, party.vat_identifier.as_deref()));
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIVOT: &str = r#"<CPPFacturePivot Version="V2_02"><CPPFactures><CPPFacturePivotUnitaire>
        <Fournisseur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>00000000900001</Identifiant><RaisonSociale>ATELIER</RaisonSociale><ModeEmission>flux</ModeEmission></Fournisseur>
        <DonneesFacture><Id>FA-1</Id><IdCPRO>4711</IdCPRO><DateEmissionFacture>2026-11-19</DateEmissionFacture><DateLivraison>2026-11-17</DateLivraison>
        <Montants><MontantHT>800.00</MontantHT><MontantTTC>960.00</MontantTTC></Montants><Nouveaute>inattendu</Nouveaute></DonneesFacture>
        <PJ><Contenu>UEsFBgAA</Contenu><NomPJ>bon.zip</NomPJ><TypePJ>02</TypePJ></PJ>
        </CPPFacturePivotUnitaire></CPPFactures></CPPFacturePivot>"#;

    fn value_of<'t>(read: &'t ReadTerms, kind: TermGroupKind, name: &str) -> Option<&'t TermValue> {
        let group = read.groups.iter().find(|group| group.kind == kind)?;
        group.terms.iter().find(|term| term.name == name).map(|term| &term.value)
    }

    #[test]
    fn a_pivot_is_told_in_the_terms_of_the_norm_and_the_rest_by_its_elements() {
        let read = read_terms(PIVOT.as_bytes());
        let words = |text: &str| TermValue::Text(text.to_owned());
        assert_eq!(value_of(&read, TermGroupKind::Invoice, "BT-1"), Some(&words("FA-1")));
        assert_eq!(value_of(&read, TermGroupKind::Seller, "BT-27"), Some(&words("ATELIER")));
        assert_eq!(
            value_of(&read, TermGroupKind::Totals, "BT-112"),
            Some(&TermValue::Number("960.00".parse().unwrap()))
        );
        assert_eq!(value_of(&read, TermGroupKind::ChorusPro, "IdCPRO"), Some(&words("4711")));
        assert_eq!(value_of(&read, TermGroupKind::Attachment, "BT-125"), Some(&TermValue::File(6)));
        let others = |name| value_of(&read, TermGroupKind::Others, name);
        assert_eq!(others("DonneesFacture / Nouveaute"), Some(&words("inattendu")));
        assert_eq!(others("DonneesFacture / DateLivraison"), Some(&words("2026-11-17")));
        assert_eq!(others("DonneesFacture / Id"), None, "it was shown before");
        assert_eq!((read.root.as_str(), read.cut, read.problem), ("CPPFacturePivot", false, None));
    }

    #[test]
    fn an_xml_that_is_no_invoice_is_told_by_its_elements_alone() {
        let read = read_terms(
            b"<BonDeCommande><Numero>BC-7</Numero><Lignes><Ligne>Sable</Ligne></Lignes></BonDeCommande>",
        );
        let [group] = &read.groups[..] else { panic!("{read:?}") };
        let names: Vec<&str> = group.terms.iter().map(|term| term.name.as_str()).collect();
        assert_eq!((group.kind, names), (TermGroupKind::Others, vec!["Numero", "Lignes / Ligne"]));
    }

    #[test]
    fn what_is_broken_or_hostile_says_so_and_what_is_long_is_cut() {
        assert!(read_terms(b"<a><b></a>").problem.is_some());
        assert!(read_terms(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").problem.is_some());
        let many: String = (0..9_000).map(|number| format!("<e>{number}</e>")).collect();
        let read = read_terms(format!("<a>{many}</a>").as_bytes());
        assert!(read.cut);
        assert_eq!(read.groups.iter().map(|group| group.terms.len()).sum::<usize>(), MOST_TERMS);
        let long = read_terms(format!("<a><b>{}</b><c>x</c></a>", "y".repeat(5_000)).as_bytes());
        assert_eq!(long.groups[0].terms.len(), 1, "what is as long as a file is no value to read");
    }
}
