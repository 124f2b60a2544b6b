//! The commitments a caller sees.

use crate::errors;
use crate::services::exchange::Exchange;
use crate::world::{Engagement, Right};

/// A supplier sees the orders it received, a recipient those it issued; others do not exist for the caller.
pub(super) fn visible(exchange: &Exchange<'_>, engagement: &Engagement) -> bool {
    exchange.account.may(Right::Supplier, engagement.supplier)
        || exchange.account.may(Right::Recipient, engagement.recipient)
}

/// The commitment with this number that the caller may see.
pub(crate) fn numbered<'a>(
    exchange: &'a Exchange<'_>,
    number: &str,
) -> Result<&'a Engagement, errors::FunctionalError> {
    let mut engagements = exchange.ledger.world.engagements.iter();
    let found = engagements.find(|engagement| engagement.number == number && visible(exchange, engagement));
    found.ok_or(errors::ENGAGEMENT_NOT_FOUND)
}
