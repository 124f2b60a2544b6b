//! Why a document could not be read at all.

/// Why a document is not an invoice that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Above [`crate::MAX_XML_SIZE`]; nothing was read.
    #[error("the document is larger than {} bytes", crate::MAX_XML_SIZE)]
    TooLarge,
    /// Nested deeper than [`crate::MAX_XML_DEPTH`].
    #[error("the document is nested deeper than {} elements", crate::MAX_XML_DEPTH)]
    TooDeep,
    /// A document type declaration: invoices need none, and attacks do.
    #[error("the document holds a document type declaration")]
    DocumentTypeDeclaration,
    /// The bytes are not text in the announced encoding, or the encoding is not a supported one.
    #[error("the encoding {name:?} is not supported, or the bytes do not follow it")]
    Encoding {
        /// The announced encoding, `utf-8` when none is.
        name: String,
    },
    /// Not well-formed XML.
    #[error("the document is not well-formed XML near byte {position}, line {line}: {reason}")]
    NotWellFormed {
        /// Where, in bytes of the text once decoded to UTF-8.
        position: u64,
        /// On which line, the first being 1.
        line: u64,
        /// What is wrong, for the technical log.
        reason: String,
    },
    /// XML, but not an invoice of a supported syntax.
    #[error("the root element {root:?} is not a CII or UBL invoice")]
    UnsupportedRoot {
        /// Local name of the root element.
        root: String,
    },
    /// The file that holds the document could not be opened, or holds none.
    #[error("the file could not be opened: {reason}")]
    Unopened {
        /// Why, in French.
        reason: String,
    },
}

/// Documents of trade that are no invoice or none of a syntax that is read, by their roots: what to say of them.
const OTHER_DOCUMENTS: [(&str, &str); 8] = [
    ("CrossDomainAcknowledgementAndResponse", "un message de cycle de vie (CDAR), pas une facture"),
    ("SCRDMCCBDACIOMessageStructure", "une commande (Order-X), pas une facture"),
    ("CrossIndustryDocument", "une facture ZUGFeRD 1, une version abandonnée"),
    ("FatturaElettronica", "une facture italienne (FatturaPA)"),
    ("StandardBusinessDocument", "une enveloppe d'échange (SBDH)"),
    ("CPPFacturePivot", "un pivot de Chorus Pro"),
    ("Order", "une commande UBL, pas une facture"),
    ("ApplicationResponse", "un accusé UBL, pas une facture"),
];

impl ReadError {
    /// The refusal in French, for the person who dropped the file: what is wrong and what to do next.
    #[must_use]
    pub fn text_french(&self) -> String {
        match self {
            Self::TooLarge => {
                "Le fichier XML dépasse 20 Mo. Sortez-en les pièces jointes, puis déposez-le de nouveau."
                    .to_owned()
            }
            Self::TooDeep => "Le fichier XML imbrique trop d'éléments pour être une facture. \
                              Demandez à l'émetteur un fichier conforme."
                .to_owned(),
            Self::DocumentTypeDeclaration => {
                "Le fichier XML contient une déclaration DOCTYPE, refusée par sécurité. \
                                              Retirez-la, puis déposez le fichier de nouveau."
                    .to_owned()
            }
            Self::Encoding { name } => format!(
                "L'encodage du fichier XML ({name}) n'est pas pris en charge ou n'est pas respecté. \
                 Enregistrez le fichier en UTF-8, puis déposez-le de nouveau."
            ),
            Self::NotWellFormed { line, .. } => format!(
                "Le fichier n'est pas un XML bien formé (vers la ligne {line}). \
                 Vérifiez qu'il est complet, puis déposez-le de nouveau."
            ),
            Self::Unopened { reason } => reason.clone(),
            Self::UnsupportedRoot { root } if other_document(root).is_some() => format!(
                "Ce fichier est {} (élément racine « {root} »). Déposez une facture CII, UBL ou Factur-X.",
                other_document(root).unwrap_or_default()
            ),
            Self::UnsupportedRoot { root } => format!(
                "L'élément racine « {root} » n'est pas celui d'une facture CII ou UBL. \
                 Déposez une facture CII, UBL ou Factur-X."
            ),
        }
    }
}

/// What a document of this root is, where it is known and no invoice that is read.
fn other_document(root: &str) -> Option<&'static str> {
    OTHER_DOCUMENTS.iter().find(|(known, _)| *known == root).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_another_kind_is_named() {
        let said = |root: &str| ReadError::UnsupportedRoot { root: root.to_owned() }.text_french();
        assert!(said("CrossDomainAcknowledgementAndResponse").contains("cycle de vie (CDAR)"));
        assert!(said("StandardBusinessDocument").contains("SBDH"));
        assert!(said("Truc").contains("« Truc »"));
    }
}
