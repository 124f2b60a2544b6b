//! The circuit of a received invoice on its page: its steps, what this person may do about them, its account, and what waits
//! for a second person.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{
    AccountFinding, ActId, ActState, ApprovalState, Approver, Direction, InvoiceId, Permission, StatusKind,
    UserId,
};
use leptos::prelude::*;
use operations::{
    AccountCheck, Approval, CurrentAct, Invoice, InvoiceCircuit, LONGEST_CALL_BACK, OperationError,
};
use serde::Deserialize;

use super::super::done::{Done, redirect_done_to};
use super::{Notices, page};
use crate::components::{Badge, Button, ButtonKind, Choice, Moment, NoticeBox, SelectField, TextArea, prose};
use crate::web::{Context, PageError, Place, local_target};
use crate::words::Sentence as _;

/// What the page of a received invoice shows of it.
pub(super) struct CircuitSection {
    circuit: InvoiceCircuit,
    account: Option<AccountCheck>,
    invoice: InvoiceId,
    me: UserId,
    may_treat: bool,
    /// The page itself, in the list in which it was opened.
    address: String,
    /// What was typed and not taken.
    typed: String,
}

impl CircuitSection {
    /// Of a received invoice; nothing of an issued one.
    pub(super) async fn load(
        context: &Context,
        invoice: &Invoice,
        address: String,
        typed: String,
    ) -> Result<Option<Self>, PageError> {
        if invoice.direction != Direction::Received {
            return Ok(None);
        }
        let (circuit, actor) = (&context.site.desk.circuit, &context.actor);
        Ok(Some(Self {
            circuit: circuit.of_invoice(actor, invoice.id).await?,
            account: circuit.account_check(actor, invoice.id).await?,
            invoice: invoice.id,
            me: actor.user,
            may_treat: actor.role.allows(Permission::Treat),
            address,
            typed,
        }))
    }

    fn hidden(&self) -> AnyView {
        view! { <input type="hidden" name="retour" value=self.address.clone()/> }.into_any()
    }

    /// What keeps the payment from being ordered because of its account, and what to do about it.
    pub(super) fn account(&self, now: DateTime<Utc>) -> Option<AnyView> {
        let check = self.account.as_ref().filter(|check| check.is_held())?;
        let found: Vec<&str> = check.account.findings.iter().map(|finding| finding_words(*finding)).collect();
        let others = match &check.others[..] {
            [] => String::new(),
            [one] => format!(" Compte connu : {}.", spaced(one)),
            several => format!(
                " Comptes connus : {}.",
                several.iter().map(|iban| spaced(iban)).collect::<Vec<_>>().join(", ")
            ),
        };
        let text = format!("Compte {}. {}{others}", spaced(&check.account.iban), found.join(" "));
        let call_back = check.known.as_ref().and_then(|known| known.call_back.as_ref());
        let noted = call_back.map(|noted| {
            view! {
                <div class="call-back">
                    <p class="note-head">"Contre-appel de "<strong>{noted.by_name.clone()}</strong>", "<Moment instant=noted.at now=now/></p>
                    <p class="note-text">{noted.note.clone()}</p>
                </div>
            }
        });
        let by_me = call_back.is_some_and(|noted| noted.by == self.me);
        let confirm = match (call_back, self.may_treat) {
            (Some(_), true) if by_me => Some(
                view! { <p class="field-hint">"Une autre personne doit maintenant confirmer."</p> }
                    .into_any(),
            ),
            (Some(_), true) => Some(
                view! {
                    <form method="post" action=format!("/factures/{}/compte/confirmer", self.invoice)>
                        {self.hidden()}
                        <Button label="Confirmer ces coordonnées"/>
                    </form>
                }
                .into_any(),
            ),
            _ => None,
        };
        let write = self.may_treat.then(|| {
            let (summary, kind) = match call_back {
                Some(_) => ("Écrire un autre compte rendu", ButtonKind::Secondary),
                None => ("Compte rendu du contre-appel", ButtonKind::Primary),
            };
            view! {
                <details open=call_back.is_none()>
                    <summary>{summary}</summary>
                    <form class="form" method="post" action=format!("/factures/{}/compte", self.invoice)>
                        {self.hidden()}
                        <TextArea
                            name="call_back"
                            label="Qui avez-vous rappelé, à quel numéro, que vous a-t-on dit ?"
                            hint="Prenez le numéro dans vos dossiers ou l’annuaire, jamais sur la facture."
                            value=self.typed.clone()
                            required=true
                            rows=3
                            maxlength=u32::try_from(LONGEST_CALL_BACK).unwrap_or(u32::MAX)
                        />
                        <Button label="Enregistrer le compte rendu" kind/>
                    </form>
                </details>
            }
        });
        Some(
            view! {
                <section class="section account-check" id="account">
                    <NoticeBox kind=StatusKind::Warning title="Coordonnées bancaires à confirmer" text=prose(&text)/>
                    <p class="field-hint">"Le paiement ne peut pas être ordonné avant."</p>
                    {noted}
                    {confirm}
                    {write}
                </section>
            }
            .into_any(),
        )
    }

    /// The steps, with what this person may do.
    pub(super) fn view(&self, now: DateTime<Utc>) -> Option<AnyView> {
        let circuit = &self.circuit;
        if circuit.steps.is_empty() && circuit.may_be_asked.is_empty() {
            return None;
        }
        let steps = circuit.steps.iter().map(|step| self.step(step, now)).collect_view();
        let list = if circuit.steps.is_empty() {
            view! { <p class="field-hint">"Aucun visa n’est demandé."</p> }.into_any()
        } else {
            view! { <ol class="circuit">{steps}</ol> }.into_any()
        };
        let ask = (!circuit.may_be_asked.is_empty()).then(|| {
            let choices = std::iter::once(Choice::new("", "Choisissez"))
                .chain(circuit.may_be_asked.iter().map(|(approver, name)| {
                    let label = match approver {
                        Approver::Team(_) => format!("{name} (équipe)"),
                        Approver::Person(_) => name.clone(),
                    };
                    Choice::new(approver.code(), label)
                }))
                .collect();
            view! {
                <form class="in-charge" method="post" action=format!("/factures/{}/visas", self.invoice)>
                    {self.hidden()}
                    <SelectField name="approver" id="approver" label="Demander un visa à" choices/>
                    <Button label="Demander" kind=ButtonKind::Secondary/>
                </form>
            }
        });
        Some(
            view! { <section class="section" id="visas"><h2>"Visas"</h2>{list}{self.mine()}{ask}</section> }
                .into_any(),
        )
    }

    fn step(&self, step: &Approval, now: DateTime<Utc>) -> AnyView {
        let (kind, word) = match step.state {
            ApprovalState::Later => (StatusKind::Neutral, "ensuite"),
            ApprovalState::Waiting => (StatusKind::Info, "attendu"),
            ApprovalState::Approved => (StatusKind::Success, "donné"),
            ApprovalState::Refused => (StatusKind::Error, "refusé"),
        };
        let decided = step.decided.as_ref().map(|decided| {
            let by = (decided.by_name != step.approver_name).then(|| format!("par {}, ", decided.by_name));
            let comment =
                decided.comment.clone().map(|text| view! { <span class="cell-detail">{text}</span> });
            view! { <span class="cell-detail">{by}<Moment instant=decided.at now=now/></span>{comment} }
        });
        let since = (step.state == ApprovalState::Waiting).then(|| {
            let substitute =
                self.circuit.stands_in.as_ref().map(|name| format!("\u{a0}; absence, {name} supplée"));
            view! { <span class="cell-detail">"depuis "<Moment instant=step.asked_at now=now/>{substitute}", demandé par "{step.asked_by.clone()}</span> }
        });
        let again = (step.state == ApprovalState::Refused && self.may_treat).then(|| {
            view! { <Button label="Redemander" name="action" value="redemander" kind=ButtonKind::Quiet/> }
        });
        let withdraw = (self.circuit.may_withdraw && step.state != ApprovalState::Approved).then(|| {
            let value = format!("retirer:{}", step.position);
            view! { <Button label="Retirer" name="action" value kind=ButtonKind::Quiet/> }
        });
        let acts = (again.is_some() || withdraw.is_some()).then(|| {
            view! {
                <form class="step-acts" method="post" action=format!("/factures/{}/visas", self.invoice)>
                    {self.hidden()} {again} {withdraw}
                </form>
            }
        });
        view! {
            <li>
                <p><strong>{step.approver_name.clone()}</strong>" "<Badge kind label=word/></p>
                {since}
                {decided}
                {acts}
            </li>
        }
        .into_any()
    }

    /// The step whose turn it is, where it is this person's.
    fn mine(&self) -> Option<AnyView> {
        let (position, instead) = self.circuit.mine.as_ref()?;
        let hint = instead.as_ref().map(|name| format!("Pour {name}, absent : l’historique le dira."));
        Some(
            view! {
                <form class="form visa" method="post" action=format!("/factures/{}/visa", self.invoice)>
                    {self.hidden()}
                    <input type="hidden" name="position" value=position.to_string()/>
                    <TextArea
                        name="comment"
                        label="Commentaire du visa"
                        hint=hint.unwrap_or_else(|| "Nécessaire pour refuser.".to_owned())
                        value=self.typed.clone()
                        rows=2
                        maxlength=500
                    />
                    <div class="button-row">
                        <Button label="Refuser le visa" name="action" value="refuser" kind=ButtonKind::Secondary/>
                        <Button label="Viser" name="action" value="viser"/>
                    </div>
                </form>
            }
            .into_any(),
        )
    }
}

/// What waits for a second person: for others to confirm, for the first one to take back.
pub(super) fn second_person(current: &CurrentAct, me: UserId, may_treat: bool) -> Option<AnyView> {
    let act = &current.act;
    if act.state != ActState::Held {
        return None;
    }
    let motif = act.values.get(domain::DecisionField::Motif).to_owned();
    let text = format!("{} a préparé ce rejet : « {motif} »", act.author_name);
    let action = format!("/factures/{}/decisions/{}/seconde", act.invoice, act.id);
    let acts = may_treat.then(|| {
        let confirm = (act.author != me).then(|| {
            view! { <Button label="Confirmer le rejet" name="action" value="confirmer" kind=ButtonKind::Danger/> }
        });
        let give_back = if act.author == me { "Reprendre" } else { "Renvoyer à son auteur" };
        view! {
            <form class="button-row" method="post" action=action>
                <Button label=give_back name="action" value="renvoyer" kind=ButtonKind::Secondary/>
                {confirm}
            </form>
        }
    });
    Some(
        view! {
            <section class="section" id="second">
                <NoticeBox kind=StatusKind::Warning title="Attend une deuxième personne" text=prose(&text)/>
                {acts}
            </section>
        }
        .into_any(),
    )
}

/// What was found in an account, as a sentence.
pub(in crate::pages) const fn finding_words(finding: AccountFinding) -> &'static str {
    match finding {
        AccountFinding::NewForSupplier => "Ce fournisseur était connu par un autre compte.",
        AccountFinding::Foreign => "Ce compte est tenu hors de France.",
        AccountFinding::KnownElsewhere => "Ce compte est connu comme celui d’un autre fournisseur.",
        AccountFinding::WrongKey => "Ce n’est pas un IBAN valable : sa clé est fausse.",
    }
}

/// An IBAN in groups of four.
fn spaced(iban: &str) -> String {
    let signs: Vec<char> = iban.chars().collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}

/// What the forms of this section send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CircuitForm {
    action: String,
    position: String,
    comment: String,
    approver: String,
    call_back: String,
    retour: String,
}

impl CircuitForm {
    fn back(&self, id: InvoiceId) -> String {
        let own = Place::Invoice(id).path();
        let target = local_target(&self.retour).filter(|path| path.split('?').next() == Some(own.as_str()));
        target.map_or_else(|| own.clone(), ToOwned::to_owned)
    }
}

/// The page of the invoice again: what was done, or why it was not, with what was typed.
async fn answered(
    context: &Context,
    id: InvoiceId,
    form: CircuitForm,
    done: Done,
    result: Result<(), OperationError>,
) -> Result<Response, PageError> {
    let problem = match result {
        Ok(()) => return Ok(redirect_done_to(&form.back(id), done)),
        Err(OperationError::Refused(reason)) => reason.sentence(),
        Err(OperationError::Invalid(notes)) => {
            notes.iter().map(|note| note.remark.sentence()).collect::<Vec<_>>().join(" ")
        }
        Err(other) => return Err(other.into()),
    };
    let back = form.back(id);
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let said = Notices {
        problem: Some(problem),
        typed_circuit: if form.comment.is_empty() { form.call_back } else { form.comment },
        query: serde_urlencoded::from_str(query).unwrap_or_default(),
        ..Notices::default()
    };
    page(context, id, said).await
}

/// Approves a step, or refuses to.
pub(super) async fn decide_step(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<CircuitForm>,
) -> Result<Response, PageError> {
    let (circuit, actor) = (&context.site.desk.circuit, &context.actor);
    let position: u32 = form.position.parse().map_err(|_| OperationError::NotFound("approval"))?;
    let (result, done) = match form.action.as_str() {
        "refuser" => {
            (circuit.refuse_approval(actor, id, position, &form.comment).await, Done::ApprovalRefused)
        }
        _ => (circuit.approve(actor, id, position, &form.comment).await, Done::Approved),
    };
    answered(&context, id, form, done, result).await
}

/// Asks for an approval, asks again, or takes one away.
pub(super) async fn change_steps(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<CircuitForm>,
) -> Result<Response, PageError> {
    let (circuit, actor) = (&context.site.desk.circuit, &context.actor);
    let (word, rest) = form.action.split_once(':').unwrap_or((form.action.as_str(), ""));
    let (result, done) = match word {
        "redemander" => (circuit.ask_again(actor, id).await, Done::ApprovalAsked),
        "retirer" => {
            let position: u32 = rest.parse().map_err(|_| OperationError::NotFound("approval"))?;
            (circuit.withdraw_approval(actor, id, position).await, Done::ApprovalWithdrawn)
        }
        _ => {
            let approver = Approver::from_code(&form.approver);
            let asked = match approver {
                Some(approver) => circuit.ask_approval(actor, id, approver).await,
                None => Err(OperationError::Refused(domain::Reason::NobodyReaches)),
            };
            (asked, Done::ApprovalAsked)
        }
    };
    answered(&context, id, form, done, result).await
}

/// Writes down what was learnt by calling back.
pub(super) async fn call_back(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<CircuitForm>,
) -> Result<Response, PageError> {
    let result = context.site.desk.circuit.note_call_back(&context.actor, id, &form.call_back).await;
    answered(&context, id, form, Done::CalledBack, result).await
}

/// Confirms an account.
pub(super) async fn confirm_account(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<CircuitForm>,
) -> Result<Response, PageError> {
    let result = context.site.desk.circuit.confirm_account(&context.actor, id).await;
    answered(&context, id, form, Done::AccountConfirmed, result).await
}

/// Confirms what waits for a second person, or gives it back.
pub(super) async fn second(
    context: Context,
    Path((id, act)): Path<(InvoiceId, ActId)>,
    Form(form): Form<CircuitForm>,
) -> Result<Response, PageError> {
    let (acting, actor) = (&context.site.desk.acting, &context.actor);
    let (result, done) = match form.action.as_str() {
        "confirmer" => (acting.confirm_held(actor, id, act).await, Done::RejectionConfirmed),
        _ => (acting.return_held(actor, id, act).await, Done::RejectionReturned),
    };
    answered(&context, id, form, done, result).await
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn an_account_is_read_in_groups_of_four() {
        assert_eq!(spaced("FR7630006"), "FR76\u{a0}3000\u{a0}6");
        assert_eq!(spaced(""), "");
    }
}
