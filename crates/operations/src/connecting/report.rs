//! What "Tester la connexion" finds, layer by layer.

use chorus_pro::{AccessReport as Answer, Layer, StepState};
use chrono::{DateTime, Utc};
use domain::Reason;
use storage::{Access, Structure};

use crate::access::{breaks_circuit, reason_of};

/// One layer of an access, as the test found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessCheck {
    /// The layer.
    pub layer: Layer,
    /// Whether it works; `None` when it was not reached.
    pub works: Option<bool>,
}

/// What the test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessReport {
    /// The layers, from the outside in.
    pub checks: Vec<AccessCheck>,
    problem: Option<Reason>,
    blocks_calls: bool,
    /// Where the test was interrupted by something that belongs to no layer.
    interrupted: Option<Layer>,
}

impl AccessReport {
    /// Which layer fails and why; none when all work.
    #[must_use]
    pub fn problem(&self) -> Option<Reason> {
        self.problem.clone()
    }

    /// The layer before which the test was interrupted by something that says nothing of the access: Chorus Pro is away,
    /// or asks to slow down.
    #[must_use]
    pub fn interrupted(&self) -> Option<Layer> {
        self.interrupted
    }

    /// Whether calling again with the same credentials would only do harm.
    #[must_use]
    pub fn blocks_calls(&self) -> bool {
        self.blocks_calls
    }
}

pub(super) fn report(
    answer: &Answer,
    structure: &Structure,
    access: &Access,
    now: DateTime<Utc>,
) -> AccessReport {
    let mut checks: Vec<AccessCheck> = answer
        .steps
        .iter()
        .map(|step| AccessCheck {
            layer: step.layer,
            works: match step.state {
                StepState::Passed => Some(true),
                StepState::Failed => Some(false),
                StepState::NotReached => None,
            },
        })
        .collect();
    let mut problem = answer.error.as_ref().map(reason_of);
    let attached = answer
        .attachments
        .iter()
        .any(|attachment| attachment.identifiant_structure.as_deref() == Some(structure.identifier.as_str()));
    if problem.is_none() && !attached {
        if let Some(rights) = checks.iter_mut().find(|check| check.layer == Layer::Rights) {
            rights.works = Some(false);
        }
        problem = Some(Reason::AccountNotAttached);
    }
    // A date says nothing of a handshake: it is looked at where Chorus Pro has not refused the certificate itself.
    if let Some(facts) = access.certificate.as_ref().filter(|facts| facts.expires_at <= now) {
        if let Some(certificate) = checks.iter_mut().find(|check| check.layer == Layer::Certificate) {
            certificate.works = Some(false);
        }
        problem = Some(Reason::CertificateExpired { at: facts.expires_at });
    }
    let fails = checks.iter().any(|check| check.works == Some(false));
    let next = checks.iter().find(|check| check.works.is_none()).map(|check| check.layer);
    let interrupted = next.filter(|_| answer.error.is_some() && !fails);
    let blocks_calls = answer.error.as_ref().is_some_and(breaks_circuit);
    AccessReport { checks, problem, blocks_calls, interrupted }
}
