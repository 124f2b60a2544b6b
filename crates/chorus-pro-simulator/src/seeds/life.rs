//! Six months of the demonstration world: what its suppliers send and its recipients do.

use chrono::{DateTime, Datelike, Duration, Utc};

use super::data::SupplierData;
use super::maker::{DAYS, Maker};
use crate::amount::Amount;
use crate::clock::day;
use crate::ledger::technical_user;
use crate::pace::Pace;
use crate::random::{Random, fingerprint};
use crate::status::Status;
use crate::world::{
    Attachment, Credit, Event, Invoice, Line, Service, StoredFile, Structure, Totals, VatLine,
};

/// Invoices spread over the past months.
const PAST: u64 = 284;
/// Invoices of the last hours, so that every early status is represented.
const RECENT: u64 = 16;
/// Paid invoices that have been archived since.
const ARCHIVED: usize = 3;

impl Maker {
    /// Six months, day after day: recipients act, suppliers answer, new invoices arrive.
    pub(super) fn live(&mut self) {
        let mut instants: Vec<DateTime<Utc>> = Vec::new();
        for _ in 0..PAST {
            let back = Duration::minutes(self.random.between(24 * 60, DAYS * 24 * 60));
            let at = Pace::realistic().when_somebody_works(self.now - back, &mut self.random);
            instants.push(at.min(self.now - Duration::hours(20)));
        }
        for rank in 0..RECENT {
            instants.push(self.now - Duration::minutes(3 + i64::try_from(rank * rank).unwrap_or(0) * 3));
        }
        instants.sort_unstable();
        let mut reacted = self.now - Duration::days(DAYS + 1);
        for (rank, at) in instants.into_iter().enumerate() {
            while reacted + Duration::days(1) < at {
                reacted += Duration::days(1);
                self.ledger.advance(reacted);
                self.suppliers_answer(reacted);
            }
            self.ledger.advance(at);
            self.submit(at, rank);
        }
        self.ledger.advance(self.now);
        for status in
            [Status::Suspendue, Status::ARecycler, Status::Rejetee, Status::Completee, Status::ServiceFait]
        {
            self.ensure(status);
        }
        self.ledger.advance(self.now);
        self.archive();
    }

    /// The oldest paid invoices have left the live data: rechercher/demandePaiement alone finds them.
    fn archive(&mut self) {
        let invoices = (0..self.ledger.world.invoices.len()).filter(|position| {
            let status = self.ledger.invoice(*position).map(|invoice| invoice.status());
            status == Some(Status::MiseEnPaiement)
        });
        for position in invoices.take(ARCHIVED).collect::<Vec<_>>() {
            self.ledger.change(position, |invoice| invoice.archived = true);
        }
    }

    fn submit(&mut self, at: DateTime<Utc>, rank: usize) {
        let index = self.random.below(self.suppliers.len() as u64) as usize;
        let Some((supplier, data)) = self.suppliers.get(index).copied() else { return };
        let credited = (rank > 40 && self.random.below(18) == 0).then(|| self.credited(supplier)).flatten();
        let recipient = match &credited {
            Some(original) => original.recipient,
            None => self.random.pick(&self.recipients).copied().unwrap_or_default(),
        };
        let Some(structure) = self.ledger.structure(recipient).cloned() else { return };
        let usable: Vec<&Service> =
            structure.services.iter().filter(|service| service.code != "FACTURES_PUBLIQUES").collect();
        let service = self.random.pick(&usable).copied();
        let engagement = self.engagement(&structure, service, supplier);
        let (lines, vat_lines, totals) = match &credited {
            Some(original) => (original.lines.clone(), original.vat_lines.clone(), original.totals.clone()),
            None => self.content(data),
        };
        let subcontractor = credited.is_none() && rank % 60 == 7 || rank == 296;
        let validator = self.suppliers.iter().map(|(id, _)| *id).find(|id| *id != supplier && subcontractor);
        let entered = self.random.below(5) == 0;
        let number = if entered { self.entered_number(at) } else { self.number(supplier, data, at) };
        let login = self.login(supplier);
        let main_file = (!entered).then(|| self.pdf(&number, &login, at));
        let framework =
            if validator.is_some() { "A9_FACTURE_SOUSTRAITANT" } else { "A1_FACTURE_FOURNISSEUR" };
        let status = if validator.is_some() { Status::AValider1 } else { Status::Deposee };
        let bank = self.ledger.structure(supplier).and_then(|structure| structure.bank_accounts.first());
        let bank_account = bank.map(|account| account.id);
        let invoice = Invoice {
            id: self.id(),
            recipient_side_id: self.id(),
            number,
            kind: if credited.is_some() { "AVOIR" } else { "FACTURE" }.to_owned(),
            supplier,
            supplier_service: None,
            recipient,
            service: service.map(|service| service.id),
            framework: framework.to_owned(),
            validator,
            second_validator: None,
            deposit_mode: if entered { "SAISIE_API" } else { "DEPOT_PDF_API" }.to_owned(),
            flow_number: None,
            issued_on: day(at - Duration::days(self.random.between(0, 3))),
            deposited_at: at,
            currency: "EUR".to_owned(),
            vat_regime: if data.rate == "TVA1" { "SANS_TVA" } else { "TVA_SUR_ENCAISSEMENT" }.to_owned(),
            exemption_reason: None,
            payment_mode: credited.is_none().then(|| "VIREMENT".to_owned()),
            contract: (self.random.below(6) == 0).then(|| format!("M{}-{:03}", at.year(), index + 10)),
            engagement,
            credit: credited.map(|original| Credit { original_number: original.number }),
            totals,
            lines,
            vat_lines,
            main_file,
            attachments: Vec::new(),
            bank_account,
            comment: None,
            created_by: Some(login.clone()),
            downloaded: false,
            rejection_treated: false,
            archived: false,
            payment_order: None,
            history: vec![Event { status, at, comment: None, author: Some(technical_user(&login)) }],
            actions: Vec::new(),
            planned: None,
        };
        self.ledger.add(invoice);
    }

    /// An earlier invoice of the supplier that a credit note may correct.
    fn credited(&mut self, supplier: i64) -> Option<Invoice> {
        let suppliers = [supplier];
        let earlier: Vec<_> = self
            .ledger
            .issued_by(&suppliers)
            .filter(|invoice| {
                !invoice.is_credit_note() && invoice.seen_by_recipient() && invoice.validator.is_none()
            })
            .collect();
        self.random.pick(&earlier).map(|invoice| Invoice::clone(invoice))
    }

    fn engagement(
        &mut self,
        recipient: &Structure,
        service: Option<&Service>,
        supplier: i64,
    ) -> Option<String> {
        let requirements = &recipient.requirements;
        if requirements.engagements_published {
            let orders = self.ledger.world.engagements.iter();
            let own: Vec<String> = orders
                .filter(|order| order.supplier == supplier && order.recipient == recipient.id)
                .map(|order| order.number.clone())
                .collect();
            return self.random.pick(&own).cloned();
        }
        let demanded = requirements.engagement || service.is_some_and(|service| service.engagement_required);
        let given = demanded || self.random.below(3) == 0;
        given.then(|| format!("BC{}{:04}", self.now.year(), self.random.below(10_000)))
    }

    fn content(&mut self, data: &SupplierData) -> (Vec<Line>, Vec<VatLine>, Totals) {
        let count = self.random.between(1, 3);
        let mut lines: Vec<Line> = Vec::new();
        for number in 1..=count {
            let Some(article) = self.random.pick(data.articles) else { continue };
            let most = if article.cents < 1_000 {
                900
            } else if article.cents < 10_000 {
                40
            } else {
                4
            };
            lines.push(Line {
                number,
                reference: None,
                name: Some(article.label.to_owned()),
                quantity: Amount::from_cents(self.random.between(1, most) * 100),
                unit: Some(article.unit.to_owned()),
                unit_price: Amount::from_cents(article.cents),
                discount: Amount::ZERO,
                rate_code: Some(data.rate.to_owned()),
                manual_rate: None,
            });
        }
        let without_vat: Amount = lines.iter().map(Line::net).sum();
        let rate = self.ledger.world.vat_rate(data.rate).map_or(Amount::ZERO, |rate| rate.value);
        let vat = rate.percent_of(without_vat);
        let with_vat = without_vat + vat;
        let vat_line =
            VatLine { rate_code: Some(data.rate.to_owned()), manual_rate: None, base: without_vat, vat };
        let totals = Totals {
            without_vat,
            vat,
            with_vat,
            discount: Amount::ZERO,
            discount_reason: None,
            payable: with_vat,
        };
        (lines, vec![vat_line], totals)
    }

    pub(super) fn number(&mut self, supplier: i64, data: &SupplierData, at: DateTime<Utc>) -> String {
        let serial = self.serials.entry(supplier).or_insert(100);
        *serial += 1;
        let year =
            data.year_separator.map(|separator| format!("{}{separator}", at.year())).unwrap_or_default();
        format!("{}{year}{:0width$}", data.prefix, serial, width = data.digits)
    }

    fn entered_number(&mut self, at: DateTime<Utc>) -> String {
        self.ledger.world.last_entered_number += 1;
        format!("{}{:016}", at.year(), self.ledger.world.last_entered_number)
    }

    fn login(&self, supplier: i64) -> String {
        let mut accounts = self.ledger.world.accounts.iter();
        accounts
            .find(|account| account.is_attached(supplier))
            .map(|account| account.login.clone())
            .unwrap_or_default()
    }

    /// The description of a PDF whose bytes the demonstration does not have.
    pub(super) fn pdf(&mut self, number: &str, login: &str, at: DateTime<Utc>) -> i64 {
        let id = self.id();
        self.ledger.add_file(StoredFile {
            id,
            name: format!("{}.pdf", number.replace('/', "-")),
            extension: "PDF".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 40_000 + self.random.below(160_000),
            sha256: fingerprint(&[number.as_bytes(), login.as_bytes()]),
            account: login.to_owned(),
            received_at: at - Duration::minutes(2),
        });
        id
    }

    /// Most suspended invoices are completed and most misrouted ones recycled after some days.
    fn suppliers_answer(&mut self, at: DateTime<Utc>) {
        let late = |invoice: &Invoice, patience: i64| invoice.status_since() + Duration::days(patience) < at;
        let waiting: Vec<(usize, Status)> = (0..self.ledger.world.invoices.len())
            .filter_map(|position| {
                let invoice = self.ledger.invoice(position)?;
                let mut own = Random::new(self.ledger.world.seed, &[invoice.id.unsigned_abs(), 77]);
                let answers = own.below(5) > 0 && late(invoice, own.between(2, 9));
                let status = invoice.status();
                (answers && matches!(status, Status::Suspendue | Status::ARecycler))
                    .then_some((position, status))
            })
            .collect();
        for (position, status) in waiting {
            if status == Status::Suspendue {
                self.complete(position, at);
            } else {
                self.recycle(position, at);
            }
        }
    }

    fn complete(&mut self, position: usize, at: DateTime<Utc>) {
        let Some(invoice) = self.ledger.invoice(position).cloned() else { return };
        let login = invoice.created_by.clone().unwrap_or_default();
        let file = self.pdf(&format!("justificatif-{}", invoice.number), &login, at);
        let link = self.id();
        let attachment = Attachment {
            link,
            file,
            kind: "DIVERS".to_owned(),
            label: "Justificatif demandé".to_owned(),
            line: None,
        };
        self.ledger.change(position, |invoice| invoice.attachments.push(attachment));
        let comment = Some("Vous trouverez ci-joint la pièce demandée.".to_owned());
        let event = Event { status: Status::Completee, at, comment, author: Some(technical_user(&login)) };
        self.ledger.enter(position, event, false);
    }

    fn recycle(&mut self, position: usize, at: DateTime<Utc>) {
        let Some(invoice) = self.ledger.invoice(position).cloned() else { return };
        let Some(recipient) = self.ledger.structure(invoice.recipient) else { return };
        // The first service asks for no engagement, so the new routing is always complete.
        let service = recipient.services.first().map(|service| service.id).or(invoice.service);
        self.ledger.change(position, |invoice| invoice.service = service);
        let author = Some(technical_user(&invoice.created_by.clone().unwrap_or_default()));
        self.ledger.enter(position, Event { status: Status::Deposee, at, comment: None, author }, false);
    }

    /// Gives the world one invoice in this status when chance left none.
    fn ensure(&mut self, status: Status) {
        if self.ledger.world.invoices.iter().any(|invoice| invoice.status() == status) {
            return;
        }
        let origin = if status == Status::Completee { Status::Suspendue } else { Status::MiseADisposition };
        let at = self.now - Duration::hours(2);
        let position = self
            .ledger
            .world
            .invoices
            .iter()
            .rposition(|invoice| invoice.status() == origin && invoice.status_since() < at);
        let Some(position) = position else { return };
        if status == Status::Completee {
            return self.complete(position, at);
        }
        let agent =
            self.ledger.invoice(position).and_then(|invoice| self.ledger.structure(invoice.recipient));
        let author = agent.and_then(|structure| structure.agents.first().cloned());
        let comment = status.needs_reason().then(|| "Merci de joindre le bon de livraison signé.".to_owned());
        self.ledger.enter(position, Event { status, at, comment, author }, false);
    }
}
