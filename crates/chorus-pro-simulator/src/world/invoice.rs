//! Invoices and their histories.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::person::Person;
use crate::amount::Amount;
use crate::status::Status;

/// One invoice or credit note with everything submitted and everything that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// `identifiantFactureCPP`: the supplier's side.
    pub id: i64,
    /// `idFacture`: the recipient's side; differs from the supplier's number (API.md §3).
    pub recipient_side_id: i64,
    /// Number, up to 20 characters, unique per supplier.
    pub number: String,
    /// `FACTURE` or `AVOIR`.
    pub kind: String,
    /// `idStructureCPP` of the supplier.
    pub supplier: i64,
    /// `idServiceFournisseur`: the supplier's own service.
    #[serde(default)]
    pub supplier_service: Option<i64>,
    /// `idStructureCPP` of the recipient.
    pub recipient: i64,
    /// `idService` of the recipient's service.
    #[serde(default)]
    pub service: Option<i64>,
    /// `codeCadreFacturation`.
    pub framework: String,
    /// `idStructureCPP` of the validator of an A9 or A12 invoice.
    #[serde(default)]
    pub validator: Option<i64>,
    /// `idStructureCPP` of the second validator, named by the first one when accepting (inferred).
    #[serde(default)]
    pub second_validator: Option<i64>,
    /// `modeDepot`.
    pub deposit_mode: String,
    /// Number of the flow that brought it.
    #[serde(default)]
    pub flow_number: Option<String>,
    /// `dateFacture`.
    pub issued_on: NaiveDate,
    /// Simulated instant of the (last) submission.
    pub deposited_at: DateTime<Utc>,
    /// Currency, three letters.
    pub currency: String,
    /// `typeTva`.
    pub vat_regime: String,
    /// `motifExonerationTva`.
    #[serde(default)]
    pub exemption_reason: Option<String>,
    /// `modePaiement`.
    #[serde(default)]
    pub payment_mode: Option<String>,
    /// `numeroMarche`.
    #[serde(default)]
    pub contract: Option<String>,
    /// `numeroBonCommande`: the engagement number.
    #[serde(default)]
    pub engagement: Option<String>,
    /// What a credit note or an attached comment refers to.
    #[serde(default)]
    pub credit: Option<Credit>,
    /// Header amounts.
    pub totals: Totals,
    /// Lines, when submitted.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// VAT breakdown, when submitted.
    #[serde(default)]
    pub vat_lines: Vec<VatLine>,
    /// `pieceJointeId` of the PDF.
    #[serde(default)]
    pub main_file: Option<i64>,
    /// Complementary attachments.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// Bank reference named by the supplier.
    #[serde(default)]
    pub bank_account: Option<i64>,
    /// Comment of the supplier.
    #[serde(default)]
    pub comment: Option<String>,
    /// Login of the account that submitted it.
    #[serde(default)]
    pub created_by: Option<String>,
    /// `factureTelechargeeParDestinataire`.
    #[serde(default)]
    pub downloaded: bool,
    /// `rejetTraite`.
    #[serde(default)]
    pub rejection_treated: bool,
    /// Moved to the archive: only rechercher/demandePaiement still finds it (`DP_ARCHIVE`).
    #[serde(default)]
    pub archived: bool,
    /// Number of the payment order.
    #[serde(default)]
    pub payment_order: Option<String>,
    /// Status history, oldest first, never empty.
    pub history: Vec<Event>,
    /// User actions, oldest first.
    #[serde(default)]
    pub actions: Vec<UserAction>,
    /// The move the simulation will make next.
    #[serde(default)]
    pub planned: Option<Planned>,
}

impl Invoice {
    /// The current status (that of the last event).
    #[must_use]
    pub fn status(&self) -> Status {
        self.history.last().map_or(Status::Deposee, |event| event.status)
    }

    /// When the current status was reached.
    #[must_use]
    pub fn status_since(&self) -> DateTime<Utc> {
        self.history.last().map_or(self.deposited_at, |event| event.at)
    }

    /// `true` for a credit note.
    #[must_use]
    pub fn is_credit_note(&self) -> bool {
        self.kind == "AVOIR"
    }

    /// The structures that have to accept it, in their order.
    pub fn validators(&self) -> impl Iterator<Item = i64> {
        let second = self.second_validator.filter(|second| Some(*second) != self.validator);
        self.validator.into_iter().chain(second)
    }

    /// The structure whose answer the invoice waits for.
    #[must_use]
    pub fn awaited_validator(&self) -> Option<i64> {
        match self.status() {
            Status::AValider1 => self.validator,
            Status::AValider2 => self.second_validator,
            _ => None,
        }
    }

    /// `true` once it has been made available to its recipient.
    #[must_use]
    pub fn seen_by_recipient(&self) -> bool {
        self.status().reached_recipient()
    }
}

/// The origin of a credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// `numeroFactureOrigine`.
    pub original_number: String,
}

/// Header amounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// `montantHtTotal`.
    pub without_vat: Amount,
    /// `montantTVA`.
    pub vat: Amount,
    /// `montantTtcTotal`, before the global discount.
    pub with_vat: Amount,
    /// `montantRemiseGlobaleTTC`.
    #[serde(default)]
    pub discount: Amount,
    /// `motifRemiseGlobaleTTC`.
    #[serde(default)]
    pub discount_reason: Option<String>,
    /// `montantAPayer`.
    pub payable: Amount,
}

/// An invoice line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// `lignePosteNumero`, from 1.
    pub number: i64,
    /// `lignePosteReference`.
    #[serde(default)]
    pub reference: Option<String>,
    /// `lignePosteDenomination`.
    #[serde(default)]
    pub name: Option<String>,
    /// `lignePosteQuantite`.
    pub quantity: Amount,
    /// `lignePosteUnite`.
    #[serde(default)]
    pub unit: Option<String>,
    /// `lignePosteMontantUnitaireHT`.
    pub unit_price: Amount,
    /// `lignePosteMontantRemiseHT`, for the whole line.
    #[serde(default)]
    pub discount: Amount,
    /// `lignePosteTauxTva`: a code of the VAT rates.
    #[serde(default)]
    pub rate_code: Option<String>,
    /// `lignePosteTauxTvaManuel` in percent.
    #[serde(default)]
    pub manual_rate: Option<Amount>,
}

impl Line {
    /// Amount of the line without VAT after its discount, rounded to the cent.
    #[must_use]
    pub fn net(&self) -> Amount {
        (self.quantity * self.unit_price - self.discount).to_cents()
    }
}

/// One rate of the VAT breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatLine {
    /// `ligneTvaTaux`: a code of the VAT rates.
    #[serde(default)]
    pub rate_code: Option<String>,
    /// `ligneTvaTauxManuel` in percent.
    #[serde(default)]
    pub manual_rate: Option<Amount>,
    /// `ligneTvaMontantBaseHtParTaux`.
    pub base: Amount,
    /// `ligneTvaMontantTvaParTaux`.
    pub vat: Amount,
}

/// A complementary attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// `pieceJointeIdLiaison`: the number of the link.
    pub link: i64,
    /// `pieceJointeId`.
    pub file: i64,
    /// Code of the attachment type.
    pub kind: String,
    /// Label, up to 100 characters.
    pub label: String,
    /// Number of the invoice line it belongs to.
    #[serde(default)]
    pub line: Option<i64>,
}

/// One entry of the status history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Status reached.
    pub status: Status,
    /// When.
    pub at: DateTime<Utc>,
    /// Reason or comment.
    #[serde(default)]
    pub comment: Option<String>,
    /// Who; absent for the platform itself.
    #[serde(default)]
    pub author: Option<Person>,
}

/// One entry of the user actions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserAction {
    /// `TELECHARGEMENT_FACTURE`, `ACQUITTEMENT_REJET`, `ACQUITTEMENT_SUSPENSION` or `TRAITEMENT_REJET`.
    pub code: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    #[serde(default)]
    pub author: Option<Person>,
}

/// A move waiting for its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// When it happens.
    pub at: DateTime<Utc>,
    /// The status it leads to.
    pub status: Status,
    /// The comment it will carry.
    #[serde(default)]
    pub comment: Option<String>,
    /// Who will make it; absent for the platform itself.
    #[serde(default)]
    pub author: Option<Person>,
}
