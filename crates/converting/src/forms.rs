//! The forms, and how one is made of another.

use chrono::{DateTime, Utc};
use einvoice::Syntax;
use einvoice::pdf::Options;
use einvoice::pdf::invoice::invoice as readable;
use einvoice::write::{Loss, Target, write};
use serde::{Deserialize, Serialize};

/// A form of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// UBL 2.1.
    Ubl,
    /// UN/CEFACT Cross Industry Invoice.
    Cii,
    /// A PDF to read with the CII inside.
    FacturX,
    /// A page to read.
    Html,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ubl, Self::Cii, Self::FacturX, Self::Html];

    /// What a command calls it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ubl => "ubl",
            Self::Cii => "cii",
            Self::FacturX => "facturx",
            Self::Html => "html",
        }
    }

    /// The form of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.key() == key)
    }
}

/// An invoice in another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The file.
    pub file: Vec<u8>,
    /// What is not in it any more: where it stood, and what it said.
    pub losses: Vec<(String, String)>,
}

/// What is said of a conversion besides its file.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Why there is none, in French.
    pub(crate) refused: Option<String>,
    /// What was lost.
    pub(crate) losses: Vec<(String, String)>,
}

fn lost(losses: Vec<Loss>) -> Vec<(String, String)> {
    losses.into_iter().map(|loss| (loss.path, loss.text)).collect()
}

/// The XML of a file: its own, or the one inside a PDF.
fn xml_of(file: Vec<u8>) -> Result<Vec<u8>, String> {
    if !einvoice::pdf::looks_like_pdf(&file) {
        return Ok(file);
    }
    let report = einvoice::pdf::read(file).map_err(|error| error.text_french().to_owned())?;
    let invoice =
        report.invoice.ok_or("Ce PDF ne contient pas de facture XML\u{a0}: il n'y a rien à convertir.")?;
    Ok(invoice.xml)
}

/// Makes a form of a file at a moment.
pub(crate) fn make(file: Vec<u8>, form: Form, now: DateTime<Utc>) -> Result<Converted, String> {
    let xml = xml_of(file)?;
    let invoice = einvoice::semantic::read(&xml).map_err(|error| error.text_french())?;
    let written = |target| {
        let written = write(&invoice, target);
        Converted { file: written.xml.into_bytes(), losses: lost(written.losses) }
    };
    Ok(match form {
        Form::Ubl => written(Target::Ubl),
        Form::Cii => written(Target::Cii),
        Form::Html => Converted { file: einvoice::view::page(&invoice).into_bytes(), losses: Vec::new() },
        Form::FacturX => {
            // What is a CII goes in as it is.
            let (cii, losses) = match invoice.syntax {
                Syntax::Cii => (xml.clone(), Vec::new()),
                _ => {
                    let converted = written(Target::Cii);
                    (converted.file, converted.losses)
                }
            };
            let read = einvoice::semantic::read(&cii).map_err(|error| error.text_french())?;
            let pdf = readable(&read, &cii, &Options::at(now)).map_err(|error| error.text_french())?;
            Converted { file: pdf, losses }
        }
    })
}

/// Puts an invoice, as CII whatever it is, into a PDF.
pub(crate) fn put_into(pdf: &[u8], xml: Vec<u8>, now: DateTime<Utc>) -> Result<Converted, String> {
    let invoice = einvoice::semantic::read(&xml).map_err(|error| error.text_french())?;
    let (cii, losses) = match invoice.syntax {
        Syntax::Cii => (xml, Vec::new()),
        _ => {
            let written = write(&invoice, Target::Cii);
            (written.xml.into_bytes(), lost(written.losses))
        }
    };
    let embedded = einvoice::pdf::embed(pdf, &cii, &Options::at(now)).map_err(|error| error.text_french())?;
    Ok(Converted { file: embedded.pdf, losses })
}
