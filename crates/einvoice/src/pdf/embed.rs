//! The XML of an invoice put into a PDF, which becomes a Factur-X.
//!
//! The PDF is read as a whole and written anew. Reading is bounded by what [`load`] counts before it: the size of the file,
//! and how much of it is made of objects rather than of content. What belongs to strangers is given to it in a process of
//! its own all the same.
//!
//! A copy of PDF/A-3b comes of it where the pages allow for it: fonts that are not in the file, scripts or colours that fit
//! no profile stay as they are, and [`Embedding::container`] says so.

mod files;
mod load;
mod packet;
pub(super) mod srgb;

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

use super::factur_x::{self, Container};
use super::profile::Profile;
use super::{PdfError, xmp};
use crate::error::ReadError;
use crate::model::Syntax;

/// How the XML is put into the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The moment at which this happens, said in the PDF as the date of the file.
    pub now: DateTime<Utc>,
    /// The profile to declare; `None` takes the one that the XML claims (BT-24).
    pub profile: Option<Profile>,
    /// What the XML is to the pages; `None` takes what is usual for the profile.
    pub relationship: Option<Relationship>,
    /// The title of the document; `None` keeps the one that it has.
    pub title: Option<String>,
}

impl Options {
    /// The usual, at a moment.
    #[must_use]
    pub const fn at(now: DateTime<Utc>) -> Self {
        Self { now, profile: None, relationship: None, title: None }
    }
}

/// What the XML is to the pages (`AFRelationship`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relationship {
    /// Data of which the pages show more.
    Data,
    /// The original, from which the pages were made.
    Source,
    /// The same as the pages.
    Alternative,
}

impl Relationship {
    const fn name(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Source => "Source",
            Self::Alternative => "Alternative",
        }
    }

    /// What holds in France and in Germany: an XML without lines is data of the pages, any other the same as they are.
    const fn usual(profile: Profile) -> Self {
        match profile {
            Profile::Minimum | Profile::BasicWl => Self::Data,
            _ => Self::Alternative,
        }
    }
}

/// A PDF with an invoice inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedding {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// What the rules of the container say of it: what the PDF had before remains its own.
    pub container: Container,
}

impl Embedding {
    /// Whether nothing was found that keeps it from being a PDF/A-3b. Fonts, colours, actions and metadata are looked at;
    /// a whole check of PDF/A is not made.
    #[must_use]
    pub fn may_be_pdf_a(&self) -> bool {
        self.container.is_valid()
    }
}

/// Why the XML was not put into the PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum EmbedError {
    /// The PDF cannot be read.
    #[error("{0}")]
    Pdf(PdfError),
    /// The PDF is signed: a copy would break the signature.
    #[error("the PDF is signed")]
    Signed,
    /// The PDF is made of more objects than are read.
    #[error("the PDF is made of too many objects")]
    TooManyObjects,
    /// The XML cannot be read, or is no invoice; the sentence says why, in French.
    #[error("the XML cannot be read: {0}")]
    Xml(String),
    /// The XML is no CII.
    #[error("the XML is no CII")]
    NotCii,
    /// BT-24 is no profile of Factur-X, and none was chosen.
    #[error("{0:?} is no profile of Factur-X")]
    UnknownProfile(String),
    /// The relationship is not allowed for the profile.
    #[error("the relationship is not allowed for the profile {0:?}")]
    Relationship(Profile),
}

impl EmbedError {
    /// The refusal in French: what is wrong and what to do next.
    #[must_use]
    pub fn text_french(&self) -> String {
        match self {
            Self::Pdf(error) => error.text_french().to_owned(),
            Self::Signed => "Le PDF est signé : y ajouter la facture romprait sa signature. \
                             Partez du PDF d'avant la signature, puis signez la Factur-X."
                .to_owned(),
            Self::TooManyObjects => "Le PDF est trop complexe pour y ajouter la facture. \
                                     Enregistrez-le de nouveau (« Imprimer au format PDF »), puis réessayez."
                .to_owned(),
            Self::Xml(reason) => reason.clone(),
            Self::NotCii => "Une Factur-X contient une facture CII, et ce fichier XML n'en est pas une. \
                             Convertissez-le en CII, puis réessayez."
                .to_owned(),
            Self::UnknownProfile(met) if met.is_empty() => {
                "La facture ne dit pas son profil (BT-24). Indiquez-le, par exemple urn:cen.eu:en16931:2017."
                    .to_owned()
            }
            Self::UnknownProfile(met) => format!(
                "Le profil de la facture (BT-24 : {met}) n'est pas un profil de Factur-X. \
                 Indiquez par exemple urn:cen.eu:en16931:2017."
            ),
            Self::Relationship(profile) => format!(
                "Pour le profil {}, le lien du fichier avec le document (AFRelationship) ne peut être que {}.",
                profile.level(),
                profile.relationships().join(", ")
            ),
        }
    }
}

/// Puts the XML of an invoice (CII) into a PDF: embedded as `factur-x.xml` and associated with the document, declared in
/// the XMP packet as Factur-X in PDF/A-3b, with an output intent (sRGB) where there is none. An invoice that is in it
/// already is replaced; other files stay, and are described as PDF/A-3 asks. Of the XMP packet remain title, author,
/// description, language, keywords, tools, date of creation and the claim of PDF/UA; PDF/A knows no others without a
/// description. The version becomes 1.7.
///
/// # Errors
/// [`EmbedError`]. See the module about what this may cost.
pub fn embed(pdf: &[u8], xml: &[u8], options: &Options) -> Result<Embedding, EmbedError> {
    let pdf = written(pdf, xml, options, Origin::Given)?;
    let checked = factur_x::check(pdf.clone()).map_err(EmbedError::Pdf)?;
    Ok(Embedding { pdf, container: checked.container })
}

/// Where a PDF comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// From whoever calls: it is looked at first, and may not be made of too much.
    Given,
    /// It was written here.
    Own,
}

/// The same, without looking at what came of it.
pub(super) fn written(
    pdf: &[u8],
    xml: &[u8],
    options: &Options,
    origin: Origin,
) -> Result<Vec<u8>, EmbedError> {
    let profile = profile(xml, options)?;
    let relationship = options.relationship.unwrap_or(Relationship::usual(profile));
    if !profile.relationships().contains(&relationship.name()) {
        return Err(EmbedError::Relationship(profile));
    }
    let loaded = match origin {
        Origin::Given => load::load(pdf)?,
        Origin::Own => load::own(pdf)?,
    };
    let mut document = loaded.document;
    let unreadable = |_| EmbedError::Pdf(PdfError::Unreadable);
    files::put(&mut document, xml, profile, relationship, options.now, loaded.invoice.as_deref())
        .map_err(unreadable)?;
    declare(&mut document, profile, options).map_err(unreadable)?;
    intend(&mut document).map_err(unreadable)?;
    identify(&mut document, pdf, xml);
    // What led to the former invoice alone goes with it.
    document.prune_objects();
    "1.7".clone_into(&mut document.version);
    let mut bytes = Vec::with_capacity(pdf.len() + xml.len() + 16_384);
    document.save_to(&mut bytes).map_err(|_| EmbedError::Pdf(PdfError::Unreadable))?;
    Ok(bytes)
}

fn profile(xml: &[u8], options: &Options) -> Result<Profile, EmbedError> {
    let invoice = crate::read(xml).map_err(|error: ReadError| EmbedError::Xml(error.text_french()))?;
    if invoice.syntax != Syntax::Cii {
        return Err(EmbedError::NotCii);
    }
    let claimed = invoice.profile.as_deref().and_then(Profile::of_specification);
    options.profile.or(claimed).ok_or_else(|| EmbedError::UnknownProfile(invoice.profile.unwrap_or_default()))
}

/// Writes the XMP packet anew, and the date of change beside it.
fn declare(document: &mut Document, profile: Profile, options: &Options) -> Result<(), lopdf::Error> {
    let former = document.catalog()?.get(b"Metadata").and_then(Object::as_reference).ok();
    let packet = former.and_then(|id| former_packet(document, id)).unwrap_or_default();
    let text = packet::written(&packet, document, profile, options);
    let dictionary = Dictionary::from_iter([("Type", "Metadata".into()), ("Subtype", "XML".into())]);
    // Not compressed: whoever looks for the packet without reading the PDF finds it.
    let stream = Stream::new(dictionary, text.into_bytes()).with_compression(false);
    let id = match former {
        Some(id) => {
            document.objects.insert(id, Object::Stream(stream));
            id
        }
        None => document.add_object(stream),
    };
    let catalog = document.catalog_mut()?;
    catalog.set("Metadata", id);
    // A version here would be the one that counts.
    catalog.remove(b"Version");
    if let Some(information) = information(document) {
        information.set("ModDate", lopdf::text_string(&files::date(options.now)));
        if let Some(title) = &options.title {
            information.set("Title", lopdf::text_string(title));
        }
    }
    Ok(())
}

fn former_packet(document: &Document, id: ObjectId) -> Option<xmp::Packet> {
    let stream = document.get_object(id).and_then(Object::as_stream).ok()?;
    let content = if stream.is_compressed() {
        stream.decompressed_content_with_limit(xmp::MAX_PACKET).ok()?
    } else {
        stream.content.clone()
    };
    xmp::Packet::read(&content)
}

/// The information dictionary, where there is one.
fn information(document: &mut Document) -> Option<&mut Dictionary> {
    let id = document.trailer.get(b"Info").and_then(Object::as_reference).ok()?;
    document.get_dictionary_mut(id).ok()
}

/// Adds an output intent of PDF/A where there is none.
fn intend(document: &mut Document) -> Result<(), lopdf::Error> {
    let intents = document.catalog()?.get(b"OutputIntents").cloned();
    let intents =
        intents.and_then(|intents| document.dereference(&intents).map(|(_, intents)| intents.clone()));
    let mut intents = intents.and_then(|intents| intents.as_array().cloned()).unwrap_or_default();
    let is_of_pdf_a = |intent: &Object| {
        let intent = document.dereference(intent).and_then(|(_, intent)| intent.as_dict());
        intent
            .and_then(|intent| intent.get(b"S"))
            .and_then(Object::as_name)
            .is_ok_and(|kind| kind == b"GTS_PDFA1")
    };
    if intents.iter().any(is_of_pdf_a) {
        return Ok(());
    }
    let mut profile =
        Stream::new(Dictionary::from_iter([("N", Object::Integer(3))]), srgb::profile().to_vec());
    // What does not become smaller stays as it is.
    let _stays = profile.compress();
    let profile = document.add_object(profile);
    let identifier = lopdf::text_string("sRGB IEC61966-2.1");
    intents.push(Object::Dictionary(Dictionary::from_iter([
        ("Type", "OutputIntent".into()),
        ("S", "GTS_PDFA1".into()),
        ("OutputConditionIdentifier", identifier.clone()),
        ("Info", identifier),
        ("DestOutputProfile", Object::Reference(profile)),
    ])));
    document.catalog_mut()?.set("OutputIntents", intents);
    Ok(())
}

/// An identifier of the file: the first part stays, the second is new (ISO 32000-2 §14.4).
fn identify(document: &mut Document, pdf: &[u8], xml: &[u8]) {
    let mut sum = Md5::new();
    sum.update(pdf);
    sum.update(xml);
    let new = Object::String(sum.finalize().to_vec(), lopdf::StringFormat::Hexadecimal);
    let former =
        document.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|id| id.first().cloned());
    let first = former.filter(|first| first.as_str().is_ok_and(|first| !first.is_empty()));
    document.trailer.set("ID", vec![first.unwrap_or_else(|| new.clone()), new]);
}
