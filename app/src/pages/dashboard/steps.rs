//! How long each step takes.

use domain::{Direction, FEWEST_CASES, readable_name};
use leptos::prelude::*;
use operations::{LATEST_PAYMENTS, Spread, StepOwner, StepRow, StepTimes, StructureSummary};

use super::chart::{Mark, Shape, bar_row, drawing, legend, share};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{counted, partner_name};
use crate::components::grouped;

/// The ordonnateur's days, and the whole delay (decree 2013-269, article 12; R2192-10).
const LIMITS: [(u32, &str); 2] = [(20, "limit-20"), (30, "limit")];

pub(super) fn picture(times: &StepTimes, structures: &[StructureSummary], board: &Board) -> Picture {
    let enough = times.all.count >= u64::try_from(FEWEST_CASES).unwrap_or_default();
    let whose = match board.direction {
        Direction::Issued => "destinataire",
        Direction::Received => "service",
    };
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    let mut notes = Vec::new();
    if times.cut {
        notes.push(format!(
            "Calculé sur les {} dernières mises en paiement.",
            grouped(u64::from(LATEST_PAYMENTS))
        ));
    }
    Picture {
        id: "etapes",
        title: if enough {
            title(times, structures)
        } else {
            "Pas encore assez de paiements pour comparer les étapes".to_owned()
        },
        about: format!(
            "Jours par étape et par {whose}, mises en paiement des douze derniers mois : médiane (barre) et neuf \
             factures sur dix (trait). Repères : 20 jours pour l’ordonnateur, 30 jours en tout{period}."
        ),
        drawn: enough.then(|| drawn(times, structures, board)),
        notes,
        table: table(times, structures, board),
        wide: true,
    }
}

/// The name of a service, a recipient, or of all others.
fn name(owner: Option<&StepOwner>, structures: &[StructureSummary]) -> String {
    match owner {
        None => "Tous les autres".to_owned(),
        Some(StepOwner::Recipient(partner)) => partner_name(partner),
        Some(StepOwner::Service(structure, service)) => {
            let known = structures.iter().find(|summary| summary.structure.id == *structure);
            let structure = known.map(|summary| readable_name(&summary.structure.name)).unwrap_or_default();
            match (service.is_empty(), structures.len()) {
                (true, _) => format!("{structure}, sans service"),
                // Where there is one structure, its name says nothing.
                (false, 1) => service.clone(),
                (false, _) => format!("{service}, {structure}"),
            }
        }
    }
}

fn title(times: &StepTimes, structures: &[StructureSummary]) -> String {
    let all = &times.all;
    let days = |days: u32| counted(u64::from(days), "jour", "jours");
    let (step, spread, limit) = if all.ordonnateur.median >= all.comptable.median {
        ("L’ordonnateur", all.ordonnateur, 20)
    } else {
        ("Le comptable", all.comptable, 10)
    };
    let told = format!(
        "{step} prend le plus de temps : la moitié des factures en {} au plus, neuf sur dix en {}",
        days(spread.median),
        days(spread.ninth)
    );
    // Of those with enough payments to compare.
    let fewest = u64::try_from(FEWEST_CASES).unwrap_or_default();
    let slowest = times.rows.iter().find(|row| row.owner.is_some() && row.count >= fewest);
    match slowest {
        Some(row) if row.whole.median > all.whole.median && row.whole.median > limit => {
            format!(
                "{told} ; le plus lent : {}, {}",
                name(row.owner.as_ref(), structures),
                days(row.whole.median)
            )
        }
        _ => told,
    }
}

fn drawn(times: &StepTimes, structures: &[StructureSummary], board: &Board) -> AnyView {
    let rows = || std::iter::once(&times.all).chain(&times.rows);
    let longest = rows().map(|row| row.whole.ninth).max().unwrap_or_default().clamp(40, 120);
    let row = |of: &StepRow, whole: bool| {
        let label = if whole { "Ensemble".to_owned() } else { name(of.owner.as_ref(), structures) };
        let href = match &of.owner {
            Some(StepOwner::Recipient(partner)) => Some(board.list(&[("tiers", &partner.siret)])),
            Some(StepOwner::Service(structure, service)) => {
                Some(board.list(&[("structure", &structure.to_string()), ("q", service)]))
            }
            None => None,
        };
        bar_row(label, href, lanes(of, longest), value(of), whole)
    };
    let shown: Vec<AnyView> = rows().enumerate().map(|(place, of)| row(of, place == 0)).collect();
    let tones = [
        ("step-1", "Ordonnateur".to_owned()),
        ("step-2", "Comptable".to_owned()),
        ("limit-20", "20 jours".to_owned()),
        ("limit", "30 jours".to_owned()),
    ];
    view! { {legend(&tones)} <ul class="chart-rows chart-steps">{shown.into_iter().collect_view()}</ul> }
        .into_any()
}

fn value(row: &StepRow) -> String {
    let spread = |spread: Spread| format!("{}\u{a0}/\u{a0}{}\u{a0}j", spread.median, spread.ninth);
    format!("{} · {}", spread(row.ordonnateur), spread(row.comptable))
}

/// Two lanes: the median as a bar, and on to nine in ten as a line; behind them the days to keep to.
fn lanes(row: &StepRow, longest: u32) -> AnyView {
    let x = |days: u32| share(u64::from(days.min(longest)), u64::from(longest));
    let mut marks = Vec::new();
    for (days, tone) in LIMITS {
        marks.push(Mark::new(Shape::Line { from: (x(days), 0.0), to: (x(days), 2.4) }, tone));
    }
    let steps =
        [("Ordonnateur", row.ordonnateur, "step-1", 0.25), ("Comptable", row.comptable, "step-2", 1.3)];
    for (step, spread, tone, y) in steps {
        let told = format!(
            "{step}\u{a0}: médiane {}, neuf sur dix en {}",
            counted(u64::from(spread.median), "jour", "jours"),
            counted(u64::from(spread.ninth), "jour", "jours")
        );
        let bar = Shape::Bar { x: 0.0, y, width: x(spread.median).max(0.4), height: 0.85 };
        marks.push(Mark::new(bar, tone).telling(told.clone()));
        let (from, to) = ((x(spread.median), y + 0.42), (x(spread.ninth), y + 0.42));
        marks.push(Mark::new(Shape::Line { from, to }, tone).telling(told));
        let (from, to) = ((x(spread.ninth), y + 0.1), (x(spread.ninth), y + 0.75));
        marks.push(Mark::new(Shape::Line { from, to }, tone));
    }
    drawing(2.4, "chart-bar", marks)
}

fn table(times: &StepTimes, structures: &[StructureSummary], board: &Board) -> Table {
    let whose = match board.direction {
        Direction::Issued => "Destinataire",
        Direction::Received => "Service",
    };
    let mut table = Table::new(
        "Jours par étape : médiane, et neuf factures sur dix",
        &[
            (whose, Holds::Words),
            ("Paiements", Holds::Counts),
            ("Ordonnateur, médiane (j)", Holds::Counts),
            ("Ordonnateur, 9 sur 10 (j)", Holds::Counts),
            ("Comptable, médiane (j)", Holds::Counts),
            ("Comptable, 9 sur 10 (j)", Holds::Counts),
            ("Ensemble, médiane (j)", Holds::Counts),
            ("Ensemble, 9 sur 10 (j)", Holds::Counts),
        ],
    );
    let mut push = |name: String, row: &StepRow| {
        let spread = |spread: Spread| [Value::Days(spread.median), Value::Days(spread.ninth)];
        let mut cells = vec![Value::Text(name), Value::Count(row.count)];
        cells.extend(spread(row.ordonnateur));
        cells.extend(spread(row.comptable));
        cells.extend(spread(row.whole));
        table.rows.push(cells);
    };
    if times.all.count > 0 {
        push("Ensemble".to_owned(), &times.all);
    }
    for row in &times.rows {
        push(name(row.owner.as_ref(), structures), row);
    }
    table
}
