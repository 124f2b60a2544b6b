//! From the sheet of a structure to the next and the previous one, in the order of the list from which one came.

use domain::{StructureId, readable_name};
use leptos::prelude::*;
use operations::StructureSummary;

use super::table::Table;
use crate::components::{Icon, IconName, Shortcut};

/// Where a structure stands in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Neighbours {
    /// The address of the list.
    list: String,
    /// Its place, the first being 1, and how many there are; none when the list no longer holds it.
    place: Option<(usize, usize)>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Neighbour {
    name: String,
    href: String,
}

impl Neighbours {
    /// Around a structure in the list as it is now; none where there is no other structure.
    pub(super) fn of(table: &Table, id: StructureId) -> Option<Self> {
        if table.structures.len() < 2 {
            return None;
        }
        let rows = table.rows();
        let carried = table.query.carried();
        let at = rows.iter().position(|row| row.structure.id == id);
        let neighbour = |row: &&StructureSummary| Neighbour {
            name: readable_name(&row.structure.name),
            href: format!("/structures/{}{carried}", row.structure.id),
        };
        Some(Self {
            list: table.query.address(),
            place: at.map(|at| (at + 1, rows.len())),
            previous: at.and_then(|at| at.checked_sub(1)).and_then(|at| rows.get(at)).map(neighbour),
            next: at.and_then(|at| rows.get(at + 1)).map(neighbour),
        })
    }

    /// The keys that work.
    pub(super) fn shortcuts(&self) -> Vec<Shortcut> {
        let next = self.next.as_ref().map(|_| Shortcut::new(&["j"], "Structure suivante"));
        let previous = self.previous.as_ref().map(|_| Shortcut::new(&["k"], "Structure précédente"));
        next.into_iter().chain(previous).collect()
    }

    pub(super) fn view(self) -> AnyView {
        let Self { list, place, previous, next } = self;
        let place = place.map(
            |(place, count)| view! { <span class="neighbours-place">{format!("{place} sur {count}")}</span> },
        );
        let previous = previous.map(|Neighbour { name, href }| {
            let title = format!("Structure précédente\u{a0}: {name} (k)");
            view! {
                <a class="neighbour" rel="prev" href=href title=title aria-keyshortcuts="k">
                    <span class="visually-hidden">"Structure précédente\u{a0}: "</span>
                    <Icon name=IconName::ChevronLeft/>
                    <span>{name}</span>
                </a>
            }
        });
        let next = next.map(|Neighbour { name, href }| {
            let title = format!("Structure suivante\u{a0}: {name} (j)");
            view! {
                <a class="neighbour" rel="next" href=href title=title aria-keyshortcuts="j">
                    <span class="visually-hidden">"Structure suivante\u{a0}: "</span>
                    <span>{name}</span>
                    <Icon name=IconName::ChevronRight/>
                </a>
            }
        });
        view! {
            <nav class="neighbours" aria-label="Structures de la liste">
                <a href=list>"Structures"</a>
                {place}
                {previous}
                {next}
            </nav>
        }
        .into_any()
    }
}
