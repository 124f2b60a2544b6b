//! Figures over many invoices: the same as when each is looked at.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    ClockSpan, DelayMarks, Direction, HalfYear, InvoiceKind, InvoiceStatus, PayerCategory, StatusStage,
    clock_spans, delay_marks, paris_day,
};

use super::lists::random_filter;
use super::sample::{Variety, World, add_invoices, at, bare_invoice, day, payer, reader};
use crate::{
    AgedSum, Database, DelayDays, DueSum, Invoice, InvoiceFilter, KnownPayer, LateSum, PaidCount, Partner,
    Reception, ReturnCount, Scope, ScopedStructure, StepCount, StepOwner, Structure,
};

const DAY: i64 = 86_400_000;
const SERVICES: [&str; 3] = ["SRV-1", "SRV-2", "COMPTA"];

/// An invoice with where the days of its delay went.
struct Made {
    invoice: Invoice,
    spans: Vec<ClockSpan>,
    /// The day of the work and the days of the contract, where they are known.
    service_day: Option<NaiveDate>,
    contract_days: Option<u32>,
}

impl Made {
    /// What its delay is counted from.
    fn marks(&self) -> DelayMarks {
        let arrived = || DelayMarks::since(paris_day(self.invoice.arrived_at.unwrap()));
        delay_marks(&self.spans).unwrap_or_else(arrived).of_work_done_on(self.service_day)
    }
}

fn some_time(variety: &mut Variety, from: i64, days: u64) -> i64 {
    from + i64::try_from(variety.below(days * DAY.unsigned_abs())).unwrap()
}

/// A way through Chorus Pro, of any kind, from one day of the year on.
fn way(variety: &mut Variety) -> Vec<(InvoiceStatus, i64)> {
    let mut now = some_time(variety, 0, 320);
    let mut way = vec![(InvoiceStatus::MiseADisposition, now)];
    let mut step = |variety: &mut Variety, way: &mut Vec<_>, status: InvoiceStatus, days: u64| {
        now = some_time(variety, now + 120_000, days);
        way.push((status, now));
    };
    if variety.once_in(5) {
        step(variety, &mut way, InvoiceStatus::ARecycler, 9);
        step(variety, &mut way, InvoiceStatus::MiseADisposition, 9);
    }
    if variety.once_in(3) {
        step(variety, &mut way, InvoiceStatus::Suspendue, 50);
        step(variety, &mut way, InvoiceStatus::Completee, 30);
    }
    if !variety.once_in(3) {
        step(variety, &mut way, InvoiceStatus::Mandatee, 25);
    }
    match variety.below(6) {
        0 => step(variety, &mut way, InvoiceStatus::Rejetee, 20),
        1 => step(variety, &mut way, InvoiceStatus::Suspendue, 20),
        2 | 3 => step(variety, &mut way, InvoiceStatus::MiseEnPaiement, 30),
        _ => {}
    }
    way
}

fn made(variety: &mut Variety, structures: &[Structure], number: u64) -> Made {
    let structure = variety.pick(structures).clone();
    let way = way(variety);
    let (status, last) = way.last().cloned().unwrap();
    let partner = variety.below(6);
    let mut invoice = Invoice {
        direction: if variety.once_in(3) { Direction::Received } else { Direction::Issued },
        kind: if variety.once_in(9) { InvoiceKind::Avoir } else { InvoiceKind::Facture },
        status,
        status_at: at(last),
        status_comment: variety.once_in(2).then(|| (*variety.pick(&["Bon absent", "Doublon"])).to_owned()),
        arrived_at: Some(at(way[0].1)),
        date: Some(day(u32::try_from(1 + variety.below(12)).unwrap(), 15)),
        partner_siret: format!("{partner:014}"),
        partner_name: format!("Mairie {partner}"),
        service_code: (!variety.once_in(3)).then(|| (*variety.pick(&SERVICES)).to_owned()),
        gross_cents: Some(i64::try_from(variety.below(90_000)).unwrap()),
        due_cents: None,
        ..bare_invoice(&structure, number)
    };
    if variety.once_in(6) {
        "USD".clone_into(&mut invoice.currency);
    }
    if variety.once_in(4) {
        invoice.due_cents = Some(i64::try_from(variety.below(5_000)).unwrap());
    }
    let read = !variety.once_in(7);
    let spans = if read {
        clock_spans(way.into_iter().map(|(status, at_millis)| (status, at(at_millis))))
    } else {
        Vec::new()
    };
    let received = invoice.direction == Direction::Received;
    let work = paris_day(at(some_time(variety, 0, 340)));
    let service_day = (received && variety.once_in(3)).then_some(work);
    let contract_days = (received && variety.once_in(4)).then(|| u32::try_from(variety.below(70)).unwrap());
    Made { invoice, spans, service_day, contract_days }
}

/// What is known of payers: some of them have longer.
fn payers(world: &World, structures: &[Structure]) -> Vec<KnownPayer> {
    let known = |payer_of: String, category| KnownPayer { payer: payer_of, category, ..payer(world, 1) };
    let mut payers = vec![
        known(format!("{:014}", 1), PayerCategory::Health),
        known(format!("{:014}", 2), PayerCategory::Local),
        known(format!("{:014}", 3), PayerCategory::PublicEnterprise),
    ];
    payers.push(known(structures[0].identifier.as_str().to_owned(), PayerCategory::Health));
    payers
}

fn delay_days() -> DelayDays {
    use PayerCategory::{Health, Local, PublicEnterprise, State};
    DelayDays { assumed: 30, of: vec![(State, 30), (Local, 30), (Health, 50), (PublicEnterprise, 60)] }
}

/// The naive figures of one filter.
struct Naive<'m> {
    made: &'m [Made],
    filter: &'m InvoiceFilter,
    structures: &'m [Structure],
    payers: &'m [KnownPayer],
}

impl Naive<'_> {
    fn selected(&self) -> impl Iterator<Item = &Made> {
        self.made.iter().filter(|made| {
            let (invoice, filter) = (&made.invoice, self.filter);
            invoice.direction == filter.direction
                && invoice.kind == InvoiceKind::Facture
                && filter.scope.reaches(invoice.structure, invoice.service_code.as_deref())
                && filter.structures.as_ref().is_none_or(|only| only.contains(&invoice.structure))
                && filter.from.is_none_or(|from| invoice.date >= Some(from))
                && filter.until.is_none_or(|until| invoice.date <= Some(until))
        })
    }

    fn waiting(&self) -> impl Iterator<Item = &Made> {
        self.selected()
            .filter(|made| made.invoice.status.stage(made.invoice.direction) == StatusStage::Arrived)
    }

    fn category(&self, invoice: &Invoice) -> Option<PayerCategory> {
        let own = self.structures.iter().find(|structure| structure.id == invoice.structure).unwrap();
        let who = match invoice.direction {
            Direction::Issued => invoice.partner_siret.as_str(),
            Direction::Received => own.identifier.as_str(),
        };
        self.payers.iter().find(|known| known.payer == who).map(|known| known.category)
    }

    fn days(&self, made: &Made) -> u32 {
        let days = delay_days();
        let category = self.category(&made.invoice);
        let legal = days.of.iter().find(|(of, _)| Some(*of) == category);
        let legal = legal.map_or(days.assumed, |(_, days)| *days);
        made.contract_days.filter(|days| (1..legal).contains(days)).unwrap_or(legal)
    }

    fn last_day(&self, made: &Made) -> Option<NaiveDate> {
        made.marks().last_day(self.days(made))
    }

    fn due_cents(made: &Made) -> i64 {
        made.invoice.due_cents.or(made.invoice.gross_cents).unwrap()
    }

    fn aged(&self, bounds: &[DateTime<Utc>], most: usize) -> Vec<AgedSum> {
        let euros = self.waiting().filter(|made| made.invoice.currency == "EUR");
        let largest = largest(
            euros.map(|made| (made.invoice.partner_siret.clone(), made.invoice.gross_cents.unwrap())),
            most,
        );
        let mut sums = BTreeMap::<_, (u64, i64)>::new();
        for Made { invoice, .. } in self.waiting() {
            let age = bounds.iter().position(|bound| invoice.arrived_at >= Some(*bound));
            let partner = largest.contains(&invoice.partner_siret).then(|| partner(invoice));
            let sum = sums.entry((partner, age.unwrap_or(bounds.len()), invoice.currency.clone()));
            let sum = sum.or_default();
            *sum = (sum.0 + 1, sum.1 + invoice.gross_cents.unwrap());
        }
        let read = |((partner, age, currency), (count, gross_cents))| AgedSum {
            partner,
            age,
            currency,
            count,
            gross_cents,
        };
        sums.into_iter().map(read).collect()
    }

    fn due(&self) -> Vec<DueSum> {
        let mut sums = BTreeMap::<_, (u64, i64)>::new();
        for made in self.waiting() {
            let Some(day) = self.last_day(made) else { continue };
            let assumed = self.category(&made.invoice).is_none();
            let sum = sums.entry((day, made.invoice.currency.clone(), assumed)).or_default();
            *sum = (sum.0 + 1, sum.1 + Self::due_cents(made));
        }
        let read = |((day, currency, assumed), (count, due_cents))| DueSum {
            day,
            currency,
            assumed,
            count,
            due_cents,
        };
        sums.into_iter().map(read).collect()
    }

    fn late(&self, today: NaiveDate, ahead: u32, most: usize) -> Vec<LateSum> {
        let until = today + Days::new(u64::from(ahead));
        let late = || {
            self.waiting().filter_map(|made| {
                let day = self.last_day(made).filter(|day| *day < until)?;
                let fits = made.invoice.currency == "EUR" && Self::due_cents(made) > 0;
                let cent_days = Self::due_cents(made) * (until - day).num_days();
                fits.then(|| (made, day, self.category(&made.invoice).is_none(), cent_days))
            })
        };
        let known = late().filter(|(_, _, assumed, _)| !assumed);
        let largest = largest(
            known.map(|(made, _, _, cent_days)| (made.invoice.partner_siret.clone(), cent_days)),
            most,
        );
        let mut sums = BTreeMap::<_, (u64, i64, i64)>::new();
        for (made, day, assumed, cent_days) in late() {
            let apart = !assumed && largest.contains(&made.invoice.partner_siret);
            let half = HalfYear::of(day + Days::new(1));
            let partner = apart.then(|| partner(&made.invoice));
            let sum = sums.entry((partner, half, day < today, assumed)).or_default();
            *sum = (sum.0 + 1, sum.1 + Self::due_cents(made), sum.2 + cent_days);
        }
        let read = |((partner, half, late, assumed), (count, due_cents, cent_days))| LateSum {
            partner,
            half,
            late,
            assumed,
            count,
            due_cents,
            cent_days,
        };
        sums.into_iter().map(read).collect()
    }

    fn paid(&self, months: &[DateTime<Utc>]) -> Vec<PaidCount> {
        let mut counts = BTreeMap::<_, u64>::new();
        for made in self.selected().filter(|made| made.invoice.status == InvoiceStatus::MiseEnPaiement) {
            let Some(month) = months.iter().rposition(|month| made.invoice.status_at >= *month) else {
                continue;
            };
            let paid = paris_day(made.invoice.status_at);
            let marks = made.marks();
            let last = marks.from + Days::new(u64::from(self.days(made)));
            // What was interrupted before the work was done took nothing of the delay.
            let interrupted = marks.stopped.filter(|stopped| *stopped <= last).map_or(0, |stopped| {
                (marks.resumed.unwrap_or(paid) - stopped.max(marks.from)).num_days().max(0)
            });
            let days = u32::try_from(((paid - marks.from).num_days() - interrupted).max(0)).unwrap();
            *counts.entry((month, days)).or_default() += 1;
        }
        counts.into_iter().map(|((month, days), count)| PaidCount { month, days, count }).collect()
    }

    fn steps(&self, since: DateTime<Utc>, most: usize) -> Vec<StepCount> {
        let passed = || {
            self.selected().filter_map(|made| {
                let invoice = &made.invoice;
                let paid = invoice.status == InvoiceStatus::MiseEnPaiement && invoice.status_at >= since;
                let marks = paid.then(|| made.marks())?;
                let ordered = marks.ordered?;
                let waited = marks.stopped.zip(marks.resumed);
                let waited = waited.map_or(0, |(from, to)| (to - from.max(marks.from)).num_days().max(0));
                let ordonnateur = (ordered - marks.from).num_days() - waited;
                let comptable = (paris_day(invoice.status_at) - ordered).num_days();
                let days = |days: i64| u32::try_from(days.max(0)).unwrap();
                Some((owner(invoice), days(ordonnateur), days(comptable)))
            })
        };
        let largest = largest(passed().map(|(owner, ..)| (key(&owner), 1)), most);
        let mut counts = BTreeMap::<_, u64>::new();
        for (owner, ordonnateur, comptable) in passed() {
            let owner = largest.contains(&key(&owner)).then_some(owner);
            *counts.entry((owner, ordonnateur, comptable)).or_default() += 1;
        }
        let read =
            |((owner, ordonnateur, comptable), count)| StepCount { owner, ordonnateur, comptable, count };
        counts.into_iter().map(read).collect()
    }
}

fn partner(invoice: &Invoice) -> Partner {
    Partner { siret: invoice.partner_siret.clone(), name: invoice.partner_name.clone() }
}

fn owner(invoice: &Invoice) -> StepOwner {
    match invoice.direction {
        Direction::Issued => StepOwner::Recipient(partner(invoice)),
        Direction::Received => {
            StepOwner::Service(invoice.structure, invoice.service_code.clone().unwrap_or_default())
        }
    }
}

/// By what owners with as many invoices are put in order.
fn key(owner: &StepOwner) -> String {
    match owner {
        StepOwner::Recipient(partner) => partner.siret.clone(),
        StepOwner::Service(structure, service) => format!("{structure} {service}"),
    }
}

/// Those with the largest sums, the first ones where they are the same.
fn largest(amounts: impl Iterator<Item = (String, i64)>, most: usize) -> Vec<String> {
    let mut sums = BTreeMap::<String, i64>::new();
    for (of, amount) in amounts {
        *sums.entry(of).or_default() += amount;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, sum)| Reverse(*sum));
    sums.into_iter().take(most).map(|(of, _)| of).collect()
}

/// Whatever is asked for, over every way that an invoice can go.
pub async fn figures_equal_a_naive_computation(database: &dyn Database) {
    let mut variety = Variety::new(41);
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let mut structures = vec![world.structure.clone()];
    for number in [21, 22] {
        structures.push(world.add_structure(database, number).await);
    }
    let all: Vec<Made> = (1..=240).map(|number| made(&mut variety, &structures, number)).collect();
    let invoices: Vec<Invoice> = all.iter().map(|made| made.invoice.clone()).collect();
    add_invoices(database, &invoices).await;
    let payers = payers(&world, &structures);
    let mut transaction = world.writer(database).await;
    for made in &all {
        let terms = Reception {
            service_day: made.service_day,
            contract_days: made.contract_days,
            ..Reception::of(&made.invoice, at(0))
        };
        // Whichever is known first.
        let is_known = made.service_day.is_some() || made.contract_days.is_some();
        let is_known_first = made.service_day.is_none();
        if is_known && is_known_first {
            transaction.put_reception(&terms).await.unwrap();
        }
        transaction.put_clock_spans(world.organization.id, made.invoice.id, &made.spans).await.unwrap();
        if is_known && !is_known_first {
            transaction.put_reception(&terms).await.unwrap();
        }
    }
    for known in &payers {
        transaction.put_payer(known).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let foreign: Vec<Invoice> = (900..920)
        .map(|number| made(&mut variety, std::slice::from_ref(&other.structure), number).invoice)
        .collect();
    add_invoices(database, &foreign).await;
    let bounds = [at(300 * DAY), at(250 * DAY), at(100 * DAY)];
    let months: Vec<_> = (0..12).map(|month| at(month * 30 * DAY)).collect();
    let today = day(11, 1);
    let organization = world.organization.id;
    let mut read = reader(database).await;
    let mut seen = [0; 5];
    for _ in 0..40 {
        let filter = random_filter(&mut variety, &structures);
        let naive = Naive { made: &all, filter: &filter, structures: &structures, payers: &payers };
        let mut aged = read.aged_sums(organization, &filter, &bounds, 2).await.unwrap();
        aged.sort_by_key(|sum| (sum.partner.clone(), sum.age, sum.currency.clone()));
        assert_eq!(aged, naive.aged(&bounds, 2), "{filter:?}");
        let due = read.due_sums(organization, &filter, &delay_days(), today).await.unwrap();
        assert_eq!(due, naive.due(), "{filter:?}");
        let mut late = read.late_sums(organization, &filter, &delay_days(), today, 30, 1).await.unwrap();
        late.sort_by_key(|sum| (sum.partner.clone(), sum.half, sum.late, sum.assumed));
        assert_eq!(late, naive.late(today, 30, 1), "{filter:?}");
        let paid = read.paid_counts(organization, &filter, &delay_days(), &months).await.unwrap();
        assert_eq!(paid, naive.paid(&months), "{filter:?}");
        let mut steps = read.step_counts(organization, &filter, months[2], 1_000, 2).await.unwrap();
        steps.sort_by_key(|step| (step.owner.clone(), step.ordonnateur, step.comptable));
        assert_eq!(steps, naive.steps(months[2], 2), "{filter:?}");
        for (place, some) in
            [aged.len(), due.len(), late.len(), paid.len(), steps.len()].into_iter().enumerate()
        {
            seen[place] += some;
        }
    }
    assert!(seen.iter().all(|some| *some > 50), "every figure had something to tell: {seen:?}");
    let all = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    assert_eq!(read.paid_counts(organization, &all, &delay_days(), &[]).await.unwrap(), []);
}

/// The most frequent first, with the words of whoever gave them back, within reach only.
pub async fn what_came_back_is_counted_by_reason_and_partner(database: &dyn Database) {
    use InvoiceStatus::{ARecycler, Mandatee, Rejetee, Suspendue};
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let back = |structure: &Structure, number: u64, status: &InvoiceStatus, comment: Option<&str>| Invoice {
        status: status.clone(),
        status_at: at(50),
        status_comment: comment.map(ToOwned::to_owned),
        partner_siret: format!("{:014}", 1),
        partner_name: "Mairie 1".to_owned(),
        service_code: Some("SRV-1".to_owned()),
        ..bare_invoice(structure, number)
    };
    let own = &world.structure;
    let made = [
        back(own, 1, &Rejetee, Some("Bon absent")),
        back(own, 2, &Rejetee, Some("Bon absent")),
        back(own, 3, &Suspendue, Some("Bon absent")),
        back(own, 4, &ARecycler, None),
        back(own, 5, &Mandatee, Some("Bon absent")),
        Invoice { status_at: at(10), ..back(own, 6, &Rejetee, Some("Bon absent")) },
        Invoice { direction: Direction::Received, ..back(own, 7, &Rejetee, Some("Bon absent")) },
        Invoice { service_code: Some("SRV-2".to_owned()), ..back(own, 8, &ARecycler, None) },
        Invoice { service_code: Some("SRV-2".to_owned()), ..back(own, 9, &ARecycler, None) },
    ];
    add_invoices(database, &made).await;
    add_invoices(database, &[back(&other.structure, 20, &Rejetee, Some("Bon absent"))]).await;
    let of = |status: &InvoiceStatus, comment: Option<&str>, count| ReturnCount {
        status: status.clone(),
        comment: comment.map(ToOwned::to_owned),
        partner: Partner { siret: format!("{:014}", 1), name: "Mairie 1".to_owned() },
        count,
    };
    let mut read = reader(database).await;
    let organization = world.organization.id;
    let all = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    let found = read.returns(organization, &all, at(20), 2).await.unwrap();
    assert_eq!(
        (found.all, found.counts),
        (6, vec![of(&ARecycler, None, 3), of(&Rejetee, Some("Bon absent"), 2)])
    );
    let services = vec![ScopedStructure { structure: own.id, services: vec!["SRV-1".to_owned()] }];
    let filter = InvoiceFilter::new(Direction::Issued, Scope::Only(services));
    let found = read.returns(organization, &filter, at(20), 9).await.unwrap();
    let expected =
        [of(&Rejetee, Some("Bon absent"), 2), of(&ARecycler, None, 1), of(&Suspendue, Some("Bon absent"), 1)];
    assert_eq!((found.all, found.counts), (4, expected.to_vec()));
    let nothing = InvoiceFilter::new(Direction::Issued, Scope::Only(Vec::new()));
    assert_eq!(read.returns(organization, &nothing, at(20), 9).await.unwrap(), crate::Returns::default());
}
