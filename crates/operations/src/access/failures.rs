//! What a failure of Chorus Pro means, as a code.

use chorus_pro::{Error, GatewayKind};
use domain::Reason;

use crate::OperationError;

/// Whether a failure means that the credentials are refused: trying again could lock the technical account.
pub(crate) fn breaks_circuit(error: &Error) -> bool {
    match error {
        Error::Token(error) => (400..500).contains(&error.status) && !matches!(error.status, 408 | 429),
        Error::Gateway { kind, .. } => matches!(kind, GatewayKind::TechnicalAccountRefused),
        _ => false,
    }
}

/// The code of a failure.
pub(crate) fn reason_of(error: &Error) -> Reason {
    match error {
        Error::Token(error) if (400..500).contains(&error.status) && error.status != 429 => {
            Reason::ApplicationRefused
        }
        Error::Gateway { kind, .. } => match kind {
            GatewayKind::TechnicalAccountRefused => Reason::TechnicalAccountRefused,
            GatewayKind::RouteUnknownOrNotSubscribed | GatewayKind::NotAuthorised => Reason::NotSubscribed,
            GatewayKind::TooLarge => Reason::FileTooLargeForChorusPro,
            GatewayKind::TooManyRequests { .. } => Reason::SlowDown,
            _ => Reason::ChorusProSilent,
        },
        Error::Functional { code_retour, libelle, .. } => {
            Reason::ChorusProRefused { code_retour: *code_retour, libelle: libelle.clone() }
        }
        Error::Network { .. } | Error::Token(_) => Reason::ChorusProSilent,
        Error::File { .. } => Reason::FileUnreadable,
        Error::Decode { .. } | Error::Request { .. } => Reason::AnswerNotUnderstood,
    }
}

impl From<Error> for OperationError {
    fn from(error: Error) -> Self {
        Self::ChorusPro { reason: reason_of(&error), log: error.to_string() }
    }
}
