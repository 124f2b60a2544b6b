//! What a stranger needs to configure a client.

use serde::{Deserialize, Serialize};

use crate::world::{Requirements, Right, Service, Side, World};

/// The addresses, credentials and structures of a simulated Chorus Pro.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Path of the token request.
    pub token_path: String,
    /// Path all services start with.
    pub api_path: String,
    /// PISTE applications.
    pub applications: Vec<Credentials>,
    /// Technical accounts.
    pub accounts: Vec<TechnicalAccount>,
    /// Structures of the directory.
    pub structures: Vec<StructureCard>,
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
    pub(crate) fn of(world: &World) -> Self {
        let applications = world.applications.iter().map(|application| Credentials {
            name: application.name.clone(),
            client_id: application.client_id.clone(),
            client_secret: application.client_secret.clone(),
        });
        let accounts = world.accounts.iter().map(|account| TechnicalAccount {
            login: account.login.clone(),
            password: account.password.clone(),
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
            token_path: crate::gateway::TOKEN_PATH.to_owned(),
            api_path: crate::gateway::API_PATH.to_owned(),
            applications: applications.collect(),
            accounts: accounts.collect(),
            structures: structures.collect(),
        }
    }
}
