//! The delay that the contract behind a received invoice gives to pay it. It may be shorter than the legal one and then prevails
//! (CCP L2192-10); one that is longer is kept and has no effect, whoever pays.

use domain::{ContractField, InvoiceId, Notes, Permission, Remark, delay_rules, paris_day};
use storage::Reception;

use super::wing::{Receiving, received};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Receiving {
    /// Keeps the days that the contract gives, as typed; nothing typed takes back what was said. It is told in the history, and
    /// moves the clock.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or no received invoice, [`OperationError::Invalid`] when what was
    /// typed is no number of days from 1 to the longest legal delay.
    pub async fn set_contract_days(&self, actor: &Actor, id: InvoiceId, typed: &str) -> Result<()> {
        actor.require(Permission::Treat)?;
        let now = self.ground.now();
        let rules = delay_rules();
        let in_force = rules.rows().filter(|rule| rule.holds_on(paris_day(now)));
        let longest = in_force.map(|rule| rule.value.days).max().unwrap_or(0);
        let typed = typed.trim();
        let days = match typed.parse::<u32>() {
            _ if typed.is_empty() => None,
            Ok(days) if (1..=longest).contains(&days) => Some(days),
            Ok(_) | Err(_) => {
                let remark = Remark::ContractDaysUnusable { longest };
                return Err(OperationError::Invalid(Notes::of_error(ContractField::Days, remark)));
            }
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let reception = transaction.reception(actor.organization, id).await?;
        let mut reception = reception.unwrap_or_else(|| Reception::of(&invoice, now));
        if reception.contract_days == days {
            return Ok(());
        }
        let before = std::mem::replace(&mut reception.contract_days, days);
        transaction.put_reception(&reception).await?;
        let code = if days.is_some() { "CONTRACT_DAYS" } else { "NO_CONTRACT_DAYS" };
        let mut event = self.ground.event(&invoice, code, Some(&actor.name));
        event.comment =
            days.map(|days| if days == 1 { "1 jour".to_owned() } else { format!("{days} jours") });
        transaction.insert_event(&event).await?;
        let detail = days.map(|days| days.to_string()).unwrap_or_default();
        let entry = self.ground.act(actor, "invoice.contract_days", id, detail);
        let told = |days: Option<u32>| days.map(|days| days.to_string());
        transaction.journal(&entry.changing(told(before), told(days))).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
