//! Rules: which received invoices go which way. The first one that takes an invoice counts, when it is seen for the first time.

use domain::{
    Approver, CircuitField, CircuitRule, CircuitRuleId, Direction, InvoiceStatus, LONGEST_CIRCUIT_NAME,
    Notes, Reason, Remark, RoutedInvoice, Siret, Values, paris_day, parse_amount, rule_for, to_cents,
};
use storage::{Invoice, Reception, Transaction};

use super::approvers::Approvers;
use super::steps;
use super::wing::{Circuit, require_whole};
use crate::ground::{Ground, rule_value, switch_value};
use crate::{Actor, OperationError, Result};

/// Most rules of an organisation.
pub const MOST_RULES: usize = 50;
/// The fields in which steps are typed, in their order.
const STEPS: [CircuitField; 4] =
    [CircuitField::Step1, CircuitField::Step2, CircuitField::Step3, CircuitField::Step4];

/// The circuit of an organisation, as its page shows it.
#[derive(Clone, Debug)]
pub struct CircuitSettings {
    /// The rules, the first one first.
    pub rules: Vec<CircuitRule>,
    /// Who there is to approve.
    pub approvers: Approvers,
    /// Whether a rejection needs a second person.
    pub rejections_need_two: bool,
    /// The structures that receive, by name.
    pub structures: Vec<(domain::StructureId, String)>,
}

/// A rule as typed.
#[derive(Clone, Debug, Default)]
pub struct RuleTyped(pub Values);

impl Circuit {
    /// The circuit of the organisation.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide on invoices.
    pub async fn settings(&self, actor: &Actor) -> Result<CircuitSettings> {
        actor.require(domain::Permission::Treat)?;
        let mut read = self.ground.read().await?;
        let structures = self.ground.within_reach(actor, read.as_mut()).await?;
        let receiving = structures.iter().filter(|summary| summary.structure.side.receives());
        let today = paris_day(self.ground.now());
        Ok(CircuitSettings {
            rules: read.circuit_rules(actor.organization).await?,
            approvers: Approvers::read(read.as_mut(), actor.organization, today).await?,
            rejections_need_two: read.rejections_need_two(actor.organization).await?,
            structures: receiving
                .map(|summary| (summary.structure.id, summary.structure.name.clone()))
                .collect(),
        })
    }

    /// Adds a rule behind the others.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected; [`OperationError::Refused`] when there are too many.
    pub async fn add_rule(&self, actor: &Actor, typed: &RuleTyped) -> Result<()> {
        require_whole(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let rule = self.checked(actor, transaction.as_mut(), typed).await?;
        let mut rules = transaction.circuit_rules(actor.organization).await?;
        if rules.len() >= MOST_RULES {
            return Err(OperationError::Refused(Reason::CircuitFull { most: MOST_RULES as u64 }));
        }
        let entry = self.ground.act(actor, "circuit.rule_add", rule.id, rule.name.clone());
        let entry = entry.changing(None, Some(rule_value(&rule)));
        rules.push(rule);
        transaction.put_circuit_rules(actor.organization, &rules).await?;
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a rule away. The steps that it has asked for stay.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is none.
    pub async fn delete_rule(&self, actor: &Actor, id: CircuitRuleId) -> Result<()> {
        require_whole(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut rules = transaction.circuit_rules(actor.organization).await?;
        let gone = rules.iter().find(|rule| rule.id == id).map(rule_value);
        let gone = gone.ok_or(OperationError::NotFound("rule"))?;
        rules.retain(|rule| rule.id != id);
        transaction.put_circuit_rules(actor.organization, &rules).await?;
        let entry = self.ground.act(actor, "circuit.rule_delete", id, "");
        transaction.journal(&entry.changing(Some(gone), None)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Moves a rule before the one that stands above it; the first one stays.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is none.
    pub async fn raise_rule(&self, actor: &Actor, id: CircuitRuleId) -> Result<()> {
        require_whole(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut rules = transaction.circuit_rules(actor.organization).await?;
        let place = rules.iter().position(|rule| rule.id == id);
        let place = place.ok_or(OperationError::NotFound("rule"))?;
        if let Some(above) = place.checked_sub(1) {
            rules.swap(above, place);
            transaction.put_circuit_rules(actor.organization, &rules).await?;
            let entry = self.ground.act(actor, "circuit.rule_raise", id, "");
            let places = (Some((place + 1).to_string()), Some(place.to_string()));
            transaction.journal(&entry.changing(places.0, places.1)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Says whether a rejection needs a second person.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`].
    pub async fn require_two_for_rejections(&self, actor: &Actor, needed: bool) -> Result<()> {
        require_whole(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        if transaction.rejections_need_two(actor.organization).await? == needed {
            return Ok(());
        }
        transaction.set_rejections_need_two(actor.organization, needed).await?;
        let detail = if needed { "on" } else { "off" };
        let entry = self.ground.act(actor, "circuit.rejections_need_two", "", detail);
        let entry = entry.changing(Some(switch_value(!needed)), Some(switch_value(needed)));
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn checked(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        RuleTyped(typed): &RuleTyped,
    ) -> Result<CircuitRule> {
        let today = paris_day(self.ground.now());
        let approvers = Approvers::read(transaction, actor.organization, today).await?;
        let mut notes = Notes::default();
        let text = |field: CircuitField| typed.get(field).trim().to_owned();
        let name = text(CircuitField::Name);
        match name.chars().count() {
            0 => notes.error(CircuitField::Name, Remark::CircuitNameMissing),
            length if length > LONGEST_CIRCUIT_NAME => {
                notes.error(CircuitField::Name, Remark::TooLong { longest: LONGEST_CIRCUIT_NAME, length });
            }
            _ => {}
        }
        let structure = match text(CircuitField::Structure).as_str() {
            "" => None,
            chosen => {
                let known = self.ground.structures(actor.organization, transaction).await?;
                let found = known.iter().find(|summary| summary.structure.id.to_string() == chosen);
                if found.is_none() {
                    notes.error(CircuitField::Structure, Remark::NotChosen);
                }
                found.map(|summary| summary.structure.id)
            }
        };
        let supplier = match text(CircuitField::Supplier).as_str() {
            "" => None,
            siret => match Siret::parse(siret) {
                Ok(siret) => Some(siret.as_str().to_owned()),
                Err(error) => {
                    notes.error(CircuitField::Supplier, Remark::Siret { error });
                    None
                }
            },
        };
        let from_cents = match text(CircuitField::From).as_str() {
            "" => None,
            amount => match parse_amount(amount) {
                Ok(amount) => to_cents(amount),
                Err(error) => {
                    notes.error(CircuitField::From, Remark::Amount { error });
                    None
                }
            },
        };
        let mut chosen = |field: CircuitField| match text(field).as_str() {
            "" => None,
            code => {
                let approver = Approver::from_code(code).filter(|approver| is_there(&approvers, *approver));
                if approver.is_none() {
                    notes.error(field, Remark::NotChosen);
                }
                approver
            }
        };
        let steps: Vec<Approver> = STEPS.into_iter().filter_map(&mut chosen).collect();
        let assign_to = match chosen(CircuitField::AssignTo) {
            Some(Approver::Person(user)) => Some(user),
            Some(Approver::Team(_)) => {
                notes.error(CircuitField::AssignTo, Remark::NotChosen);
                None
            }
            None => None,
        };
        if assign_to.is_none() && steps.is_empty() && !notes.refuse() {
            notes.error(CircuitField::Step1, Remark::CircuitRuleIdle);
        }
        if notes.refuse() {
            return Err(OperationError::Invalid(notes));
        }
        let service_code = Some(text(CircuitField::Service)).filter(|code| !code.is_empty());
        let id = self.ground.id();
        Ok(CircuitRule { id, name, structure, service_code, supplier, from_cents, assign_to, steps })
    }
}

/// Whether an approver is one who may be chosen.
fn is_there(approvers: &Approvers, approver: Approver) -> bool {
    match approver {
        Approver::Person(user) => approvers.people().any(|(known, _)| known == user),
        Approver::Team(team) => approvers.teams.iter().any(|known| known.id == team),
    }
}

/// What a rule looks at.
pub(super) fn routed(invoice: &Invoice) -> RoutedInvoice<'_> {
    RoutedInvoice {
        structure: invoice.structure,
        service_code: invoice.service_code.as_deref(),
        supplier: &invoice.partner_siret,
        gross_cents: invoice.gross_cents,
    }
}

/// Whether an invoice may still be approved: it is here, and its payment is not ordered.
pub(super) const fn is_before_order(status: &InvoiceStatus) -> bool {
    matches!(
        status,
        InvoiceStatus::MiseADisposition
            | InvoiceStatus::Completee
            | InvoiceStatus::ServiceFait
            | InvoiceStatus::Suspendue
    )
}

/// Sends an invoice that is seen for the first time on its way: who looks after it, and who approves it. Nothing where no rule
/// takes it, its payment is ordered already, or it has a circuit. Whom a rule names and who does not reach the invoice is
/// passed over for looking after it, never for approving: what nobody can approve waits for who changes it.
///
/// # Errors
/// When storage fails.
pub(crate) async fn route(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
) -> Result<bool> {
    let organization = invoice.organization;
    if invoice.direction != Direction::Received || !is_before_order(&invoice.status) {
        return Ok(false);
    }
    let rules = transaction.circuit_rules(organization).await?;
    let Some(rule) = rule_for(&rules, routed(invoice)) else { return Ok(false) };
    let approvers = Approvers::read(transaction, organization, paris_day(ground.now())).await?;
    let now = ground.now();
    let mut done = false;
    let reception = transaction.reception(organization, invoice.id).await?;
    let mut reception = reception.unwrap_or_else(|| Reception::of(invoice, now));
    let assignee = rule.assign_to.filter(|user| approvers.may_decide(*user, invoice));
    if let (None, Some(user)) = (reception.assigned_to, assignee) {
        reception.assigned_to = Some(user);
        reception.assigned_at = Some(now);
        transaction.put_reception(&reception).await?;
        let mut event = ground.event(invoice, "ASSIGNED", Some(&rule.name));
        event.comment = approvers.name_of(user).map(ToOwned::to_owned);
        transaction.insert_event(&event).await?;
        done = true;
    }
    let known = transaction.approvals_of(organization, &[invoice.id]).await?;
    if known.is_empty() && !rule.steps.is_empty() {
        let mut steps = Vec::new();
        for approver in &rule.steps {
            let name = approvers.called(*approver).unwrap_or_default();
            steps::ask(&mut steps, invoice.id, (*approver, name), &rule.name, now);
        }
        transaction.put_approvals(organization, invoice.id, &steps).await?;
        let mut event = ground.event(invoice, "APPROVAL_ASKED", Some(&rule.name));
        event.comment =
            Some(steps.iter().map(|step| step.approver_name.as_str()).collect::<Vec<_>>().join(", "));
        transaction.insert_event(&event).await?;
        done = true;
    }
    Ok(done)
}
