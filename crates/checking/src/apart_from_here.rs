//! Checking in a process of its own.

use std::io;

use apart::{Apart, ApartError, Argument, Task};
use futures::stream;

use crate::ask::Ask;
use crate::check::{lines, refused, view};

/// Checks a file: lines of JSON out.
pub const CHECK: Task = Task { name: "check", run };

/// Shows the only invoice of a file to people: HTML out, nothing where there is none or are several.
pub const VIEW: Task =
    Task { name: "view", run: |file, _| view(file).map(String::into_bytes).unwrap_or_default() };

/// How a file is called in the process, which is not told its name.
const UNNAMED: &str = "";

fn run(file: Vec<u8>, argument: Argument) -> Vec<u8> {
    let mut answer = Vec::new();
    lines(UNNAMED, file, &Ask::of(argument), &mut |line| {
        answer.extend_from_slice(line.as_bytes());
        answer.push(b'\n');
    });
    answer
}

/// Why a file was not checked; no fault of the file.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Too many files wait.
    #[error("too many files wait to be checked")]
    Busy,
    /// The process could not be started, or gave no answer that can be read.
    #[error("the check could not be done: {0}")]
    Failed(#[from] io::Error),
}

/// Checks a file elsewhere. A file that takes more memory or time than it may is told as one that cannot be read.
///
/// # Errors
/// [`CheckError`], when the check could not be done.
pub async fn check_apart(
    apart: &Apart,
    name: &str,
    file: Vec<u8>,
    ask: &Ask,
) -> Result<Vec<String>, CheckError> {
    let size = file.len() as u64;
    let content = stream::iter([io::Result::Ok(file.into())]);
    match apart.run_with(CHECK, ask.argument(), size, content).await {
        Ok(answer) => named(name, answer).map_err(CheckError::Failed),
        Err(ApartError::Busy) => Err(CheckError::Busy),
        Err(ApartError::Failed(error)) => Err(CheckError::Failed(error)),
        Err(ApartError::Ended(_)) => Ok(vec![refused(
            name,
            "Lire ce fichier demanderait trop de mémoire ou de temps. Il est sans doute endommagé\u{a0}: \
             demandez-en un autre à son émetteur.",
        )]),
    }
}

/// The invoice of a file as HTML, where it holds just one that can be read.
///
/// # Errors
/// [`CheckError`], when it could not be done.
pub async fn view_apart(apart: &Apart, file: Vec<u8>) -> Result<Option<String>, CheckError> {
    let size = file.len() as u64;
    let content = stream::iter([io::Result::Ok(file.into())]);
    match apart.run(VIEW, size, content).await {
        Ok(html) => Ok(String::from_utf8(html).ok().filter(|html| !html.is_empty())),
        Err(ApartError::Busy) => Err(CheckError::Busy),
        Err(ApartError::Failed(error)) => Err(CheckError::Failed(error)),
        Err(ApartError::Ended(_)) => Ok(None),
    }
}

/// The lines with the name of the file put before what the process called nothing.
fn named(name: &str, answer: Vec<u8>) -> io::Result<Vec<String>> {
    let lines =
        String::from_utf8(answer).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let unnamed = "{\"file\":\"";
    let written = serde_json::to_string(name)?;
    let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    lines
        .lines()
        .map(|line| {
            let rest = line.strip_prefix(unnamed).ok_or(io::ErrorKind::InvalidData)?;
            Ok(format!("{unnamed}{inner}{rest}"))
        })
        .collect()
}
