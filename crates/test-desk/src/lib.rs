//! A whole Pupitre for tests: real SQLite, the real simulator on loopback, and a clock that tests move.
//!
//! Nothing is mocked but time and randomness, which are handed in anyway.
#![expect(clippy::expect_used, reason = "only tests use this crate: a failure here is a failed test")]

mod pdf;
mod time;

pub use pdf::{factur_x, heavy_pdf, invoice_pdf, with_files};
pub use time::{CountingEntropy, MovableClock};

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chorus_pro::Addresses;
use chorus_pro_simulator::{CertificateFiles, ClientAuthentication, Options, Pace, Simulator, World};
use chrono::{DateTime, TimeZone, Utc};
use domain::{
    Direction, InvoiceForm, InvoiceId, OrganizationId, Role, SessionId, StructureId, UserId, ValidationId,
    VatLineForm,
};
use operations::{
    Actor, Credentials, DocumentStore, DraftEdit, InvoiceFilter, NewStructure, NewUser, Parts, PasswordCost,
    Scope, Settings, SignIn, StoredFile, System,
};
use secrecy::{ExposeSecret, SecretString};
use storage_sql::{Location, SqlDatabase};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use vault::Keyring;

/// The password of every person of the desk.
pub const PASSWORD: &str = "lampe girafe sept tunnel";

/// The supplier of the simulator's minimal world that the desk works for.
pub const SUPPLIER_SIRET: &str = "00000000900001";
/// Its town: a service is compulsory.
pub const TOWN_SIRET: &str = "00000000900011";
/// Its school: nothing is compulsory.
pub const SCHOOL_SIRET: &str = "00000000900012";

/// A running desk. Dropped, it leaves nothing behind.
pub struct Desk {
    /// What persons do.
    pub desk: operations::Desk,
    /// What happens without a person.
    pub system: System,
    /// Chorus Pro.
    pub simulator: Simulator,
    /// The clock of both.
    pub clock: MovableClock,
    /// An organisation with a connected supplier structure.
    pub firm: Firm,
    /// Another organisation, with the same rights and nothing in common.
    pub stranger: Firm,
    /// The folder of database and documents.
    pub folder: TempDir,
    /// Certificates of the older connection, when the desk was opened with them.
    pub certificates: Option<CertificateFiles>,
    settings: Settings,
    stop: CancellationToken,
}

/// An organisation with its administrator and one structure.
pub struct Firm {
    /// The organisation.
    pub organization: OrganizationId,
    /// Its administrator.
    pub actor: Actor,
    /// Its structure.
    pub structure: StructureId,
    /// Address of the administrator; the password is [`PASSWORD`].
    pub email: String,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Desk {
    /// A desk on the simulator's minimal world, on 20 November 2026 at 10 h in Paris.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn open_with(adjust: impl FnOnce(&mut Settings)) -> Self {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).single().expect("a real instant");
        Self::open_at(now, false, World::minimal(now), adjust).await
    }

    /// A desk on a world that differs from the minimal one.
    pub async fn open_in(change: impl FnOnce(&mut World)) -> Self {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).single().expect("a real instant");
        let mut world = World::minimal(now);
        change(&mut world);
        Self::open_at(now, false, world, |_| {}).await
    }

    /// A desk whose Chorus Pro also takes the older connection by certificate. Certificates are checked against the
    /// clock of the machine, hence it is today.
    #[expect(clippy::disallowed_methods, reason = "the TLS library knows no other clock")]
    pub async fn open_with_certificates() -> Self {
        let now = std::time::SystemTime::now().into();
        Self::open_at(now, true, World::minimal(now), |_| {}).await
    }

    async fn open_at(
        now: DateTime<Utc>,
        by_certificate: bool,
        world: World,
        adjust: impl FnOnce(&mut Settings),
    ) -> Self {
        let clock = MovableClock::at(now);
        let stop = CancellationToken::new();
        let (simulator, address) = start_simulator(world, &clock, &stop).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let addresses = Addresses {
            token: format!("http://{address}/api/oauth/token"),
            api: format!("http://{address}/cpro"),
        };
        let mut settings = Settings {
            qualification: addresses.clone(),
            production: addresses,
            call_timeout: Duration::from_secs(5),
            upload_timeout: Duration::from_secs(5),
            // What a hash costs is tried where it matters; here it would be most of the time.
            password_cost: PasswordCost::LEAST,
            // Tests let months pass; those of second factors say their own.
            second_factor_grace: Duration::from_secs(50 * 365 * 24 * 3_600),
            ..Settings::default()
        };
        let mut http_options = chorus_pro::HttpOptions::default();
        let mut certificates = None;
        if by_certificate {
            let (files, port) = serve_certificates(&simulator, folder.path(), &stop).await;
            settings.certificate_bases =
                ["service-qualif", "service"].map(|base| format!("https://localhost:{port}/{base}"));
            http_options.authorities = vec![std::fs::read_to_string(&files.authority).expect("an authority")];
            certificates = Some(files);
        }
        adjust(&mut settings);
        let entropy = CountingEntropy::default();
        let (desk, system) = assemble(folder.path(), &clock, entropy, settings.clone(), http_options).await;
        let firm = found_firm(
            &desk,
            &system,
            "Cabinet d’essai",
            "admin@cabinet.example",
            SUPPLIER_SIRET,
            "atelier",
            "000001",
        )
        .await;
        let stranger = found_firm(
            &desk,
            &system,
            "Autre cabinet",
            "admin@autre.example",
            "00000000900002",
            "beton",
            "000002",
        )
        .await;
        Self { desk, system, simulator, clock, firm, stranger, folder, certificates, settings, stop }
    }

    /// Another process on the same database and the same documents: what it does without a person.
    pub async fn another_process(&self) -> System {
        let options = chorus_pro::HttpOptions::default();
        let entropy = CountingEntropy::of_another();
        assemble(self.folder.path(), &self.clock, entropy, self.settings.clone(), options).await.1
    }

    /// Takes in a file.
    pub async fn store(&self, content: &[u8]) -> StoredFile {
        let chunk = Ok::<_, Infallible>(Bytes::copy_from_slice(content));
        let content = futures::stream::iter([chunk]);
        self.desk.issuing.receive_file(&self.firm.actor, content).await.expect("a stored file")
    }

    /// Takes in a file that is larger than one that is sent.
    pub async fn store_large(&self, content: &[u8]) -> StoredFile {
        let chunk = Ok::<_, Infallible>(Bytes::copy_from_slice(content));
        let content = futures::stream::iter([chunk]);
        let received =
            self.desk.issuing.receive_up_to(domain::LARGEST_TO_MEND, &self.firm.actor, content).await;
        received.expect("a stored file")
    }

    /// A draft of the firm, complete enough to be sent to the school.
    pub async fn complete_draft(&self, number: &str) -> InvoiceId {
        let file = self.store(&invoice_pdf(&[format!("Facture n° {number}")])).await;
        let Firm { actor, structure, .. } = &self.firm;
        let id =
            self.desk.issuing.begin_deposit(actor, *structure, file, "facture.pdf").await.expect("a draft");
        self.type_in(actor, id, &complete_form(number)).await;
        id
    }

    /// Types a whole form over a draft as it is now.
    pub async fn type_in(&self, actor: &Actor, id: InvoiceId, form: &InvoiceForm) {
        let draft = self.desk.issuing.deposit_view(actor, id).await.expect("a draft").draft;
        let saved = self.desk.issuing.save_draft(actor, id, DraftEdit::over(&draft, form)).await;
        assert_eq!(saved.expect("a kept draft").conflicts, [], "nobody else was there");
    }

    /// Reviews a draft and confirms it at once.
    ///
    /// # Errors
    /// As [`operations::Issuing::review`] and [`operations::Issuing::submit`].
    pub async fn submit(&self, actor: &Actor, id: InvoiceId) -> operations::Result<()> {
        let review = self.desk.issuing.review(actor, id).await?;
        self.desk.issuing.submit(actor, id, &review.seal()).await
    }

    /// Lets time pass for Pupitre and for Chorus Pro, then does everything that is due.
    pub async fn pass(&self, time: Duration) {
        self.clock.pass(time);
        self.system.run_due().await.expect("jobs");
        self.system.keep_exchanges().await;
    }

    /// Gives the firm the town as a second structure, which receives.
    pub async fn add_town(&self) -> StructureId {
        let actor = &self.firm.actor;
        let new = NewStructure {
            identifier_kind: String::new(),
            siret: TOWN_SIRET.to_owned(),
            name: "La ville".to_owned(),
            town: String::new(),
            side: "destinataire".to_owned(),
            environment: "qualification".to_owned(),
        };
        let town = self.desk.portfolio.add_structure(actor, &new).await.expect("a structure");
        let credentials = Credentials {
            client_id: "application-ville".to_owned(),
            client_secret: "secret-ville".to_owned().into(),
            login: "TECH_1_000011@cpro.fr".to_owned(),
            password: "mot-de-passe".to_owned().into(),
            ..Credentials::default()
        };
        self.desk.connecting.save_credentials(actor, town, credentials).await.expect("credentials");
        town
    }

    /// Sends invoices of the firm's client to a service of the town, and gives them as the town has received them.
    pub async fn receive(&self, town: StructureId, numbers: &[&str]) -> Vec<InvoiceId> {
        let Firm { actor, structure, .. } = &self.firm;
        for number in numbers {
            let file = self.store(&invoice_pdf(&[format!("Facture n° {number}")])).await;
            let id = self.desk.issuing.begin_deposit(actor, *structure, file, "facture.pdf").await;
            let id = id.expect("a draft");
            let form = InvoiceForm {
                recipient_siret: TOWN_SIRET.to_owned(),
                service_code: "ACHATS".to_owned(),
                ..complete_form(number)
            };
            self.type_in(actor, id, &form).await;
            self.submit(actor, id).await.expect("a submission");
        }
        self.pass(Duration::from_secs(11)).await;
        for _ in 0..20 {
            self.pass(Duration::from_secs(60)).await;
        }
        let filter = InvoiceFilter {
            structures: Some(vec![town]),
            ..InvoiceFilter::new(Direction::Received, Scope::Everything)
        };
        let page = self.desk.portfolio.list(actor, filter).await.expect("a list");
        let called = |number: &&str| page.rows.iter().find(|row| row.number == **number).map(|row| row.id);
        numbers.iter().map(|number| called(number).expect("a received invoice")).collect()
    }

    /// Sends an invoice of the firm, as a subcontractor, that names the structure of the stranger as its validator, and
    /// lets the stranger see it.
    pub async fn subcontract(&self, number: &str) -> ValidationId {
        let Firm { actor, .. } = &self.firm;
        let id = self.complete_draft(number).await;
        let form = InvoiceForm {
            framework: domain::Framework::A9.code().to_owned(),
            validator_siret: "00000000900002".to_owned(),
            ..complete_form(number)
        };
        self.type_in(actor, id, &form).await;
        self.submit(actor, id).await.expect("a submission");
        self.pass(Duration::from_secs(11)).await;
        self.desk.validating.refresh_validations(&self.stranger.actor).await.expect("a look");
        self.pass(Duration::from_secs(1)).await;
        let page = self.desk.validating.validations(&self.stranger.actor, true, 1).await.expect("a list");
        let found = page.rows.iter().find(|row| row.validation.number == number);
        found.expect("an invoice to validate").validation.id
    }

    /// How often Chorus Pro holds an invoice number.
    #[must_use]
    pub fn count_at_chorus_pro(&self, number: &str) -> usize {
        self.simulator.invoices().iter().filter(|invoice| invoice.number == number).count()
    }

    /// Signs the administrator of a firm in and gives the token.
    pub async fn token_of(&self, firm: &Firm) -> String {
        let sign_in = SignIn {
            email: &firm.email,
            password: PASSWORD.to_owned().into(),
            address: "127.0.0.1",
            user_agent: "test",
            device: None,
            accepts_invitations: false,
        };
        let signed_in = self.desk.accounts.sign_in(sign_in).await.expect("signed in");
        signed_in.token.expose_secret().to_owned()
    }
}

/// A form that passes every check for the school.
#[must_use]
pub fn complete_form(number: &str) -> InvoiceForm {
    InvoiceForm {
        recipient_siret: SCHOOL_SIRET.to_owned(),
        number: number.to_owned(),
        date: "19/11/2026".to_owned(),
        net: "1 000,00".to_owned(),
        vat: "200,00".to_owned(),
        gross: "1 200,00".to_owned(),
        due: "1 200,00".to_owned(),
        vat_lines: vec![VatLineForm { rate: "20".into(), base: "1000".into(), tax: "200".into() }],
        ..InvoiceForm::new()
    }
}

/// A process on the database and the documents of a folder.
async fn assemble(
    folder: &Path,
    clock: &MovableClock,
    entropy: CountingEntropy,
    settings: Settings,
    http_options: chorus_pro::HttpOptions,
) -> (operations::Desk, System) {
    let location = Location::Sqlite(folder.join("pupitre.sqlite"));
    let database = SqlDatabase::open(&location).await.expect("a database");
    let documents = DocumentStore::in_folder(&folder.join("documents"), Arc::new(clock.clone()))
        .expect("a document folder");
    let keyring = Keyring::parse(&vault::new_key_line("k1", &[7; 32])).expect("a key");
    Parts {
        database: Arc::new(database),
        documents,
        apart: apart::Apart::here(),
        keyring,
        clock: Arc::new(clock.clone()),
        entropy: Arc::new(entropy),
        http: http_options.build().expect("a client"),
        http_options,
        settings,
    }
    .assemble()
}

async fn start_simulator(
    seed: World,
    clock: &MovableClock,
    stop: &CancellationToken,
) -> (Simulator, std::net::SocketAddr) {
    let simulated = clock.clone();
    let simulator = Simulator::new(Options {
        seed,
        state_file: None,
        now: Arc::new(move || domain::Clock::now(&simulated)),
        speed: 1.0,
        pace: Pace::steady(60),
        strict: false,
        apart: apart::Apart::here(),
    })
    .expect("a simulator");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (serving, stop) = (simulator.clone(), stop.clone());
    tokio::spawn(async move { serving.serve(listener, stop.cancelled_owned()).await });
    (simulator, address)
}

async fn serve_certificates(
    simulator: &Simulator,
    folder: &Path,
    stop: &CancellationToken,
) -> (CertificateFiles, u16) {
    let certificates = simulator
        .issue_certificates(&folder.join("certificates"), ClientAuthentication::Required)
        .expect("certificates");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let (serving, shown, stop) = (simulator.clone(), certificates.clone(), stop.clone());
    tokio::spawn(async move { serving.serve_tls(listener, &shown, stop.cancelled_owned()).await });
    (certificates.files, port)
}

async fn found_firm(
    desk: &operations::Desk,
    system: &System,
    name: &str,
    email: &str,
    siret: &str,
    application: &str,
    account: &str,
) -> Firm {
    let organization = system.registry.add_organization(name).await.expect("an organisation");
    let user = add_user(system, organization, email, Role::Administrateur, Scope::Everything).await;
    let actor = actor_of(user, organization, name, email, Role::Administrateur, Scope::Everything);
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: siret.to_owned(),
        name: format!("Structure de {name}"),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    let structure = desk.portfolio.add_structure(&actor, &new).await.expect("a structure");
    let credentials = Credentials {
        client_id: format!("application-{application}"),
        client_secret: format!("secret-{application}").into(),
        login: format!("TECH_1_{account}@cpro.fr"),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.connecting.save_credentials(&actor, structure, credentials).await.expect("credentials");
    Firm { organization, actor, structure, email: email.to_owned() }
}

/// Adds a person to an organisation.
pub async fn add_user(
    system: &System,
    organization: OrganizationId,
    email: &str,
    role: Role,
    scope: Scope,
) -> UserId {
    let new = NewUser {
        email: email.to_owned(),
        name: "Personne d’essai".to_owned(),
        password: SecretString::from(PASSWORD.to_owned()),
        role,
        scope,
    };
    system.registry.add_user(organization, new).await.expect("a person")
}

/// An actor without a stored session, for calling operations directly.
#[must_use]
pub fn actor_of(
    user: UserId,
    organization: OrganizationId,
    organization_name: &str,
    email: &str,
    role: Role,
    scope: Scope,
) -> Actor {
    Actor {
        user,
        name: "Personne d’essai".to_owned(),
        email: email.to_owned(),
        session: SessionId(user.0),
        organization,
        organization_name: organization_name.to_owned(),
        role,
        scope,
        second_factor: operations::SecondFactorState::NotNeeded,
    }
}
