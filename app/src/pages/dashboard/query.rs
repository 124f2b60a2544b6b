//! What the address of the page asks, and where its pictures lead.

use chrono::NaiveDate;
use domain::{Direction, StatusStage, format_day};
use operations::{InvoiceFilter, Standing, StructureSummary};
use serde::Deserialize;

use super::super::invoices::{ListQuery, list_path, stage_word};

/// The parameters as written; whatever cannot be read counts as absent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) cote: String,
    pub(super) structure: String,
    pub(super) du: String,
    pub(super) au: String,
}

/// What is shown.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub(super) direction: Direction,
    pub(super) today: NaiveDate,
    /// Structure and period, as the list has them.
    pub(super) list: ListQuery,
}

/// The word of a direction in an address.
const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Issued => "emises",
        Direction::Received => "recues",
    }
}

impl Board {
    /// Where nothing is asked, what the organisation does: it issues, or receives.
    pub(super) fn new(asked: &Asked, standing: &Standing, today: NaiveDate) -> Self {
        let direction = match asked.cote.as_str() {
            "emises" => Direction::Issued,
            "recues" => Direction::Received,
            _ if standing.receives && !standing.issues => Direction::Received,
            _ => Direction::Issued,
        };
        Self { direction, today, list: ListQuery::narrowed(&asked.structure, &asked.du, &asked.au) }
    }

    pub(super) const fn word(&self) -> &'static str {
        word(self.direction)
    }

    /// What the figures are of; the scope is set by the operations.
    pub(super) fn filter(&self, structures: &[StructureSummary]) -> InvoiceFilter {
        self.list.filter(self.direction, self.today, structures)
    }

    /// The address of a page or file of the board for the same question.
    pub(super) fn address(&self, path: &str, direction: Direction) -> String {
        format!("{path}{}", self.list.address(&[("cote", word(direction))]))
    }

    /// The list with the same structure and period, narrowed further.
    pub(super) fn list(&self, changes: &[(&str, &str)]) -> String {
        format!("{}{}", list_path(self.direction), self.list.address(changes))
    }

    /// The list of what waits, with one partner where one is named, of days of arrival where any are given.
    pub(super) fn waiting(
        &self,
        partner: Option<&str>,
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> String {
        let day = |day: Option<NaiveDate>| day.map(format_day).unwrap_or_default();
        self.list(&[
            ("onglet", stage_word(StatusStage::Arrived)),
            ("tiers", partner.unwrap_or_default()),
            ("arrivee_du", &day(from)),
            ("arrivee_au", &day(until)),
        ])
    }

    /// The word for the other side.
    pub(super) const fn partner_word(&self) -> &'static str {
        match self.direction {
            Direction::Issued => "Destinataire",
            Direction::Received => "Fournisseur",
        }
    }

    /// The period of the invoices, as a sentence; none where all are meant.
    pub(super) fn period(&self) -> Option<String> {
        let filter = self.filter(&[]);
        let day = format_day;
        match (filter.from, filter.until) {
            (None, None) => None,
            (Some(from), None) => Some(format!("factures datées du {} ou après", day(from))),
            (None, Some(until)) => Some(format!("factures datées du {} ou avant", day(until))),
            (Some(from), Some(until)) => Some(format!("factures datées du {} au {}", day(from), day(until))),
        }
    }
}
