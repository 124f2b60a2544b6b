//! The *balance âgée*.

use chrono::{NaiveDate, TimeDelta};
use domain::{format_amount, format_day, from_cents};
use leptos::prelude::*;
use operations::{AGES, Aged, AgedRow, Ageing};

use super::chart::{BarRow, Segment, legend, longest, stacked_bars};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{euros, invoices, partner_name, percent};
use operations::Partner;

const TONES: [&str; AGES.len()] = ["age-1", "age-2", "age-3", "age-4"];
const WORDS: [&str; AGES.len()] = ["0 à 30 jours", "31 à 45 jours", "46 à 60 jours", "plus de 60 jours"];

pub(super) fn picture(ageing: &Ageing, board: &Board) -> Picture {
    let drawn = (ageing.all().count > 0).then(|| drawn(ageing, board));
    let others = ageing.others.iter().map(|(currency, aged)| {
        format!("{} pour {}", invoices(aged.count), format_amount(from_cents(aged.cents), currency))
    });
    let others: Vec<String> = others.collect();
    let mut notes = Vec::new();
    if !others.is_empty() {
        notes.push(format!("En d’autres devises, non additionnées : {}.", others.join(", ")));
    }
    Picture {
        id: "balance-agee",
        title: title(ageing),
        about: about(board),
        drawn,
        notes,
        table: table(ageing, board),
        wide: false,
    }
}

fn title(ageing: &Ageing) -> String {
    let [_, second, third, last] = ageing.ages;
    let all = ageing.all();
    if all.count == 0 {
        return "Aucune facture n’attend son paiement".to_owned();
    }
    if last.count > 0 {
        let part = percent(last.cents.unsigned_abs(), all.cents.unsigned_abs());
        return format!("{} attendent depuis plus de 60 jours, soit {part} de l’encours", euros(last.cents));
    }
    let later = second.cents + third.cents;
    if second.count + third.count > 0 {
        return format!("{} attendent depuis plus de 30 jours, rien depuis plus de 60", euros(later));
    }
    format!("{} attendent leur paiement, rien depuis plus de 30 jours", euros(all.cents))
}

fn about(board: &Board) -> String {
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    format!(
        "Balance âgée au {} : factures mises à disposition et non payées, par ancienneté, en euros TTC{period}.",
        format_day(board.today)
    )
}

/// The days of arrival of an age.
fn days(age: usize, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let before = |days: i64| today - TimeDelta::days(days);
    let from = AGES[age].map(before);
    let until = age.checked_sub(1).and_then(|younger| AGES[younger]).map(|days| before(days + 1));
    (from, until)
}

fn drawn(ageing: &Ageing, board: &Board) -> AnyView {
    let row = |label: String, partner: Option<&Partner>, ages: [Aged; AGES.len()], whole: bool| {
        let siret = partner.map(|partner| partner.siret.as_str());
        // Of the others together there is no list.
        let has_list = whole || partner.is_some_and(|partner| !partner.siret.is_empty());
        let segments = ages.iter().enumerate().map(|(age, aged)| {
            let (from, until) = days(age, board.today);
            Segment {
                size: aged.cents.max(0).unsigned_abs(),
                tone: TONES[age],
                told: format!(
                    "{label}, {}\u{a0}: {}, {}",
                    WORDS[age],
                    euros(aged.cents),
                    invoices(aged.count)
                ),
                href: has_list.then(|| board.waiting(siret, from, until)),
            }
        });
        let all = AgedRow { partner: None, ages }.all();
        BarRow {
            segments: segments.collect(),
            href: has_list.then(|| board.waiting(siret, None, None)),
            value: euros(all.cents),
            label,
            whole,
        }
    };
    let partners: Vec<BarRow> = ageing
        .rows
        .iter()
        .map(|of| match &of.partner {
            Some(partner) => row(partner_name(partner), Some(partner), of.ages, false),
            None => row("Tous les autres".to_owned(), None, of.ages, false),
        })
        .collect();
    let tones: Vec<(&'static str, String)> =
        TONES.into_iter().zip(WORDS).map(|(tone, words)| (tone, words.to_owned())).collect();
    let all = vec![row("Ensemble".to_owned(), None, ageing.ages, true)];
    let (whole, most) = (longest(&all), longest(&partners));
    view! { {legend(&tones)} {stacked_bars(all, whole)} {stacked_bars(partners, most)} }.into_any()
}

fn table(ageing: &Ageing, board: &Board) -> Table {
    let mut table = Table::new(
        "Ce qui attend son paiement, par ancienneté",
        &[
            (board.partner_word(), Holds::Words),
            ("Identifiant", Holds::Words),
            ("0 à 30 j", Holds::Amounts),
            ("31 à 45 j", Holds::Amounts),
            ("46 à 60 j", Holds::Amounts),
            ("Plus de 60 j", Holds::Amounts),
            ("Total TTC", Holds::Amounts),
            ("Devise", Holds::Words),
            ("Factures", Holds::Counts),
        ],
    );
    let mut push = |name: String, siret: String, ages: [Aged; AGES.len()]| {
        let all = AgedRow { partner: None, ages }.all();
        let mut row =
            vec![Value::Text(name), if siret.is_empty() { Value::Nothing } else { Value::Text(siret) }];
        row.extend(ages.iter().map(|aged| Value::Amount(from_cents(aged.cents))));
        row.extend([Value::Amount(from_cents(all.cents)), Value::text("EUR"), Value::Count(all.count)]);
        table.rows.push(row);
    };
    for row in &ageing.rows {
        let (name, siret) = match &row.partner {
            Some(partner) => (partner_name(partner), partner.siret.clone()),
            None => ("Tous les autres".to_owned(), String::new()),
        };
        push(name, siret, row.ages);
    }
    if ageing.all().count > 0 {
        push("Ensemble".to_owned(), String::new(), ageing.ages);
    }
    for (currency, aged) in &ageing.others {
        let mut row = vec![Value::text("Ensemble"), Value::Nothing];
        row.extend([Value::Nothing, Value::Nothing, Value::Nothing, Value::Nothing]);
        row.extend([
            Value::Amount(from_cents(aged.cents)),
            Value::Text(currency.clone()),
            Value::Count(aged.count),
        ]);
        table.rows.push(row);
    }
    table
}
