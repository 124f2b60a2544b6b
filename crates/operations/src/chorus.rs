//! The clients of Chorus Pro, one a connection, and what their failures mean.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chorus_pro::{
    Access, AccessReport, Addresses, Client, ClientOptions, Error, GatewayKind, Layer, StepState,
    TechnicalAccount,
};
use chrono::{DateTime, Utc};
use domain::{ConnectionId, Environment, format_day, paris_day};
use storage::{Connection, Structure};

use crate::{OperationError, Operations, Result, Settings};

/// Clients are kept: each holds its token and its rate limit.
pub(crate) struct Clients {
    http: reqwest::Client,
    qualification: Addresses,
    production: Addresses,
    call_timeout: Duration,
    known: Mutex<HashMap<ConnectionId, Client>>,
}

impl Clients {
    pub(crate) fn new(http: reqwest::Client, settings: &Settings) -> Self {
        Self {
            http,
            qualification: settings.qualification.clone(),
            production: settings.production.clone(),
            call_timeout: settings.call_timeout,
            known: Mutex::default(),
        }
    }

    /// Makes the next call use the credentials as they are stored then.
    pub(crate) fn forget(&self, id: ConnectionId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

/// One layer of a connection, as the test found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionCheck {
    /// Name of the layer, French.
    pub layer: &'static str,
    /// Whether it works; `None` when it was not reached.
    pub works: Option<bool>,
}

/// What "Tester la connexion" found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionReport {
    /// The layers, from the outside in.
    pub checks: Vec<ConnectionCheck>,
    problem: Option<String>,
    blocks_calls: bool,
}

impl ConnectionReport {
    /// The sentence that says which layer fails and what to do; none when all work.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.problem.clone()
    }

    /// Whether calling again with the same credentials would only do harm.
    #[must_use]
    pub fn blocks_calls(&self) -> bool {
        self.blocks_calls
    }
}

impl Operations {
    /// The client of a connection.
    pub(crate) fn client(&self, environment: Environment, connection: &Connection) -> Result<Client> {
        let clients = &self.inner.clients;
        let mut known = clients.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(&connection.id) {
            return Ok(client.clone());
        }
        let open = self.open_credentials(connection)?;
        let addresses = match environment {
            Environment::Qualification => &clients.qualification,
            Environment::Production => &clients.production,
        };
        let access = Access::Piste {
            addresses: addresses.clone(),
            client_id: open.client_id.clone(),
            client_secret: open.client_secret.clone().into(),
            technical_account: Some(TechnicalAccount {
                login: open.login.clone(),
                password: open.password.clone().into(),
            }),
        };
        let options = ClientOptions {
            timeout: clients.call_timeout,
            recorder: self.recorder(connection),
            ..ClientOptions::default()
        };
        let client = Client::new(clients.http.clone(), access, options).map_err(|error| {
            OperationError::ChorusPro {
                user: "L’adresse de Chorus Pro est mal configurée. Prévenez l’administrateur de Pupitre."
                    .to_owned(),
                log: error.to_string(),
            }
        })?;
        known.insert(connection.id, client.clone());
        Ok(client)
    }

    pub(crate) async fn check_connection(
        &self,
        structure: &Structure,
        connection: &Connection,
    ) -> Result<ConnectionReport> {
        self.inner.clients.forget(connection.id);
        let client = self.client(structure.environment, connection)?;
        let access = client.test_access().await;
        if let Some(error) = &access.error {
            tracing::info!(structure = %structure.id, %error, "connection test failed");
        }
        Ok(report(&access, structure, connection, self.now()))
    }
}

fn report(
    access: &AccessReport,
    structure: &Structure,
    connection: &Connection,
    now: DateTime<Utc>,
) -> ConnectionReport {
    let mut checks: Vec<ConnectionCheck> = access
        .steps
        .iter()
        .map(|step| ConnectionCheck {
            layer: layer_name(step.layer),
            works: match step.state {
                StepState::Passed => Some(true),
                StepState::Failed => Some(false),
                StepState::NotReached => None,
            },
        })
        .collect();
    let mut problem = access.error.as_ref().map(user_sentence);
    let attached = access
        .attachments
        .iter()
        .any(|attachment| attachment.identifiant_structure.as_deref() == Some(structure.siret.as_str()));
    if problem.is_none() && !attached {
        if let Some(rights) = checks.iter_mut().find(|check| check.layer == layer_name(Layer::Rights)) {
            rights.works = Some(false);
        }
        problem = Some(
            "Ce compte technique n’est pas rattaché à cette structure. Demandez le rattachement au gestionnaire \
             principal, dans Chorus Pro."
                .to_owned(),
        );
    }
    if let Some(expires) = connection.certificate_expires_at {
        let valid = expires > now;
        checks.push(ConnectionCheck { layer: layer_name(Layer::Certificate), works: Some(valid) });
        if !valid && problem.is_none() {
            problem = Some(format!(
                "Le certificat a expiré le {}. Remplacez-le sur cette page.",
                format_day(paris_day(expires))
            ));
        }
    }
    let blocks_calls = access.error.as_ref().is_some_and(breaks_circuit);
    ConnectionReport { checks, problem, blocks_calls }
}

fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Network => "Réseau",
        Layer::Certificate => "Certificat",
        Layer::Token => "Jeton PISTE",
        Layer::TechnicalAccount => "Compte technique",
        Layer::Rights => "Droits",
    }
}

/// Whether a failure means that the credentials are refused: trying again could lock the technical account.
pub(crate) fn breaks_circuit(error: &Error) -> bool {
    match error {
        Error::Token(error) => (400..500).contains(&error.status) && !matches!(error.status, 408 | 429),
        Error::Gateway { kind, .. } => matches!(kind, GatewayKind::TechnicalAccountRefused),
        _ => false,
    }
}

/// What a failure of Chorus Pro means for the user, and what to do.
pub(crate) fn user_sentence(error: &Error) -> String {
    match error {
        Error::Token(error) if (400..500).contains(&error.status) && error.status != 429 => {
            "PISTE refuse l’application. Vérifiez l’identifiant et le secret client, et que l’application est active."
                .to_owned()
        }
        Error::Gateway { kind: GatewayKind::TechnicalAccountRefused, .. } => {
            "Chorus Pro refuse le compte technique. Vérifiez l’identifiant et le mot de passe, qui expire tous les \
             424 jours."
                .to_owned()
        }
        Error::Gateway { kind: GatewayKind::RouteUnknownOrNotSubscribed | GatewayKind::NotAuthorised, .. } => {
            "L’application PISTE n’est pas abonnée à ce service. Cochez l’API dans PISTE et acceptez ses conditions."
                .to_owned()
        }
        Error::Gateway { kind: GatewayKind::TooLarge, .. } => {
            "Chorus Pro trouve ce fichier trop volumineux : 10 Mo au plus.".to_owned()
        }
        Error::Gateway { kind: GatewayKind::TooManyRequests { .. }, .. } => {
            "Chorus Pro demande de ralentir. L’envoi reprendra seul.".to_owned()
        }
        Error::Functional { code_retour, libelle, .. } => functional_sentence(*code_retour, libelle),
        Error::Network { .. } | Error::Gateway { .. } | Error::Token(_) => {
            "Chorus Pro ne répond pas pour le moment. Nouvel essai automatique.".to_owned()
        }
        Error::File { .. } => {
            "Pupitre n’a pas pu lire ou écrire un fichier sur son disque. Nouvel essai automatique.".to_owned()
        }
        Error::Decode { .. } | Error::Request { .. } => {
            "La réponse de Chorus Pro n’a pas été comprise. Vérifiez l’état de la facture sur le portail.".to_owned()
        }
    }
}

/// The platform's own words when it gives some, and its code in any case.
fn functional_sentence(code: i64, libelle: &str) -> String {
    let words = libelle.split_once([' ', ':']).map_or("", |(_, words)| words.trim_matches([' ', ':', '-']));
    let words = if words.is_empty() { libelle } else { words };
    format!("Chorus Pro a refusé : {words} (code {code})")
}

impl From<Error> for OperationError {
    fn from(error: Error) -> Self {
        Self::ChorusPro { user: user_sentence(&error), log: error.to_string() }
    }
}
