//! The page on screen, and on two sheets of paper.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{Direction, format_moment, readable_name};
use leptos::prelude::*;
use operations::{InvoiceFilter, StructureSummary};

use super::super::invoices::structure_filter;
use super::Figures;
use super::query::Board;
use crate::components::{Button, FiltersButton, Tab, Tabs, prose};

/// Everything the page shows.
pub(super) struct BoardPage {
    pub(super) board: Board,
    pub(super) figures: Vec<Figures>,
    pub(super) structures: Arc<[StructureSummary]>,
    pub(super) filter: InvoiceFilter,
    pub(super) organization: String,
    /// Whether invoices of both environments are counted together.
    pub(super) mixed: bool,
    pub(super) now: DateTime<Utc>,
}

impl BoardPage {
    pub(super) fn view(self) -> AnyView {
        let source = self.source();
        let pictures = self.figures.iter().map(|figures| {
            let csv = self.board.address(figures.kind().csv(), self.board.direction);
            figures.picture(&self.structures, &self.board).view(csv, &source)
        });
        let pictures = pictures.collect_view();
        view! {
            <Tabs label="Sens" tabs=self.tabs()/>
            {self.filters()}
            <p class="board-head">{prose(&self.head())}</p>
            {self.mixed.then(|| view! {
                <p class="field-hint">{prose("Qualification et production sont comptées ensemble : choisissez une structure pour les séparer.")}</p>
            })}
            <div class="board">{pictures}</div>
        }
        .into_any()
    }

    fn tabs(&self) -> Vec<Tab> {
        let tab = |label: &str, direction| Tab {
            label: label.to_owned(),
            count: None,
            href: self.board.address("/tableau-de-bord", direction),
            current: self.board.direction == direction,
        };
        vec![tab("Factures émises", Direction::Issued), tab("Factures reçues", Direction::Received)]
    }

    fn filters(&self) -> AnyView {
        let list = &self.board.list;
        let structure = (self.structures.len() > 1).then(|| {
            view! {
                <span class="filter">
                    <label for="filter-structure">"Structure"</label>
                    {structure_filter(list.structure(), self.filter.structures.as_deref(), &self.structures)}
                </span>
            }
        });
        let (from, until) = list.period();
        let clear = list.narrows().then(|| {
            let href = format!("?cote={}", self.board.word());
            view! { <a href=href>"Effacer les filtres"</a> }
        });
        view! {
            <FiltersButton active=list.filters()/>
            <form class="filters" id="filters" popover="auto" method="get" aria-label="Filtres">
                <input type="hidden" name="cote" value=self.board.word()/>
                {structure}
                <span class="filter filter-period">
                    <label for="filter-from">"Factures du"</label>
                    <input id="filter-from" name="du" value=from placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                    <label for="filter-until">"au"</label>
                    <input id="filter-until" name="au" value=until placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                </span>
                <Button label="Filtrer"/>
                {clear}
            </form>
        }
        .into_any()
    }

    /// Of whom, of what and of when: for whoever reads the printed sheet alone.
    fn head(&self) -> String {
        let side = match self.board.direction {
            Direction::Issued => "factures émises",
            Direction::Received => "factures reçues",
        };
        let structures = match self.filter.structures.as_deref() {
            None => match &self.structures[..] {
                [only] => readable_name(&only.structure.name),
                all => format!("{} structures", all.len()),
            },
            Some([]) => "aucune structure de ce nom".to_owned(),
            Some([one]) => {
                let known = self.structures.iter().find(|summary| summary.structure.id == *one);
                known.map(|summary| readable_name(&summary.structure.name)).unwrap_or_default()
            }
            Some(several) => format!("{} structures", several.len()),
        };
        let period = self.board.period().unwrap_or_else(|| "toutes les dates de facture".to_owned());
        format!(
            "{} : {side}, {structures}, {period}. Extraction du {}.",
            self.organization,
            format_moment(self.now)
        )
    }

    /// Where the figures come from, and how old they are.
    fn source(&self) -> String {
        let shown = self.structures.iter().filter(|summary| {
            self.filter.structures.as_ref().is_none_or(|only| only.contains(&summary.structure.id))
        });
        let synced: Vec<_> = shown.map(|summary| summary.structure.synced_at).collect();
        match synced.iter().flatten().min() {
            Some(oldest) if synced.iter().all(Option::is_some) => {
                format!("Source\u{a0}: Chorus Pro, synchronisé le {} au plus tôt", format_moment(*oldest))
            }
            Some(oldest) => format!(
                "Source\u{a0}: Chorus Pro, synchronisé le {} au plus tôt, certaines structures pas encore",
                format_moment(*oldest)
            ),
            None => "Source\u{a0}: Pupitre, pas encore synchronisé avec Chorus Pro".to_owned(),
        }
    }
}
