//! The closed choices of the form.

use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $label:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All, in the order of the select box.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in forms, storage and on the wire.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words on screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Reads a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code.trim() {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    )+};
}

choices! {
    /// Cadre de facturation: those that `soumettre` takes (enums.md §2).
    Framework {
        /// Invoice.
        A1 = "A1", "A1 – Facture d’un fournisseur";
        /// Invoice already paid, usually by purchase card.
        A2 = "A2", "A2 – Facture déjà payée";
        /// Invoice of a subcontractor who is paid directly; the main contractor validates it.
        A9 = "A9", "A9 – Facture d’un sous-traitant";
        /// Invoice of a joint contractor; the agent of the group validates it.
        A12 = "A12", "A12 – Facture d’un cotraitant";
    }
    /// How an invoice is deposited (`modeDepot`).
    DepositMode {
        /// With its PDF.
        Pdf = "DEPOT_PDF_API", "PDF";
        /// Typed, line by line.
        Entry = "SAISIE_API", "Saisie";
    }
    /// Facture or avoir (BT-3: 380, 381).
    InvoiceKind {
        /// Invoice.
        Facture = "FACTURE", "Facture";
        /// Credit note.
        Avoir = "AVOIR", "Avoir";
    }
    /// Payment mode (enums.md §3).
    PaymentMode {
        /// Credit transfer.
        Virement = "VIREMENT", "Virement";
        /// Direct debit.
        Prelevement = "PRELEVEMENT", "Prélèvement";
        /// Cheque.
        Cheque = "CHEQUE", "Chèque";
        /// Cash.
        Espece = "ESPECE", "Espèces";
        /// Carried forward.
        Report = "REPORT", "Report";
        /// Something else.
        Autre = "AUTRE", "Autre";
    }
    /// When VAT falls due (enums.md §3, typeTva).
    VatType {
        /// On invoicing.
        SurDebit = "TVA_SUR_DEBIT", "TVA sur les débits";
        /// On payment.
        SurEncaissement = "TVA_SUR_ENCAISSEMENT", "TVA sur les encaissements";
        /// Exempt.
        Exoneration = "EXONERATION", "Exonération de TVA";
        /// Without VAT.
        SansTva = "SANS_TVA", "Sans TVA";
    }
}

impl Framework {
    /// Whether somebody has to validate the invoice before it reaches its recipient (business-rules.md, A9 and A12).
    #[must_use]
    pub const fn needs_validator(self) -> bool {
        matches!(self, Self::A9 | Self::A12)
    }
}

impl InvoiceKind {
    /// An amount with the sign that it counts with: a credit note takes away, however its amount was written.
    #[must_use]
    pub const fn signed(self, cents: i64) -> i64 {
        match self {
            Self::Facture => cents,
            Self::Avoir => -cents.abs(),
        }
    }
}

impl VatType {
    /// Whether VAT may be charged.
    #[must_use]
    pub const fn charges_vat(self) -> bool {
        matches!(self, Self::SurDebit | Self::SurEncaissement)
    }
}
