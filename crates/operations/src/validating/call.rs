//! The call of an answer, and what its answer tells.

use chorus_pro::factures::{TraiterFactureAValider, validator_codes};
use chorus_pro::{Client, Error};
use domain::{CheckedAnswer, InvoiceStatus, ValidationAnswer, ValidatorLevel};

/// Tells Chorus Pro; gives where the invoice stands now. `own` is the number of the structure that answers.
pub(super) async fn tell(
    client: &Client,
    invoice: i64,
    own: Option<i64>,
    level: ValidatorLevel,
    checked: &CheckedAnswer,
) -> Result<InvoiceStatus, Error> {
    let action = match checked.answer {
        ValidationAnswer::Accept => validator_codes::ACCEPT,
        // What gives it back is the reason (business-rules.md §9).
        ValidationAnswer::Refuse | ValidationAnswer::NotMine => validator_codes::REFUSE,
    };
    let validator = match level {
        ValidatorLevel::First => validator_codes::FIRST_VALIDATOR,
        ValidatorLevel::Second => validator_codes::SECOND_VALIDATOR,
    };
    let mut body = TraiterFactureAValider::new(invoice, action.to_owned());
    body.type_valideur = Some(validator.to_owned());
    body.id_valideur = own;
    body.motif_refus.clone_from(&checked.reason);
    body.complement_info.clone_from(&checked.detail);
    let answer = client.factures().traiter_facture_a_valider(&body).await?;
    let status = answer.statut_facture.map(|status| InvoiceStatus::from_code(status.as_str()));
    Ok(status.unwrap_or_else(|| checked.answer.leads_to(level)))
}
