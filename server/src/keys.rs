//! The key: where it is read, how it is made, and how an installation recognises its own.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use documents::durable;
use domain::{Clock, Entropy};
use secrecy::ExposeSecret as _;
use vault::{Context, KEY_LENGTH, Keyring, NONCE_LENGTH, OpenError, new_key_line};

use crate::configuration::KeySource;
use crate::exit::{Exit, failure};

const CHECK_TEXT: &[u8] = b"pupitre";
/// Neither an organisation nor a row: the whole installation.
const CHECK_CONTEXT: Context<'static> = Context { organization: "-", kind: "key.check", row: "-" };

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
        .and_then(|()| durable::sync_entry(path))
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// A value that only these keys open: an installation keeps it, to recognise its keys.
///
/// # Errors
/// When the keys cannot seal.
pub fn new_check(keyring: &Keyring, entropy: &dyn Entropy) -> anyhow::Result<String> {
    let mut nonce = [0_u8; NONCE_LENGTH];
    entropy.fill(&mut nonce);
    keyring.seal(CHECK_CONTEXT, CHECK_TEXT, nonce).context("the check value cannot be sealed")
}

/// Compares the keys with the check value of an installation, which is called `owner` in what is said.
///
/// # Errors
/// [`Exit::Configuration`] when it was sealed with another key.
pub fn verify(keyring: &Keyring, sealed: &str, owner: &str) -> anyhow::Result<()> {
    let wrong = |reason: String| wrong(keyring, owner, &reason);
    match keyring.open(CHECK_CONTEXT, sealed) {
        Ok(text) if text.expose_secret() == CHECK_TEXT => Ok(()),
        Ok(_) => Err(wrong("its check value holds something else".to_owned())),
        Err(OpenError::UnknownKey(id)) => Err(wrong(format!("it was sealed with the key \"{id}\""))),
        Err(error) => Err(wrong(format!("its check value does not open, {error}"))),
    }
}

/// What is said of keys that are not those of an installation.
pub fn wrong(keyring: &Keyring, owner: &str, reason: &str) -> anyhow::Error {
    let given: Vec<&str> = keyring.key_ids().collect();
    failure(
        Exit::Configuration,
        format!(
            "wrong key for {owner}: {reason} (given: {}); use the key this installation was started with, with older \
             ones on the lines below it",
            given.join(", ")
        ),
    )
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
    fn an_installation_recognises_its_key_and_refuses_every_other() {
        let check = new_check(&keyring("a", 1), &SystemEntropy).unwrap();
        verify(&keyring("a", 1), &check, "it").unwrap();
        for (other, reason) in [(keyring("a", 2), "does not open"), (keyring("b", 1), "with the key \"a\"")] {
            let (exit, text) = describe(&verify(&other, &check, "it").unwrap_err());
            assert_eq!(exit, Exit::Configuration);
            assert!(text.contains(reason), "{text}");
        }
    }

    #[test]
    fn a_retired_key_is_recognised() {
        let check = new_check(&keyring("old", 1), &SystemEntropy).unwrap();
        let both = [new_key_line("new", &[2; KEY_LENGTH]), new_key_line("old", &[1; KEY_LENGTH])].join("\n");
        verify(&Keyring::parse(&both).unwrap(), &check, "it").unwrap();
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
