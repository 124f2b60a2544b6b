//! Sealing with age: to whom an archive is for, and who opens it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use crate::error::{ArchiveError, Result};

/// How a sealed file begins.
const MAGIC: &[u8] = b"age-encryption.org/";

/// To whom an archive is sealed; to nobody, it is not sealed at all.
#[derive(Default)]
pub struct Recipients(Vec<age::x25519::Recipient>);

impl Recipients {
    /// From the texts of public keys, `age1…`.
    ///
    /// # Errors
    /// [`ArchiveError::Key`] names the first one that is none.
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self> {
        let parse = |text: &str| {
            let key = text.trim().parse::<age::x25519::Recipient>();
            key.map_err(|reason| ArchiveError::Key(format!("{}: {reason}", text.trim())))
        };
        texts.into_iter().map(parse).collect::<Result<Vec<_>>>().map(Self)
    }

    /// Whether nobody was named.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn seal<W: Write>(&self, output: W) -> Result<age::stream::StreamWriter<W>> {
        let recipients = self.0.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(recipients);
        let encryptor = encryptor.map_err(|error| ArchiveError::Key(error.to_string()))?;
        Ok(encryptor.wrap_output(output)?)
    }
}

/// Who opens sealed archives.
#[derive(Default)]
pub struct Identities(Vec<age::x25519::Identity>);

impl Identities {
    /// From a file as `age-keygen` writes it: a private key on each line that is no comment.
    ///
    /// # Errors
    /// [`ArchiveError::Key`] names the first line that is none, never its text; [`ArchiveError::Io`].
    pub fn from_file(path: &Path) -> Result<Self> {
        let mut identities = Vec::new();
        for (number, line) in BufReader::new(File::open(path)?).lines().enumerate() {
            let line = age::secrecy::SecretString::from(line?);
            let text = age::secrecy::ExposeSecret::expose_secret(&line).trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let wrong = |reason: &str| ArchiveError::Key(format!("line {}: {reason}", number + 1));
            identities.push(text.parse().map_err(wrong)?);
        }
        if identities.is_empty() {
            return Err(ArchiveError::Key("no identity".to_owned()));
        }
        Ok(Self(identities))
    }
}

/// The archive in a file, opened where it is sealed.
pub(crate) fn open(path: &Path, identities: &Identities) -> Result<Box<dyn Read + Send>> {
    let mut input = BufReader::with_capacity(crate::hashing::PIECE, File::open(path)?);
    if !input.fill_buf()?.starts_with(MAGIC) {
        return Ok(Box::new(input));
    }
    if identities.0.is_empty() {
        return Err(ArchiveError::Sealed);
    }
    let decryptor = age::Decryptor::new_buffered(input).map_err(not_opened)?;
    let identities = identities.0.iter().map(|identity| identity as &dyn age::Identity);
    Ok(Box::new(decryptor.decrypt(identities).map_err(not_opened)?))
}

/// Whether a file is a sealed one.
pub(crate) fn is_sealed(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(start == MAGIC)
}

fn not_opened(error: age::DecryptError) -> ArchiveError {
    use crate::error::Damage;
    match error {
        age::DecryptError::NoMatchingKeys => ArchiveError::SealedToOthers,
        age::DecryptError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Damage::Truncated.into()
        }
        age::DecryptError::Io(error) if error.kind() != io::ErrorKind::InvalidData => ArchiveError::Io(error),
        _ => Damage::Sealing.into(),
    }
}
