//! What a stranger needs to configure a client.

use serde::{Deserialize, Serialize};

use crate::certificates::{CertificateFiles, Certificates};
use crate::gateway::{API_PATH, CERTIFICATE_PATHS, TOKEN_PATH};
use crate::simulator::Simulator;
use crate::world::{Engagement, Requirements, Right, Service, Side, World};

/// The addresses, credentials and structures of a simulated Chorus Pro.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Path of the token request.
    pub token_path: String,
    /// Path all services start with.
    pub api_path: String,
    /// Paths all services start with in certificate mode: production, then qualification.
    pub certificate_paths: Vec<String>,
    /// The same with the address of the simulator, when it is known.
    #[serde(default)]
    pub addresses: Option<Addresses>,
    /// PISTE applications.
    pub applications: Vec<Credentials>,
    /// Technical accounts.
    pub accounts: Vec<TechnicalAccount>,
    /// Structures of the directory.
    pub structures: Vec<StructureCard>,
    /// Legal commitments that may be invoiced.
    pub engagements: Vec<Engagement>,
    /// Files of the certificate mode, when it is on.
    #[serde(default)]
    pub certificates: Option<CertificateFiles>,
}

/// Full addresses of a running simulator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// The token request.
    pub token: String,
    /// What all services start with.
    pub api: String,
    /// What all services start with in certificate mode; empty without TLS.
    pub certificate: Vec<String>,
    /// The page for people.
    pub page: String,
}

/// A PISTE application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Name shown to people.
    pub name: String,
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: String,
}

/// A technical account with its rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechnicalAccount {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// `false`: refused with 401.
    pub active: bool,
    /// Last day the password is valid.
    pub password_expires: Option<chrono::NaiveDate>,
    /// `true`: its applications call without `cpro-account`.
    pub internal: bool,
    /// SHA-256 of its client certificate in lower-case hexadecimal.
    pub certificate: Option<String>,
    /// Client ids it may be used with; empty = any.
    pub applications: Vec<String>,
    /// Structures it acts for, with its rights there.
    pub structures: Vec<(i64, Vec<Right>)>,
}

/// A structure of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructureCard {
    /// `idStructureCPP`.
    pub id: i64,
    /// SIRET.
    pub siret: String,
    /// Name.
    pub name: String,
    /// Public or private.
    pub side: Side,
    /// Whether it may be used.
    pub active: bool,
    /// What a supplier must give.
    pub requirements: Requirements,
    /// Its services.
    pub services: Vec<Service>,
}

impl Description {
    fn of(world: &World) -> Self {
        let applications = world.applications.iter().map(|application| Credentials {
            name: application.name.clone(),
            client_id: application.client_id.clone(),
            client_secret: application.client_secret.clone(),
        });
        let accounts = world.accounts.iter().map(|account| TechnicalAccount {
            login: account.login.clone(),
            password: account.password.clone(),
            active: account.active,
            password_expires: account.password_expires,
            internal: account.internal,
            certificate: account.certificate.clone(),
            applications: account.applications.clone(),
            structures: account
                .attachments
                .iter()
                .map(|link| (link.structure, link.rights.clone()))
                .collect(),
        });
        let structures = world.structures.iter().map(|structure| StructureCard {
            id: structure.id,
            siret: structure.identifier.clone(),
            name: structure.name.clone(),
            side: structure.side,
            active: structure.active,
            requirements: structure.requirements.clone(),
            services: structure.services.clone(),
        });
        Self {
            token_path: TOKEN_PATH.to_owned(),
            api_path: API_PATH.to_owned(),
            certificate_paths: CERTIFICATE_PATHS.map(str::to_owned).to_vec(),
            addresses: None,
            applications: applications.collect(),
            accounts: accounts.collect(),
            structures: structures.collect(),
            engagements: world.engagements.clone(),
            certificates: None,
        }
    }

    /// The same with full addresses; `base` is like `https://127.0.0.1:8085`, without a final slash.
    #[must_use]
    pub fn at(mut self, base: &str) -> Self {
        let under = |path: &str| format!("{base}{path}");
        let secured = base.starts_with("https://");
        let certificate = self.certificate_paths.iter().filter(|_| secured).map(|path| under(path));
        self.addresses = Some(Addresses {
            token: under(&self.token_path),
            api: under(&self.api_path),
            certificate: certificate.collect(),
            page: under("/"),
        });
        self
    }

    /// The same with the files of the certificate mode.
    #[must_use]
    pub fn with_certificates(mut self, certificates: &Certificates) -> Self {
        self.certificates = Some(certificates.files.clone());
        self
    }
}

impl Simulator {
    /// What a client needs to connect.
    #[must_use]
    pub fn describe(&self) -> Description {
        Description::of(&self.lock().ledger.world)
    }
}
