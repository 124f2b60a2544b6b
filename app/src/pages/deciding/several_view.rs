//! What would become of each of several invoices, and the one button that decides.

use domain::{
    CheckedDecision, Decision, DecisionField, FieldPath, FormField as _, LONGEST_MOTIF, Notes, Remark,
    from_cents,
};
use leptos::prelude::*;
use operations::{DecisionText, DecisionTrial, DecisionTrials, NotDecided};

use super::super::refusal::FormState;
use super::{label_of, texts};
use crate::components::{
    Amount, Button, ButtonKind, ButtonLink, Choice, PartyName, SelectField, StatusBadge, TextArea, TextField,
    TextKind, prose,
};
use crate::words::{Sentence as _, decision_follows, verb};

/// Everything that the page shows.
pub(super) struct SeveralPage {
    pub(super) decision: Option<Decision>,
    pub(super) trials: DecisionTrials,
    pub(super) kept: Vec<DecisionText>,
    pub(super) form: FormState,
    /// The list, to go back to.
    pub(super) list: String,
}

impl SeveralPage {
    /// What is said of the fields, which are the same for all: each once. What is said of an invoice stands in its row.
    pub(super) fn said(trials: &DecisionTrials) -> Notes {
        let mut notes = Notes::default();
        for trial in &trials.invoices {
            let Err(NotDecided::Notes(said)) = &trial.outcome else { continue };
            for note in said.iter().filter(|note| !is_of_row(&note.remark)) {
                if !notes.iter().any(|known| known == note) {
                    notes.extend([note.clone()]);
                }
            }
        }
        notes
    }

    pub(super) fn view(self) -> AnyView {
        let rows = self.trials.invoices.iter().map(|trial| self.row(trial)).collect_view();
        let table = (!self.trials.invoices.is_empty()).then(|| {
            view! {
                <div class="list">
                    <table class="table invoice-table draft-table chosen-table">
                        <caption class="visually-hidden">"Factures choisies, une par ligne"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"État"</th>
                                <th scope="col">"N° facture"</th>
                                <th scope="col">"Fournisseur"</th>
                                <th scope="col" class="draft-lack">"Ce qui sera fait"</th>
                                <th scope="col" data-numeric>"TTC"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
        });
        let ids = self.trials.invoices.iter().map(|trial| trial.invoice.id.to_string());
        let ids = ids.map(|id| view! { <input type="hidden" name="invoice" value=id/> }).collect_view();
        let head = self.form.head_with("À corriger avant l’envoi", |path: &FieldPath| label_of(path));
        let open = if self.decision.is_some() { self.trials.open() } else { 0 };
        let send = (open > 0).then(|| {
            let label = match open {
                1 => "Envoyer une décision".to_owned(),
                count => format!("Envoyer {count} décisions"),
            };
            view! { <Button label kind=ButtonKind::Primary form="several" formaction="/factures/choisies/decider/confirmer" shortcut="Ctrl+Entrée"/> }
        });
        view! {
            {head}
            <form class="form" id="several" method="post" action="/factures/choisies/decider">
                {ids}
                <input type="hidden" name="retour" value=self.list.clone()/>
                {self.fields()}
                <p class="button-row"><Button label="Vérifier" name="action" value="verifier"/></p>
            </form>
            {table}
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">{self.detail(open)}</span></p>
                <ButtonLink label="Revenir à la liste" href=self.list.clone()/>
                {send}
            </div>
        }
        .into_any()
    }

    fn detail(&self, open: usize) -> String {
        let held = self.trials.invoices.len() - open + self.trials.gone;
        match (self.decision, held) {
            (None, _) => {
                "Choisissez une décision, puis vérifiez ce qu’elle ferait de chaque facture.".to_owned()
            }
            (Some(_), 0) => "Vous pourrez tout annuler pendant quelques secondes.".to_owned(),
            (Some(_), 1) => "Une facture reste de côté\u{a0}: sa ligne dit pourquoi.".to_owned(),
            (Some(_), count) => format!("{count} factures restent de côté\u{a0}: leur ligne dit pourquoi."),
        }
    }

    fn fields(&self) -> AnyView {
        let none = Choice::new("", "Choisir");
        let known = Decision::ALL.iter().map(|decision| Choice::new(decision.code(), verb(*decision)));
        let choices: Vec<Choice> = std::iter::once(none).chain(known).collect();
        let text = |field: DecisionField, hint: &'static str, kind: TextKind| {
            view! { <TextField name=field.name() label=field.label() kind value=self.form.value(field) hint messages=self.form.messages(field)/> }
        };
        let rest = self.decision.map(|decision| {
            let most = u32::try_from(LONGEST_MOTIF).unwrap_or(u32::MAX);
            let motif = decision.needs_motif().then(|| {
                view! {
                    <TextArea name=DecisionField::Motif.name() label=DecisionField::Motif.label() value=self.form.value(DecisionField::Motif) hint="Le même pour toutes, lu par chaque fournisseur" rows=3 maxlength=most required=true messages=self.form.messages(DecisionField::Motif)/>
                    {texts::choices(decision, &self.kept, false)}
                }
            });
            let mandate = (decision == Decision::Mandate)
                .then(|| text(DecisionField::MandateNumber, "Le même pour toutes : vide s’il y en a un par facture", TextKind::Code));
            let service = (decision == Decision::ServiceFait)
                .then(|| text(DecisionField::ServiceDay, "JJ/MM/AAAA, la même pour toutes", TextKind::Day));
            view! { <p class="act-expected">{prose(decision_follows(decision))}</p> {motif} {mandate} {service} }
        });
        view! {
            <SelectField name=DecisionField::Decision.name() label="Décision" choices value=self.form.value(DecisionField::Decision)/>
            {rest}
        }
        .into_any()
    }

    fn row(&self, trial: &DecisionTrial) -> AnyView {
        let invoice = &trial.invoice;
        let amount = invoice.gross_cents.map(|cents| {
            view! { <Amount value=from_cents(invoice.kind.signed(cents)) currency=invoice.currency.clone()/> }
        });
        let fate = self.decision.map_or_else(String::new, |_| told(&trial.outcome));
        view! {
            <tr>
                <td><StatusBadge status=invoice.status.clone() direction=invoice.direction short=true/></td>
                <td><a href=format!("/factures/{}", invoice.id)>{invoice.number.clone()}</a></td>
                <td><PartyName name=invoice.partner_name.clone()/></td>
                <td class="draft-lack">{prose(&fate)}</td>
                <td data-numeric>{amount}</td>
            </tr>
        }
        .into_any()
    }
}

/// What will be done with one of them, or why nothing will.
pub(super) fn told(outcome: &Result<CheckedDecision, NotDecided>) -> String {
    match outcome {
        Ok(decision) => {
            let labels: Vec<_> = decision.steps.iter().map(|step| step.status().label()).collect();
            labels.join(", puis ")
        }
        Err(NotDecided::Reason(reason)) => reason.sentence(),
        Err(NotDecided::PreparedBy { name }) => format!("{name} prépare une décision sur cette facture."),
        Err(NotDecided::Notes(notes)) => {
            let of_row = notes.errors().find(|note| is_of_row(&note.remark));
            let first = of_row.or_else(|| notes.errors().next());
            first.map(|note| note.remark.sentence()).unwrap_or_default()
        }
    }
}

/// Whether it is about the invoice rather than about what was typed for all.
const fn is_of_row(remark: &Remark) -> bool {
    matches!(remark, Remark::DecisionClosed { .. } | Remark::InterruptionAfterOrder)
}
