//! What is done to an invoice that came back, on its page: what it calls for, what is on its way, the way back.

use chrono::{DateTime, Utc};
use domain::{ActKind, ActState, Decision, DecisionField, Reason, StatusStage, format_time_to_come};
use leptos::prelude::*;
use operations::{Act, CurrentAct, InvoiceView};

use super::super::acting::path_of;
use super::super::seconds;
use crate::components::{Button, ButtonKind, ButtonLink, IconName, StatusBadge};
use crate::islands::UndoCountdown;
use crate::words::{Sentence as _, decision_noun};

/// What it is called within a sentence.
const fn noun(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Complete => "Le complément",
        ActKind::Recycle => "Le recyclage",
        ActKind::CorrectValidator => "Le changement de valideur",
        ActKind::AcknowledgeRejection => "La marque « rejet traité »",
        ActKind::Decide => "La décision",
    }
}

/// What an act is called within a sentence.
fn noun_of(act: &Act) -> &'static str {
    let decided = Decision::from_code(act.values.get(DecisionField::Decision));
    decided.filter(|_| act.kind == ActKind::Decide).map_or_else(|| noun(act.kind), decision_noun)
}

/// How far it is; nothing is said of what leaves in a moment: the way back says it.
pub(super) fn act_words(
    current: &CurrentAct,
    next_try: Option<DateTime<Utc>>,
    held_back: Option<Reason>,
) -> Option<String> {
    let noun = noun_of(&current.act);
    let why = current.act.reason.as_ref().map(|reason| format!(" {}", reason.sentence())).unwrap_or_default();
    Some(match (current.act.state, held_back, next_try) {
        (ActState::Done, ..) => return None,
        (ActState::Draft, ..) if current.act.kind == ActKind::Decide => {
            "Une décision est préparée, elle n’est pas partie.".to_owned()
        }
        (ActState::Draft, ..) => "Une réponse est préparée, elle n’est pas partie.".to_owned(),
        (ActState::Refused, ..) if current.act.kind == ActKind::Decide => {
            format!("{noun}\u{a0}: Chorus Pro ne l’a pas accepté.{why}")
        }
        (ActState::Refused, ..) => format!("{noun} n’a pas été accepté, rien n’a changé.{why}"),
        (ActState::Unconfirmed, ..) => format!(
            "{noun}\u{a0}: Chorus Pro n’a pas répondu. Pupitre lit d’abord l’historique de la facture, avant tout nouvel envoi.{why}"
        ),
        (ActState::Held, ..) => {
            format!("{noun} attend la confirmation d’une deuxième personne. Rien n’est parti.")
        }
        (ActState::Sending, ..) => format!("{noun} part vers Chorus Pro."),
        (ActState::Queued, Some(reason), _) => {
            format!("{noun} attend que l’accès à Chorus Pro fonctionne. {}", reason.sentence())
        }
        (ActState::Queued, None, Some(at)) => {
            format!("{noun}\u{a0}: nouvel essai à {}.{why}", format_time_to_come(at))
        }
        (ActState::Queued, None, None) => format!("{noun} va partir vers Chorus Pro."),
    })
}

/// The way back while it has not left.
pub(super) fn act_toast(current: &CurrentAct) -> Option<AnyView> {
    let until = current.undo_until?;
    let (invoice, act) = (current.act.invoice, current.act.id);
    let text = format!("{}\u{a0}: l’envoi part à {}.", noun_of(&current.act), seconds(until));
    Some(
        view! {
            <form class="toast" method="post" action=format!("/factures/{invoice}/reponses/{act}/annuler")>
                <p>{text} <UndoCountdown until=until.timestamp_millis()/></p>
                <Button label="Annuler l’envoi" icon=IconName::Undo/>
            </form>
        }
        .into_any(),
    )
}

/// What can be done: try again what waits, or answer what the invoice calls for.
pub(super) fn act_bar(view: &InvoiceView) -> Option<AnyView> {
    let invoice = &view.invoice;
    let id = invoice.id;
    let badge = || {
        view! { <p class="action-bar-state"><StatusBadge status=invoice.status.clone() direction=invoice.direction/></p> }
    };
    if let Some(current) = view.act.as_ref().filter(|current| current.act.state.is_under_way()) {
        let waits = current.submission.as_ref().is_some_and(|item| item.waiting && item.tries > 0);
        let acts = if current.act.kind == ActKind::Decide { "decisions" } else { "reponses" };
        let action = format!("/factures/{id}/{acts}/{}/reessayer", current.act.id);
        return waits.then(|| {
            view! {
                <form class="action-bar" method="post" action=action>
                    {badge()}
                    <Button label="Réessayer maintenant" icon=IconName::Refresh/>
                </form>
            }
            .into_any()
        });
    }
    let rejected = invoice.status.stage(invoice.direction) == StatusStage::Rejected;
    let copy = (rejected && invoice.direction == domain::Direction::Issued).then(|| {
        let kind = if view.rejection_treated { ButtonKind::Secondary } else { ButtonKind::Primary };
        view! { <Button label="Établir la facture corrigée" kind form="copy" name="motif" value="rejet"/> }
    });
    let act = view.called_for().map(|kind| {
        let prepared = view.act.is_some();
        match kind {
            ActKind::AcknowledgeRejection => {
                view! { <Button label="Marquer comme traité" form="treated"/> }.into_any()
            }
            kind => {
                let label = match (kind, prepared) {
                    (_, true) => "Reprendre la réponse",
                    (ActKind::Complete, _) => "Compléter",
                    (ActKind::Recycle, _) => "Recycler",
                    _ => "Corriger le valideur",
                };
                view! { <ButtonLink label href=path_of(kind, id) kind=ButtonKind::Primary/> }.into_any()
            }
        }
    });
    (act.is_some() || copy.is_some()).then(|| {
        view! {
            <form id="treated" method="post" action=format!("/factures/{id}/rejet-traite")></form>
            <form id="copy" method="post" action=format!("/factures/{id}/copie")></form>
            <div class="action-bar">{badge()} {act} {copy}</div>
        }
        .into_any()
    })
}
