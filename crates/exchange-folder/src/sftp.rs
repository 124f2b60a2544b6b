//! A folder on an SFTP server.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use russh::Preferred;
use russh::client::{self, Handle};
use russh::keys::{Algorithm, HashAlg, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::client::{RawSftpSession, SftpSession};
use russh_sftp::protocol::{FileAttributes, StatusCode};
use secrecy::SecretString;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::names::{is_takeable, is_usable};
use crate::{Content, Folder, FolderError, Listed, keys};

/// How long a connection may take to be there.
const CONNECTING: Duration = Duration::from_secs(15);
/// How long an answer may take, seconds.
const ANSWER: u64 = 30;
/// A connection that nothing comes from for so long is over.
const SILENCE: Duration = Duration::from_secs(60);
/// Entries of any kind that a folder may have besides the files that are asked for.
const OTHER_ENTRIES: usize = 10_000;
/// What a host key may be. RSA is left out, with the crate behind it (RUSTSEC-2023-0071).
const HOST_KEYS: [Algorithm; 4] = [
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: russh::keys::EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: russh::keys::EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: russh::keys::EcdsaCurve::NistP521 },
];

/// Where a server is and who signs in.
pub struct Server<'s> {
    /// Its name or address.
    pub host: &'s str,
    /// Its port.
    pub port: u16,
    /// Who signs in.
    pub user: &'s str,
    /// With which key.
    pub key: &'s SecretString,
    /// The key of the server that was confirmed, by algorithm and fingerprint; without one nobody signs in.
    pub host_key: Option<&'s str>,
    /// Which addresses may be called. The name is looked up once, and what was allowed is what is called.
    pub allowed: &'s (dyn Fn(IpAddr) -> bool + Sync),
}

/// A folder on an SFTP server. The connection ends with it.
pub struct SftpFolder {
    connection: Handle<Watch>,
    files: SftpSession,
}

/// Compares the key of the server with the confirmed one, and tells which it was.
struct Watch {
    expected: Option<String>,
    offered: Arc<Mutex<Option<String>>>,
}

impl client::Handler for Watch {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        let offered = format!("{} {}", key.algorithm(), key.fingerprint(HashAlg::Sha256));
        let known = self.expected.as_ref() == Some(&offered);
        *self.offered.lock().unwrap_or_else(PoisonError::into_inner) = Some(offered);
        Ok(known)
    }
}

impl SftpFolder {
    /// Connects, compares the key of the server, and only then signs in.
    ///
    /// # Errors
    /// [`FolderError::HostKey`] with the key that the server shows where it is not the confirmed one; and whatever else
    /// keeps it.
    pub async fn connect(server: &Server<'_>) -> Result<Self, FolderError> {
        let connecting = tokio::time::timeout(CONNECTING, Self::connect_in_time(server)).await;
        connecting.unwrap_or_else(|_| Err(FolderError::Unreachable("it takes too long".to_owned())))
    }

    async fn connect_in_time(server: &Server<'_>) -> Result<Self, FolderError> {
        let stream = reach(server).await?;
        let unreachable = |error: &dyn std::fmt::Display| FolderError::Unreachable(error.to_string());
        // A server has several keys: the confirmed one is asked for, whichever comes first otherwise.
        let confirmed = server.host_key.and_then(|pin| pin.split(' ').next());
        let algorithm = HOST_KEYS.iter().find(|known| confirmed == Some(known.as_str()));
        let key = algorithm.map_or_else(|| HOST_KEYS.to_vec(), |one| vec![one.clone()]);
        let config = client::Config {
            preferred: Preferred { key: Cow::Owned(key), ..Preferred::default() },
            inactivity_timeout: Some(SILENCE),
            ..client::Config::default()
        };
        let offered = Arc::default();
        let watch = Watch { expected: server.host_key.map(str::to_owned), offered: Arc::clone(&offered) };
        let connected = client::connect_stream(Arc::new(config), stream, watch).await;
        let mut connection = connected.map_err(|error| {
            let shown = offered.lock().unwrap_or_else(PoisonError::into_inner).take();
            match shown.filter(|shown| server.host_key != Some(shown)) {
                Some(offered) => FolderError::HostKey { offered },
                None => unreachable(&error),
            }
        })?;
        let key = keys::read(server.key).map_err(|_| FolderError::KeyRefused)?;
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let signed_in = connection.authenticate_publickey(server.user, key).await;
        match signed_in {
            Ok(answer) if answer.success() => {}
            Ok(_) | Err(russh::Error::NoAuthMethod) => return Err(FolderError::KeyRefused),
            Err(error) => return Err(FolderError::Lost(error.to_string())),
        }
        let files = SftpSession::new(subsystem(&connection).await?).await.map_err(|error| lost(&error))?;
        files.set_timeout(ANSWER);
        Ok(Self { connection, files })
    }

    /// A path of the server.
    fn path(folder: &str, name: &str) -> Result<String, FolderError> {
        if !is_usable(name) {
            return Err(FolderError::Outside(name.to_owned()));
        }
        Ok(format!("{}/{name}", folder.trim_end_matches('/')))
    }
}

async fn subsystem(connection: &Handle<Watch>) -> Result<russh::ChannelStream<client::Msg>, FolderError> {
    let lost = |error: russh::Error| FolderError::Lost(error.to_string());
    let channel = connection.channel_open_session().await.map_err(lost)?;
    channel.request_subsystem(true, "sftp").await.map_err(lost)?;
    Ok(channel.into_stream())
}

async fn reach(server: &Server<'_>) -> Result<TcpStream, FolderError> {
    let unreachable = |error: std::io::Error| FolderError::Unreachable(error.to_string());
    let found = tokio::net::lookup_host((server.host, server.port)).await.map_err(unreachable)?;
    let allowed: Vec<SocketAddr> = found.filter(|address| (server.allowed)(address.ip())).collect();
    if allowed.is_empty() {
        return Err(FolderError::Forbidden);
    }
    TcpStream::connect(&allowed[..]).await.map_err(unreachable)
}

fn lost(error: &SftpError) -> FolderError {
    FolderError::Lost(error.to_string())
}

/// What an answer about a folder means.
fn of_folder(error: &SftpError, folder: &str) -> FolderError {
    match error {
        SftpError::Status(status) => match status.status_code {
            StatusCode::NoSuchFile => FolderError::Missing(folder.to_owned()),
            StatusCode::PermissionDenied => FolderError::Denied(folder.to_owned()),
            _ => lost(error),
        },
        other => lost(other),
    }
}

/// Whether these are the attributes of a plain file: the bits of a link contain those of a file. A server that does not say
/// it is believed.
fn is_plain(facts: &FileAttributes) -> bool {
    facts.permissions.is_none_or(|mode| mode & 0o170_000 == 0o100_000)
}

fn is_missing(error: &SftpError) -> bool {
    matches!(error, SftpError::Status(status) if status.status_code == StatusCode::NoSuchFile)
}

#[async_trait]
impl Folder for SftpFolder {
    async fn list(&self, folder: &str, most: usize) -> Result<Vec<Listed>, FolderError> {
        // On a channel of its own, answer by answer: a server that never ends its list is not followed.
        let session = RawSftpSession::new(subsystem(&self.connection).await?);
        session.set_timeout(ANSWER);
        session.init().await.map_err(|error| lost(&error))?;
        let handle = session.opendir(folder).await.map_err(|error| of_folder(&error, folder))?.handle;
        let (mut listed, mut seen) = (Vec::new(), 0);
        loop {
            let answer = match session.readdir(handle.as_str()).await {
                Ok(answer) => answer,
                Err(SftpError::Status(status)) if status.status_code == StatusCode::Eof => break,
                Err(error) => return Err(of_folder(&error, folder)),
            };
            seen += answer.files.len();
            if answer.files.is_empty() || seen > most + OTHER_ENTRIES {
                return Err(FolderError::TooMany(most));
            }
            for file in answer.files {
                if !is_plain(&file.attrs) || !is_takeable(&file.filename) {
                    continue;
                }
                if listed.len() >= most {
                    return Err(FolderError::TooMany(most));
                }
                listed.push(Listed { name: file.filename, bytes: file.attrs.size.unwrap_or_default() });
            }
        }
        let _ = session.close(handle).await;
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(listed)
    }

    async fn size(&self, folder: &str, name: &str) -> Result<Option<u64>, FolderError> {
        match self.files.symlink_metadata(Self::path(folder, name)?).await {
            Ok(facts) => Ok(is_plain(&facts).then(|| facts.size.unwrap_or_default())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(of_folder(&error, folder)),
        }
    }

    async fn open(&self, folder: &str, name: &str) -> Result<Content, FolderError> {
        let file = self.files.open(Self::path(folder, name)?).await;
        Ok(Box::new(file.map_err(|error| of_folder(&error, folder))?))
    }

    async fn write(&self, folder: &str, name: &str, mut content: Content) -> Result<u64, FolderError> {
        let path = Self::path(folder, name)?;
        let mut file = self.files.create(path).await.map_err(|error| of_folder(&error, folder))?;
        let bytes = tokio::io::copy(&mut content, &mut file)
            .await
            .map_err(|error| FolderError::Lost(error.to_string()))?;
        file.flush().await.map_err(|error| FolderError::Lost(error.to_string()))?;
        // A server that cannot say when it is on the disk says it with the end of the file.
        file.sync_all().await.map_err(|error| of_folder(&error, folder))?;
        file.close().await.map_err(|error| FolderError::Lost(error.to_string()))?;
        Ok(bytes)
    }

    async fn rename(&self, from: (&str, &str), to: (&str, &str)) -> Result<(), FolderError> {
        let (source, target) = (Self::path(from.0, from.1)?, Self::path(to.0, to.1)?);
        // The version of the protocol that everybody speaks says that a rename fails when there is a file of that name;
        // who does not keep to it is asked before.
        if self.size(to.0, to.1).await?.is_some() {
            return Err(FolderError::Taken(to.1.to_owned()));
        }
        self.files.rename(source, target).await.map_err(|error| of_folder(&error, to.0))
    }

    async fn remove(&self, folder: &str, name: &str) -> Result<(), FolderError> {
        match self.files.remove_file(Self::path(folder, name)?).await {
            Err(error) if !is_missing(&error) => Err(of_folder(&error, folder)),
            _ => Ok(()),
        }
    }
}
