//! What its recipient may do with an invoice, on its page: each decision a press or a key.

use domain::{ActState, Decision, InvoiceStatus};
use leptos::prelude::*;
use operations::InvoiceView;

use super::super::deciding::path_of;
use crate::components::{Button, ButtonKind, ButtonLink, IconName, StatusBadge};
use crate::words::verb;

/// The decisions that have a key.
const WITH_KEY: [(Decision, &str); 5] = [
    (Decision::ServiceFait, "a"),
    (Decision::Mandate, "m"),
    (Decision::Suspend, "s"),
    (Decision::GiveBack, "c"),
    (Decision::Reject, "r"),
];

/// The one that is next on the way to the payment.
const fn next(status: &InvoiceStatus) -> Option<Decision> {
    Some(match status {
        InvoiceStatus::MiseADisposition | InvoiceStatus::Completee => Decision::ServiceFait,
        InvoiceStatus::ServiceFait => Decision::Mandate,
        InvoiceStatus::Mandatee => Decision::HandOver,
        InvoiceStatus::MiseADispositionComptable => Decision::Book,
        InvoiceStatus::Comptabilisee => Decision::OrderPayment,
        _ => return None,
    })
}

/// The decisions that are open; nothing while one is on its way, and where none is. `list` carries the place in the list on.
pub(super) fn decide_bar(view: &InvoiceView, list: &str) -> Option<AnyView> {
    let id = view.invoice.id;
    let badge = view! {
        <p class="action-bar-state"><StatusBadge status=view.invoice.status.clone() direction=view.invoice.direction/></p>
    };
    let prepared = match view.act.as_ref() {
        Some(current) if current.act.state.is_under_way() => {
            let waits = current.submission.as_ref().is_some_and(|item| item.waiting && item.tries > 0);
            let action = format!("/factures/{id}/decisions/{}/reessayer", current.act.id);
            return waits.then(|| {
                view! {
                    <form class="action-bar" method="post" action=action>
                        {badge}
                        <Button label="Réessayer maintenant" icon=IconName::Refresh/>
                    </form>
                }
                .into_any()
            });
        }
        Some(current) if matches!(current.act.state, ActState::Draft | ActState::Refused) => {
            Decision::from_code(current.act.values.get(domain::DecisionField::Decision))
        }
        _ => None,
    };
    let decisions = view.decisions();
    let open =
        |decision: Decision| decisions.iter().any(|(known, steps)| *known == decision && steps.is_ok());
    if !decisions.iter().any(|(_, steps)| steps.is_ok()) {
        return None;
    }
    let first = prepared.filter(|decision| open(*decision)).or_else(|| next(&view.invoice.status));
    let link = |decision: Decision, kind| {
        let key = WITH_KEY.iter().find(|(known, _)| *known == decision).map(|(_, key)| *key);
        let href = format!("{}{list}", path_of(decision, id));
        match key {
            Some(shortcut) => view! { <ButtonLink label=verb(decision) href kind shortcut/> },
            None => view! { <ButtonLink label=verb(decision) href kind/> },
        }
    };
    let others = WITH_KEY.iter().map(|(decision, _)| *decision);
    let others = others.filter(|decision| open(*decision) && Some(*decision) != first);
    let others = others.map(|decision| link(decision, ButtonKind::Secondary)).collect_view();
    let first = first.filter(|decision| open(*decision)).map(|decision| link(decision, ButtonKind::Primary));
    let which = format!("/factures/{id}/decider{list}");
    Some(
        view! {
            <div class="action-bar decide-bar">
                {badge}
                <ButtonLink label="Quelle décision ?" href=which kind=ButtonKind::Quiet/>
                {others}
                {first}
            </div>
        }
        .into_any(),
    )
}
