//! The page of a decision: the PDF beside what is to be said.

use domain::{
    Decision, DecisionField, FormField as _, InvoiceKind, LONGEST_MOTIF, StatusKind, format_amount,
    format_moment, from_cents, readable_name,
};
use leptos::prelude::*;
use operations::{DecisionView, Invoice};

use super::super::attached_file;
use super::super::refusal::FormState;
use super::{label_of, path_of, texts};
use crate::components::{
    AttachedFiles, Button, ButtonKind, ButtonLink, DocumentPane, FileField, NoticeBox, StatusBadge, TextArea,
    TextField, TextKind, prose,
};
use crate::words::{Sentence as _, closed_words, decision_follows, held_words, verb};

/// Everything the page shows.
pub(super) struct DecisionPage {
    pub(super) decision: Decision,
    pub(super) view: DecisionView,
    pub(super) form: FormState,
    /// The place in the list in which the invoice was opened, as the query of an address.
    pub(super) list: String,
}

/// What is done, and with which invoice.
pub(super) fn title(what: &str, invoice: &Invoice) -> String {
    match invoice.kind {
        InvoiceKind::Facture => format!("{what} la facture {}", invoice.number),
        InvoiceKind::Avoir => format!("{what} l’avoir {}", invoice.number),
    }
}

/// From whom, over how much, since when: what is repeated before anything leaves.
pub(super) fn sentence(invoice: &Invoice) -> String {
    let partner = match readable_name(&invoice.partner_name) {
        name if name.is_empty() => "le fournisseur".to_owned(),
        name => name,
    };
    let amount = invoice
        .gross_cents
        .map(|cents| format_amount(from_cents(invoice.kind.signed(cents)), &invoice.currency))
        .map(|amount| format!(", {amount}"))
        .unwrap_or_default();
    let when = format_moment(invoice.status_at);
    prose(&format!("De {partner}{amount}. À ce statut depuis le {when}."))
}

impl DecisionPage {
    pub(super) fn view(self) -> AnyView {
        let (decision, invoice) = (self.decision, &self.view.invoice);
        let id = invoice.id;
        let steps = self.view.open(decision);
        let refused = self.view.act.as_ref().and_then(|act| act.reason.as_ref()).map(|reason| {
            view! { <NoticeBox kind=StatusKind::Error title="Chorus Pro n’a pas accepté cette décision" text=reason.sentence()/> }
        });
        let holds = self.view.holds.iter().filter(|_| decision.pays() && steps.is_ok());
        let holds = holds
            .map(|hold| view! { <NoticeBox kind=StatusKind::Warning title="Paiement retenu" text=prose(&held_words(hold))/> })
            .collect_view();
        let closed = steps.as_ref().err().map(|closed| {
            view! { <NoticeBox kind=StatusKind::Warning title="Cette décision n’est pas possible" text=closed_words(*closed)/> }
        });
        let way = steps.as_ref().ok().filter(|steps| steps.len() > 1).map(|steps| {
            let labels: Vec<_> = steps.iter().map(|step| step.status().label()).collect();
            let text =
                format!("Chorus Pro la fait passer par chaque étape\u{a0}: {}.", labels.join(", puis "));
            view! { <p class="field-hint">{text}</p> }
        });
        let pane = invoice.document.as_ref().map(|document| {
            view! { <DocumentPane invoice=id name=document.name.clone() bytes=document.bytes/> }
        });
        let head = self.form.head_with("À corriger avant l’envoi", label_of);
        let passes = |step| steps.as_ref().is_ok_and(|steps| steps.contains(&step));
        let (mandate, service) = (passes(Decision::Mandate), passes(Decision::ServiceFait));
        let send = steps.is_ok().then(|| {
            let kind = if decision == Decision::Reject { ButtonKind::Danger } else { ButtonKind::Primary };
            view! { <Button label=verb(decision) kind form="act" name="action" value="envoyer" shortcut="Ctrl+Entrée"/> }
        });
        let version = self.view.version();
        let (invoice_page, action) =
            (format!("/factures/{id}{}", self.list), format!("{}{}", path_of(decision, id), self.list));
        view! {
            {refused}
            {closed}
            {holds}
            {head}
            <p class="invoice-sentence"><StatusBadge status=invoice.status.clone() direction=invoice.direction/><span>{sentence(invoice)}</span></p>
            <p class="act-expected">{prose(decision_follows(decision))}</p>
            <div class="document-split">
                {pane}
                <form class="form document-facts" id="act" method="post" action=action enctype="multipart/form-data" novalidate>
                    // The first button is the one that Enter presses: it saves and harms nothing.
                    <button class="visually-hidden" type="submit" name="action" value="enregistrer" tabindex="-1">"Enregistrer"</button>
                    <input type="hidden" name="version" value=version/>
                    {way}
                    {mandate.then(|| self.mandate())}
                    {service.then(|| self.service())}
                    {decision.needs_motif().then(|| self.motif())}
                </form>
            </div>
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">"Rien ne part avant l’envoi, que vous pourrez annuler pendant quelques secondes."</span></p>
                <ButtonLink label="Voir la facture" href=invoice_page/>
                <Button label="Enregistrer" form="act" name="action" value="enregistrer"/>
                {send}
            </div>
        }
        .into_any()
    }

    fn motif(&self) -> AnyView {
        let most = u32::try_from(LONGEST_MOTIF).unwrap_or(u32::MAX);
        view! {
            <TextArea name=DecisionField::Motif.name() label=DecisionField::Motif.label() value=self.form.value(DecisionField::Motif) hint="Lu par le fournisseur, 255 caractères au plus. Remplacez ce qui est entre crochets." rows=4 maxlength=most required=true messages=self.form.messages(DecisionField::Motif)/>
            {texts::choices(self.decision, &self.view.texts, true)}
        }
        .into_any()
    }

    fn mandate(&self) -> AnyView {
        view! {
            <TextField name=DecisionField::MandateNumber.name() label=DecisionField::MandateNumber.label() kind=TextKind::Code value=self.form.value(DecisionField::MandateNumber) hint="Le fournisseur le voit et le cite" maxlength=50 autofocus=true messages=self.form.messages(DecisionField::MandateNumber)/>
        }
        .into_any()
    }

    /// The day on which the work was done, and what proves it.
    fn service(&self) -> AnyView {
        let invoice = self.view.invoice.id;
        let files: Vec<_> = self.view.attachments.iter().map(attached_file).collect();
        let files = (!files.is_empty())
            .then(|| view! { <AttachedFiles base=format!("/factures/{invoice}") files removable=true/> });
        view! {
            <TextField name=DecisionField::ServiceDay.name() label=DecisionField::ServiceDay.label() kind=TextKind::Day value=self.form.value(DecisionField::ServiceDay) hint="JJ/MM/AAAA\u{a0}; le délai de paiement n’en part que si elle suit la réception de la facture" messages=self.form.messages(DecisionField::ServiceDay)/>
            <fieldset class="field-group">
                <legend>"Justificatifs"</legend>
                {files}
                <FileField name=DecisionField::Attachments.name() label="Joindre une preuve" hint="Procès-verbal, bon de livraison. Conservé ici\u{a0}: Chorus Pro ne le reçoit pas." multiple=true messages=self.form.messages(DecisionField::Attachments)/>
            </fieldset>
        }
        .into_any()
    }
}
