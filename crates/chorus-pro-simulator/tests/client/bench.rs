//! A simulator on a loopback port with typed clients, and the checks every scenario ends with.

use std::sync::Arc;
use std::time::Duration;

use chorus_pro::{
    Access, Addresses, Client, ClientOptions, Error, FileContent, HttpOptions, Input, SERVICES, Service,
    TechnicalAccount, Upload,
};
use chorus_pro_simulator::world::{Document, DocumentSubject, Right, StoredFile};
use chorus_pro_simulator::{Options, Pace, Simulator, World};
use chrono::{DateTime, TimeZone, Utc};
use reference::{Exception, Reference, exceptions};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::checks::{conformity_faults, lost_fields};
use crate::tap::Tap;

/// Every password of the minimal world.
pub(crate) const PASSWORD: &str = "mot-de-passe";

/// Monday 5 October 2026, 10:00 in Paris.
pub(crate) fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).single().expect("date")
}

/// A file of 1001 that is larger than any result; the world has its description only.
pub(crate) const HUGE_FILE: i64 = 9_002;

/// The minimal world, offering what production offers; 1002 also validates and is a project manager of works, 2001
/// also orders works, and 1001 keeps a document.
pub(crate) fn world(now: DateTime<Utc>) -> World {
    let mut world = World::minimal(now);
    world.switches.siret_information = true;
    world.switches.payment_request_search = true;
    grant(&mut world, "TECH_1_000002@cpro.fr", Right::Validator);
    grant(&mut world, "TECH_1_000002@cpro.fr", Right::ProjectManager);
    grant(&mut world, "TECH_1_000011@cpro.fr", Right::ProjectOwner);
    world.files.push(file(9_001, "extrait.pdf", 20_000, now));
    world.files.push(file(HUGE_FILE, "plans.pdf", 130 * 1024 * 1024, now));
    let document = Document {
        id: 9_101,
        file: 9_001,
        label: "Extrait du registre".to_owned(),
        kind: "DIVERS".to_owned(),
        subject: DocumentSubject::Structure,
    };
    let mut structures = world.structures.iter_mut();
    structures.find(|structure| structure.id == 1001).expect("supplier").documents.push(document);
    world
}

/// A file 1001 has uploaded.
fn file(id: i64, name: &str, size: u64, received_at: DateTime<Utc>) -> StoredFile {
    StoredFile {
        id,
        name: name.to_owned(),
        extension: "PDF".to_owned(),
        media_type: "application/pdf".to_owned(),
        size,
        sha256: String::new(),
        account: "TECH_1_000001@cpro.fr".to_owned(),
        received_at,
    }
}

/// Gives an account one more right on its first structure.
fn grant(world: &mut World, login: &str, right: Right) {
    let account = world.accounts.iter_mut().find(|account| account.login == login).expect("account");
    let rights = &mut account.attachments.first_mut().expect("attachment").rights;
    if !rights.contains(&right) {
        rights.push(right);
    }
}

/// The service with this name.
pub(crate) fn service(name: &str) -> &'static Service {
    SERVICES.iter().find(|service| service.name == name).unwrap_or_else(|| panic!("no service {name}"))
}

pub(crate) struct Bench {
    pub(crate) simulator: Simulator,
    pub(crate) tap: Tap,
    address: String,
    server: JoinHandle<()>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Bench {
    /// Every automatic step takes ten minutes.
    pub(crate) async fn start() -> Self {
        Self::with(world(monday())).await
    }

    pub(crate) async fn with(seed: World) -> Self {
        let now = seed.now;
        let options = Options {
            seed,
            state_file: None,
            now: Arc::new(move || now),
            speed: 1.0,
            pace: Pace::steady(600),
            strict: true,
            apart: apart::Apart::here(),
        };
        let simulator = Simulator::new(options).expect("simulator");
        let tap = Tap::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let address = format!("http://{}", listener.local_addr().expect("address"));
        let router = tap.before(simulator.router());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("server") });
        Self { simulator, tap, address, server }
    }

    /// A client of the application and the technical account.
    pub(crate) fn desk(&self, application: &str, login: &str) -> Desk {
        let addresses = Addresses {
            token: format!("{}/api/oauth/token", self.address),
            api: format!("{}/cpro", self.address),
        };
        let access = Access::Piste {
            addresses,
            client_id: format!("application-{application}"),
            client_secret: format!("secret-{application}").into(),
            technical_account: Some(TechnicalAccount {
                login: login.to_owned(),
                password: PASSWORD.to_owned().into(),
            }),
        };
        let options = ClientOptions { minimum_spacing: Duration::ZERO, ..ClientOptions::default() };
        let http = HttpOptions::default().build().expect("HTTP client");
        let client = Client::new(http, access, options).expect("addresses");
        Desk { client, tap: self.tap.clone() }
    }

    /// ATELIER EXEMPLE (1001), a supplier.
    pub(crate) fn supplier(&self) -> Desk {
        self.desk("atelier", "TECH_1_000001@cpro.fr")
    }

    /// BETON EXEMPLE (1002), a supplier that also validates.
    pub(crate) fn validator(&self) -> Desk {
        self.desk("beton", "TECH_1_000002@cpro.fr")
    }

    /// VILLE EXEMPLE (2001), a recipient.
    pub(crate) fn recipient(&self) -> Desk {
        self.desk("ville", "TECH_1_000011@cpro.fr")
    }

    pub(crate) fn later(&self, minutes: u64) {
        self.simulator.jump(Duration::from_secs(minutes * 60));
    }

    /// The end of a scenario: the service was called with success, and everything said was as described.
    pub(crate) fn conclude(&self, name: &str) {
        let wanted = service(name);
        let calls = self.tap.calls();
        let done = calls.iter().any(|call| is_of(wanted, &call.method, &call.path) && call.succeeded());
        assert!(done, "{name} never succeeded");
        self.check();
        let Some(reference) = Reference::load() else { return };
        let answers =
            calls.iter().filter(|call| is_of(wanted, &call.method, &call.path) && call.status == 200);
        let needed: Vec<&Exception> = answers
            .filter_map(|call| Some((reference.operation(&call.method, &call.path)?, call.body())))
            .flat_map(|(operation, body)| reference.exceptions_of(operation, &body))
            .collect();
        let unused: Vec<&Exception> =
            exceptions().iter().filter(|known| known.service == name && !needed.contains(known)).collect();
        assert!(unused.is_empty(), "no longer needed, to be taken out of the list: {unused:#?}");
    }

    /// Every recorded request and answer is as described.
    pub(crate) fn check(&self) {
        let Some(reference) = Reference::load() else { return };
        let faults: Vec<String> =
            self.tap.calls().iter().flat_map(|call| conformity_faults(reference, call)).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// `true` for a call of this service.
pub(crate) fn is_of(service: &Service, method: &str, path: &str) -> bool {
    let mut pattern = service.path.split('/');
    let mut given = path.trim_start_matches('/').split('/');
    let same = service.method.as_str() == method;
    same && loop {
        match (pattern.next(), given.next()) {
            (None, None) => break true,
            (Some(part), Some(value)) if part == value || part.starts_with('{') => {}
            _ => break false,
        }
    }
}

/// A typed client that also checks that its types lose nothing of the answers.
pub(crate) struct Desk {
    pub(crate) client: Client,
    tap: Tap,
}

impl Desk {
    /// Calls a service.
    pub(crate) async fn call<I: Input>(&self, input: &I) -> Result<I::Output, Error> {
        let output = self.client.call(input).await?;
        self.assert_nothing_lost::<I>();
        Ok(output)
    }

    /// Calls a service that has to succeed.
    pub(crate) async fn done<I: Input>(&self, input: &I) -> I::Output {
        self.call(input).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Calls a service with a file.
    pub(crate) async fn upload<U: Upload>(
        &self,
        head: &U,
        file: impl Into<Vec<u8>>,
    ) -> Result<U::Output, Error> {
        let output = self.client.upload(head, FileContent::from_bytes(file.into())).await?;
        self.assert_nothing_lost::<U>();
        Ok(output)
    }

    /// The last answer, read into its type and written again, still has all its fields.
    fn assert_nothing_lost<I: Input>(&self) {
        let call = self.tap.last();
        assert!(is_of(I::SERVICE, &call.method, &call.path), "{} {}", call.method, call.path);
        let raw = if call.answer.is_empty() { b"{}".to_vec() } else { call.answer };
        let output: I::Output = serde_json::from_slice(&raw).expect("the client has read it");
        let written = serde_json::to_value(&output).expect("output");
        let raw = serde_json::from_slice(&raw).expect("JSON");
        let lost = lost_fields(&raw, &written);
        assert!(lost.is_empty(), "{} loses {}", I::SERVICE.name, lost.join(", "));
    }
}
