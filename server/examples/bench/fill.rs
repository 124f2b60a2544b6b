//! A large organisation, the same in each run but for today's date.

use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    Clock, Direction, Entropy, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId, Role, SessionId,
    StructureId, UserId, clock_spans, paris_day,
};
use operations::{
    Actor, Credentials, Desk, DocumentStore, Invoice, NewStructure, NewUser, Origin, Parts, Scope, Settings,
    System,
};
use storage::Turn;
use uuid::Uuid;
use vault::Keyring;

use super::engine::Place;

/// Invoices that are written one by one; the others are copies of them.
const WRITTEN: u32 = 25_000;
const PASSWORD: &str = "lampe girafe sept tunnel";
const PLACES: [&str; 8] =
    ["Lyon", "Nantes", "Angers", "Brest", "Rouen", "Nîmes", "Évreux", "L’Haÿ-les-Roses"];
const KINDS: [&str; 7] = [
    "Mairie de",
    "Métropole de",
    "Lycée Victor Hugo de",
    "CHU de",
    "Université de",
    "Préfecture de",
    "École de",
];
/// Statuses and how many of a thousand invoices stand there.
const STATUSES: [(InvoiceStatus, u64); 12] = [
    (InvoiceStatus::MiseEnPaiement, 620),
    (InvoiceStatus::Comptabilisee, 80),
    (InvoiceStatus::MiseADisposition, 80),
    (InvoiceStatus::Mandatee, 60),
    (InvoiceStatus::ServiceFait, 40),
    (InvoiceStatus::Deposee, 40),
    (InvoiceStatus::Rejetee, 30),
    (InvoiceStatus::Suspendue, 15),
    (InvoiceStatus::ARecycler, 5),
    (InvoiceStatus::Draft, 15),
    (InvoiceStatus::Abandonnee, 10),
    (InvoiceStatus::Queued, 5),
];

/// The clock of the machine.
struct Now;

impl Clock for Now {
    #[expect(clippy::disallowed_methods, reason = "the edge of a program")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The instant.
pub fn now() -> DateTime<Utc> {
    Now.now()
}

/// An identifier of an instant.
pub fn new_id(at: DateTime<Utc>) -> Uuid {
    operations::new_id(at, &Random)
}

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

/// An organisation, somebody who may do everything in it, and its structures.
pub struct Cabinet {
    /// What is asked without a page.
    pub system: System,
    desk: Desk,
    /// Who acts.
    pub actor: Actor,
    /// In the order in which they were added.
    pub structures: Vec<StructureId>,
    /// Which side the invoices are of that it is filled with.
    pub direction: Direction,
}

impl Cabinet {
    /// The one that an earlier run left in a place.
    pub async fn again(place: &Place) -> Self {
        let (desk, system) = assemble(place).await;
        let email = "mesure@example.org".to_owned();
        let mut read = system.database().read().await.unwrap();
        let user = read.user_by_email(&email).await.unwrap().unwrap().id;
        let organization = read.organizations().await.unwrap()[0].id;
        let structures = read.structures(organization).await.unwrap();
        let structures = structures.into_iter().map(|summary| summary.structure.id).collect();
        drop(read);
        let direction = Direction::Issued;
        Self { system, desk, actor: actor(organization, user, email), structures, direction }
    }

    /// A new one in an empty place.
    pub async fn found(place: &Place) -> Self {
        let (desk, system) = assemble(place).await;
        let organization = system.registry.add_organization("Cabinet mesuré").await.unwrap();
        let email = "mesure@example.org".to_owned();
        let new = NewUser {
            email: email.clone(),
            name: "Mesure".to_owned(),
            password: PASSWORD.to_owned().into(),
            role: Role::Administrateur,
            scope: Scope::Everything,
        };
        let user = system.registry.add_user(organization, new).await.unwrap();
        let direction = Direction::Issued;
        Self { system, desk, actor: actor(organization, user, email), structures: Vec::new(), direction }
    }

    /// Address and password of who may do everything.
    pub fn login(&self) -> (&str, &'static str) {
        (&self.actor.email, PASSWORD)
    }

    /// Adds so many structures of its side.
    pub async fn add_structures(&mut self, count: u32) {
        for number in 0..count {
            let new = NewStructure {
                identifier_kind: String::new(),
                siret: siret_of(number),
                name: format!("Structure {number:03}"),
                town: String::new(),
                side: if self.direction == Direction::Issued { "fournisseur" } else { "destinataire" }
                    .to_owned(),
                environment: "qualification".to_owned(),
            };
            self.structures.push(self.desk.portfolio.add_structure(&self.actor, &new).await.unwrap());
        }
    }

    /// Lets an access serve a structure.
    pub async fn connect(&self, structure: StructureId, credentials: Credentials) {
        self.desk.connecting.save_credentials(&self.actor, structure, credentials).await.unwrap();
    }

    /// Fills it with invoices: some written by the storage, the others copied by the database.
    pub async fn fill(&self, place: &Place, invoices: u32) {
        let mut variety = Variety(2_026);
        let mut transaction = self.write().await;
        let written = invoices.min(WRITTEN);
        for number in 1..=written {
            let invoice = self.invoice(&mut variety, number);
            transaction.insert_invoice(&invoice).await.unwrap();
            let spans = clock_spans(way(&invoice));
            transaction.put_clock_spans(invoice.organization, invoice.id, &spans).await.unwrap();
        }
        transaction.commit().await.unwrap();
        super::copy::copy(&place.location, written, invoices).await;
        let mut transaction = self.system.database().write(Turn::Free).await.unwrap();
        transaction.fold_counts().await.unwrap();
        transaction.commit().await.unwrap();
        super::copy::settle(&place.location).await;
    }

    /// A transaction in the turn of the organisation.
    pub async fn write(&self) -> Box<dyn storage::Transaction> {
        self.system.database().write(Turn::Organization(self.actor.organization)).await.unwrap()
    }

    fn invoice(&self, variety: &mut Variety, number: u32) -> Invoice {
        let at = now() - TimeDelta::seconds(variety.below(365 * 86_400).cast_signed());
        let date = paris_day(at).checked_sub_days(Days::new(2));
        let cents = 1_000 + variety.below(5_000_000).cast_signed();
        // Unequal, as in life: a few structures have many invoices.
        let structures = self.structures.len() as u64;
        let structure = variety.below(structures).min(variety.below(structures));
        Invoice {
            id: InvoiceId(Uuid::from_u128(super::copy::FIRST_ID + u128::from(number))),
            organization: self.actor.organization,
            structure: self.structures[usize::try_from(structure).unwrap()],
            direction: self.direction,
            origin: Origin::ChorusPro,
            status: variety.status(),
            status_at: at,
            status_reason: None,
            status_comment: None,
            number: format!("FA-2026-{number:07}"),
            kind: if variety.below(20) == 0 { InvoiceKind::Avoir } else { InvoiceKind::Facture },
            date,
            partner_name: format!("{} {} {}", variety.pick(&KINDS), variety.pick(&PLACES), variety.below(40)),
            // Digits as different as those of real ones.
            partner_siret: format!(
                "{:014}",
                (variety.below(3_000) + 1) * 32_416_190_071 % 100_000_000_000_000
            ),
            service_code: Some(format!("SRV{:03}", variety.below(300))),
            engagement: Some(format!("EJ{:08}", variety.below(100_000_000))),
            currency: if variety.below(30) == 0 { "USD" } else { "EUR" }.to_owned(),
            net_cents: Some(cents * 10 / 12),
            vat_cents: Some(cents - cents * 10 / 12),
            gross_cents: Some(cents),
            due_cents: Some(cents),
            document: None,
            chorus_id: Some(i64::from(number)),
            created_by: None,
            created_at: at,
            updated_at: at,
            deposited_on: date,
            arrived_at: Some(at - TimeDelta::days(variety.below(40).cast_signed())),
            checked_at: Some(at),
            version: 1,
        }
    }
}

/// What an invoice went through: received, ordered two thirds of the time later, and where it stands.
fn way(invoice: &Invoice) -> Vec<(InvoiceStatus, DateTime<Utc>)> {
    let arrived = invoice.arrived_at.unwrap();
    let ordered = arrived + (invoice.status_at - arrived) * 2 / 3;
    let mut way = vec![(InvoiceStatus::MiseADisposition, arrived)];
    if invoice.status == InvoiceStatus::MiseEnPaiement {
        way.push((InvoiceStatus::Mandatee, ordered));
    }
    way.push((invoice.status.clone(), invoice.status_at));
    way
}

async fn assemble(place: &Place) -> (Desk, System) {
    let key = std::fs::read_to_string(place.folder.join("key")).unwrap();
    let http_options = chorus_pro::HttpOptions::default();
    Parts {
        database: Arc::new(place.open().await),
        documents: DocumentStore::in_folder(&place.folder.join("documents"), Arc::new(Now)).unwrap(),
        apart: apart::Apart::here(),
        keyring: Keyring::parse(&key).unwrap(),
        clock: Arc::new(Now),
        entropy: Arc::new(Random),
        http: http_options.build().unwrap(),
        http_options,
        settings: Settings::default(),
    }
    .assemble()
}

/// The SIRET of a structure by its number.
pub fn siret_of(number: u32) -> String {
    format!("{:014}", 90_000_000 + number)
}

fn actor(organization: OrganizationId, user: UserId, email: String) -> Actor {
    Actor {
        user,
        name: "Mesure".to_owned(),
        email,
        session: SessionId(user.0),
        organization,
        organization_name: "Cabinet mesuré".to_owned(),
        role: Role::Administrateur,
        scope: Scope::Everything,
        second_factor: operations::SecondFactorState::NotNeeded,
    }
}

/// Numbers that look like chance and are the same in each run.
struct Variety(u64);

impl Variety {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }

    fn status(&mut self) -> InvoiceStatus {
        let mut left = self.below(1_000);
        for (status, share) in STATUSES {
            if left < share {
                return status;
            }
            left -= share;
        }
        InvoiceStatus::Draft
    }
}

/// A PDF of about this many bytes: one page and a large image stream that no reader needs.
pub fn pdf_of(bytes: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n".to_vec();
    let offset = pdf.len();
    pdf.extend(format!("4 0 obj\n<< /Length {bytes} >>\nstream\n").bytes());
    let mut state = 1_u32;
    for _ in 0..bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        pdf.push(state.to_be_bytes()[0]);
    }
    pdf.extend(b"\nendstream\nendobj\n");
    let table = pdf.len();
    let lines = [9, 58, 115, offset].map(|at| format!("{at:010} 00000 n \n")).concat();
    pdf.extend(format!("xref\n0 5\n0000000000 65535 f \n{lines}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}
