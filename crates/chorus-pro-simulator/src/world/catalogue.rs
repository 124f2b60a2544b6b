//! Reference lists a world may change. Codes known from the reference are marked; the rest completes the lists.

use serde::{Deserialize, Serialize};

use crate::amount::Amount;

/// An attachment type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentType {
    /// `idTypePieceJointe`.
    pub id: i64,
    /// `codeTypePieceJointe`, up to 30 characters.
    pub code: String,
    /// `libelleTypePieceJointe`.
    pub label: String,
    /// `typeObjet` it belongs to, such as `FACTURE`.
    pub object: String,
}

/// A VAT rate with its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatRate {
    /// `codeTauxTva`.
    pub code: String,
    /// `libelleTauxTva`.
    pub label: String,
    /// `valeurTauxTva` in percent.
    pub value: Amount,
}

/// Extensions an attachment may have (business-rules.md §6).
pub(crate) const ATTACHMENT_EXTENSIONS: &[&str] = &[
    "BMP", "GIF", "FAX", "ODT", "PPT", "TIFF", "XLS", "BZ2", "GZ", "JPEG", "P7S", "RTF", "TXT", "XML", "CSV",
    "GZIP", "JPG", "PDF", "SVG", "XHTML", "XLSX", "DOC", "HTM", "ODP", "PNG", "TGZ", "XLC", "ZIP", "DOCX",
    "HTML", "ODS", "PPS", "TIF", "XLM", "PPTX",
];

/// The APIs an application may subscribe to.
pub(crate) fn apis() -> Vec<String> {
    [
        "factures",
        "structures",
        "transverses",
        "utilisateurs",
        "engagementsJuridiques",
        "facturesTravaux",
        "organisations",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Attachment types: DIVERS and the sample codes are known, their labels are not all; that DIVERS exists for every
/// object is inferred, and `RIB` and `MANDAT` are ours.
pub(crate) fn attachment_types() -> Vec<AttachmentType> {
    let types = [
        ("DIVERS", "Pièce jointe standard", "FACTURE"),
        ("AAR", "Accusé de réception", "FACTURE"),
        ("ACE", "Acte d'engagement", "FACTURE"),
        ("ACS", "Acte de sous-traitance", "FACTURE"),
        ("APC", "Attestation de prise en charge", "FACTURE"),
        ("APS", "Attestation de présence", "FACTURE"),
        ("ASF", "Attestation de service fait", "FACTURE"),
        ("AUJ", "Autre justificatif", "FACTURE"),
        ("AUT", "Autorisation", "FACTURE"),
        ("BFD", "Bordereau de facturation détaillé", "FACTURE"),
        ("DIVERS", "Pièce jointe standard", "FACTURE_TRAVAUX"),
        ("DIVERS", "Pièce jointe standard", "STRUCTURE"),
        ("DIVERS", "Pièce jointe standard", "UTILISATEUR"),
        ("DIVERS", "Pièce jointe standard", "EJ"),
        ("DIVERS", "Pièce jointe standard", "MEMOIRE"),
        ("DIVERS", "Pièce jointe standard", "DMD_RBST"),
        ("DIVERS", "Pièce jointe standard", "SOLLICITATION"),
        ("RIB", "Relevé d'identité bancaire", "CB"),
        ("MANDAT", "Mandat de facturation", "MANDAT"),
    ];
    (1..)
        .zip(types)
        .map(|(id, (code, label, object))| AttachmentType {
            id,
            code: code.to_owned(),
            label: label.to_owned(),
            object: object.to_owned(),
        })
        .collect()
}

/// VAT rates: TVA1 (0 %, article 293 B) and TVA20 are known; TVA5 is read as 5.5 %, the rest is inferred.
pub(crate) fn vat_rates() -> Vec<VatRate> {
    let rates = [
        ("TVA1", "0% - TVA non applicable, art. 293 B du CGI", 0),
        ("TVA2", "2,1%", 210),
        ("TVA5", "5,5%", 550),
        ("TVA8", "8,5%", 850),
        ("TVA10", "10%", 1000),
        ("TVA20", "20%", 2000),
    ];
    rates
        .into_iter()
        .map(|(code, label, hundredths)| VatRate {
            code: code.to_owned(),
            label: label.to_owned(),
            value: Amount::from_cents(hundredths),
        })
        .collect()
}
