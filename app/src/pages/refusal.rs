//! The one way to answer a form that was refused: the same page again, with everything typed but secrets, what is to be
//! corrected at its head with a link to each field, and the notes at the fields.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::{FieldNote, FieldPath, FormField, Notes, StatusKind, Values};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use operations::OperationError;
use secrecy::SecretString;

use crate::components::{ErrorLink, ErrorSummary, FieldMessage, NoticeBox, messages_of};
use crate::web::{Context, Document, PageError};
use crate::words::Sentence as _;

/// Seconds after which a person may try again when the machine is busy.
const BUSY_SECONDS: i64 = 5;

/// Why a form was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// 422, or another where waiting helps.
    pub(crate) status: StatusCode,
    /// The sentence for the whole form, when it is not about fields.
    pub(crate) text: Option<String>,
    /// What is said of its fields.
    pub(crate) notes: Notes,
    /// Seconds after which trying again may help.
    pub(crate) retry_after: Option<i64>,
}

impl Refusal {
    /// Something about the whole form.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::noted(Notes::default()) }
    }

    /// Something about its fields.
    pub(crate) const fn noted(notes: Notes) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, text: None, notes, retry_after: None }
    }

    /// The refusal in an error, or the error when the form cannot mend it.
    pub(crate) fn of(error: OperationError) -> Result<Self, PageError> {
        match error {
            OperationError::Invalid(notes) => Ok(Self::noted(notes)),
            OperationError::Refused(_) => Ok(Self::new(error.sentence())),
            OperationError::Busy(_) => Ok(Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                retry_after: Some(BUSY_SECONDS),
                ..Self::new(error.sentence())
            }),
            other => Err(other.into()),
        }
    }
}

/// Why a form led nowhere: something that the person can mend, or a failure.
#[derive(Debug)]
pub(crate) enum NotDone {
    /// Shown with the form.
    Refused(Refusal),
    /// A page of its own.
    Failed(PageError),
}

impl NotDone {
    /// The refusal to show, or the failure.
    pub(crate) fn refusal(self) -> Result<Refusal, PageError> {
        match self {
            Self::Refused(refusal) => Ok(refusal),
            Self::Failed(error) => Err(error),
        }
    }
}

impl From<Notes> for NotDone {
    fn from(notes: Notes) -> Self {
        Self::Refused(Refusal::noted(notes))
    }
}

impl From<OperationError> for NotDone {
    fn from(error: OperationError) -> Self {
        match Refusal::of(error) {
            Ok(refusal) => Self::Refused(refusal),
            Err(error) => Self::Failed(error),
        }
    }
}

/// What a person sent, taken apart: what may be shown again, and what never is. Without `Debug`: it holds secrets.
pub(crate) struct Sent {
    pub(crate) values: Values,
    secrets: BTreeMap<FieldPath, SecretString>,
}

impl Sent {
    /// Takes the pairs of a posted form apart.
    pub(crate) fn read<F: FormField>(pairs: Vec<(String, String)>) -> Result<Self, PageError> {
        let is_secret = |name: &str| {
            let field = name.parse().ok().and_then(|path| F::of_path(&path));
            field.is_some_and(F::is_secret)
        };
        let (secret, plain): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| is_secret(name));
        let values = Values::read(plain.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .map_err(|_| PageError::BadRequest("form beyond its bounds"))?;
        let secrets = secret
            .into_iter()
            .filter_map(|(name, value)| Some((name.parse().ok()?, SecretString::from(value))))
            .collect();
        Ok(Self { values, secrets })
    }

    /// A secret; an empty one when none was typed.
    pub(crate) fn secret(&self, field: impl FormField) -> SecretString {
        self.secrets.get(&field.into()).cloned().unwrap_or_default()
    }
}

/// A form as a page shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormState {
    /// What stands in its fields; never a secret.
    pub(crate) values: Values,
    notes: Notes,
    refusal: Option<Refusal>,
}

impl FormState {
    /// A form with values that nobody has sent yet.
    pub(crate) fn of(values: Values) -> Self {
        Self { values, ..Self::default() }
    }

    /// The same with notes that refuse nothing yet.
    pub(crate) fn noted(values: Values, notes: Notes) -> Self {
        Self { values, notes, refusal: None }
    }

    /// A refused form: as it was typed.
    pub(crate) fn refused(values: Values, refusal: Refusal) -> Self {
        Self { values, notes: refusal.notes.clone(), refusal: Some(refusal) }
    }

    /// More notes at its fields, which its head does not repeat.
    pub(crate) fn with(mut self, notes: Notes) -> Self {
        self.notes.extend(notes);
        self
    }

    /// Whether it was refused.
    pub(crate) const fn is_refused(&self) -> bool {
        self.refusal.is_some()
    }

    /// What a field shows.
    pub(crate) fn value(&self, path: impl Into<FieldPath>) -> String {
        self.values.get(path).to_owned()
    }

    /// What is said at a field.
    pub(crate) fn messages(&self, path: impl Into<FieldPath>) -> Vec<FieldMessage> {
        messages_of(&self.notes, &path.into())
    }

    /// What stands at the head of the form: why it was refused, with a link to each field in the order of the form;
    /// nothing when it was not.
    pub(crate) fn head<F: FormField>(&self) -> AnyView {
        let place = |note: &FieldNote| F::ALL.iter().position(|field| field.name() == note.path.field());
        let mut errors: Vec<FieldNote> =
            self.refusal.iter().flat_map(|refusal| refusal.notes.clone()).collect();
        errors.sort_by_key(place);
        self.head_of(&errors.into_iter().collect(), "À corriger", F::label_of)
    }

    /// The same as its notes stand, with another title, for a form of several kinds of fields.
    pub(crate) fn head_with(
        &self,
        title: &'static str,
        label: impl Fn(&FieldPath) -> Option<String>,
    ) -> AnyView {
        let notes = self.refusal.as_ref().map(|refusal| refusal.notes.clone()).unwrap_or_default();
        self.head_of(&notes, title, label)
    }

    fn head_of(
        &self,
        notes: &Notes,
        title: &'static str,
        label: impl Fn(&FieldPath) -> Option<String>,
    ) -> AnyView {
        let text = self.refusal.as_ref().and_then(|refusal| refusal.text.clone());
        let alert =
            text.map(|text| view! { <div role="alert"><NoticeBox kind=StatusKind::Error text/></div> });
        let errors = ErrorLink::of_notes(notes, label);
        view! { {alert} <ErrorSummary errors title/> }.into_any()
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.refusal.as_ref().map_or(StatusCode::OK, |refusal| refusal.status)
    }

    /// The answer, with when to try again.
    pub(crate) fn mark(&self, mut response: Response) -> Response {
        if let Some(seconds) = self.refusal.as_ref().and_then(|refusal| refusal.retry_after) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl Context {
    /// A page with a form, fresh or refused: its status follows from the form.
    pub(crate) async fn form_page(
        &self,
        document: Document,
        form: FormState,
        content: impl FnOnce(FormState) -> AnyView + Send + 'static,
    ) -> Result<Response, PageError> {
        let document = Document { status: form.status(), ..document };
        let shown = form.clone();
        let response = self.page(document, move || content(shown)).await?;
        Ok(form.mark(response))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::{PersonField, Reason, Remark};
    use secrecy::ExposeSecret as _;

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn what_a_person_can_mend_is_a_refusal_and_the_rest_is_not() {
        let refused = Refusal::of(OperationError::Refused(Reason::NotPdf)).unwrap();
        assert_eq!((refused.status.as_u16(), refused.text), (422, Some(Reason::NotPdf.sentence())));
        let notes = Notes::of_error(PersonField::Name, Reason::NameMissing);
        assert_eq!(Refusal::of(OperationError::Invalid(notes.clone())).unwrap().notes, notes);
        assert!(Refusal::of(OperationError::NotFound("user")).is_err());
    }

    #[test]
    fn too_much_at_once_says_when_to_come_back() {
        let until = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        let answer = |refusal| FormState::refused(Values::default(), refusal);
        let busy = answer(Refusal::of(OperationError::Busy(until)).unwrap());
        assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(busy.mark(Response::default()).headers().contains_key(header::RETRY_AFTER));
        let other = answer(Refusal::new("Non.")).mark(Response::default());
        assert!(!other.headers().contains_key(header::RETRY_AFTER));
    }

    #[test]
    fn secrets_are_taken_out_of_what_is_shown_again() {
        let pairs = [("name", "Anne"), ("password", "lampe girafe"), ("structure[2].id", "5")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let sent = Sent::read::<PersonField>(pairs).unwrap();
        assert_eq!(sent.secret(PersonField::Password).expose_secret(), "lampe girafe");
        let shown = FormState::refused(sent.values, Refusal::new("Non."));
        assert_eq!(shown.value(PersonField::Name), "Anne");
        assert_eq!(shown.value(PersonField::Password), "");
        assert!(!format!("{shown:?}").contains("girafe"));
    }

    #[test]
    fn a_refusal_leads_to_its_fields_and_says_what_is_wrong_at_them() {
        let mut notes = Notes::of_error(PersonField::Role, Remark::NotChosen);
        notes.error(PersonField::Name, Reason::NameMissing);
        let form = FormState::refused(Values::default(), Refusal::noted(notes));
        let html = render(|| form.head::<PersonField>());
        assert!(html.contains("role=\"alert\"") && html.contains("href=\"#name\""), "{html}");
        assert!(html.contains("Rôle\u{a0}: Choisissez"), "{html}");
        assert!(
            html.find("href=\"#name\"") < html.find("href=\"#role\""),
            "in the order of the form: {html}"
        );
        assert_eq!(form.messages(PersonField::Role).len(), 1);
        assert!(form.messages(PersonField::Email).is_empty());
    }

    #[test]
    fn the_sentence_is_announced_and_escaped_and_absent_from_a_fresh_form() {
        let form = FormState::refused(Values::default(), Refusal::new(HOSTILE));
        let html = render(|| form.head::<PersonField>());
        assert_escaped(&html);
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(!render(|| FormState::default().head::<PersonField>()).contains("alert"));
    }
}
