//! The draft on screen: the PDF beside the form, the readings, the attachments, and the bar that says where it stands.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    Field, FieldPath, FormField as _, Framework, InvoiceKind, InvoiceStatus, PaymentMode, Severity, UserId,
    Values, VatField, VatType, format_time,
};
use leptos::prelude::*;
use operations::{DepositView, StructureSummary};

use super::super::refusal::FormState;
use super::super::why;
use super::conflicts_view::{conflicts_view, label_of};
use super::readings_view::readings_view;
use super::sign_in_again::sign_in_again;
use super::{Shown, issuers};
use crate::components::{
    Button, ButtonKind, Choice, DocumentPane, FieldErrors, FieldMessage, FieldWidth, FileField, Icon,
    IconName, LiveRegion, NoticeBox, SelectField, SiretText, StatusBadge, TextArea, TextField, TextKind,
    file_size, part, prose,
};
use crate::islands::{DraftKeeper, Live, RecipientPicker};
use crate::words::{others_found, points_left};

/// Up to this many structures are listed; more are asked for by name or SIRET.
const MOST_CHOICES: usize = 40;

/// The draft page.
pub(super) struct FormView {
    pub(super) view: DepositView,
    /// What the person may see.
    pub(super) structures: Arc<[StructureSummary]>,
    pub(super) shown: Shown,
    /// What the fields show, and what is said of it.
    pub(super) form: FormState,
    /// What the page is loaded with, and the version that it has wholly taken in.
    pub(super) base: Values,
    pub(super) version: i64,
    pub(super) me: UserId,
    /// The address with which they sign in.
    pub(super) email: String,
    pub(super) now: DateTime<Utc>,
}

impl FormView {
    pub(super) fn view(self) -> AnyView {
        let id = self.view.invoice.id.to_string();
        let refused = (self.view.invoice.status == InvoiceStatus::Refused).then(|| {
            let invoice = &self.view.invoice;
            let text = why(invoice.status_reason.as_ref(), invoice.status_comment.as_deref());
            let text = text.unwrap_or_default();
            view! {
                <NoticeBox kind=domain::StatusKind::Error title="Cette facture n’a pas pu être déposée" text/>
            }
        });
        let today = self.view.context.today.to_string();
        let environment = self.view.context.environment;
        let head = self.form.head_with("À corriger avant l’envoi", |path| Some(label_of(path)));
        view! {
            {refused}
            {part("form-head", view! { <div id="form-head">{head}</div> })}
            {part("to-decide", view! { <div id="to-decide">{conflicts_view(&self.shown.conflicts, self.me)}</div> })}
            <div id="draft-copy" role="status"></div>
            // What the viewer of the browser holds is long for the keyboard.
            <a class="skip-link" href="#deposit">"Passer le document"</a>
            <div class="document-split">
                {self.document_pane()}
                {self.form_element()}
            </div>
            {self.bar()}
            {sign_in_again(&id, self.email.clone())}
            <DraftKeeper invoice=id.clone() person=self.me.to_string() today environment/>
            <RecipientPicker structure=self.view.structure.id.to_string()/>
            <Live watch=id read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    fn form_element(&self) -> AnyView {
        let action = format!("/deposer/{}", self.view.invoice.id);
        // Plain texts: they always serialise.
        let base = serde_json::to_string(&self.base).unwrap_or_default();
        let notes = serde_json::to_string(&self.view.notes).unwrap_or_default();
        view! {
            <form
                class="form document-facts"
                id="deposit"
                tabindex="-1"
                aria-label="Facture à déposer"
                method="post"
                action=action
                enctype="multipart/form-data"
                novalidate
                // A browser that fills in what it remembers would put old values beside a new version.
                autocomplete="off"
            >
                // The first button is the one that Enter presses: it saves and harms nothing.
                <button class="visually-hidden" type="submit" name="action" value="enregistrer" tabindex="-1">"Enregistrer"</button>
                {part("draft-version", view! { <input type="hidden" name="version" value=self.version id="draft-version"/> })}
                {part("draft-base", view! { <input type="hidden" name="base" value=base id="draft-base"/> })}
                {part("draft-notes", view! { <input type="hidden" value=notes id="draft-notes"/> })}
                <LiveRegion id="live" content=readings_view(&self.view, &self.form)/>
                {self.issuer()}
                {part("recipient-region", view! { <div id="recipient-region">{self.recipient()}</div> })}
                {self.head()}
                {self.amounts()}
                {self.remarks()}
                {part("attachments-region", view! { <div id="attachments-region">{self.attachments()}</div> })}
            </form>
        }
        .into_any()
    }

    fn messages(&self, path: impl Into<FieldPath>) -> Vec<FieldMessage> {
        self.form.messages(path)
    }

    fn value(&self, path: impl Into<FieldPath>) -> String {
        self.form.value(path)
    }

    fn document_pane(&self) -> Option<AnyView> {
        let document = self.view.invoice.document.as_ref()?;
        let source = format!("/factures/{}/document", self.view.invoice.id);
        Some(view! { <DocumentPane source name=document.name.clone() bytes=document.bytes/> }.into_any())
    }

    /// Who issues, and how to choose another.
    fn issuer(&self) -> AnyView {
        let structure = &self.view.structure;
        let others: Vec<_> = issuers(&self.structures)
            .into_iter()
            .map(|summary| &summary.structure)
            .filter(|other| other.id != structure.id)
            .collect();
        let named = self.view.issuer.as_ref().and_then(|read| others.iter().find(|other| read.is(other)));
        let take = named.map(|other| {
            let label = format!("Émettre au nom de {}", other.name);
            view! { <Button label name="action" value=format!("emetteur:{}", other.id)/> }
        });
        let stopped = self.view.notes.of(&Field::Issuer.into()).any(|note| note.severity == Severity::Error);
        let keep = stopped.then(|| {
            let label = format!("Garder {} (mandat, groupe)", structure.name);
            view! { <Button label kind=ButtonKind::Quiet name="action" value="confirmer-emetteur"/> }
        });
        let messages = self.messages(Field::Issuer);
        // Where the right one is offered beside the message, the list would only be in the way.
        let open = !messages.is_empty() && named.is_none();
        let choice = (!others.is_empty()).then(|| {
            let control = if others.len() > MOST_CHOICES {
                view! { <TextField name=Field::Issuer.name() id="other-issuer" label="Nom ou SIRET de la structure" value=self.value(Field::Issuer)/> }
                    .into_any()
            } else {
                let mut choices = vec![Choice::new("", "Choisissez la structure")];
                choices.extend(others.iter().map(|other| {
                    Choice::new(other.id.to_string(), format!("{} – {}", other.name, other.siret))
                }));
                view! { <SelectField name=Field::Issuer.name() id="other-issuer" label="Structure qui émet" choices value=String::new()/> }
                    .into_any()
            };
            view! {
                <details class="disclosure" open=open>
                    <summary>"Choisir un autre émetteur"</summary>
                    <div class="field-row field-with-button">
                        {control}
                        <Button label="Changer" name="action" value="emetteur"/>
                    </div>
                </details>
            }
        });
        view! {
            <fieldset class="field-group" id=Field::Issuer.name() tabindex="-1">
                <legend>{Field::Issuer.label()}</legend>
                <p class="party"><span class="party-name">{structure.name.clone()}</span> " " <SiretText siret=structure.siret.clone()/></p>
                <FieldErrors id="issuer" messages/>
                {(take.is_some() || keep.is_some()).then(|| view! { <div class="button-row">{take} {keep}</div> })}
                {choice}
            </fieldset>
        }
        .into_any()
    }

    fn recipient(&self) -> AnyView {
        // What the checks of the browser know of the recipient, and of which one. Plain texts: they always serialise.
        let rules = (&self.view.draft.form.recipient_siret, &self.view.context.recipient);
        let rules = serde_json::to_string(&rules).unwrap_or_default();
        let service = self.value(Field::ServiceCode);
        let asked =
            self.view.context.recipient.as_ref().is_some_and(|rules| rules.asks_for_engagement(&service));
        let name = self.view.draft.form.recipient_name.clone();
        let recent =
            self.view.recent_recipients.iter().map(|(siret, name)| choose_button(siret.as_str(), name));
        let recent = recent.collect_view();
        let recent = (!self.view.recent_recipients.is_empty()
            && self.value(Field::RecipientSiret).is_empty())
        .then(|| {
            view! {
                <div class="choices" role="group" aria-label="Destinataires récents">
                    <p class="field-hint">"Derniers destinataires de cette structure"</p>
                    {recent}
                </div>
            }
        });
        let candidates = self
            .shown
            .found
            .candidates
            .iter()
            .map(|candidate| choose_button(&candidate.siret, &candidate.name));
        let candidates = candidates.collect_view();
        let others =
            others_found(self.shown.found.others).map(|text| view! { <p class="field-hint">{text}</p> });
        let hint = if name.is_empty() {
            "SIRET (14 chiffres) ou nom, puis « Chercher »".to_owned()
        } else {
            name.clone()
        };
        view! {
            <fieldset class="field-group">
                <legend>"Destinataire"</legend>
                <div class="field-row field-with-button">
                    <TextField
                        name=Field::RecipientSiret.name()
                        label="SIRET ou nom du destinataire"
                        value=self.value(Field::RecipientSiret)
                        hint
                        required=true
                        autocomplete="off"
                        messages=self.messages(Field::RecipientSiret)
                    />
                    <Button label="Chercher" icon=IconName::Search name="action" value="chercher"/>
                </div>
                <div class="choices" id="recipient-choices">{candidates}</div>
                <div id="recipient-found" role="status">{others}</div>
                <input type="hidden" id="recipient-rules" value=rules/>
                {recent}
                <div class="field-row">
                    {self.service()}
                    <TextField
                        name=Field::Engagement.name()
                        label=Field::Engagement.label()
                        kind=TextKind::Code
                        value=self.value(Field::Engagement)
                        hint="Sur le bon de commande"
                        required=asked
                        maxlength=50
                        messages=self.messages(Field::Engagement)
                    />
                </div>
            </fieldset>
        }
        .into_any()
    }

    /// A list where the recipient's services are known, a text field otherwise.
    fn service(&self) -> AnyView {
        let value = self.value(Field::ServiceCode);
        let messages = self.messages(Field::ServiceCode);
        let services: Vec<_> = self
            .view
            .recipient
            .iter()
            .flat_map(|card| card.entry.services.iter().filter(|service| service.active))
            .collect();
        let rules = self.view.context.recipient.as_ref();
        let required = rules.is_some_and(|rules| rules.service_compulsory);
        let hint = match rules {
            Some(rules) if rules.service_or_engagement => {
                "Ce destinataire demande un code service ou un engagement"
            }
            Some(rules) if rules.service_compulsory => "Exigé par ce destinataire",
            _ => "",
        };
        if services.is_empty() {
            return view! {
                <TextField name=Field::ServiceCode.name() label=Field::ServiceCode.label() kind=TextKind::Code value hint required maxlength=100 messages/>
            }
            .into_any();
        }
        let mut choices = vec![Choice::new("", if required { "Choisissez un service" } else { "Aucun" })];
        choices.extend(services.iter().map(|service| {
            Choice::new(service.code.clone(), format!("{} – {}", service.code, service.name))
        }));
        if !value.is_empty() && !services.iter().any(|service| service.code == value) {
            choices.push(Choice::new(value.clone(), format!("{value} – inconnu de ce destinataire")));
        }
        view! {
            <SelectField name=Field::ServiceCode.name() label=Field::ServiceCode.label() choices value hint required messages/>
        }
        .into_any()
    }

    fn head(&self) -> AnyView {
        let frameworks = Framework::ALL
            .iter()
            .map(|choice| Choice::new(choice.code(), choice.label()))
            .collect::<Vec<_>>();
        let kinds = InvoiceKind::ALL
            .iter()
            .map(|choice| Choice::new(choice.code(), choice.label()))
            .collect::<Vec<_>>();
        let is_credit = self.view.invoice.kind == InvoiceKind::Avoir;
        view! {
            <fieldset class="field-group">
                <legend>"Facture"</legend>
                <div class="field-row">
                    {self.text(Field::Number, TextKind::Code, "20 caractères au plus", true)}
                    {self.text(Field::Date, TextKind::Day, "JJ/MM/AAAA", true)}
                </div>
                <div class="field-row">
                    <SelectField name=Field::Kind.name() label=Field::Kind.label() choices=kinds value=self.value(Field::Kind) messages=self.messages(Field::Kind)/>
                    <SelectField name=Field::Framework.name() label=Field::Framework.label() choices=frameworks value=self.value(Field::Framework) messages=self.messages(Field::Framework)/>
                </div>
                <div class="field-row">
                    {self.text(Field::OriginNumber, TextKind::Code, if is_credit { "Numéro de la facture corrigée" } else { "Pour un avoir seulement" }, false)}
                    {self.text(Field::Contract, TextKind::Code, "", false)}
                </div>
            </fieldset>
        }
        .into_any()
    }

    fn text(&self, field: Field, kind: TextKind, hint: &'static str, required: bool) -> AnyView {
        view! {
            <TextField name=field.name() label=field.label() kind value=self.value(field) hint required messages=self.messages(field)/>
        }
        .into_any()
    }

    fn amounts(&self) -> AnyView {
        let vat_types =
            VatType::ALL.iter().map(|choice| Choice::new(choice.code(), choice.label())).collect::<Vec<_>>();
        let modes = PaymentMode::ALL
            .iter()
            .map(|choice| Choice::new(choice.code(), choice.label()))
            .collect::<Vec<_>>();
        let lines = VatField::GROUP.map_or(0, |group| self.form.values.rows(group)).max(1);
        let removable = lines > 1;
        let rows = (0..lines).map(|row| self.vat_row(row, removable)).collect_view();
        let table = view! {
            <div class="field-group" id="vat-region">
                <table class="table vat-table" id=Field::VatTable.name() tabindex="-1" data-removable=removable.then_some("")>
                    <caption>{Field::VatTable.label()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Taux (%)"</th>
                            <th scope="col">"Base HT"</th>
                            <th scope="col">"TVA"</th>
                            {removable.then(|| view! { <th scope="col"><span class="visually-hidden">"Retirer"</span></th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <FieldErrors id=Field::VatTable.name() messages=self.messages(Field::VatTable)/>
                <div class="button-row">
                    <button class="button" type="submit" id="add-vat-line" data-kind="quiet" name="action" value="ajouter-ligne"><span>"Ajouter une ligne de TVA"</span></button>
                </div>
            </div>
        };
        let table = part("vat-region", table);
        view! {
            <fieldset class="field-group">
                <legend>"Montants"</legend>
                <div class="field-row">
                    {self.text(Field::Net, TextKind::Amount, "", true)}
                    {self.text(Field::Vat, TextKind::Amount, "", true)}
                    {self.text(Field::Gross, TextKind::Amount, "", true)}
                </div>
                <div class="field-row">
                    {self.text(Field::Discount, TextKind::Amount, "Acompte déjà versé, ou remise", false)}
                    <TextField name=Field::DiscountReason.name() label=Field::DiscountReason.label() value=self.value(Field::DiscountReason) maxlength=255 messages=self.messages(Field::DiscountReason)/>
                </div>
                <div class="field-row">
                    {self.text(Field::Due, TextKind::Amount, "", true)}
                    <TextField name=Field::Currency.name() label=Field::Currency.label() kind=TextKind::Code width=FieldWidth::Short value=self.value(Field::Currency) required=true maxlength=3 messages=self.messages(Field::Currency)/>
                </div>
                {table}
                <div class="field-row">
                    <SelectField name=Field::VatType.name() label=Field::VatType.label() choices=vat_types value=self.value(Field::VatType) messages=self.messages(Field::VatType)/>
                    <SelectField name=Field::PaymentMode.name() label=Field::PaymentMode.label() choices=modes value=self.value(Field::PaymentMode) messages=self.messages(Field::PaymentMode)/>
                </div>
                <TextField name=Field::ExemptionReason.name() label=Field::ExemptionReason.label() value=self.value(Field::ExemptionReason) hint="Pour une exonération, par exemple : TVA non applicable, art. 293 B du CGI" maxlength=255 messages=self.messages(Field::ExemptionReason)/>
            </fieldset>
        }
        .into_any()
    }

    fn vat_row(&self, row: usize, removable: bool) -> AnyView {
        let cell = |field: VatField| {
            let path = field.at(row);
            let label = VatField::label_of(&path).unwrap_or_default();
            let (name, id) = (path.to_string(), path.id());
            let value = self.value(path.clone());
            view! {
                <TextField name id label kind=TextKind::Amount value required=true messages=self.messages(path)/>
            }
            .into_any()
        };
        let remove = removable.then(|| {
            let label = format!("Retirer la ligne {} de TVA", row + 1);
            view! {
                <td>
                    <button class="icon-button" type="submit" name="action" value=format!("retirer-ligne:{row}") aria-label=label.clone() title=label>
                        <Icon name=IconName::Delete/>
                    </button>
                </td>
            }
        });
        view! {
            <tr>
                <td data-label="Taux (%)">{cell(VatField::Rate)}</td>
                <td data-label="Base HT">{cell(VatField::Base)}</td>
                <td data-label="TVA">{cell(VatField::Tax)}</td>
                {remove}
            </tr>
        }
        .into_any()
    }

    fn remarks(&self) -> AnyView {
        view! {
            <TextArea name=Field::Comment.name() label=Field::Comment.label() value=self.value(Field::Comment) hint="Lu par le destinataire" maxlength=2000 messages=self.messages(Field::Comment)/>
        }
        .into_any()
    }

    fn attachments(&self) -> AnyView {
        let invoice = self.view.invoice.id;
        let files = self.view.attachments.iter().map(|attachment| {
            let renamed = attachment.original_name != attachment.document.name;
            let mended = renamed.then(|| format!("Nom adapté pour Chorus Pro ; à l’origine « {} »", attachment.original_name));
            let remove = format!("Retirer {}", attachment.document.name);
            view! {
                <li>
                    <Icon name=IconName::Paperclip/>
                    <a class="file-name" href=format!("/factures/{invoice}/pieces/{}", attachment.id)>{attachment.document.name.clone()}</a>
                    <span class="file-size">{file_size(attachment.document.bytes)}</span>
                    <button class="icon-button" type="submit" name="action" value=format!("retirer:{}", attachment.id) aria-label=remove.clone() title=remove>
                        <Icon name=IconName::Delete/>
                    </button>
                    {mended.map(|text| view! { <p class="field-hint file-note">{prose(&text)}</p> })}
                </li>
            }
        });
        let files = files.collect_view();
        view! {
            <fieldset class="field-group">
                <legend>"Pièces jointes"</legend>
                {(!self.view.attachments.is_empty()).then(|| view! { <ul class="file-list">{files}</ul> })}
                <FileField name=Field::Attachments.name() label="Ajouter des pièces jointes" hint="10 Mo par fichier, 118 Mo en tout" multiple=true messages=self.messages(Field::Attachments)/>
                <div class="button-row"><Button label="Joindre" name="action" value="joindre"/></div>
            </fieldset>
        }
        .into_any()
    }

    fn bar(&self) -> AnyView {
        let invoice = &self.view.invoice;
        let left = points_left(&self.view.notes);
        let saved =
            format!("Enregistré à {}", format_time(invoice.updated_at.max(invoice.created_at).min(self.now)));
        let state = view! { <span class="action-bar-detail" id="draft-state" role="status">{saved} " · " {left}</span> };
        let state = part("draft-state", state);
        view! {
            <div class="action-bar">
                <p class="action-bar-state">
                    <StatusBadge status=invoice.status.clone()/>
                    {state}
                </p>
                <Button label="Abandonner" kind=ButtonKind::Quiet form="deposit" name="action" value="abandonner"/>
                <Button label="Enregistrer" form="deposit" name="action" value="enregistrer"/>
                <Button label="Vérifier et déposer" kind=ButtonKind::Primary icon=IconName::Issued form="deposit" name="action" value="verifier" shortcut="Ctrl+Entrée"/>
            </div>
        }
        .into_any()
    }
}

fn choose_button(siret: &str, name: &str) -> AnyView {
    view! {
        <button class="choice" type="submit" name="action" value=format!("choisir:{siret}")>
            <span class="choice-name">{name.to_owned()}</span>
            <span class="siret">{siret.to_owned()}</span>
        </button>
    }
    .into_any()
}
