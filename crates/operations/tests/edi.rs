//! EDI: archives laid once into the folder of a link, and what comes back tied to what it is about.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chorus_pro_simulator::EdiPartner;
use domain::{
    Direction, EdiField, FlowId, FlowState, FlowSyntax, FlowWay, InvoiceStatus, Reason, Role, StructureId,
};
use operations::{
    AccessState, Actor, EdiFate, EdiPage, EdiPlace, EdiTest, EdiTyped, FlowChoice, FlowView, InvoiceView,
    NewStructure, OperationError,
};
use storage::{EventKind, InvoiceFilter, Scope};
use tempfile::TempDir;
use test_desk::{Desk, TOWN_SIRET};
use test_sftp::SftpServer;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const CII: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_cii.xml");
const ATELIER: &str = "TECH_1_000001@cpro.fr";
const TOWN: &str = "TECH_1_000011@cpro.fr";

fn cii(number: &str) -> String {
    CII.replace("FX-1", number)
}

/// A desk with a folder that links may use.
struct Linked {
    desk: Desk,
    root: TempDir,
}

fn typed(application: &str, root: &str) -> EdiTyped {
    EdiTyped {
        application: application.to_owned(),
        syntaxes: vec![FlowSyntax::Cii],
        in_folder: true,
        root: root.to_owned(),
        outbox: "depart".to_owned(),
        inbox: "retour".to_owned(),
        processed: "pris".to_owned(),
        ..EdiTyped::default()
    }
}

/// A link through a folder.
fn in_folder() -> EdiTyped {
    typed("XXX999", "cabinet")
}

impl Linked {
    /// The firm's structure is linked, and its link works.
    async fn open() -> Self {
        let this = Self::bare().await;
        this.link(this.desk.firm.structure, "XXX999", "cabinet").await;
        this
    }

    async fn bare() -> Self {
        let root = tempfile::tempdir().unwrap();
        let allowed = root.path().to_owned();
        let desk = Desk::open_with(move |settings| {
            settings.edi_folder = Some(allowed);
            settings.edi_hosts = vec!["127.0.0.1".to_owned()];
        })
        .await;
        Self { desk, root }
    }

    async fn link(&self, structure: StructureId, application: &str, folder: &str) {
        for name in ["depart", "retour", "pris"] {
            fs::create_dir_all(self.path(folder).join(name)).unwrap();
        }
        let (edi, actor) = (&self.desk.desk.edi, &self.desk.firm.actor);
        edi.save_link(actor, structure, typed(application, folder)).await.unwrap();
        let tested = edi.test_link(actor, structure).await.unwrap();
        assert_eq!(tested, EdiTest::Works { waiting: 0 });
    }

    fn path(&self, folder: &str) -> PathBuf {
        self.root.path().join(folder)
    }

    /// What lies in a folder of the firm, by name.
    fn lies(&self, name: &str) -> Vec<String> {
        names_in(&self.path("cabinet").join(name))
    }

    fn partner(&self, application: &str, account: &str, folder: &str) -> EdiPartner {
        partner_at(&self.path(folder), application, account)
    }

    /// Both sides work for a while.
    async fn work(&self, partner: &EdiPartner, minutes: u32) {
        for _ in 0..minutes {
            self.desk.pass(MINUTE).await;
            self.desk.simulator.exchange_files(partner).await.unwrap();
        }
    }

    async fn prepare(&self, number: &str) -> FlowId {
        let (flows, actor) = (&self.desk.desk.flows, &self.desk.firm.actor);
        let file = self.desk.store(cii(number).as_bytes()).await;
        let id = flows.prepare_flow(actor, None, file, "facture.xml").await.unwrap();
        flows.meet_recipients(actor, id).await.unwrap();
        let version = self.view(id).await.flow.version;
        let choice = FlowChoice { syntax: Some(FlowSyntax::Cii), way: FlowWay::Edi, ..FlowChoice::default() };
        flows.change_flow(actor, id, version, choice).await.unwrap();
        id
    }

    async fn send(&self, id: FlowId) -> operations::Result<()> {
        let version = self.view(id).await.flow.version;
        self.desk.desk.flows.send_flow(&self.desk.firm.actor, id, version).await
    }

    /// Confirms a flow and lets it leave.
    async fn sent(&self, number: &str) -> FlowId {
        let id = self.prepare(number).await;
        self.send(id).await.unwrap();
        self.desk.pass(11 * SECOND).await;
        id
    }

    async fn view(&self, id: FlowId) -> FlowView {
        self.desk.desk.flows.flow_view(&self.desk.firm.actor, id).await.unwrap()
    }

    async fn page(&self) -> EdiPage {
        self.desk.desk.edi.edi_page(&self.desk.firm.actor, self.desk.firm.structure).await.unwrap()
    }

    /// The invoices of a number, with everything about each.
    async fn invoices(&self, direction: Direction, number: &str) -> Vec<InvoiceView> {
        let actor = &self.desk.firm.actor;
        let mut filter = InvoiceFilter::new(direction, Scope::Everything);
        filter.text = Some(number.to_owned());
        let rows = self.desk.desk.portfolio.list(actor, filter).await.unwrap().rows;
        let mut found = Vec::new();
        for row in rows {
            found.push(self.desk.desk.portfolio.invoice_view(actor, row.id).await.unwrap());
        }
        found
    }

    /// Marks the job of a flow as though its process had ended between the announcement and the answer.
    async fn announced(&self, id: FlowId) {
        let path = self.desk.folder.path().join("pupitre.sqlite");
        let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
        let done = sqlx::query(
            "UPDATE jobs SET announced_at = created_at WHERE kind = 'deposit_edi' AND subject = $1",
        )
        .bind(id.to_string())
        .execute(&pool)
        .await
        .unwrap();
        assert_eq!(done.rows_affected(), 1);
        pool.close().await;
    }
}

fn partner_at(folder: &Path, application: &str, account: &str) -> EdiPartner {
    EdiPartner {
        application: application.to_owned(),
        account: account.to_owned(),
        outbox: folder.join("depart"),
        inbox: folder.join("retour"),
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn deposits(desk: &Desk) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with("deposer/flux")).count()
}

fn statuses(view: &InvoiceView) -> Vec<String> {
    let mut codes: Vec<String> = view
        .events
        .iter()
        .filter(|event| event.kind == EventKind::Status)
        .map(|event| event.code.clone())
        .collect();
    codes.reverse();
    codes
}

#[tokio::test]
async fn a_flow_leaves_by_edi_and_its_report_and_life_cycle_come_back() {
    let linked = Linked::open().await;
    let id = linked.sent("FX-1").await;
    let name = "FSO1106A_XXX999_XXX9991106000000000000001";
    assert_eq!(linked.lies("depart"), [name]);
    let laid = linked.view(id).await.flow;
    assert_eq!(
        (laid.state, laid.archive.map(|archive| archive.name)),
        (FlowState::Running, Some(name.into()))
    );
    assert_eq!(laid.number.as_deref(), Some("XXX9991106000000000000001"));
    let partner = linked.partner("XXX999", ATELIER, "cabinet");
    linked.work(&partner, 40).await;
    let done = linked.view(id).await.flow;
    assert_eq!(done.state, FlowState::Integrated, "{done:?}");
    assert_eq!((linked.lies("depart"), linked.lies("retour")), (vec![], vec![]));
    // Both ways tell of the invoice: it is one, and nothing of its way is told twice.
    let found = linked.invoices(Direction::Issued, "FX-1").await;
    let [view] = &found[..] else { panic!("{}", found.len()) };
    assert_eq!(Some(view.invoice.id), done.invoices[0].invoice);
    assert_eq!(view.invoice.status, InvoiceStatus::MiseADisposition);
    assert_eq!(statuses(view), ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]);
    assert!(view.invoice.chorus_id.is_some(), "found again by the API");
    assert_eq!((deposits(&linked.desk), linked.desk.count_at_chorus_pro("FX-1")), (0, 1));
    let files = linked.page().await.files;
    assert!(files.len() >= 3 && files.iter().all(|file| file.cleared_at.is_some()), "{files:?}");
    assert!(files.iter().all(|file| file.fate == EdiFate::Applied), "{files:?}");
    assert_eq!(linked.lies("pris").len(), files.len());
}

#[tokio::test]
async fn what_chorus_pro_refuses_stands_at_its_invoice() {
    let linked = Linked::open().await;
    let (actor, flows) = (&linked.desk.firm.actor, &linked.desk.desk.flows);
    // Without payment means, which is not read here.
    let wrong = cii("FX-9").replace("<ram:TypeCode>30</ram:TypeCode>", "");
    let file = linked.desk.store(wrong.as_bytes()).await;
    let id = flows.prepare_flow(actor, None, file, "facture.xml").await.unwrap();
    let choice = FlowChoice { syntax: Some(FlowSyntax::Cii), way: FlowWay::Edi, ..FlowChoice::default() };
    let version = flows.change_flow(actor, id, 1, choice).await.unwrap();
    flows.send_flow(actor, id, version).await.unwrap();
    linked.work(&linked.partner("XXX999", ATELIER, "cabinet"), 40).await;
    let done = linked.view(id).await.flow;
    assert_eq!(done.state, FlowState::Rejected, "{done:?}");
    assert!(done.invoices[0].error.as_ref().is_some_and(|text| text.contains("TypeCode")), "{done:?}");
    assert_eq!(linked.invoices(Direction::Issued, "FX-9").await.len(), 0);
}

#[tokio::test]
async fn no_number_is_used_twice_and_nothing_is_written_over_what_others_laid() {
    let linked = Linked::open().await;
    let taken = linked.path("cabinet").join("depart/FSO1106A_XXX999_XXX9991106000000000000001");
    fs::write(&taken, "d’un autre logiciel").unwrap();
    let id = linked.sent("FX-1").await;
    let refused = linked.view(id).await.flow;
    assert_eq!(refused.state, FlowState::Refused);
    assert!(matches!(refused.reason, Some(Reason::EdiNameTaken { .. })), "{:?}", refused.reason);
    assert_eq!(fs::read_to_string(&taken).unwrap(), "d’un autre logiciel");
    // A person confirms it again: under another number.
    linked.send(id).await.unwrap();
    linked.desk.pass(11 * SECOND).await;
    let laid = linked.view(id).await.flow;
    assert_eq!(laid.number.as_deref(), Some("XXX9991106000000000000002"), "{laid:?}");
    // Another structure that sends under the same code goes on from there.
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: "00000000900002".to_owned(),
        name: "Béton".to_owned(),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    let other = linked.desk.desk.portfolio.add_structure(&linked.desk.firm.actor, &new).await.unwrap();
    linked.link(other, "XXX999", "beton").await;
    let page = linked.desk.desk.edi.edi_page(&linked.desk.firm.actor, other).await.unwrap();
    assert_eq!(page.link.unwrap().next_sequence, 3);
    let mut back = typed("XXX999", "beton");
    back.sequence = "2".to_owned();
    let refused = linked.desk.desk.edi.save_link(&linked.desk.firm.actor, other, back).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    assert!(notes.of(&EdiField::Sequence.into()).next().is_some());
}

#[tokio::test]
async fn an_archive_that_lies_there_already_is_not_written_again() {
    let linked = Linked::open().await;
    let id = linked.prepare("FX-1").await;
    let archive = edi::pack("facture.xml", cii("FX-1").as_bytes()).unwrap();
    let path = linked.path("cabinet").join("depart/FSO1106A_XXX999_XXX9991106000000000000001");
    fs::write(&path, &archive).unwrap();
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    linked.send(id).await.unwrap();
    linked.desk.pass(11 * SECOND).await;
    assert_eq!(linked.view(id).await.flow.state, FlowState::Running);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
}

/// A flow whose name is written and whose folder is away.
async fn named(linked: &Linked) -> FlowId {
    let away = linked.path("ailleurs");
    fs::rename(linked.path("cabinet").join("depart"), &away).unwrap();
    let id = linked.sent("FX-1").await;
    let waits = linked.view(id).await;
    assert_eq!(waits.flow.state, FlowState::Queued, "{:?}", waits.flow);
    assert!(waits.flow.archive.is_some() && waits.next_try.is_some());
    fs::rename(&away, linked.path("cabinet").join("depart")).unwrap();
    id
}

#[tokio::test]
async fn what_was_cut_off_before_it_got_its_name_gets_it_once() {
    let linked = Linked::open().await;
    let id = named(&linked).await;
    linked.announced(id).await;
    let name = linked.view(id).await.flow.archive.unwrap().name;
    let archive = edi::pack("facture.xml", cii("FX-1").as_bytes()).unwrap();
    fs::write(linked.path("cabinet").join("depart").join(format!(".{name}.part")), archive).unwrap();
    linked.desk.pass(30 * MINUTE).await;
    assert_eq!(linked.lies("depart"), [name]);
    assert_eq!(linked.view(id).await.flow.state, FlowState::Running);
}

#[tokio::test]
async fn what_was_fetched_while_the_answer_was_lost_is_not_laid_again() {
    let linked = Linked::open().await;
    let id = named(&linked).await;
    linked.announced(id).await;
    linked.desk.pass(30 * MINUTE).await;
    assert_eq!(linked.lies("depart"), [""; 0]);
    let view = linked.view(id).await;
    assert_eq!(view.flow.state, FlowState::Running);
    assert!(matches!(view.attempts[0].reason, Reason::EdiFetched { .. }), "{:?}", view.attempts);
}

#[tokio::test]
async fn the_folder_stays_while_only_it_tells_whether_an_archive_has_left() {
    let linked = Linked::open().await;
    let (edi, actor, structure) =
        (&linked.desk.desk.edi, &linked.desk.firm.actor, linked.desk.firm.structure);
    let id = named(&linked).await;
    linked.announced(id).await;
    let away = linked.path("ailleurs");
    fs::rename(linked.path("cabinet").join("depart"), &away).unwrap();
    linked.desk.pass(30 * MINUTE).await;
    assert_eq!(linked.view(id).await.flow.state, FlowState::Unconfirmed);
    let moved = edi.save_link(actor, structure, typed("XXX999", "autre")).await;
    assert!(matches!(moved, Err(OperationError::Refused(Reason::EdiUnderWay))), "{moved:?}");
    // What leads to the same folder may change.
    edi.save_link(actor, structure, typed("YYY999", "cabinet")).await.unwrap();
}

#[tokio::test]
async fn a_link_is_to_be_tested_and_its_interfaces_hold() {
    let linked = Linked::bare().await;
    let (edi, actor, structure) =
        (&linked.desk.desk.edi, &linked.desk.firm.actor, linked.desk.firm.structure);
    fs::create_dir_all(linked.path("cabinet")).unwrap();
    let id = linked.prepare("FX-1").await;
    let says = async |reason: Reason| {
        let view = linked.view(id).await;
        assert!(view.notes.errors().any(|note| note.remark == reason.clone().into()), "{:?}", view.notes);
        assert!(!view.may_leave());
    };
    says(Reason::EdiNoLink).await;
    edi.save_link(actor, structure, typed("XXX999", "cabinet")).await.unwrap();
    says(Reason::EdiUntested).await;
    let missing = EdiTest::Fails(Reason::EdiFolderMissing { folder: "retour".to_owned() });
    assert_eq!(edi.test_link(actor, structure).await.unwrap(), missing);
    let link = linked.page().await.link.unwrap();
    assert!(matches!(link.state, AccessState::Broken(Reason::EdiFolderMissing { .. })));
    linked.link(structure, "XXX999", "cabinet").await;
    assert!(linked.view(id).await.may_leave());
    let factur_x = EdiTyped { syntaxes: vec![FlowSyntax::FacturX], ..typed("XXX999", "cabinet") };
    edi.save_link(actor, structure, factur_x).await.unwrap();
    edi.test_link(actor, structure).await.unwrap();
    says(Reason::EdiInterfaceClosed { interface: "FSO1106A".to_owned() }).await;
    // A folder that leads out of what is allowed is not looked into.
    std::os::unix::fs::symlink("/etc", linked.path("dehors")).unwrap();
    edi.save_link(actor, structure, typed("XXX999", "dehors")).await.unwrap();
    assert_eq!(edi.test_link(actor, structure).await.unwrap(), EdiTest::Fails(Reason::EdiFolderOutside));
}

#[tokio::test]
async fn what_is_not_understood_is_kept_once_and_shown() {
    let linked = Linked::open().await;
    let back = linked.path("cabinet").join("retour");
    let unknown = "<CPPStatut><CPPFluxStatuts><CPPFluxStatutUnitaire><DonneesStatut><IdStatut>92</IdStatut>\
        <IdFlux>XXX9991106000000000000777</IdFlux></DonneesStatut></CPPFluxStatutUnitaire></CPPFluxStatuts></CPPStatut>";
    fs::write(back.join("note.txt"), "Bonjour").unwrap();
    fs::write(back.join("cr.xml"), unknown).unwrap();
    fs::write(back.join("en_cours.xml.tmp"), "<a").unwrap();
    linked.desk.pass(6 * MINUTE).await;
    assert_eq!(linked.lies("retour"), ["en_cours.xml.tmp"], "what is not whole waits");
    assert_eq!(linked.lies("pris"), ["cr.xml", "note.txt"]);
    let page = linked.page().await;
    assert_eq!(page.files.len(), 2);
    assert!(page.files.iter().all(|file| file.fate == EdiFate::Kept));
    let told: Vec<&str> = page.files.iter().flat_map(|file| &file.told[0].said).map(String::as_str).collect();
    assert!(told.iter().any(|text| text.contains("ni un XML")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("ne porte ce numéro")), "{told:?}");
    // The same content under another name, and another content under the same name.
    fs::write(back.join("encore.txt"), "Bonjour").unwrap();
    fs::write(back.join("note.txt"), "Bonsoir").unwrap();
    linked.desk.pass(6 * MINUTE).await;
    assert_eq!(linked.lies("retour"), ["en_cours.xml.tmp"]);
    assert_eq!(linked.page().await.files.len(), 3);
    assert_eq!(linked.lies("pris").len(), 4, "nothing of it was written over");
    let file = &page.files[0];
    let (_, mut content) = linked
        .desk
        .desk
        .edi
        .open_edi_file(&linked.desk.firm.actor, linked.desk.firm.structure, file.id)
        .await
        .map(|(document, file)| (document, file.into_stream()))
        .unwrap();
    assert!(futures::StreamExt::next(&mut content).await.is_some());
}

#[tokio::test]
async fn pivots_become_received_invoices_with_their_documents() {
    let linked = Linked::open().await;
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: TOWN_SIRET.to_owned(),
        name: "La ville".to_owned(),
        town: String::new(),
        side: "destinataire".to_owned(),
        environment: "qualification".to_owned(),
    };
    let town = linked.desk.desk.portfolio.add_structure(&linked.desk.firm.actor, &new).await.unwrap();
    linked.link(town, "VILLE1", "ville").await;
    let of_town = linked.partner("VILLE1", TOWN, "ville");
    linked.desk.simulator.exchange_files(&of_town).await.unwrap();
    linked.sent("FX-7").await;
    let of_firm = linked.partner("XXX999", ATELIER, "cabinet");
    for _ in 0..40 {
        linked.desk.pass(MINUTE).await;
        linked.desk.simulator.exchange_files(&of_firm).await.unwrap();
        linked.desk.simulator.exchange_files(&of_town).await.unwrap();
    }
    let found = linked.invoices(Direction::Received, "FX-7").await;
    let [view] = &found[..] else { panic!("{} received", found.len()) };
    let invoice = &view.invoice;
    assert_eq!((invoice.structure, invoice.partner_siret.as_str()), (town, "00000000900001"));
    assert_eq!(
        (invoice.gross_cents, invoice.status.clone()),
        (Some(96_000), InvoiceStatus::MiseADisposition)
    );
    assert!(invoice.chorus_id.is_some());
    assert_eq!(invoice.document.as_ref().unwrap().name, "FX-7.pdf");
    let page = linked.desk.desk.edi.edi_page(&linked.desk.firm.actor, town).await.unwrap();
    let kinds: Vec<&str> =
        page.files.iter().flat_map(|file| &file.told).map(|told| told.kind.as_str()).collect();
    assert!(kinds.contains(&"pivot") && kinds.contains(&"life_cycle"), "{kinds:?}");
    assert!(page.files.iter().all(|file| file.fate == EdiFate::Applied), "{:?}", page.files);
}

#[tokio::test]
async fn what_is_known_by_its_reports_alone_is_the_same_when_the_api_finds_it() {
    let linked = Linked::bare().await;
    let (actor, flows) = (&linked.desk.firm.actor, &linked.desk.desk.flows);
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: "00000000900002".to_owned(),
        name: "Béton".to_owned(),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    let beton = linked.desk.desk.portfolio.add_structure(actor, &new).await.unwrap();
    linked.link(beton, "BETON1", "cabinet").await;
    let file = linked.desk.store(cii("FX-5").replace("00000000900001", "00000000900002").as_bytes()).await;
    let id = flows.prepare_flow(actor, None, file, "facture.xml").await.unwrap();
    let view = linked.view(id).await;
    assert_eq!((view.flow.structure, view.flow.way), (beton, FlowWay::Edi), "the only way that there is");
    linked.send(id).await.unwrap();
    linked.work(&linked.partner("BETON1", "TECH_1_000002@cpro.fr", "cabinet"), 40).await;
    let found = linked.invoices(Direction::Issued, "FX-5").await;
    let [view] = &found[..] else { panic!("{} invoices, {:?}", found.len(), linked.view(id).await.flow) };
    assert_eq!(
        (view.invoice.chorus_id, view.invoice.status.clone()),
        (None, InvoiceStatus::MiseADisposition)
    );
    assert!(view.invoice.arrived_at.is_some());
    let credentials = operations::Credentials {
        client_id: "application-beton".to_owned(),
        client_secret: "secret-beton".to_owned().into(),
        login: "TECH_1_000002@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..operations::Credentials::default()
    };
    linked.desk.desk.connecting.save_credentials(actor, beton, credentials).await.unwrap();
    linked.desk.pass(10 * MINUTE).await;
    let again = linked.invoices(Direction::Issued, "FX-5").await;
    let [same] = &again[..] else { panic!("{} invoices", again.len()) };
    assert_eq!(same.invoice.id, view.invoice.id);
    assert!(same.invoice.chorus_id.is_some());
    assert_eq!(statuses(same), ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]);
}

#[tokio::test]
async fn a_life_cycle_that_overtakes_its_invoice_is_tied_when_that_comes() {
    let linked = Linked::open().await;
    let step = "<CPPStatut><CPPFactureStatuts><CPPFactureStatutUnitaire><Fournisseur><Identifiant>00000000900001</Identifiant>\
        </Fournisseur><Debiteur><Identifiant>00000000900011</Identifiant></Debiteur><DonneesStatut><IdStatut>06</IdStatut>\
        <Commentaire>Pièce manquante</Commentaire><Horodatage>2026-11-20T11:00:00</Horodatage><IdFacture>FX-1</IdFacture></DonneesStatut>\
        </CPPFactureStatutUnitaire></CPPFactureStatuts></CPPStatut>";
    fs::write(linked.path("cabinet").join("retour/cdv.xml"), step).unwrap();
    linked.desk.pass(6 * MINUTE).await;
    assert_eq!(linked.page().await.files[0].fate, EdiFate::Kept);
    linked.sent("FX-1").await;
    let report = "<CPPStatut><CPPFluxStatuts><CPPFluxStatutUnitaire><DonneesStatut><IdStatut>92</IdStatut>\
        <IdFlux>XXX9991106000000000000001</IdFlux></DonneesStatut></CPPFluxStatutUnitaire></CPPFluxStatuts></CPPStatut>";
    fs::write(linked.path("cabinet").join("retour/cr.xml"), report).unwrap();
    linked.desk.pass(6 * MINUTE).await;
    let found = linked.invoices(Direction::Issued, "FX-1").await;
    assert_eq!(found[0].invoice.status, InvoiceStatus::Suspendue);
    assert_eq!(found[0].invoice.status_comment.as_deref(), Some("Pièce manquante"));
    assert!(linked.page().await.files.iter().all(|file| file.fate == EdiFate::Applied));
}

#[tokio::test]
async fn a_report_that_comes_late_takes_nothing_back() {
    let linked = Linked::open().await;
    let id = linked.sent("FX-1").await;
    let report = |code: &str| {
        format!(
            "<CPPStatut><CPPFluxStatuts><CPPFluxStatutUnitaire><DonneesStatut><IdStatut>{code}</IdStatut>\
             <IdFlux>XXX9991106000000000000001</IdFlux></DonneesStatut></CPPFluxStatutUnitaire></CPPFluxStatuts></CPPStatut>"
        )
    };
    for code in ["92", "90"] {
        fs::write(linked.path("cabinet").join("retour/cr.xml"), report(code)).unwrap();
        linked.desk.pass(6 * MINUTE).await;
    }
    let flow = linked.view(id).await.flow;
    assert_eq!((flow.state, flow.platform_state.as_deref()), (FlowState::Integrated, Some("92")));
    assert_eq!(linked.page().await.files.len(), 2);
}

/// A link to a real server; none where OpenSSH is missing.
async fn by_sftp(linked: &Linked) -> Option<SftpServer> {
    let (edi, actor, structure) =
        (&linked.desk.desk.edi, &linked.desk.firm.actor, linked.desk.firm.structure);
    // The key is made here, before there is a server that knows it.
    let server = |port: &str, user: &str, folder: &Path| EdiTyped {
        in_folder: false,
        host: "127.0.0.1".to_owned(),
        port: port.to_owned(),
        user: user.to_owned(),
        outbox: folder.join("depart").display().to_string(),
        inbox: folder.join("retour").display().to_string(),
        processed: folder.join("pris").display().to_string(),
        ..typed("XXX999", "")
    };
    edi.save_link(actor, structure, server("22", "pupitre", Path::new("/"))).await.unwrap();
    let EdiPlace::Sftp { public_key, .. } = linked.page().await.link.unwrap().place else { panic!() };
    let started = SftpServer::start(&public_key, "EDI by SFTP")?;
    for name in ["depart", "retour", "pris"] {
        fs::create_dir(started.folder().join(name)).unwrap();
    }
    let typed = server(&started.port().to_string(), started.user(), started.folder());
    edi.save_link(actor, structure, typed).await.unwrap();
    let tested = edi.test_link(actor, structure).await.unwrap();
    let EdiTest::HostKey { fingerprint, changed: false, generation } = tested else { panic!("{tested:?}") };
    assert_eq!(fingerprint, started.host_key());
    let stale = edi.confirm_host_key(actor, structure, &fingerprint, generation - 1).await;
    assert!(matches!(stale, Err(OperationError::ChangedMeanwhile)), "{stale:?}");
    edi.confirm_host_key(actor, structure, &fingerprint, generation).await.unwrap();
    assert_eq!(edi.test_link(actor, structure).await.unwrap(), EdiTest::Works { waiting: 0 });
    Some(started)
}

#[tokio::test]
async fn a_flow_goes_and_its_report_comes_by_sftp() {
    let linked = Linked::bare().await;
    let Some(server) = by_sftp(&linked).await else { return };
    let id = linked.sent("FX-1").await;
    assert_eq!(names_in(&server.folder().join("depart")), ["FSO1106A_XXX999_XXX9991106000000000000001"]);
    linked.work(&partner_at(server.folder(), "XXX999", ATELIER), 40).await;
    assert_eq!(linked.view(id).await.flow.state, FlowState::Integrated);
    assert_eq!(names_in(&server.folder().join("retour")), [""; 0]);
    assert_eq!(linked.invoices(Direction::Issued, "FX-1").await.len(), 1);
}

#[tokio::test]
async fn a_server_that_is_silent_is_waited_for_and_one_that_is_another_stops_everything() {
    let linked = Linked::bare().await;
    let Some(mut server) = by_sftp(&linked).await else { return };
    let (edi, actor, structure) =
        (&linked.desk.desk.edi, &linked.desk.firm.actor, linked.desk.firm.structure);
    let other = "ssh-ed25519 SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let generation = linked.page().await.link.unwrap().generation;
    // As though the server had got another key since.
    edi.confirm_host_key(actor, structure, other, generation).await.unwrap();
    let tested = edi.test_link(actor, structure).await.unwrap();
    let EdiTest::HostKey { fingerprint, changed: true, generation } = tested else { panic!("{tested:?}") };
    let id = linked.sent("FX-1").await;
    assert_eq!(linked.view(id).await.flow.state, FlowState::Queued);
    assert!(matches!(linked.view(id).await.held_back(), Some(Reason::EdiHostKeyChanged { .. })));
    assert_eq!(names_in(&server.folder().join("depart")), [""; 0]);
    edi.confirm_host_key(actor, structure, &fingerprint, generation).await.unwrap();
    edi.test_link(actor, structure).await.unwrap();
    server.kill();
    linked.desk.pass(MINUTE).await;
    let waits = linked.view(id).await;
    assert_eq!(waits.flow.reason, Some(Reason::EdiUnreachable), "{:?}", waits.flow);
    assert!(waits.next_try.is_some());
    assert_eq!(linked.page().await.link.unwrap().state, AccessState::Working, "it passes");
}

#[tokio::test]
async fn a_server_of_the_own_network_is_called_only_where_it_is_allowed() {
    let desk = Desk::open().await;
    let (edi, actor, structure) = (&desk.desk.edi, &desk.firm.actor, desk.firm.structure);
    let typed = EdiTyped {
        in_folder: false,
        host: "127.0.0.1".to_owned(),
        user: "x".to_owned(),
        ..typed("XXX999", "")
    };
    edi.save_link(actor, structure, typed).await.unwrap();
    assert_eq!(edi.test_link(actor, structure).await.unwrap(), EdiTest::Fails(Reason::EdiAddressForbidden));
    edi.save_link(actor, structure, in_folder()).await.unwrap();
    assert_eq!(edi.test_link(actor, structure).await.unwrap(), EdiTest::Fails(Reason::EdiFoldersClosed));
}

#[tokio::test]
async fn a_typed_key_is_kept_and_what_is_none_is_refused() {
    let desk = Desk::open().await;
    let (edi, actor, structure) = (&desk.desk.edi, &desk.firm.actor, desk.firm.structure);
    let (private, public) = exchange_folder::new_key(&[9; 32], "de la banque").unwrap();
    let with = |key: secrecy::SecretString| EdiTyped {
        in_folder: false,
        host: "sftp.exemple.fr".to_owned(),
        user: "x".to_owned(),
        key,
        ..typed("XXX999", "")
    };
    let refused = edi.save_link(actor, structure, with("ma clé".to_owned().into())).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    assert!(notes.of(&EdiField::Key.into()).next().is_some());
    let key = |page: EdiPage| match page.link.unwrap().place {
        EdiPlace::Sftp { public_key, sealed_key, .. } => (public_key, sealed_key),
        EdiPlace::Folder { .. } => panic!("a server"),
    };
    edi.save_link(actor, structure, with(private)).await.unwrap();
    let kept = key(edi.edi_page(actor, structure).await.unwrap());
    assert_eq!(kept.0, public);
    assert!(kept.1.starts_with("v1."), "sealed");
    // Left empty, it stays.
    edi.save_link(actor, structure, with(secrecy::SecretString::default())).await.unwrap();
    assert_eq!(key(edi.edi_page(actor, structure).await.unwrap()), kept);
}

#[tokio::test]
async fn a_link_out_of_reach_does_not_exist() {
    let linked = Linked::open().await;
    fs::write(linked.path("cabinet/retour/note.txt"), "Bonjour").unwrap();
    linked.desk.pass(6 * MINUTE).await;
    let file = linked.page().await.files[0].id;
    let (edi, structure) = (&linked.desk.desk.edi, linked.desk.firm.structure);
    let stranger = &linked.desk.stranger.actor;
    for outcome in [
        edi.edi_page(stranger, structure).await.map(drop),
        edi.save_link(stranger, structure, typed("XXX999", "cabinet")).await,
        edi.test_link(stranger, structure).await.map(drop),
        edi.confirm_host_key(stranger, structure, "x", 1).await,
        edi.collect_now(stranger, structure).await,
        edi.open_edi_file(stranger, structure, file).await.map(drop),
        edi.open_edi_file(stranger, linked.desk.stranger.structure, file).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(OperationError::NotFound(_))), "{outcome:?}");
    }
    let depositor = Actor { role: Role::Deposant, ..linked.desk.firm.actor.clone() };
    let outcome = edi.save_link(&depositor, structure, typed("XXX999", "cabinet")).await;
    assert!(matches!(outcome, Err(OperationError::Forbidden(_))), "{outcome:?}");
    let outcome = edi.test_link(&depositor, structure).await.map(drop);
    assert!(matches!(outcome, Err(OperationError::Forbidden(_))), "{outcome:?}");
}

#[tokio::test]
async fn the_format_test_says_what_a_file_is_and_keeps_nothing() {
    let linked = Linked::open().await;
    let (edi, actor) = (&linked.desk.desk.edi, &linked.desk.firm.actor);
    let archive = edi::pack("facture.xml", cii("FX-1").as_bytes()).unwrap();
    let name = "FSO1106A_XXX999_XXX9991106000000000000001";
    let file = linked.desk.store(&archive).await;
    let right = edi.examine_edi(actor, file.clone(), name).await.unwrap();
    assert!(right.is_right() && right.leaves(), "{right:?}");
    let other =
        edi.examine_edi(actor, file.clone(), "FSO1117A_XXX999_XXX9991117000000000000001").await.unwrap();
    assert!(!other.is_right(), "the name says Factur-X");
    let named = edi.examine_edi(actor, file, "facture.tar.gz").await.unwrap();
    assert!(!named.is_right() && named.judged.is_some());
    let back = linked.desk.store(b"<CPPStatut/>").await;
    let back = edi.examine_edi(actor, back, "CPP_123").await.unwrap();
    assert!(!back.is_right() && back.judged.is_none());
    assert_eq!((linked.lies("depart"), linked.page().await.files.len()), (vec![], 0));
}
