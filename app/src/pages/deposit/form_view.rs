//! The draft on screen: the PDF beside the form, the readings, the attachments, and the bar that says where it stands.

mod amounts;
mod attachments;
mod lines;
mod parties;
mod references;
mod way;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    DepositMode, Field, FieldPath, FormField as _, InvoiceStatus, UserId, ValueOrigin, Values, format_time,
};
use leptos::prelude::*;
use operations::{DepositView, StructureSummary};

use super::super::refusal::FormState;
use super::super::routing_fields::Shown as ShownField;
use super::super::why;
use super::Shown;
use super::conflicts_view::{conflicts_view, label_of};
use super::readings_view::readings_view;
use super::sign_in_again::sign_in_again;
use crate::components::{
    AtFirstTouch, Button, ButtonKind, DocumentPane, FieldMessage, FileField, IconName, LiveRegion,
    NoticeAction, NoticeBox, StatusBadge, TextField, TextKind, file_size, part,
};
use crate::islands::{DraftKeeper, Live, PaperPlace, RecipientPicker, copy_name, done_in_place};
use crate::words::points_left;

/// The control that gives the draft its PDF. What is said of the document stands with what was read of it.
pub(super) const PDF: &str = "pdf";

/// The control that names a factor. No path of a field: what is typed there is no value of the draft.
pub(super) const FACTOR: &str = "factor-name";

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
        let (person, today) = (self.me.to_string(), self.view.context.today.to_string());
        let environment = self.view.context.environment;
        let (invoice, structure) = (id.clone(), self.view.structure.id.to_string());
        let (copy, in_place) = (copy_name(&person, &id), done_in_place());
        let head = self.form.head_with("À corriger avant l’envoi", |path| Some(label_of(path)));
        view! {
            {refused}
            {self.refused_before()}
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
            <AtFirstTouch form="deposit" in_place copy>
                <DraftKeeper invoice person today environment/>
                <PaperPlace/>
                <RecipientPicker structure/>
            </AtFirstTouch>
            <Live watch=id read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    /// What Chorus Pro said of it in the flow of which it was made.
    fn refused_before(&self) -> Option<AnyView> {
        let (flow, words) = self.view.refused_in.as_ref()?;
        let words = words
            .as_deref()
            .unwrap_or("Chorus Pro a refusé le flux entier, sans rien dire de cette facture.");
        let text =
            words.split('|').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ; ");
        let action = Some(NoticeAction::new("Voir le flux", format!("/flux/{flow}")));
        let source = self.view.draft.source.as_ref().map(|source| {
            let href = format!("/factures/{}/xml", self.view.invoice.id);
            view! {
                <p class="field-hint">
                    "XML d’origine\u{a0}: " <a href=href>{source.name.clone()}</a> " "
                    <span class="file-size">{file_size(source.bytes)}</span>
                </p>
            }
        });
        Some(
            view! {
                <NoticeBox kind=domain::StatusKind::Warning title="Reprise d’un flux refusé" text action/>
                {source}
            }
            .into_any(),
        )
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
                <input type="hidden" name=Field::Mode.name() value=self.value(Field::Mode) id=Field::Mode.name()/>
                {part("draft-version", view! { <input type="hidden" name="version" value=self.version id="draft-version"/> })}
                {part("draft-base", view! { <input type="hidden" name="base" value=base id="draft-base"/> })}
                {part("draft-notes", view! { <input type="hidden" value=notes id="draft-notes"/> })}
                <LiveRegion id="live" content=readings_view(&self.view, &self.form)/>
                {part("document-region", view! { <div id="document-region">{self.document()}</div> })}
                <fieldset class="field-group">
                    <legend>"De qui, à qui"</legend>
                    {self.issuer()}
                    {part("recipient-region", view! { <div id="recipient-region">{self.recipient()}</div> })}
                </fieldset>
                {self.head()}
                {if self.is_entry() { self.entry() } else { self.amounts() }}
                {part("references-region", view! { <div id="references-region">{self.references()}</div> })}
                {self.rare()}
                {self.remarks()}
                {part("attachments-region", view! { <div id="attachments-region">{self.attachments()}</div> })}
            </form>
        }
        .into_any()
    }

    /// Whether the invoice is typed, line by line.
    fn is_entry(&self) -> bool {
        self.value(Field::Mode) == DepositMode::Entry.code()
    }

    fn messages(&self, path: impl Into<FieldPath>) -> Vec<FieldMessage> {
        self.form.messages(path)
    }

    fn value(&self, path: impl Into<FieldPath>) -> String {
        self.form.value(path)
    }

    fn document_pane(&self) -> Option<AnyView> {
        let document = self.view.invoice.document.as_ref()?;
        let invoice = self.view.invoice.id;
        Some(view! { <DocumentPane invoice name=document.name.clone() bytes=document.bytes/> }.into_any())
    }

    /// Where the PDF is given, or another one in its place.
    fn document(&self) -> AnyView {
        let messages = self.messages(Field::Document);
        let present = self.view.invoice.document.is_some();
        if self.is_entry() && !present {
            return view! {
                <p class="field-hint">
                    "Facture saisie ligne par ligne : Chorus Pro en fait le PDF et lui donne son numéro. "
                    <button class="link-button" type="submit" name="action" value="donner-pdf">"Donner plutôt un PDF"</button>
                </p>
            }
            .into_any();
        }
        let label = if present { "Un autre PDF" } else { "PDF de la facture" };
        let field = view! {
            <FileField name=PDF label hint="10 Mo au plus" accept=".pdf,application/pdf"/>
            <div class="button-row without-script"><Button label="Donner ce PDF" name="action" value="document"/></div>
        };
        if !present {
            return view! {
                <fieldset class="field-group">
                    <legend>"Document"</legend>
                    {field}
                    <p class="field-hint">
                        "Pas de PDF ? "
                        <button class="link-button" type="submit" name="action" value="saisir">"Saisir les lignes de la facture"</button>
                    </p>
                </fieldset>
            }
            .into_any();
        }
        view! {
            {self.way()}
            <details class="disclosure" open=!messages.is_empty()><summary>"Remplacer le PDF"</summary>{field}</details>
        }
        .into_any()
    }

    /// A plain field.
    fn text(&self, field: Field, kind: TextKind, hint: &'static str, required: bool) -> AnyView {
        view! {
            <TextField name=field.name() label=field.label() kind value=self.value(field) hint required origin=self.origin(field) messages=self.messages(field)/>
        }
        .into_any()
    }

    /// What a field shows.
    fn shown_field(&self, field: Field) -> ShownField {
        ShownField { value: self.value(field), origin: self.origin(field), messages: self.messages(field) }
    }

    /// Where the value of a field comes from.
    fn origin(&self, field: Field) -> Option<ValueOrigin> {
        self.view.origins.get(&FieldPath::from(field)).copied()
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
                    <StatusBadge status=invoice.status.clone() direction=invoice.direction/>
                    {state}
                </p>
                <Button label="Abandonner" kind=ButtonKind::Quiet form="deposit" name="action" value="abandonner"/>
                <span class="without-script"><Button label="Enregistrer" form="deposit" name="action" value="enregistrer"/></span>
                <Button label="Vérifier et déposer" kind=ButtonKind::Primary icon=IconName::Issued form="deposit" name="action" value="verifier" shortcut="Ctrl+Entrée" busy="Vérification…"/>
            </div>
        }
        .into_any()
    }
}
