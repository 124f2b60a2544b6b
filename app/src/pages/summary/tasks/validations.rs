//! Invoices of others that wait for an answer as validator.

use domain::{Permission, StatusKind, format_day, paris_day, readable_name, tacit_day};
use operations::{ValidationPage, ValidationRow};

use super::Reader;
use crate::components::{NoticeAction, Task, TaskGroup};
use crate::words::days_left;

/// Days before the last one from which answering is pressing.
const SOON: i64 = 3;
/// Most rows of the group: the list has the others.
const MOST: usize = 20;

/// What waits, the one that counts as accepted first at its head; nothing for who may not answer.
pub(in crate::pages::summary) fn group(page: &ValidationPage, reader: Reader) -> Option<TaskGroup> {
    if page.waiting == 0 || !reader.may(Permission::Treat) {
        return None;
    }
    let tasks: Vec<Task> =
        page.rows.iter().take(MOST).map(|row| task(row, page.several_structures, reader)).collect();
    let pressing = tasks.iter().any(|task| task.kind == StatusKind::Warning);
    let shown = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    let more =
        (page.waiting > shown).then(|| NoticeAction::new(format!("Voir les {}", page.waiting), "/a-valider"));
    Some(TaskGroup {
        kind: if pressing { StatusKind::Warning } else { StatusKind::Neutral },
        title: "Répondre comme valideur".to_owned(),
        count: page.waiting,
        sum: None,
        tasks,
        more,
    })
}

fn task(row: &ValidationRow, several: bool, reader: Reader) -> Task {
    let validation = &row.validation;
    let day = validation.waiting_since.map(tacit_day);
    let left = day.map(|day| (day - paris_day(reader.now)).num_days());
    let number = match validation.number.trim() {
        "" => "sans numéro".to_owned(),
        number => number.to_owned(),
    };
    let of = if several { format!("{} · {number}", readable_name(&row.structure)) } else { number };
    let cents = validation.gross_cents.map(|cents| validation.kind.signed(cents));
    Task {
        amount: cents.map(|cents| domain::format_amount(domain::from_cents(cents), &validation.currency)),
        party: validation.supplier_name.clone(),
        of,
        matter: day.map_or_else(
            || validation.status.label(),
            |day| format!("Compte comme acceptée le {}", format_day(day)),
        ),
        when: left.map(days_left).unwrap_or_default(),
        kind: if left.is_some_and(|left| left <= SOON) { StatusKind::Warning } else { StatusKind::Neutral },
        action: NoticeAction::new("Répondre", format!("/a-valider/{}", validation.id)),
    }
}
