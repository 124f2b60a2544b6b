//! Statuses of an invoice that were written in an order in which none goes: what is wrong, and the decision that mends it.

use domain::{DisorderKind, StatusDisorder, StatusKind, format_moment};
use leptos::prelude::*;
use operations::InvoiceView;

use super::super::deciding::path_of;
use crate::components::{ButtonLink, NoticeBox, prose};
use crate::words::verb;

/// What is wrong; nothing where nothing is, and while a decision is on its way. `list` carries the place in the list on.
pub(super) fn disorder_notice(view: &InvoiceView, may_treat: bool, list: &str) -> Option<AnyView> {
    let disorder = view.disorder.as_ref()?;
    if view.act.as_ref().is_some_and(|current| current.act.state.is_under_way()) {
        return None;
    }
    let mended_by = view.mended_by().filter(|_| may_treat);
    let mending = mended_by.map(|decision| {
        let label = format!("{} de nouveau", verb(decision));
        view! { <p class="button-row"><ButtonLink label href=format!("{}{list}", path_of(decision, view.invoice.id))/></p> }
    });
    let text = prose(&told(disorder, view));
    Some(
        view! {
            <NoticeBox kind=StatusKind::Warning title="Statuts incohérents" text/>
            {mending}
        }
        .into_any(),
    )
}

/// What is wrong, and what can be done about it.
fn told(disorder: &StatusDisorder, view: &InvoiceView) -> String {
    let (reached, written) = (disorder.reached.label(), disorder.written.label());
    let at = format_moment(disorder.written_at);
    let wrong = match disorder.kind {
        DisorderKind::Backwards => format!(
            "«\u{a0}{written}\u{a0}» a été inscrit le {at}, après «\u{a0}{reached}\u{a0}» qui vient plus tard sur le chemin du paiement. \
             Chorus Pro affiche donc «\u{a0}{written}\u{a0}»."
        ),
        DisorderKind::AfterReturn => format!(
            "«\u{a0}{written}\u{a0}» a été inscrit le {at}, après «\u{a0}{reached}\u{a0}», sans que le fournisseur l’ait renvoyée."
        ),
    };
    let act = match (view.is_received(), view.mended_by()) {
        (false, _) => "Seul le destinataire peut remettre ces statuts en ordre.",
        (true, Some(_)) => {
            "Le plus souvent, un logiciel comptable a inscrit ce statut en retard. Vérifiez, puis remettez le bon."
        }
        (true, None) => {
            "Aucun statut que Chorus Pro accepte à partir de là ne le répare\u{a0}: voyez avec le comptable ou l’éditeur du logiciel."
        }
    };
    format!("{wrong} {act}")
}
