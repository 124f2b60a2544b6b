//! One decision on several received invoices: first what would become of each, then all that may go, each as an act of its own.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use domain::{ActKind, ActState, CheckedAct, CheckedDecision, InvoiceId, Notes, Reason, StructureId, Values};
use storage::{Act, Invoice, Snapshot};

use super::send::Confirmed;
use super::wing::{Acting, check, open_act, require_called_for};
use crate::access::{Use, lane_of};
use crate::{Actor, OperationError, Result};

/// Most invoices that one decision is about.
pub const MOST_DECIDED: usize = 200;

/// Why a decision does not leave for one of the invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDecided {
    /// It has no place there, or something with it is on its way.
    Reason(Reason),
    /// A colleague is preparing another one.
    PreparedBy {
        /// Who.
        name: String,
    },
    /// What is said with it is to be corrected.
    Notes(Notes),
}

/// What becomes of a decision on one of the invoices.
#[derive(Clone, Debug)]
pub struct DecisionTrial {
    /// The invoice.
    pub invoice: Invoice,
    /// The decision with the calls that it takes, or why it does not leave.
    pub outcome: std::result::Result<CheckedDecision, NotDecided>,
}

/// What becomes of a decision on several invoices.
#[derive(Clone, Debug, Default)]
pub struct DecisionTrials {
    /// Invoice by invoice, in the order in which they were chosen, each once.
    pub invoices: Vec<DecisionTrial>,
    /// How many are not there or out of reach.
    pub gone: usize,
    /// How many wait for a second person.
    pub held: usize,
}

impl DecisionTrials {
    /// How many it leaves for.
    #[must_use]
    pub fn open(&self) -> usize {
        self.invoices.iter().filter(|trial| trial.outcome.is_ok()).count()
    }
}

/// A decision on one of several invoices, with what is said of this one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionOf {
    /// The invoice.
    pub invoice: InvoiceId,
    /// What is decided and said.
    pub values: Values,
}

impl DecisionOf {
    /// The same for each of several.
    #[must_use]
    pub fn each(ids: &[InvoiceId], values: &Values) -> Vec<Self> {
        ids.iter().map(|invoice| Self { invoice: *invoice, values: values.clone() }).collect()
    }
}

impl Acting {
    /// What would become of decisions; nothing is changed by it. The first [`MOST_DECIDED`] count.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide.
    pub async fn try_decisions(&self, actor: &Actor, decisions: &[DecisionOf]) -> Result<DecisionTrials> {
        actor.require(ActKind::Decide.permission())?;
        Ok(self.tried(actor, self.ground.read().await?.as_mut(), decisions).await?.0)
    }

    /// Queues the decisions that may go, each with some seconds to undo, and tells what became of all.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide.
    pub async fn decide_several(&self, actor: &Actor, decisions: &[DecisionOf]) -> Result<DecisionTrials> {
        actor.require(ActKind::Decide.permission())?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut trials, acts) = self.tried(actor, transaction.as_mut(), decisions).await?;
        for (invoice, mut act) in acts {
            match act.version {
                0 => {
                    act.version = 1;
                    transaction.insert_act(&act).await?;
                }
                _ => transaction.update_act(&mut act).await?,
            }
            let confirmed = self.confirm(actor, transaction.as_mut(), &invoice, &mut act).await?;
            trials.held += usize::from(confirmed == Confirmed::NeedsSecond);
        }
        transaction.commit().await?;
        Ok(trials)
    }

    /// The trials, and the acts of those that may go: new ones have the version 0.
    async fn tried(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
        decisions: &[DecisionOf],
    ) -> Result<(DecisionTrials, Vec<(Invoice, Act)>)> {
        let decisions = &decisions[..decisions.len().min(MOST_DECIDED)];
        let (mut trials, mut acts) = (DecisionTrials::default(), Vec::new());
        let ids: Vec<InvoiceId> = decisions.iter().map(|decision| decision.invoice).collect();
        let found = read.invoices(actor.organization, &ids).await?;
        let mut found: HashMap<InvoiceId, Invoice> =
            found.into_iter().map(|invoice| (invoice.id, invoice)).collect();
        // Whether something can leave for a structure.
        let mut ways: BTreeMap<StructureId, bool> = BTreeMap::new();
        for DecisionOf { invoice, values } in decisions {
            if trials.invoices.iter().any(|trial: &DecisionTrial| trial.invoice.id == *invoice) {
                continue;
            }
            let Ok(invoice) = actor.reach(found.remove(invoice)) else {
                trials.gone += 1;
                continue;
            };
            if let Entry::Vacant(unknown) = ways.entry(invoice.structure) {
                let overview = read.structure(actor.organization, invoice.structure).await?;
                unknown.insert(overview.is_some_and(|overview| lane_of(&overview, Use::Receive).is_some()));
            }
            let has_way = ways.get(&invoice.structure).copied().unwrap_or_default();
            let outcome = match self.act_for(actor, read, &invoice, has_way, values).await? {
                Ok((act, decision)) => {
                    acts.push((invoice.clone(), act));
                    Ok(decision)
                }
                Err(not_decided) => Err(not_decided),
            };
            trials.invoices.push(DecisionTrial { invoice, outcome });
        }
        Ok((trials, acts))
    }

    async fn act_for(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
        invoice: &Invoice,
        has_way: bool,
        values: &Values,
    ) -> Result<std::result::Result<(Act, CheckedDecision), NotDecided>> {
        if let Err(OperationError::Refused(reason)) = require_called_for(invoice, ActKind::Decide) {
            return Ok(Err(NotDecided::Reason(reason)));
        }
        if !has_way {
            return Ok(Err(NotDecided::Reason(Reason::NoAccess)));
        }
        let values = ActKind::Decide.own(values);
        let act = match open_act(read, invoice, ActKind::Decide).await? {
            Some(act) if act.state.is_under_way() => {
                return Ok(Err(NotDecided::Reason(Reason::ActUnderWay)));
            }
            Some(act) if act.state == ActState::Draft && act.author != actor.user => {
                return Ok(Err(NotDecided::PreparedBy { name: act.author_name }));
            }
            Some(act) => Act { values, ..act },
            None => Act { version: 0, ..self.begin(actor, invoice, ActKind::Decide, values) },
        };
        let (checked, notes) = check(&self.ground, read, invoice, &act).await?;
        Ok(match checked {
            Some(CheckedAct::Decide(decision)) => Ok((act, decision)),
            _ => Err(NotDecided::Notes(notes)),
        })
    }
}
