//! The background worker: takes leases, runs steps, keeps their outcome; synchronises connections.
//!
//! No transaction is open while the network is used. A process killed anywhere leaves a lease that ends; the next one
//! takes the row again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{AttemptId, InvoiceStatus, OrganizationId, OutboxId, StructureId};
use storage::{Attempt, Connection, ConnectionState, OutboxItem, OutboxKind, OutboxState, UnitOfWork};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::entropy::new_id;
use crate::exchanges::writer::ExchangeWriter;
use crate::send::{LEASE, StepEnd, Work, outcome_of, pause_before_search};
use crate::track::SyncEnd;
use crate::{OperationError, Operations, Result};

/// Steps run at the same time, over all connections.
const SIMULTANEOUS_STEPS: usize = 4;
/// Connections synchronised at the same time.
const SIMULTANEOUS_SYNCS: u32 = 4;
/// Longest sleep: a row written by another process is found by then.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Readings of a PDF that are tried before it is given up; the person types the values.
const MOST_RECOGNITIONS: u32 = 5;

/// The running worker.
pub struct Worker {
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    exchanges: ExchangeWriter,
}

impl Worker {
    /// Starts the worker of a process.
    #[must_use]
    pub fn start(operations: &Operations) -> Self {
        let stop = CancellationToken::new();
        let tasks = vec![
            tokio::spawn(run_steps(operations.clone(), stop.clone())),
            tokio::spawn(run_syncs(operations.clone(), stop.clone())),
        ];
        Self { stop, tasks, exchanges: ExchangeWriter::start(operations) }
    }

    /// Takes no more rows, lets running steps finish for a while, and gives back what was not finished.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            // A panicked task has already been logged; there is nothing left to wait for.
            let _ = task.await;
        }
        // Last: the steps above may have called until now.
        self.exchanges.stop().await;
    }
}

/// Longest wait for running steps at shutdown.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(10);

async fn run_steps(operations: Operations, stop: CancellationToken) {
    let mut running: JoinSet<OutboxId> = JoinSet::new();
    let mut leased: Vec<OutboxId> = Vec::new();
    while !stop.is_cancelled() {
        while let Some(finished) = running.try_join_next() {
            forget(&mut leased, finished);
        }
        if running.len() < SIMULTANEOUS_STEPS {
            match operations.lease().await {
                Ok(Some(item)) => {
                    leased.push(item.id);
                    let operations = operations.clone();
                    running.spawn(async move {
                        let id = item.id;
                        operations.run_item(item).await;
                        id
                    });
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "no lease"),
            }
        }
        let sleep = operations.time_to_next().await;
        tokio::select! {
            () = stop.cancelled() => {}
            () = operations.inner.wake.notified() => {}
            () = tokio::time::sleep(sleep) => {}
            Some(finished) = running.join_next(), if !running.is_empty() => forget(&mut leased, finished),
        }
    }
    let finish = async {
        while let Some(finished) = running.join_next().await {
            forget(&mut leased, finished);
        }
    };
    if tokio::time::timeout(SHUTDOWN_PATIENCE, finish).await.is_err() {
        running.shutdown().await;
        operations.release(&leased).await;
    }
}

fn forget(leased: &mut Vec<OutboxId>, finished: std::result::Result<OutboxId, tokio::task::JoinError>) {
    match finished {
        Ok(id) => leased.retain(|other| *other != id),
        // Its lease ends by itself and the step is taken again.
        Err(error) => tracing::error!(%error, "a step panicked"),
    }
}

async fn run_syncs(operations: Operations, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let claimed = match operations.claim_syncs().await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "no synchronisation");
                Vec::new()
            }
        };
        if claimed.is_empty() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = operations.inner.sync_wake.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
            continue;
        }
        let mut running = JoinSet::new();
        for connection in claimed.clone() {
            let operations = operations.clone();
            running.spawn(async move { operations.run_sync(connection).await });
        }
        let all_done = async { while running.join_next().await.is_some() {} };
        let interrupted = tokio::select! {
            () = stop.cancelled() => true,
            () = all_done => false,
        };
        if interrupted {
            running.shutdown().await;
            operations.give_back_syncs(&claimed).await;
        }
    }
}

impl Operations {
    /// Makes what a killed process left behind due at once. Call it before [`Worker::start`], in a process that is alone
    /// on its database.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn take_over(&self) -> Result<()> {
        let now = self.now();
        let mut unit = self.storage().begin().await?;
        unit.take_over(now, now + pause_before_search()).await?;
        unit.commit().await?;
        Ok(())
    }

    async fn lease(&self) -> Result<Option<OutboxItem>> {
        let now = self.now();
        let mut unit = self.storage().begin().await?;
        let item = unit.lease_next(now, now + LEASE).await?;
        unit.commit().await?;
        Ok(item)
    }

    async fn release(&self, ids: &[OutboxId]) {
        let outcome: Result<()> = async {
            let mut unit = self.storage().begin().await?;
            unit.release_leases(ids, self.now()).await?;
            unit.commit().await?;
            Ok(())
        }
        .await;
        if let Err(error) = outcome {
            tracing::warn!(%error, "leases not given back; they end by themselves");
        }
    }

    async fn time_to_next(&self) -> Duration {
        match self.storage().next_outbox_due().await {
            Ok(Some(due)) => {
                (due - self.now()).to_std().unwrap_or(Duration::from_millis(200)).clamp(
                    // A due row that cannot be leased (broken connection) must not spin.
                    Duration::from_millis(200),
                    LONGEST_SLEEP,
                )
            }
            Ok(None) | Err(_) => LONGEST_SLEEP,
        }
    }

    /// Runs every due step once, in order; for tests and for `serve` without a worker task.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn run_due_steps(&self) -> Result<usize> {
        let mut count = 0;
        while let Some(item) = self.lease().await? {
            self.run_item(item).await;
            count += 1;
        }
        Ok(count)
    }

    /// Synchronises every due connection once; for tests.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn run_due_syncs(&self) -> Result<usize> {
        let mut count = 0;
        loop {
            let connections = self.claim_syncs().await?;
            if connections.is_empty() {
                return Ok(count);
            }
            count += connections.len();
            for connection in connections {
                self.run_sync(connection).await;
            }
        }
    }

    async fn run_item(&self, mut item: OutboxItem) {
        let id = item.id;
        match self.run_step(&mut item).await {
            Ok(end) => {
                if let Err(error) = self.finish(item, end).await {
                    tracing::error!(outbox = %id, %error, "outcome of a step not kept; its lease ends by itself");
                }
            }
            Err(error) => {
                tracing::error!(outbox = %id, %error, "step failed");
                let text = error.user_text();
                let end = if item.sent_at.is_some() {
                    StepEnd::Unknown(text)
                } else {
                    StepEnd::Later { text, pause: None, broken: false }
                };
                if let Err(error) = self.finish(item, end).await {
                    tracing::error!(outbox = %id, %error, "outcome of a step not kept; its lease ends by itself");
                }
            }
        }
    }

    async fn run_step(&self, item: &mut OutboxItem) -> Result<StepEnd> {
        let storage = self.storage();
        let gone = || StepEnd::Refused("La facture n’existe plus.".to_owned());
        let Some(invoice) = storage.invoice(item.organization, item.invoice).await? else {
            return Ok(gone());
        };
        let Some(overview) = storage.structure(item.organization, item.structure).await? else {
            return Ok(gone());
        };
        let Some(connection) = overview.connection.clone() else {
            let text = "Cette structure n’a pas d’accès à Chorus Pro. Renseignez-le sur sa fiche.".to_owned();
            return Ok(StepEnd::Later { text, pause: None, broken: false });
        };
        let client = self.client(overview.structure.environment, &connection)?;
        let mut work = Work { item: item.clone(), invoice, overview, client };
        let end = match item.kind {
            OutboxKind::Recognise => self.step_recognise(&mut work).await,
            OutboxKind::Submit => self.step_submit(&mut work).await,
            OutboxKind::Track => self
                .track_invoice(&work.client, work.invoice.clone())
                .await
                .map(|()| StepEnd::Done("Suivi mis à jour.".to_owned())),
        };
        *item = work.item;
        end
    }

    /// Keeps how a step ended: the attempt that the user sees, the row, the status of the invoice.
    async fn finish(&self, mut item: OutboxItem, end: StepEnd) -> Result<()> {
        let now = self.now();
        let mut unit = self.storage().begin().await?;
        let text = self.settle(&mut item, &end, now);
        item.lease_until = None;
        unit.update_outbox(&item).await?;
        if item.kind != OutboxKind::Track {
            let attempt = Attempt {
                id: AttemptId(new_id(now, self.entropy())),
                organization: item.organization,
                outbox: item.id,
                invoice: item.invoice,
                kind: item.kind,
                at: now,
                outcome: outcome_of(&end),
                text,
                next_at: (item.state == OutboxState::Waiting).then_some(item.not_before),
            };
            unit.insert_attempt(&attempt).await?;
        }
        if item.kind == OutboxKind::Submit {
            self.show_outcome(unit.as_mut(), &item, &end).await?;
        }
        unit.commit().await?;
        if let StepEnd::Later { text, broken: true, .. } = &end {
            self.open_circuit(item.organization, item.structure, text).await?;
        }
        self.tell(item.organization, item.structure, Some(item.invoice));
        Ok(())
    }

    fn settle(&self, item: &mut OutboxItem, end: &StepEnd, now: DateTime<Utc>) -> String {
        let scheduled =
            TimeDelta::from_std(self.settings().retry_pause(item.tries)).unwrap_or(TimeDelta::hours(1));
        match end {
            StepEnd::Done(text) => {
                item.state = OutboxState::Done;
                text.clone()
            }
            StepEnd::Refused(text) => {
                item.state = OutboxState::Failed;
                text.clone()
            }
            StepEnd::Later { text, pause, .. } => {
                let given_up = item.kind == OutboxKind::Recognise && item.tries >= MOST_RECOGNITIONS;
                item.state = if given_up { OutboxState::Failed } else { OutboxState::Waiting };
                item.not_before = now + pause.unwrap_or(scheduled);
                text.clone()
            }
            StepEnd::Unknown(text) => {
                item.state = OutboxState::Waiting;
                item.not_before = now + pause_before_search().max(scheduled.min(TimeDelta::minutes(2)));
                text.clone()
            }
        }
    }

    async fn show_outcome(&self, unit: &mut dyn UnitOfWork, item: &OutboxItem, end: &StepEnd) -> Result<()> {
        let Some(mut invoice) = unit.invoice(item.organization, item.invoice).await? else { return Ok(()) };
        if invoice.status.is_at_chorus_pro() {
            return Ok(());
        }
        let (status, comment) = match end {
            StepEnd::Done(_) => return Ok(()),
            StepEnd::Refused(text) => (InvoiceStatus::Refused, Some(text.clone())),
            StepEnd::Unknown(text) => (InvoiceStatus::Unconfirmed, Some(text.clone())),
            StepEnd::Later { text, .. } if item.sent_at.is_some() => {
                (InvoiceStatus::Unconfirmed, Some(text.clone()))
            }
            StepEnd::Later { text, .. } => (InvoiceStatus::Queued, Some(text.clone())),
        };
        if status == InvoiceStatus::Refused {
            unit.insert_event(&self.local_event(&invoice, "REFUSED", None, comment.clone())).await?;
        }
        self.set_status(&mut invoice, status, comment);
        unit.update_invoice(&mut invoice).await?;
        Ok(())
    }

    /// Stops all calls with refused credentials until somebody tests them again.
    pub(crate) async fn open_circuit(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        text: &str,
    ) -> Result<()> {
        let overview = self.storage().structure(organization, structure).await?;
        let Some(mut connection) = overview.and_then(|overview| overview.connection) else { return Ok(()) };
        connection.state = ConnectionState::Broken(text.to_owned());
        connection.state_since = self.now();
        let mut unit = self.storage().begin().await?;
        unit.update_connection_state(&connection).await?;
        unit.journal(&self.entry(Some(organization), None, "connection.broken", structure, text)).await?;
        unit.commit().await?;
        self.tell(organization, structure, None);
        Ok(())
    }

    /// Takes due connections, postponing them so that nobody else does.
    async fn claim_syncs(&self) -> Result<Vec<Connection>> {
        let now = self.now();
        let connections = self.storage().connections_to_sync(now, SIMULTANEOUS_SYNCS).await?;
        if connections.is_empty() {
            return Ok(connections);
        }
        let mut unit = self.storage().begin().await?;
        for connection in &connections {
            let claimed = Connection { next_sync_at: now + TimeDelta::minutes(10), ..connection.clone() };
            unit.update_connection_state(&claimed).await?;
        }
        unit.commit().await?;
        Ok(connections)
    }

    /// Makes interrupted synchronisations due again.
    async fn give_back_syncs(&self, claimed: &[Connection]) {
        let outcome: Result<()> = async {
            let mut unit = self.storage().begin().await?;
            for connection in claimed {
                let present = unit.connection(connection.organization, connection.id).await?;
                if let Some(mut present) = present {
                    present.next_sync_at = self.now();
                    unit.update_connection_state(&present).await?;
                }
            }
            unit.commit().await?;
            Ok(())
        }
        .await;
        if let Err(error) = outcome {
            tracing::warn!(%error, "synchronisations not given back; they come again in ten minutes");
        }
    }

    async fn run_sync(&self, connection: Connection) {
        let started = self.now();
        let outcome = self.sync(&connection).await;
        if let Err(error) = self.keep_sync(connection, started, outcome).await {
            tracing::error!(%error, "synchronisation not kept");
        }
    }

    async fn keep_sync(
        &self,
        read: Connection,
        started: DateTime<Utc>,
        outcome: Result<SyncEnd>,
    ) -> Result<()> {
        let settings = self.settings();
        let pause = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::hours(1));
        let mut unit = self.storage().begin().await?;
        // Somebody may have saved other credentials meanwhile: their state is not ours to change.
        let Some(mut connection) = unit.connection(read.organization, read.id).await? else { return Ok(()) };
        if connection.sealed_credentials != read.sealed_credentials {
            return Ok(());
        }
        let now = self.now();
        connection.next_sync_at = now + pause(settings.sync_every);
        match outcome {
            Ok(SyncEnd::Done { under_way }) => {
                connection.synced_at = Some(started);
                if under_way {
                    connection.next_sync_at = now + pause(settings.sync_while_under_way);
                }
                if connection.state != ConnectionState::Working {
                    connection.state = ConnectionState::Working;
                    connection.state_since = now;
                }
            }
            Ok(SyncEnd::Failed { text, broken: true }) => {
                connection.state = ConnectionState::Broken(text);
                connection.state_since = now;
            }
            Ok(SyncEnd::Failed { .. }) => {}
            Err(OperationError::Vault(reason)) => {
                tracing::error!(%reason, "credentials cannot be opened");
                connection.state = ConnectionState::Broken(
                    "Les identifiants enregistrés ne peuvent plus être ouverts avec la clé actuelle. Saisissez-les de nouveau."
                        .to_owned(),
                );
                connection.state_since = now;
            }
            Err(error) => tracing::error!(%error, "synchronisation failed"),
        }
        let changed = connection.state != read.state;
        unit.update_connection_state(&connection).await?;
        unit.commit().await?;
        if changed || read.synced_at.is_none() {
            self.tell(connection.organization, connection.structure, None);
        }
        Ok(())
    }
}
