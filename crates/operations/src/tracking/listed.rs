//! An invoice as the searches of Chorus Pro list it, in the words of the product. Used by who looks for what was sent
//! and by who follows what changes.

use chorus_pro::Moment;
use chorus_pro::codes::TypeFacture;
use chorus_pro::factures::{FactureFournisseur, FactureRecipiendaire};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{InvoiceKind, InvoiceStatus, paris_local_to_utc};
use rust_decimal::Decimal;

/// An invoice as a search lists it, on either side.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub chorus_id: i64,
    pub number: String,
    pub kind: InvoiceKind,
    pub date: Option<NaiveDate>,
    pub deposited_on: Option<NaiveDate>,
    pub partner_siret: String,
    pub partner_name: String,
    pub service_code: Option<String>,
    pub engagement: Option<String>,
    pub currency: String,
    pub net: Option<Decimal>,
    pub gross: Option<Decimal>,
    pub due: Option<Decimal>,
    pub status: InvoiceStatus,
    pub status_at: Option<DateTime<Utc>>,
    pub comment: Option<String>,
    /// Whether the recipient has fetched it; only the search of the recipient tells.
    pub downloaded: Option<bool>,
}

fn kind(code: Option<&TypeFacture>) -> InvoiceKind {
    if code == Some(&TypeFacture::Avoir) { InvoiceKind::Avoir } else { InvoiceKind::Facture }
}

macro_rules! listed {
    ($row:ident, $id:ident, $partner_code:ident, $partner_name:ident) => {
        Some(Listed {
            chorus_id: $row.$id?,
            number: $row.numero_facture.unwrap_or_default(),
            kind: kind($row.type_facture.as_ref()),
            date: $row.date_facture.as_ref().and_then(Moment::day),
            deposited_on: $row.date_depot.as_ref().and_then(Moment::day),
            partner_siret: $row.$partner_code.unwrap_or_default(),
            partner_name: $row.$partner_name.unwrap_or_default(),
            service_code: $row.code_service_executant,
            engagement: $row.numero_bon_commande,
            currency: $row.devise.unwrap_or_else(|| "EUR".to_owned()),
            net: $row.montant_ht,
            gross: $row.montant_ttc,
            due: $row.montant_a_payer,
            status: InvoiceStatus::from_code(
                $row.statut.as_ref().map_or("TECHNIQUE_INCONNU", |code| code.as_str()),
            ),
            status_at: $row.date_heure_etat_courant.as_ref().and_then(instant),
            comment: $row.commentaire_etat_courant.filter(|text| !text.trim().is_empty()),
            downloaded: None,
        })
    };
}

/// A line of `rechercher/fournisseur`; none without an identifier.
pub(crate) fn issued(row: FactureFournisseur) -> Option<Listed> {
    listed!(row, identifiant_facture_cpp, code_destinataire, designation_destinataire)
}

/// A line of `rechercher/recipiendaire`; none without an identifier.
pub(crate) fn received(row: FactureRecipiendaire) -> Option<Listed> {
    let downloaded = row.facture_telechargee_par_destinataire;
    let listed: Listed = listed!(row, id_facture, code_fournisseur, designation_fournisseur)?;
    Some(Listed { downloaded, ..listed })
}

/// A moment as an instant: local times are Paris time, a day alone is its beginning (API.md §3).
pub(crate) fn instant(moment: &Moment) -> Option<DateTime<Utc>> {
    moment
        .instant()
        .map(|instant| instant.with_timezone(&Utc))
        .or_else(|| moment.written_time().map(paris_local_to_utc))
        .or_else(|| moment.day().and_then(|day| day.and_hms_opt(0, 0, 0)).map(paris_local_to_utc))
}
