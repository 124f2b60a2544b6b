//! `pupitre convert` and `pupitre facturx`: an invoice in another form, made without a server, an account or a network.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use converting::{ConvertError, Converted, Form};
use domain::Clock as _;

use crate::check::LIMITS;
use crate::cli::{ConvertArguments, FacturXArguments};
use crate::exit::{Exit, failure};
use crate::system::SystemClock;

/// The largest file that is read, in bytes: what an invoice may carry in all at Chorus Pro.
const LARGEST: u64 = 120_000_000;

/// Converts a file.
///
/// # Errors
/// [`Exit::Usage`] when it cannot be read, [`Exit::Storage`] when the result cannot be written.
pub async fn run(arguments: ConvertArguments) -> anyhow::Result<()> {
    let file = read(&arguments.file)?;
    let apart = crate::reading::apart()?.for_heavy_work(LIMITS);
    let made = converting::convert(&apart, file, arguments.to, SystemClock.now()).await;
    let binary = arguments.to == Form::FacturX;
    put(made, &arguments.file, arguments.output.as_deref(), binary)
}

/// Makes a Factur-X: of an XML alone, or by putting it into a PDF.
///
/// # Errors
/// As [`run`].
pub async fn facturx(arguments: FacturXArguments) -> anyhow::Result<()> {
    let xml = read(&arguments.xml)?;
    let apart = crate::reading::apart()?.for_heavy_work(LIMITS);
    let made = match &arguments.pdf {
        Some(pdf) => converting::embed(&apart, read(pdf)?, xml, SystemClock.now()).await,
        None => converting::convert(&apart, xml, Form::FacturX, SystemClock.now()).await,
    };
    put(made, &arguments.xml, Some(&arguments.output), true)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut file = Vec::new();
    let refused = |error: std::io::Error| failure(Exit::Usage, format!("{}: {error}", path.display()));
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut file).map_err(refused)?;
    } else {
        let opened = std::fs::File::open(path).map_err(refused)?;
        opened.take(LARGEST + 1).read_to_end(&mut file).map_err(refused)?;
    }
    if file.len() as u64 > LARGEST {
        return Err(failure(Exit::Usage, format!("{}: larger than 120 MB", path.display())));
    }
    Ok(file)
}

/// Writes the result, and what was lost on the way to the error output.
fn put(
    made: Result<Converted, ConvertError>,
    of: &Path,
    output: Option<&Path>,
    binary: bool,
) -> anyhow::Result<()> {
    let Converted { file, losses } = made.map_err(|error| match error {
        ConvertError::Refused(reason) => failure(Exit::Usage, format!("{}: {reason}", of.display())),
        other => failure(Exit::Storage, other.to_string()),
    })?;
    match output {
        Some(path) => whole(path, &file)?,
        None if binary && std::io::stdout().is_terminal() => {
            return Err(failure(Exit::Usage, "a PDF is nothing for a terminal: name a file with --output"));
        }
        None => std::io::stdout().write_all(&file).context("the output is closed")?,
    }
    for (path, text) in losses {
        let text: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
        // When the error output is closed, nobody reads it.
        let _ = writeln!(std::io::stderr(), "perdu\u{a0}: {path}\u{a0}: {text}");
    }
    Ok(())
}

/// Writes a file that is there whole or not at all.
fn whole(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let refused = |error: std::io::Error| failure(Exit::Storage, format!("{}: {error}", path.display()));
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(refused)?;
    new.write_all(content).map_err(refused)?;
    new.persist(path).map_err(|error| refused(error.error))?;
    Ok(())
}

/// The form of a key, for the command line.
///
/// # Errors
/// The keys that exist.
pub fn form(key: &str) -> Result<Form, String> {
    Form::of_key(key).ok_or_else(|| format!("choose of {}", Form::ALL.map(Form::key).join(", ")))
}
