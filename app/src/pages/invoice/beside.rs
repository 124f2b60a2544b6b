//! From one invoice to the next of the list in which it was opened.

use domain::Direction;
use leptos::prelude::*;
use operations::{InvoiceView, Neighbours};

use super::super::invoices::{ListQuery, list_path};
use crate::components::{Icon, IconName, Shortcut};
use crate::web::{Context, PageError};

/// Where in a list the page is.
pub(in crate::pages) struct Beside {
    query: ListQuery,
    direction: Direction,
    place: u64,
    count: u64,
    neighbours: Neighbours,
}

impl Beside {
    /// The invoices beside the one that is shown; none where it was opened from elsewhere.
    pub(in crate::pages) async fn load(
        context: &Context,
        view: &InvoiceView,
        query: ListQuery,
    ) -> Result<Option<Self>, PageError> {
        let Some((place, count)) = query.opened_at() else { return Ok(None) };
        let desk = &context.site.desk;
        let direction = view.invoice.direction;
        let structures = desk.portfolio.structures(&context.actor).await?;
        let filter = query.filter(direction, domain::paris_day(desk.now()), &structures);
        let neighbours = desk.portfolio.neighbours(&context.actor, filter, view.invoice.id).await?;
        Ok(Some(Self { query, direction, place, count, neighbours }))
    }

    /// The address of the next invoice; none at the end of the list.
    pub(in crate::pages) fn next_address(&self) -> Option<String> {
        self.neighbours.next.map(|id| self.query.address_of(id, self.place + 1, self.count))
    }

    /// The query of an address that carries this place on.
    pub(super) fn list(&self) -> String {
        self.query.in_list()
    }

    /// The keys that work where there is something beside.
    pub(super) fn shortcuts(&self) -> Vec<Shortcut> {
        let next = self.neighbours.next.map(|_| Shortcut::new(&["j"], "Facture suivante"));
        let previous = self.neighbours.previous.map(|_| Shortcut::new(&["k"], "Facture précédente"));
        next.into_iter().chain(previous).collect()
    }

    /// The way back, the one before, the place, the one behind.
    pub(super) fn view(&self) -> AnyView {
        let list =
            format!("{}{}", list_path(self.direction), self.query.address(&[("page", self.query.page())]));
        let word = match self.direction {
            Direction::Issued => "Factures émises",
            Direction::Received => "Factures reçues",
        };
        let link = |id, place| self.query.address_of(id, place, self.count);
        let previous = self.neighbours.previous.map(|id| {
            let href = link(id, self.place.saturating_sub(1).max(1));
            view! {
                <a class="beside-link" rel="prev" href=href title="Facture précédente (k)" aria-keyshortcuts="k">
                    <Icon name=IconName::ChevronLeft/><span>"Précédente"</span>
                </a>
            }
        });
        let next = self.neighbours.next.map(|id| {
            let href = link(id, self.place + 1);
            view! {
                <a class="beside-link" rel="next" href=href title="Facture suivante (j)" aria-keyshortcuts="j">
                    <span>"Suivante"</span><Icon name=IconName::ChevronRight/>
                </a>
            }
        });
        let place = (self.count >= self.place).then(
            || view! { <span class="beside-place">{format!("{} sur {}", self.place, self.count)}</span> },
        );
        view! {
            <nav class="beside" aria-label="Dans la liste">
                <a class="beside-list" href=list>{word}</a>
                {previous}
                {place}
                {next}
            </nav>
        }
        .into_any()
    }
}
