//! What came back: reasons against partners.

use chrono::Months;
use domain::{Direction, InvoiceStatus, format_day};
use leptos::prelude::*;
use operations::{ReturnReason, ReturnsTable};

use super::chart::{BarRow, Segment, legend, longest, stacked_bars};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{counted, invoices, partner_name, percent};
use crate::components::grouped;

const TONES: [&str; 6] = ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"];

pub(super) fn picture(returns: &ReturnsTable, board: &Board) -> Picture {
    let any = returns.all > 0;
    let whose = match board.direction {
        Direction::Issued => "destinataires",
        Direction::Received => "fournisseurs",
    };
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    let mut notes = Vec::new();
    let told: u64 = returns.reasons.iter().map(|reason| reason.count).sum();
    if told < returns.all {
        let rest = returns.all - told;
        notes.push(format!(
            "{} pour d’autres motifs, moins fréquents.",
            counted(rest, "autre facture", "autres factures")
        ));
    }
    Picture {
        id: "rejets",
        title: title(returns),
        about: format!(
            "Motifs (mots de Chorus Pro) des factures rejetées, à recycler ou suspendues depuis douze mois et \
             toujours dans cet état, par {whose}, en nombre{period}."
        ),
        drawn: any.then(|| drawn(returns, board)),
        notes,
        table: table(returns),
        wide: true,
    }
}

/// The words of a reason, or what is known where nothing was said.
fn words(reason: &ReturnReason) -> String {
    if reason.words.is_empty() {
        format!("{}, sans motif indiqué", reason.status.label())
    } else {
        reason.words.clone()
    }
}

fn title(returns: &ReturnsTable) -> String {
    let Some(first) = returns.reasons.first() else {
        return "Aucune facture rejetée, à recycler ou suspendue".to_owned();
    };
    let back = counted(returns.all, "facture revenue", "factures revenues");
    if first.count == 1 {
        return format!("{back}, aucun motif ne se répète");
    }
    let mut words = words(first);
    if words.chars().count() > 60 {
        words = format!("{}…", words.chars().take(59).collect::<String>().trim_end());
    }
    format!("{back} ; premier motif : « {words} », {}", percent(first.count, returns.all))
}

fn drawn(returns: &ReturnsTable, board: &Board) -> AnyView {
    let since = board.today.checked_sub_months(Months::new(12)).map(format_day).unwrap_or_default();
    let list = |status: &InvoiceStatus, siret: &str| {
        board.list(&[("statut", status.code()), ("tiers", siret), ("etat_du", &since)])
    };
    let names: Vec<String> = returns.partners.iter().map(partner_name).collect();
    let row = |reason: &ReturnReason| {
        let mut segments: Vec<Segment> = reason
            .of
            .iter()
            .enumerate()
            .map(|(place, count)| Segment {
                size: *count,
                tone: TONES[place.min(4)],
                told: format!("{}\u{a0}: {}", names[place], invoices(*count)),
                href: Some(list(&reason.status, &returns.partners[place].siret)),
            })
            .collect();
        segments.push(Segment {
            size: reason.others(),
            tone: TONES[5],
            told: format!("Autres\u{a0}: {}", invoices(reason.others())),
            href: None,
        });
        BarRow {
            label: words(reason),
            href: Some(list(&reason.status, "")),
            segments,
            value: format!("{} · {}", grouped(reason.count), short_status(&reason.status)),
            whole: false,
        }
    };
    let rows: Vec<BarRow> = returns.reasons.iter().map(row).collect();
    let mut tones: Vec<(&'static str, String)> = TONES.into_iter().zip(names.iter().cloned()).collect();
    if returns.reasons.iter().any(|reason| reason.others() > 0) {
        tones.push((TONES[5], "Autres".to_owned()));
    }
    let most = longest(&rows);
    view! { {legend(&tones)} {stacked_bars(rows, most)} }.into_any()
}

fn short_status(status: &InvoiceStatus) -> &'static str {
    match status {
        InvoiceStatus::Suspendue => "suspendues",
        InvoiceStatus::ARecycler => "à recycler",
        _ => "rejetées",
    }
}

fn table(returns: &ReturnsTable) -> Table {
    let mut columns = vec![("Motif".to_owned(), Holds::Words), ("État".to_owned(), Holds::Words)];
    columns.extend(returns.partners.iter().map(|partner| (partner_name(partner), Holds::Counts)));
    columns.extend([("Autres".to_owned(), Holds::Counts), ("Total".to_owned(), Holds::Counts)]);
    let row = |reason: &ReturnReason| {
        let mut cells = vec![Value::Text(words(reason)), Value::Text(reason.status.label())];
        cells.extend(reason.of.iter().map(|count| Value::Count(*count)));
        cells.extend([Value::Count(reason.others()), Value::Count(reason.count)]);
        cells
    };
    Table {
        caption: "Factures revenues, par motif",
        columns,
        rows: returns.reasons.iter().map(row).collect(),
    }
}
