//! The job that reads the report of a flow until it has ended, and finds the invoices that were born of it.

use std::collections::HashMap;

use async_trait::async_trait;
use chorus_pro::Error;
use chorus_pro::codes::SyntaxeFlux;
use chorus_pro::factures::RechercherFactureParFournisseur;
use chorus_pro::transverses::{ConsulterCompteRenduDetaille, ConsulterCompteRenduDetailleOutput};
use chrono::TimeDelta;
use domain::{Direction, FlowId, FlowState, FlowSyntax, Reason};
use jobs::{Failure, JobEnd, Kind, Priority, Settled, Work};
use storage::{Flow, StructureOverview, Transaction};

use super::wing::{supplier_number, tell};
use crate::access::{Clients, Connected, Use, lane_of};
use crate::ground::Ground;
use crate::tracking::take_in_issued;
use crate::{OperationError, Result as Outcome};

/// Lines of a search at a time.
const PAGE: u32 = 200;
/// A flow that has not ended after this long is read once a day.
const LONG: TimeDelta = TimeDelta::days(7);
/// Longest text of an error that is kept, characters.
const LONGEST_ERROR: usize = 2_000;
/// Most errors of a flow as a whole that are kept.
const MOST_ERRORS: usize = 200;

/// Follows a flow.
pub struct FollowFlow {
    ground: Ground,
    clients: Clients,
}

/// Asks for the report of a flow, soon.
pub(super) async fn ask_to_follow(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    flow: &Flow,
) -> Outcome<()> {
    let overview = transaction.structure(flow.organization, flow.structure).await?;
    let Some(lane) = overview.as_ref().and_then(|overview| lane_of(overview, Use::Issue)) else {
        return Ok(());
    };
    let mut job = ground.queue().job::<FollowFlow>(Some(flow.organization), flow.id, lane, &());
    job.family = flow.structure.to_string();
    job.priority = Priority::Normal;
    job.not_before = ground.now() + TimeDelta::seconds(5);
    transaction.enqueue(&job).await?;
    Ok(())
}

/// What is known of an invoice that was born of a flow.
struct Born {
    chorus_id: i64,
    number: String,
}

impl FollowFlow {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// When a flow is read again: soon while it is young.
    fn next_look(&self, flow: &Flow) -> JobEnd {
        let now = self.ground.now();
        let age = now - flow.deposited_at.unwrap_or(flow.created_at);
        let wait = if age > LONG {
            TimeDelta::days(1)
        } else {
            (age / 4).clamp(TimeDelta::seconds(10), TimeDelta::minutes(30))
        };
        JobEnd::Again { not_before: now + wait, fresh: true }
    }

    fn is_old(&self, flow: &Flow) -> bool {
        flow.updated_at + TimeDelta::minutes(30) < self.ground.now()
    }

    /// Chorus Pro knows no flow of this number: a person says again which it is, or that there is none.
    async fn ask_anew(&self, work: &Work, flow: &Flow) -> Result<Settled, Failure> {
        let mut transaction = self.ground.write(flow.organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
        if let Some(mut present) = transaction.flow(flow.organization, flow.id).await? {
            present.state = FlowState::Unconfirmed;
            present.reason =
                Some(Reason::FlowNumberUnknown { number: present.number.take().unwrap_or_default() });
            present.updated_at = self.ground.now();
            transaction.update_flow(&mut present).await?;
            tell(transaction.as_mut(), &present).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }

    async fn report(
        &self,
        work: &Work,
        connected: &Connected,
        flow: &Flow,
    ) -> Result<Result<ConsulterCompteRenduDetailleOutput, Error>, Failure> {
        let number = flow.number.clone().unwrap_or_default();
        let mut asked = ConsulterCompteRenduDetaille::new(number);
        asked.syntaxe_flux = flow.syntax.map(FlowSyntax::code).map(SyntaxeFlux::from);
        let transverses = connected.client.transverses();
        Box::pin(work.call(transverses.consulter_cr_detaille(&asked))).await
    }

    /// The invoices that were born of a flow, each taken in.
    async fn born(
        &self,
        work: &Work,
        connected: &Connected,
        overview: &StructureOverview,
        flow: &Flow,
    ) -> Result<Result<Vec<Born>, Error>, Failure> {
        let structure = &overview.structure;
        let supplier = match supplier_number(work, &connected.client, structure).await? {
            Ok(supplier) => supplier,
            Err(error) => return Ok(Err(error)),
        };
        // A flow may hold invoices of others: those are theirs.
        let Some(supplier) = supplier else { return Ok(Ok(Vec::new())) };
        let search = RechercherFactureParFournisseur {
            numero_flux_depot: flow.number.clone(),
            id_fournisseur: Some(supplier),
            ..Default::default()
        };
        let listed = match Box::pin(work.call(connected.client.collect(&search, PAGE))).await? {
            Ok(listed) => listed,
            Err(error) => return Ok(Err(error)),
        };
        let mut born = Vec::new();
        for listed in listed.into_iter().filter_map(crate::tracking::issued) {
            born.push(Born { chorus_id: listed.chorus_id, number: listed.number.clone() });
            let taken = take_in_issued(&self.ground, work, &connected.client, structure, listed).await?;
            if let Err(error) = taken {
                return Ok(Err(error));
            }
        }
        Ok(Ok(born))
    }

    /// Writes what a report says, and where a flow has ended what was born of it.
    async fn keep(
        &self,
        work: &Work,
        flow: &Flow,
        report: ConsulterCompteRenduDetailleOutput,
        born: Vec<Born>,
    ) -> Result<Settled, Failure> {
        let now = self.ground.now();
        let platform_state = report.etat_courant_depot_flux.clone();
        let state = platform_state.as_deref().map_or(FlowState::Running, FlowState::of_platform);
        let end = if state.is_final() { JobEnd::Done } else { self.next_look(flow) };
        let mut transaction = self.ground.write(flow.organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), end).await?;
        if let Some(mut present) = transaction.flow(flow.organization, flow.id).await? {
            let before = (present.state, present.platform_state.clone());
            present.state = state;
            present.platform_state = platform_state;
            present.checked_at = Some(now);
            present.updated_at = now;
            take_errors(&mut present, report);
            let known = born.iter().map(|born| born.chorus_id).collect::<Vec<_>>();
            let mut ids = HashMap::new();
            for chorus_id in known {
                let found = transaction
                    .invoice_by_chorus_id(flow.organization, flow.structure, Direction::Issued, chorus_id)
                    .await?;
                ids.extend(found.map(|invoice| (chorus_id, invoice.id)));
            }
            for born in born {
                let invoice = ids.get(&born.chorus_id).copied();
                let row = present.invoice_with_number(&born.number);
                row.chorus_id = Some(born.chorus_id);
                row.invoice = invoice;
            }
            let changed = before != (present.state, present.platform_state.clone());
            transaction.update_flow(&mut present).await?;
            if state.is_final() {
                let code = present.platform_state.clone().unwrap_or_default();
                let entry = self.ground.entry(Some(flow.organization), None, "flow.ended", flow.id, code);
                transaction.journal(&entry).await?;
            }
            if changed {
                tell(transaction.as_mut(), &present).await?;
            }
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

/// Puts each error at the invoice that it is about.
fn take_errors(flow: &mut Flow, report: ConsulterCompteRenduDetailleOutput) {
    let short = |text: String| -> String { text.chars().take(LONGEST_ERROR).collect() };
    flow.errors = report
        .liste_erreur_technique
        .into_iter()
        .filter_map(|error| {
            let parts = [error.code_erreur, error.libelle_erreur.or(error.nature_erreur)];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" : ");
            (!text.trim().is_empty()).then(|| short(text))
        })
        .take(MOST_ERRORS)
        .collect();
    for error in report.liste_erreur_dp {
        let text = short(error.libelle_erreur_dp.unwrap_or_else(|| "Refusée sans motif.".to_owned()));
        match error.numero_dp.filter(|number| !number.trim().is_empty()) {
            Some(number) => flow.invoice_with_number(&number).error = Some(text),
            None if flow.errors.len() < MOST_ERRORS => flow.errors.push(text),
            None => {}
        }
    }
}

#[async_trait]
impl Kind for FollowFlow {
    const NAME: &'static str = "follow_flow";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: FlowId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let flow = read.flow(organization, id).await?;
        let Some(flow) = flow.filter(|flow| flow.number.is_some() && !flow.state.is_final()) else {
            return work.end(JobEnd::Done).await;
        };
        let overview = read.structure(organization, flow.structure).await?;
        drop(read);
        let Some(overview) = overview else { return work.end(JobEnd::Done).await };
        let again = JobEnd::Again { not_before: work.next_try(), fresh: false };
        let connected = match work.call(self.clients.connect(&overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { .. }) => return work.end(again).await,
            Err(other) => return Err(other.into()),
        };
        let structure = overview.structure.id;
        let failed = async |error: Error| -> Result<Settled, Failure> {
            tracing::warn!(flow = %id, %error, "report not read");
            self.clients.learn(&connected.access, structure, &error).await?;
            work.end(again).await
        };
        let report = match self.report(work, &connected, &flow).await? {
            Ok(report) => report,
            // A person may have mistyped it; one that Chorus Pro gave becomes known there within the hour.
            Err(Error::Functional { .. }) if flow.checked_at.is_none() && self.is_old(&flow) => {
                return self.ask_anew(work, &flow).await;
            }
            Err(error) => return failed(error).await,
        };
        let state = report.etat_courant_depot_flux.as_deref().map(FlowState::of_platform);
        let has_born = matches!(state, Some(FlowState::Integrated | FlowState::PartlyIntegrated));
        let born = if has_born {
            match self.born(work, &connected, &overview, &flow).await? {
                Ok(born) => born,
                Err(error) => return failed(error).await,
            }
        } else {
            Vec::new()
        };
        self.keep(work, &flow, report, born).await
    }
}
