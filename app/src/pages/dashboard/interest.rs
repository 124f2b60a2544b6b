//! What late payments cost.

use domain::{Direction, format_amount, format_day, to_cents};
use leptos::prelude::*;
use operations::{AHEAD_DAYS, InterestFigures, InterestRow};
use rust_decimal::Decimal;

use super::chart::{BarRow, Segment, legend, longest, stacked_bars};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{euros, invoices, partner_name};

fn amount(amount: Decimal) -> String {
    format_amount(amount, "EUR")
}

pub(super) fn picture(interest: &InterestFigures, board: &Board) -> Picture {
    let any = !interest.rows.is_empty();
    let who = match board.direction {
        Direction::Issued => "dus à vos structures",
        Direction::Received => "dus par vos structures",
    };
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    Picture {
        id: "interets-moratoires",
        title: title(interest),
        about: format!(
            "Intérêts moratoires et indemnités forfaitaires de 40 € {who} au {} sur les factures échues et non \
             payées, et ce qui s’y ajoutera si rien n’est payé d’ici {AHEAD_DAYS} jours, en euros{period}.",
            format_day(board.today)
        ),
        drawn: any.then(|| drawn(interest, board)),
        notes: notes(interest),
        table: table(interest, board),
        wide: false,
    }
}

fn title(interest: &InterestFigures) -> String {
    let all = &interest.all;
    if all.late.count > 0 {
        return format!(
            "{} d’intérêts et indemnités courus, {} encore évitables en payant sous {AHEAD_DAYS} jours",
            amount(all.accrued()),
            amount(all.avoidable)
        );
    }
    if !all.avoidable.is_zero() {
        return format!(
            "Rien n’a couru ; {} évitables en payant sous {AHEAD_DAYS} jours",
            amount(all.avoidable)
        );
    }
    if interest.assumed.count + interest.without_rate.count > 0 {
        return "Les intérêts ne peuvent pas encore être calculés".to_owned();
    }
    "Aucun intérêt moratoire ne court".to_owned()
}

fn notes(interest: &InterestFigures) -> Vec<String> {
    let mut notes = Vec::new();
    if interest.assumed.count > 0 {
        notes.push(format!(
            "Non comptées : {} échues à 30 jours ({}) dont personne n’a dit la catégorie du payeur. Indiquez-la sur la page de la facture.",
            invoices(interest.assumed.count),
            euros(interest.assumed.cents)
        ));
    }
    if !interest.missing.is_empty() {
        let halves: Vec<String> = interest.missing.iter().map(|half| half.label()).collect();
        let late = match interest.without_rate.count {
            0 => String::new(),
            late => format!(" Non comptées : {} ({}).", invoices(late), euros(interest.without_rate.cents)),
        };
        notes.push(format!("Taux à confirmer ou à saisir : {}.{late}", halves.join(", ")));
    }
    if !interest.rows.is_empty() {
        notes.push("Estimation : un décompte arrondit facture par facture.".to_owned());
    }
    notes
}

fn drawn(interest: &InterestFigures, board: &Board) -> AnyView {
    let size = |amount: Decimal| to_cents(amount).unwrap_or_default().max(0).unsigned_abs();
    let row = |of: &InterestRow, label: String, whole: bool| {
        let href = of.partner.as_ref().map(|partner| board.waiting(Some(&partner.siret), None, None));
        let segment = |amount_of: Decimal, tone, words: &str| Segment {
            size: size(amount_of),
            tone,
            told: format!("{label}, {words}\u{a0}: {}", amount(amount_of)),
            href: href.clone(),
        };
        BarRow {
            segments: vec![
                segment(of.interest, "accrued", "intérêts courus"),
                segment(of.indemnity, "indemnity", "indemnités"),
                segment(of.avoidable, "avoidable", "évitable"),
            ],
            href: href.clone(),
            value: amount(of.accrued() + of.avoidable),
            label,
            whole,
        }
    };
    let all = vec![row(&interest.all, "Ensemble".to_owned(), true)];
    let rows = interest.rows.iter().map(|of| {
        let name = of.partner.as_ref().map_or_else(|| "Tous les autres".to_owned(), partner_name);
        row(of, name, false)
    });
    let rows: Vec<BarRow> = rows.collect();
    let tones = [
        ("accrued", "Intérêts courus".to_owned()),
        ("indemnity", "Indemnités de 40\u{a0}€".to_owned()),
        ("avoidable", "Évitable".to_owned()),
    ];
    let (whole, most) = (longest(&all), longest(&rows));
    view! { {legend(&tones)} {stacked_bars(all, whole)} {stacked_bars(rows, most)} }.into_any()
}

fn table(interest: &InterestFigures, board: &Board) -> Table {
    let mut table = Table::new(
        "Intérêts moratoires",
        &[
            (board.partner_word(), Holds::Words),
            ("Factures échues", Holds::Counts),
            ("Montant échu (€)", Holds::Amounts),
            ("Intérêts courus (€)", Holds::Amounts),
            ("Indemnités (€)", Holds::Amounts),
            ("Évitable (€)", Holds::Amounts),
        ],
    );
    let mut push = |name: String, row: &InterestRow| {
        table.rows.push(vec![
            Value::Text(name),
            Value::Count(row.late.count),
            Value::Amount(domain::from_cents(row.late.cents)),
            Value::Amount(row.interest),
            Value::Amount(row.indemnity),
            Value::Amount(row.avoidable),
        ]);
    };
    for row in &interest.rows {
        push(row.partner.as_ref().map_or_else(|| "Tous les autres".to_owned(), partner_name), row);
    }
    if !interest.rows.is_empty() {
        push("Ensemble".to_owned(), &interest.all);
    }
    table
}
