//! How a works document is told.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{PROJECT_MANAGER_DAYS, StatusKind, WorksRole, format_day, paris_day, works_kind_label};
use operations::WorksDocument;

use crate::words::days_left;

/// What it is: `A4, projet de décompte mensuel`.
pub(super) fn kind_of(document: &WorksDocument) -> String {
    match document.known_framework() {
        Some(framework) => format!("{}, {}", framework.short(), lower(framework.label())),
        None if document.kind.is_empty() => "Pièce de travaux".to_owned(),
        None => works_kind_label(&document.kind),
    }
}

fn lower(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}

/// The mark of what uses a form that nobody published and nobody has confirmed.
pub(super) const UNCONFIRMED: &str = "Forme non confirmée";

/// The number, or that there is none.
pub(super) fn number_of(document: &WorksDocument) -> String {
    match document.number.trim() {
        "" => "sans numéro".to_owned(),
        number => number.to_owned(),
    }
}

/// Whose turn it is, since when, and until when where the texts give a day.
pub(super) fn turn_words(document: &WorksDocument, now: DateTime<Utc>) -> Option<(StatusKind, String)> {
    let role = document.turn()?;
    let since = document.status_at;
    let age = since.map(|at| (paris_day(now) - paris_day(at)).num_days());
    let age = age.map(|days| format!(" depuis {days}\u{a0}j")).unwrap_or_default();
    let (kind, until) = match since.and_then(|at| role.last_day(at)) {
        None => (StatusKind::Neutral, String::new()),
        Some(day) => {
            let left = (day - paris_day(now)).num_days();
            let kind = if left < 0 { StatusKind::Error } else { StatusKind::Neutral };
            (
                kind,
                format!(
                    "\u{a0}; {PROJECT_MANAGER_DAYS} jours jusqu’au {} ({})",
                    format_day(day),
                    days_left(left)
                ),
            )
        }
    };
    Some((kind, format!("{}{age}{until}", turn_of(role))))
}

const fn turn_of(role: WorksRole) -> &'static str {
    match role {
        WorksRole::Supplier => "Au fournisseur d’agir",
        WorksRole::ProjectManager => "À la MOE d’agir",
        WorksRole::ProjectOwner => "À la MOA d’agir",
        WorksRole::Payer => "Chez le payeur",
    }
}

/// The day until which a role has to act, with what remains.
pub(super) fn last_day(document: &WorksDocument, today: NaiveDate) -> Option<(NaiveDate, i64)> {
    let day = document.turn()?.last_day(document.status_at?)?;
    Some((day, (day - today).num_days()))
}
