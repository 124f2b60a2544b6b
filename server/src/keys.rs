//! The key: where it is read, how it is made, and how a data folder recognises its own.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use domain::{Clock, Entropy};
use secrecy::ExposeSecret as _;
use vault::{Context, KEY_LENGTH, Keyring, NONCE_LENGTH, OpenError, new_key_line};

use crate::configuration::KeySource;
use crate::exit::{Exit, failure};

/// The file of a data folder that only its own key opens.
const CHECK_FILE: &str = "key-check";
const CHECK_TEXT: &[u8] = b"pupitre";
/// Neither an organisation nor a row: the whole folder.
const CHECK_CONTEXT: Context<'static> = Context { organization: "-", kind: "key.check", row: "-" };

/// What the check said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCheck {
    /// The folder had no check value yet.
    New,
    /// The key is the one of the folder.
    Known,
}

/// Reads the keys.
///
/// # Errors
/// [`Exit::Configuration`] when there is none or it cannot be used; the message never repeats what was read.
pub fn load(source: Option<&KeySource>) -> anyhow::Result<Keyring> {
    let parse = |text: &str, place: &str| {
        Keyring::parse(text).map_err(|error| failure(Exit::Configuration, format!("{place}: {error}")))
    };
    match source {
        None => Err(failure(
            Exit::Configuration,
            "no key: make one with `pupitre key new --file FILE`, then set PUPITRE_KEY_FILE or --key-file \
             (or put its text in PUPITRE_KEY)",
        )),
        Some(KeySource::Variable(text)) => parse(text.expose_secret(), "PUPITRE_KEY"),
        Some(KeySource::File(path)) => {
            let name = format!("key file {}", path.display());
            let text = std::fs::read_to_string(path)
                .map_err(|error| failure(Exit::Configuration, format!("{name} cannot be read: {error}")))?;
            let text = secrecy::SecretString::from(text);
            warn_when_readable_by_others(path);
            parse(text.expose_secret(), &name)
        }
    }
}

/// Warns of a file with a secret that others can read.
#[cfg(unix)]
pub fn warn_when_readable_by_others(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode());
    if mode & 0o077 != 0 {
        tracing::warn!("the key file {} can be read by others: chmod 600 it", path.display());
    }
}

#[cfg(not(unix))]
pub fn warn_when_readable_by_others(_: &Path) {}

/// A new key as a line of a key file; its id is the day.
#[must_use]
pub fn new_line(clock: &dyn Clock, entropy: &dyn Entropy) -> secrecy::SecretString {
    let mut key = [0_u8; KEY_LENGTH];
    entropy.fill(&mut key);
    secrecy::SecretString::from(new_key_line(&clock.now().format("k%Y%m%d").to_string(), &key))
}

/// Writes a key to a new file that only its owner can read.
///
/// # Errors
/// [`Exit::Refused`] when the file is there already, [`Exit::FolderNotWritable`] when it cannot be made.
pub fn write_new(path: &Path, line: &secrecy::SecretString) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => failure(
            Exit::Refused,
            format!("{} exists already: a key is never overwritten, choose another name", path.display()),
        ),
        _ => failure(Exit::FolderNotWritable, format!("{} cannot be written: {error}", path.display())),
    })?;
    writeln!(file, "{}", line.expose_secret())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Compares the keys with the data folder; a folder without check value gets one.
///
/// # Errors
/// [`Exit::Configuration`] when the folder was sealed with another key.
pub fn verify(keyring: &Keyring, folder: &Path, entropy: &dyn Entropy) -> anyhow::Result<KeyCheck> {
    match check(keyring, folder)? {
        KeyCheck::Known => Ok(KeyCheck::Known),
        KeyCheck::New => {
            let mut nonce = [0_u8; NONCE_LENGTH];
            entropy.fill(&mut nonce);
            let sealed =
                keyring.seal(CHECK_CONTEXT, CHECK_TEXT, nonce).context("the check value cannot be sealed")?;
            let path = folder.join(CHECK_FILE);
            std::fs::write(&path, sealed).map_err(|error| {
                failure(Exit::FolderNotWritable, format!("{} cannot be written: {error}", path.display()))
            })?;
            Ok(KeyCheck::New)
        }
    }
}

/// Compares the keys with the data folder without writing.
///
/// # Errors
/// As [`verify`].
pub fn check(keyring: &Keyring, folder: &Path) -> anyhow::Result<KeyCheck> {
    let path = folder.join(CHECK_FILE);
    let sealed = match std::fs::read_to_string(&path) {
        Ok(sealed) => sealed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(KeyCheck::New),
        Err(error) => {
            return Err(failure(Exit::Storage, format!("{} cannot be read: {error}", path.display())));
        }
    };
    let wrong = |reason: String| {
        let given: Vec<&str> = keyring.key_ids().collect();
        failure(
            Exit::Configuration,
            format!(
                "wrong key for {}: {reason} (given: {}); use the key this folder was started with",
                folder.display(),
                given.join(", ")
            ),
        )
    };
    match keyring.open(CHECK_CONTEXT, sealed.trim()) {
        Ok(text) if text.expose_secret() == CHECK_TEXT => Ok(KeyCheck::Known),
        Ok(_) => Err(wrong("its check value holds something else".to_owned())),
        Err(OpenError::UnknownKey(id)) => Err(wrong(format!("it was sealed with the key \"{id}\""))),
        Err(error) => Err(wrong(format!("its check value does not open, {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::describe;
    use crate::system::{SystemClock, SystemEntropy};

    fn keyring(id: &str, byte: u8) -> Keyring {
        Keyring::parse(&new_key_line(id, &[byte; KEY_LENGTH])).unwrap()
    }

    #[test]
    fn a_folder_recognises_its_key_and_refuses_every_other() {
        let folder = tempfile::tempdir().unwrap();
        let verify = |keyring: &Keyring| verify(keyring, folder.path(), &SystemEntropy);
        assert_eq!(verify(&keyring("a", 1)).unwrap(), KeyCheck::New);
        assert_eq!(verify(&keyring("a", 1)).unwrap(), KeyCheck::Known);
        for (other, reason) in [(keyring("a", 2), "does not open"), (keyring("b", 1), "with the key \"a\"")] {
            let (exit, text) = describe(&verify(&other).unwrap_err());
            assert_eq!(exit, Exit::Configuration);
            assert!(text.contains(reason), "{text}");
        }
        assert_eq!(verify(&keyring("a", 1)).unwrap(), KeyCheck::Known, "the refusals changed nothing");
    }

    #[test]
    fn a_retired_key_still_opens_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        verify(&keyring("old", 1), folder.path(), &SystemEntropy).unwrap();
        let both = [new_key_line("new", &[2; KEY_LENGTH]), new_key_line("old", &[1; KEY_LENGTH])].join("\n");
        let both = Keyring::parse(&both).unwrap();
        assert_eq!(verify(&both, folder.path(), &SystemEntropy).unwrap(), KeyCheck::Known);
    }

    #[test]
    fn a_new_key_file_is_for_its_owner_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let line = new_line(&SystemClock, &SystemEntropy);
        write_new(&path, &line).unwrap();
        assert_eq!(describe(&write_new(&path, &line).unwrap_err()).0, Exit::Refused);
        let keyring = load(Some(&KeySource::File(path.clone()))).unwrap();
        assert!(keyring.active_key_id().starts_with('k'));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_that_cannot_be_used_is_not_repeated() {
        let source = KeySource::Variable("k1:geheim".into());
        let (exit, text) = describe(&load(Some(&source)).unwrap_err());
        assert_eq!(exit, Exit::Configuration);
        assert!(!text.contains("geheim"), "{text}");
    }
}
