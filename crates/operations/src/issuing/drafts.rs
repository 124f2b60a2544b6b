//! Keeping and dropping drafts.

use chrono::NaiveDate;
use domain::{
    Author, Conflict, DraftChange, FormField, InvoiceForm, InvoiceId, InvoiceStatus, LineField, Notes,
    Permission, Reason, StructureId, Values, VatField, merge, paris_day, same_meaning,
};
use storage::{Draft, Invoice};

use super::form::apply_form;
use super::notes::{check_context, notes_of};
use super::wing::{Issuing, drafted, require_unsent, set_status, structure_of};
use crate::directory::{ask_for_engagement, known_recipient};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

/// What a page sends back of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftEdit {
    /// The version that its page had loaded; none when it does not say.
    pub version: Option<i64>,
    /// What the page had loaded, as it says itself. It decides nothing but what counts as an edit of this person, who
    /// may type anything anyway: so it comes from the page, and no version but the last has to be stored.
    pub base: Values,
    /// Every field that was in front of the person, as it is now.
    pub typed: Values,
    /// The row that they take out.
    pub removed_row: Option<RemovedRow>,
}

/// A row that a person takes out of a draft, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovedRow {
    /// Of the VAT table.
    Vat(usize),
    /// Of the lines of an invoice that is typed.
    Line(usize),
}

impl DraftEdit {
    /// A form over the draft as it was just read.
    #[must_use]
    pub fn over(draft: &Draft, form: &InvoiceForm) -> Self {
        Self {
            version: Some(draft.form_version),
            base: draft.form.values(),
            typed: form.values(),
            removed_row: None,
        }
    }
}

/// A draft after a save.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedDraft {
    /// Its version.
    pub version: i64,
    /// The form as it is stored now.
    pub form: InvoiceForm,
    /// Fields that this person and somebody else changed: the stored form has the other value.
    pub conflicts: Vec<DraftConflict>,
    /// What the checks say of it.
    pub notes: Notes,
}

/// A field that two sides changed, each to something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftConflict {
    /// Field and values.
    pub conflict: Conflict,
    /// Who the other side is, and since when; none where that is not known.
    pub change: Option<DraftChange>,
}

/// The stored form with the edit brought in, and where the person has to decide.
fn brought_together(draft: &Draft, edit: DraftEdit, today: NaiveDate) -> (InvoiceForm, Vec<DraftConflict>) {
    let stored = draft.form.values();
    let base = match edit.version {
        Some(version) if version == draft.form_version => stored.clone(),
        Some(version) if version < draft.form_version => edit.base,
        // Nothing is known of the page: whatever it holds was typed, and whatever is stored was typed by others.
        _ => Values::default(),
    };
    let same = |path: &_, mine: &str, theirs: &str| same_meaning(path, mine, theirs, today);
    let (mut merged, conflicts) = merge(&base, &edit.typed, &stored, same);
    match edit.removed_row.filter(|_| conflicts.is_empty()) {
        Some(RemovedRow::Vat(row)) => take_out::<VatField>(row, &edit.typed, &mut merged),
        Some(RemovedRow::Line(row)) => take_out::<LineField>(row, &edit.typed, &mut merged),
        None => {}
    }
    let with_author = |conflict: Conflict| {
        let change = draft.changes.get(&conflict.path).cloned();
        DraftConflict { conflict, change }
    };
    let mut form = InvoiceForm::from_values(&merged);
    form.fill_from_lines();
    (form, conflicts.into_iter().map(with_author).collect())
}

/// Takes a row out that still holds what the person saw in it: one that somebody else changed stays.
fn take_out<F: FormField>(row: usize, typed: &Values, merged: &mut Values) {
    if F::ALL.iter().all(|field| typed.get(field.at(row)) == merged.get(field.at(row))) {
        *merged = without_row::<F>(merged, row);
    }
}

/// The values without a row of a group: those below it move up.
fn without_row<F: FormField>(values: &Values, removed: usize) -> Values {
    let moved = values.iter().filter_map(|(path, value)| {
        let path = match (F::of_path(path), path.row()) {
            (Some(_), Some(row)) if row == removed => return None,
            (Some(field), Some(row)) if row > removed => field.at(row - 1),
            _ => path.clone(),
        };
        Some((path, value.to_owned()))
    });
    moved.collect()
}

impl Issuing {
    /// The structure of a draft that can still be changed: what is asked before anything is received for it.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach, [`crate::OperationError::Refused`] once the invoice
    /// has left.
    pub async fn structure_of_draft(&self, actor: &Actor, id: InvoiceId) -> Result<StructureId> {
        actor.require(Permission::Deposit)?;
        let (invoice, _) = drafted(actor, self.ground.read().await?.as_mut(), id).await?;
        require_unsent(&invoice)?;
        Ok(invoice.structure)
    }

    /// Keeps what a person changed. What others changed since the page was loaded stays: fields that only one side
    /// changed come together, and of a field that both changed the stored value stays and the person is asked.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] once the invoice has left.
    pub async fn save_draft(&self, actor: &Actor, id: InvoiceId, edit: DraftEdit) -> Result<SavedDraft> {
        actor.require(Permission::Deposit)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let overview = structure_of(actor, transaction.as_mut(), &invoice).await?;
        let structure = &overview.structure;
        let (mut form, conflicts) = brought_together(&draft, edit, paris_day(now));
        // The name shown beside a SIRET is the one Chorus Pro gave, never one that was typed.
        let recipient = known_recipient(
            transaction.as_mut(),
            actor.organization,
            structure.environment,
            &form.recipient_siret,
        )
        .await?;
        form.recipient_name = recipient.as_ref().map(|card| card.entry.name.clone()).unwrap_or_default();
        if draft.form != form {
            let by = Author::Person { user: actor.user, name: actor.name.clone() };
            apply_form(&mut invoice, &mut draft, form, now, Some(&by));
            invoice.updated_at = now;
            // Nobody types a draft out of their own sight.
            invoice = actor.reach(Some(invoice))?;
            transaction.update_invoice(&mut invoice).await?;
            transaction.put_draft(&draft).await?;
            ask_for_engagement(&self.ground, transaction.as_mut(), &overview, &invoice, &draft.form).await?;
        }
        let context = check_context(&self.ground, structure, recipient.as_ref());
        let notes = notes_of(transaction.as_mut(), &invoice, &draft, structure, &context).await?;
        transaction.commit().await?;
        Ok(SavedDraft { version: draft.form_version, form: draft.form, conflicts, notes })
    }

    /// Drops a draft; it stays in the list as abandoned.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] once the invoice has left.
    pub async fn discard_draft(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut invoice = actor.reach(transaction.invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        set_status(&self.ground, &mut invoice, InvoiceStatus::Cancelled, None);
        transaction.update_invoice(&mut invoice).await?;
        transaction.insert_event(&self.ground.event(&invoice, "CANCELLED", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.discard", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes up a draft that was dropped: it is as it was.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it was not dropped, or had been given to Chorus Pro before.
    pub async fn resume_draft(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, draft) = drafted(actor, transaction.as_mut(), id).await?;
        if draft.flow.is_some() {
            return Err(OperationError::Refused(Reason::LeftAsFlow));
        }
        if !may_be_resumed(&invoice, &draft) {
            return Err(OperationError::Refused(Reason::AlreadySent));
        }
        set_status(&self.ground, &mut invoice, InvoiceStatus::Draft, None);
        transaction.update_invoice(&mut invoice).await?;
        transaction.insert_event(&self.ground.event(&invoice, "RESUMED", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.resume", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Whether an abandoned invoice can be a draft again: one that Chorus Pro was never given, alone or in a flow.
pub(super) fn may_be_resumed(invoice: &Invoice, draft: &Draft) -> bool {
    invoice.status == InvoiceStatus::Cancelled && draft.submitted_at.is_none() && draft.flow.is_none()
}
