//! Who looks after a received invoice, and what looks wrong with it.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{Direction, InvoiceId, Permission, StatusKind, UserId, format_amount, format_day, from_cents};
use leptos::prelude::*;
use operations::{Assignee, Invoice, OperationError, Suspicion};
use serde::Deserialize;

use super::super::done::{Done, redirect_done_to};
use crate::components::{Button, ButtonKind, Choice, Moment, NoticeBox, SelectField, prose};
use crate::web::{Context, PageError, Place, local_target};

/// What the page of a received invoice shows of it.
#[derive(Default)]
pub(super) struct InCharge {
    assignee: Option<Assignee>,
    /// Who may be chosen; nobody for who may not choose.
    people: Vec<(UserId, String)>,
    suspicions: Vec<Suspicion>,
    /// The person who looks at the page.
    me: Option<UserId>,
    /// The page itself, in the list in which it was opened.
    address: String,
}

impl InCharge {
    /// Of a received invoice; nothing of an issued one.
    pub(super) async fn load(
        context: &Context,
        invoice: &Invoice,
        address: String,
    ) -> Result<Option<Self>, PageError> {
        if invoice.direction != Direction::Received {
            return Ok(None);
        }
        let (receiving, actor) = (&context.site.desk.receiving, &context.actor);
        let people = if actor.role.allows(Permission::Treat) {
            receiving.may_be_assigned(actor, invoice.id).await?
        } else {
            Vec::new()
        };
        Ok(Some(Self {
            assignee: receiving.assignee(actor, invoice.id).await?,
            people,
            suspicions: receiving.suspicions(actor, invoice.id).await?,
            me: Some(actor.user),
            address,
        }))
    }

    /// What should be looked at twice, each with the way to the other invoice.
    pub(super) fn warnings(&self) -> AnyView {
        let warnings = self.suspicions.iter().map(|suspicion| {
            let (title, other) = match suspicion {
                Suspicion::SameNumber(other) => ("Ce numéro a déjà servi cette année", other),
                Suspicion::NearDuplicate(other) => ("Peut-être déjà facturée", other),
            };
            let text = told(other);
            let href = format!("/factures/{}", other.id);
            view! {
                <NoticeBox kind=StatusKind::Warning title=title text=text/>
                <p class="suspicion-link"><a href=href>{format!("Comparer avec {}", other.number)}</a></p>
            }
        });
        warnings.collect_view().into_any()
    }

    /// Who has it, since when, and giving it to somebody.
    pub(super) fn view(&self, invoice: InvoiceId, now: DateTime<Utc>) -> AnyView {
        let who = match &self.assignee {
            Some(assignee) => view! {
                <p><strong>{assignee.name.clone()}</strong>", depuis "<Moment instant=assignee.since now=now/></p>
            }
            .into_any(),
            None => view! { <p class="field-hint">"Personne n’en est chargé."</p> }.into_any(),
        };
        let is_mine = self.assignee.as_ref().map(|assignee| assignee.user) == self.me;
        let may_take = self.me.filter(|me| !is_mine && self.people.iter().any(|(user, _)| user == me));
        let take = may_take.map(|me| {
            view! { <Button label="Prendre en charge" name="user" value=me.to_string() kind=ButtonKind::Secondary/> }
        });
        let form = (!self.people.is_empty()).then(|| {
            let nobody = Choice::new("", "Personne");
            let people = self.people.iter().map(|(user, name)| Choice::new(user.to_string(), name.clone()));
            let choices: Vec<Choice> = std::iter::once(nobody).chain(people).collect();
            let value = self.assignee.as_ref().map(|assignee| assignee.user.to_string()).unwrap_or_default();
            let action = format!("/factures/{invoice}/charge");
            view! {
                <form class="in-charge" method="post" action=action.clone()>
                    <input type="hidden" name="retour" value=self.address.clone()/>
                    <SelectField name="user" id="in-charge" label="Confier à" choices value/>
                    <Button label="Confier"/>
                </form>
                <form method="post" action=action>
                    <input type="hidden" name="retour" value=self.address.clone()/>
                    {take}
                </form>
            }
        });
        view! { <section class="section"><h2>"En charge"</h2>{who}{form}</section> }.into_any()
    }
}

/// An invoice that is like this one.
fn told(other: &Invoice) -> String {
    let amount = other
        .gross_cents
        .map(|cents| format_amount(from_cents(other.kind.signed(cents)), &other.currency))
        .map(|amount| format!(", {amount}"))
        .unwrap_or_default();
    let day = other.date.map(|day| format!(" du {}", format_day(day))).unwrap_or_default();
    let status = other.status.label();
    prose(&format!(
        "{} {}{day}{amount}, du même fournisseur\u{a0}: {status}.",
        other.kind.label(),
        other.number
    ))
}

/// To whom it is given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChargeForm {
    user: String,
    retour: String,
}

/// Gives an invoice to somebody.
pub(super) async fn assign(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<ChargeForm>,
) -> Result<Response, PageError> {
    let user = match form.user.as_str() {
        "" => None,
        user => Some(user.parse().map_err(|_| OperationError::NotFound("user"))?),
    };
    context.site.desk.receiving.assign(&context.actor, id, user).await?;
    let own = Place::Invoice(id).path();
    let back = local_target(&form.retour).filter(|path| path.split('?').next() == Some(own.as_str()));
    Ok(redirect_done_to(back.unwrap_or(&own), Done::InvoiceAssigned))
}
