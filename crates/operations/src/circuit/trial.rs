//! A test run of the rules: what they would do with the last invoices that were received.

use domain::{Direction, paris_day, rule_for};
use storage::{Invoice, InvoiceFilter, InvoiceRow, Sort, SortColumn};

use super::approvers::Approvers;
use super::rules::{is_before_order, route, routed};
use super::wing::{Circuit, require_whole};
use crate::ground::changed;
use crate::{Actor, Result};

/// How many invoices a test run looks at.
pub const TRIED_INVOICES: u32 = 100;

/// What the rules would do with an invoice.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The invoice.
    pub row: InvoiceRow,
    /// The name of the rule that takes it; none when no rule does.
    pub rule: Option<String>,
    /// Who would look after it.
    pub assign_to: Option<String>,
    /// Who would approve it, in their order; with whether one of them can.
    pub steps: Vec<(String, bool)>,
    /// Whether the rules can still be applied to it.
    pub is_open: bool,
}

impl Circuit {
    /// What the rules would do with the last invoices within reach. Nothing is changed by it.
    ///
    /// # Errors
    /// [`crate::OperationError::Forbidden`] for who may not decide on invoices.
    pub async fn try_rules(&self, actor: &Actor) -> Result<Vec<Trial>> {
        actor.require(domain::Permission::Treat)?;
        let mut read = self.ground.read().await?;
        let filter = InvoiceFilter {
            sort: Sort { column: SortColumn::StatusAt, descending: true },
            per_page: TRIED_INVOICES,
            ..InvoiceFilter::new(Direction::Received, actor.scope.clone())
        };
        let rows = read.invoice_page(actor.organization, &filter).await?.rows;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let invoices = read.invoices(actor.organization, &ids).await?;
        let rules = read.circuit_rules(actor.organization).await?;
        let approvals = read.approvals_of(actor.organization, &ids).await?;
        let today = paris_day(self.ground.now());
        let approvers = Approvers::read(read.as_mut(), actor.organization, today).await?;
        let tried = rows.into_iter().filter_map(|row| {
            let invoice = invoices.iter().find(|invoice| invoice.id == row.id)?;
            let rule = rule_for(&rules, routed(invoice));
            let steps = rule.map(|rule| rule.steps.clone()).unwrap_or_default();
            let named = |approver| {
                (approvers.called(approver).unwrap_or_default(), approvers.can_approve(approver, invoice))
            };
            Some(Trial {
                rule: rule.map(|rule| rule.name.clone()),
                assign_to: rule
                    .and_then(|rule| rule.assign_to)
                    .filter(|user| approvers.may_decide(*user, invoice))
                    .and_then(|user| approvers.name_of(user).map(ToOwned::to_owned)),
                steps: steps.into_iter().map(named).collect(),
                is_open: is_before_order(&invoice.status) && !approvals.contains_key(&row.id),
                row,
            })
        });
        Ok(tried.collect())
    }

    /// Applies the rules to those of the last invoices that have no circuit yet and whose payment is not ordered; gives to how
    /// many.
    ///
    /// # Errors
    /// [`crate::OperationError::Forbidden`] for who may not change the rules.
    pub async fn apply_rules(&self, actor: &Actor) -> Result<usize> {
        require_whole(actor)?;
        let open: Vec<_> = self.try_rules(actor).await?;
        let open: Vec<_> = open.into_iter().filter(|trial| trial.is_open && trial.rule.is_some()).collect();
        let mut transaction = self.ground.write(actor.organization).await?;
        let ids: Vec<_> = open.iter().map(|trial| trial.row.id).collect();
        let invoices: Vec<Invoice> = transaction.invoices(actor.organization, &ids).await?;
        let mut applied = 0;
        for invoice in invoices {
            if route(&self.ground, transaction.as_mut(), &invoice).await? {
                applied += 1;
                transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
            }
        }
        transaction.journal(&self.ground.act(actor, "circuit.apply", "", applied.to_string())).await?;
        transaction.commit().await?;
        Ok(applied)
    }
}
