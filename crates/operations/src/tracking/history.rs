//! The history of an invoice at Chorus Pro, kept as events.

use chorus_pro::factures::{ConsulterHistoriqueFacture, HistoAction, HistoStatut};
use chorus_pro::pages::{HistoActions, HistoStatuts};
use chorus_pro::{Client, Error, Moment};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ClockSpan, EventId, InvoiceStatus, StatusDisorder, ValidatorLevel, clock_spans, standing, status_disorder,
};
use jobs::{Failure, Work};
use storage::{Event, EventKind, Invoice};

use super::listed::instant;
use crate::ground::Ground;

/// Times of one moment that a list and a history write differ by less.
const WRITTEN_TO_THE_MINUTE: TimeDelta = TimeDelta::minutes(2);

/// What `consulter/historique` tells, all pages.
#[derive(Default)]
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

/// Where an invoice stands, since when, what was written with it, and since when it has last waited for a validator.
pub(super) struct Waiting {
    pub status: InvoiceStatus,
    pub at: DateTime<Utc>,
    pub comment: Option<String>,
    pub since: Option<DateTime<Utc>>,
}

impl History {
    /// The same as a history tells it; none where it tells no status.
    pub(super) fn waiting(&self) -> Option<Waiting> {
        let passed = self.passed();
        let (status, at) = standing(bare(&passed))?;
        let entry = passed.iter().rev().find(|(known, moment, _)| *known == status && *moment == at);
        let comment = entry.and_then(|(_, _, entry)| entry.histo_statut_commentaire.clone());
        let comment = comment.filter(|text| !text.trim().is_empty());
        let waited = passed.iter().rev().find(|(status, ..)| ValidatorLevel::awaited(status).is_some());
        Some(Waiting { status, at, comment, since: waited.map(|(_, at, _)| *at) })
    }
}

/// Whether an invoice has moved on from a status that it had at an instant, as last known: whether anything came after
/// that. Times of Chorus Pro may be whole minutes.
pub(crate) async fn has_moved_on(
    work: &Work,
    client: &Client,
    chorus_id: i64,
    from: impl Fn(&InvoiceStatus) -> bool,
    since: DateTime<Utc>,
) -> Result<Result<bool, Error>, Failure> {
    let history = match read_history(work, client, chorus_id).await? {
        Ok(history) => history,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(moved_on(&bare(&history.passed()), from, since)))
}

/// Where an invoice stands at Chorus Pro.
pub(crate) struct Standing {
    /// The status that was written last, whatever stood before; none when its history is empty.
    pub status: Option<InvoiceStatus>,
    /// Whether it has reached the status that was asked about, whatever came after.
    pub has_reached: bool,
}

/// Where an invoice stands, and whether it has reached `status` since an instant. Times of Chorus Pro may be whole minutes.
pub(crate) async fn standing_at_chorus_pro(
    work: &Work,
    client: &Client,
    chorus_id: i64,
    status: &InvoiceStatus,
    since: DateTime<Utc>,
) -> Result<Result<Standing, Error>, Failure> {
    let history = match read_history(work, client, chorus_id).await? {
        Ok(history) => history,
        Err(error) => return Ok(Err(error)),
    };
    let passed = bare(&history.passed());
    let has_reached = passed.iter().any(|(known, at)| known == status && minute(*at) >= minute(since));
    let status = passed.into_iter().max_by_key(|(_, at)| *at).map(|(status, _)| status);
    Ok(Ok(Standing { status, has_reached }))
}

fn minute(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(60)
}

fn moved_on(
    passed: &[(InvoiceStatus, DateTime<Utc>)],
    from: impl Fn(&InvoiceStatus) -> bool,
    since: DateTime<Utc>,
) -> bool {
    let stood = passed.iter().position(|(status, at)| from(status) && minute(*at) >= minute(since));
    let stood = stood.or_else(|| passed.iter().rposition(|(status, _)| from(status)));
    // A history that does not know the status says nothing of what came after it.
    stood.is_some_and(|stood| stood + 1 < passed.len())
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

impl History {
    /// When the supplier has dealt with a rejection (enums.md §1.1, `histoActionCode`).
    pub(super) fn rejection_treated_at(&self) -> Option<DateTime<Utc>> {
        let treated = |action: &&HistoAction| {
            action.histo_action_code.as_ref().is_some_and(|code| code.as_str() == "TRAITEMENT_REJET")
        };
        self.actions.iter().find(treated)?.histo_action_date_heure.as_ref().and_then(instant)
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
        // A list may say when it was last written, where that adds nothing to what it was before.
        if status != invoice.status || invoice.status_at - at > WRITTEN_TO_THE_MINUTE {
            invoice.status_at = at;
        }
        if status != invoice.status {
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

/// What is wrong with the order of its statuses.
pub(super) fn disorder_of(history: &History) -> Option<StatusDisorder> {
    status_disorder(bare(&history.passed()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(60 * minute)
    }

    #[test]
    fn what_came_after_the_status_that_was_answered_counts_and_nothing_else() {
        use InvoiceStatus::{Completee, MiseADisposition, Suspendue};
        let is_suspended = |status: &InvoiceStatus| *status == Suspendue;
        let first = [(MiseADisposition, at(1)), (Suspendue, at(2))];
        assert!(!moved_on(&first, is_suspended, at(2) + TimeDelta::seconds(40)));
        let done = [first.as_slice(), &[(Completee, at(3))]].concat();
        assert!(moved_on(&done, is_suspended, at(2)));
        let again = [done.as_slice(), &[(Suspendue, at(4))]].concat();
        assert!(!moved_on(&again, is_suspended, at(4)), "the second suspension is not answered yet");
        assert!(moved_on(&again, is_suspended, at(2)), "the first one was");
        assert!(!moved_on(&[(MiseADisposition, at(1))], is_suspended, at(0)));
        assert!(!moved_on(&first, is_suspended, at(9)), "a clock of ours that is ahead");
    }
}
