//! The test of an access, layer by layer.

use crate::{
    Client,
    error::{Error, Layer},
    utilisateurs::{ParametresRecherche, RattachementStructure, RecupererRattachements},
};
use tokio::time::Instant;

/// State of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It works.
    Passed,
    /// It fails; later layers were not reached.
    Failed,
    /// It could not be tested, because an earlier layer failed, the test was cut short, or nothing tells it apart from
    /// a later one that failed.
    NotReached,
}

/// One layer and its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessStep {
    /// The layer.
    pub layer: Layer,
    /// Its state.
    pub state: StepState,
}

/// Outcome of [`Client::test_access`].
#[derive(Debug, Clone, PartialEq)]
pub struct AccessReport {
    /// The layers of the access, in the order they are met.
    pub steps: Vec<AccessStep>,
    /// The error met, if any. It may belong to no layer, for instance a server error.
    pub error: Option<Error>,
    /// The structures the account is attached to (the first 100). None at all fails [`Layer::Rights`].
    pub attachments: Vec<RattachementStructure>,
}

impl AccessReport {
    /// Whether every layer works.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.steps.iter().all(|step| step.state == StepState::Passed)
    }

    /// The layer that fails; `None` when all pass or when the error belongs to no layer.
    #[must_use]
    pub fn failing_layer(&self) -> Option<Layer> {
        self.steps.iter().find(|step| step.state == StepState::Failed).map(|step| step.layer)
    }

    fn steps(layers: &[Layer], passed: impl Fn(Layer) -> bool, failed: Option<Layer>) -> Vec<AccessStep> {
        let state = |layer| match failed {
            Some(failing) if failing == layer => StepState::Failed,
            _ if passed(layer) => StepState::Passed,
            _ => StepState::NotReached,
        };
        layers.iter().map(|&layer| AccessStep { layer, state: state(layer) }).collect()
    }
}

impl Client {
    /// Tests the access layer by layer: a new token, then the technical account and its rights with
    /// `monCompte/recuperer/rattachements`, which only reads.
    ///
    /// Two exchanges at most are made, so that a wrong password counts once.
    pub async fn test_access(&self) -> AccessReport {
        let layers: &[Layer] = if self.uses_certificate() {
            &[Layer::Network, Layer::Certificate, Layer::TechnicalAccount, Layer::Rights]
        } else if self.has_account() {
            &[Layer::Network, Layer::Token, Layer::TechnicalAccount, Layer::Rights]
        } else {
            &[Layer::Network, Layer::Token, Layer::Rights]
        };
        let started = Instant::now();
        if let Err(error) = self.renew_token().await {
            return failure(layers, error, |layer, end| layer < end);
        }
        // The token service has been reached and has answered, whatever comes next.
        let token_passed = !self.uses_certificate();
        let input = RecupererRattachements {
            parametres_recherche: Some(ParametresRecherche {
                nb_resultats_par_page: Some(100),
                page_resultat_demandee: Some(1),
                ..ParametresRecherche::default()
            }),
        };
        match self.call_since(&input, Some(started)).await {
            Err(error) => failure(layers, error, |layer, end| match layer {
                Layer::Token if token_passed => true,
                // A handshake does not say whose certificate it is: only an account that was accepted does.
                Layer::Certificate => end > Layer::TechnicalAccount,
                _ => layer < end,
            }),
            Ok(output) => {
                let attachments = output.liste_structure_rattachement;
                let failed = attachments.is_empty().then_some(Layer::Rights);
                AccessReport {
                    steps: AccessReport::steps(layers, |_| true, failed),
                    error: None,
                    attachments,
                }
            }
        }
    }
}

/// The report of an error. `passed` is given a layer and the first layer that is not known to work.
fn failure(layers: &[Layer], error: Error, passed: impl Fn(Layer, Layer) -> bool) -> AccessReport {
    // With PISTE no certificate is asked for: an alert of TLS is one of the network.
    let failed = error.layer().map(|layer| if layers.contains(&layer) { layer } else { Layer::Network });
    let end = failed.unwrap_or(match &error {
        // A refusal of Chorus Pro itself comes after the account was accepted.
        Error::Functional { .. } => Layer::Rights,
        Error::Gateway { .. } | Error::Decode { .. } => Layer::TechnicalAccount,
        Error::Network { .. } | Error::Token(_) | Error::Request { .. } | Error::File { .. } => {
            Layer::Network
        }
    });
    AccessReport {
        steps: AccessReport::steps(layers, |layer| passed(layer, end), failed),
        error: Some(error),
        attachments: Vec::new(),
    }
}
