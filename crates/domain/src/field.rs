//! The fields of the deposit form and what can be said about them.

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal;)+) => {
        /// A field of the deposit form: its `name` in HTML and its label.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* $variant,)+
        }

        impl Field {
            /// All fields, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The `name` attribute.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The label on screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }
    };
}

fields! {
    /// SIRET of the recipient (BT-47).
    RecipientSiret = "recipient_siret", "SIRET du destinataire";
    /// Code of the service (BT-10).
    ServiceCode = "service_code", "Code service";
    /// Engagement number (BT-13).
    Engagement = "engagement", "Numéro d’engagement";
    /// Contract number (BT-12).
    Contract = "contract", "Numéro de marché";
    /// Cadre de facturation (BT-23).
    Framework = "framework", "Cadre de facturation";
    /// Facture or avoir (BT-3).
    Kind = "kind", "Type";
    /// Invoice number (BT-1).
    Number = "number", "Numéro de facture";
    /// Number of the invoice that a credit note corrects (BT-25).
    OriginNumber = "origin_number", "Facture d’origine";
    /// Issue date (BT-2).
    Date = "date", "Date de facture";
    /// Currency (BT-5).
    Currency = "currency", "Devise";
    /// VAT regime (BT-8).
    VatType = "vat_type", "Type de TVA";
    /// Payment mode (BT-81).
    PaymentMode = "payment_mode", "Mode de paiement";
    /// Total without VAT (BT-109).
    Net = "net", "Total HT";
    /// Total VAT (BT-110).
    Vat = "vat", "Total TVA";
    /// Total with VAT (BT-112).
    Gross = "gross", "Total TTC";
    /// Amount due (BT-115).
    Due = "due", "Montant à payer";
    /// The VAT table (BG-23).
    VatTable = "vat_table", "Ventilation de la TVA";
    /// Free comment (BT-22).
    Comment = "comment", "Commentaire";
    /// Attached files.
    Attachments = "attachments", "Pièces jointes";
}

/// How much a note weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// Sending is refused until it is corrected.
    Error,
    /// Worth a second look; sending is possible.
    Warning,
}

/// Something to say about a field, in French, with what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNote {
    /// Which field.
    pub field: Field,
    /// How much it weighs.
    pub severity: Severity,
    /// The sentence.
    pub text: String,
}

impl FieldNote {
    /// An error.
    #[must_use]
    pub fn error(field: Field, text: impl Into<String>) -> Self {
        Self { field, severity: Severity::Error, text: text.into() }
    }

    /// A warning.
    #[must_use]
    pub fn warning(field: Field, text: impl Into<String>) -> Self {
        Self { field, severity: Severity::Warning, text: text.into() }
    }
}
