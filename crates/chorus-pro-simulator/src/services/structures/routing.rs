//! The recipient of an invoice: exists, active, public; service and engagement as it demands.

use crate::errors;
use crate::ledger::Ledger;
use crate::services::exchange::{Exchange, Refusal};
use crate::world::{Structure, World};

/// `SERVICE` code reserved to invoices between public bodies.
const PUBLIC_INVOICES: &str = "FACTURES_PUBLIQUES";

/// A recipient that accepts the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) structure: i64,
    pub(crate) service: Option<i64>,
}

/// Checks the recipient, its service and the engagement number (business-rules.md §1 and §2).
pub(crate) fn destination(
    exchange: &Exchange<'_>,
    supplier: &Structure,
    siret: Option<&str>,
    service_code: Option<&str>,
    engagement: Option<&str>,
) -> Result<Destination, Refusal> {
    let ledger: &Ledger = exchange.ledger;
    let recipient = siret.and_then(|siret| ledger.world.structure_by_identifier(siret));
    let recipient = recipient.ok_or(errors::UNKNOWN_RECIPIENT)?;
    if !recipient.is_public() {
        return Err(errors::PRIVATE_RECIPIENT.into());
    }
    if !recipient.active {
        return Err(errors::INACTIVE_RECIPIENT.into());
    }
    let requirements = &recipient.requirements;
    let service = match service_code {
        None if requirements.service => return Err(errors::SERVICE_REQUIRED.into()),
        None => None,
        Some(code) => Some(recipient.service(code).ok_or(errors::UNKNOWN_SERVICE)?),
    };
    if let Some(service) = service {
        let today = crate::clock::day(exchange.now);
        let expired = service.valid_until.is_some_and(|last| last < today) || service.valid_from > today;
        if !service.active || expired {
            return Err(errors::INACTIVE_SERVICE.into());
        }
        if service.code == PUBLIC_INVOICES && !supplier.is_public() {
            return Err(errors::RESERVED_SERVICE.into());
        }
    }
    let demanded = requirements.engagement || service.is_some_and(|service| service.engagement_required);
    if engagement.is_none() {
        if demanded {
            return Err(errors::ENGAGEMENT_REQUIRED.into());
        }
        if requirements.service_or_engagement && service.is_none() {
            return Err(errors::SERVICE_OR_ENGAGEMENT_REQUIRED.into());
        }
    }
    let known = |number: &str| is_published(&ledger.world, recipient.id, supplier.id, number);
    if demanded && requirements.engagements_published && !engagement.is_some_and(known) {
        return Err(errors::UNKNOWN_ENGAGEMENT.into());
    }
    Ok(Destination { structure: recipient.id, service: service.map(|service| service.id) })
}

fn is_published(world: &World, recipient: i64, supplier: i64, number: &str) -> bool {
    world.engagements.iter().any(|engagement| {
        engagement.number == number
            && engagement.recipient == recipient
            && engagement.supplier == supplier
            && engagement.state == "COMMANDE"
    })
}
