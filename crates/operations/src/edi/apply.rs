//! What files tell, taken over: reports by their flows, life cycles and pivots by their invoices. What belongs to nothing
//! that is known here is said, and changes nothing.

use chrono::{DateTime, Utc};
use domain::{
    Direction, EventId, FlowState, InvoiceId, InvoiceKind, InvoiceStatus, Siret, clock_spans, paris_day,
    paris_local_to_utc, standing, status_disorder, to_cents,
};
use edi::{Content, Contents, FlowStatus, InvoiceFacts, InvoiceStep, Part, PivotFacts, status_code};
use rust_decimal::Decimal;
use storage::{
    Document, EdiFate, EdiTold, Event, EventKind, Flow, Invoice, Origin, Reception, Structure, Transaction,
};

use super::pivots::TakenDocuments;
use crate::Result;
use crate::circuit::{keep_account, route};
use crate::ground::{Ground, changed};

/// Longest text of an error that is kept, and most of a flow as a whole.
const LONGEST_ERROR: usize = 2_000;
const MOST_ERRORS: usize = 200;

/// What became of a file.
pub(super) struct Applied {
    pub(super) fate: EdiFate,
    pub(super) told: Vec<EdiTold>,
}

/// Where it is taken over.
struct Taking<'t> {
    ground: &'t Ground,
    transaction: &'t mut dyn Transaction,
    structure: &'t Structure,
}

/// Tries again to tie what belonged to nothing when it came: what it is about may have come since. Reports are left as they
/// were taken: one that came late takes nothing back.
pub(super) async fn apply_again(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    structure: &Structure,
    mut contents: Contents,
    before: &[EdiTold],
) -> Result<Applied> {
    for part in &mut contents.parts {
        if let Content::Statuses(statuses) = &mut part.content {
            statuses.flows.clear();
        }
    }
    let mut applied = apply(ground, transaction, structure, &contents, &TakenDocuments::default()).await?;
    let reports = before.iter().filter(|told| told.kind == "report").cloned();
    applied.told = reports.chain(applied.told).collect();
    applied.fate = fate_of(&applied.told);
    Ok(applied)
}

/// Takes over what a file tells.
pub(super) async fn apply(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    structure: &Structure,
    contents: &Contents,
    documents: &TakenDocuments,
) -> Result<Applied> {
    let mut taking = Taking { ground, transaction, structure };
    let mut told = Vec::new();
    for (place, part) in contents.parts.iter().enumerate() {
        taking.part(place, part, documents, &mut told).await?;
    }
    for finding in &contents.findings {
        told.push(EdiTold {
            kind: "unknown".to_owned(),
            said: vec![finding.text_french.clone()],
            ..EdiTold::default()
        });
    }
    Ok(Applied { fate: fate_of(&told), told })
}

fn fate_of(told: &[EdiTold]) -> EdiFate {
    let tied = |told: &&EdiTold| told.flow.is_some() || told.invoice.is_some();
    match told.iter().filter(tied).count() {
        0 => EdiFate::Kept,
        count if count == told.len() => EdiFate::Applied,
        _ => EdiFate::Partly,
    }
}

fn told_of(part: &Part, kind: &str, number: &str) -> EdiTold {
    EdiTold {
        part: part.name.clone(),
        kind: kind.to_owned(),
        number: number.to_owned(),
        ..EdiTold::default()
    }
}

impl Taking<'_> {
    async fn part(
        &mut self,
        place: usize,
        part: &Part,
        documents: &TakenDocuments,
        told: &mut Vec<EdiTold>,
    ) -> Result<()> {
        match &part.content {
            Content::Statuses(statuses) => {
                for status in &statuses.flows {
                    let mut line = told_of(part, "report", &status.flow);
                    line.status.clone_from(&status.code);
                    self.report(status, &mut line).await?;
                    told.push(line);
                }
                for step in &statuses.invoices {
                    let mut line = told_of(part, "life_cycle", &step.number);
                    line.status = status_code(&step.code);
                    self.step(step, &mut line).await?;
                    told.push(line);
                }
            }
            Content::Pivot { invoices, .. } => {
                for (at, facts) in invoices.iter().enumerate() {
                    let mut line = told_of(part, "pivot", &facts.invoice.number);
                    self.pivot(facts, documents.get(&(place, at)), &mut line).await?;
                    told.push(line);
                }
            }
            Content::Invoice { facts, .. } => {
                let mut line = told_of(part, "invoice", &facts.number);
                line.said.push(
                    "C’est une facture à déposer, et non un retour de Chorus Pro. Elle est conservée telle quelle.".to_owned(),
                );
                told.push(line);
            }
            Content::Unknown => {
                let mut line = told_of(part, "unknown", "");
                line.said.extend(part.findings.iter().map(|finding| finding.text_french.clone()));
                told.push(line);
                return Ok(());
            }
        }
        // What the reader found is said with the first thing that the part tells.
        if !part.findings.is_empty() {
            let mut line = told_of(part, "unknown", "");
            line.said.extend(part.findings.iter().map(|finding| finding.text_french.clone()));
            told.push(line);
        }
        Ok(())
    }

    /// A report goes to its flow.
    async fn report(&mut self, status: &FlowStatus, told: &mut EdiTold) -> Result<()> {
        let Structure { organization, id, .. } = *self.structure;
        let Some(mut flow) = self.transaction.edi_flow(organization, id, &status.flow).await? else {
            told.said.push("Aucun flux déposé par EDI pour cette structure ne porte ce numéro.".to_owned());
            return Ok(());
        };
        told.flow = Some(flow.id);
        let state = FlowState::of_platform(&status.code);
        // Reports may overtake each other: what has ended does not begin again.
        if flow.state.is_final() && !state.is_final() {
            return Ok(());
        }
        flow.state = state;
        flow.reason = None;
        flow.platform_state = Some(status.code.clone());
        flow.deposited_at = flow.deposited_at.or(status.at);
        flow.checked_at = Some(self.ground.now());
        flow.updated_at = self.ground.now();
        take_errors(&mut flow, status);
        if matches!(state, FlowState::Integrated | FlowState::PartlyIntegrated) {
            self.born(&mut flow, status.at).await?;
        }
        self.transaction.update_flow(&mut flow).await?;
        if state.is_final() {
            let code = status.code.clone();
            let entry = self.ground.entry(Some(organization), None, "flow.ended", flow.id, code);
            self.transaction.journal(&entry).await?;
        }
        self.transaction.tell(changed(organization, id, None)).await?;
        Ok(())
    }

    /// The invoices of a flow that were taken: those that are known are linked, the others added.
    async fn born(&mut self, flow: &mut Flow, at: Option<DateTime<Utc>>) -> Result<()> {
        let taken_at = at.unwrap_or_else(|| self.ground.now());
        for place in 0..flow.invoices.len() {
            let row = &flow.invoices[place];
            if row.error.is_some() || row.number.is_empty() || row.invoice.is_some() {
                continue;
            }
            let number = row.number.clone();
            let known = self.issued(&number, &row.recipient).await?;
            let invoice = match known {
                Some(known) => known.id,
                // Of an invoice that names another issuer nothing is ours.
                None if !self.is_ours(&row.issuer) => continue,
                None => {
                    let facts = InvoiceFacts {
                        number,
                        credit_note: row.credit_note,
                        date: row.date,
                        recipient: row.recipient.clone(),
                        recipient_name: row.recipient_name.clone(),
                        service: Some(row.service_code.clone()).filter(|text| !text.is_empty()),
                        engagement: Some(row.engagement.clone()).filter(|text| !text.is_empty()),
                        currency: row.currency.clone(),
                        gross: row.gross,
                        ..InvoiceFacts::default()
                    };
                    let added = self.new_invoice(Direction::Issued, &facts, InvoiceStatus::Deposee, taken_at);
                    self.transaction.insert_invoice(&added).await?;
                    let event = self.ground.event(&added, "EDI_INTEGRATED", None);
                    self.transaction.insert_event(&event).await?;
                    added.id
                }
            };
            flow.invoices[place].invoice = Some(invoice);
        }
        Ok(())
    }

    fn is_ours(&self, number: &str) -> bool {
        let identifier = &self.structure.identifier;
        number == identifier.as_str() || Some(number) == identifier.siren()
    }

    /// The issued invoice of a number; where several have it, the one of the recipient.
    async fn issued(&mut self, number: &str, recipient: &str) -> Result<Option<Invoice>> {
        let Structure { organization, id, .. } = *self.structure;
        let mut found = Vec::new();
        for id in self.transaction.invoices_with_number(organization, id, number).await? {
            found.extend(self.transaction.invoice(organization, id).await?);
        }
        let of_recipient = found.iter().position(|invoice| invoice.partner_siret == recipient);
        Ok(match of_recipient {
            Some(place) => Some(found.swap_remove(place)),
            None if found.len() == 1 => found.pop(),
            None => None,
        })
    }

    /// The received invoice of a supplier, by its number at Chorus Pro where that is told.
    async fn received(
        &mut self,
        chorus_id: Option<i64>,
        supplier: &str,
        number: &str,
    ) -> Result<Option<Invoice>> {
        let Structure { organization, id, .. } = *self.structure;
        let direction = Direction::Received;
        if let Some(chorus_id) = chorus_id
            && let Some(found) =
                self.transaction.invoice_by_chorus_id(organization, id, direction, chorus_id).await?
        {
            return Ok(Some(found));
        }
        let found = self.transaction.received_with_number(organization, id, supplier, number).await?;
        for known in found {
            let invoice = self.transaction.invoice(organization, known).await?;
            // Another number at Chorus Pro is another invoice.
            let other = |known: &Invoice| known.chorus_id.is_some() && chorus_id.is_some();
            if let Some(invoice) = invoice.filter(|known| !other(known)) {
                return Ok(Some(invoice));
            }
        }
        Ok(None)
    }

    /// A step of a life cycle goes to its invoice: on the side of the structure, or on both.
    async fn step(&mut self, step: &InvoiceStep, told: &mut EdiTold) -> Result<()> {
        let siret = self.structure.identifier.as_str();
        let (issues, receives) = (step.supplier == siret, step.recipient == siret);
        if step.number.is_empty() || !(issues || receives) {
            told.said.push(
                "Ce statut n’est ni d’une facture émise ni d’une facture reçue par cette structure."
                    .to_owned(),
            );
            return Ok(());
        }
        let Some(at) = step.at else {
            told.said.push(
                "Ce statut n’a pas d’horodatage lisible : il est conservé, sans changer la facture."
                    .to_owned(),
            );
            return Ok(());
        };
        let mut found = Vec::new();
        if issues {
            found.extend(self.issued(&step.number, &step.recipient).await?);
        }
        if receives {
            found.extend(self.received(None, &step.supplier, &step.number).await?);
        }
        if found.is_empty() {
            told.said.push("Aucune facture de cette structure ne porte ce numéro.".to_owned());
        }
        for invoice in found {
            told.invoice = Some(invoice.id);
            self.pass(invoice, &status_code(&step.code), at, step.comment.as_deref()).await?;
        }
        Ok(())
    }

    /// Adds a status to the way of an invoice; where it stands follows from the whole way.
    async fn pass(
        &mut self,
        mut invoice: Invoice,
        code: &str,
        at: DateTime<Utc>,
        comment: Option<&str>,
    ) -> Result<()> {
        let events = self.transaction.events(invoice.organization, invoice.id).await?;
        let mut way: Vec<(InvoiceStatus, DateTime<Utc>)> = events
            .iter()
            .filter(|event| event.kind == EventKind::Status)
            .map(|event| (InvoiceStatus::from_code(&event.code), event.happened_at))
            .collect();
        if !events.iter().any(|event| event.tells(code, at)) {
            let event = Event {
                id: self.ground.id::<EventId>(),
                organization: invoice.organization,
                invoice: invoice.id,
                happened_at: at,
                kind: EventKind::Status,
                code: code.to_owned(),
                author: None,
                comment: comment.map(str::to_owned),
                reason: None,
                foreign_key: Some(format!("edi {code} {}", at.timestamp())),
            };
            self.transaction.insert_event(&event).await?;
            way.push((InvoiceStatus::from_code(code), at));
        }
        way.sort_by_key(|(_, at)| *at);
        if let Some((status, since)) = standing(way.clone()) {
            if status != invoice.status || since != invoice.status_at {
                invoice.status_comment =
                    comment.filter(|_| status.code() == code && since == at).map(str::to_owned);
                invoice.status_reason = None;
            }
            invoice.status = status;
            invoice.status_at = since;
        }
        let arrivals = way.iter().filter(|(status, _)| *status == InvoiceStatus::MiseADisposition);
        invoice.arrived_at = arrivals.map(|(_, at)| *at).min().or(invoice.arrived_at);
        let disorder = status_disorder(way.clone()).map(|disorder| disorder.kind);
        self.transaction.put_disorder(invoice.organization, invoice.id, disorder).await?;
        self.transaction.put_clock_spans(invoice.organization, invoice.id, &clock_spans(way)).await?;
        invoice.checked_at = Some(self.ground.now());
        invoice.updated_at = self.ground.now();
        self.transaction.update_invoice(&mut invoice).await?;
        self.transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        Ok(())
    }

    /// An invoice of a pivot is one that the structure has received; one that it has issued is linked.
    async fn pivot(
        &mut self,
        facts: &PivotFacts,
        document: Option<&Document>,
        told: &mut EdiTold,
    ) -> Result<()> {
        let read = &facts.invoice;
        if read.number.is_empty() {
            told.said.push(
                "Cette facture n’a pas de numéro : elle est conservée, sans être rattachée.".to_owned(),
            );
            return Ok(());
        }
        if read.recipient != self.structure.identifier.as_str() {
            let known = if self.is_ours(&read.supplier) {
                self.issued(&read.number, &read.recipient).await?
            } else {
                None
            };
            match known {
                Some(known) => told.invoice = Some(known.id),
                None => told.said.push("Cette facture n’est pas adressée à cette structure.".to_owned()),
            }
            return Ok(());
        }
        let made_at = facts.received_on.and_then(|day| day.and_hms_opt(0, 0, 0)).map(paris_local_to_utc);
        let received_at = made_at.unwrap_or_else(|| self.ground.now());
        match self.received(facts.chorus_id, &read.supplier, &read.number).await? {
            Some(mut known) => {
                told.invoice = Some(known.id);
                if known.document.is_none() && document.is_some() || known.chorus_id.is_none() {
                    known.document = known.document.or_else(|| document.cloned());
                    known.chorus_id = known.chorus_id.or(facts.chorus_id);
                    known.updated_at = self.ground.now();
                    self.transaction.update_invoice(&mut known).await?;
                }
            }
            None => {
                let status = InvoiceStatus::MiseADisposition;
                let mut invoice = self.new_invoice(Direction::Received, read, status, received_at);
                invoice.chorus_id = facts.chorus_id;
                invoice.document = document.cloned();
                invoice.arrived_at = Some(received_at);
                told.invoice = Some(invoice.id);
                self.transaction.insert_invoice(&invoice).await?;
                self.transaction.put_reception(&Reception::of(&invoice, invoice.created_at)).await?;
                route(self.ground, self.transaction, &invoice).await?;
                if let Some(iban) = &read.iban {
                    keep_account(self.ground, self.transaction, &invoice, iban).await?;
                }
                self.pass(invoice, InvoiceStatus::MiseADisposition.code(), received_at, None).await?;
            }
        }
        Ok(())
    }

    fn new_invoice(
        &self,
        direction: Direction,
        facts: &InvoiceFacts,
        status: InvoiceStatus,
        at: DateTime<Utc>,
    ) -> Invoice {
        let now = self.ground.now();
        let cents = |amount: Option<Decimal>| amount.map(|amount| amount.round_dp(2)).and_then(to_cents);
        let (partner, name) = match direction {
            Direction::Issued => (&facts.recipient, &facts.recipient_name),
            Direction::Received => (&facts.supplier, &facts.supplier_name),
        };
        let currency = if facts.currency.is_empty() { "EUR".to_owned() } else { facts.currency.clone() };
        Invoice {
            id: self.ground.id::<InvoiceId>(),
            organization: self.structure.organization,
            structure: self.structure.id,
            direction,
            origin: Origin::ChorusPro,
            status,
            status_at: at,
            status_reason: None,
            status_comment: None,
            number: facts.number.clone(),
            kind: if facts.credit_note { InvoiceKind::Avoir } else { InvoiceKind::Facture },
            date: facts.date,
            partner_name: name.clone(),
            partner_siret: Siret::parse(partner)
                .map_or_else(|_| partner.clone(), |siret| siret.as_str().to_owned()),
            service_code: facts.service.clone(),
            engagement: facts.engagement.clone(),
            currency,
            net_cents: cents(facts.net),
            vat_cents: cents(facts.vat),
            gross_cents: cents(facts.gross),
            due_cents: cents(facts.due),
            document: None,
            chorus_id: None,
            created_by: None,
            created_at: now,
            updated_at: now,
            deposited_on: (direction == Direction::Issued).then(|| paris_day(at)),
            arrived_at: None,
            checked_at: Some(now),
            version: 1,
        }
    }
}

/// Puts each error of a report at the invoice that it is about.
fn take_errors(flow: &mut Flow, status: &FlowStatus) {
    let short = |text: String| -> String { text.chars().take(LONGEST_ERROR).collect() };
    flow.errors.clear();
    let refused_whole = matches!(FlowState::of_platform(&status.code), FlowState::Rejected);
    for error in &status.errors {
        let about = flow.invoices.iter_mut().find(|invoice| error.is_about(&invoice.number));
        match about {
            Some(invoice) => {
                let earlier = invoice.error.take().filter(|earlier| !earlier.contains(&error.text()));
                let texts = earlier.into_iter().chain([error.text()]).collect::<Vec<_>>();
                invoice.error = Some(short(texts.join(" | ")));
            }
            None if flow.errors.len() < MOST_ERRORS => {
                let texts = [Some(error.text()), error.description.clone()];
                flow.errors.push(short(texts.into_iter().flatten().collect::<Vec<_>>().join(" – ")));
            }
            None => {}
        }
    }
    if let Some(comment) =
        status.comment.as_ref().filter(|_| refused_whole && flow.errors.len() < MOST_ERRORS)
    {
        flow.errors.push(short(comment.clone()));
    }
}
