//! The page of an act.

use domain::{
    ActKind, CompleteField, FormField as _, IdentifierKind, InvoiceKind, RecycleField, StatusKind,
    ValidatorField, format_moment, readable_name,
};
use leptos::prelude::*;
use operations::{ActView, FoundRecipients, Invoice};

use super::super::refusal::FormState;
use super::super::routing_fields::{
    Shown, engagement_field, found_recipients, recipient_field, service_field,
};
use super::super::{attached_file, why};
use super::{label_of, path_of};
use crate::components::{
    AtFirstTouch, AttachedFiles, Button, ButtonKind, ButtonLink, Choice, DocumentPane, FileField, IconName,
    NoticeBox, SelectField, StatusBadge, TextArea, TextField, TextKind, prose,
};
use crate::islands::RecipientPicker;
use crate::words::Sentence as _;

/// Everything the page shows.
pub(super) struct ActPage {
    pub(super) kind: ActKind,
    pub(super) view: ActView,
    pub(super) form: FormState,
    pub(super) found: FoundRecipients,
}

/// What the page is called.
pub(super) fn title(kind: ActKind, invoice: &Invoice) -> String {
    let number = &invoice.number;
    let what = match invoice.kind {
        InvoiceKind::Facture => format!("la facture {number}"),
        InvoiceKind::Avoir => format!("l’avoir {number}"),
    };
    match kind {
        ActKind::Complete => format!("Compléter {what}"),
        ActKind::Recycle => format!("Recycler {what}"),
        ActKind::CorrectValidator => format!("Corriger le valideur de {what}"),
        ActKind::AcknowledgeRejection => format!("Rejet de {what}"),
        ActKind::Decide => format!("Décider de {what}"),
    }
}

/// The word on the button that sends.
pub(super) const fn send_label(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Complete => "Envoyer le complément",
        ActKind::Recycle => "Recycler la facture",
        ActKind::CorrectValidator => "Envoyer au nouveau valideur",
        ActKind::AcknowledgeRejection => "Marquer comme traité",
        ActKind::Decide => "Envoyer la décision",
    }
}

/// What the law and Chorus Pro expect (business-rules.md §8 and §9; CCP R2192-27 to R2192-29).
const fn expected(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Complete => {
            "Joignez ce que le destinataire demande, ou expliquez-vous. Les montants ne changent pas par un complément. \
             Le délai de paiement, interrompu par la suspension, repart quand il le reçoit."
        }
        ActKind::Recycle => {
            "Corrigez le destinataire, le service ou l’engagement : la facture repart sous le même numéro, rien d’autre \
             n’y change. Le délai de paiement court de sa nouvelle mise à disposition."
        }
        ActKind::CorrectValidator => {
            "Le valideur choisi a répondu que cette facture n’est pas pour lui. Indiquez le titulaire ou le mandataire \
             du marché : elle lui est présentée sous le même numéro."
        }
        ActKind::AcknowledgeRejection | ActKind::Decide => "",
    }
}

impl ActPage {
    pub(super) fn view(self) -> AnyView {
        let (kind, invoice) = (self.kind, &self.view.invoice);
        let id = invoice.id;
        let refused = self.view.act.as_ref().and_then(|act| act.reason.as_ref()).map(|reason| {
            view! { <NoticeBox kind=StatusKind::Error title="Chorus Pro n’a pas accepté cette réponse" text=reason.sentence()/> }
        });
        let pane = invoice.document.as_ref().map(|document| {
            view! { <DocumentPane invoice=id name=document.name.clone() bytes=document.bytes/> }
        });
        let head = self.form.head_with("À corriger avant l’envoi", label_of);
        let version = self.view.version();
        let fields = match kind {
            ActKind::Complete => self.complete(),
            ActKind::Recycle => self.recycle(),
            ActKind::CorrectValidator => self.validator(),
            ActKind::AcknowledgeRejection | ActKind::Decide => ().into_any(),
        };
        let picker = (kind == ActKind::Recycle).then(|| {
            let structure = invoice.structure.to_string();
            view! { <AtFirstTouch form="act" in_place=vec!["chercher"]><RecipientPicker structure/></AtFirstTouch> }
        });
        view! {
            {refused}
            {head}
            <p class="invoice-sentence"><StatusBadge status=invoice.status.clone() direction=invoice.direction/><span>{self.sentence()}</span></p>
            <p class="act-expected">{prose(expected(kind))}</p>
            <div class="document-split">
                {pane}
                <form class="form document-facts" id="act" method="post" action=path_of(kind, id) enctype="multipart/form-data" novalidate>
                    // The first button is the one that Enter presses: it saves and harms nothing.
                    <button class="visually-hidden" type="submit" name="action" value="enregistrer" tabindex="-1">"Enregistrer"</button>
                    <input type="hidden" name="version" value=version/>
                    {fields}
                </form>
            </div>
            {picker}
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">"Rien ne part avant l’envoi, que vous pourrez annuler pendant quelques secondes."</span></p>
                <ButtonLink label="Voir la facture" href=format!("/factures/{id}")/>
                <Button label="Enregistrer" form="act" name="action" value="enregistrer"/>
                <Button label=send_label(kind) kind=ButtonKind::Primary icon=IconName::Issued form="act" name="action" value="envoyer" shortcut="Ctrl+Entrée"/>
            </div>
        }
        .into_any()
    }

    /// Who asks for it, since when, in which words.
    fn sentence(&self) -> String {
        let invoice = &self.view.invoice;
        let partner = match readable_name(&invoice.partner_name) {
            name if name.is_empty() => "le destinataire".to_owned(),
            name => name,
        };
        let when = format_moment(invoice.status_at);
        let why = why(invoice.status_reason.as_ref(), invoice.status_comment.as_deref());
        let why = why.map(|text| format!(" « {text} »")).unwrap_or_default();
        prose(&match self.kind {
            ActKind::Complete => format!("Suspendue par {partner} le {when}.{why}"),
            ActKind::Recycle => format!("À recycler depuis le {when}, selon {partner}.{why}"),
            ActKind::CorrectValidator | ActKind::AcknowledgeRejection | ActKind::Decide => {
                format!("Depuis le {when}.{why}")
            }
        })
    }

    fn complete(&self) -> AnyView {
        let invoice = self.view.invoice.id;
        let files: Vec<_> = self.view.attachments.iter().map(attached_file).collect();
        let files = (!files.is_empty())
            .then(|| view! { <AttachedFiles base=format!("/factures/{invoice}") files removable=true/> });
        view! {
            <fieldset class="field-group">
                <legend>"Pièces à joindre"</legend>
                {files}
                <FileField name=CompleteField::Attachments.name() label="Ajouter des pièces" hint="118 Mo avec celles de la facture. Ce que Chorus Pro refuserait tel quel (plus de 10 Mo, type non pris) est coupé ou compressé, et vous le voyez avant l’envoi." multiple=true messages=self.form.messages(CompleteField::Attachments)/>
            </fieldset>
            {self.comment("Lu par le destinataire avec les pièces", 5)}
        }
        .into_any()
    }

    fn recycle(&self) -> AnyView {
        let shown = |field: RecycleField| Shown {
            value: self.form.value(field),
            origin: None,
            messages: self.form.messages(field),
        };
        let card = self.view.recipient.as_ref();
        let name = card.map(|card| readable_name(&card.entry.name));
        let hint = name.unwrap_or_else(|| "SIRET (14 chiffres) ou nom".to_owned());
        let rules = card.map(|card| card.rules());
        let service = self.form.value(RecycleField::ServiceCode);
        view! {
            <fieldset class="field-group">
                <legend>"Nouveau chemin"</legend>
                {recipient_field(shown(RecycleField::RecipientSiret), hint)}
                {found_recipients(&self.found)}
                <div class="field-row">
                    {service_field(shown(RecycleField::ServiceCode), card)}
                    {engagement_field(shown(RecycleField::Engagement), rules.as_ref(), &service)}
                </div>
            </fieldset>
            {self.comment("Lu par le destinataire", 3)}
        }
        .into_any()
    }

    fn validator(&self) -> AnyView {
        let choices =
            IdentifierKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect::<Vec<_>>();
        view! {
            <fieldset class="field-group">
                <legend>"Nouveau valideur"</legend>
                <div class="field-row">
                    <SelectField name=ValidatorField::Kind.name() label=ValidatorField::Kind.label() choices value=self.form.value(ValidatorField::Kind) messages=self.form.messages(ValidatorField::Kind)/>
                    <TextField name=ValidatorField::Identifier.name() label=ValidatorField::Identifier.label() kind=TextKind::Code value=self.form.value(ValidatorField::Identifier) hint="SIRET du titulaire ou du mandataire" required=true maxlength=80 messages=self.form.messages(ValidatorField::Identifier)/>
                </div>
            </fieldset>
        }
        .into_any()
    }

    fn comment(&self, hint: &'static str, rows: u32) -> AnyView {
        view! {
            <TextArea name=RecycleField::Comment.name() label=RecycleField::Comment.label() value=self.form.value(RecycleField::Comment) hint rows maxlength=2000 messages=self.form.messages(RecycleField::Comment)/>
        }
        .into_any()
    }
}
