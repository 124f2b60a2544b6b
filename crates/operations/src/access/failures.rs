//! What a failure of Chorus Pro means, as a code: what is to be done about it, and why it happened.

use std::time::Duration;

use chorus_pro::{Error, GatewayKind, NetworkCause};
use domain::Reason;

use crate::OperationError;

/// What is to be done about a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Chorus Pro has looked at what was sent and refused it, or it cannot be sent at all: somebody has to change it.
    Refusal,
    /// The way there is refused, whatever is sent: credentials, subscription, certificate, a firewall. Everything that
    /// goes this way waits until somebody has mended the access and tested it.
    Access,
    /// It passes by itself, perhaps after a known time.
    Passing(Option<Duration>),
}

/// What is to be done about a failed call. Only a functional answer is a refusal: an HTTP error comes from something in
/// between, which knows nothing of the invoice. Too large is the exception: it is about what was sent.
pub(crate) fn fault_of(error: &Error) -> Fault {
    match error {
        Error::Functional { .. } | Error::Request { .. } => Fault::Refusal,
        Error::Token(error) => match error.status {
            // An unreadable success is as passing as a server error.
            200..=299 | 408 | 429 | 500.. => Fault::Passing(error.retry_after),
            _ => Fault::Access,
        },
        Error::Gateway { status, kind, .. } => match kind {
            GatewayKind::TooLarge | GatewayKind::Rejected { .. } => Fault::Refusal,
            GatewayKind::TooManyRequests { retry_after } => Fault::Passing(*retry_after),
            GatewayKind::TokenExpired | GatewayKind::ServerError => Fault::Passing(None),
            GatewayKind::Other if *status == 408 => Fault::Passing(None),
            GatewayKind::TechnicalAccountRefused
            | GatewayKind::TokenRefused
            | GatewayKind::CertificateRefused
            | GatewayKind::RouteUnknownOrNotSubscribed
            | GatewayKind::NotAuthorised
            | GatewayKind::Other => Fault::Access,
        },
        Error::Network { cause: NetworkCause::ClientCertificate, .. } => Fault::Access,
        Error::Network { .. } | Error::File { .. } | Error::Decode { .. } => Fault::Passing(None),
    }
}

/// Whether nothing more is to be sent this way before somebody has tested the access.
pub(crate) fn breaks_circuit(error: &Error) -> bool {
    fault_of(error) == Fault::Access
}

/// Whether the credentials themselves are refused: trying again could lock the technical account.
pub(crate) fn refuses_credentials(error: &Error) -> bool {
    matches!(error, Error::Token(_) | Error::Network { .. } if breaks_circuit(error))
        || matches!(
            error,
            Error::Gateway {
                kind: GatewayKind::TechnicalAccountRefused
                    | GatewayKind::TokenRefused
                    | GatewayKind::CertificateRefused,
                ..
            }
        )
}

/// The code of a failure.
pub(crate) fn reason_of(error: &Error) -> Reason {
    match error {
        Error::Token(error) if (400..500).contains(&error.status) && !matches!(error.status, 408 | 429) => {
            Reason::ApplicationRefused
        }
        Error::Token(error) if error.status == 429 => Reason::SlowDown,
        Error::Token(error) if (300..400).contains(&error.status) => {
            Reason::GatewayRefused { status: error.status }
        }
        Error::Gateway { status, kind, .. } => match kind {
            GatewayKind::TechnicalAccountRefused => Reason::TechnicalAccountRefused,
            GatewayKind::TokenRefused => Reason::ApplicationRefused,
            GatewayKind::CertificateRefused => Reason::CertificateRefused,
            GatewayKind::RouteUnknownOrNotSubscribed | GatewayKind::NotAuthorised => Reason::NotSubscribed,
            GatewayKind::TooLarge => Reason::FileTooLargeForChorusPro,
            GatewayKind::TooManyRequests { .. } => Reason::SlowDown,
            GatewayKind::Other if *status != 408 => Reason::GatewayRefused { status: *status },
            GatewayKind::Rejected { errors } => {
                Reason::ChorusProRefused { code_retour: i64::from(*status), libelle: errors.join(", ") }
            }
            GatewayKind::TokenExpired | GatewayKind::ServerError | GatewayKind::Other => {
                Reason::ChorusProSilent
            }
        },
        Error::Functional { code_retour, libelle, .. } => {
            Reason::ChorusProRefused { code_retour: *code_retour, libelle: libelle.clone() }
        }
        Error::Network { cause: NetworkCause::ClientCertificate, .. } => Reason::CertificateRefused,
        Error::Network { .. } | Error::Token(_) => Reason::ChorusProSilent,
        Error::File { .. } => Reason::FileUnreadable,
        Error::Decode { .. } => Reason::AnswerNotUnderstood,
        Error::Request { .. } => Reason::Internal,
    }
}

impl From<Error> for OperationError {
    fn from(error: Error) -> Self {
        Self::ChorusPro { reason: reason_of(&error), log: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use chorus_pro::{Sent, Service, TokenError, TokenRefusal};

    use super::*;

    fn service() -> &'static Service {
        chorus_pro::SERVICES[0]
    }

    fn gateway(status: u16, kind: GatewayKind) -> Error {
        Error::Gateway { service: service(), status, kind, correlation_id: None }
    }

    fn token(status: u16) -> Error {
        Error::Token(TokenError { refusal: TokenRefusal::Other, status, code: None, retry_after: None })
    }

    #[test]
    fn only_what_chorus_pro_says_of_the_invoice_is_a_refusal() {
        let functional = Error::Functional {
            service: service(),
            code_retour: 20002,
            libelle: "GDP_MSG".into(),
            correlation_id: None,
        };
        assert_eq!(fault_of(&functional), Fault::Refusal);
        assert_eq!(fault_of(&gateway(413, GatewayKind::TooLarge)), Fault::Refusal);
        let rejected = gateway(400, GatewayKind::Rejected { errors: vec!["NotFoundReference".into()] });
        assert_eq!(fault_of(&rejected), Fault::Refusal);
        assert!(matches!(reason_of(&rejected), Reason::ChorusProRefused { code_retour: 400, .. }));
        for (status, kind) in [
            (400, GatewayKind::Other),
            (302, GatewayKind::Other),
            (405, GatewayKind::Other),
            (401, GatewayKind::TechnicalAccountRefused),
            (401, GatewayKind::TokenRefused),
            (403, GatewayKind::NotAuthorised),
            (403, GatewayKind::Other),
            (404, GatewayKind::RouteUnknownOrNotSubscribed),
        ] {
            assert_eq!(fault_of(&gateway(status, kind.clone())), Fault::Access, "{status} {kind:?}");
        }
        for status in [302, 400, 401, 403] {
            assert_eq!(fault_of(&token(status)), Fault::Access, "{status}");
        }
    }

    #[test]
    fn what_passes_by_itself_breaks_nothing_and_accuses_nobody() {
        for status in [200, 408, 429, 500, 503] {
            assert_eq!(fault_of(&token(status)), Fault::Passing(None), "{status}");
            assert_ne!(reason_of(&token(status)), Reason::ApplicationRefused, "{status}");
        }
        for (status, kind) in [(408, GatewayKind::Other), (503, GatewayKind::ServerError)] {
            let error = gateway(status, kind);
            assert_eq!(fault_of(&error), Fault::Passing(None), "{status}");
            assert_eq!(reason_of(&error), Reason::ChorusProSilent, "{status}");
        }
        let pause = Some(Duration::from_secs(7));
        let slow = gateway(429, GatewayKind::TooManyRequests { retry_after: pause });
        assert_eq!((fault_of(&slow), reason_of(&slow)), (Fault::Passing(pause), Reason::SlowDown));
    }

    #[test]
    fn a_refused_certificate_is_a_fault_of_the_access_and_a_lost_line_is_not() {
        let network =
            |cause| Error::Network { service: service(), sent: Sent::No, cause, detail: String::new() };
        let refused = network(NetworkCause::ClientCertificate);
        assert_eq!((fault_of(&refused), reason_of(&refused)), (Fault::Access, Reason::CertificateRefused));
        assert!(refuses_credentials(&refused));
        // Its handshake passed, and no raccordement declares it for this account.
        let undeclared = gateway(403, GatewayKind::CertificateRefused);
        assert_eq!(
            (fault_of(&undeclared), reason_of(&undeclared)),
            (Fault::Access, Reason::CertificateRefused)
        );
        assert!(refuses_credentials(&undeclared));
        let lost = network(NetworkCause::Timeout);
        assert_eq!((fault_of(&lost), reason_of(&lost)), (Fault::Passing(None), Reason::ChorusProSilent));
        assert!(!refuses_credentials(&lost));
    }

    #[test]
    fn a_service_that_is_not_subscribed_says_nothing_against_the_credentials() {
        let error = gateway(403, GatewayKind::RouteUnknownOrNotSubscribed);
        assert!(breaks_circuit(&error) && !refuses_credentials(&error));
    }
}
