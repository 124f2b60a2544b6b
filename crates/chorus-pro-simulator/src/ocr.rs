//! Reading an invoice from the text of its PDF, as deposer/pdf does.
//!
//! The platform documents the keywords "SIRET client", "SIRET dest", "Ministere" for the buyer and
//! "Engagement", "EJ", "commande" for the commitment; the labels for number, date and amounts are the ordinary
//! ones of French invoices. Nothing recognised, an image or a locked file: all fields are null.

use std::panic::{AssertUnwindSafe, catch_unwind};

use apart::Task;
use chrono::NaiveDate;
use lopdf::Document;
use serde_json::json;

use crate::amount::Amount;
use crate::fields::{Fields, fields};

/// Pages read at most: the figures of an invoice are on its first and last pages.
const PAGES: usize = 12;
/// Characters of text looked at.
const TEXT_LIMIT: usize = 200_000;

/// What could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recognised {
    pub(crate) number: Option<String>,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) recipient: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) supplier: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) credit_note: Option<bool>,
    pub(crate) vat_regime: Option<&'static str>,
    pub(crate) engagement: Option<String>,
    pub(crate) with_vat: Option<Amount>,
    pub(crate) payable: Option<Amount>,
    pub(crate) without_vat: Option<Amount>,
    pub(crate) vat: Option<Amount>,
}

impl Recognised {
    /// The fields of the answer, null where nothing was read.
    pub(crate) fn fields(&self) -> Fields {
        let kind = self.credit_note.map(|credit| if credit { "AVOIR" } else { "FACTURE" });
        let mut fields = fields(json!({
            "numeroFacture": self.number,
            "codeDestinataire": self.recipient,
            "codeServiceExecutant": self.service,
            "codeFournisseur": self.supplier,
            "codeDeviseFacture": self.currency,
            "numeroBonCommande": self.engagement,
            "montantTtcAvantRemiseGlobalTTC": self.with_vat,
            "montantAPayer": self.payable,
            "montantHtTotal": self.without_vat,
            "montantTVA": self.vat,
        }));
        // Recorded answers leave these three out when they were not read; the others come as `null` (API.md §3).
        let date = self.date.map(|date| date.to_string());
        let read = [("dateFacture", date.as_deref()), ("typeFacture", kind), ("typeTva", self.vat_regime)];
        fields.extend(read.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        fields
    }
}

/// The text of a PDF, as UTF-8. The library meets hostile files here and knows no limit: its work is done apart.
pub(crate) const PDF_TEXT: Task = Task { name: "pdf-text", run: |pdf, _| text(&pdf).into_bytes() };

/// A panic of the library means "nothing recognised".
fn text(pdf: &[u8]) -> String {
    catch_unwind(AssertUnwindSafe(|| text_of(pdf))).unwrap_or_default()
}

/// The text of the first pages; empty for an encrypted or damaged file.
fn text_of(pdf: &[u8]) -> String {
    let Ok(document) = Document::load_mem(pdf) else { return String::new() };
    // A file with an empty password is decrypted while loading; the platform refuses any protection.
    if document.is_encrypted() || document.was_encrypted() {
        return String::new();
    }
    let pages: Vec<u32> = document.get_pages().into_keys().take(PAGES).collect();
    let mut text = String::new();
    for page in pages {
        for chunk in document.extract_text_chunks(&[page]).into_iter().flatten() {
            text.push_str(&chunk);
            if text.len() > TEXT_LIMIT {
                return text;
            }
        }
        text.push('\n');
    }
    text
}

/// A line in two spellings: as written, and in capitals without accents for comparison.
struct Row {
    written: String,
    plain: String,
}

/// Finds the fields in the text.
pub(crate) fn interpret(text: &str) -> Recognised {
    let rows: Vec<Row> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|written| Row { plain: plain(&written), written })
        .collect();
    if rows.is_empty() {
        return Recognised::default();
    }
    let recipient = after(&rows, &["SIRET CLIENT", "SIRET DEST", "MINISTERE"], siret_in);
    let supplier = supplier_siret(&rows, recipient.as_deref());
    let title = rows.iter().any(|row| row.plain.split([' ', ':']).any(|word| word == "AVOIR"));
    let invoice = rows.iter().any(|row| row.plain.contains("FACTURE") || row.plain.contains("INVOICE"));
    let money = |labels: &[&str]| after(&rows, labels, last_amount);
    let with_vat =
        money(&["TOTAL TTC", "MONTANT TTC", "TOTAL T.T.C", "T.T.C", "TTC", "GRAND TOTAL", "TOTAL AMOUNT"]);
    let without_vat = money(&["TOTAL HT", "MONTANT HT", "TOTAL H.T", "TOTAL NET HT", "UNTAXED AMOUNT"]);
    let payable = money(&["NET A PAYER", "A PAYER", "RESTE A PAYER", "SOLDE DU", "AMOUNT DUE"]);
    Recognised {
        number: after(
            &rows,
            &[
                "NUMERO DE FACTURE",
                "FACTURE NUMERO",
                "FACTURE NO",
                "FACTURE N",
                "NO FACTURE",
                "N° FACTURE",
                "N° DE FACTURE",
                "AVOIR NO",
                "AVOIR N",
                "FACTURE :",
                "FACTURE",
                "INVOICE",
                "AVOIR",
            ],
            number_in,
        ),
        date: after(
            &rows,
            &["DATE DE FACTURE", "DATE FACTURE", "DATE D'EMISSION", "DATE", "EMISE LE", " LE "],
            date_in,
        )
        .or_else(|| rows.iter().find_map(|row| date_in(&row.written))),
        service: after(&rows, &["CODE SERVICE", "SERVICE EXECUTANT"], reference_in),
        engagement: after(
            &rows,
            &["NUMERO D'ENGAGEMENT", "ENGAGEMENT", "EJ ", "EJ:", "BON DE COMMANDE", "COMMANDE"],
            reference_with_digit,
        ),
        currency: currency(&rows),
        credit_note: if title { Some(true) } else { invoice.then_some(false) },
        vat_regime: vat_regime(&rows),
        vat: money(&["TOTAL TVA", "MONTANT TVA", "TOTAL T.V.A", "DONT TVA", "TVA", "TAXES"]),
        payable: payable.or(with_vat),
        with_vat,
        without_vat,
        recipient,
        supplier,
    }
}

/// Capitals without accents, the same number of characters as the original.
fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| match letter.to_uppercase().next().unwrap_or(letter) {
            'À' | 'Â' | 'Ä' => 'A',
            'Ç' => 'C',
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'Î' | 'Ï' => 'I',
            'Ô' | 'Ö' => 'O',
            'Ù' | 'Û' | 'Ü' => 'U',
            '’' => '\'',
            'º' => '°',
            other => other,
        })
        .collect()
}

/// The first value found after one of the labels, on the same line or on one of the next two.
fn after<T>(rows: &[Row], labels: &[&str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
    for label in labels {
        for (index, row) in rows.iter().enumerate() {
            let Some(at) = row.plain.find(label) else { continue };
            // `plain` keeps the count of characters, not of bytes.
            let skip = row.plain.get(..at).unwrap_or_default().chars().count() + label.chars().count();
            let rest: String = row.written.chars().skip(skip).collect();
            if let Some(value) = read(&rest) {
                return Some(value);
            }
            let next = rows.iter().skip(index + 1).take(2);
            if rest.trim_matches(|letter: char| !letter.is_alphanumeric()).chars().count() < 4
                && let Some(value) = next.map(|row| read(&row.written)).find(Option::is_some)
            {
                return value;
            }
        }
    }
    None
}

fn siret_in(text: &str) -> Option<String> {
    let mut digits = String::new();
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if digits.len() == 14 {
            return Some(digits);
        }
        if !(letter == ' ' || letter == '\u{a0}' || letter == '.') {
            digits.clear();
        }
    }
    (digits.len() == 14).then_some(digits)
}

/// The first SIRET that is not the recipient's, on a line that says SIRET.
fn supplier_siret(rows: &[Row], recipient: Option<&str>) -> Option<String> {
    let found = rows.iter().enumerate().filter(|(_, row)| row.plain.contains("SIRET"));
    for (index, row) in found {
        if row.plain.contains("SIRET CLIENT") || row.plain.contains("SIRET DEST") {
            continue;
        }
        let tail = row.plain.split("SIRET").nth(1).unwrap_or_default();
        let next = rows.get(index + 1).and_then(|next| siret_in(&next.plain));
        let siret = siret_in(tail).or(next).filter(|siret| Some(siret.as_str()) != recipient);
        if siret.is_some() {
            return siret;
        }
    }
    None
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let edges = |letter: char| !letter.is_alphanumeric();
    text.split([' ', '\t', ':', ';', ','])
        .map(move |word| word.trim_matches(edges))
        .filter(|word| !word.is_empty())
}

/// A word with a digit, up to 20 characters, that is no date and no amount.
fn number_in(text: &str) -> Option<String> {
    // « Facture liée », « facture associée »: the number of another document.
    if text.split_whitespace().next().is_some_and(|word| ["LIEE", "ASSOCIEE"].contains(&plain(word).as_str()))
    {
        return None;
    }
    let candidate = |word: &&str| {
        word.chars().any(|letter| letter.is_ascii_digit())
            && word.chars().count() <= 20
            && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_/+".contains(letter))
            && date_in(word).is_none()
    };
    words(text).take(4).find(candidate).map(str::to_owned)
}

fn reference_in(text: &str) -> Option<String> {
    words(text).find(|word| word.chars().count() > 1 && plain(word) == *word).map(str::to_owned)
}

fn reference_with_digit(text: &str) -> Option<String> {
    let candidate = |word: &&str| {
        word.chars().filter(char::is_ascii_digit).count() >= 4
            && word.chars().count() <= 50
            && word.is_ascii()
            && date_in(word).is_none()
    };
    words(text).take(5).find(candidate).map(str::to_owned)
}

/// `05/10/2026`, `05-10-2026`, `05.10.2026`, `2026-10-05`, `5 octobre 2026`.
fn date_in(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> =
        text.split([' ', '/', '-', '.', ':', ',']).filter(|part| !part.is_empty()).collect();
    parts.windows(3).find_map(|window| {
        let [first, second, third] = window else { return None };
        let month = second.parse().ok().or_else(|| month_named(second));
        let (day, year) = if first.len() == 4 { (third, first) } else { (first, third) };
        let day = day.trim_end_matches("er").parse().ok()?;
        let year: i32 = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
        NaiveDate::from_ymd_opt(year, month?, day)
    })
}

fn month_named(word: &str) -> Option<u32> {
    let months = [
        "JANVIER",
        "FEVRIER",
        "MARS",
        "AVRIL",
        "MAI",
        "JUIN",
        "JUILLET",
        "AOUT",
        "SEPTEMBRE",
        "OCTOBRE",
        "NOVEMBRE",
        "DECEMBRE",
    ];
    (1..).zip(months).find(|(_, name)| *name == plain(word)).map(|(month, _)| month)
}

/// The last amount with two decimals of a text: `1 234,56`, `1.234,56`, `1,234.56`, `1234.56`.
fn last_amount(text: &str) -> Option<Amount> {
    let characters: Vec<char> = text.chars().collect();
    let separator = |at: usize| matches!(characters.get(at), Some(',' | '.'));
    let digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    let end = (0..characters.len()).rev().find(|at| {
        separator(*at)
            && *at > 0
            && digit(at - 1)
            && digit(at + 1)
            && digit(at + 2)
            && !digit(at + 3)
            && !(characters.get(at + 3) == Some(&'%') || characters.get(at + 4) == Some(&'%'))
    })?;
    let mut whole = String::new();
    let mut at = end;
    while at > 0 {
        at -= 1;
        match characters.get(at) {
            Some(letter) if letter.is_ascii_digit() => whole.insert(0, *letter),
            // A separator of thousands stands before exactly three digits.
            Some(' ' | '\u{a0}' | '\u{202f}' | '.' | ',' | '\'')
                if at > 0 && digit(at - 1) && group_of_three(&characters, at) => {}
            Some('-') => {
                whole.insert(0, '-');
                break;
            }
            _ => break,
        }
    }
    let cents: String = characters.get(end + 1..end + 3)?.iter().collect();
    Amount::parse(&format!("{whole}.{cents}"))
}

fn group_of_three(characters: &[char], at: usize) -> bool {
    (1..=3).all(|step| characters.get(at + step).is_some_and(char::is_ascii_digit))
        && !characters.get(at + 4).is_some_and(char::is_ascii_digit)
}

fn currency(rows: &[Row]) -> Option<String> {
    let known = [("EUR", "EUR"), ("€", "EUR"), ("USD", "USD"), ("CHF", "CHF"), ("GBP", "GBP")];
    let holds = |sign: &str| rows.iter().any(|row| row.plain.contains(sign));
    known.iter().find(|(sign, _)| holds(sign)).map(|(_, code)| (*code).to_owned())
}

fn vat_regime(rows: &[Row]) -> Option<&'static str> {
    let holds = |words: &str| rows.iter().any(|row| row.plain.contains(words));
    if holds("293 B") || holds("TVA NON APPLICABLE") {
        Some("SANS_TVA")
    } else if holds("EXONER") {
        Some("EXONERATION")
    } else if holds("SUR LES ENCAISSEMENTS") || holds("SUR ENCAISSEMENT") {
        Some("TVA_SUR_ENCAISSEMENT")
    } else if holds("SUR LES DEBITS") || holds("SUR DEBIT") {
        Some("TVA_SUR_DEBIT")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVOICE: &str = "ATELIER EXEMPLE\nSIRET : 000 000 009 00001\nFacture n° FA-2026-0042 du 5 octobre 2026\n\
        SIRET client : 00000000900011\nCode service : ACHATS\nN° d'engagement : 4500012345\n\
        Total HT 1 800,00 €\nTVA 20,00 % 360,00 €\nTotal TTC 2 160,00 €\nNet à payer : 2 160,00 €\n\
        TVA acquittée sur les débits";

    #[test]
    fn an_ordinary_french_invoice_is_read() {
        let read = interpret(INVOICE);
        assert_eq!(read.number.as_deref(), Some("FA-2026-0042"));
        assert_eq!(read.date, NaiveDate::from_ymd_opt(2026, 10, 5));
        assert_eq!(read.recipient.as_deref(), Some("00000000900011"));
        assert_eq!(read.supplier.as_deref(), Some("00000000900001"));
        assert_eq!(read.service.as_deref(), Some("ACHATS"));
        assert_eq!(read.engagement.as_deref(), Some("4500012345"));
        assert_eq!(read.without_vat, Some(Amount::from_cents(180_000)));
        assert_eq!(read.vat, Some(Amount::from_cents(36_000)));
        assert_eq!(read.with_vat, Some(Amount::from_cents(216_000)));
        assert_eq!(read.payable, Some(Amount::from_cents(216_000)));
        assert_eq!(read.credit_note, Some(false));
        assert_eq!(read.vat_regime, Some("TVA_SUR_DEBIT"));
        assert_eq!(read.currency.as_deref(), Some("EUR"));
    }

    #[test]
    fn the_number_of_a_related_invoice_is_not_taken() {
        let read = interpret("Avoir AV-2017-0005\nFacture liée\nFA-2017-0010\nune commande de 300 €");
        assert_eq!(read.number.as_deref(), Some("AV-2017-0005"));
        assert_eq!((read.credit_note, read.engagement), (Some(true), None));
    }

    #[test]
    fn without_text_every_field_is_null() {
        assert!(interpret(&text(b"%PDF-1.4 broken")).fields().values().all(serde_json::Value::is_null));
        assert_eq!(interpret("  \n "), Recognised::default());
    }

    #[test]
    fn amounts_are_read_in_the_usual_spellings() {
        for text in ["1 234,56 €", "1.234,56", "1,234.56", "20,00 % 1234,56 EUR", "2 x 1\u{202f}234,56"] {
            assert_eq!(last_amount(text), Some(Amount::from_cents(123_456)), "{text}");
        }
        assert_eq!(last_amount("-12,50"), Some(Amount::from_cents(-1_250)));
        assert_eq!(last_amount("12 pages"), None);
    }
}
