//! One round of a partner: what it laid is taken in, what it has not been told yet is laid back.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::EdiPartner;
use super::lay::{Back, lay, number};
use super::statuses::{
    Envelope, Report, ReportError, Step, life_xml, report_of, report_xml, status_of, step_number,
};
use super::take::{Taken, take};
use crate::ledger::Ledger;
use crate::services::flows::deposit::{Arrival, Writes, enter, write};
use crate::services::{Exchange, pivot_of};
use crate::simulator::Simulator;
use crate::world::{Account, Invoice, Right};

/// Pause between two rounds.
const PAUSE: Duration = Duration::from_secs(2);
/// Interfaces of what is laid back; ours.
const REPORTS: &str = "0500";
const LIFE_CYCLES: &str = "0501";
const PIVOTS: &str = "0502";

/// A pivot that is made once the world is unlocked.
type Making = (String, Box<dyn FnOnce() -> Option<Vec<u8>> + Send>);

/// What a round found to be laid back.
#[derive(Default)]
struct Found {
    files: Vec<Back>,
    pivots: Vec<Making>,
    writes: Writes,
}

impl Simulator {
    /// Takes the archives of a partner and lays back what it has not been told.
    ///
    /// # Errors
    /// When its folders cannot be read or written.
    pub async fn exchange_files(&self, partner: &EdiPartner) -> io::Result<()> {
        let (apart, runtime) = (self.apart().clone(), Handle::current());
        let (outbox, application) = (partner.outbox.clone(), partner.application.clone());
        let taking = move || take(&outbox, &application, &apart, &runtime);
        let taken = tokio::task::spawn_blocking(taking).await.map_err(io::Error::other)??;
        let found = self.tell(partner, taken)?;
        self.changed();
        let inbox = partner.inbox.clone();
        let laying = move || {
            let Found { mut files, pivots, writes } = found;
            write(writes);
            for (name, make) in pivots {
                if let Some(xml) = make() {
                    files.push(back(PIVOTS, name, "pivot.xml", xml));
                }
            }
            lay(&inbox, files)
        };
        tokio::task::spawn_blocking(laying).await.map_err(io::Error::other)?
    }

    /// Exchanges files with a partner again and again, until `stop`.
    pub async fn serve_files(self, partner: EdiPartner, stop: CancellationToken) {
        loop {
            if let Err(error) = self.exchange_files(&partner).await {
                tracing::warn!(%error, "files were not exchanged");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    fn tell(&self, partner: &EdiPartner, taken: Vec<Taken>) -> io::Result<Found> {
        let mut state = self.lock();
        let now = state.catch_up();
        let known = state.ledger.world.accounts.iter().find(|account| account.login == partner.account);
        let Some(account) = known.cloned() else {
            return Err(io::Error::new(io::ErrorKind::NotFound, "no such technical account"));
        };
        let state = &mut *state;
        state.ledger.world.edi.since.entry(partner.application.clone()).or_insert(now);
        let mut found = Found::default();
        for file in taken {
            let mut exchange = Exchange {
                ledger: &mut state.ledger,
                files: &mut state.files,
                account: &account,
                now,
                upload: None,
                path: Vec::new(),
            };
            receive(&mut exchange, partner, file, &mut found)?;
        }
        report(&mut state.ledger, partner, now, &mut found)?;
        life_cycle(&mut state.ledger, partner, &account, now, &mut found)?;
        let mut exchange = Exchange {
            ledger: &mut state.ledger,
            files: &mut state.files,
            account: &account,
            now,
            upload: None,
            path: Vec::new(),
        };
        pivots(&mut exchange, partner, &mut found);
        Ok(found)
    }
}

/// The file that brings an XML back, named as archives are.
fn back(interface: &str, flow: String, inside: &str, xml: Vec<u8>) -> Back {
    Back { name: format!("FSO{interface}A_CPP001_{flow}"), inside: inside.to_owned(), xml }
}

fn next_number(ledger: &mut Ledger, interface: &str) -> String {
    ledger.world.edi.last_serial += 1;
    ledger.touch();
    number(interface, ledger.world.edi.last_serial)
}

/// Takes one archive in, or refuses it in a report.
fn receive(
    exchange: &mut Exchange<'_>,
    partner: &EdiPartner,
    file: Taken,
    found: &mut Found,
) -> io::Result<()> {
    let refused = |label: String| ReportError {
        nature: "NOMMAGE".to_owned(),
        code: "SIM_EDI_01".to_owned(),
        label,
        description: None,
    };
    let (flow, status, errors) = match file.read {
        Err(why) => (file.file_name, "93", vec![refused(why)]),
        Ok((name, _)) if exchange.ledger.world.flows.iter().any(|flow| flow.number == name.number) => {
            let label = format!("Le numéro de flux {} a déjà été utilisé.", name.number);
            (file.file_name, "93", vec![refused(label)])
        }
        Ok((name, opened)) => {
            let number = name.number.clone();
            let arrival = Arrival {
                number: name.number,
                syntax: name.syntax,
                file_name: &file.file_name,
                signed: false,
                opened,
            };
            found.writes.extend(enter(exchange, arrival));
            (number, "90", Vec::new())
        }
    };
    let own = next_number(exchange.ledger, REPORTS);
    let report = Report { flow, status, at: exchange.now, errors };
    let envelope = Envelope { application: &partner.application, flow: &own, now: exchange.now };
    let xml = report_xml(&envelope, &report)?;
    found.files.push(back(REPORTS, own, "compte_rendu.xml", xml));
    Ok(())
}

/// Reports of flows that have ended.
fn report(
    ledger: &mut Ledger,
    partner: &EdiPartner,
    now: DateTime<Utc>,
    found: &mut Found,
) -> io::Result<()> {
    let ended: Vec<_> = ledger
        .world
        .flows
        .iter()
        .filter(|flow| flow.number.starts_with(&partner.application))
        .filter_map(|flow| Some((Arc::clone(flow), status_of(flow.state)?)))
        .filter(|(flow, status)| {
            ledger.world.edi.flows.get(&flow.number).map(String::as_str) != Some(*status)
        })
        .collect();
    for (flow, status) in ended {
        let own = next_number(ledger, REPORTS);
        let envelope = Envelope { application: &partner.application, flow: &own, now };
        let xml = report_xml(&envelope, &report_of(&flow, status))?;
        found.files.push(back(REPORTS, own, "compte_rendu.xml", xml));
        ledger.world.edi.flows.insert(flow.number.clone(), status.to_owned());
    }
    Ok(())
}

/// The steps of invoices that the partner has issued or receives.
fn life_cycle(
    ledger: &mut Ledger,
    partner: &EdiPartner,
    account: &Account,
    now: DateTime<Utc>,
    found: &mut Found,
) -> io::Result<()> {
    let since = ledger.world.edi.since.get(&partner.application).copied().unwrap_or(now);
    let told = ledger.world.edi.steps.get(&partner.application).cloned().unwrap_or_default();
    let concerns = |invoice: &Invoice| {
        account.may(Right::Supplier, invoice.supplier)
            || (account.may(Right::Recipient, invoice.recipient) && invoice.seen_by_recipient())
    };
    let moved: Vec<Arc<Invoice>> = ledger
        .world
        .invoices
        .iter()
        .filter(|invoice| invoice.status_since() >= since && concerns(invoice))
        .filter(|invoice| told.get(&invoice.id).copied().unwrap_or(0) < invoice.history.len())
        .cloned()
        .collect();
    let mut steps = Vec::new();
    for invoice in &moved {
        let from = told.get(&invoice.id).copied().unwrap_or(0);
        let (Some(supplier), Some(recipient)) =
            (ledger.structure(invoice.supplier), ledger.structure(invoice.recipient))
        else {
            continue;
        };
        let new = invoice.history.iter().skip(from);
        let new = new.filter(|event| event.at >= since && step_number(event.status).is_some());
        steps.extend(new.map(|event| Step { invoice, event, supplier, recipient }));
    }
    if !steps.is_empty() {
        let own = number(LIFE_CYCLES, ledger.world.edi.last_serial + 1);
        let envelope = Envelope { application: &partner.application, flow: &own, now };
        let xml = life_xml(&envelope, &steps)?;
        found.files.push(back(LIFE_CYCLES, own, "cycle_de_vie.xml", xml));
        next_number(ledger, LIFE_CYCLES);
    }
    let memory = ledger.world.edi.steps.entry(partner.application.clone()).or_default();
    memory.extend(moved.iter().map(|invoice| (invoice.id, invoice.history.len())));
    Ok(())
}

/// The invoices that the partner receives, each as a pivot of its own.
fn pivots(exchange: &mut Exchange<'_>, partner: &EdiPartner, found: &mut Found) {
    let world = &exchange.ledger.world;
    let since = world.edi.since.get(&partner.application).copied().unwrap_or(exchange.now);
    let told = world.edi.pivots.get(&partner.application).cloned().unwrap_or_default();
    let new: Vec<(usize, i64)> = world
        .invoices
        .iter()
        .enumerate()
        .filter(|(_, invoice)| {
            invoice.deposited_at >= since
                && exchange.account.may(Right::Recipient, invoice.recipient)
                && invoice.seen_by_recipient()
                && invoice.works_kind().is_none()
                && !told.contains(&invoice.id)
        })
        .map(|(position, invoice)| (position, invoice.id))
        .collect();
    for (position, id) in new {
        let own = next_number(exchange.ledger, PIVOTS);
        if let Some(make) = pivot_of(exchange, position, own.clone()) {
            found.pivots.push((own, Box::new(make)));
        }
        exchange.ledger.world.edi.pivots.entry(partner.application.clone()).or_default().insert(id);
    }
}
