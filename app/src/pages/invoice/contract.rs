//! The delay that a contract gives to pay a received invoice: what it means for this one, and the field to say it.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use domain::{ContractField, DelayBasis, Direction, FormField as _, InvoiceId, StatusStage, Values};
use leptos::prelude::*;
use operations::{InvoiceView, OperationError};

use super::super::done::{Done, redirect_done_to};
use super::super::refusal::{FormState, Refusal};
use super::{Notices, page};
use crate::components::{Button, FieldWidth, TextField, TextKind, prose};
use crate::web::{Context, PageError, Place, local_target};
use crate::words::Sentence as _;

/// The section; none where no delay runs, or it has come to its end. `refused` is what was typed and not taken.
pub(super) fn contract_section(
    view: &InvoiceView,
    may_treat: bool,
    refused: Option<&FormState>,
    address: &str,
) -> Option<AnyView> {
    let invoice = &view.invoice;
    let delay = view.delay().ok()?;
    let stage = invoice.status.stage(invoice.direction);
    let waits = matches!(stage, StatusStage::Arrived | StatusStage::Waiting);
    let known = view.terms.contract_days;
    if invoice.direction != Direction::Received || !waits || (!may_treat && known.is_none()) {
        return None;
    }
    let meaning = known.map(|days| match delay.delay.basis {
        DelayBasis::Contract => {
            format!("Le contrat prévoit {}\u{a0}: il l’emporte sur le délai légal.", in_days(days))
        }
        DelayBasis::Law | DelayBasis::Assumed => format!(
            "Le contrat prévoit {}, sans effet\u{a0}: il ne peut pas dépasser le délai légal de {}.",
            in_days(days),
            in_days(delay.delay.days)
        ),
    });
    let meaning = meaning.map(|text| view! { <p>{prose(&text)}</p> });
    let form = may_treat.then(|| {
        let stored = known.map(|days| days.to_string()).unwrap_or_default();
        let value = refused.map_or(stored, |form| form.value(ContractField::Days));
        let messages = refused.map(|form| form.messages(ContractField::Days)).unwrap_or_default();
        let summary = if known.is_some() { "Changer le délai contractuel" } else { "Délai contractuel" };
        let hint =
            "Seulement si le contrat est plus court que la loi (L2192-10). Vide\u{a0}: le délai légal.";
        view! {
            <details open=refused.is_some()>
                <summary>{summary}</summary>
                <form class="form" method="post" action=format!("/factures/{}/delai-contractuel", invoice.id)>
                    <input type="hidden" name="retour" value=address.to_owned()/>
                    <TextField
                        name=ContractField::Days.name()
                        label=ContractField::Days.label()
                        value
                        hint
                        messages
                        kind=TextKind::Digits
                        width=FieldWidth::Short
                        maxlength=3
                    />
                    <div class="button-row"><Button label="Enregistrer"/></div>
                </form>
            </details>
        }
    });
    Some(
        view! { <section class="section contract" aria-label="Délai contractuel">{meaning}{form}</section> }
            .into_any(),
    )
}

fn in_days(days: u32) -> String {
    if days == 1 { "1\u{a0}jour".to_owned() } else { format!("{days}\u{a0}jours") }
}

/// Keeps what was typed.
pub(super) async fn set(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let text = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let typed = text(ContractField::Days.name());
    let own = Place::Invoice(id).path();
    let back = local_target(text("retour")).filter(|path| path.split('?').next() == Some(own.as_str()));
    let back = back.unwrap_or(&own);
    match context.site.desk.receiving.set_contract_days(&context.actor, id, typed).await {
        Ok(()) => Ok(redirect_done_to(back, Done::ContractDaysTold)),
        Err(OperationError::Invalid(notes)) => {
            let mut values = Values::default();
            values.set(ContractField::Days, typed);
            let query = back.split_once('?').map_or("", |(_, query)| query);
            let said = Notices {
                problem: Some(OperationError::Invalid(notes.clone()).sentence()),
                contract: Some(FormState::refused(values, Refusal::noted(notes))),
                query: serde_urlencoded::from_str(query).unwrap_or_default(),
                ..Notices::default()
            };
            page(&context, id, said).await
        }
        Err(other) => Err(other.into()),
    }
}
