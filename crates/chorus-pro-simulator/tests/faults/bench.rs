//! A simulator on a loopback port, a client, and one call of each kind.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chorus_pro::codes::{CadreFacturation, FormatDepot, ModeDepot, ModePaiement, TypeFacture, TypeTva};
use chorus_pro::factures::{
    CadreSoumis, DeposerPdfFacture, DestinataireSoumis, FactureATelecharger, FournisseurSoumis,
    MontantTotalSoumis, PieceJointePrincipaleSoumise, RechercherFactureParFournisseur, ReferencesSoumises,
    SoumettreFacture, TelechargerGroupeFacture,
};
use chorus_pro::structures::ConsulterStructure;
use chorus_pro::{
    Access, Addresses, Client, ClientOptions, Error, FileContent, HttpOptions, TechnicalAccount,
};
use chorus_pro_simulator::{Fault, FaultKind, Options, Pace, Simulator, World};
use chrono::{DateTime, TimeZone, Utc};
use rust_decimal::Decimal;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Longest time of a whole test: what takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Long enough for an answer to come while the file is still on its way.
const FILE: usize = 2 * 1024 * 1024;

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Search,
    Create,
    Upload,
    Download,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Read, Self::Search, Self::Create, Self::Upload, Self::Download];

    pub(crate) const fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Upload)
    }

    /// The path of its service.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Read => "/structures/v1/consulter",
            Self::Search => "/factures/v1/rechercher/fournisseur",
            Self::Create => "/factures/v1/soumettre",
            Self::Upload => "/factures/v1/deposer/pdf",
            Self::Download => "/factures/v1/telecharger/groupe",
        }
    }
}

/// Ends a test that hangs.
pub(crate) async fn bounded(test: impl Future<Output = ()>) {
    tokio::time::timeout(PATIENCE, test).await.expect("nothing hangs");
}

/// Monday 5 October 2026, 10:00 in Paris.
fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).single().expect("date")
}

/// The limits of a client that is not made to wait.
pub(crate) fn options() -> ClientOptions {
    ClientOptions { minimum_spacing: Duration::ZERO, ..ClientOptions::default() }
}

pub(crate) struct Bench {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
    /// The clock of the machine the simulator runs on.
    pub(crate) machine: Arc<Mutex<DateTime<Utc>>>,
    address: String,
    server: JoinHandle<()>,
    /// An uploaded PDF and a submitted invoice.
    pdf: i64,
    invoice: i64,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Bench {
    /// The minimal world with an invoice, and a client that has a token already.
    pub(crate) async fn start() -> Self {
        let mut bench = Self::cold(World::minimal(monday()), options()).await;
        bench.pdf = bench.deposit(FileContent::from_bytes(pdf())).await.expect("deposit");
        bench.invoice = bench.submit("F-1").await.expect("invoice");
        bench.pdf = bench.deposit(FileContent::from_bytes(pdf())).await.expect("deposit");
        bench
    }

    /// A world in which nothing has happened, not even a request for a token.
    pub(crate) async fn cold(seed: World, options: ClientOptions) -> Self {
        let machine = Arc::new(Mutex::new(seed.now));
        let clock = Arc::clone(&machine);
        let simulator = Simulator::new(Options {
            seed,
            state_file: None,
            now: Arc::new(move || *clock.lock().expect("clock")),
            speed: 1.0,
            pace: Pace::steady(600),
            strict: true,
            apart: apart::Apart::here(),
        });
        let simulator = simulator.expect("simulator");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let address = format!("http://{}", listener.local_addr().expect("address"));
        let served = simulator.clone();
        let server = tokio::spawn(async move {
            served.serve(listener, std::future::pending()).await.expect("server");
        });
        let client = client(&address, options);
        Self { simulator, client, machine, address, server, pdf: 0, invoice: 0 }
    }

    /// The same with a client that waits no longer than this.
    pub(crate) fn impatient(mut self, limit: Duration) -> Self {
        let limits = ClientOptions { timeout: limit, upload_timeout: limit, ..options() };
        self.client = client(&self.address, limits);
        self
    }

    /// The minimal world, changed.
    pub(crate) fn world(change: impl FnOnce(&mut World)) -> World {
        let mut world = World::minimal(monday());
        change(&mut world);
        world
    }

    /// Orders a failure of the next `count` calls whose path holds this text.
    pub(crate) fn order(&self, path: &str, count: u32, kind: &FaultKind) {
        let fault = Fault { path: path.to_owned(), count, skip: 0, order: 0, kind: kind.clone() };
        self.simulator.faults().order(fault);
    }

    /// The calls received on paths that hold this text.
    pub(crate) fn received(&self, path: &str) -> usize {
        self.simulator.calls().iter().filter(|call| call.path.contains(path)).count()
    }

    /// How many invoices and files the platform has.
    pub(crate) fn kept(&self) -> usize {
        let world = self.simulator.world();
        world.invoices.len() + world.files.len()
    }

    async fn deposit(&self, file: FileContent) -> Result<i64, Error> {
        let head = DeposerPdfFacture::new("facture.pdf".into(), FormatDepot::PdfNonSigne);
        let output = self.client.upload(&head, file).await?;
        Ok(output.piece_jointe_id.expect("number"))
    }

    async fn submit(&self, number: &str) -> Result<i64, Error> {
        let output = self.client.call(&submission(number, self.pdf)).await?;
        Ok(output.identifiant_facture_cpp.expect("number"))
    }

    /// A call of this kind.
    pub(crate) async fn call(&self, kind: Kind) -> Result<(), Error> {
        match kind {
            Kind::Read => self.client.call(&ConsulterStructure::new(2001)).await.map(drop),
            Kind::Search => {
                let wanted = RechercherFactureParFournisseur {
                    numero_facture: Some("F-1".into()),
                    ..RechercherFactureParFournisseur::default()
                };
                self.client.call(&wanted).await.map(drop)
            }
            Kind::Create => self.submit("F-2").await.map(drop),
            Kind::Upload => self.deposit(FileContent::from_bytes(pdf())).await.map(drop),
            Kind::Download => {
                let wanted = TelechargerGroupeFacture {
                    liste_facture: vec![FactureATelecharger::new(self.invoice)],
                    ..TelechargerGroupeFacture::new("PDF".into())
                };
                self.client.download(&wanted, &mut Vec::new()).await.map(drop)
            }
        }
    }

    /// An upload whose file can be read only once.
    pub(crate) async fn upload_once(&self) -> Result<(), Error> {
        let bytes = pdf();
        let length = bytes.len() as u64;
        self.deposit(FileContent::from_reader(length, std::io::Cursor::new(bytes))).await.map(drop)
    }
}

/// A client of the supplier 1001.
fn client(address: &str, options: ClientOptions) -> Client {
    let addresses = Addresses { token: format!("{address}/api/oauth/token"), api: format!("{address}/cpro") };
    let access = Access::Piste {
        addresses,
        client_id: "application-atelier".to_owned(),
        client_secret: "secret-atelier".to_owned().into(),
        technical_account: Some(TechnicalAccount {
            login: "TECH_1_000001@cpro.fr".to_owned(),
            password: "mot-de-passe".to_owned().into(),
        }),
    };
    let http = HttpOptions::default().build().expect("HTTP client");
    Client::new(http, access, options).expect("addresses")
}

/// A large file that says it is a PDF.
fn pdf() -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    file.resize(FILE, b' ');
    file
}

/// A correct submission of 960 € to the school.
fn submission(number: &str, pdf: i64) -> SoumettreFacture {
    let euros = |amount: i64| Some(Decimal::from(amount));
    let references = ReferencesSoumises {
        mode_paiement: Some(ModePaiement::Virement),
        ..ReferencesSoumises::new("EUR".into(), TypeFacture::Facture, TypeTva::TvaSurEncaissement)
    };
    let totals = MontantTotalSoumis {
        montant_ht_total: euros(800),
        montant_tva: euros(160),
        montant_ttc_total: euros(960),
        montant_a_payer: euros(960),
        ..MontantTotalSoumis::default()
    };
    SoumettreFacture {
        numero_facture_saisi: Some(number.into()),
        date_facture: Some(monday().date_naive().into()),
        piece_jointe_principale: vec![PieceJointePrincipaleSoumise {
            piece_jointe_principale_designation: Some(number.into()),
            piece_jointe_principale_id: Some(pdf),
        }],
        ..SoumettreFacture::new(
            ModeDepot::DepotPdfApi,
            DestinataireSoumis::new("00000000900012".into()),
            FournisseurSoumis::new(1001),
            CadreSoumis::new(CadreFacturation::A1FactureFournisseur),
            references,
            totals,
        )
    }
}
