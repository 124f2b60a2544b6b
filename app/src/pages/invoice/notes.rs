//! Notes on an invoice: what the people of the organisation tell each other. Nothing of it is ever sent.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{InvoiceId, InvoiceNoteId, UserId};
use leptos::prelude::*;
use operations::{InvoiceNote, LONGEST_NOTE, Mention, OperationError};
use serde::Deserialize;

use super::super::done::{Done, redirect_done_to};
use super::{Notices, page};
use crate::components::{Button, ButtonKind, Choice, IconName, LiveRegion, Moment, SelectField, TextArea};
use crate::web::{Context, PageError, Place, local_target};
use crate::words::Sentence as _;

/// What the section shows.
pub(super) struct NotesSection {
    pub(super) invoice: InvoiceId,
    pub(super) notes: Vec<InvoiceNote>,
    /// Who is told of them.
    pub(super) mentions: Vec<Mention>,
    /// Who may be told of another one.
    pub(super) people: Vec<(UserId, String)>,
    /// Who looks: their own notes can be taken away.
    pub(super) user: UserId,
    pub(super) may_write: bool,
    /// A note that was not taken: it stands as it was typed.
    pub(super) typed: String,
    /// The page itself, with the list in which it was opened.
    pub(super) address: String,
    pub(super) now: DateTime<Utc>,
}

impl NotesSection {
    /// The notes and the field for another one, which stands outside of what is read again: nothing typed is lost.
    pub(super) fn view(&self) -> Option<AnyView> {
        if self.notes.is_empty() && !self.may_write {
            return None;
        }
        let notes = self.notes.iter().map(|note| self.note(note)).collect_view();
        let notes = (!self.notes.is_empty()).then(|| view! { <ol class="notes">{notes}</ol> }).into_any();
        let form = self.may_write.then(|| {
            view! {
                <form class="note-form" method="post" action=format!("/factures/{}/notes", self.invoice)>
                    <input type="hidden" name="retour" value=self.address.clone()/>
                    <TextArea
                        name="note"
                        label="Nouvelle note"
                        value=self.typed.clone()
                        hint="Lue dans votre organisation seulement, jamais envoyée à Chorus Pro."
                        rows=2
                        maxlength=u32::try_from(LONGEST_NOTE).unwrap_or(u32::MAX)
                    />
                    {self.told()}
                    <Button label="Enregistrer la note"/>
                </form>
            }
        });
        Some(
            view! {
                <section class="section" id="notes">
                    <h2>"Notes internes"</h2>
                    <LiveRegion id="live-notes" content=notes/>
                    {self.read()}
                    {form}
                </section>
            }
            .into_any(),
        )
    }

    /// Whom to tell of another note.
    fn told(&self) -> Option<AnyView> {
        let nobody = Choice::new("", "Personne en particulier");
        let people = self.people.iter().map(|(user, name)| Choice::new(user.to_string(), name.clone()));
        let choices: Vec<Choice> = std::iter::once(nobody).chain(people).collect();
        (!self.people.is_empty()).then(|| {
            view! {
                <SelectField
                    name="prevenir"
                    id="prevenir"
                    label="Prévenir"
                    hint="La note apparaît dans sa Synthèse jusqu’à ce que la personne l’ait lue."
                    choices
                />
            }
            .into_any()
        })
    }

    /// What the reader is told of and has not said to have read.
    fn read(&self) -> Option<AnyView> {
        let waits =
            self.mentions.iter().any(|mention| mention.user == self.user && mention.seen_at.is_none());
        waits.then(|| {
            view! {
                <form method="post" action=format!("/factures/{}/notes/lues", self.invoice)>
                    <input type="hidden" name="retour" value=self.address.clone()/>
                    <Button label="J’ai lu" kind=ButtonKind::Secondary icon=IconName::Check/>
                </form>
            }
            .into_any()
        })
    }

    fn note(&self, note: &InvoiceNote) -> AnyView {
        let told: Vec<String> = self
            .mentions
            .iter()
            .filter(|mention| mention.note == note.id)
            .map(|mention| match mention.seen_at {
                Some(_) => format!("{} (lu)", mention.name),
                None => mention.name.clone(),
            })
            .collect();
        let told = (!told.is_empty())
            .then(|| view! { <p class="field-hint">{format!("Pour {}", told.join(", "))}</p> });
        let delete = (self.may_write && note.author == self.user).then(|| {
            view! {
                <form method="post" action=format!("/factures/{}/notes/supprimer", self.invoice)>
                    <input type="hidden" name="retour" value=self.address.clone()/>
                    <input type="hidden" name="id" value=note.id.to_string()/>
                    <Button label="Supprimer" kind=ButtonKind::Quiet icon=IconName::Delete/>
                </form>
            }
        });
        view! {
            <li class="note">
                <p class="note-head"><strong>{note.author_name.clone()}</strong>", "<Moment instant=note.written_at now=self.now/></p>
                <p class="note-text">{note.text.clone()}</p>
                {told}
                {delete}
            </li>
        }
        .into_any()
    }
}

/// A note that is written or taken away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NoteForm {
    note: String,
    id: String,
    /// Who is told of it.
    prevenir: String,
    retour: String,
}

impl NoteForm {
    /// The page of the invoice again, in the list in which it was opened.
    fn back(&self, id: InvoiceId) -> String {
        let own = Place::Invoice(id).path();
        let target = local_target(&self.retour).filter(|path| path.split('?').next() == Some(own.as_str()));
        target.map_or_else(|| own.clone(), ToOwned::to_owned)
    }
}

/// Writes a note.
pub(super) async fn write(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let told: Vec<UserId> = match form.prevenir.as_str() {
        "" => Vec::new(),
        user => vec![user.parse().map_err(|_| OperationError::NotFound("user"))?],
    };
    match context.site.desk.portfolio.write_note(&context.actor, id, &form.note, &told).await {
        Ok(()) => Ok(redirect_done_to(&form.back(id), Done::NoteWritten)),
        Err(OperationError::Refused(reason)) => {
            let back = form.back(id);
            let query = back.split_once('?').map_or("", |(_, query)| query);
            let said = Notices {
                problem: Some(reason.sentence()),
                typed_note: form.note,
                query: serde_urlencoded::from_str(query).unwrap_or_default(),
                ..Notices::default()
            };
            page(&context, id, said).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The reader has read the notes of which they were told.
pub(super) async fn mark_read(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<NoteForm>,
) -> Result<Response, PageError> {
    context.site.desk.portfolio.mark_notes_read(&context.actor, id).await?;
    Ok(redirect_done_to(&form.back(id), Done::NotesRead))
}

/// Takes a note of one's own away.
pub(super) async fn delete(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let note: InvoiceNoteId = form.id.parse().map_err(|_| OperationError::NotFound("note"))?;
    context.site.desk.portfolio.delete_note(&context.actor, id, note).await?;
    Ok(redirect_done_to(&form.back(id), Done::NoteDeleted))
}
