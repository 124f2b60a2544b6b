//! Batches: tables of invoices, a row or several for each.

use serde::{Deserialize, Serialize};

use crate::states::states;
use crate::{Field, LineField};

states! {
    /// Where a batch stands.
    #[serde(rename_all = "snake_case")]
    BatchState {
        /// Read and checked; no draft is made.
        Prepared = "prepared", "À relire", Neutral;
        /// Drafts are being made.
        Running = "running", "En cours", Info;
        /// A person has halted it, or something did.
        Paused = "paused", "En pause", Warning;
        /// Every invoice that could be is a draft.
        Done = "done", "Terminé", Neutral;
        /// Given up: what was made stays.
        Cancelled = "cancelled", "Abandonné", Neutral;
    }
}

impl BatchState {
    /// Whether its columns, its files and its choices may be changed.
    #[must_use]
    pub const fn may_change(self) -> bool {
        matches!(self, Self::Prepared | Self::Paused | Self::Done)
    }
}

states! {
    /// Where an invoice of a batch stands.
    #[serde(rename_all = "snake_case")]
    BatchItemState {
        /// It passes every check.
        Ready = "ready", "Prête", Info;
        /// Something is to be corrected in the table.
        Held = "held", "À corriger", Warning;
        /// It is a draft.
        Made = "made", "Brouillon", Success;
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $title:literal, [$($name:literal),*], $hint:literal;)+) => {
        /// What a column of a table of invoices may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum BatchColumn {
            $($(#[$doc])* $variant,)+
        }

        impl BatchColumn {
            /// All of them, in the order of the template.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// Its title in the template.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// Every title by which it is known.
            #[must_use]
            pub const fn names(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$title $(, $name)*],)+ }
            }

            /// What is written in it.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint,)+ }
            }

            /// Reads a stored code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

columns! {
    /// The supplier.
    Issuer = "issuer", "SIRET du fournisseur",
        ["SIRET fournisseur", "SIRET émetteur", "SIRET de l’émetteur"],
        "14 chiffres. Vide\u{a0}: la structure choisie pour le lot.";
    /// SIRET of the recipient.
    RecipientSiret = "recipient_siret", "SIRET du destinataire",
        ["SIRET destinataire", "SIRET client", "SIRET du client", "SIRET acheteur", "SIRET"],
        "14 chiffres. Obligatoire.";
    /// Code of the service.
    ServiceCode = "service_code", "Code service", ["Service", "Code du service", "Service exécutant"],
        "Tel que l’annuaire de Chorus Pro le donne, si le destinataire le demande.";
    /// Engagement number.
    Engagement = "engagement", "Numéro d’engagement",
        ["Engagement", "Numéro engagement", "EJ", "Numéro EJ", "Bon de commande", "Numéro de bon de commande", "Commande", "Numéro de commande"],
        "Si le destinataire le demande.";
    /// Contract number.
    Contract = "contract", "Numéro de marché", ["Marché", "Numéro marché", "Contrat", "Numéro de contrat"], "Facultatif.";
    /// Cadre de facturation.
    Framework = "framework", "Cadre de facturation", ["Cadre", "Cadre facturation"], "A1, ou A2 pour une facture déjà payée. Vide\u{a0}: A1.";
    /// Facture or avoir.
    Kind = "kind", "Type", ["Type de facture", "Type facture", "Type de pièce", "Type de document"], "Facture ou Avoir. Vide\u{a0}: Facture.";
    /// Number of the invoice.
    Number = "number", "Numéro de facture",
        ["Numéro", "Facture", "Numéro facture", "Référence facture", "Référence de la facture", "Numéro de pièce", "Pièce"],
        "20 signes au plus. Plusieurs lignes du même numéro font une seule facture.";
    /// Number of the invoice that a credit note corrects.
    OriginNumber = "origin_number", "Facture d’origine", ["Numéro facture d’origine", "Facture origine", "Facture corrigée"], "Pour un avoir\u{a0}: le numéro de la facture corrigée.";
    /// Day of the invoice.
    Date = "date", "Date de facture", ["Date", "Date facture", "Date d’émission", "Date de la pièce"], "JJ/MM/AAAA.";
    /// Currency.
    Currency = "currency", "Devise", ["Monnaie"], "Trois lettres. Vide\u{a0}: EUR.";
    /// VAT regime.
    VatType = "vat_type", "Type de TVA", ["Régime de TVA", "Régime TVA", "Exigibilité"],
        "TVA sur les débits, TVA sur les encaissements, Exonération de TVA ou Sans TVA. Vide\u{a0}: TVA sur les débits.";
    /// Why no VAT is charged.
    ExemptionReason = "exemption_reason", "Motif d’exonération", ["Exonération"], "Sans TVA seulement.";
    /// Payment mode.
    PaymentMode = "payment_mode", "Mode de paiement", ["Mode de règlement", "Règlement", "Paiement"],
        "Virement, Prélèvement, Chèque, Espèces, Report ou Autre. Vide\u{a0}: Virement.";
    /// Total without VAT.
    Net = "net", "Total HT", ["Montant HT", "HT", "Total hors taxes", "Montant hors taxes"], "Par exemple 1\u{202f}234,56. Vide\u{a0}: calculé d’après les lignes.";
    /// VAT rate of a row.
    VatRate = "vat_rate", "Taux de TVA", ["Taux TVA", "Taux"],
        "Par exemple 20. Plusieurs taux\u{a0}: une ligne du même numéro pour chacun.";
    /// Total VAT.
    Vat = "vat", "Total TVA", ["Montant TVA", "TVA", "Montant de la TVA"], "Vide\u{a0}: calculé.";
    /// Total with VAT.
    Gross = "gross", "Total TTC", ["Montant TTC", "TTC", "Total toutes taxes comprises", "Montant total"], "Vide\u{a0}: calculé.";
    /// What is taken off the total.
    Discount = "discount", "Remise globale TTC", ["Remise TTC", "Remise globale", "Acompte"], "Ce qui est déduit du total, remise ou acompte.";
    /// Why.
    DiscountReason = "discount_reason", "Motif de la remise", ["Motif remise"], "Obligatoire avec une remise.";
    /// What is due.
    Due = "due", "Montant à payer", ["Net à payer", "Reste à payer", "Solde"], "Vide\u{a0}: le total TTC, moins la remise.";
    /// Comment.
    Comment = "comment", "Commentaire", ["Observations", "Remarque", "Objet"], "Lu par le destinataire.";
    /// Name of the PDF.
    File = "file", "Fichier PDF", ["PDF", "Nom du fichier", "Fichier", "Nom du PDF", "Pièce jointe"],
        "Nom du PDF de la facture. Vide\u{a0}: celui dont le nom contient le numéro de la facture.";
    /// Reference of an item.
    LineReference = "line_reference", "Référence", ["Référence article", "Code article", "Article"], "De l’article, pour une facture sans PDF.";
    /// What it is.
    LineName = "line_name", "Désignation", ["Libellé", "Description", "Prestation", "Produit"], "De l’article, pour une facture sans PDF.";
    /// How many.
    LineQuantity = "line_quantity", "Quantité", ["Qté", "Nombre"], "Vide\u{a0}: 1.";
    /// Of what.
    LineUnit = "line_unit", "Unité", ["Unité de mesure"], "Par exemple heure, jour, kg.";
    /// Price of one.
    LinePrice = "line_price", "Prix unitaire HT", ["Prix unitaire", "PU HT", "PU", "Prix HT"], "Six décimales au plus.";
    /// What is taken off a line.
    LineDiscount = "line_discount", "Remise HT", ["Remise ligne HT", "Remise de la ligne"], "Déduite de la ligne, hors taxes.";
}

impl BatchColumn {
    /// The field of the form that it fills as it is.
    #[must_use]
    pub const fn field(self) -> Option<Field> {
        Some(match self {
            Self::RecipientSiret => Field::RecipientSiret,
            Self::ServiceCode => Field::ServiceCode,
            Self::Engagement => Field::Engagement,
            Self::Contract => Field::Contract,
            Self::Framework => Field::Framework,
            Self::Kind => Field::Kind,
            Self::Number => Field::Number,
            Self::OriginNumber => Field::OriginNumber,
            Self::Date => Field::Date,
            Self::Currency => Field::Currency,
            Self::VatType => Field::VatType,
            Self::ExemptionReason => Field::ExemptionReason,
            Self::PaymentMode => Field::PaymentMode,
            Self::Net => Field::Net,
            Self::Vat => Field::Vat,
            Self::Gross => Field::Gross,
            Self::Discount => Field::Discount,
            Self::DiscountReason => Field::DiscountReason,
            Self::Due => Field::Due,
            Self::Comment => Field::Comment,
            _ => return None,
        })
    }

    /// The cell of a line that it fills.
    #[must_use]
    pub const fn line_field(self) -> Option<LineField> {
        Some(match self {
            Self::LineReference => LineField::Reference,
            Self::LineName => LineField::Name,
            Self::LineQuantity => LineField::Quantity,
            Self::LineUnit => LineField::Unit,
            Self::LinePrice => LineField::Price,
            Self::LineDiscount => LineField::Discount,
            Self::VatRate => LineField::Rate,
            _ => return None,
        })
    }

    /// Whether it makes lines of the rows in which something stands: what a rate or a quantity alone does not.
    #[must_use]
    pub const fn makes_lines(self) -> bool {
        matches!(self, Self::LineReference | Self::LineName | Self::LinePrice)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_lead_back() {
        assert!(BatchState::ALL.iter().all(|state| BatchState::from_code(state.code()) == Some(*state)));
        let items = BatchItemState::ALL;
        assert!(items.iter().all(|state| BatchItemState::from_code(state.code()) == Some(*state)));
        let columns = BatchColumn::ALL;
        assert!(columns.iter().all(|column| BatchColumn::from_code(column.code()) == Some(*column)));
    }

    #[test]
    fn no_title_stands_for_two_columns() {
        let mut seen = HashSet::new();
        for name in BatchColumn::ALL.iter().flat_map(|column| column.names()) {
            assert!(seen.insert(name.to_lowercase()), "{name}");
        }
    }
}
