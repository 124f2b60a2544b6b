//! Figures of the Tableau de bord: what they tell, and to whom.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Direction, InvoiceId, InvoiceKind, InvoiceStatus, PayerCategory, Role, clock_spans, from_cents, paris_day,
};
use operations::{
    Actor, Invoice, InvoiceFilter, KnownPayer, NationalReference, Origin, Scope, ScopedStructure, StepOwner,
};
use storage::Turn;
use test_desk::{Desk, SUPPLIER_SIRET, actor_of, add_user};
use uuid::Uuid;

type Way = Vec<(InvoiceStatus, DateTime<Utc>)>;

/// Days before the present of the desk.
fn ago(desk: &Desk, days: i64) -> DateTime<Utc> {
    desk.desk.now() - TimeDelta::days(days)
}

/// Keeps an invoice that went a way, with 1,200 euros due.
async fn keep(desk: &Desk, number: u128, way: &Way, change: impl FnOnce(&mut Invoice)) {
    let (status, status_at) = way.last().cloned().unwrap();
    let mut invoice = Invoice {
        id: InvoiceId(Uuid::from_u128(0xda5b_0000 + number)),
        organization: desk.firm.organization,
        structure: desk.firm.structure,
        direction: Direction::Received,
        origin: Origin::ChorusPro,
        status,
        status_at,
        status_reason: None,
        status_comment: None,
        number: format!("R-{number}"),
        kind: InvoiceKind::Facture,
        date: Some(paris_day(way[0].1)),
        partner_name: "MENUISERIE LEFEVRE".to_owned(),
        partner_siret: "00000000800001".to_owned(),
        service_code: Some("VOIRIE".to_owned()),
        engagement: None,
        currency: "EUR".to_owned(),
        net_cents: None,
        vat_cents: None,
        gross_cents: Some(120_000),
        due_cents: None,
        document: None,
        chorus_id: None,
        created_by: None,
        created_at: way[0].1,
        updated_at: way[0].1,
        deposited_on: None,
        arrived_at: Some(way[0].1),
        checked_at: None,
        version: 1,
    };
    change(&mut invoice);
    let mut transaction =
        desk.system.database().write(Turn::Organization(desk.firm.organization)).await.unwrap();
    transaction.insert_invoice(&invoice).await.unwrap();
    let spans = clock_spans(way.clone());
    transaction.put_clock_spans(desk.firm.organization, invoice.id, &spans).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Says what our own structure is, as the payer of what it receives.
async fn pays_as(desk: &Desk, category: PayerCategory) {
    let mut transaction =
        desk.system.database().write(Turn::Organization(desk.firm.organization)).await.unwrap();
    let mut structures = transaction.structures(desk.firm.organization).await.unwrap();
    let structure = structures.pop().unwrap().structure;
    let known = KnownPayer {
        organization: desk.firm.organization,
        environment: structure.environment,
        payer: SUPPLIER_SIRET.to_owned(),
        category,
        author: desk.firm.actor.user,
        author_name: "Anne".to_owned(),
        told_at: desk.desk.now(),
    };
    transaction.put_payer(&known).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn reader(desk: &Desk, services: &[&str]) -> Actor {
    let entry = ScopedStructure {
        structure: desk.firm.structure,
        services: services.iter().map(|code| (*code).to_owned()).collect(),
    };
    let scope = Scope::Only(vec![entry]);
    let email = format!("{}@cabinet.example", services.join("-").to_lowercase());
    let user = add_user(&desk.system, desk.firm.organization, &email, Role::Lecteur, scope.clone()).await;
    actor_of(user, desk.firm.organization, "Cabinet d’essai", &email, Role::Lecteur, scope)
}

fn received() -> InvoiceFilter {
    InvoiceFilter::new(Direction::Received, Scope::Everything)
}

fn arrived(desk: &Desk, days: i64) -> Way {
    vec![(InvoiceStatus::MiseADisposition, ago(desk, days))]
}

fn paid(desk: &Desk, arrived: i64, ordered: i64, paid: i64) -> Way {
    vec![
        (InvoiceStatus::MiseADisposition, ago(desk, arrived)),
        (InvoiceStatus::Mandatee, ago(desk, ordered)),
        (InvoiceStatus::MiseEnPaiement, ago(desk, paid)),
    ]
}

#[tokio::test]
async fn what_waits_is_told_by_age_by_last_day_and_by_what_it_costs() {
    let desk = Desk::open().await;
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    for (number, days) in [(1, 0), (2, 30), (3, 31), (4, 61)] {
        keep(&desk, number, &arrived(&desk, days), |_| {}).await;
    }
    keep(&desk, 5, &arrived(&desk, 70), |invoice| "USD".clone_into(&mut invoice.currency)).await;
    keep(&desk, 6, &arrived(&desk, 70), |invoice| invoice.kind = InvoiceKind::Avoir).await;
    let ageing = portfolio.ageing(actor, &received()).await.unwrap();
    assert_eq!(ageing.ages.map(|aged| aged.count), [2, 1, 0, 1]);
    assert_eq!((ageing.all().cents, ageing.rows.len()), (480_000, 1));
    assert_eq!(ageing.others["USD"].count, 1, "another currency stands for itself");

    let calendar = portfolio.due_calendar(actor, &received()).await.unwrap();
    let today = paris_day(desk.desk.now());
    assert_eq!((calendar.late.count, calendar.assumed), (2, 5), "nobody said who pays");
    let today_due = calendar.days.iter().find(|day| day.day == today).unwrap().due;
    assert_eq!((today_due.count, today_due.cents), (1, 120_000), "its last day is not late");
    assert_eq!(calendar.within(29).count, 1);
    assert_eq!(calendar.within(30).count, 2);

    let interest = portfolio.interest_figures(actor, &received()).await.unwrap();
    assert_eq!((interest.assumed.count, interest.rows.len()), (2, 0), "a supposed delay costs nothing");
    pays_as(&desk, PayerCategory::Local).await;
    let interest = portfolio.interest_figures(actor, &received()).await.unwrap();
    assert_eq!((interest.without_rate.count, interest.missing.len()), (2, 1), "its rate is not known");
    portfolio.set_late_rate(actor, "2026-07-01", "2,15", "BCE, 5 juin 2026").await.unwrap();
    let interest = portfolio.interest_figures(actor, &received()).await.unwrap();
    // 1,200 euros at 10.15 % for a day and for 31 days.
    let [one] = &interest.rows[..] else { panic!("{interest:?}") };
    assert_eq!((one.late.count, one.interest, one.indemnity), (2, from_cents(1_068), from_cents(8_000)));
    assert!(one.avoidable > from_cents(4_000), "one more indemnity at least: {one:?}");
    // Longer for a hospital: nothing is late but what is 61 days old.
    pays_as(&desk, PayerCategory::Health).await;
    assert_eq!(portfolio.due_calendar(actor, &received()).await.unwrap().late.count, 1);
}

#[tokio::test]
async fn payments_are_told_month_by_month_and_step_by_step() {
    let desk = Desk::open().await;
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    // Suspended for ten of its forty days.
    let suspended = vec![
        (InvoiceStatus::MiseADisposition, ago(&desk, 45)),
        (InvoiceStatus::Suspendue, ago(&desk, 40)),
        (InvoiceStatus::Completee, ago(&desk, 30)),
        (InvoiceStatus::Mandatee, ago(&desk, 15)),
        (InvoiceStatus::MiseEnPaiement, ago(&desk, 5)),
    ];
    keep(&desk, 1, &suspended, |_| {}).await;
    keep(&desk, 2, &paid(&desk, 25, 10, 5), |_| {}).await;
    keep(&desk, 3, &paid(&desk, 35, 25, 5), |invoice| invoice.service_code = Some("PARCS".to_owned())).await;
    keep(&desk, 4, &paid(&desk, 900, 890, 880), |_| {}).await;
    let months = portfolio.payment_months(actor, &received()).await.unwrap();
    assert_eq!(months.count(), 3, "a year back and no more");
    let month = months.latest().unwrap();
    assert_eq!((month.count, month.mean_tenths, month.median, month.within), (3, 267, 30, 3));
    assert_eq!(months.national, NationalReference::None, "nothing is known of the structure");
    pays_as(&desk, PayerCategory::Health).await;
    let compared = portfolio.payment_months(actor, &received()).await.unwrap().national;
    assert!(matches!(compared, NationalReference::Of(figure) if figure.tenths.1 == 612), "{compared:?}");
    let issued = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    let issued = portfolio.payment_months(actor, &issued).await.unwrap();
    assert_eq!((issued.count(), issued.national), (0, NationalReference::ManyPayers));

    let times = portfolio.step_times(actor, &received()).await.unwrap();
    let service = |code: &str| StepOwner::Service(desk.firm.structure, code.to_owned());
    let told: Vec<_> = times
        .rows
        .iter()
        .map(|row| (row.owner.clone().unwrap(), row.ordonnateur.median, row.comptable.ninth, row.whole.ninth))
        .collect();
    assert_eq!(told, [(service("PARCS"), 10, 20, 30), (service("VOIRIE"), 15, 10, 30)]);
    assert_eq!((times.all.count, times.cut), (3, false));
}

#[tokio::test]
async fn what_came_back_is_told_by_reason_and_partner() {
    let desk = Desk::open().await;
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    let back = |status: InvoiceStatus| {
        vec![(InvoiceStatus::MiseADisposition, ago(&desk, 20)), (status, ago(&desk, 10))]
    };
    for number in 1..=9 {
        keep(&desk, number, &back(InvoiceStatus::Rejetee), |invoice| {
            invoice.status_comment = Some(if number <= 3 { "Bon absent" } else { "Doublon" }.to_owned());
            invoice.partner_siret = format!("0000000080000{}", if number <= 6 { 1 } else { number });
        })
        .await;
    }
    keep(&desk, 20, &back(InvoiceStatus::Suspendue), |_| {}).await;
    let returns = portfolio.returns(actor, &received()).await.unwrap();
    assert_eq!(
        (returns.all, returns.partners.len(), returns.partners[0].siret.as_str()),
        (10, 4, "00000000800001")
    );
    let told: Vec<_> =
        returns.reasons.iter().map(|reason| (reason.words.as_str(), reason.count, reason.of[0])).collect();
    assert_eq!(told, [("Doublon", 6, 3), ("Bon absent", 3, 3), ("", 1, 1)]);
    assert!(returns.reasons.iter().all(|reason| reason.others() == 0), "{returns:?}");
}

#[tokio::test]
async fn a_reader_of_one_service_has_figures_of_nothing_else() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    for (number, service) in [(1, "VOIRIE"), (2, "PARCS"), (3, "PARCS")] {
        let change = |invoice: &mut Invoice| {
            invoice.service_code = Some(service.to_owned());
            invoice.partner_name = format!("Fournisseur de {service}");
            invoice.partner_siret = format!("000000008000{number:02}");
        };
        keep(&desk, number, &arrived(&desk, 40), change).await;
        keep(&desk, number + 10, &paid(&desk, 25, 10, 5), change).await;
        let back =
            vec![(InvoiceStatus::MiseADisposition, ago(&desk, 20)), (InvoiceStatus::Rejetee, ago(&desk, 10))];
        keep(&desk, number + 20, &back, change).await;
    }
    let filter = InvoiceFilter { structures: Some(vec![desk.firm.structure]), ..received() };
    let counts = async |actor: &Actor| {
        let funnel = portfolio.funnel(actor, &filter).await.unwrap();
        let funnel: u64 = funnel.statuses.iter().map(|count| count.totals.count).sum();
        let ageing = portfolio.ageing(actor, &filter).await.unwrap();
        let due = portfolio.due_calendar(actor, &filter).await.unwrap();
        let interest = portfolio.interest_figures(actor, &filter).await.unwrap();
        let months = portfolio.payment_months(actor, &filter).await.unwrap();
        let steps = portfolio.step_times(actor, &filter).await.unwrap();
        let returns = portfolio.returns(actor, &filter).await.unwrap();
        let told = format!("{ageing:?} {steps:?} {returns:?} {interest:?}");
        let numbers = [
            funnel,
            ageing.all().count,
            due.late.count,
            interest.assumed.count,
            months.count(),
            steps.all.count,
            returns.all,
        ];
        (numbers, told)
    };
    assert_eq!(counts(&desk.firm.actor).await.0, [9, 3, 3, 3, 3, 3, 3]);
    let (numbers, told) = counts(&reader(&desk, &["VOIRIE"]).await).await;
    assert_eq!(numbers, [3, 1, 1, 1, 1, 1, 1]);
    assert!(told.contains("VOIRIE") && !told.contains("PARCS"), "{told}");
    assert_eq!(counts(&desk.stranger.actor).await.0, [0; 7], "another organisation");
    assert_eq!(counts(&reader(&desk, &["ECOLES"]).await).await.0, [0; 7]);
}
