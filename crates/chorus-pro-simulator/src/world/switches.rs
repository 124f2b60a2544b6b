//! What differs between production and qualification.

use serde::{Deserialize, Serialize};

/// Services the qualification platform does not offer; all off, as there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Switches {
    /// consulter/information/siret answers (not available on qualification, API.md §5.3).
    pub siret_information: bool,
    /// rechercher/demandePaiement answers (API.md §4.1: it does not work on qualification; how it fails there is not
    /// known, so its refusal is ours).
    pub payment_request_search: bool,
}
