//! What happened to an invoice, and how its sending went.

use std::cmp::Reverse;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Direction, InvoiceStatus, StatusKind, format_moment, format_time_to_come};
use leptos::prelude::*;
use operations::{Event, EventKind, InvoiceView};

use super::super::{attempt_of, why};
use crate::components::{Attempt, Attempts, IconName, Timeline, TimelineEntry, kind_icon, status_icon};

/// What happened, latest first.
pub(super) fn in_order(view: &InvoiceView) -> Vec<&Event> {
    let mut events: Vec<&Event> = view.events.iter().collect();
    // Chorus Pro's moments may be whole minutes: within one, what happened there came after what happened here, and
    // the life cycle tells the rest.
    events.sort_by_key(|event| {
        let step = InvoiceStatus::KNOWN.iter().position(|status| status.code() == event.code);
        (
            Reverse(event.happened_at.timestamp().div_euclid(60)),
            event.kind == EventKind::Local,
            Reverse(event.happened_at),
            Reverse(step),
        )
    });
    events
}

/// What happened, latest first, as a timeline.
pub(super) fn history(view: &InvoiceView) -> AnyView {
    let events = in_order(view);
    // How long it took from what came before.
    let before = events.iter().skip(1).map(|event| Some(event.happened_at)).chain([None]);
    let entries = events
        .iter()
        .zip(before)
        .map(|(event, before)| timeline_entry(event, before, view.invoice.direction))
        .collect::<Vec<_>>();
    let checked =
        view.invoice.checked_at.map(|at| format!("Vérifié auprès de Chorus Pro le {}.", format_moment(at)));
    view! {
        <section class="section">
            <Timeline title="Historique" entries/>
            {checked.map(|text| view! { <p class="field-hint">{text}</p> })}
        </section>
    }
    .into_any()
}

/// The tries to send it.
pub(super) fn sendings(view: &InvoiceView) -> Option<AnyView> {
    let next = view.next_try();
    let attempts: Vec<Attempt> = view
        .sendings()
        .map(|attempt| {
            // Of an older try, what was planned then; of a stopped access, what will not come by itself.
            let planned = attempt.next_at.filter(|at| next == Some(*at));
            let next = planned
                .map(|at| format!(" Prochain essai à {}.", format_time_to_come(at)))
                .unwrap_or_default();
            attempt_of(attempt, ["Acceptée", "Refusée"], &next)
        })
        .collect();
    (!attempts.is_empty()).then(|| {
        view! { <section class="section"><h2>"Envois vers Chorus Pro"</h2><Attempts attempts/></section> }
            .into_any()
    })
}

fn machine(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn timeline_entry(event: &Event, before: Option<DateTime<Utc>>, direction: Direction) -> TimelineEntry {
    let title = event_title(event);
    let (kind, icon, code) = match event.kind {
        EventKind::Status => {
            let status = InvoiceStatus::from_code(&event.code);
            let icon = status_icon(&status, direction);
            (status.kind(direction), icon, Some(event.code.clone()))
        }
        EventKind::Action => (StatusKind::Neutral, IconName::Account, Some(event.code.clone())),
        EventKind::Local => {
            let kind = local_kind(&event.code);
            (kind, kind_icon(kind), None)
        }
    };
    TimelineEntry {
        moment_text: format_moment(event.happened_at),
        datetime: machine(event.happened_at),
        since: before.map(|before| event.happened_at - before),
        title,
        kind,
        icon,
        author: event.author.clone(),
        comment: why(event.reason.as_ref(), event.comment.as_deref()),
        code,
    }
}

/// What an event is called.
pub(super) fn event_title(event: &Event) -> String {
    match event.kind {
        EventKind::Status => InvoiceStatus::from_code(&event.code).label(),
        EventKind::Action => action_label(&event.code),
        EventKind::Local => local_label(&event.code).to_owned(),
    }
}

/// Acts of users on Chorus Pro (enums.md §1.1, `histoActionCode`).
fn action_label(code: &str) -> String {
    match code {
        "TELECHARGEMENT_FACTURE" => "Téléchargée".to_owned(),
        "ACQUITTEMENT_REJET" => "Rejet acquitté".to_owned(),
        "ACQUITTEMENT_SUSPENSION" => "Suspension acquittée".to_owned(),
        "TRAITEMENT_REJET" => "Rejet traité".to_owned(),
        other => format!("Action inconnue : {other}"),
    }
}

/// What happened in Pupitre.
fn local_label(code: &str) -> &'static str {
    match code {
        "DRAFT" => "Brouillon préparé dans Pupitre",
        "QUEUED" => "Dépôt confirmé dans Pupitre",
        "WITHOUT_MANDATE" => "Déposée sans mandat valable",
        "TAKEN_OVER" => "Brouillon pris en charge par une autre personne",
        "UNDONE" => "Envoi annulé avant le départ",
        "SENT" => "Acceptée par Chorus Pro",
        "REFUSED" => "Refusée à l’envoi, rien n’est déposé",
        "EDI_INTEGRATED" => "Intégrée par un flux déposé par EDI",
        "CANCELLED" => "Brouillon abandonné",
        "COPIED" => "Établie d’après une autre facture",
        "RESUMED" => "Brouillon repris",
        "LEFT_AS_FLOW" => "Brouillon devenu un flux",
        "FROM_FLOW" => "Reprise d’un flux refusé par Chorus Pro",
        "COMPLETED" => "Complément accepté par Chorus Pro",
        "RECYCLED" => "Recyclage accepté par Chorus Pro",
        "VALIDATOR_CORRECTED" => "Nouveau valideur accepté par Chorus Pro",
        "REJECTION_TREATED" => "Rejet marqué comme traité",
        "ASSIGNED" => "Confiée",
        "APPROVAL_ASKED" => "Visa demandé",
        "APPROVED" => "Visa donné",
        "APPROVAL_REFUSED" => "Visa refusé",
        "APPROVAL_WITHDRAWN" => "Visa retiré du circuit",
        "ACCOUNT_HELD" => "Coordonnées bancaires à confirmer",
        "ACCOUNT_CALLED_BACK" => "Fournisseur rappelé au sujet de ses coordonnées bancaires",
        "ACCOUNT_CONFIRMED" => "Coordonnées bancaires confirmées",
        "REJECTION_ASKED" => "Rejet préparé, une deuxième personne doit le confirmer",
        "REJECTION_CONFIRMED" => "Rejet confirmé par une deuxième personne",
        "REJECTION_RETURNED" => "Rejet rendu à son auteur",
        "UNASSIGNED" => "N’est plus confiée à personne",
        "CONTRACT_DAYS" => "Délai contractuel enregistré",
        "NO_CONTRACT_DAYS" => "Délai contractuel retiré",
        "DECIDED" => "Décision acceptée par Chorus Pro",
        "DECISION_REFUSED" => "Décision refusée par Chorus Pro",
        "ACT_REFUSED" => "Réponse refusée par Chorus Pro, rien n’a changé",
        _ => "Événement de Pupitre",
    }
}

fn local_kind(code: &str) -> StatusKind {
    match code {
        "SENT" | "COMPLETED" | "RECYCLED" | "VALIDATOR_CORRECTED" | "DECIDED" => StatusKind::Info,
        "REFUSED" | "ACT_REFUSED" | "DECISION_REFUSED" => StatusKind::Error,
        "APPROVED" | "ACCOUNT_CONFIRMED" => StatusKind::Success,
        "APPROVAL_REFUSED" => StatusKind::Error,
        "WITHOUT_MANDATE" | "ACCOUNT_HELD" => StatusKind::Warning,
        _ => StatusKind::Neutral,
    }
}
