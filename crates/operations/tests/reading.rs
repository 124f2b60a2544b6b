//! Reading what was received: what nobody has looked at yet, what a contract gives, statuses in disorder, what is in the files,
//! and what is at Chorus Pro alone.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::Arc;
use std::time::Duration;

use chorus_pro_simulator::{Status, World};
use domain::{
    ActKind, Decision, DecisionField, DelayBasis, Direction, DisorderKind, InvoiceId, InvoiceStatus, Role,
    StructureId, Values,
};
use operations::{
    Actor, FileContents, InvoiceView, ListMark, OperationError, Reception, Scope, ScopedStructure,
    SearchQuery, SearchedPlace, TermGroupKind, TermValue,
};
use serde_json::json;
use storage::InvoiceFilter;
use test_desk::{Desk, actor_of, add_user};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

async fn person(desk: &Desk, email: &str, role: Role, scope: Scope) -> Actor {
    let organization = desk.firm.organization;
    let user = add_user(&desk.system, organization, email, role, scope.clone()).await;
    actor_of(user, organization, "Ville", email, role, scope)
}

fn of_service(town: StructureId, service: &str) -> Scope {
    Scope::Only(vec![ScopedStructure { structure: town, services: vec![service.to_owned()] }])
}

async fn view(desk: &Desk, id: InvoiceId) -> InvoiceView {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap()
}

async fn reception(desk: &Desk, id: InvoiceId) -> Reception {
    view(desk, id).await.reception.unwrap()
}

async fn marked(desk: &Desk, actor: &Actor, mark: ListMark) -> Vec<InvoiceId> {
    let filter =
        InvoiceFilter { mark: Some(mark), ..InvoiceFilter::new(Direction::Received, Scope::Everything) };
    let page = desk.desk.portfolio.list(actor, filter).await.unwrap();
    let mut ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids
}

/// An invoice of the firm's client to the purchases of the town, that went through these statuses, an hour after the other.
fn seed(world: &mut World, place: i64, number: &str, way: &[Status], archived: bool) {
    let begin = "2026-10-01T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let history: Vec<_> = way
        .iter()
        .enumerate()
        .map(|(step, status)| {
            let at = begin + chrono::TimeDelta::hours(i64::try_from(step).unwrap());
            json!({"status": status.code(), "at": at})
        })
        .collect();
    let invoice = json!({
        "id": 20_000 + 2 * place, "recipient_side_id": 20_001 + 2 * place, "number": number, "kind": "FACTURE",
        "supplier": 1001, "recipient": 2001, "service": 2101, "framework": "A1_FACTURE_FOURNISSEUR",
        "deposit_mode": "SAISIE_API", "issued_on": "2026-09-30", "deposited_at": begin, "currency": "EUR",
        "vat_regime": "TVA_SUR_DEBIT",
        "totals": {"without_vat": "1000.00", "vat": "200.00", "with_vat": "1200.00", "payable": "1200.00"},
        "archived": archived, "history": history,
    });
    world.invoices.push(Arc::new(serde_json::from_value(invoice).unwrap()));
    world.last_id = world.last_id.max(30_000);
}

#[tokio::test]
async fn what_nobody_has_opened_or_downloaded_is_told_apart_and_only_to_who_may_see_it() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let ids = desk.receive(town, &["FA-1", "FA-2"]).await;
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    let mut both = ids.clone();
    both.sort_unstable();
    for mark in [ListMark::New, ListMark::Unread, ListMark::NotDownloaded] {
        assert_eq!(marked(&desk, actor, mark).await, both, "{mark:?}");
    }
    let of_others = person(&desk, "autre@exemple.fr", Role::Valideur, of_service(town, "TECHNIQUE")).await;
    let all = InvoiceFilter::new(Direction::Received, Scope::Everything);
    assert_eq!(marked(&desk, &of_others, ListMark::Unread).await, []);
    assert_eq!(
        portfolio.mark_counts(&of_others, &all).await.unwrap(),
        [],
        "nothing is counted of another service"
    );
    assert!(view(&desk, ids[0]).await.opening_counts());
    // Who does not reach it reads nothing.
    assert!(portfolio.note_opening(&of_others, ids[0]).await.is_err());
    let of_purchases = person(&desk, "hugo@exemple.fr", Role::Lecteur, of_service(town, "ACHATS")).await;
    portfolio.note_opening(&of_purchases, ids[0]).await.unwrap();
    let read = reception(&desk, ids[0]).await;
    assert_eq!(
        (read.opened_at, read.opened_by.as_deref()),
        (Some(desk.desk.now()), Some("Personne d’essai"))
    );
    assert_eq!(read.downloaded_at, None, "its files are on their way");
    assert_eq!(marked(&desk, actor, ListMark::NotDownloaded).await, both);
    for mark in [ListMark::New, ListMark::Unread] {
        assert_eq!(marked(&desk, actor, mark).await, [ids[1]], "{mark:?}");
    }
    desk.pass(MINUTE).await;
    assert_eq!(marked(&desk, actor, ListMark::NotDownloaded).await, [ids[1]]);
    let counts = portfolio.mark_counts(actor, &all).await.unwrap();
    assert_eq!(counts, [(ListMark::New, 1), (ListMark::Unread, 1), (ListMark::NotDownloaded, 1)]);
    // The first time stays, and nothing is left to be noted.
    portfolio.note_opening(actor, ids[0]).await.unwrap();
    assert_eq!(reception(&desk, ids[0]).await.opened_at, read.opened_at);
    assert!(!view(&desk, ids[0]).await.opening_counts());
}

#[tokio::test]
async fn a_contract_shortens_the_delay_and_never_lengthens_it_and_moves_the_place_in_the_list() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let ids = desk.receive(town, &["FA-1", "FA-2"]).await;
    let (actor, receiving) = (&desk.firm.actor, &desk.desk.receiving);
    let first_due = async || {
        let sort = operations::Sort { column: operations::SortColumn::LastDay, descending: false };
        let filter = InvoiceFilter { sort, ..InvoiceFilter::new(Direction::Received, Scope::Everything) };
        desk.desk.portfolio.list(actor, filter).await.unwrap().rows[0].id
    };
    receiving.set_contract_days(actor, ids[1], " 20 ").await.unwrap();
    let delay = view(&desk, ids[1]).await.delay().unwrap();
    assert_eq!((delay.delay.days, delay.delay.basis), (20, DelayBasis::Contract));
    assert_eq!(first_due().await, ids[1]);
    assert!(
        view(&desk, ids[1])
            .await
            .events
            .iter()
            .any(|event| { event.code == "CONTRACT_DAYS" && event.comment.as_deref() == Some("20 jours") })
    );
    // Longer than the law: kept, without effect.
    receiving.set_contract_days(actor, ids[1], "45").await.unwrap();
    let delay = view(&desk, ids[1]).await.delay().unwrap();
    assert_eq!((delay.delay.days, delay.delay.basis), (30, DelayBasis::Assumed));
    receiving.set_contract_days(actor, ids[0], "29").await.unwrap();
    assert_eq!(first_due().await, ids[0]);
    receiving.set_contract_days(actor, ids[0], "").await.unwrap();
    assert_eq!(reception(&desk, ids[0]).await.contract_days, None);
    for typed in ["0", "61", "-3", "vingt", "2,5", "99999999999999"] {
        let refused = receiving.set_contract_days(actor, ids[0], typed).await;
        assert!(matches!(refused, Err(OperationError::Invalid(_))), "{typed}: {refused:?}");
    }
    let reader = person(&desk, "lecteur@exemple.fr", Role::Lecteur, Scope::Everything).await;
    let forbidden = receiving.set_contract_days(&reader, ids[0], "10").await;
    assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    let elsewhere = person(&desk, "autre@exemple.fr", Role::Valideur, of_service(town, "TECHNIQUE")).await;
    for foreign in [&elsewhere, &desk.stranger.actor] {
        let absent = receiving.set_contract_days(foreign, ids[0], "10").await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
    }
}

#[tokio::test]
async fn statuses_in_disorder_are_found_and_put_in_order_by_the_decision_that_leads_there() {
    use Status::{Comptabilisee, Deposee, Mandatee, MiseADisposition, MiseEnPaiement, ServiceFait};
    let desk = Desk::open_in(|world| {
        seed(world, 1, "FA-PAYEE", &[Deposee, MiseADisposition, MiseEnPaiement, Mandatee], false);
        seed(world, 2, "FA-RECULEE", &[Deposee, MiseADisposition, Mandatee, ServiceFait], false);
        seed(
            world,
            3,
            "FA-DROITE",
            &[Deposee, MiseADisposition, ServiceFait, Mandatee, Comptabilisee],
            false,
        );
    })
    .await;
    desk.add_town().await;
    desk.pass(MINUTE).await;
    let actor = &desk.firm.actor;
    let filter = InvoiceFilter::new(Direction::Received, Scope::Everything);
    let rows = desk.desk.portfolio.list(actor, filter).await.unwrap().rows;
    let id = |number: &str| rows.iter().find(|row| row.number == number).unwrap().id;
    let (paid, back, right) = (id("FA-PAYEE"), id("FA-RECULEE"), id("FA-DROITE"));
    let mut wrong = vec![paid, back];
    wrong.sort_unstable();
    assert_eq!(marked(&desk, actor, ListMark::Disordered).await, wrong);
    assert_eq!(view(&desk, right).await.disorder, None);

    let seen = view(&desk, paid).await;
    assert_eq!(seen.invoice.status, InvoiceStatus::MiseEnPaiement, "what was paid is not hidden");
    let paid_at = seen.invoice.status_at;
    let disorder = seen.disorder.as_ref().unwrap();
    assert_eq!((disorder.kind, &disorder.written), (DisorderKind::Backwards, &InvoiceStatus::Mandatee));
    assert_eq!(seen.mended_by(), Some(Decision::OrderPayment));
    assert_eq!(view(&desk, back).await.mended_by(), Some(Decision::Mandate));

    for (id, decision) in [(paid, Decision::OrderPayment), (back, Decision::Mandate)] {
        let acting = &desk.desk.acting;
        let mut typed = Values::default();
        typed.set(DecisionField::Decision, decision.code());
        let version = acting.decision_view(actor, id, Some(decision)).await.unwrap().version();
        let saved = acting.save_act(actor, id, ActKind::Decide, version, &typed).await.unwrap();
        acting.send_act(actor, id, ActKind::Decide, saved.version).await.unwrap();
    }
    desk.pass(11 * SECOND).await;
    for _ in 0..3 {
        desk.pass(MINUTE).await;
    }
    let passed = |number: &str| -> Vec<Status> {
        let invoices = desk.simulator.invoices();
        let invoice = invoices.iter().find(|invoice| invoice.number == number).unwrap();
        invoice.history.iter().map(|event| event.status).collect()
    };
    let way = passed("FA-PAYEE");
    assert_eq!(way[4..], [Status::MiseADispositionComptable, Comptabilisee, MiseEnPaiement], "{way:?}");
    // The simulated accountant goes on from there by itself.
    assert_eq!(passed("FA-RECULEE")[4], Mandatee);
    let calls = desk.simulator.calls();
    assert_eq!(calls.iter().filter(|call| call.path.ends_with("traiter/recue")).count(), 4, "once each");
    assert_eq!(marked(&desk, actor, ListMark::Disordered).await, []);
    let mended = view(&desk, paid).await;
    assert_eq!((mended.disorder, mended.invoice.status), (None, InvoiceStatus::MiseEnPaiement));
    assert_eq!(mended.invoice.status_at, paid_at, "it was paid once, on the day on which it was");
}

#[tokio::test]
async fn the_pivot_is_read_in_the_terms_of_the_norm_by_who_may_read_its_invoice() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let id = desk.receive(town, &["FA-1"]).await[0];
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    let absent = portfolio.pivot_contents(actor, id).await;
    assert!(matches!(absent, Err(OperationError::NotFound(_))), "it was not fetched yet");
    portfolio.note_opening(actor, id).await.unwrap();
    desk.pass(MINUTE).await;
    let read = portfolio.pivot_contents(actor, id).await.unwrap();
    let Ok(FileContents::Terms(terms)) = read.shown else { panic!("{:?}", read.shown) };
    assert_eq!((terms.root.as_str(), terms.problem.as_deref()), ("CPPFacturePivot", None));
    let value = |kind, name: &str| {
        let group = terms.groups.iter().find(|group| group.kind == kind).unwrap();
        group.terms.iter().find(|term| term.name == name).map(|term| term.value.clone())
    };
    assert_eq!(value(TermGroupKind::Invoice, "BT-1"), Some(TermValue::Text("FA-1".to_owned())));
    assert_eq!(value(TermGroupKind::Totals, "BT-112"), Some(TermValue::Number("1200.00".parse().unwrap())));
    assert!(matches!(value(TermGroupKind::Attachment, "BT-125"), Some(TermValue::File(1..))));
    let elsewhere = person(&desk, "autre@exemple.fr", Role::Lecteur, of_service(town, "TECHNIQUE")).await;
    for foreign in [&elsewhere, &desk.stranger.actor] {
        let absent = portfolio.pivot_contents(foreign, id).await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
    }
}

fn everything(structure: StructureId) -> SearchQuery {
    SearchQuery {
        structure,
        place: SearchedPlace::Everywhere,
        number: None,
        supplier: None,
        engagement: None,
        status: None,
        from: None,
        until: None,
        least: None,
        most: None,
    }
}

#[tokio::test]
async fn what_chorus_pro_has_archived_is_found_fetched_once_and_stays() {
    use Status::{Deposee, MiseADisposition, MiseEnPaiement};
    let desk = Desk::open_in(|world| {
        world.switches.payment_request_search = true;
        seed(world, 1, "FA-ANCIENNE", &[Deposee, MiseADisposition, MiseEnPaiement], true);
        seed(world, 2, "FA-COURANTE", &[Deposee, MiseADisposition], false);
    })
    .await;
    let town = desk.add_town().await;
    desk.pass(MINUTE).await;
    let (actor, searching) = (&desk.firm.actor, &desk.desk.searching);
    let found = searching.search(actor, &everything(town)).await.unwrap();
    let told: Vec<_> = found
        .invoices
        .iter()
        .map(|one| (one.found.number.as_str(), one.found.archived, one.known.is_some(), one.coming))
        .collect();
    assert!(told.contains(&("FA-ANCIENNE", true, false, false)), "{told:?}");
    assert!(told.contains(&("FA-COURANTE", false, true, false)), "{told:?}");
    let archived = SearchQuery { place: SearchedPlace::Archive, ..everything(town) };
    let found = searching.search(actor, &archived).await.unwrap();
    assert_eq!(found.invoices.len(), 1);
    let number = found.invoices[0].found.chorus_id;
    let narrowed = [
        SearchQuery { number: Some("FA-COURANTE".to_owned()), ..archived.clone() },
        SearchQuery { least: Some("1200.01".parse().unwrap()), ..archived.clone() },
        SearchQuery { from: chrono::NaiveDate::from_ymd_opt(2026, 10, 1), ..archived.clone() },
        SearchQuery { supplier: Some("00000000900002".to_owned()), ..archived.clone() },
        SearchQuery { status: Some(InvoiceStatus::Suspendue), ..archived.clone() },
    ];
    for query in narrowed {
        assert_eq!(searching.search(actor, &query).await.unwrap().invoices, [], "{query:?}");
    }

    // A number that was not found is not fetched; the same is fetched once.
    let fetched = searching.fetch_found(actor, &archived, &[number, number, 77]).await.unwrap();
    assert_eq!((fetched.asked, fetched.known, fetched.gone), (1, 0, 1));
    assert!(searching.search(actor, &archived).await.unwrap().invoices[0].coming);
    let again = searching.fetch_found(actor, &archived, &[number]).await.unwrap();
    assert_eq!((again.asked, again.known), (0, 1));
    desk.pass(MINUTE).await;
    let here = searching.search(actor, &archived).await.unwrap().invoices.remove(0);
    let id = here.known.unwrap();
    let taken = view(&desk, id).await;
    assert_eq!(taken.invoice.number, "FA-ANCIENNE");
    assert_eq!(taken.invoice.status, InvoiceStatus::MiseEnPaiement);
    assert_eq!(taken.invoice.gross_cents, Some(120_000));
    assert_eq!(taken.invoice.partner_name, "ATELIER EXEMPLE");
    assert_eq!(here.supplier_name.as_deref(), Some("ATELIER EXEMPLE"));
    assert!(taken.events.iter().any(|event| event.code == "MISE_EN_PAIEMENT"), "with its history");
    // Chorus Pro lists it no more; it stays.
    for _ in 0..5 {
        desk.pass(30 * MINUTE).await;
    }
    assert_eq!(view(&desk, id).await.invoice.number, "FA-ANCIENNE");
    assert_eq!(searching.fetch_found(actor, &archived, &[number]).await.unwrap().known, 1);
}

#[tokio::test]
async fn a_search_tells_of_ones_own_services_and_who_only_reads_fetches_nothing() {
    use Status::{Deposee, MiseADisposition, MiseEnPaiement};
    let desk = Desk::open_in(|world| {
        world.switches.payment_request_search = true;
        seed(world, 1, "FA-ANCIENNE", &[Deposee, MiseADisposition, MiseEnPaiement], true);
    })
    .await;
    let town = desk.add_town().await;
    let searching = &desk.desk.searching;
    let own = person(&desk, "hugo@exemple.fr", Role::Valideur, of_service(town, "ACHATS")).await;
    let other = person(&desk, "autre@exemple.fr", Role::Valideur, of_service(town, "TECHNIQUE")).await;
    let reader = person(&desk, "lecteur@exemple.fr", Role::Lecteur, Scope::Everything).await;
    let query = everything(town);
    let found = searching.search(&own, &query).await.unwrap();
    let number = found.invoices[0].found.chorus_id;
    assert_eq!(searching.search(&other, &query).await.unwrap().invoices, []);
    let foreign = searching.fetch_found(&other, &query, &[number]).await.unwrap();
    assert_eq!((foreign.asked, foreign.known, foreign.gone), (0, 0, 1));
    assert_eq!(searching.search(&reader, &query).await.unwrap().invoices.len(), 1);
    let forbidden = searching.fetch_found(&reader, &query, &[number]).await;
    assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    let before = desk.simulator.calls().len();
    let absent = searching.search(&desk.stranger.actor, &query).await;
    assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
    let issues = searching.search(&desk.firm.actor, &everything(desk.firm.structure)).await;
    assert!(matches!(issues, Err(OperationError::NotFound(_))), "it receives nothing: {issues:?}");
    assert_eq!(desk.simulator.calls().len(), before, "nothing was asked");
}

#[tokio::test]
async fn where_chorus_pro_offers_no_such_search_its_words_are_passed_on_and_nothing_stops() {
    let desk = Desk::open().await;
    let town = desk.add_town().await;
    let refused = desk.desk.searching.search(&desk.firm.actor, &everything(town)).await;
    let Err(OperationError::ChorusPro { reason, .. }) = refused else { panic!("{refused:?}") };
    assert!(matches!(reason, domain::Reason::ChorusProRefused { .. }), "{reason:?}");
    // The lane of the access goes on.
    assert_eq!(desk.receive(town, &["FA-1"]).await.len(), 1);
}
