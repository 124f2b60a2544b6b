//! All that waits for somebody, in groups by the act that it waits for.

mod accesses;
mod circuit;
mod issued;
mod late;
mod mandates;
mod received;
pub(super) mod validations;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{InvoiceKind, Permission, Role, StructureId, format_amount, from_cents, readable_name};
use operations::{CircuitTasks, InvoiceRow, MandateLine, Overview, Standing, Structure, StructureSummary};

use crate::components::TaskGroup;

/// Who reads the page, and when.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) role: Role,
    pub(super) now: DateTime<Utc>,
}

impl Reader {
    pub(super) fn may(self, permission: Permission) -> bool {
        self.role.allows(permission)
    }
}

/// The groups in order: accesses that keep everything from moving, then invoices by deadline and money, then accesses
/// and mandates that will soon end.
pub(super) fn groups(
    overview: &Overview,
    renewals: &[MandateLine],
    circuit: &CircuitTasks,
    reader: Reader,
) -> Vec<TaskGroup> {
    let structures = &overview.structures;
    let mut groups: Vec<TaskGroup> = accesses::broken(structures, reader).into_iter().collect();
    groups.extend(accesses::ending(structures, reader));
    groups.extend(mandates::pressing(renewals, reader));
    let owners = Owners::of(structures);
    groups.extend(circuit::groups(circuit, &owners, reader));
    groups.extend(received::groups(overview, &owners, reader));
    groups.extend(issued::groups(overview, &owners, reader));
    groups.extend(late::group(overview, &owners, reader));
    groups.extend(accesses::to_prepare(structures, reader));
    groups.extend(mandates::to_prepare(renewals, reader));
    groups
}

/// The structures whose invoices are told of.
struct Owners<'o> {
    by_id: HashMap<StructureId, &'o Structure>,
    mixes_environments: bool,
}

impl<'o> Owners<'o> {
    fn of(structures: &'o [StructureSummary]) -> Self {
        Self {
            by_id: structures.iter().map(|summary| (summary.structure.id, &summary.structure)).collect(),
            mixes_environments: Standing::of(structures).mixes_environments(),
        }
    }

    /// Whose an invoice is and its number; where both environments are worked in, also which one.
    fn name(&self, row: &InvoiceRow) -> String {
        let number = match (row.number.trim(), row.kind) {
            ("", InvoiceKind::Facture) => "facture sans numéro".to_owned(),
            ("", InvoiceKind::Avoir) => "avoir sans numéro".to_owned(),
            (number, InvoiceKind::Facture) => number.to_owned(),
            (number, InvoiceKind::Avoir) => format!("avoir {number}"),
        };
        self.with(row.structure, number)
    }

    /// The same of a number that stands alone.
    fn with(&self, structure: StructureId, number: String) -> String {
        let structure = self.by_id.get(&structure);
        let parts = [
            // What is the same in every row says nothing.
            structure.filter(|_| self.by_id.len() > 1).map(|structure| readable_name(&structure.name)),
            Some(number),
            structure
                .filter(|_| self.mixes_environments)
                .map(|structure| structure.environment.label().to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// What is at stake: a credit note takes away.
fn amount(row: &InvoiceRow) -> Option<String> {
    let cents = row.gross_cents?;
    let currency = if row.currency.is_empty() { "EUR" } else { &row.currency };
    Some(format_amount(from_cents(row.kind.signed(cents)), currency))
}

/// What rows are worth together, when they are all in euros and none is unknown.
fn sum<'r>(rows: impl IntoIterator<Item = &'r InvoiceRow>) -> Option<String> {
    let (mut cents, mut count) = (0_i64, 0);
    for row in rows {
        if !matches!(row.currency.as_str(), "" | "EUR") {
            return None;
        }
        cents = cents.checked_add(row.kind.signed(row.gross_cents?))?;
        count += 1;
    }
    (count > 1).then(|| format_amount(from_cents(cents), "EUR"))
}

/// Whom an invoice is about.
fn party(row: &InvoiceRow, unknown: &str) -> String {
    match row.partner_name.trim() {
        "" => unknown.to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests;
