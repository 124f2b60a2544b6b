//! Legal commitments (engagements juridiques): what public bodies ordered.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;

/// A legal commitment: a public body (the issuer) ordered from a supplier (the receiver).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// `idEngagementJuridique`.
    pub id: i64,
    /// `numeroEngagementJuridique`, up to 50 characters.
    pub number: String,
    /// `libelleTypeEngagementJuridique`; `BON_DE_COMMANDE` is the only one known (enums.md §3).
    #[serde(default = "purchase_order")]
    pub kind: String,
    /// The public structure that ordered.
    pub recipient: i64,
    /// Its service, when the order names one.
    #[serde(default)]
    pub service_code: Option<String>,
    /// The supplier the order went to.
    pub supplier: i64,
    /// Contract number.
    #[serde(default)]
    pub contract: Option<String>,
    /// `COMMANDE` when it may be invoiced.
    pub state: String,
    /// Day of notification.
    pub notified_on: NaiveDate,
    /// Day of creation, when it is known.
    #[serde(default)]
    pub created_on: Option<NaiveDate>,
    /// Total without VAT, when it is known.
    #[serde(default)]
    pub total_without_vat: Option<Amount>,
    /// Total including VAT.
    pub total_with_vat: Amount,
    /// Its lines; when there are none, the whole order counts as one line.
    #[serde(default)]
    pub lines: Vec<EngagementLine>,
}

impl Engagement {
    /// The lines, never none.
    #[must_use]
    pub fn effective_lines(&self) -> Vec<EngagementLine> {
        if self.lines.is_empty() {
            vec![EngagementLine { number: 1, total_with_vat: self.total_with_vat, state: self.state.clone() }]
        } else {
            self.lines.clone()
        }
    }
}

/// One line of a legal commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngagementLine {
    /// `numeroDePoste`, from 1.
    pub number: i64,
    /// `montantTtcPoste`.
    pub total_with_vat: Amount,
    /// `statutPoste`, such as `COMMANDE`.
    pub state: String,
}

/// The only type the reference knows.
pub(crate) fn purchase_order() -> String {
    "BON_DE_COMMANDE".to_owned()
}
