//! A large organisation, the same in each run.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    Clock, Direction, Entropy, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId, Role, SessionId,
    StructureId, UserId, paris_day,
};
use operations::{
    Actor, DocumentStore, Invoice, NewStructure, NewUser, Origin, Parts, Scope, Settings, new_id,
};
use storage::Turn;
use storage_sql::{Location, SqlDatabase};
use vault::Keyring;

/// Who can be signed in, and what there is.
pub struct Desk {
    pub email: String,
    pub password: String,
    pub structures: Vec<String>,
}

struct Now;

impl Clock for Now {
    #[expect(clippy::disallowed_methods, reason = "the edge of a program")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

const PASSWORD: &str = "lampe girafe sept tunnel";

pub async fn fill(folder: &Path, invoices: u32, structures: u32) -> Desk {
    let key = vault::new_key_line("bench", &[7; 32]);
    std::fs::write(folder.join("key"), &key).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(folder.join("key"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .unwrap();
    let database = SqlDatabase::open(&Location::Sqlite(folder.join("pupitre.sqlite"))).await.unwrap();
    let http_options = chorus_pro::HttpOptions::default();
    let (desk, system) = Parts {
        database: Arc::new(database),
        documents: DocumentStore::in_folder(&folder.join("documents"), Arc::new(Now)).unwrap(),
        keyring: Keyring::parse(&key).unwrap(),
        clock: Arc::new(Now),
        entropy: Arc::new(Random),
        http: http_options.build().unwrap(),
        http_options,
        settings: Settings::default(),
    }
    .assemble();
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
    let actor = actor(organization, user, &email);
    let mut ids = Vec::new();
    for number in 0..structures {
        let new = NewStructure {
            siret: format!("{:014}", 90_000_000 + number),
            name: format!("Structure {number:03}"),
            side: "fournisseur".to_owned(),
            environment: "qualification".to_owned(),
        };
        ids.push(desk.portfolio.add_structure(&actor, &new).await.unwrap());
    }
    let mut transaction = system.database().write(Turn::Organization(organization)).await.unwrap();
    for number in 0..invoices {
        let structure = ids[(number as usize * 7) % ids.len()];
        transaction.insert_invoice(&invoice(organization, structure, number)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    system.database().close().await;
    Desk { email, password: PASSWORD.to_owned(), structures: ids.iter().map(ToString::to_string).collect() }
}

fn actor(organization: OrganizationId, user: UserId, email: &str) -> Actor {
    Actor {
        user,
        name: "Mesure".to_owned(),
        email: email.to_owned(),
        session: SessionId(user.0),
        organization,
        organization_name: "Cabinet mesuré".to_owned(),
        role: Role::Administrateur,
        scope: Scope::Everything,
    }
}

fn invoice(organization: OrganizationId, structure: StructureId, number: u32) -> Invoice {
    let statuses = [
        "MISE_EN_PAIEMENT",
        "MISE_A_DISPOSITION",
        "MANDATEE",
        "DEPOSEE",
        "SUSPENDUE",
        "REJETEE",
        "MISE_EN_PAIEMENT",
        "COMPTABILISEE",
    ];
    let now = Now.now();
    let at = now - TimeDelta::minutes(i64::from(number) * 3);
    let gross = i64::from(number % 5_000) * 137 + 12_000;
    Invoice {
        id: InvoiceId(new_id(at, &Random)),
        organization,
        structure,
        direction: Direction::Issued,
        origin: Origin::ChorusPro,
        status: InvoiceStatus::from_code(statuses[number as usize % statuses.len()]),
        status_at: at,
        status_reason: None,
        status_comment: None,
        number: format!("FA-{number:06}"),
        kind: InvoiceKind::Facture,
        date: paris_day(at).checked_sub_days(Days::new(2)),
        partner_name: format!("Ville de Mesure {}", number % 97),
        partner_siret: format!("{:014}", 80_000_000 + number % 97),
        service_code: Some(format!("SRV-{}", number % 11)),
        engagement: Some(format!("EJ{number:08}")),
        currency: "EUR".to_owned(),
        net_cents: Some(gross * 5 / 6),
        vat_cents: Some(gross - gross * 5 / 6),
        gross_cents: Some(gross),
        due_cents: Some(gross),
        document: None,
        chorus_id: Some(i64::from(number) + 1),
        created_by: None,
        created_at: at,
        updated_at: at,
        deposited_on: Some(paris_day(at)),
        arrived_at: Some(at),
        checked_at: Some(at),
        version: 1,
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
