//! The portfolio: every structure a row, with what stands where, the worst first. A cell leads to the list in which its
//! invoices stand, the longest waiting first where it is about time.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{StatusKind, StructureId};
use leptos::prelude::*;
use operations::{Standing, StructureCounts, StructureSummary, structures_called};
use serde::Deserialize;

use super::health::lights;
use crate::components::{
    Age, Button, EnvironmentPill, Icon, PartyName, SiretText, Sort, SortOrder, SortableHeader, kind_icon,
};
use crate::islands::ListKeys;

/// What the address of the page may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// Part of a name, or a SIRET.
    pub(super) nom: String,
    tri: String,
    sens: String,
}

impl ListQuery {
    fn order(&self) -> SortOrder {
        if self.sens == "asc" { SortOrder::Ascending } else { SortOrder::Descending }
    }

    fn address(&self, column: &str, order: SortOrder) -> String {
        let order = if order == SortOrder::Ascending { "asc" } else { "desc" };
        let pairs = [("nom", self.nom.as_str()), ("tri", column), ("sens", order)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let text = serde_urlencoded::to_string(pairs.collect::<Vec<_>>()).unwrap_or_default();
        format!("?{text}")
    }
}

/// A counter of the table.
struct Counter {
    /// Its word in the address.
    word: &'static str,
    /// Its title.
    title: &'static str,
    /// Its figure.
    of: fn(&StructureCounts) -> u64,
    /// How pressing it is when it is not nothing.
    kind: StatusKind,
    /// Its invoices, behind the structure.
    list: &'static str,
    /// Whether it is about received invoices.
    received: bool,
}

const COUNTERS: [Counter; 8] = [
    Counter {
        word: "a-envoyer",
        title: "À envoyer",
        of: |counts| counts.to_send,
        kind: StatusKind::Neutral,
        list: "onglet=a-envoyer",
        received: false,
    },
    Counter {
        word: "en-route",
        title: "En route",
        of: |counts| counts.on_the_way,
        kind: StatusKind::Neutral,
        list: "onglet=en-route",
        received: false,
    },
    Counter {
        word: "bloquees",
        title: "Bloquées",
        of: |counts| counts.blocked,
        kind: StatusKind::Warning,
        list: "onglet=bloquees",
        received: false,
    },
    Counter {
        word: "rejetees",
        title: "Rejetées, 60 j",
        of: |counts| counts.rejected,
        kind: StatusKind::Error,
        list: "onglet=rejetees",
        received: false,
    },
    Counter {
        word: "retard",
        title: "En retard",
        of: |counts| counts.late,
        kind: StatusKind::Warning,
        list: "onglet=arrivees&tri=etat&sens=asc",
        received: false,
    },
    Counter {
        word: "paiement",
        title: "Mises en paiement, ce mois",
        of: |counts| counts.ordered,
        kind: StatusKind::Neutral,
        list: "onglet=payees",
        received: false,
    },
    Counter {
        word: "a-traiter",
        title: "À traiter",
        of: |counts| counts.to_treat,
        kind: StatusKind::Neutral,
        list: "onglet=arrivees",
        received: true,
    },
    Counter {
        word: "retard-reception",
        title: "À payer, en retard",
        of: |counts| counts.to_treat_late,
        kind: StatusKind::Error,
        list: "onglet=arrivees&tri=etat&sens=asc",
        received: true,
    },
];

/// The table.
pub(super) struct Table {
    pub(super) structures: Arc<[StructureSummary]>,
    pub(super) counts: BTreeMap<StructureId, StructureCounts>,
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
        let shown = rows.len();
        let mixed = Standing::of(&self.structures).mixes_environments();
        let body = rows.into_iter().map(|row| self.row(row, &columns, mixed)).collect_view();
        let sort = || Sort { column: self.query.tri.clone(), order: self.query.order() };
        let heads = columns
            .iter()
            .map(|counter| {
                let href = |column: &str, order: SortOrder| self.query.address(column, order);
                view! {
                    <SortableHeader label=counter.title column=counter.word sort=sort() href=href first=SortOrder::Descending numeric=true/>
                }
            })
            .collect_view();
        let href = |column: &str, order: SortOrder| self.query.address(column, order);
        let found = match (self.query.nom.trim(), shown) {
            ("", _) => format!("{shown} structures"),
            (_, 0) => "Aucune structure de ce nom".to_owned(),
            (_, 1) => "1 structure".to_owned(),
            (_, several) => format!("{several} structures sur {}", self.structures.len()),
        };
        let clear = (!self.query.nom.is_empty()).then(|| view! { <a href="/structures">"Effacer"</a> });
        // Where all can be overlooked there is nothing to look for.
        let search = (self.structures.len() > 8).then(|| {
            view! {
                <form class="filters portfolio-search" method="get" role="search" aria-label="Chercher une structure">
                    <span class="filter">
                        <label for="nom">"Structure"</label>
                        <input id="nom" name="nom" value=self.query.nom.clone() placeholder="nom ou SIRET" size="24" maxlength="100" autocomplete="off"/>
                    </span>
                    <Button label="Chercher"/>
                    {clear}
                    <span class="filter-found">{found}</span>
                </form>
            }
        });
        view! {
            {search}
            <div class="list">
                <table class="table portfolio-table">
                    <caption class="visually-hidden">"Structures, une par ligne, et leurs factures"</caption>
                    <thead>
                        <tr>
                            <SortableHeader label="Structure" column="nom" sort=sort() href=href/>
                            <th scope="col"><span class="visually-hidden">"Connexion"</span></th>
                            {heads}
                            <th scope="col" data-numeric data-secondary>"Synchronisée"</th>
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
    fn columns(&self) -> Vec<&'static Counter> {
        let standing = Standing::of(&self.structures);
        let is_shown =
            |counter: &&Counter| if counter.received { standing.receives } else { standing.issues };
        COUNTERS.iter().filter(is_shown).collect()
    }

    fn counts(&self, row: &StructureSummary) -> StructureCounts {
        self.counts.get(&row.structure.id).cloned().unwrap_or_default()
    }

    /// The structures that are looked for, in the order asked for; without one, those first in which most is wrong.
    fn rows(&self) -> Vec<&StructureSummary> {
        let mut rows: Vec<&StructureSummary> = match self.query.nom.trim() {
            "" => self.structures.iter().collect(),
            typed => {
                let called = structures_called(&self.structures, typed);
                self.structures.iter().filter(|row| called.contains(&row.structure.id)).collect()
            }
        };
        let asked = COUNTERS.iter().find(|counter| counter.word == self.query.tri);
        match (asked, self.query.tri.as_str(), self.query.order()) {
            // They came by name.
            (None, "nom", SortOrder::Descending) => rows.reverse(),
            (None, "nom", SortOrder::Ascending) => {}
            (None, ..) => rows.sort_by_key(|row| Reverse(self.weight(row))),
            (Some(counter), _, SortOrder::Ascending) => {
                rows.sort_by_key(|row| (counter.of)(&self.counts(row)));
            }
            (Some(counter), _, SortOrder::Descending) => {
                rows.sort_by_key(|row| Reverse((counter.of)(&self.counts(row))));
            }
        }
        rows
    }

    /// What is wrong: nothing moves without an access, then money that is late, then what waits for us.
    fn weight(&self, row: &StructureSummary) -> (bool, u64, u64, u64, u64) {
        let counts = self.counts(row);
        let is_broken = row.access.as_ref().is_some_and(|access| access.state.is_broken());
        let late = counts.late + counts.to_treat_late;
        (is_broken, late, counts.blocked + counts.rejected, counts.to_send, counts.to_treat)
    }

    fn row(&self, row: &StructureSummary, columns: &[&Counter], mixed: bool) -> AnyView {
        let StructureSummary { structure, access } = row;
        let id = structure.id;
        let counts = self.counts(row);
        let lights = lights(
            access.as_ref(),
            structure.synced_at,
            structure.failing.as_ref(),
            self.now,
            self.stale_after,
        );
        // One mark, the most pressing: what each light says stands in its tooltip and on the sheet.
        let worst = lights.iter().map(|light| light.kind).max_by_key(|kind| pressing(*kind));
        let worst = worst.unwrap_or(StatusKind::Neutral);
        let said =
            lights.iter().map(|light| format!("{}\u{a0}: {}", light.name, light.text)).collect::<Vec<_>>();
        let said = said.join(" · ");
        let in_part = self.in_part.contains(&id);
        let cells = columns
            .iter()
            .map(|counter| {
                let list = if counter.received { "/recues" } else { "/factures" };
                let href = format!("{list}?structure={id}&{}", counter.list);
                if in_part {
                    let label = format!("{}, vos services\u{a0}: voir la liste, {}", counter.title, structure.name);
                    return view! { <td data-numeric data-label=counter.title><a class="count" href=href aria-label=label>"voir"</a></td> }
                        .into_any();
                }
                let number = (counter.of)(&counts);
                if number == 0 {
                    return view! { <td data-numeric class="no-count">"–"</td> }.into_any();
                }
                let label = format!("{}\u{a0}: {number}, {}", counter.title, structure.name);
                view! {
                    <td data-numeric data-label=counter.title><a class="count" data-kind=counter.kind.code() href=href aria-label=label>{number}</a></td>
                }
                .into_any()
            })
            .collect_view();
        view! {
            <tr class="invoice-row">
                <th scope="row" class="portfolio-name">
                    <a class="row-link" href=format!("/structures/{id}")><PartyName name=structure.name.clone()/></a>
                    <span class="portfolio-detail">
                        <SiretText siret=structure.siret.clone()/>
                        {mixed.then(|| view! { <EnvironmentPill environment=structure.environment/> })}
                    </span>
                </th>
                <td>
                    <span class="light" data-kind=worst.code() title=said.clone() role="img" aria-label=said>
                        <Icon name=kind_icon(worst)/>
                    </span>
                </td>
                {cells}
                <td data-secondary data-numeric>{structure.synced_at.map(|at| view! { <Age instant=at now=self.now/> })}</td>
            </tr>
        }
        .into_any()
    }
}

const fn pressing(kind: StatusKind) -> u8 {
    match kind {
        StatusKind::Error => 4,
        StatusKind::Warning => 3,
        StatusKind::Neutral => 2,
        StatusKind::Info | StatusKind::New => 1,
        StatusKind::Success => 0,
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::overview;
