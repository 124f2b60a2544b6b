//! Adding, replacing and ending mandates, and saying that they are needed.

use chrono::{NaiveDate, TimeDelta};
use documents::StoredFile;
use domain::{
    LONGEST_MANDATE_HOLDER, LONGEST_MANDATE_REASON, MAXIMUM_FILE_BYTES, MandateEndField, MandateField,
    MandateId, Notes, Permission, Reason, Remark, StructureId, mend_attachment_name, paris_day, parse_day,
};
use storage::{Document, Mandate, MandateEnd, Scope, Transaction};

use super::wing::{Mandates, whole_structure, within_reach};
use crate::ground::{changed, switch_value};
use crate::{Actor, OperationError, Result};

/// Most mandates that a structure keeps, those that have ended included.
pub const MOST_MANDATES: usize = 100;

/// A mandate as typed.
#[derive(Clone, Debug, Default)]
pub struct NewMandate {
    /// Who may act.
    pub holder: String,
    /// The first day.
    pub first: String,
    /// The last day; empty when there is none.
    pub last: String,
    /// The mandate that it takes the place of; empty when it stands beside the others.
    pub replaces: String,
    /// The signed document with its name, once it was given.
    pub file: Option<(StoredFile, String)>,
}

/// A mandate that was checked.
struct Checked {
    holder: String,
    first: NaiveDate,
    last: Option<NaiveDate>,
    document: Document,
}

impl Mandates {
    /// Adds a mandate; the one whose place it takes ends on the day before.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure or the replaced mandate is out of reach,
    /// [`OperationError::Invalid`] with what is to be corrected.
    pub async fn add_mandate(
        &self,
        actor: &Actor,
        structure: StructureId,
        new: NewMandate,
    ) -> Result<MandateId> {
        actor.require(Permission::ManageStructures)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        whole_structure(actor, transaction.as_mut(), structure).await?;
        let now = self.ground.now();
        let Checked { holder, first, last, document } = check(&new, paris_day(now))?;
        if transaction.mandates_of(actor.organization, structure).await?.len() >= MOST_MANDATES {
            return Err(OperationError::Refused(Reason::TooManyMandates { most: MOST_MANDATES as u64 }));
        }
        if !new.replaces.is_empty() {
            self.replace(actor, transaction.as_mut(), structure, &new.replaces, first).await?;
        }
        let mandate = Mandate {
            id: self.ground.id(),
            organization: actor.organization,
            structure,
            holder,
            first,
            last,
            document,
            author: actor.user,
            author_name: actor.name.clone(),
            created_at: now,
            end: None,
        };
        transaction.insert_mandate(&mandate).await?;
        let last = mandate.last.map_or_else(|| "–".to_owned(), |last| last.to_string());
        let detail = format!("{structure}: {} → {last}, {}", mandate.first, mandate.document.sha256);
        transaction.journal(&self.ground.act(actor, "mandate.add", mandate.id, detail)).await?;
        transaction.tell(changed(actor.organization, structure, None)).await?;
        transaction.commit().await?;
        Ok(mandate.id)
    }

    /// Ends the mandate whose place another takes from a day on; nothing where it has ended by then.
    async fn replace(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        structure: StructureId,
        replaced: &str,
        first: NaiveDate,
    ) -> Result<()> {
        let gone = || OperationError::NotFound("mandate");
        let id: MandateId = replaced.parse().map_err(|_| gone())?;
        let replaced = within_reach(actor, transaction, id).await?;
        if replaced.structure != structure {
            return Err(gone());
        }
        let last = first.checked_sub_signed(TimeDelta::days(1)).unwrap_or(first);
        if replaced.end.is_some() || replaced.last.is_some_and(|own| own <= last) {
            return Ok(());
        }
        let reason = "Remplacé par un nouveau mandat".to_owned();
        let end = MandateEnd { last, by: actor.name.clone(), at: self.ground.now(), reason };
        transaction.end_mandate(actor.organization, id, &end).await?;
        transaction.journal(&self.ground.act(actor, "mandate.replace", id, last.to_string())).await?;
        Ok(())
    }

    /// Ends a mandate before its time.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when it has ended already,
    /// [`OperationError::Invalid`] with what is to be corrected.
    pub async fn end_mandate(&self, actor: &Actor, id: MandateId, last: &str, reason: &str) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mandate = within_reach(actor, transaction.as_mut(), id).await?;
        let now = self.ground.now();
        let today = paris_day(now);
        if mandate.end.is_some() || mandate.last.is_some_and(|last| last < today) {
            return Err(OperationError::Refused(Reason::MandateEnded));
        }
        let mut notes = Notes::default();
        let day = parse_day(last, today);
        match (day, mandate.last) {
            (None, _) => notes.error(MandateEndField::Last, Remark::DayUnusable),
            (Some(day), Some(last)) if day > last => {
                notes.error(MandateEndField::Last, Remark::MandateEndLater { last });
            }
            (Some(_), _) => {}
        }
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.is_empty() {
            notes.error(MandateEndField::Reason, Remark::MandateEndReasonMissing);
        }
        no_longer(&reason, LONGEST_MANDATE_REASON, MandateEndField::Reason, &mut notes);
        let Some(last) = day.filter(|_| !notes.refuse()) else { return Err(OperationError::Invalid(notes)) };
        let detail = format!("{last}: {reason}");
        let before = mandate.last.map(|last| last.to_string());
        let end = MandateEnd { last, by: actor.name.clone(), at: now, reason };
        transaction.end_mandate(actor.organization, id, &end).await?;
        let entry = self.ground.act(actor, "mandate.end", id, detail);
        transaction.journal(&entry.changing(before, Some(last.to_string()))).await?;
        transaction.tell(changed(actor.organization, mandate.structure, None)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Says whether what leaves for a structure of the organisation needs a mandate. For administrators who reach
    /// everything: it changes what everybody may do.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for others.
    pub async fn require_mandates(&self, actor: &Actor, required: bool) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        if actor.scope != Scope::Everything {
            return Err(OperationError::Forbidden(Permission::ManageUsers));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        if transaction.mandates_required(actor.organization).await? == required {
            return Ok(());
        }
        transaction.set_mandates_required(actor.organization, required).await?;
        let detail = if required { "required" } else { "not required" };
        let entry = self.ground.act(actor, "mandates.required", actor.organization, detail);
        let entry = entry.changing(Some(switch_value(!required)), Some(switch_value(required)));
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn no_longer(text: &str, longest: usize, field: impl Into<domain::FieldPath>, notes: &mut Notes) {
    let length = text.chars().count();
    if length > longest {
        notes.error(field, Remark::TooLong { longest, length });
    }
}

fn check(new: &NewMandate, today: NaiveDate) -> Result<Checked> {
    let mut notes = Notes::default();
    let holder = new.holder.split_whitespace().collect::<Vec<_>>().join(" ");
    if holder.is_empty() {
        notes.error(MandateField::Holder, Remark::MandateHolderMissing);
    }
    no_longer(&holder, LONGEST_MANDATE_HOLDER, MandateField::Holder, &mut notes);
    let first = parse_day(&new.first, today);
    if first.is_none() {
        notes.error(MandateField::First, Remark::DayUnusable);
    }
    let last = match new.last.trim() {
        "" => None,
        typed => {
            let last = parse_day(typed, today);
            match (first, last) {
                (_, None) => notes.error(MandateField::Last, Remark::DayUnusable),
                (Some(first), Some(last)) if last < first => {
                    notes.error(MandateField::Last, Remark::MandateBackwards);
                }
                _ => {}
            }
            last
        }
    };
    let document = match &new.file {
        None => {
            notes.error(MandateField::File, Remark::MandateFileMissing);
            None
        }
        Some((file, name)) => match signed_document(file, name) {
            Ok(document) => Some(document),
            Err(reason) => {
                notes.error(MandateField::File, reason);
                None
            }
        },
    };
    match (first, document) {
        (Some(first), Some(document)) if !notes.refuse() => Ok(Checked { holder, first, last, document }),
        _ => Err(OperationError::Invalid(notes)),
    }
}

/// A PDF by its first bytes, under a name that can be given back.
fn signed_document(file: &StoredFile, name: &str) -> std::result::Result<Document, Reason> {
    if file.bytes == 0 {
        return Err(Reason::FileEmpty { name: String::new() });
    }
    if file.bytes > MAXIMUM_FILE_BYTES {
        return Err(Reason::FileTooLarge);
    }
    if !einvoice::pdf::looks_like_pdf(&file.head) {
        return Err(Reason::MandateNotPdf);
    }
    let name = if name.to_lowercase().ends_with(".pdf") { name.to_owned() } else { format!("{name}.pdf") };
    let mended = mend_attachment_name(&name).map_err(|error| Reason::NameUnusable { error })?;
    Ok(Document {
        sha256: file.sha256.clone(),
        name: mended.name,
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
    })
}
