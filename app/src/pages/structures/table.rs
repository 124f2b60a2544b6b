//! The portfolio: every structure a row, with what stands where, the worst first. A cell leads to the list in which its
//! invoices stand, the longest waiting first where it is about time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{StructureId, UserId, readable_name};
use leptos::prelude::*;
use operations::{InCharge, Standing, StructureCounts, StructureSummary};

use super::counters::{COUNTERS, Counter};
use super::health::{lights, worst_kind};
use super::list_query::{BY_ACCESS, BY_AGE, BY_CHARGE, BY_NAME, ListQuery};
use crate::components::{
    Age, EnvironmentPill, Icon, IdentifierText, Light, PartyName, Sort, SortOrder, SortableHeader, kind_icon,
};
use crate::islands::ListKeys;

/// The table.
pub(super) struct Table {
    pub(super) structures: Arc<[StructureSummary]>,
    pub(super) counts: BTreeMap<StructureId, StructureCounts>,
    /// Who is in charge, by name; structures that nobody is in charge of are left out.
    pub(super) in_charge: BTreeMap<StructureId, Vec<InCharge>>,
    /// Who looks.
    pub(super) me: UserId,
    /// Structures of which the person reaches some services only: their counters would tell of others.
    pub(super) in_part: Vec<StructureId>,
    pub(super) query: ListQuery,
    pub(super) stale_after: TimeDelta,
    pub(super) now: DateTime<Utc>,
}

impl Table {
    pub(super) fn view(&self) -> AnyView {
        let columns = self.columns();
        let rows = self.rows();
        let filters = self.filters(rows.len());
        let mixed = Standing::of(&self.structures).mixes_environments();
        let carried = self.query.carried();
        let body = rows.into_iter().map(|row| self.row(row, &columns, mixed, &carried)).collect_view();
        let sort = || Sort { column: self.query.tri.clone(), order: self.query.order() };
        let href = |column: &str, order: SortOrder| self.query.sorted(column, order);
        let heads = columns
            .iter()
            .map(|counter| {
                view! {
                    <SortableHeader label=counter.title column=counter.word sort=sort() href=href first=SortOrder::Descending numeric=true/>
                }
            })
            .collect_view();
        let charge = self.shows_charge().then(|| {
            view! { <SortableHeader label="En charge" column=BY_CHARGE sort=sort() href=href secondary=true/> }
        });
        view! {
            {filters}
            <div class="list">
                <table class="table portfolio-table">
                    <caption class="visually-hidden">"Structures, une par ligne, et leurs factures"</caption>
                    <thead>
                        <tr>
                            <SortableHeader label="Structure" column=BY_NAME sort=sort() href=href/>
                            <SortableHeader label="Accès" column=BY_ACCESS sort=sort() href=href first=SortOrder::Descending/>
                            {heads}
                            {charge}
                            <SortableHeader label="Synchronisée" column=BY_AGE sort=sort() href=href first=SortOrder::Descending numeric=true secondary=true/>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            <ListKeys/>
        }
        .into_any()
    }

    /// The counters of the sides that there are.
    pub(super) fn columns(&self) -> Vec<&'static Counter> {
        let standing = Standing::of(&self.structures);
        let is_shown =
            |counter: &&Counter| if counter.received { standing.receives } else { standing.issues };
        COUNTERS.iter().filter(is_shown).collect()
    }

    pub(super) fn counts(&self, row: &StructureSummary) -> StructureCounts {
        self.counts.get(&row.structure.id).cloned().unwrap_or_default()
    }

    /// Where nobody is in charge of anything, a column would say so in each row.
    pub(super) fn shows_charge(&self) -> bool {
        !self.in_charge.is_empty()
    }

    pub(super) fn lights(&self, row: &StructureSummary) -> Vec<Light> {
        let StructureSummary { structure, access } = row;
        lights(access.as_ref(), structure.synced_at, structure.failing.as_ref(), self.now, self.stale_after)
    }

    fn cells(&self, row: &StructureSummary, columns: &[&Counter]) -> Vec<AnyView> {
        let (id, name, counts) = (row.structure.id, &row.structure.name, self.counts(row));
        let in_part = self.in_part.contains(&id);
        let cell = |counter: &&Counter| {
            let list = if counter.received { "/recues" } else { "/factures" };
            let href = format!("{list}?structure={id}&{}", counter.list);
            if in_part {
                let label = format!("{}, vos services\u{a0}: voir la liste, {name}", counter.title);
                return view! { <td data-numeric data-label=counter.short><a class="count" href=href aria-label=label>"voir"</a></td> }
                    .into_any();
            }
            let number = (counter.of)(&counts);
            if number == 0 {
                return view! { <td data-numeric class="no-count">"–"</td> }.into_any();
            }
            let label = format!("{}\u{a0}: {number}, {name}", counter.title);
            view! {
                <td data-numeric data-label=counter.short><a class="count" data-kind=counter.kind.code() href=href aria-label=label>{number}</a></td>
            }
            .into_any()
        };
        columns.iter().map(cell).collect()
    }

    fn row(&self, row: &StructureSummary, columns: &[&Counter], mixed: bool, carried: &str) -> AnyView {
        let structure = &row.structure;
        let lights = self.lights(row);
        // One mark, the most pressing: what each light says stands in its tooltip and on the sheet.
        let worst = worst_kind(&lights);
        let said =
            lights.iter().map(|light| format!("{}\u{a0}: {}", light.name, light.text)).collect::<Vec<_>>();
        let said = said.join(" · ");
        let town =
            (!structure.town.is_empty()).then(|| view! { <span>{readable_name(&structure.town)}</span> });
        let charge = self
            .shows_charge()
            .then(|| view! { <td data-secondary class="portfolio-charge">{self.names(row)}</td> });
        view! {
            <tr class="invoice-row">
                <th scope="row" class="portfolio-name">
                    <a class="row-link" href=format!("/structures/{}{carried}", structure.id)><PartyName name=structure.name.clone()/></a>
                    <span class="portfolio-detail">
                        <IdentifierText identifier=structure.identifier.clone()/>
                        {town}
                        {mixed.then(|| view! { <EnvironmentPill environment=structure.environment/> })}
                    </span>
                </th>
                <td>
                    <span class="light" data-kind=worst.code() title=said.clone() role="img" aria-label=said>
                        <Icon name=kind_icon(worst)/>
                    </span>
                </td>
                {self.cells(row, columns)}
                {charge}
                <td data-secondary data-numeric>{structure.synced_at.map(|at| view! { <Age instant=at now=self.now/> })}</td>
            </tr>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::overview;
