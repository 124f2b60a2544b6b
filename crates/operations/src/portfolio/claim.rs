//! What a late payment costs: the statement of interest and indemnity, and why it may not be made yet.

use chrono::NaiveDate;
use domain::{
    DelayState, Direction, InterestError, InvoiceId, LateInterest, PaymentDelay, from_cents, paris_day,
};

use super::rates::interest_rules;
use super::{InvoiceView, Portfolio};
use crate::{Actor, OperationError, Result};

/// What may be claimed for an issued invoice whose delay has passed.
#[derive(Clone, Debug)]
pub struct LateClaim {
    /// The invoice and everything known of it.
    pub view: InvoiceView,
    /// Its delay, which has passed.
    pub delay: PaymentDelay,
    /// What is due with VAT, in cents, as far as it is known.
    pub due_cents: Option<i64>,
    /// The day on which all this was read: until it the interest is counted where nothing was paid.
    pub read_on: NaiveDate,
    /// The statement, or why there is none.
    pub statement: std::result::Result<LateInterest, NoStatement>,
}

/// Why nothing is claimed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoStatement {
    /// Nobody said who pays: the delay is assumed, and no ground for a claim.
    PayerUnknown,
    /// The amount is not known.
    AmountUnknown,
    /// The contract is not in euros.
    OtherCurrency(String),
    /// No amount can be told.
    Interest(InterestError),
}

impl LateClaim {
    /// Whether Chorus Pro tells of a mise en paiement.
    #[must_use]
    pub const fn is_paid(&self) -> bool {
        matches!(self.delay.state(), DelayState::Paid)
    }
}

impl Portfolio {
    /// What may be claimed for an invoice.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, and where nothing is late.
    pub async fn late_claim(&self, actor: &Actor, id: InvoiceId) -> Result<LateClaim> {
        let view = self.invoice_view(actor, id).await?;
        let read_on = paris_day(view.read_at);
        let late = view.delay().ok().filter(|delay| delay.late_days(read_on) > 0);
        let late = late.filter(|_| view.invoice.direction == Direction::Issued);
        let delay = late.ok_or(OperationError::NotFound("claim"))?;
        let known = self.ground.read().await?.known_rates(actor.organization).await?;
        let due_cents = view.invoice.due_cents.or(view.invoice.gross_cents);
        let statement = if delay.is_assumed() {
            Err(NoStatement::PayerUnknown)
        } else {
            match (view.invoice.currency.as_str(), due_cents.filter(|cents| *cents > 0)) {
                ("" | "EUR", Some(cents)) => {
                    let rules = interest_rules(&known);
                    let interest = delay.late_interest(from_cents(cents), read_on, &rules);
                    // It is late and something is due, so there is some.
                    interest
                        .map_err(NoStatement::Interest)
                        .and_then(|some| some.ok_or(NoStatement::AmountUnknown))
                }
                ("" | "EUR", None) => Err(NoStatement::AmountUnknown),
                (currency, _) => Err(NoStatement::OtherCurrency(currency.to_owned())),
            }
        };
        Ok(LateClaim { view, delay, due_cents, read_on, statement })
    }
}
