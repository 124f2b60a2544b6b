//! Conversions in a process of their own.

use std::io;

use apart::{Apart, ApartError, Argument, Task};
use chrono::{DateTime, Utc};
use futures::stream;

use crate::forms::{Converted, Form, Told, make, put_into};

/// Every task of this crate.
pub const TASKS: [Task; 2] = [CONVERT, EMBED];

/// Makes a form of a file: which one, and the moment in seconds since 1970.
const CONVERT: Task = Task {
    name: "convert",
    run: |file, Argument(form, seconds)| {
        let form = usize::try_from(form).ok().and_then(|place| Form::ALL.get(place).copied());
        answer(match form {
            Some(form) => make(file, form, moment(seconds)),
            None => Err("form".to_owned()),
        })
    },
};

/// Puts an XML into a PDF: the file is the XML and then the PDF, and the first number tells how long the XML is.
const EMBED: Task = Task {
    name: "embed",
    run: |mut file, Argument(length, seconds)| {
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(file.len());
        let pdf = file.split_off(length);
        answer(put_into(&pdf, file, moment(seconds)))
    },
};

fn moment(seconds: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(seconds), 0).unwrap_or_default()
}

/// What is told on one line, and then the file.
fn answer(made: Result<Converted, String>) -> Vec<u8> {
    let (told, file) = match made {
        Ok(Converted { file, losses }) => (Told { refused: None, losses }, file),
        Err(reason) => (Told { refused: Some(reason), losses: Vec::new() }, Vec::new()),
    };
    let mut answer = serde_json::to_vec(&told).unwrap_or_default();
    answer.push(b'\n');
    answer.extend(file);
    answer
}

/// Why there is no conversion.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The file does not allow it, for a reason in French.
    #[error("{0}")]
    Refused(String),
    /// Too many files wait.
    #[error("too many files wait to be converted")]
    Busy,
    /// The process could not be started, or gave no answer that can be read.
    #[error("the conversion could not be done: {0}")]
    Failed(#[from] io::Error),
}

/// Makes another form of an invoice: XML, or a PDF with one inside. `now` is the moment that a PDF says it was made at.
///
/// # Errors
/// [`ConvertError`].
pub async fn convert(
    apart: &Apart,
    file: Vec<u8>,
    form: Form,
    now: DateTime<Utc>,
) -> Result<Converted, ConvertError> {
    let place = Form::ALL.iter().position(|known| *known == form).unwrap_or(0);
    let argument = Argument(u32::try_from(place).unwrap_or(0), seconds(now));
    run(apart, CONVERT, argument, file).await
}

/// Puts an invoice in XML into a PDF, as CII whatever it is: a Factur-X.
///
/// # Errors
/// [`ConvertError`].
pub async fn embed(
    apart: &Apart,
    pdf: Vec<u8>,
    xml: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Converted, ConvertError> {
    let length = u32::try_from(xml.len()).map_err(|_| ConvertError::Refused(TOO_MUCH.to_owned()))?;
    let mut file = xml;
    file.extend(pdf);
    run(apart, EMBED, Argument(length, seconds(now)), file).await
}

/// A file that takes more memory or time than it may.
const TOO_MUCH: &str = "Lire ce fichier demanderait trop de mémoire ou de temps. Il est sans doute endommagé\u{a0}: demandez-en \
                        un autre à son émetteur.";

fn seconds(now: DateTime<Utc>) -> u32 {
    u32::try_from(now.timestamp()).unwrap_or(0)
}

async fn run(
    apart: &Apart,
    task: Task,
    argument: Argument,
    file: Vec<u8>,
) -> Result<Converted, ConvertError> {
    let size = file.len() as u64;
    let content = stream::iter([io::Result::Ok(file.into())]);
    let answer = match apart.run_with(task, argument, size, content).await {
        Ok(answer) => answer,
        Err(ApartError::Busy) => return Err(ConvertError::Busy),
        Err(ApartError::Failed(error)) => return Err(error.into()),
        Err(ApartError::Ended(_)) => return Err(ConvertError::Refused(TOO_MUCH.to_owned())),
    };
    let unreadable = || io::Error::from(io::ErrorKind::InvalidData);
    let end = answer.iter().position(|byte| *byte == b'\n').ok_or_else(unreadable)?;
    let (told, file) = answer.split_at_checked(end).ok_or_else(unreadable)?;
    let told: Told = serde_json::from_slice(told).map_err(io::Error::from)?;
    match told.refused {
        Some(reason) => Err(ConvertError::Refused(reason)),
        None => Ok(Converted { file: file.get(1..).unwrap_or_default().to_vec(), losses: told.losses }),
    }
}
