//! Files of received invoices, packages of invoices and monthly archives, on a real simulator.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read as _, Seek as _, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind, Status};
use chrono::{TimeZone as _, Utc};
use domain::{
    Direction, InvoiceForm, InvoiceId, InvoiceStatus, PackageId, PackageState, Reason, Role, StructureId,
};
use operations::{
    Actor, Credentials, Files, InvoiceView, NewPackage, NewStructure, OperationError, PackageIndex,
    PackageTyped, PackedInvoice,
};
use storage::{InvoiceFilter, Scope, ScopedStructure};
use test_desk::{Desk, TOWN_SIRET, actor_of, add_user, complete_form, invoice_pdf};
use zip::ZipArchive;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const GROUP: &str = "telecharger/groupe";

/// A desk where the firm receives for the town, and invoices of the other firm have arrived there. Every third one has an
/// attachment.
async fn received(numbers: &[&str]) -> (Desk, StructureId) {
    let desk = Desk::open().await;
    let town = add_town(&desk).await;
    for (place, number) in numbers.iter().enumerate() {
        send_to_town(&desk, number, place % 3 == 0).await;
    }
    arrive(&desk).await;
    (desk, town)
}

async fn add_town(desk: &Desk) -> StructureId {
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: TOWN_SIRET.to_owned(),
        name: "La ville".to_owned(),
        town: String::new(),
        side: "destinataire".to_owned(),
        environment: "qualification".to_owned(),
    };
    let town = desk.desk.portfolio.add_structure(&desk.firm.actor, &new).await.unwrap();
    let credentials = Credentials {
        client_id: "application-ville".to_owned(),
        client_secret: "secret-ville".to_owned().into(),
        login: "TECH_1_000011@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(&desk.firm.actor, town, credentials).await.unwrap();
    town
}

async fn send_to_town(desk: &Desk, number: &str, with_attachment: bool) {
    let (actor, structure) = (&desk.stranger.actor, desk.stranger.structure);
    let file = desk.store(&invoice_pdf(&[format!("Facture n° {number}")])).await;
    let id = desk.desk.issuing.begin_deposit(actor, structure, file, "facture.pdf").await.unwrap();
    let form = InvoiceForm {
        recipient_siret: TOWN_SIRET.to_owned(),
        service_code: "ACHATS".to_owned(),
        ..complete_form(number)
    };
    desk.type_in(actor, id, &form).await;
    if with_attachment {
        let file = desk.store(&invoice_pdf(&[format!("Bon de {number}")])).await;
        desk.desk.issuing.add_attachment(actor, id, file, "bon.pdf").await.unwrap();
    }
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
}

/// Time for what was deposited to arrive, and for it to be seen.
async fn arrive(desk: &Desk) {
    for _ in 0..16 {
        desk.pass(MINUTE).await;
    }
}

/// The received invoices by number.
async fn arrived(desk: &Desk) -> BTreeMap<String, InvoiceId> {
    let filter = InvoiceFilter::new(Direction::Received, Scope::Everything);
    let rows = desk.desk.portfolio.list(&desk.firm.actor, filter).await.unwrap().rows;
    rows.into_iter().map(|row| (row.number, row.id)).collect()
}

async fn view(desk: &Desk, id: InvoiceId) -> InvoiceView {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap()
}

/// How often files were asked for.
fn asked(desk: &Desk) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with(GROUP)).count()
}

/// Whether Chorus Pro says of an invoice that its recipient has it.
fn marked(desk: &Desk, number: &str) -> bool {
    desk.simulator.invoices().iter().any(|invoice| invoice.number == number && invoice.downloaded)
}

fn typed(contents: &str, attachments: bool, pattern: &str) -> PackageTyped {
    PackageTyped { contents: contents.to_owned(), attachments, pattern: pattern.to_owned() }
}

fn all_received() -> NewPackage {
    NewPackage::Filter(Box::new(InvoiceFilter::new(Direction::Received, Scope::Everything)))
}

fn refused<T: std::fmt::Debug>(outcome: operations::Result<T>) -> Reason {
    match outcome {
        Err(OperationError::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn is_absent<T>(outcome: &operations::Result<T>) -> bool {
    matches!(outcome, Err(OperationError::NotFound(_)))
}

/// What an index was told: number, files, what was left out.
type Told = Arc<Mutex<Vec<(String, Vec<String>, Vec<Reason>)>>>;

struct Index {
    told: Told,
}

impl PackageIndex for Index {
    fn line(&mut self, packed: &PackedInvoice) -> io::Result<()> {
        let files = packed.files.iter().map(|file| file.name.clone()).collect();
        let left_out = packed.left_out.iter().map(|left_out| left_out.reason.clone()).collect();
        self.told.lock().unwrap().push((packed.invoice.number.clone(), files, left_out));
        Ok(())
    }

    fn finish(self: Box<Self>, out_of_reach: u64) -> io::Result<Vec<(String, File)>> {
        let mut file = tempfile::tempfile()?;
        write!(file, "{out_of_reach}")?;
        file.rewind()?;
        Ok(vec![("index.txt".to_owned(), file)])
    }
}

/// Takes a package away: its files by name, and what its index was told.
async fn take(desk: &Desk, actor: &Actor, id: PackageId) -> (BTreeMap<String, Vec<u8>>, Told) {
    let told = Told::default();
    let index = Box::new(Index { told: Arc::clone(&told) });
    let mut stream = desk.desk.downloads.open_package(actor, id, index).await.unwrap();
    let mut whole = Vec::new();
    while let Some(piece) = stream.pieces.recv().await {
        whole.extend_from_slice(&piece.unwrap());
    }
    let mut archive = ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        files.insert(name, content);
    }
    (files, told)
}

/// Lets time pass until an hour of a day of December, UTC.
fn until(desk: &Desk, day: u32, hour: u32) {
    let then = Utc.with_ymd_and_hms(2026, 12, day, hour, 0, 0).unwrap();
    desk.clock.pass((then - desk.desk.now()).to_std().unwrap());
}

async fn package(desk: &Desk, id: PackageId) -> operations::PackageView {
    desk.desk.downloads.package_view(&desk.firm.actor, id).await.unwrap()
}

#[tokio::test]
async fn a_received_invoice_is_fetched_when_it_is_opened_and_what_chorus_pro_said_before_is_kept() {
    let (desk, _) = received(&["FA-1", "FA-2"]).await;
    let ids = arrived(&desk).await;
    let portfolio = &desk.desk.portfolio;
    let before = view(&desk, ids["FA-1"]).await;
    assert_eq!(before.files, Files::Elsewhere);
    let reception = before.reception.unwrap();
    assert_eq!((reception.downloaded_elsewhere, reception.downloaded_at), (Some(false), None));
    assert_eq!((asked(&desk), marked(&desk, "FA-1")), (0, false), "nothing was fetched by itself");

    assert!(is_absent(&portfolio.note_opening(&desk.stranger.actor, ids["FA-1"]).await));
    portfolio.note_opening(&desk.firm.actor, ids["FA-1"]).await.unwrap();
    desk.pass(SECOND).await;
    let opened_at = desk.desk.now();
    let after = view(&desk, ids["FA-1"]).await;
    assert_eq!(after.files, Files::Settled);
    assert_eq!(after.invoice.document.as_ref().unwrap().name, "FA-1.pdf");
    let attached: Vec<_> = after.attachments.iter().map(|piece| piece.document.name.as_str()).collect();
    assert_eq!(attached, ["bon.pdf"]);
    let (pivot, file) = portfolio.open_pivot(&desk.firm.actor, ids["FA-1"]).await.unwrap();
    assert_eq!((pivot.name.as_str(), pivot.bytes), ("FA-1.xml", i64::try_from(file.bytes()).unwrap()));
    assert!(is_absent(&portfolio.open_pivot(&desk.stranger.actor, ids["FA-1"]).await.map(drop)));
    assert!(marked(&desk, "FA-1") && !marked(&desk, "FA-2"));
    let reception = after.reception.unwrap();
    assert_eq!((reception.downloaded_elsewhere, reception.downloaded_at), (Some(false), Some(opened_at)));

    // Chorus Pro says from now on what was done here; that changes nothing of what it said before, nor when it was.
    let at_chorus_pro = desk.simulator.invoices().iter().find(|invoice| invoice.number == "FA-1").cloned();
    desk.simulator.move_invoice(at_chorus_pro.unwrap().id, Status::Suspendue, Some("Bon absent")).unwrap();
    arrive(&desk).await;
    portfolio.note_opening(&desk.firm.actor, ids["FA-1"]).await.unwrap();
    let later = view(&desk, ids["FA-1"]).await;
    assert_eq!(later.invoice.status, InvoiceStatus::Suspendue);
    let reception = later.reception.unwrap();
    assert_eq!((reception.downloaded_elsewhere, reception.downloaded_at), (Some(false), Some(opened_at)));
    let calls = asked(&desk);
    assert_eq!(calls, 3, "with attachments, without, and the PIVOT: nobody fetches twice");
}

#[tokio::test]
async fn an_access_that_mirrors_fetches_what_is_newly_seen_ten_at_a_time_and_nobody_has_downloaded_it() {
    let (desk, _) = received(&["FA-0"]).await;
    let connecting = &desk.desk.connecting;
    let access = connecting.accesses(&desk.firm.actor).await.unwrap();
    let access =
        access.iter().find(|line| line.structures[0].structure.name == "La ville").unwrap().access.id;
    assert!(is_absent(&connecting.set_mirroring(&desk.stranger.actor, access, true).await));
    let reader = Actor { role: Role::Lecteur, ..desk.firm.actor.clone() };
    let forbidden = connecting.set_mirroring(&reader, access, true).await;
    assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    connecting.set_mirroring(&desk.firm.actor, access, true).await.unwrap();

    let numbers: Vec<String> = (1..=12).map(|number| format!("FA-{number}")).collect();
    for number in &numbers {
        send_to_town(&desk, number, false).await;
    }
    arrive(&desk).await;
    let ids = arrived(&desk).await;
    assert_eq!(ids.len(), 13);
    for number in &numbers {
        let view = view(&desk, ids[number]).await;
        assert!(view.invoice.document.is_some() && view.pivot.is_some(), "{number}");
        let reception = view.reception.unwrap();
        assert_eq!(
            (reception.downloaded_elsewhere, reception.downloaded_at),
            (Some(false), None),
            "{number}"
        );
        assert!(marked(&desk, number));
    }
    let old = view(&desk, ids["FA-0"]).await;
    assert!(old.invoice.document.is_none() && !marked(&desk, "FA-0"), "what was seen before stays as it was");
    // Every invoice has its PIVOT by a call; PDF come up to ten in one, in the rounds in which they arrived.
    let documents = asked(&desk) - numbers.len();
    assert!(documents < numbers.len(), "{documents} calls for {} invoices", numbers.len());

    // A person opens it: from now on it was downloaded here, and nothing more is asked for.
    let calls = asked(&desk);
    desk.desk.portfolio.note_opening(&desk.firm.actor, ids["FA-1"]).await.unwrap();
    desk.pass(SECOND).await;
    assert!(view(&desk, ids["FA-1"]).await.reception.unwrap().downloaded_at.is_some());
    assert_eq!(asked(&desk), calls);

    connecting.set_mirroring(&desk.firm.actor, access, false).await.unwrap();
    send_to_town(&desk, "FA-99", false).await;
    arrive(&desk).await;
    assert!(!marked(&desk, "FA-99"));
}

#[tokio::test]
async fn a_package_fetches_what_is_missing_ten_in_a_call_and_leaves_as_one_archive() {
    let numbers: Vec<String> = (1..=13).map(|number| format!("FA-{number:02}")).collect();
    let refs: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let (desk, _) = received(&refs).await;
    let (actor, downloads) = (&desk.firm.actor, &desk.desk.downloads);
    let begun = downloads.look_at_package(actor, all_received()).await.unwrap();
    assert_eq!(begun.count, 13);
    assert_eq!(begun.first.unwrap().recipient.0, "La ville");
    let choice = typed("pdf", true, "{destinataire}/{date}/{fournisseur}_{numero}");
    let id = downloads.begin_package(actor, all_received(), &choice, "factures reçues").await.unwrap();
    let waiting = package(&desk, id).await;
    assert_eq!((waiting.package.state, waiting.counts.waiting), (PackageState::Preparing, 13));
    let index = Box::new(Index { told: Told::default() });
    let early = downloads.open_package(actor, id, index).await.map(drop);
    assert_eq!(refused(early), Reason::PackageNotReady);

    desk.pass(SECOND).await;
    let ready = package(&desk, id).await;
    assert_eq!((ready.package.state, ready.counts.ready), (PackageState::Ready, 13));
    assert_eq!(
        asked(&desk),
        4,
        "13 invoices: two calls of up to ten, and two for what is the invoice itself"
    );
    let (files, told) = take(&desk, actor, id).await;
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 13 + 5 + 2, "PDF, attachments, index and sums: {names:?}");
    let folder = "factures/La_ville/2026-11-19/BETON_EXEMPLE_FA-01";
    let folder = names
        .iter()
        .find(|name| name.ends_with("FA-01.pdf"))
        .map_or(folder, |name| name.strip_suffix(".pdf").unwrap());
    assert!(folder.starts_with("factures/La_ville/2026-11-19/"), "{folder}");
    assert!(names.contains(&format!("{folder}_pieces/bon.pdf").as_str()), "{names:?}");
    let sums = String::from_utf8(files["empreintes.sha256"].clone()).unwrap();
    assert_eq!(sums.lines().count(), 13 + 5 + 1);
    for (number, packed, left_out) in told.lock().unwrap().iter() {
        assert!(left_out.is_empty(), "{number}");
        let own = &files[&packed[0]];
        assert!(own.starts_with(b"%PDF-"), "{number}");
        let sent = desk.simulator.invoices().iter().any(|invoice| invoice.number == *number);
        assert!(sent && packed[0].contains(number.as_str()), "{packed:?}");
    }
    // Each has its own document, and the one that was sent.
    let texts: std::collections::BTreeSet<&Vec<u8>> =
        files.iter().filter(|(name, _)| name.ends_with(".pdf")).map(|(_, content)| content).collect();
    assert_eq!(texts.len(), 18);
    let ids = arrived(&desk).await;
    assert!(view(&desk, ids["FA-01"]).await.reception.unwrap().downloaded_at.is_some());

    // Again: nothing is asked for, the choice is remembered, and another name is another name.
    assert_eq!(downloads.proposed_choice(actor).await.unwrap(), choice);
    let one = NewPackage::Chosen(vec![ids["FA-02"], ids["FA-03"], ids["FA-02"]]);
    let id = downloads.begin_package(actor, one, &typed("pdf", false, "{type}"), "deux").await.unwrap();
    assert_eq!(package(&desk, id).await.package.state, PackageState::Ready);
    let (files, _) = take(&desk, actor, id).await;
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["empreintes.sha256", "factures/facture.pdf", "factures/facture_2.pdf", "index.txt"]);
    assert_eq!(asked(&desk), 4);
}

#[tokio::test]
async fn what_cannot_be_had_is_named_with_its_reason_and_the_rest_leaves() {
    let (desk, _) = received(&["FA-1", "FA-2", "FA-3"]).await;
    let (actor, downloads) = (&desk.firm.actor, &desk.desk.downloads);
    // Chorus Pro no longer knows one of them under the number that is kept here.
    let ids = arrived(&desk).await;
    let organization = desk.firm.organization;
    let turn = storage::Turn::Organization(organization);
    let mut transaction = desk.system.database().write(turn).await.unwrap();
    let mut lost = transaction.invoice(organization, ids["FA-2"]).await.unwrap().unwrap();
    lost.chorus_id = Some(999_999);
    transaction.update_invoice(&mut lost).await.unwrap();
    transaction.commit().await.unwrap();

    let id = downloads
        .begin_package(actor, all_received(), &typed("both", true, "{numero}"), "tout")
        .await
        .unwrap();
    for _ in 0..6 {
        desk.pass(MINUTE).await;
    }
    let ready = package(&desk, id).await;
    assert_eq!(ready.package.state, PackageState::Ready);
    assert_eq!((ready.counts.ready, ready.counts.missing), (2, 1));
    assert_eq!(ready.missing[0].1, "FA-2");
    let reason = ready.missing[0].0.reason.clone().unwrap();
    assert!(matches!(reason, Reason::ChorusProRefused { .. }), "{reason:?}");
    let (files, told) = take(&desk, actor, id).await;
    assert!(files.contains_key("factures/FA-1.pdf") && files.contains_key("factures/FA-3_pivot.xml"));
    assert!(!files.contains_key("factures/FA-2.pdf"));
    let told = told.lock().unwrap();
    let lost = told.iter().find(|(number, ..)| number == "FA-2").unwrap();
    assert_eq!((lost.1.len(), &lost.2[..]), (0, &[reason][..]));
}

#[tokio::test]
async fn what_does_not_come_is_not_waited_for_for_ever() {
    let (desk, _) = received(&["FA-1", "FA-2"]).await;
    let (actor, downloads) = (&desk.firm.actor, &desk.desk.downloads);
    let silent = FaultKind::Status { status: 503, retry_after: None };
    let fault = |count| Fault { path: GROUP.to_owned(), count, skip: 0, order: 0, kind: silent.clone() };
    desk.simulator.faults().order(fault(1));
    let choice = typed("pdf", false, "{numero}");
    let id = downloads.begin_package(actor, all_received(), &choice, "tout").await.unwrap();
    desk.pass(SECOND).await;
    assert_eq!(package(&desk, id).await.counts.waiting, 2, "it is tried again");
    desk.pass(MINUTE).await;
    assert_eq!(package(&desk, id).await.counts.ready, 2);

    let ids = arrived(&desk).await;
    desk.simulator.faults().order(fault(50));
    let pivots = typed("pivot", false, "{numero}");
    let chosen = |number: &str| NewPackage::Chosen(vec![ids[number]]);
    let id = downloads.begin_package(actor, chosen("FA-1"), &pivots, "une").await.unwrap();
    desk.pass(SECOND).await;
    downloads.finish_package(actor, id).await.unwrap();
    let ended = package(&desk, id).await;
    assert_eq!((ended.package.state, ended.counts.missing), (PackageState::Ready, 1));
    assert_eq!(ended.missing[0].0.reason, Some(Reason::NotWaitedFor));
    // By itself it ends after some tries.
    let id = downloads.begin_package(actor, chosen("FA-2"), &pivots, "une").await.unwrap();
    for _ in 0..40 {
        desk.pass(MINUTE).await;
    }
    let ended = package(&desk, id).await;
    assert_eq!((ended.package.state, ended.counts.missing), (PackageState::Ready, 1));
    assert_eq!(ended.missing[0].0.reason, Some(Reason::ChorusProSilent));
}

#[tokio::test]
async fn a_package_is_its_persons_and_what_leaves_is_what_they_may_see_then() {
    let (desk, town) = received(&["FA-1", "FA-2"]).await;
    let downloads = &desk.desk.downloads;
    let choice = typed("pdf", false, "{numero}");
    let user = add_user(
        &desk.system,
        desk.firm.organization,
        "luc@cabinet.example",
        Role::Lecteur,
        Scope::Everything,
    )
    .await;
    let person = |scope| {
        actor_of(user, desk.firm.organization, "Cabinet d’essai", "luc@cabinet.example", Role::Lecteur, scope)
    };
    let luc = person(Scope::Everything);
    let id = downloads.begin_package(&luc, all_received(), &choice, "tout").await.unwrap();
    desk.pass(SECOND).await;
    for other in [&desk.firm.actor, &desk.stranger.actor] {
        let index = Box::new(Index { told: Told::default() });
        assert!(is_absent(&downloads.package_view(other, id).await));
        assert!(is_absent(&downloads.open_package(other, id, index).await.map(drop)));
        assert!(is_absent(&downloads.finish_package(other, id).await));
        assert!(is_absent(&downloads.delete_package(other, id).await));
        assert!(downloads.packages(other).await.unwrap().is_empty());
    }
    // A stranger who knows an invoice packs nothing of it.
    let ids: Vec<InvoiceId> = arrived(&desk).await.into_values().collect();
    let theirs =
        downloads.begin_package(&desk.stranger.actor, NewPackage::Chosen(ids), &choice, "tout").await;
    assert_eq!(refused(theirs), Reason::NothingToDownload);

    // Meanwhile they see one service only, which is not that of the invoices.
    let services = vec![ScopedStructure { structure: town, services: vec!["TECHNIQUE".to_owned()] }];
    let limited = person(Scope::Only(services));
    let (files, told) = take(&desk, &limited, id).await;
    assert_eq!(files.keys().collect::<Vec<_>>(), ["empreintes.sha256", "index.txt"]);
    assert!(told.lock().unwrap().is_empty());
    assert_eq!(files["index.txt"], b"2", "how many are no longer theirs is told, and nothing else");
    let unseen = downloads.begin_package(&limited, all_received(), &choice, "tout").await;
    assert_eq!(refused(unseen), Reason::NothingToDownload);
    let (files, _) = take(&desk, &luc, id).await;
    assert!(files.contains_key("factures/FA-1.pdf"));

    // It goes by itself; its documents stay.
    desk.clock.pass(8 * 24 * 60 * MINUTE);
    let index = Box::new(Index { told: Told::default() });
    assert!(is_absent(&downloads.open_package(&luc, id, index).await.map(drop)));
    desk.system.clean_up().await.unwrap();
    assert!(is_absent(&downloads.package_view(&luc, id).await));
    assert!(view(&desk, arrived(&desk).await["FA-1"]).await.invoice.document.is_some());
}

#[tokio::test]
async fn what_was_typed_is_checked_and_packages_have_their_bounds() {
    let (desk, _) = received(&["FA-1"]).await;
    let (actor, downloads) = (&desk.firm.actor, &desk.desk.downloads);
    for wrong in [
        typed("zip", true, "{numero}"),
        typed("pdf", true, "{prix}"),
        typed("pdf", true, "../{numero"),
        typed("pdf", true, "factures"),
    ] {
        let outcome = downloads.begin_package(actor, all_received(), &wrong, "tout").await;
        assert!(matches!(outcome, Err(OperationError::Invalid(_))), "{outcome:?}");
    }
    let choice = typed("pdf", false, "{numero}");
    let many = NewPackage::Chosen(vec![InvoiceId(uuid::Uuid::from_u128(9)); 5_001]);
    assert_eq!(
        refused(downloads.begin_package(actor, many, &choice, "tout").await),
        Reason::TooManyToPack { most: 5_000 }
    );
    for _ in 0..20 {
        downloads.begin_package(actor, all_received(), &choice, "tout").await.unwrap();
    }
    let more = downloads.begin_package(actor, all_received(), &choice, "tout").await;
    assert_eq!(refused(more), Reason::TooManyPackages { most: 20 });
    desk.pass(SECOND).await;
    assert_eq!(
        asked(&desk),
        2,
        "twenty packages of one invoice fetch it once, with and without its attachment"
    );
    let kept = downloads.packages(actor).await.unwrap();
    let id = kept[0].package.id;
    downloads.delete_package(actor, id).await.unwrap();
    assert_eq!(downloads.packages(actor).await.unwrap().len(), 19);
}

#[tokio::test]
async fn two_processes_make_one_package_once() {
    let numbers: Vec<String> = (1..=12).map(|number| format!("FA-{number:02}")).collect();
    let refs: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let (desk, _) = received(&refs).await;
    let (actor, downloads) = (&desk.firm.actor, &desk.desk.downloads);
    let choice = typed("pdf", true, "{numero}");
    let id = downloads.begin_package(actor, all_received(), &choice, "tout").await.unwrap();
    let other = desk.another_process().await;
    let (ours, theirs) = tokio::join!(desk.system.run_due(), other.run_due());
    assert!(ours.is_ok() && theirs.is_ok());
    desk.pass(SECOND).await;
    let ready = package(&desk, id).await;
    assert_eq!((ready.package.state, ready.counts.ready), (PackageState::Ready, 12));
    let (files, told) = take(&desk, actor, id).await;
    assert_eq!(told.lock().unwrap().len(), 12);
    assert_eq!(files.len(), 12 + 4 + 2, "no attachment twice");
}

#[tokio::test]
async fn an_archive_of_each_month_makes_itself_once_and_only_an_administrator_takes_it_away() {
    let (desk, town) = received(&["FA-1", "FA-2"]).await;
    let (actor, downloads) = (&desk.firm.actor, &desk.desk.downloads);
    let choice = typed("pdf", true, "{annee}/{mois}/{numero}");
    let nothing = downloads.plan_archives(actor, town, &choice, false, false).await;
    assert_eq!(refused(nothing), Reason::NothingToArchive);
    assert!(is_absent(&downloads.plan_archives(&desk.stranger.actor, town, &choice, true, false).await));
    let services = vec![ScopedStructure { structure: town, services: vec!["ACHATS".to_owned()] }];
    let limited = Actor { scope: Scope::Only(services), ..actor.clone() };
    assert_eq!(refused(downloads.archives(&limited, town).await), Reason::OnlyServices);
    downloads.plan_archives(actor, town, &choice, true, false).await.unwrap();
    // Every process says at its start that archives are made.
    desk.system.start(true).await.unwrap().stop().await;
    let archives = async || downloads.archives(actor, town).await.unwrap();
    assert!(archives().await.archives.is_empty() && archives().await.plan.is_some());

    // The 1st is too early: something of the last evening may still be on its way.
    until(&desk, 1, 12);
    desk.pass(SECOND).await;
    assert!(archives().await.archives.is_empty());
    until(&desk, 2, 4);
    let other = desk.another_process().await;
    let (ours, theirs) = tokio::join!(desk.system.run_due(), other.run_due());
    assert!(ours.is_ok() && theirs.is_ok());
    desk.pass(MINUTE).await;
    let made = archives().await;
    assert_eq!(made.archives.len(), 1, "once");
    assert_eq!(made.plan.unwrap().next_month.to_string(), "2026-12-01");
    let archive = &made.archives[0];
    assert_eq!((archive.package.state, archive.counts.ready), (PackageState::Ready, 2));
    assert_eq!(archive.package.expires_at, None);
    let (files, _) = take(&desk, actor, archive.package.id).await;
    assert!(files.contains_key("factures/2026/11/FA-1.pdf"), "{:?}", files.keys());
    assert!(is_absent(&downloads.package_view(&limited, archive.package.id).await));
    assert!(is_absent(&downloads.package_view(&desk.stranger.actor, archive.package.id).await));

    let manager = Actor { role: Role::Gestionnaire, ..actor.clone() };
    let forbidden = downloads.delete_package(&manager, archive.package.id).await;
    assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    desk.clock.pass(30 * 24 * 60 * MINUTE);
    desk.system.clean_up().await.unwrap();
    downloads.delete_package(actor, archive.package.id).await.unwrap();
    assert_eq!(archives().await.archives[0].package.state, PackageState::Deleted);
    let index = Box::new(Index { told: Told::default() });
    assert!(is_absent(&downloads.open_package(actor, archive.package.id, index).await.map(drop)));
    assert!(
        view(&desk, arrived(&desk).await["FA-1"]).await.invoice.document.is_some(),
        "nothing is destroyed"
    );
    downloads.end_archives(actor, town).await.unwrap();
    assert!(archives().await.plan.is_none());
}
