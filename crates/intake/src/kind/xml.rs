//! The root of an XML.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde::{Deserialize, Serialize};

/// The longest name of an element that is told, in characters.
const LONGEST_NAME: usize = 100;

/// The longest namespace that is told, in characters.
const LONGEST_NAMESPACE: usize = 300;

/// The root element of an XML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct XmlRoot {
    /// Its name without a prefix, of at most 100 characters.
    pub local_name: String,
    /// Its namespace as written, of at most 300 characters; `None` where it has none.
    pub namespace: Option<String>,
}

/// A document that is known by its root. Whether it can be read is for its reader to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum XmlDocument {
    /// An invoice in CII, of any edition.
    CiiInvoice,
    /// An invoice in UBL.
    UblInvoice,
    /// A credit note in UBL.
    UblCreditNote,
    /// An invoice of ZUGFeRD before Factur-X.
    ZugferdOneInvoice,
    /// Invoices as Chorus Pro hands them to their recipient (pivot).
    ChorusProPivot,
    /// Statuses of invoices as Chorus Pro hands them over (pivot).
    ChorusProStatuses,
    /// The life cycle of an invoice, between platforms (CDAR).
    LifeCycle,
    /// An order of Order-X.
    OrderX,
    /// An order in UBL.
    UblOrder,
}

/// Roots, what their namespace begins with, and what they are. An absent namespace fits, as it does for `einvoice`.
const DOCUMENTS: [(&str, &str, XmlDocument); 9] = [
    (
        "CrossIndustryInvoice",
        "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:",
        XmlDocument::CiiInvoice,
    ),
    ("Invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", XmlDocument::UblInvoice),
    ("CreditNote", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", XmlDocument::UblCreditNote),
    ("CrossIndustryDocument", "urn:ferd:CrossIndustryDocument:", XmlDocument::ZugferdOneInvoice),
    // Without a schema at hand: names as formats.md §7 has them from two readers.
    ("CPPFacturePivot", "", XmlDocument::ChorusProPivot),
    ("CPPStatutPivot", "", XmlDocument::ChorusProStatuses),
    (
        "CrossDomainAcknowledgementAndResponse",
        "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:",
        XmlDocument::LifeCycle,
    ),
    ("SCRDMCCBDACIOMessageStructure", "urn:un:unece:uncefact:data:", XmlDocument::OrderX),
    ("Order", "urn:oasis:names:specification:ubl:schema:xsd:Order-2", XmlDocument::UblOrder),
];

impl XmlRoot {
    /// The document that has this root; `None` when it is unknown.
    #[must_use]
    pub fn document(&self) -> Option<XmlDocument> {
        let fits = |expected: &str| self.namespace.as_deref().is_none_or(|told| told.starts_with(expected));
        DOCUMENTS
            .iter()
            .find(|(name, namespace, _)| *name == self.local_name && fits(namespace))
            .map(|(_, _, document)| *document)
    }
}

/// The root of the XML that begins so; `None` when none is found.
pub(super) fn root(text: &str) -> Option<XmlRoot> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(of_start(&start)),
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) | Event::End(_) | Event::Eof => {
                return None;
            }
        }
    }
}

fn of_start(start: &BytesStart<'_>) -> XmlRoot {
    let qualified = start.name();
    let declaration = match qualified.prefix() {
        Some(prefix) => format!("xmlns:{}", prefix.into_inner()),
        None => "xmlns".to_owned(),
    };
    let namespace = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.0 == declaration)
        .map(|attribute| attribute.value.trim().chars().take(LONGEST_NAMESPACE).collect::<String>())
        .filter(|namespace| !namespace.is_empty());
    let local_name = start.local_name().into_inner().chars().take(LONGEST_NAME).collect();
    XmlRoot { local_name, namespace }
}
