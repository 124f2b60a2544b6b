//! The world with its indexes: finds invoices fast and moves them when their time has come.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::lifecycle;
use crate::pace::Pace;
use crate::status::Status;
use crate::world::{Event, Flow, Invoice, Person, Planned, Structure, World};

/// A world ready to work with.
pub(crate) struct Ledger {
    pub(crate) world: World,
    pub(crate) pace: Pace,
    /// Whether rules that are only inferred hold.
    pub(crate) strict: bool,
    /// Counts changes, so that the saver knows when there is something to save.
    revision: u64,
    positions: HashMap<i64, usize>,
    numbers: HashMap<(i64, String), usize>,
    by_supplier: HashMap<i64, Vec<usize>>,
    by_recipient: HashMap<i64, Vec<usize>>,
    by_validator: HashMap<i64, Vec<usize>>,
    structures: HashMap<i64, usize>,
    files: HashMap<i64, usize>,
    due: BTreeSet<(DateTime<Utc>, usize)>,
    flows_due: BTreeSet<(DateTime<Utc>, usize)>,
}

/// Which of the two numbers of an invoice a client used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SideOfInvoice {
    Supplier,
    Recipient,
}

impl Ledger {
    /// The same where rules that are only inferred hold, or not.
    pub(crate) fn with_strictness(self, strict: bool) -> Self {
        Self { strict, ..self }
    }

    pub(crate) fn new(world: World, pace: Pace) -> Self {
        let mut ledger = Self {
            pace,
            strict: false,
            revision: 0,
            positions: HashMap::new(),
            numbers: HashMap::new(),
            by_supplier: HashMap::new(),
            by_recipient: HashMap::new(),
            by_validator: HashMap::new(),
            structures: world.structures.iter().enumerate().map(|(index, s)| (s.id, index)).collect(),
            files: world.files.iter().enumerate().map(|(index, file)| (file.id, index)).collect(),
            due: BTreeSet::new(),
            flows_due: world
                .flows
                .iter()
                .enumerate()
                .filter_map(|(position, flow)| Some((flow.next_at?, position)))
                .collect(),
            world,
        };
        for position in 0..ledger.world.invoices.len() {
            ledger.index(position);
        }
        ledger
    }

    /// The number of changes so far.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Tells that the world changed outside the invoices.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    fn index(&mut self, position: usize) {
        let Some(invoice) = self.world.invoices.get(position) else { return };
        self.positions.insert(invoice.id, position);
        self.positions.insert(invoice.recipient_side_id, position);
        // Works documents have their own search, and several depositors number them within one supplier's contract.
        if invoice.works_kind().is_none() {
            self.numbers.insert((invoice.supplier, invoice.number.clone()), position);
            self.by_supplier.entry(invoice.supplier).or_default().push(position);
        }
        self.by_recipient.entry(invoice.recipient).or_default().push(position);
        for validator in invoice.validators() {
            self.by_validator.entry(validator).or_default().push(position);
        }
        if let Some(planned) = &invoice.planned {
            self.due.insert((planned.at, position));
        }
    }

    pub(crate) fn structure(&self, id: i64) -> Option<&Structure> {
        self.world.structures.get(*self.structures.get(&id)?)
    }

    pub(crate) fn file(&self, id: i64) -> Option<&crate::world::StoredFile> {
        self.world.files.get(*self.files.get(&id)?)
    }

    /// Registers a file whose number has been drawn.
    pub(crate) fn add_file(&mut self, file: crate::world::StoredFile) {
        self.files.insert(file.id, self.world.files.len());
        self.world.files.push(file);
        self.touch();
    }

    pub(crate) fn invoice(&self, position: usize) -> Option<&Arc<Invoice>> {
        self.world.invoices.get(position)
    }

    /// The invoice with this number of either side.
    pub(crate) fn find(&self, id: i64) -> Option<(usize, SideOfInvoice)> {
        let position = *self.positions.get(&id)?;
        let side = if self.world.invoices.get(position)?.id == id {
            SideOfInvoice::Supplier
        } else {
            SideOfInvoice::Recipient
        };
        Some((position, side))
    }

    /// The supplier's invoice with this number.
    pub(crate) fn numbered(&self, supplier: i64, number: &str) -> Option<usize> {
        self.numbers.get(&(supplier, number.to_owned())).copied()
    }

    /// Invoices of the suppliers, each once.
    pub(crate) fn issued_by<'a>(&'a self, suppliers: &'a [i64]) -> impl Iterator<Item = &'a Arc<Invoice>> {
        self.gather(&self.by_supplier, suppliers)
    }

    /// Invoices addressed to the recipients, each once.
    pub(crate) fn received_by<'a>(&'a self, recipients: &'a [i64]) -> impl Iterator<Item = &'a Arc<Invoice>> {
        self.gather(&self.by_recipient, recipients)
    }

    /// Invoices that name the structure as their first or second validator.
    pub(crate) fn validated_by(&self, validator: i64) -> impl Iterator<Item = &Arc<Invoice>> {
        let positions = self.by_validator.get(&validator).into_iter().flatten();
        positions.filter_map(|position| self.world.invoices.get(*position))
    }

    fn gather<'a>(
        &'a self,
        index: &'a HashMap<i64, Vec<usize>>,
        keys: &'a [i64],
    ) -> impl Iterator<Item = &'a Arc<Invoice>> {
        let positions = keys.iter().filter_map(|key| index.get(key)).flatten();
        positions.filter_map(|position| self.world.invoices.get(*position))
    }

    /// Adds a new invoice and plans its first move.
    pub(crate) fn add(&mut self, invoice: Invoice) -> usize {
        let position = self.world.invoices.len();
        let since = invoice.status_since();
        self.world.invoices.push(Arc::new(invoice));
        self.index(position);
        self.plan(position, since);
        self.touch();
        position
    }

    /// Changes an invoice in place; number, supplier and history are not to be changed here.
    pub(crate) fn change(&mut self, position: usize, change: impl FnOnce(&mut Invoice)) {
        let Some(invoice) = self.world.invoices.get_mut(position) else { return };
        let before = invoice.recipient;
        let validators: Vec<i64> = invoice.validators().collect();
        let invoice = Arc::make_mut(invoice);
        change(invoice);
        let after = invoice.recipient;
        let named: Vec<i64> = invoice.validators().collect();
        if validators != named {
            for validator in validators {
                if let Some(positions) = self.by_validator.get_mut(&validator) {
                    positions.retain(|other| *other != position);
                }
            }
            for validator in named {
                self.by_validator.entry(validator).or_default().push(position);
            }
        }
        if before != after {
            if let Some(positions) = self.by_recipient.get_mut(&before) {
                positions.retain(|other| *other != position);
            }
            self.by_recipient.entry(after).or_default().push(position);
        }
        self.touch();
    }

    /// Moves an invoice to a status and plans what follows.
    ///
    /// `by_hand` tells that a person played the recipient: then the simulated agents leave the invoice alone,
    /// except for the accountant's steps after a payment order.
    pub(crate) fn enter(&mut self, position: usize, event: Event, by_hand: bool) {
        let (status, at) = (event.status, event.at);
        self.cancel_plan(position);
        self.change(position, |invoice| {
            if status == Status::Deposee {
                invoice.deposited_at = at;
            }
            invoice.history.push(event);
        });
        let accountant =
            matches!(status, Status::Mandatee | Status::MiseADispositionComptable | Status::Comptabilisee);
        if !by_hand || accountant || !status.reached_recipient() {
            self.plan(position, at);
        }
    }

    /// Makes every move whose time has come, in the order of time; returns how many.
    pub(crate) fn advance(&mut self, now: DateTime<Utc>) -> usize {
        let mut moves = 0;
        while let Some((at, position)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.remove(&(at, position));
            let planned = self.world.invoices.get(position).and_then(|invoice| invoice.planned.clone());
            let Some(planned) = planned else { continue };
            if planned.status == Status::Mandatee {
                let order = lifecycle::payment_order(&self.world, position, planned.at);
                self.change(position, |invoice| invoice.payment_order = Some(order));
            }
            let Planned { at, status, comment, author } = planned;
            self.enter(position, Event { status, at, comment, author }, false);
            moves += 1;
        }
        moves
    }

    /// The earliest planned move, if any.
    pub(crate) fn next_due(&self) -> Option<DateTime<Utc>> {
        let flow = self.next_flow_due().map(|(at, _)| at);
        self.due.first().map(|(at, _)| *at).into_iter().chain(flow).min()
    }

    /// The flow whose next state comes first, with the instant it comes.
    pub(crate) fn next_flow_due(&self) -> Option<(DateTime<Utc>, usize)> {
        self.flows_due.first().copied()
    }

    /// Adds a flow that has just been deposited.
    pub(crate) fn add_flow(&mut self, flow: Flow) {
        let position = self.world.flows.len();
        self.flows_due.extend(flow.next_at.map(|at| (at, position)));
        self.world.flows.push(Arc::new(flow));
        self.touch();
    }

    /// Changes a flow in place.
    pub(crate) fn change_flow(&mut self, position: usize, change: impl FnOnce(&mut Flow)) {
        let Some(flow) = self.world.flows.get_mut(position).map(Arc::make_mut) else { return };
        self.flows_due.retain(|(_, other)| *other != position);
        change(flow);
        self.flows_due.extend(flow.next_at.map(|at| (at, position)));
        self.touch();
    }

    fn cancel_plan(&mut self, position: usize) {
        let Some(invoice) = self.world.invoices.get_mut(position) else { return };
        if let Some(planned) = Arc::make_mut(invoice).planned.take() {
            self.due.remove(&(planned.at, position));
        }
    }

    fn plan(&mut self, position: usize, after: DateTime<Utc>) {
        let Some(invoice) = self.world.invoices.get(position) else { return };
        let recipient = self.structure(invoice.recipient);
        let planned = lifecycle::next_move(&self.world, recipient, invoice, self.pace, after);
        let Some(planned) = planned else { return };
        // Two moves of one invoice never share an instant, so the history keeps its order.
        let at = planned.at.max(after + Duration::milliseconds(1));
        self.due.insert((at, position));
        if let Some(invoice) = self.world.invoices.get_mut(position) {
            Arc::make_mut(invoice).planned = Some(Planned { at, ..planned });
        }
    }
}

/// Somebody's name as it appears in histories.
pub(crate) fn technical_user(login: &str) -> Person {
    Person {
        first_name: "Compte".to_owned(),
        last_name: "Technique".to_owned(),
        email: Some(login.to_owned()),
    }
}
