//! Reference lists. Codes known from the reference are marked there; the rest completes the lists.

use super::{AttachmentType, VatRate};
use crate::amount::Amount;

/// Extensions an attachment may have (business-rules.md §6).
pub(crate) const ATTACHMENT_EXTENSIONS: &[&str] = &[
    "BMP", "GIF", "FAX", "ODT", "PPT", "TIFF", "XLS", "BZ2", "GZ", "JPEG", "P7S", "RTF", "TXT", "XML", "CSV",
    "GZIP", "JPG", "PDF", "SVG", "XHTML", "XLSX", "DOC", "HTM", "ODP", "PNG", "TGZ", "XLC", "ZIP", "DOCX",
    "HTML", "ODS", "PPS", "TIF", "XLM", "PPTX",
];

/// Currencies accepted on an invoice; the full list was not found, these are the ones met in practice.
pub(crate) const CURRENCIES: &[(&str, &str)] = &[
    ("EUR", "Euro"),
    ("CHF", "Franc suisse"),
    ("GBP", "Livre sterling"),
    ("JPY", "Yen"),
    ("USD", "Dollar des États-Unis"),
    ("XPF", "Franc CFP"),
];

/// The APIs an application may subscribe to.
pub(super) fn apis() -> Vec<String> {
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

/// Attachment types: DIVERS and the sample codes are known, their labels are not all.
pub(super) fn attachment_types() -> Vec<AttachmentType> {
    let types = [
        ("DIVERS", "Pièce jointe standard"),
        ("AAR", "Accusé de réception"),
        ("ACE", "Acte d'engagement"),
        ("ACS", "Acte de sous-traitance"),
        ("APC", "Attestation de prise en charge"),
        ("APS", "Attestation de présence"),
        ("ASF", "Attestation de service fait"),
        ("AUJ", "Autre justificatif"),
        ("AUT", "Autorisation"),
        ("BFD", "Bordereau de facturation détaillé"),
    ];
    (1..)
        .zip(types)
        .map(|(id, (code, label))| AttachmentType {
            id,
            code: code.to_owned(),
            label: label.to_owned(),
            object: "FACTURE".to_owned(),
        })
        .collect()
}

/// VAT rates: TVA1 (0 %, article 293 B) and TVA20 are known; TVA5 is read as 5.5 %, the rest is inferred.
pub(super) fn vat_rates() -> Vec<VatRate> {
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
