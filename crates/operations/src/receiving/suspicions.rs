//! What looks wrong with a received invoice: it may have been invoiced before.

use chrono::Datelike as _;
use domain::{InvoiceId, InvoiceStatus, Permission};
use storage::{Alike, Invoice};

use super::wing::{Receiving, received};
use crate::{Actor, Result};

/// Why an invoice should be looked at twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspicion {
    /// The same supplier has used this number before, in the same year: a number is used once.
    SameNumber(Box<Invoice>),
    /// The same supplier has invoiced nearly the same sum, at nearly the same day, for the same engagement.
    NearDuplicate(Box<Invoice>),
}

impl Receiving {
    /// What looks wrong with a received invoice. Only what the person reaches is named: of another service, it is not told.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach or no received invoice.
    pub async fn suspicions(&self, actor: &Actor, id: InvoiceId) -> Result<Vec<Suspicion>> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let invoice = received(actor, read.as_mut(), id).await?;
        let reached = |other: &Invoice| {
            other.id != id && actor.scope.reaches(other.structure, other.service_code.as_deref())
        };
        let mut found = Vec::new();
        if !invoice.partner_siret.is_empty() && !invoice.number.is_empty() {
            let organization = actor.organization;
            let same = read
                .received_under_number(organization, Some(&invoice.partner_siret), &invoice.number)
                .await?;
            let year = |invoice: &Invoice| invoice.date.map(|day| day.year());
            let same = same.into_iter().filter(|other| reached(other) && year(other) == year(&invoice));
            // Given back and sent again, it is the same invoice under the same number.
            let same = same.filter(|other| other.status != InvoiceStatus::ARecycler);
            found.extend(same.map(|other| Suspicion::SameNumber(Box::new(other))));
        }
        if let Some(asked) = Alike::near(&invoice) {
            let alike = read.invoices_alike(actor.organization, invoice.structure, &asked).await?;
            let near = alike.into_iter().filter(|other| {
                reached(other)
                    && other.kind == invoice.kind
                    && other.engagement == invoice.engagement
                    && other.number != invoice.number
            });
            found.extend(near.map(|other| Suspicion::NearDuplicate(Box::new(other))));
        }
        Ok(found)
    }
}
