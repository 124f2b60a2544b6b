//! The check of a document.

use einvoice::ReadError;
use einvoice::rules::{Report, check_with};
use einvoice::sentences::{french, summary};

use crate::ask::Ask;
use crate::open::{Content, Document, open};

/// Checks a document.
#[must_use]
pub fn check(document: &Document, ask: &Ask) -> Report {
    match &document.content {
        Content::Xml { xml, container } => {
            let packs = ask.packs_for(container.is_some());
            let report = check_with(xml, &ask.options(&packs));
            match container {
                Some(container) => report.within(container),
                None => report,
            }
        }
        Content::Refused(reason) => Report::unread(ReadError::Unopened { reason: reason.clone() }),
    }
}

/// The line of a document.
#[must_use]
pub fn line(name: &str, report: &Report) -> String {
    report.json(name, Some(&summary(report)), |finding| Some(french(finding)))
}

/// The line of a file that cannot be read, for a reason in French.
#[must_use]
pub fn refused(name: &str, reason: &str) -> String {
    line(name, &Report::unread(ReadError::Unopened { reason: reason.to_owned() }))
}

/// The invoice of a file for people to read, where it holds just one.
#[must_use]
pub fn view(file: Vec<u8>) -> Option<String> {
    let mut documents = Vec::new();
    open("", file, &mut |document| documents.push(document));
    let [Document { content: Content::Xml { xml, .. }, .. }] = documents.as_slice() else { return None };
    Some(einvoice::view::fragment(&einvoice::semantic::read(xml).ok()?))
}

/// Opens a file and gives the line of each of its documents.
pub fn lines(name: &str, file: Vec<u8>, ask: &Ask, tell: &mut dyn FnMut(String)) {
    open(name, file, &mut |document| tell(line(&document.name, &check(&document, ask))));
}
