//! Inferred forms of services of works: which an administrator has confirmed for production.

use domain::{Notes, OrganizationId, Permission, Remark, Values, WorksForm, WorksFormField};
use storage::{ConfirmedForm, Snapshot};

use super::wing::Works;
use crate::{Actor, OperationError, Result};

/// Characters of a source.
const LONGEST_SOURCE: usize = 200;

/// A form with who confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksFormState {
    /// Of which service.
    pub form: WorksForm,
    /// Who confirmed it, when, and how it is known; none where nobody did.
    pub confirmed: Option<ConfirmedForm>,
}

/// The forms that an organisation has confirmed.
pub(super) async fn confirmed(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
) -> Result<Vec<WorksForm>> {
    Ok(read.confirmed_forms(organization).await?.into_iter().map(|confirmed| confirmed.form).collect())
}

impl Works {
    /// All inferred forms.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn works_forms(&self, actor: &Actor) -> Result<Vec<WorksFormState>> {
        actor.require(Permission::Read)?;
        let known = self.ground.read().await?.confirmed_forms(actor.organization).await?;
        let state = |form: &WorksForm| WorksFormState {
            form: *form,
            confirmed: known.iter().find(|confirmed| confirmed.form == *form).cloned(),
        };
        Ok(WorksForm::ALL.iter().map(state).collect())
    }

    /// Confirms a form for production: from now on it is used there, by everybody of the organisation.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected.
    pub async fn confirm_works_form(&self, actor: &Actor, typed: &Values) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        let mut notes = Notes::default();
        let form = WorksForm::from_code(typed.get(WorksFormField::Form));
        if form.is_none() {
            notes.error(WorksFormField::Form, Remark::NotChosen);
        }
        let source = typed.get(WorksFormField::Source).trim();
        let length = source.chars().count();
        if source.is_empty() {
            notes.error(WorksFormField::Source, Remark::FormSourceMissing);
        } else if length > LONGEST_SOURCE {
            notes.error(WorksFormField::Source, Remark::TooLong { longest: LONGEST_SOURCE, length });
        }
        let (Some(form), true) = (form, notes.is_empty()) else {
            return Err(OperationError::Invalid(notes));
        };
        let confirmed = ConfirmedForm {
            organization: actor.organization,
            form,
            source: source.to_owned(),
            author: actor.user,
            author_name: actor.name.clone(),
            confirmed_at: self.ground.now(),
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.put_confirmed_form(&confirmed).await?;
        transaction.journal(&self.ground.act(actor, "works.form.confirm", form.code(), source)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a confirmation back: what has not left in production leaves no more.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when nobody has confirmed it.
    pub async fn forget_works_form(&self, actor: &Actor, form: WorksForm) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        if !transaction.forget_confirmed_form(actor.organization, form).await? {
            return Err(OperationError::NotFound("confirmed form"));
        }
        transaction.journal(&self.ground.act(actor, "works.form.forget", form.code(), "")).await?;
        transaction.commit().await?;
        Ok(())
    }
}
