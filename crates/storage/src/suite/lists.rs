//! The list: filters, order, pages, totals, tabs.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use domain::{Direction, Environment, InvoiceKind, InvoiceStatus, PayerCategory, StatusStage, paris_day};

use super::sample::{
    Variety, World, add_invoices, at, bare_invoice, day, free_writer, invoice, payer, reader,
};
use crate::{
    CountMoments, CurrencySum, Database, Invoice, InvoiceFilter, InvoiceRow, KnownPayer, ListTotals, Moments,
    Neighbours, RowMarks, Scope, ScopedStructure, Sort, SortColumn, Structure, StructureCounts, fold,
    other_text, partner_text, search_words,
};

const PARTNERS: [&str; 6] = [
    "Mairie de Lyon",
    "Métropole de Nantes",
    "Lycée Victor-Hugo",
    "CHU d’Angers",
    "École n° 7",
    "mairie de Brest",
];
const SERVICES: [&str; 3] = ["SRV-1", "SRV-2", "COMPTA"];

/// Invoices of every status over some structures, with ties and gaps.
pub(super) fn random_invoices(variety: &mut Variety, structures: &[Structure], count: u64) -> Vec<Invoice> {
    (1..=count)
        .map(|number| {
            let structure = variety.pick(structures).clone();
            let mut made = bare_invoice(&structure, number);
            made.direction = if variety.once_in(4) { Direction::Received } else { Direction::Issued };
            made.status = variety.pick(InvoiceStatus::KNOWN).clone();
            made.status_at = at(i64::try_from(variety.below(count / 2)).unwrap());
            made.number = format!("FA-{}-{}", 2020 + variety.below(6), variety.below(count));
            made.kind = if variety.once_in(6) { InvoiceKind::Avoir } else { InvoiceKind::Facture };
            let month = u32::try_from(1 + variety.below(12)).unwrap();
            let date = day(month, u32::try_from(1 + variety.below(28)).unwrap());
            made.date = (!variety.once_in(10)).then_some(date);
            (*variety.pick(&PARTNERS)).clone_into(&mut made.partner_name);
            made.partner_siret = format!("{:014}", 10_000_000 + variety.below(40));
            made.service_code = (!variety.once_in(3)).then(|| (*variety.pick(&SERVICES)).to_owned());
            made.engagement = variety.once_in(2).then(|| format!("EJ{}", variety.below(1_000)));
            if variety.once_in(5) {
                "USD".clone_into(&mut made.currency);
            }
            made.gross_cents =
                (!variety.once_in(8)).then(|| i64::try_from(variety.below(2_000)).unwrap() - 100);
            made.arrived_at = variety.once_in(2).then(|| at(i64::try_from(variety.below(count)).unwrap()));
            made
        })
        .collect()
}

fn random_scope(variety: &mut Variety, structures: &[Structure]) -> Scope {
    if variety.once_in(2) {
        return Scope::Everything;
    }
    let with_services = variety.once_in(2);
    let entry = |variety: &mut Variety| ScopedStructure {
        structure: variety.pick(structures).id,
        services: if with_services && !variety.once_in(3) {
            vec![(*variety.pick(&SERVICES)).to_owned(), (*variety.pick(&SERVICES)).to_owned()]
        } else {
            Vec::new()
        },
    };
    Scope::Only((0..=variety.below(3)).map(|_| entry(variety)).collect())
}

pub(super) fn random_filter(variety: &mut Variety, structures: &[Structure]) -> InvoiceFilter {
    let direction = if variety.once_in(3) { Direction::Received } else { Direction::Issued };
    let mut filter = InvoiceFilter::new(direction, random_scope(variety, structures));
    filter.structures =
        variety.once_in(4).then(|| (0..variety.below(3)).map(|_| variety.pick(structures).id).collect());
    filter.stage = variety.once_in(3).then(|| *variety.pick(&StatusStage::ALL));
    filter.status = variety.once_in(6).then(|| variety.pick(InvoiceStatus::KNOWN).clone());
    let mut some_day = || {
        let month = u32::try_from(1 + variety.below(12)).unwrap();
        (variety.once_in(6)).then(|| day(month, 15))
    };
    filter.from = some_day();
    filter.until = some_day();
    let mut some_moment = || variety.once_in(8).then(|| at(i64::try_from(variety.below(200)).unwrap()));
    filter.arrived = Moments { from: some_moment(), before: some_moment() };
    filter.status_at = Moments { from: some_moment(), before: some_moment() };
    let texts = [
        "mairie",
        "LYON",
        "fa",
        "FA-2023",
        "fa2024",
        "srv-1",
        "srv1",
        "ej1",
        "é",
        "zzz",
        "1",
        " ",
        "d'angers 000",
        "FA-2023-1",
        "fa20241",
        "srv-1 00001000000",
        "FA-2022-17",
        "metropole",
    ];
    filter.text = variety.once_in(3).then(|| (*variety.pick(&texts)).to_owned());
    let partners = ["mairie", "nantes", "hugo", "00001000000", "ch", "FA-20", "n°"];
    filter.partner = variety.once_in(6).then(|| (*variety.pick(&partners)).to_owned());
    filter.sort = Sort { column: *variety.pick(&SortColumn::ALL), descending: variety.once_in(2) };
    filter.per_page = *variety.pick(&[1, 7, 50, 200]);
    filter
}

fn finds(texts: &[String], typed: Option<&String>) -> bool {
    search_words(typed.map_or("", String::as_str))
        .iter()
        .all(|word| texts.iter().any(|text| word.is_in(text)))
}

fn is_within(moments: Moments, at: Option<DateTime<Utc>>) -> bool {
    moments.is_open()
        || at.is_some_and(|at| {
            moments.from.is_none_or(|from| at >= from) && moments.before.is_none_or(|before| at < before)
        })
}

/// Whether a filter selects an invoice, but for tab and status.
fn is_found(filter: &InvoiceFilter, invoice: &Invoice) -> bool {
    let partner = partner_text(&invoice.partner_name, &invoice.partner_siret);
    let other = other_text(
        &invoice.number,
        invoice.service_code.as_deref(),
        invoice.engagement.as_deref(),
        invoice.gross_cents,
        invoice.status_comment.as_deref(),
    );
    invoice.direction == filter.direction
        && filter.scope.reaches(invoice.structure, invoice.service_code.as_deref())
        && filter.structures.as_ref().is_none_or(|only| only.contains(&invoice.structure))
        && filter.from.is_none_or(|from| invoice.date.is_some_and(|date| date >= from))
        && filter.until.is_none_or(|until| invoice.date.is_some_and(|date| date <= until))
        && is_within(filter.arrived, invoice.arrived_at)
        && is_within(filter.status_at, Some(invoice.status_at))
        && finds(std::slice::from_ref(&partner), filter.partner.as_ref())
        && finds(&[partner, other], filter.text.as_ref())
}

fn totals<'i>(invoices: impl Iterator<Item = &'i Invoice>) -> ListTotals {
    let mut sums = std::collections::BTreeMap::<&str, i64>::new();
    let mut count = 0;
    for invoice in invoices {
        count += 1;
        let cents = signed(invoice.kind, invoice.gross_cents).unwrap_or(0);
        *sums.entry(&invoice.currency).or_default() += cents;
    }
    let sum =
        |(currency, gross_cents): (&str, i64)| CurrencySum { currency: currency.to_owned(), gross_cents };
    ListTotals { count, sums: sums.into_iter().map(sum).collect() }
}

fn stage_of(invoice: &Invoice) -> StatusStage {
    invoice.status.stage(invoice.direction)
}

/// The order a sort promises; ties may come in any stable order.
fn compare(sort: Sort, left: &InvoiceRow, right: &InvoiceRow) -> Ordering {
    let order = match sort.column {
        SortColumn::StatusAt => left.status_at.cmp(&right.status_at),
        SortColumn::Date => left.date.cmp(&right.date),
        SortColumn::Number => left.number.cmp(&right.number),
        SortColumn::Gross => signed(left.kind, left.gross_cents).cmp(&signed(right.kind, right.gross_cents)),
        SortColumn::Partner => fold(&left.partner_name).cmp(&fold(&right.partner_name)),
        SortColumn::LastDay => last_day(left).cmp(&last_day(right)),
    };
    if sort.descending { order.reverse() } else { order }
}

/// Where an invoice of which nothing is known but its arrival stands, nobody having said who pays.
fn last_day(row: &InvoiceRow) -> i64 {
    let is_invoice = row.kind == InvoiceKind::Facture;
    match row.status.stage(Direction::Issued) {
        StatusStage::Arrived if is_invoice => row
            .arrived_at
            .map_or(1_000_000, |at| (paris_day(at) - chrono::NaiveDate::default()).num_days() + 30),
        _ if is_invoice && row.status == InvoiceStatus::Suspendue => 1_000_000,
        _ => 2_000_000,
    }
}

/// A credit note stands where its negative amount does.
fn signed(kind: InvoiceKind, gross_cents: Option<i64>) -> Option<i64> {
    gross_cents.map(|cents| if kind == InvoiceKind::Avoir { -cents.abs() } else { cents })
}

fn as_row(invoice: &Invoice) -> InvoiceRow {
    let invoice = invoice.clone();
    InvoiceRow {
        id: invoice.id,
        structure: invoice.structure,
        status: invoice.status,
        status_at: invoice.status_at,
        status_reason: invoice.status_reason,
        status_comment: invoice.status_comment,
        number: invoice.number,
        kind: invoice.kind,
        date: invoice.date,
        partner_name: invoice.partner_name,
        partner_siret: invoice.partner_siret,
        service_code: invoice.service_code,
        engagement: invoice.engagement,
        currency: invoice.currency,
        gross_cents: invoice.gross_cents,
        arrived_at: invoice.arrived_at,
        marks: RowMarks::default(),
    }
}

/// Reads all pages and compares everything with what a loop over all invoices gives.
async fn check(
    database: &dyn Database,
    world: &World,
    invoices: &[Invoice],
    mut filter: InvoiceFilter,
) -> usize {
    let found: Vec<&Invoice> = invoices.iter().filter(|invoice| is_found(&filter, invoice)).collect();
    let selected: Vec<&Invoice> = found
        .iter()
        .copied()
        .filter(|invoice| filter.stage.is_none_or(|stage| stage == stage_of(invoice)))
        .filter(|invoice| filter.status.as_ref().is_none_or(|status| *status == invoice.status))
        .collect();
    let expected_totals = totals(selected.iter().copied());
    let mut rows: Vec<InvoiceRow> = Vec::new();
    loop {
        let page = reader(database).await.invoice_page(world.organization.id, &filter).await.unwrap();
        assert_eq!(page.totals, expected_totals, "{filter:?}");
        assert_eq!(page.stages.iter().map(|count| count.stage).collect::<Vec<_>>(), StatusStage::ALL);
        for count in &page.stages {
            let of_stage = found.iter().copied().filter(|invoice| stage_of(invoice) == count.stage);
            assert_eq!(count.totals, totals(of_stage), "{filter:?} {:?}", count.stage);
        }
        let of_statuses: Vec<_> = page.statuses.iter().map(|count| &count.status).collect();
        assert!(found.iter().all(|invoice| of_statuses.contains(&&invoice.status)), "{filter:?}");
        for count in &page.statuses {
            let of_status = found.iter().copied().filter(|invoice| invoice.status == count.status);
            assert_eq!(count.totals, totals(of_status), "{filter:?} {:?}", count.status);
            assert!(count.totals.count > 0, "what there is none of is not counted");
        }
        let left = selected.len() - rows.len();
        assert_eq!(page.rows.len(), left.min(filter.per_page as usize), "{filter:?}");
        if page.rows.is_empty() {
            break;
        }
        rows.extend(page.rows);
        filter.page += 1;
    }
    check_neighbours(database, world, &filter, &rows).await;
    let ordered = rows.is_sorted_by(|left, right| compare(filter.sort, left, right) != Ordering::Greater);
    assert!(ordered, "{filter:?}");
    let mut expected: Vec<InvoiceRow> = selected.into_iter().map(as_row).collect();
    expected.sort_by_key(|row| row.id);
    rows.sort_by_key(|row| row.id);
    assert_eq!(rows, expected, "{filter:?}");
    expected.len()
}

/// At both ends and in between, the invoices beside one are those of the list.
async fn check_neighbours(
    database: &dyn Database,
    world: &World,
    filter: &InvoiceFilter,
    rows: &[InvoiceRow],
) {
    let Some(last) = rows.len().checked_sub(1) else { return };
    let mut read = reader(database).await;
    for at in [0, last / 3, last / 2, last] {
        let found = read.neighbours(world.organization.id, filter, rows[at].id).await.unwrap();
        let expected = Neighbours {
            previous: at.checked_sub(1).map(|before| rows[before].id),
            next: rows.get(at + 1).map(|row| row.id),
        };
        assert_eq!(found, expected, "{at} of {last}: {filter:?}");
    }
}

/// A list of which little is left far behind, an invoice that is no longer in it, and one of somebody else.
pub async fn the_invoices_beside_one_are_those_of_the_list(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    // More than a walk passes stand between the two that are on their way, and none of them is of that tab.
    let mut invoices: Vec<Invoice> = (1..=2_300_u64)
        .map(|number| {
            let status = InvoiceStatus::MiseEnPaiement;
            let status_at = at(number.cast_signed());
            Invoice { status, status_at, ..bare_invoice(&world.structure, number) }
        })
        .collect();
    for at in [10, 2_290] {
        invoices[at].status = InvoiceStatus::Deposee;
    }
    let (first, last, beside) = (invoices[2_290].id, invoices[10].id, invoices[2_289].id);
    add_invoices(database, &invoices).await;
    let stranger = bare_invoice(&other.structure, 5_000);
    add_invoices(database, std::slice::from_ref(&stranger)).await;
    let organization = world.organization.id;
    let mut read = reader(database).await;
    for column in [SortColumn::StatusAt, SortColumn::Number] {
        let filter = InvoiceFilter {
            stage: Some(StatusStage::OnTheWay),
            sort: Sort { column, descending: true },
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let rows = read.invoice_page(organization, &filter).await.unwrap().rows;
        let (above, below) = (&rows[0], &rows[1]);
        assert_eq!(rows.len(), 2);
        let beside_them = [
            (above.id, Neighbours { previous: None, next: Some(below.id) }),
            (below.id, Neighbours { previous: Some(above.id), next: None }),
        ];
        for (id, expected) in beside_them {
            assert_eq!(read.neighbours(organization, &filter, id).await.unwrap(), expected, "{column:?}");
        }
    }
    let filter = InvoiceFilter {
        stage: Some(StatusStage::OnTheWay),
        ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
    };
    let left = read.neighbours(organization, &filter, beside).await.unwrap();
    assert_eq!(left, Neighbours { previous: Some(first), next: Some(last) }, "its place is what counts");
    for (organization, id) in [(organization, stranger.id), (other.organization.id, beside)] {
        let nothing = read.neighbours(organization, &filter, id).await.unwrap();
        assert_eq!(nothing, Neighbours::default());
    }
    let nobody = InvoiceFilter { scope: Scope::Only(Vec::new()), ..filter };
    assert_eq!(read.neighbours(organization, &nobody, beside).await.unwrap(), Neighbours::default());
}

/// Some hundred filters over some hundred invoices, all pages of each.
pub async fn pages_totals_and_tabs_equal_a_naive_computation(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut structures = vec![world.structure.clone()];
    for number in 20..25 {
        structures.push(world.add_structure(database, number).await);
    }
    let neighbour = World::create(database, 2).await;
    let mut variety = Variety::new(20_260_801);
    let mut invoices = random_invoices(&mut variety, &structures, 400);
    let foreign: Vec<_> = (1_001..1_050).map(|number| invoice(&neighbour.structure, number)).collect();
    add_invoices(database, &foreign).await;
    add_invoices(database, &invoices).await;
    let mut transaction = world.writer(database).await;
    for invoice in &invoices {
        transaction.put_clock_spans(world.organization.id, invoice.id, &[]).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut seen = 0;
    for round in 0..300 {
        let mut filter = random_filter(&mut variety, &structures);
        if filter.per_page == 1 && round % 10 != 0 {
            filter.per_page = 20;
        }
        seen += check(database, &world, &invoices, filter).await;
        // Between two questions, an invoice changes.
        let changing = usize::try_from(variety.below(invoices.len() as u64)).unwrap();
        let mut changed = random_invoices(&mut variety, &structures, 2).swap_remove(0);
        changed.id = invoices[changing].id;
        changed.version = invoices[changing].version;
        changed.created_at = invoices[changing].created_at;
        let mut transaction = world.writer(database).await;
        transaction.update_invoice(&mut changed).await.unwrap();
        transaction.put_clock_spans(world.organization.id, changed.id, &[]).await.unwrap();
        transaction.commit().await.unwrap();
        invoices[changing] = changed;
        if round % 50 == 0 {
            let mut transaction = free_writer(database).await;
            transaction.fold_counts().await.unwrap();
            transaction.commit().await.unwrap();
        }
    }
    assert!(seen > 2_000, "the filters selected too little to prove anything: {seen}");
}

/// What a table of structures shows: nothing of others, and nothing that does not count.
pub async fn counts_of_each_structure_equal_a_naive_computation(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let structures = [world.structure.clone(), world.add_structure(database, 30).await];
    let mut variety = Variety::new(11);
    let mut made = random_invoices(&mut variety, &structures, 300);
    for invoice in &mut made {
        invoice.arrived_at = variety.once_in(2).then(|| at(i64::try_from(variety.below(10)).unwrap()));
    }
    add_invoices(database, &made).await;
    let foreign: Vec<_> = (1_001..1_020).map(|number| invoice(&other.structure, number)).collect();
    add_invoices(database, &foreign).await;
    let organization = world.organization.id;
    // Some recipients, and one of the structures that receive, have longer; what holds for the other environment does not.
    let mut payers: Vec<KnownPayer> = (0..20)
        .map(|number| KnownPayer {
            category: *variety.pick(&PayerCategory::ALL),
            ..payer(&world, 10_000_000 + number)
        })
        .collect();
    payers.push(KnownPayer { payer: structures[1].identifier.as_str().to_owned(), ..payer(&world, 1) });
    let elsewhere = (20..30).map(|number| KnownPayer {
        environment: Environment::Production,
        ..payer(&world, 10_000_000 + number)
    });
    let mut transaction = world.writer(database).await;
    for known in payers.iter().cloned().chain(elsewhere) {
        transaction.put_payer(&known).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let moments = CountMoments {
        late_before: at(7),
        late_before_of: vec![(PayerCategory::Health, at(5)), (PayerCategory::PublicEnterprise, at(3))],
        ordered_since: at(40),
        rejected_since: at(70),
    };
    let counts = reader(database).await.counts_by_structure(organization, &moments).await.unwrap();
    assert_eq!(counts.len(), structures.len());
    for structure in &structures {
        let own = |direction: Direction, wanted: &dyn Fn(&Invoice) -> bool| -> u64 {
            let own = made.iter().filter(|one| one.structure == structure.id && one.direction == direction);
            own.filter(|one| wanted(one)).count() as u64
        };
        let stage = |wanted: StatusStage| move |one: &Invoice| one.status.stage(one.direction) == wanted;
        let late_before = |one: &Invoice| {
            let pays = match one.direction {
                Direction::Issued => one.partner_siret.as_str(),
                Direction::Received => structure.identifier.as_str(),
            };
            let known = payers.iter().find(|known| known.payer == pays);
            let longer = moments
                .late_before_of
                .iter()
                .find(|(category, _)| known.is_some_and(|known| known.category == *category));
            longer.map_or(moments.late_before, |(_, before)| *before)
        };
        let late = |one: &Invoice| {
            one.status.stage(one.direction) == StatusStage::Arrived
                && one.kind == InvoiceKind::Facture
                && one.arrived_at.is_some_and(|arrived| arrived < late_before(one))
        };
        let since = |status: InvoiceStatus, since| {
            move |one: &Invoice| one.status == status && one.status_at >= since
        };
        let expected = StructureCounts {
            to_send: own(Direction::Issued, &stage(StatusStage::ToSend)),
            on_the_way: own(Direction::Issued, &stage(StatusStage::OnTheWay)),
            blocked: own(Direction::Issued, &stage(StatusStage::Blocked)),
            rejected: own(Direction::Issued, &since(InvoiceStatus::Rejetee, moments.rejected_since)),
            late: own(Direction::Issued, &late),
            ordered: own(Direction::Issued, &since(InvoiceStatus::MiseEnPaiement, moments.ordered_since)),
            to_treat: own(Direction::Received, &stage(StatusStage::Arrived)),
            to_treat_late: own(Direction::Received, &late),
        };
        assert_eq!(counts.get(&structure.id), Some(&expected));
    }
}

/// Whatever an invoice is counted by moves it between the counts.
pub async fn counts_follow_changes_of_an_invoice(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let mut subject = Invoice { gross_cents: Some(700), ..bare_invoice(&world.structure, 1) };
    let rest = Invoice { gross_cents: Some(50), ..bare_invoice(&other, 2) };
    add_invoices(database, &[subject.clone(), rest.clone()]).await;
    type Change = fn(&mut Invoice, &Structure);
    let changes: [Change; 9] = [
        |invoice, _| invoice.status = InvoiceStatus::Suspendue,
        |invoice, _| invoice.gross_cents = Some(900),
        |invoice, _| invoice.kind = InvoiceKind::Avoir,
        |invoice, other| invoice.structure = other.id,
        |invoice, _| invoice.date = Some(day(3, 14)),
        |invoice, _| invoice.currency = "USD".to_owned(),
        |invoice, _| invoice.date = Some(day(5, 1)),
        |invoice, _| invoice.gross_cents = None,
        |invoice, _| invoice.direction = Direction::Received,
    ];
    for change in changes {
        change(&mut subject, &other);
        let mut transaction = world.writer(database).await;
        transaction.update_invoice(&mut subject).await.unwrap();
        transaction.commit().await.unwrap();
        let all = [subject.clone(), rest.clone()];
        for direction in [Direction::Issued, Direction::Received] {
            for structure in [None, Some(world.structure.id), Some(other.id)] {
                for from in [None, Some(day(4, 1))] {
                    let filter = InvoiceFilter {
                        structures: structure.map(|only| vec![only]),
                        from,
                        ..InvoiceFilter::new(direction, Scope::Everything)
                    };
                    check(database, &world, &all, filter).await;
                }
            }
        }
    }
    // A change that is rolled back changes no count.
    let mut transaction = world.writer(database).await;
    subject.gross_cents = Some(1);
    transaction.update_invoice(&mut subject.clone()).await.unwrap();
    drop(transaction);
    let filter = InvoiceFilter::new(Direction::Received, Scope::Everything);
    let page = reader(database).await.invoice_page(world.organization.id, &filter).await.unwrap();
    let nothing = CurrencySum { currency: "USD".to_owned(), gross_cents: 0 };
    assert_eq!(page.totals, ListTotals { count: 1, sums: vec![nothing] });
}

/// Folding changes nothing that can be seen, and leaves nothing to fold.
pub async fn folded_counts_say_the_same(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut invoices = random_invoices(&mut Variety::new(7), std::slice::from_ref(&world.structure), 60);
    add_invoices(database, &invoices).await;
    let fold = async || {
        let mut transaction = free_writer(database).await;
        let folded = transaction.fold_counts().await.unwrap();
        transaction.commit().await.unwrap();
        folded
    };
    for _ in 0..2 {
        for fold_first in [false, true] {
            if fold_first {
                fold().await;
                assert_eq!(fold().await, 0);
            }
            for (structure, from) in [(None, None), (Some(world.structure.id), None), (None, Some(day(6, 1)))]
            {
                let everything = InvoiceFilter::new(Direction::Issued, Scope::Everything);
                let filter =
                    InvoiceFilter { structures: structure.map(|only| vec![only]), from, ..everything };
                check(database, &world, &invoices, filter).await;
            }
        }
        // What was folded moves: some of its sums come to nothing.
        let mut transaction = world.writer(database).await;
        for invoice in &mut invoices {
            invoice.status = InvoiceStatus::MiseEnPaiement;
            transaction.update_invoice(invoice).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

/// Few among many, and all of them at the other end of the order.
pub async fn what_is_at_the_far_end_of_an_order_is_found(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let invoices: Vec<_> = (1..=1_000)
        .map(|number| Invoice {
            status: if number > 975 { InvoiceStatus::Draft } else { InvoiceStatus::MiseEnPaiement },
            number: format!("FA-{number:04}"),
            partner_name: format!("Mairie {number:04}"),
            gross_cents: Some(i64::try_from(number).unwrap()),
            date: Some(if number > 500 { day(2, 1) } else { day(1, 1) }),
            ..bare_invoice(&world.structure, number)
        })
        .collect();
    add_invoices(database, &invoices).await;
    let other = world.add_structure(database, 20).await;
    let reached = [other.id, world.structure.id]
        .map(|structure| ScopedStructure { structure, services: Vec::new() })
        .to_vec();
    for column in SortColumn::ALL {
        for descending in [false, true] {
            for scope in [Scope::Everything, Scope::Only(reached.clone())] {
                for (stage, from) in [(Some(StatusStage::ToSend), None), (None, Some(day(2, 1)))] {
                    let filter = InvoiceFilter {
                        stage,
                        from,
                        sort: Sort { column, descending },
                        per_page: if stage.is_some() { 1 } else { 100 },
                        ..InvoiceFilter::new(Direction::Issued, scope.clone())
                    };
                    check(database, &world, &invoices, filter).await;
                }
            }
        }
    }
}

async fn count_of(database: &dyn Database, world: &World, text: &str) -> u64 {
    let filter = InvoiceFilter {
        text: Some(text.to_owned()),
        ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
    };
    reader(database).await.invoice_page(world.organization.id, &filter).await.unwrap().totals.count
}

/// The old words are forgotten, the new ones found.
pub async fn a_search_follows_changes_of_an_invoice(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut subject = Invoice { partner_name: "Préfecture".to_owned(), ..bare_invoice(&world.structure, 1) };
    add_invoices(database, std::slice::from_ref(&subject)).await;
    assert_eq!(count_of(database, &world, "prefect").await, 1);
    subject.partner_name = "Rectorat".to_owned();
    subject.number = "FA-2026-118".to_owned();
    let mut transaction = world.writer(database).await;
    transaction.update_invoice(&mut subject).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(count_of(database, &world, "prefect").await, 0);
    for text in ["RECTORAT", "FA2026118", "fa-2026-118", "26/11", "rec 118", "fa"] {
        assert_eq!(count_of(database, &world, text).await, 1, "{text}");
    }
}

/// Quotes, wildcards, operators and odd signs are only signs.
pub async fn what_is_typed_is_never_read_as_an_operator(database: &dyn Database) {
    let world = World::create(database, 1).await;
    add_invoices(database, &[invoice(&world.structure, 1), invoice(&world.structure, 2)]).await;
    for text in [
        "\"",
        "mairie\" OR \"fa",
        "%%%",
        "___",
        "m*rie",
        "partner : x",
        "NEAR(a b)",
        "'; --",
        "\0\0\0",
        "^fx-2",
        "(((",
        "{}",
    ] {
        assert_eq!(count_of(database, &world, text).await, if text == "\0\0\0" { 2 } else { 0 }, "{text:?}");
    }
}

/// Asking for nothing or too much gives something sensible.
pub async fn page_size_and_number_are_kept_within_bounds(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let invoices: Vec<_> = (1..=1_005).map(|number| bare_invoice(&world.structure, number)).collect();
    add_invoices(database, &invoices).await;
    for (page, per_page, rows) in [(0, 0, 1), (1, 5_000, 1_000), (2, 1_000, 5), (u32::MAX, u32::MAX, 0)] {
        for text in [None, Some("zzz")] {
            let filter = InvoiceFilter {
                page,
                per_page,
                text: text.map(str::to_owned),
                ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
            };
            let found = reader(database).await.invoice_page(world.organization.id, &filter).await.unwrap();
            assert_eq!(found.rows.len(), if text.is_none() { rows } else { 0 });
            assert_eq!(found.totals.count, if text.is_none() { 1_005 } else { 0 });
        }
    }
}

/// A membership that reaches nothing.
pub async fn an_empty_scope_sees_nothing(database: &dyn Database) {
    let world = World::create(database, 1).await;
    add_invoices(database, &[invoice(&world.structure, 1)]).await;
    let filter = InvoiceFilter::new(Direction::Issued, Scope::Only(Vec::new()));
    let page = reader(database).await.invoice_page(world.organization.id, &filter).await.unwrap();
    assert_eq!((page.rows.len(), page.totals), (0, ListTotals::default()));
    assert!(page.stages.iter().all(|count| count.totals == ListTotals::default()));
}
