//! Which invoices an answer may touch.

use domain::StructureId;
use storage::{Scope, ScopedStructure};

use crate::query::Builder;

/// Which structures, and there which services, an answer may touch: scope and filter together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::subjects) enum Reach {
    /// The whole organisation.
    Everything,
    /// Only these structures; none when empty.
    Structures(Vec<StructureId>),
    /// These structures wholly, and of others only some services.
    Services { whole: Vec<StructureId>, parts: Vec<(StructureId, Vec<String>)> },
}

impl Reach {
    /// What a scope leaves of a filter's structures.
    pub(in crate::subjects) fn new(scope: &Scope, structures: Option<&[StructureId]>) -> Self {
        let Scope::Only(list) = scope else {
            return structures.map_or(Self::Everything, |only| Self::Structures(in_order(only.to_vec())));
        };
        let wanted = |entry: &&ScopedStructure| structures.is_none_or(|only| only.contains(&entry.structure));
        let whole =
            list.iter().filter(wanted).filter(|entry| entry.services.is_empty()).map(|entry| entry.structure);
        let whole = in_order(whole.collect());
        let parts: Vec<_> = list
            .iter()
            .filter(wanted)
            .filter(|entry| !entry.services.is_empty() && !whole.contains(&entry.structure))
            .map(|entry| (entry.structure, entry.services.clone()))
            .collect();
        if parts.is_empty() { Self::Structures(whole) } else { Self::Services { whole, parts } }
    }

    /// Whether nothing can be found.
    pub(in crate::subjects) fn is_nothing(&self) -> bool {
        matches!(self, Self::Structures(list) if list.is_empty())
    }

    /// Whether it is one structure, wholly.
    pub(super) fn is_one_structure(&self) -> bool {
        matches!(self, Self::Structures(list) if list.len() == 1)
    }

    /// All structures, when they are limited.
    pub(super) fn structures(&self) -> Option<Vec<StructureId>> {
        match self {
            Self::Everything => None,
            Self::Structures(list) => Some(list.clone()),
            Self::Services { whole, parts } => {
                let parts = parts.iter().map(|(structure, _)| *structure);
                Some(in_order(whole.iter().copied().chain(parts).collect()))
            }
        }
    }

    /// Appends the condition, beginning with ` AND `.
    pub(in crate::subjects) fn push(&self, sql: &mut Builder) {
        if let Some(structures) = self.structures() {
            match structures.as_slice() {
                // An equality keeps the order of the index behind it.
                [only] => sql.push(" AND structure_id = ").push_bind(*only),
                several => sql.push(" AND structure_id IN ").push_list(several.iter().copied()),
            };
        }
        let Self::Services { whole, parts } = self else { return };
        sql.push(" AND (");
        for (position, (structure, services)) in parts.iter().enumerate() {
            sql.push(if position > 0 { " OR (structure_id = " } else { "(structure_id = " });
            sql.push_bind(*structure).push(" AND service_code IN ").push_list(services).push(")");
        }
        if !whole.is_empty() {
            sql.push(" OR structure_id IN ").push_list(whole.iter().copied());
        }
        sql.push(")");
    }
}

/// Each once.
fn in_order(mut structures: Vec<StructureId>) -> Vec<StructureId> {
    structures.sort_unstable();
    structures.dedup();
    structures
}
