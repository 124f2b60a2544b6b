//! Who issues, as a document says it, compared with the chosen structure.

use domain::{Field, IdentifierKind, Notes, Remark, Siret, StructureIdentifier};
use einvoice::Party;
use serde::{Deserialize, Serialize};
use storage::Structure;

use super::plain::plain;

/// Who issues, as a document says it (BG-4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadIssuer {
    /// BT-27, else BT-28.
    pub name: Option<String>,
    /// The SIRET, where one of 14 digits stands in BT-29 or BT-30.
    pub siret: Option<Siret>,
    /// The SIREN: of the SIRET, of BT-30, or of the French VAT number (BT-31).
    pub siren: Option<String>,
    /// BT-31.
    pub vat_identifier: Option<String>,
}

impl ReadIssuer {
    /// Nothing where the document names nobody.
    pub(super) fn of(seller: &Party) -> Option<Self> {
        let siret = seller.siret().and_then(|siret| Siret::parse(&siret).ok());
        let siren = seller.siren();
        let name = seller.name.as_ref().or(seller.trading_name.as_ref()).map(|name| plain(name));
        let vat_identifier = seller.vat_identifier.as_ref().map(|identifier| plain(identifier));
        let issuer = Self { name, siret, siren, vat_identifier };
        let is_named = issuer.name.is_some() || issuer.siren.is_some() || issuer.vat_identifier.is_some();
        is_named.then_some(issuer)
    }

    /// What identifies it, as it is shown.
    fn identifier(&self) -> String {
        let siret = self.siret.as_ref().map(ToString::to_string);
        siret.or_else(|| self.siren.clone()).or_else(|| self.vat_identifier.clone()).unwrap_or_default()
    }

    /// A difference from the structure that was chosen: another company stops until a person says that it is right,
    /// another establishment is said.
    pub(super) fn compare(&self, structure: &Structure, confirmed: bool, notes: &mut Notes) {
        let differs = match (&self.siren, self.european_vat()) {
            (Some(siren), _) => structure.identifier.siren() != Some(siren.as_str()),
            (None, Some(vat)) => structure.identifier != vat,
            (None, None) => return,
        };
        if differs {
            let note = if confirmed { Notes::warn } else { Notes::error };
            note(
                notes,
                Field::Issuer,
                Remark::IssuerDiffers {
                    document: self.name.clone().unwrap_or_else(|| "un autre émetteur".to_owned()),
                    identifier: self.identifier(),
                    structure: structure.name.clone(),
                    siret: structure.identifier.to_string(),
                },
            );
        } else if let Some(siret) =
            self.siret.as_ref().filter(|siret| siret.as_str() != structure.identifier.as_str())
        {
            notes.warn(
                Field::Issuer,
                Remark::OtherEstablishment {
                    document: siret.to_string(),
                    siret: structure.identifier.to_string(),
                },
            );
        }
    }

    /// Whether a structure is the one that the document names.
    #[must_use]
    pub fn is(&self, structure: &Structure) -> bool {
        match (&self.siret, &self.siren) {
            (Some(siret), _) => structure.identifier.siret().as_ref() == Some(siret),
            (None, Some(siren)) => structure.identifier.siren() == Some(siren.as_str()),
            (None, None) => self.european_vat().is_some_and(|vat| vat == structure.identifier),
        }
    }

    /// The VAT number of another country of the Union: what names who has no SIRET.
    fn european_vat(&self) -> Option<StructureIdentifier> {
        let number = self.vat_identifier.as_ref()?;
        StructureIdentifier::parse(IdentifierKind::EuropeanVat, number).ok()
    }
}
