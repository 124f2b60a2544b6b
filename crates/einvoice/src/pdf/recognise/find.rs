//! Values beside or below their labels.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::labels::{self, Found};
use super::text::{Phrase, Sheet, Span};
use super::{Confidence, Recognised, recognised, values};
use crate::semantic::Term;

/// How far below its label a value may stand, in heights of the label.
const BELOW: f32 = 2.6;

/// How far to the right of its label a value may stand, in points.
const BESIDE: f32 = 330.0;

/// Words before a label by which it speaks of another document.
const OTHER: [&str; 12] = [
    "sur",
    "annule",
    "remplace",
    "origine",
    "precedente",
    "rectifie",
    "concerne",
    "notre",
    "relative",
    "ref",
    "la",
    "de",
];

/// A value with what speaks for it.
#[derive(Clone, Debug)]
struct Candidate<V> {
    value: V,
    confidence: Confidence,
    span: Span,
}

/// Reads a value at the beginning of some words: the value, how many words it takes.
type Read<V> = fn(&Phrase, usize) -> Option<(V, usize)>;

/// Number, dates, and references.
pub(super) fn references(sheet: &Sheet) -> Vec<Recognised> {
    let mut all = Vec::new();
    for term in [Term::InvoiceIssueDate, Term::PaymentDueDate] {
        let days = candidates(sheet, term, read_date, true);
        all.extend(settled(term, days, |day| day.to_string()));
    }
    for term in [Term::InvoiceNumber, Term::PurchaseOrderReference] {
        let found = candidates(sheet, term, read_reference, true);
        all.extend(settled(term, found, Clone::clone));
    }
    let services = candidates(sheet, Term::BuyerReference, read_code, true);
    all.extend(settled(Term::BuyerReference, services, Clone::clone));
    all
}

/// The totals. They are certain where they add up.
pub(super) fn amounts(sheet: &Sheet) -> Vec<Recognised> {
    let of = |term| candidates(sheet, term, read_amount, false);
    let without = of(Term::InvoiceTotalAmountWithoutVat);
    let tax = of(Term::InvoiceTotalVatAmount);
    let with = of(Term::InvoiceTotalAmountWithVat);
    let due = of(Term::AmountDueForPayment);
    let sums = sums(&without, &tax, &with);
    // One sum alone of positive amounts, and nothing larger beside it. What a credit note shows below zero, its data say
    // above, or the other way round.
    let certain = match sums.iter().collect::<Vec<_>>().as_slice() {
        [sum] if with.iter().all(|other| other.value.abs() <= sum.2) => Some(**sum),
        _ => None,
    };
    let mut all = Vec::new();
    for (term, found, value) in [
        (Term::InvoiceTotalAmountWithoutVat, without, certain.map(|sum| sum.0)),
        (Term::InvoiceTotalVatAmount, tax, certain.map(|sum| sum.1)),
        (Term::InvoiceTotalAmountWithVat, with, certain.map(|sum| sum.2)),
        (Term::AmountDueForPayment, due, None),
    ] {
        let judged = found.into_iter().map(|mut candidate| {
            candidate.confidence = match value {
                Some(value) if value == candidate.value => Confidence::Certain,
                Some(_) => Confidence::Possible,
                None => candidate.confidence.min(Confidence::Likely),
            };
            candidate
        });
        all.extend(settled(term, judged.collect(), Decimal::to_string));
    }
    all
}

/// Every sum of labelled amounts that holds, with VAT that is not nothing.
fn sums(
    without: &[Candidate<Decimal>],
    tax: &[Candidate<Decimal>],
    with: &[Candidate<Decimal>],
) -> BTreeSet<(Decimal, Decimal, Decimal)> {
    let strong = |found: &[Candidate<Decimal>]| -> Vec<Decimal> {
        found
            .iter()
            .filter(|one| one.confidence >= Confidence::Likely)
            .map(|one| one.value)
            .take(50)
            .collect()
    };
    let every = |found: &[Candidate<Decimal>]| -> Vec<Decimal> {
        found.iter().map(|one| one.value).take(50).collect()
    };
    let mut sums = BTreeSet::new();
    for with in strong(with) {
        for without in strong(without) {
            for tax in every(tax).into_iter().filter(|tax| !tax.is_zero()) {
                if without.checked_add(tax) == Some(with) {
                    sums.insert((without, tax, with));
                }
            }
        }
    }
    sums
}

/// Accounts (IBAN) with their key.
pub(super) fn accounts(sheet: &Sheet) -> Vec<Recognised> {
    let mut found: Vec<Candidate<String>> = Vec::new();
    for (_, phrase) in sheet.phrases() {
        for from in 0..phrase.words.len() {
            let mut account = String::new();
            for (at, word) in phrase.words.iter().enumerate().skip(from).take(12) {
                account.extend(word.text.chars().filter(|sign| sign.is_ascii_alphanumeric()));
                if account.len() > 34 {
                    break;
                }
                if values::is_iban(&account) {
                    let span = phrase.span(from, at + 1);
                    found.push(Candidate { value: account.clone(), confidence: Confidence::Certain, span });
                }
            }
        }
    }
    settled(Term::PaymentAccountIdentifier, found, Clone::clone)
}

/// Each value once with the surest of its places; only one alone is certain.
fn settled<V: PartialEq>(
    term: Term,
    mut found: Vec<Candidate<V>>,
    write: impl Fn(&V) -> String,
) -> Vec<Recognised> {
    found.sort_by_key(|one| std::cmp::Reverse(one.confidence));
    let mut kept: Vec<Candidate<V>> = Vec::new();
    for candidate in found {
        if kept.len() < 5 && kept.iter().all(|known| known.value != candidate.value) {
            kept.push(candidate);
        }
    }
    let certain = kept.iter().filter(|one| one.confidence == Confidence::Certain).count();
    if certain > 1 {
        kept.iter_mut().for_each(|one| one.confidence = one.confidence.min(Confidence::Likely));
    }
    kept.iter().map(|one| recognised(term, write(&one.value), one.confidence, &one.span)).collect()
}

/// The values that stand beside or below the labels of a term.
fn candidates<V: Clone>(sheet: &Sheet, term: Term, read: Read<V>, may_be_below: bool) -> Vec<Candidate<V>> {
    let mut found = Vec::new();
    for (row, phrase) in sheet.phrases() {
        for label in labels::found(term, phrase) {
            let Some((value, span, is_beside)) = value_of(sheet, row, phrase, label, read, may_be_below)
            else {
                continue;
            };
            // Words before it may make it speak of something else.
            let before = label.from.checked_sub(1).and_then(|at| phrase.plain.get(at));
            let confidence = match before {
                Some(before) if OTHER.contains(&before.as_str()) => Confidence::Possible,
                // A weak label at the beginning of what it labels says more than one somewhere else.
                None if !label.is_strong && is_beside && may_be_below => Confidence::Likely,
                _ if !label.is_strong => Confidence::Possible,
                None if is_beside => Confidence::Certain,
                _ => Confidence::Likely,
            };
            found.push(Candidate { value, confidence, span });
        }
    }
    found
}

/// The value of a label: in its phrase, beside it in its row, else below it. Whether it stands in its phrase or beside.
fn value_of<V>(
    sheet: &Sheet,
    row: usize,
    phrase: &Phrase,
    label: Found,
    read: Read<V>,
    may_be_below: bool,
) -> Option<(V, Span, bool)> {
    if label.to < phrase.words.len() {
        let (value, count) = read(phrase, label.to)?;
        return Some((value, phrase.span(label.to, label.to + count), true));
    }
    let phrases = sheet.rows.get(row)?;
    let beside = phrases.iter().find(|other| other.left() > phrase.right() - 1.0);
    if let Some(beside) = beside.filter(|beside| beside.left() - phrase.right() < BESIDE)
        && let Some((value, count)) = read(beside, 0)
    {
        return Some((value, beside.span(0, count), true));
    }
    if !may_be_below
        || beside.is_some_and(|beside| beside.left() - phrase.right() < 20.0 && !labels::is_label(beside))
    {
        return None;
    }
    let below = sheet.rows.iter().skip(row + 1).take(3).flatten().find(|other| {
        let down = other.y() - phrase.y();
        other.page() == phrase.page()
            && down < BELOW * phrase.size()
            && other.left() < phrase.right() + 10.0
            && other.right() > phrase.left() - 10.0
    })?;
    let (value, count) = read(below, 0)?;
    Some((value, below.span(0, count), false))
}

fn read_date(phrase: &Phrase, from: usize) -> Option<(chrono::NaiveDate, usize)> {
    values::date(phrase.plain.get(from..)?)
}

fn read_amount(phrase: &Phrase, from: usize) -> Option<(Decimal, usize)> {
    // A total may name its currency or its rate before the amount.
    let words = phrase.words.get(from..)?;
    let texts: Vec<String> = words.iter().map(|word| word.text.to_lowercase()).collect();
    let (amount, count) = values::amount(&texts)?;
    Some((amount, count))
}

fn read_reference(phrase: &Phrase, from: usize) -> Option<(String, usize)> {
    values::reference(&phrase.words.get(from)?.text).map(|reference| (reference, 1))
}

/// A reference, or the code of a service, which may be of capitals alone.
fn read_code(phrase: &Phrase, from: usize) -> Option<(String, usize)> {
    read_reference(phrase, from).or_else(|| {
        let word = &phrase.words.get(from)?.text;
        let is_code = (3..=35).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'));
        is_code.then(|| (word.clone(), 1))
    })
}
