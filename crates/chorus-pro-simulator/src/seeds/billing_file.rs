//! Billing files of the built-in worlds.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::amount::Amount;
use crate::ledger::technical_user;
use crate::status::Status;
use crate::world::works_rules::WorksStatus;
use crate::world::{BillingFile, Event, Invoice, Party, Totals, WorksDocument, WorksEvent, World};

/// One document of a seeded file.
struct Step {
    /// Place among the numbers of the documents.
    rank: i64,
    number: &'static str,
    framework: &'static str,
    days_ago: i64,
    /// Without VAT, in euros.
    amount: i64,
    previous: Option<i64>,
    next: Option<i64>,
    /// After DEPOSEE, one a day.
    statuses: &'static [WorksStatus],
}

const A4: &str = "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR";
const A15: &str = "A15_ETAT_ACOMPTE_MOE";

/// Three months of a contract: the first waits for the project owner, the second for the project manager, the
/// third went back to the supplier.
const STEPS: &[Step] = &[
    Step {
        rank: 0,
        number: "SIT-01",
        framework: A4,
        days_ago: 64,
        amount: 42_000,
        previous: None,
        next: Some(1),
        statuses: &[WorksStatus::MiseADispositionMoe, WorksStatus::Associee],
    },
    Step {
        rank: 1,
        number: "EA-01",
        framework: A15,
        days_ago: 58,
        amount: 41_250,
        previous: Some(0),
        next: None,
        statuses: &[WorksStatus::MiseADispositionMoa],
    },
    Step {
        rank: 2,
        number: "SIT-02",
        framework: A4,
        days_ago: 33,
        amount: 67_800,
        previous: None,
        next: None,
        statuses: &[WorksStatus::MiseADispositionMoe],
    },
    Step {
        rank: 3,
        number: "SIT-03",
        framework: A4,
        days_ago: 5,
        amount: 38_500,
        previous: None,
        next: None,
        statuses: &[WorksStatus::MiseADispositionMoe, WorksStatus::ACompleter],
    },
];

/// How many numbers the documents of a seeded file take.
pub(super) const DOCUMENTS: i64 = STEPS.len() as i64;

/// Who takes part in a seeded file.
pub(super) struct Parties {
    pub(super) supplier: i64,
    pub(super) project_manager: i64,
    pub(super) project_owner: Party,
    pub(super) recipient: Party,
}

impl World {
    /// Adds a file with this number; its documents take the [`DOCUMENTS`] numbers from `first`.
    pub(super) fn add_billing_file(&mut self, id: i64, first: i64, parties: &Parties, now: DateTime<Utc>) {
        let mut file = BillingFile {
            id,
            number: format!("DF-{id}"),
            supplier: Party { structure: parties.supplier, service: None },
            project_manager: Some(Party { structure: parties.project_manager, service: None }),
            project_owner: Some(parties.project_owner),
            recipient: parties.recipient,
            documents: Vec::new(),
        };
        for step in STEPS {
            let depositor = if step.framework == A4 { parties.supplier } else { parties.project_manager };
            let account = self.accounts.iter().find(|account| account.is_attached(depositor));
            let login = account.map(|account| account.login.clone()).unwrap_or_default();
            file.documents.push(document(step, first, &file, &login, now));
        }
        self.billing_files.push(Arc::new(file));
    }
}

fn document(step: &Step, first: i64, file: &BillingFile, login: &str, now: DateTime<Utc>) -> WorksDocument {
    let deposited = now - Duration::days(step.days_ago);
    let without_vat = Amount::from_cents(step.amount * 100);
    let vat = Amount::from_cents(step.amount * 20);
    let with_vat = without_vat + vat;
    let totals = Totals { without_vat, vat, with_vat, payable: with_vat, ..Totals::default() };
    let author = Some(technical_user(login));
    let deposit = Event { status: Status::Deposee, at: deposited, comment: None, author: author.clone() };
    let number = step.number.to_owned();
    let content = Invoice::of_works(first + step.rank, number, step.framework, file, totals, deposit);
    let events = (0..).zip(step.statuses).map(|(days, status)| WorksEvent {
        status: *status,
        at: deposited + Duration::days(days),
        comment: (*status == WorksStatus::ACompleter)
            .then(|| "Merci de joindre l'attachement signé.".to_owned()),
        author: None,
    });
    let mut history = vec![WorksEvent { status: WorksStatus::Deposee, at: deposited, comment: None, author }];
    history.extend(events);
    WorksDocument {
        content: Invoice { contract: Some("2026-TX-014".to_owned()), ..content },
        previous: step.previous.map(|rank| first + rank),
        next: step.next.map(|rank| first + rank),
        history,
        handed_over: false,
    }
}
