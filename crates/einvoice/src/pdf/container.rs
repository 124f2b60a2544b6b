//! The files inside a PDF, and the invoice among them.

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, ObjectIdentifier};

use super::files::{File, Unreadable, associated_files, named_files, noted_files};
use super::inflate::inflated;
use super::{ContainerFinding, Embedded, FileInside, PdfError};
use crate::ReadError;

/// The names of the XML of an invoice, the preferred first, compared without regard to case. Orders (`order-x.xml`) are no
/// invoices.
const INVOICE_NAMES: [&str; 3] = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/// How many files are taken out at most to see whether they are the invoice.
const MAX_CANDIDATES: usize = 20;

/// The files inside other than those that bear the name of an invoice or are it, each once, in their order: at most
/// `most` of them.
pub(super) fn each_other(
    pdf: &Pdf,
    invoice: Option<&Embedded>,
    most: usize,
    take: &mut dyn FnMut(&FileInside<'_>),
) {
    let xref = pdf.xref();
    let Some(catalog) = xref.get::<Dict<'_>>(xref.root_id()) else { return };
    let mut files = named_files(xref, &catalog);
    files.extend(associated_files(xref, &catalog));
    files.extend(noted_files(pdf));
    let mut seen = HashSet::new();
    let files = files.iter().filter_map(File::read).filter(|file| seen.insert(file.stream.obj_id()));
    let is_invoice = |file: &File<'_>| {
        rank(&file.name).is_some() || invoice.is_some_and(|invoice| invoice.name == file.name)
    };
    let others = files.filter(|file| !is_invoice(file)).take(most);
    for (place, file) in others.enumerate() {
        let content = |largest: usize| inflated(&file.stream, largest).ok();
        take(&FileInside { place, name: &file.name, content: &content });
    }
}

/// What the search for the invoice found.
#[derive(Default)]
pub(super) struct Search<'a> {
    pub(super) invoice: Option<(Embedded, File<'a>)>,
    pub(super) findings: Vec<ContainerFinding>,
}

/// The invoice, and what there is to say about it and about what looks like one.
///
/// # Errors
/// [`PdfError::Inflates`]: what bears the name of an invoice is too large once inflated.
pub(super) fn find_invoice(pdf: &Pdf) -> Result<Search<'_>, PdfError> {
    let xref = pdf.xref();
    let Some(catalog) = xref.get::<Dict<'_>>(xref.root_id()) else { return Ok(Search::default()) };
    let associated: Vec<File<'_>> = associated_files(xref, &catalog).iter().filter_map(File::read).collect();
    let is_associated =
        |file: &File<'_>| associated.iter().any(|other| other.stream.obj_id() == file.stream.obj_id());
    let mut seen: HashSet<(ObjectIdentifier, String)> = HashSet::new();
    let named = named_files(xref, &catalog);
    let mut files: Vec<File<'_>> = named.iter().filter_map(File::read).collect();
    files.extend(associated.iter().cloned());
    files.retain(|file| seen.insert((file.stream.obj_id(), file.name.clone())));

    let (mut allowed, other): (Vec<&File<'_>>, Vec<&File<'_>>) =
        files.iter().partition(|file| rank(&file.name).is_some());
    allowed.sort_by_key(|file| rank(&file.name));
    let mut findings = Vec::new();
    let embedded = |file: &File<'_>, xml: Vec<u8>| Embedded {
        name: file.name.clone(),
        relationship: file.relationship.clone(),
        associated: is_associated(file),
        xml,
    };
    let unreadable = |file: &File<'_>, why: Unreadable| ContainerFinding::Unreadable {
        name: file.name.clone(),
        reason: why.text_french().to_owned(),
    };
    let count = allowed.len();
    for file in allowed.into_iter().take(MAX_CANDIDATES) {
        match file.content() {
            Ok(xml) => {
                if count > 1 {
                    findings.push(ContainerFinding::Several { used: file.name.clone(), count });
                }
                return Ok(Search { invoice: Some((embedded(file, xml), file.clone())), findings });
            }
            Err(Unreadable::TooLarge) => return Err(PdfError::Inflates),
            Err(why) => findings.push(unreadable(file, why)),
        }
    }
    for file in other.into_iter().filter(|file| may_be_xml(file)).take(MAX_CANDIDATES) {
        let xml = match file.content() {
            Ok(xml) => xml,
            Err(why) => {
                findings.push(unreadable(file, why));
                continue;
            }
        };
        match crate::read(&xml) {
            Ok(_) => {
                findings.push(ContainerFinding::OtherName { name: file.name.clone() });
                return Ok(Search { invoice: Some((embedded(file, xml), file.clone())), findings });
            }
            // Other XML: an order, a life-cycle message, data of somebody's own.
            Err(ReadError::UnsupportedRoot { .. }) => {}
            Err(error) => findings
                .push(ContainerFinding::Unreadable { name: file.name.clone(), reason: error.text_french() }),
        }
    }
    Ok(Search { invoice: None, findings })
}

pub(super) fn rank(name: &str) -> Option<usize> {
    INVOICE_NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))
}

fn may_be_xml(file: &File<'_>) -> bool {
    let extension = file.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.as_deref() == Some("xml")
        || file.stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_str().ends_with("/xml"))
}
