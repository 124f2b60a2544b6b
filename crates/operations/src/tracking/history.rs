//! The history of an invoice at Chorus Pro, kept as events.

use chorus_pro::factures::{ConsulterHistoriqueFacture, HistoAction, HistoStatut};
use chorus_pro::pages::{HistoActions, HistoStatuts};
use chorus_pro::{Client, Error, Moment};
use chrono::{DateTime, Utc};
use domain::{ClockSpan, EventId, InvoiceStatus, clock_spans, standing};
use jobs::{Failure, Work};
use storage::{Event, EventKind, Invoice};

use super::listed::instant;
use crate::ground::Ground;

/// What `consulter/historique` tells, all pages.
pub(super) struct History {
    statuses: Vec<HistoStatut>,
    actions: Vec<HistoAction>,
}

/// Reads it. The history of one invoice is short: both lists are read whole, each within one lease.
pub(super) async fn read_history(
    work: &Work,
    client: &Client,
    chorus_id: i64,
) -> Result<Result<History, Error>, Failure> {
    let statuses = HistoStatuts(ConsulterHistoriqueFacture::new(chorus_id));
    let actions = HistoActions(ConsulterHistoriqueFacture::new(chorus_id));
    let statuses = match Box::pin(work.call(client.collect(&statuses, 50))).await? {
        Ok(statuses) => statuses,
        Err(error) => return Ok(Err(error)),
    };
    match Box::pin(work.call(client.collect(&actions, 50))).await? {
        Ok(actions) => Ok(Ok(History { statuses, actions })),
        Err(error) => Ok(Err(error)),
    }
}

/// A status with its place in the history.
type Passed<'h> = (InvoiceStatus, DateTime<Utc>, &'h HistoStatut);

impl History {
    /// The statuses that say what and when, in the order of their numbers; without numbers, in that of the life cycle.
    fn passed(&self) -> Vec<Passed<'_>> {
        let mut listed: Vec<&HistoStatut> = self.statuses.iter().collect();
        let place = |status: &HistoStatut| {
            let code = InvoiceStatus::from_code(status.histo_statut_code.as_ref()?.as_str());
            InvoiceStatus::KNOWN.iter().position(|known| *known == code)
        };
        listed.sort_by_key(|status| (status.histo_statut_id, place(status)));
        listed
            .into_iter()
            .filter_map(|status| {
                let code = status.histo_statut_code.as_ref()?;
                let at = status.histo_statut_date_passage.as_ref().and_then(instant)?;
                Some((InvoiceStatus::from_code(code.as_str()), at, status))
            })
            .collect()
    }
}

fn bare(passed: &[Passed<'_>]) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    passed.iter().map(|(status, at, _)| (status.clone(), *at)).collect()
}

/// Takes where the invoice stands and the day of arrival from the history.
pub(super) fn apply_history(invoice: &mut Invoice, history: &History) {
    let passed = history.passed();
    if let Some((status, at)) = standing(bare(&passed)) {
        let entry = passed.iter().rev().find(|(known, moment, _)| *known == status && *moment == at);
        if status != invoice.status {
            invoice.status_at = at;
            invoice.status_reason = None;
        }
        invoice.status = status;
        invoice.status_comment = entry
            .and_then(|(_, _, entry)| entry.histo_statut_commentaire.clone())
            .filter(|text| !text.trim().is_empty());
    }
    let arrivals = passed.iter().filter(|(status, ..)| *status == InvoiceStatus::MiseADisposition);
    let arrival = arrivals.map(|(_, at, _)| *at).min();
    invoice.arrived_at = arrival.or(invoice.arrived_at);
}

/// Where the days of the payment delay went.
pub(super) fn spans_of(history: &History) -> Vec<ClockSpan> {
    clock_spans(bare(&history.passed()))
}

/// What it tells as events; reading it twice adds nothing.
pub(super) fn events_of(ground: &Ground, invoice: &Invoice, history: &History) -> Vec<Event> {
    let now = ground.now();
    let event =
        |kind, key: String, at: Option<&Moment>, code: &str, author, comment: Option<&String>| Event {
            id: ground.id::<EventId>(),
            organization: invoice.organization,
            invoice: invoice.id,
            happened_at: at.and_then(instant).unwrap_or(now),
            kind,
            code: code.to_owned(),
            author,
            comment: comment.filter(|text| !text.trim().is_empty()).cloned(),
            reason: None,
            foreign_key: Some(key),
        };
    let statuses = history.statuses.iter().map(|status| {
        let code = status.histo_statut_code.as_ref().map_or("TECHNIQUE_INCONNU", |code| code.as_str());
        let moment = status.histo_statut_date_passage.as_ref();
        let key = status.histo_statut_id.map_or_else(|| format!("{code} {moment:?}"), |id| id.to_string());
        let author = full_name(&status.histo_statut_utilisateur_prenom, &status.histo_statut_utilisateur_nom);
        event(EventKind::Status, key, moment, code, author, status.histo_statut_commentaire.as_ref())
    });
    let actions = history.actions.iter().map(|action| {
        let code = action.histo_action_code.as_ref().map_or("ACTION_INCONNUE", |code| code.as_str());
        let moment = action.histo_action_date_heure.as_ref();
        let key = action.histo_action_id.map_or_else(|| format!("{code} {moment:?}"), |id| id.to_string());
        let author = full_name(&action.histo_action_utilisateur_prenom, &action.histo_action_utilisateur_nom);
        event(EventKind::Action, key, moment, code, author, None)
    });
    statuses.chain(actions).collect()
}

fn full_name(first: &Option<String>, last: &Option<String>) -> Option<String> {
    let name = [first, last].into_iter().flatten().map(|part| part.trim()).collect::<Vec<_>>().join(" ");
    let name = name.trim().to_owned();
    (!name.is_empty()).then_some(name)
}
