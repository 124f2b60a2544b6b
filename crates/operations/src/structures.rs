//! Structures and their credentials.

use domain::{ConnectionId, Environment, Field, FieldNote, Permission, Side, Siret, StructureId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use storage::{Connection, ConnectionState, StorageError, Structure, StructureOverview, StructureSummary};
use vault::{Context, NONCE_LENGTH};

use crate::entropy::new_id;
use crate::{Actor, ConnectionReport, OperationError, Operations, Result};

/// A structure as typed.
#[derive(Clone, Debug, Default)]
pub struct NewStructure {
    /// SIRET.
    pub siret: String,
    /// Name.
    pub name: String,
    /// Code of the side.
    pub side: String,
    /// Code of the environment.
    pub environment: String,
}

/// Credentials as typed. An empty secret keeps the one already there.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// PISTE client id.
    pub client_id: String,
    /// PISTE client secret.
    pub client_secret: SecretString,
    /// Login of the technical account.
    pub login: String,
    /// Password of the technical account.
    pub password: SecretString,
    /// PKCS#12 file.
    pub certificate: Option<Vec<u8>>,
    /// Its password.
    pub certificate_password: SecretString,
}

/// What is sealed together for a connection.
#[derive(Serialize, Deserialize)]
pub(crate) struct OpenCredentials {
    pub client_id: String,
    pub client_secret: String,
    pub login: String,
    pub password: String,
}

impl Drop for OpenCredentials {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.client_secret.zeroize();
        self.password.zeroize();
    }
}

/// Kinds that sealed texts are bound to.
const CREDENTIALS: &str = "connection.credentials";
const CERTIFICATE: &str = "connection.certificate";

fn tail(text: &str) -> String {
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(4)).collect()
}

impl Operations {
    /// The structures within reach, by name.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn structures(&self, actor: &Actor) -> Result<Vec<StructureSummary>> {
        actor.require(Permission::Read)?;
        let mut structures = self.storage().structures(actor.organization).await?;
        structures.retain(|overview| actor.scope.reaches_structure(overview.structure.id));
        Ok(structures)
    }

    /// One structure.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn structure(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::Read)?;
        actor.require_structure(id)?;
        self.storage().structure(actor.organization, id).await?.ok_or(OperationError::NotFound("structure"))
    }

    /// Adds a structure.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with a sentence per field, or [`OperationError::Refused`] when it is there already.
    pub async fn add_structure(&self, actor: &Actor, new: &NewStructure) -> Result<StructureId> {
        actor.require(Permission::ManageStructures)?;
        if actor.scope != storage::Scope::Everything {
            return Err(OperationError::Forbidden(Permission::ManageStructures));
        }
        let mut notes = Vec::new();
        let siret = Siret::parse(&new.siret)
            .map_err(|error| notes.push(FieldNote::error(Field::RecipientSiret, error.to_string())))
            .ok();
        if new.name.trim().is_empty() {
            notes.push(FieldNote::error(Field::Comment, "Indiquez le nom de la structure."));
        }
        let (side, environment) = (Side::from_code(&new.side), Environment::from_code(&new.environment));
        if side.is_none() || environment.is_none() {
            notes.push(FieldNote::error(
                Field::Kind,
                "Choisissez un rôle et un environnement dans les listes.",
            ));
        }
        let (Some(siret), Some(side), Some(environment), []) = (siret, side, environment, notes.as_slice())
        else {
            return Err(OperationError::Invalid(notes));
        };
        let now = self.now();
        let structure = Structure {
            id: StructureId(new_id(now, self.entropy())),
            organization: actor.organization,
            siret,
            name: new.name.trim().chars().take(200).collect(),
            side,
            environment,
            chorus_id: None,
            created_at: now,
        };
        let mut unit = self.storage().begin().await?;
        unit.insert_structure(&structure).await.map_err(|error| match error {
            StorageError::AlreadyThere(_) => OperationError::Refused(
                "Cette structure existe déjà dans votre organisation, pour cet environnement.".to_owned(),
            ),
            other => other.into(),
        })?;
        let entry = self.entry(
            Some(actor.organization),
            Some(actor.user),
            "structure.add",
            structure.id,
            structure.siret.as_str(),
        );
        unit.journal(&entry).await?;
        unit.commit().await?;
        Ok(structure.id)
    }

    /// Seals and keeps the credentials of a structure. What is left empty stays as it was.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with the sentence for the user when something is missing or the certificate cannot be
    /// opened.
    pub async fn save_credentials(&self, actor: &Actor, id: StructureId, typed: Credentials) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        let overview = self.structure(actor, id).await?;
        let before =
            overview.connection.as_ref().map(|connection| self.open_credentials(connection)).transpose()?;
        let open = merge(&typed, before)?;
        let now = self.now();
        let connection_id = overview
            .connection
            .as_ref()
            .map_or_else(|| ConnectionId(new_id(now, self.entropy())), |known| known.id);
        let json = serde_json::to_vec(&open).map_err(|error| OperationError::Vault(error.to_string()))?;
        let sealed = self.seal(actor.organization, CREDENTIALS, connection_id, &json)?;
        drop(zeroize::Zeroizing::new(json));
        let mut connection = Connection {
            id: connection_id,
            organization: actor.organization,
            structure: id,
            sealed_credentials: sealed,
            sealed_certificate: None,
            // Every technical login ends with the same host: the part before it tells them apart.
            login_tail: tail(open.login.split('@').next().unwrap_or_default()),
            client_id_tail: tail(&open.client_id),
            certificate_subject: None,
            certificate_issuer: None,
            certificate_fingerprint: None,
            certificate_expires_at: None,
            state: ConnectionState::Untested,
            state_since: now,
            synced_at: overview.connection.as_ref().and_then(|known| known.synced_at),
            next_sync_at: now,
        };
        match typed.certificate.filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => self.put_certificate(&mut connection, bytes, typed.certificate_password).await?,
            None => keep_certificate(&mut connection, overview.connection),
        }
        let mut unit = self.storage().begin().await?;
        unit.put_connection(&connection).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "credentials.save", id, ""))
            .await?;
        unit.commit().await?;
        self.inner.clients.forget(connection_id);
        self.wake_worker();
        Ok(())
    }

    /// Tries the credentials layer by layer, keeps the outcome, and closes the circuit again when they work.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure has no credentials.
    pub async fn test_connection(&self, actor: &Actor, id: StructureId) -> Result<ConnectionReport> {
        actor.require(Permission::ManageStructures)?;
        let overview = self.structure(actor, id).await?;
        let mut connection = overview.connection.ok_or(OperationError::NotFound("connection"))?;
        let report = self.check_connection(&overview.structure, &connection).await?;
        connection.state = match report.problem() {
            None => ConnectionState::Working,
            Some(problem) if report.blocks_calls() => ConnectionState::Broken(problem),
            Some(_) => connection.state,
        };
        connection.state_since = self.now();
        let mut unit = self.storage().begin().await?;
        unit.update_connection_state(&connection).await?;
        let entry = self.entry(
            Some(actor.organization),
            Some(actor.user),
            "connection.test",
            id,
            report.problem().unwrap_or_else(|| "ok".to_owned()),
        );
        unit.journal(&entry).await?;
        unit.commit().await?;
        self.wake_worker();
        self.tell(actor.organization, id, None);
        Ok(report)
    }

    fn seal(
        &self,
        organization: domain::OrganizationId,
        kind: &str,
        row: ConnectionId,
        plain: &[u8],
    ) -> Result<String> {
        let mut nonce = [0_u8; NONCE_LENGTH];
        self.entropy().fill(&mut nonce);
        let (organization, row) = (organization.to_string(), row.to_string());
        let context = Context { organization: &organization, kind, row: &row };
        self.keyring().seal(context, plain, nonce).map_err(|error| OperationError::Vault(error.to_string()))
    }

    pub(crate) fn open_credentials(&self, connection: &Connection) -> Result<OpenCredentials> {
        let (organization, row) = (connection.organization.to_string(), connection.id.to_string());
        let context = Context { organization: &organization, kind: CREDENTIALS, row: &row };
        let open = self
            .keyring()
            .open(context, &connection.sealed_credentials)
            .map_err(|error| OperationError::Vault(error.to_string()))?;
        // The text of a JSON error could quote the secret: it is not kept.
        serde_json::from_slice(open.expose_secret())
            .map_err(|_| OperationError::Vault("sealed credentials unreadable".to_owned()))
    }

    async fn put_certificate(
        &self,
        connection: &mut Connection,
        bytes: Vec<u8>,
        password: SecretString,
    ) -> Result<()> {
        let certificate = tokio::task::spawn_blocking(move || vault::pkcs12::read(&bytes, &password))
            .await
            .map_err(|_| OperationError::Refused("Ce certificat n’a pas pu être lu.".to_owned()))?
            .map_err(|error| OperationError::Refused(certificate_sentence(&error)))?;
        let sealed = self.seal(
            connection.organization,
            CERTIFICATE,
            connection.id,
            certificate.identity_pem.expose_secret().as_bytes(),
        )?;
        connection.sealed_certificate = Some(sealed);
        connection.certificate_subject = Some(certificate.subject);
        connection.certificate_issuer = Some(certificate.issuer);
        connection.certificate_fingerprint = Some(certificate.fingerprint_sha256);
        connection.certificate_expires_at = Some(certificate.not_after);
        Ok(())
    }
}

fn certificate_sentence(error: &vault::pkcs12::Pkcs12Error) -> String {
    use vault::pkcs12::Pkcs12Error;
    match error {
        Pkcs12Error::WrongPassword => "Le mot de passe de ce certificat est incorrect.".to_owned(),
        _ => "Ce fichier n’est pas un certificat PKCS#12 (.p12 ou .pfx) lisible.".to_owned(),
    }
}

fn keep_certificate(connection: &mut Connection, before: Option<Connection>) {
    if let Some(before) = before {
        connection.sealed_certificate = before.sealed_certificate;
        connection.certificate_subject = before.certificate_subject;
        connection.certificate_issuer = before.certificate_issuer;
        connection.certificate_fingerprint = before.certificate_fingerprint;
        connection.certificate_expires_at = before.certificate_expires_at;
    }
}

fn merge(typed: &Credentials, before: Option<OpenCredentials>) -> Result<OpenCredentials> {
    let pick = |typed: &str, before: Option<&String>| {
        let typed = typed.trim();
        if typed.is_empty() { before.cloned().unwrap_or_default() } else { typed.to_owned() }
    };
    let before = before.as_ref();
    let open = OpenCredentials {
        client_id: pick(&typed.client_id, before.map(|before| &before.client_id)),
        client_secret: pick(typed.client_secret.expose_secret(), before.map(|before| &before.client_secret)),
        login: pick(&typed.login, before.map(|before| &before.login)),
        password: pick(typed.password.expose_secret(), before.map(|before| &before.password)),
    };
    let missing: Vec<&str> = [
        (&open.client_id, "l’identifiant client PISTE"),
        (&open.client_secret, "le secret client PISTE"),
        (&open.login, "le compte technique"),
        (&open.password, "le mot de passe du compte technique"),
    ]
    .into_iter()
    .filter_map(|(value, name)| value.is_empty().then_some(name))
    .collect();
    if missing.is_empty() {
        Ok(open)
    } else {
        Err(OperationError::Refused(format!("Il manque {}.", missing.join(", "))))
    }
}
