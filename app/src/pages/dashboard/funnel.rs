//! Where invoices stand on the way to their payment.

use domain::{Direction, InvoiceStatus, StatusStage, from_cents};
use leptos::prelude::*;
use operations::{Funnel, StatusCount};

use super::chart::{BarRow, Segment, longest, stacked_bars};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{counted, invoices, percent};
use crate::components::grouped;

pub(super) fn picture(funnel: &Funnel, board: &Board) -> Picture {
    let counts = in_order(funnel);
    let any = !counts.is_empty();
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    Picture {
        id: "etats",
        title: title(&counts, board.direction),
        about: format!("Nombre de factures par état, dans l’ordre du circuit{period}."),
        drawn: any.then(|| drawn(&counts, board)),
        notes: Vec::new(),
        table: table(&counts),
        wide: false,
    }
}

/// In the order of the life cycle, those that are not known last.
fn in_order(funnel: &Funnel) -> Vec<&StatusCount> {
    let mut counts: Vec<&StatusCount> =
        funnel.statuses.iter().filter(|count| count.totals.count > 0).collect();
    let place = |status: &InvoiceStatus| InvoiceStatus::KNOWN.iter().position(|known| known == status);
    counts.sort_by_key(|count| place(&count.status).unwrap_or(usize::MAX));
    counts
}

/// Whether it left the way to the payment.
const fn is_aside(stage: StatusStage) -> bool {
    matches!(stage, StatusStage::Blocked | StatusStage::Waiting | StatusStage::Rejected | StatusStage::Ended)
}

fn title(counts: &[&StatusCount], direction: Direction) -> String {
    let stage = |count: &&&StatusCount| count.status.stage(direction);
    let under_way =
        || counts.iter().filter(|count| !is_aside(stage(count)) && stage(count) != StatusStage::Paid);
    let stuck: u64 = counts
        .iter()
        .filter(|count| matches!(stage(count), StatusStage::Blocked | StatusStage::Waiting))
        .map(|count| count.totals.count)
        .sum();
    let stuck = match (stuck, direction) {
        (0, _) => String::new(),
        (_, Direction::Issued) => {
            format!(" ; {} de vous", counted(stuck, "attend un acte", "attendent un acte"))
        }
        (_, Direction::Received) => {
            format!(" ; {} le fournisseur", counted(stuck, "attend", "attendent"))
        }
    };
    let all: u64 = under_way().map(|count| count.totals.count).sum();
    // Of as many, the one that is further on its way.
    match under_way().max_by_key(|count| count.totals.count) {
        Some(most) => format!(
            "« {} » : {}, {} de ce qui est en cours{stuck}",
            most.status.label(),
            invoices(most.totals.count),
            percent(most.totals.count, all)
        ),
        None if counts.is_empty() => "Pas encore de factures".to_owned(),
        None => format!("Aucune facture en cours{stuck}"),
    }
}

fn drawn(counts: &[&StatusCount], board: &Board) -> AnyView {
    let row = |count: &&&StatusCount| {
        let stage = count.status.stage(board.direction);
        let tone = match stage {
            StatusStage::Paid => "done",
            StatusStage::Blocked | StatusStage::Waiting => "stuck",
            StatusStage::Rejected => "refused",
            StatusStage::Ended | StatusStage::ToSend => "quiet",
            StatusStage::OnTheWay | StatusStage::Arrived => "plain",
        };
        let href = board.list(&[("statut", count.status.code())]);
        let label = count.status.label();
        BarRow {
            segments: vec![Segment {
                size: count.totals.count,
                tone,
                told: format!("{label}\u{a0}: {}", invoices(count.totals.count)),
                href: None,
            }],
            href: Some(href),
            value: grouped(count.totals.count),
            label,
            whole: false,
        }
    };
    let aside = |count: &&&StatusCount| is_aside(count.status.stage(board.direction));
    let way: Vec<BarRow> = counts.iter().filter(|count| !aside(count)).map(|count| row(&count)).collect();
    let left: Vec<BarRow> = counts.iter().filter(aside).map(|count| row(&count)).collect();
    let most = longest(&way).max(longest(&left));
    let left = (!left.is_empty()).then(|| {
        view! { <p class="chart-group">"Sorties du circuit, ou arrêtées"</p> {stacked_bars(left, most)} }
    });
    view! { {stacked_bars(way, most)} {left} }.into_any()
}

fn table(counts: &[&StatusCount]) -> Table {
    let mut table = Table::new(
        "Factures par état",
        &[
            ("État", Holds::Words),
            ("Code", Holds::Words),
            ("Factures", Holds::Counts),
            ("Montant TTC", Holds::Amounts),
            ("Devise", Holds::Words),
        ],
    );
    for count in counts {
        // The number stands once, each currency on a line of its own.
        for (place, sum) in count.totals.sums.iter().enumerate() {
            let number = if place == 0 { Value::Count(count.totals.count) } else { Value::Nothing };
            table.rows.push(vec![
                Value::Text(count.status.label()),
                Value::text(count.status.code()),
                number,
                Value::Amount(from_cents(sum.gross_cents)),
                Value::text(if sum.currency.is_empty() { "EUR" } else { &sum.currency }),
            ]);
        }
    }
    table
}
