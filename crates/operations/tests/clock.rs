//! The legal delay: who pays decides it, for every invoice to the same recipient; what is late may be claimed.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::Status;
use domain::{
    DelayBasis, Direction, InterestError, InvoiceId, InvoiceStatus, LateRateField, PayerCategory, PayerField,
    Role,
};
use operations::{
    Actor, InvoiceFilter, InvoiceView, NewStructure, NoStatement, OperationError, Scope, ScopedStructure,
};
use storage::Turn;
use test_desk::{Desk, SCHOOL_SIRET, actor_of, add_user};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// An invoice to the school that its recipient has, as it is known here.
async fn arrived(desk: &Desk, number: &str) -> InvoiceId {
    let id = desk.complete_draft(number).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    bring(desk, id, Status::MiseADisposition).await;
    id
}

/// Has the recipient put an invoice into a status, and lets it be known here.
async fn bring(desk: &Desk, id: InvoiceId, status: Status) {
    let chorus_id = view(desk, id).await.invoice.chorus_id.unwrap();
    desk.simulator.bring_invoice(chorus_id, status, None).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
}

async fn view(desk: &Desk, id: InvoiceId) -> InvoiceView {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap()
}

/// Days of the delay of an invoice in the list.
async fn listed_days(desk: &Desk, actor: &Actor, id: InvoiceId) -> Option<u32> {
    let filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    let page = desk.desk.portfolio.list(actor, filter).await.unwrap();
    let delays = desk.desk.portfolio.delays(actor, Direction::Issued, &page.rows).await.unwrap();
    delays.get(&id).map(|delay| delay.delay.days)
}

async fn tell(desk: &Desk, id: InvoiceId, category: &str) {
    desk.desk.portfolio.set_payer(&desk.firm.actor, id, category).await.unwrap();
}

/// Enters the rate of the present half-year.
async fn enter_rate(desk: &Desk) {
    let portfolio = &desk.desk.portfolio;
    portfolio.set_late_rate(&desk.firm.actor, "2026-07-01", "2,15", "BCE, 5 juin 2026").await.unwrap();
}

#[tokio::test]
async fn who_pays_decides_the_delay_of_every_invoice_to_the_same_recipient() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let (first, second) = (arrived(&desk, "FA-1").await, arrived(&desk, "FA-2").await);
    let before = view(&desk, second).await;
    assert_eq!(before.delay().unwrap().delay.basis, DelayBasis::Assumed);
    assert_eq!(before.payer.category(), None);
    assert_eq!(listed_days(&desk, actor, second).await, Some(30));
    tell(&desk, first, "health").await;
    let after = view(&desk, second).await;
    let delay = after.delay().unwrap();
    assert_eq!((delay.delay.days, delay.delay.basis), (50, DelayBasis::Law));
    let known = after.payer.known.unwrap();
    assert_eq!((known.payer.as_str(), known.author), (SCHOOL_SIRET, actor.user));
    assert_eq!(listed_days(&desk, actor, second).await, Some(50));
    // Taken back, it is supposed again.
    tell(&desk, second, "").await;
    assert!(view(&desk, first).await.delay().unwrap().is_assumed());
}

#[tokio::test]
async fn what_was_said_of_a_payer_is_said_by_who_may_submit_and_stays_in_the_organisation() {
    let desk = Desk::open().await;
    let id = arrived(&desk, "FA-1").await;
    let portfolio = &desk.desk.portfolio;
    let foreign = portfolio.set_payer(&desk.stranger.actor, id, "state").await;
    assert!(matches!(foreign, Err(OperationError::NotFound("invoice"))), "{foreign:?}");
    let unknown = portfolio.set_payer(&desk.firm.actor, id, "hôpital").await;
    let Err(OperationError::Invalid(notes)) = unknown else { panic!("{unknown:?}") };
    assert!(notes.of(&PayerField::Category.into()).next().is_some());
    let organization = desk.firm.organization;
    let person = async |role: Role, scope: Scope| {
        let email = format!("{}@cabinet.example", role.code());
        let user = add_user(&desk.system, organization, &email, role, scope.clone()).await;
        actor_of(user, organization, "Cabinet", &email, role, scope)
    };
    let reader = person(Role::Lecteur, Scope::Everything).await;
    let refused = portfolio.set_payer(&reader, id, "state").await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
    let other = NewStructure {
        identifier_kind: String::new(),
        siret: "80000000000017".to_owned(),
        name: "Cliente voisine".to_owned(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
        ..NewStructure::default()
    };
    let other = portfolio.add_structure(&desk.firm.actor, &other).await.unwrap();
    let elsewhere = ScopedStructure { structure: other, services: Vec::new() };
    let outside = person(Role::Deposant, Scope::Only(vec![elsewhere])).await;
    let refused = portfolio.set_payer(&outside, id, "state").await;
    assert!(matches!(refused, Err(OperationError::NotFound("invoice"))), "{refused:?}");
    assert_eq!(listed_days(&desk, &outside, id).await, None, "nothing is told of what is out of reach");
    tell(&desk, id, "public_enterprise").await;
    assert_eq!(view(&desk, id).await.delay().unwrap().delay.days, 60);
    let mut read = desk.system.database().read().await.unwrap();
    let asked = [SCHOOL_SIRET.to_owned()];
    let theirs = read.known_payers(desk.stranger.organization, &asked).await.unwrap();
    assert_eq!(theirs, [], "another organisation makes up its own mind");
}

#[tokio::test]
async fn a_forecast_rests_on_three_payments_of_the_same_recipient_at_least() {
    let desk = Desk::open().await;
    let mut paid = Vec::new();
    for number in 1..=3 {
        paid.push(arrived(&desk, &format!("FA-{number}")).await);
    }
    let waiting = arrived(&desk, "FA-9").await;
    for id in &paid[..2] {
        bring(&desk, *id, Status::MiseEnPaiement).await;
    }
    assert_eq!(view(&desk, waiting).await.forecast, None, "two payments are no habit");
    desk.pass(5 * DAY).await;
    bring(&desk, paid[2], Status::MiseEnPaiement).await;
    assert_eq!(view(&desk, paid[2]).await.invoice.status, InvoiceStatus::MiseEnPaiement);
    let seen = view(&desk, waiting).await;
    let forecast = seen.forecast.unwrap();
    assert_eq!(forecast.cases, 3);
    assert!(forecast.median_days < 5, "half of them took less: {forecast:?}");
    assert_eq!(view(&desk, paid[0]).await.forecast, None, "what was paid is not forecast");
}

#[tokio::test]
async fn what_should_have_been_paid_comes_to_the_overview_with_the_delay_of_its_payer() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = arrived(&desk, "FA-1").await;
    let late = async || {
        let overview = desk.desk.portfolio.overview(actor).await.unwrap();
        assert!(overview.late.iter().all(|row| overview.delays.contains_key(&row.id)));
        let counts = desk.desk.portfolio.counts(actor).await.unwrap();
        let counted = counts.get(&desk.firm.structure).map_or(0, |counts| counts.late);
        (overview.late.iter().any(|row| row.id == id), counted)
    };
    assert_eq!(late().await, (false, 0));
    desk.clock.pass(31 * DAY);
    assert_eq!(late().await, (true, 1), "supposed: thirty days");
    tell(&desk, id, "health").await;
    assert_eq!(late().await, (false, 0), "a hospital has fifty");
    desk.clock.pass(20 * DAY);
    assert_eq!(late().await, (true, 1));
    tell(&desk, id, "public_enterprise").await;
    assert_eq!(late().await, (false, 0));
}

#[tokio::test]
async fn a_claim_waits_for_who_pays_and_for_the_rate_of_its_half_year() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    let actor = &desk.firm.actor;
    let id = arrived(&desk, "FA-1").await;
    let in_time = portfolio.late_claim(actor, id).await;
    assert!(matches!(in_time, Err(OperationError::NotFound("claim"))), "{in_time:?}");
    desk.clock.pass(35 * DAY);
    let claim = async || portfolio.late_claim(actor, id).await.unwrap();
    assert_eq!(claim().await.statement, Err(NoStatement::PayerUnknown));
    tell(&desk, id, PayerCategory::Local.code()).await;
    let missing = claim().await.statement;
    let Err(NoStatement::Interest(InterestError::MissingRate(half))) = missing else { panic!("{missing:?}") };
    assert_eq!(half.first_day().to_string(), "2026-07-01");
    enter_rate(&desk).await;
    let told = claim().await;
    let interest = told.statement.as_ref().unwrap();
    assert_eq!((interest.days(), told.is_paid(), interest.settled), (5, false, None));
    // 1 200 × 10,15 % × 5 ÷ 365
    assert_eq!(interest.interest.to_string(), "1.67");
    assert_eq!(interest.total().to_string(), "41.67");
    let foreign = portfolio.late_claim(&desk.stranger.actor, id).await;
    assert!(matches!(foreign, Err(OperationError::NotFound("invoice"))), "{foreign:?}");
}

#[tokio::test]
async fn what_was_paid_late_is_claimed_up_to_the_mise_en_paiement() {
    let desk = Desk::open().await;
    let id = arrived(&desk, "FA-1").await;
    tell(&desk, id, "local").await;
    enter_rate(&desk).await;
    desk.pass(35 * DAY).await;
    bring(&desk, id, Status::MiseEnPaiement).await;
    desk.clock.pass(9 * DAY);
    let claim = desk.desk.portfolio.late_claim(&desk.firm.actor, id).await.unwrap();
    let interest = claim.statement.as_ref().unwrap();
    assert!(claim.is_paid() && interest.settled.is_some());
    assert_eq!(interest.days(), 5, "nothing has grown since");
    // Nothing is claimed in another currency.
    let organization = desk.firm.organization;
    let mut transaction = desk.system.database().write(Turn::Organization(organization)).await.unwrap();
    let mut invoice = transaction.invoice(organization, id).await.unwrap().unwrap();
    invoice.currency = "XPF".to_owned();
    transaction.update_invoice(&mut invoice).await.unwrap();
    transaction.commit().await.unwrap();
    let claim = desk.desk.portfolio.late_claim(&desk.firm.actor, id).await.unwrap();
    assert_eq!(claim.statement, Err(NoStatement::OtherCurrency("XPF".to_owned())));
}

#[tokio::test]
async fn rates_are_entered_by_an_administrator_with_their_source() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    let actor = &desk.firm.actor;
    let rates = portfolio.late_rates(actor).await.unwrap();
    let named = |rates: &[operations::RateOfHalf], label: &str| {
        rates.iter().find(|rate| rate.half.label() == label).unwrap().clone()
    };
    assert!(named(&rates, "2e semestre 2026").rule.is_none());
    assert!(!named(&rates, "1er semestre 2026").is_known(), "believed only");
    let wrong = portfolio.set_late_rate(actor, "2026-07-02", "10,15", " ").await;
    let Err(OperationError::Invalid(notes)) = wrong else { panic!("{wrong:?}") };
    for field in [LateRateField::Half, LateRateField::Refinancing, LateRateField::Source] {
        assert!(notes.of(&field.into()).next().is_some(), "{field:?}");
    }
    portfolio.set_late_rate(actor, "2026-01-01", "2,15 %", "BCE").await.unwrap();
    let rates = portfolio.late_rates(actor).await.unwrap();
    let confirmed = named(&rates, "1er semestre 2026");
    assert!(confirmed.is_known());
    assert_eq!(confirmed.entered.unwrap().author_name, actor.name);
    let theirs = portfolio.late_rates(&desk.stranger.actor).await.unwrap();
    assert!(!named(&theirs, "1er semestre 2026").is_known());
    let mut manager = actor.clone();
    manager.role = Role::Gestionnaire;
    let refused = portfolio.set_late_rate(&manager, "2026-07-01", "2", "BCE").await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
}
