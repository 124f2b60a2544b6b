//! What a failure has to look like.

use chorus_pro::{DecodeCause, Error, GatewayKind, Layer, NetworkCause, RetryAdvice, Sent, TokenRefusal};

use crate::bench::Kind;

/// The kind of an error, without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Done,
    Network(Sent, NetworkCause),
    Token(u16, TokenRefusal),
    Gateway(u16, GatewayKind),
    Decode(DecodeCause),
    Functional,
    Request,
}

/// One failure: what it is to the client and what to do next.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) class: Class,
    pub(crate) layer: Option<Layer>,
    /// After a call that changes nothing.
    pub(crate) reading: Option<RetryAdvice>,
    /// After a call that creates something.
    pub(crate) creating: Option<RetryAdvice>,
}

/// A failure after which both kinds of calls get the same advice.
pub(crate) fn alike(class: Class, layer: Option<Layer>, advice: RetryAdvice) -> Expected {
    Expected { class, layer, reading: Some(advice), creating: Some(advice) }
}

/// A failure that leaves a creation in doubt.
pub(crate) fn in_doubt(class: Class, layer: Option<Layer>, reading: RetryAdvice) -> Expected {
    Expected { class, layer, reading: Some(reading), creating: Some(RetryAdvice::AfterChecking) }
}

/// No failure at all.
pub(crate) fn done() -> Expected {
    Expected { class: Class::Done, layer: None, reading: None, creating: None }
}

fn class(outcome: &Result<(), Error>) -> Class {
    match outcome {
        Ok(()) => Class::Done,
        Err(Error::Network { sent, cause, .. }) => Class::Network(*sent, *cause),
        Err(Error::Token(error)) => Class::Token(error.status, error.refusal),
        Err(Error::Gateway { status, kind, .. }) => Class::Gateway(*status, kind.clone()),
        Err(Error::Decode { cause, .. }) => Class::Decode(*cause),
        Err(Error::Functional { .. }) => Class::Functional,
        Err(Error::Request { .. } | Error::File { .. }) => Class::Request,
    }
}

impl Expected {
    /// Asserts that the outcome of a call of this kind is the expected one.
    pub(crate) fn assert(&self, kind: Kind, outcome: &Result<(), Error>) {
        assert_eq!(class(outcome), self.class, "{kind:?}: {outcome:?}");
        let error = outcome.as_ref().err();
        assert_eq!(error.and_then(Error::layer), self.layer, "{kind:?}: {outcome:?}");
        let wanted = if kind.creates() { self.creating } else { self.reading };
        assert_eq!(error.map(Error::retry_advice), wanted, "{kind:?}: {outcome:?}");
    }
}
