//! A refusal that the person can mend: the form is shown again with what was typed and the sentence.

use axum::response::Response;
use domain::{FieldNote, StatusKind};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use operations::OperationError;

use crate::components::NoticeBox;
use crate::web::PageError;

/// Why a form was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// 422, or 503 when it was too much at once.
    pub(crate) status: StatusCode,
    /// The sentence for the whole form.
    pub(crate) text: String,
    /// Sentences for its fields.
    pub(crate) notes: Vec<FieldNote>,
}

impl Refusal {
    /// Something typed must be corrected.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, text: text.into(), notes: Vec::new() }
    }

    /// The refusal in an error, or the error when the form cannot mend it.
    pub(crate) fn of(error: OperationError) -> Result<Self, PageError> {
        let text = error.user_text();
        match error {
            OperationError::Refused(_) => Ok(Self::new(text)),
            OperationError::Invalid(notes) => Ok(Self { notes, ..Self::new(text) }),
            OperationError::Busy(_) => {
                Ok(Self { status: StatusCode::SERVICE_UNAVAILABLE, ..Self::new(text) })
            }
            other => Err(other.into()),
        }
    }

    /// The answer, with when to try again.
    pub(crate) fn mark(&self, mut response: Response) -> Response {
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
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

impl From<Refusal> for NotDone {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
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

/// The sentence at the head of its form, announced; nothing when the form was not refused.
#[component]
pub(crate) fn FormAlert(
    /// The sentence.
    #[prop(optional_no_strip)]
    text: Option<String>,
) -> impl IntoView {
    text.map(|text| view! { <div role="alert"><NoticeBox kind=StatusKind::Error text/></div> }).into_any()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::{Field, Reason};

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn what_a_person_can_mend_is_a_refusal_and_the_rest_is_not() {
        let refused = Refusal::of(OperationError::Refused(Reason::NotPdf)).unwrap();
        assert_eq!((refused.status.as_u16(), refused.text), (422, Reason::NotPdf.sentence()));
        let note = FieldNote::error(Field::Number, "Vide.");
        assert_eq!(Refusal::of(OperationError::Invalid(vec![note.clone()])).unwrap().notes, [note]);
        assert!(Refusal::of(OperationError::NotFound("user")).is_err());
    }

    #[test]
    fn too_much_at_once_says_when_to_come_back() {
        let until = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        let busy = Refusal::of(OperationError::Busy(until)).unwrap();
        assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(busy.mark(Response::default()).headers().contains_key(header::RETRY_AFTER));
        assert!(!Refusal::new("Non.").mark(Response::default()).headers().contains_key(header::RETRY_AFTER));
    }

    #[test]
    fn the_sentence_is_announced_and_escaped() {
        let html = render(|| view! { <FormAlert text=Some(HOSTILE.to_owned())/> });
        assert_escaped(&html);
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(!render(|| view! { <FormAlert text=None/> }).contains("alert"));
    }
}
