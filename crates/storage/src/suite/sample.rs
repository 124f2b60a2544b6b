//! Records of all kinds, distinct by number, and a small deterministic source of variety.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AttachmentId, AttemptId, ConnectionId, Direction, Environment, EventId, ExchangeId, InvoiceForm,
    InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId, OutboxId, Role, SessionId, Side, Siret,
    StructureId, UserId,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Attachment, Attempt, AttemptOutcome, Connection, ConnectionState, Document, Event, EventKind, Exchange,
    ExchangeOutcome, ExchangeSummary, Invoice, Organization, Origin, OutboxItem, OutboxKind, OutboxState,
    Scope, Session, SessionToken, Storage, Structure, User,
};

/// Milliseconds into the time of the tests, which begins on 2026-01-01.
pub(super) fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_767_225_600_000 + millis).unwrap()
}

pub(super) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn uuid(kind: u8, number: u64) -> Uuid {
    Uuid::from_u128((u128::from(kind) << 96) | u128::from(number))
}

pub(super) fn siret(number: u64) -> Siret {
    Siret::parse(&format!("{number:014}")).unwrap()
}

pub(super) fn organization(number: u64) -> Organization {
    Organization {
        id: OrganizationId(uuid(1, number)),
        name: format!("Organisation {number:04}"),
        created_at: at(number.cast_signed()),
    }
}

pub(super) fn user(number: u64) -> User {
    User {
        id: UserId(uuid(2, number)),
        email: format!("personne{number}@exemple.fr"),
        name: format!("Personne {number:04}"),
        password_hash: format!("$argon2id${number}"),
        disabled_at: None,
        created_at: at(1),
    }
}

pub(super) fn session(number: u64, user: UserId, organization: OrganizationId) -> Session {
    Session {
        id: SessionId(uuid(3, number)),
        user,
        organization,
        created_at: at(10),
        last_seen_at: at(20 + number.cast_signed()),
        expires_at: at(1_000_000),
        user_agent: "Navigateur".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

pub(super) fn token(number: u8) -> SessionToken {
    SessionToken([number; 32])
}

pub(super) fn structure(organization: OrganizationId, number: u64) -> Structure {
    Structure {
        id: StructureId(uuid(4, number)),
        organization,
        siret: siret(number),
        name: format!("Structure {number:04}"),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: Some(5_000 + number.cast_signed()),
        created_at: at(2),
    }
}

pub(super) fn connection(structure: &Structure, number: u64) -> Connection {
    Connection {
        id: ConnectionId(uuid(5, number)),
        organization: structure.organization,
        structure: structure.id,
        sealed_credentials: format!("sealed-{number}"),
        sealed_certificate: Some("sealed-certificate".to_owned()),
        login_tail: "ogin".to_owned(),
        client_id_tail: "ient".to_owned(),
        certificate_subject: Some("CN=sujet".to_owned()),
        certificate_issuer: Some("CN=autorité".to_owned()),
        certificate_fingerprint: Some("ab".repeat(32)),
        certificate_expires_at: Some(at(9_000_000)),
        state: ConnectionState::Working,
        state_since: at(3),
        synced_at: Some(at(4)),
        next_sync_at: at(5),
    }
}

pub(super) fn document(number: u64) -> Document {
    Document {
        sha256: format!("{number:064x}"),
        name: format!("piece-{number}.pdf"),
        bytes: 1_000 + number.cast_signed(),
    }
}

/// An invoice with only what every invoice has.
pub(super) fn bare_invoice(structure: &Structure, number: u64) -> Invoice {
    Invoice {
        id: invoice_id(number),
        organization: structure.organization,
        structure: structure.id,
        direction: Direction::Issued,
        origin: Origin::Pupitre,
        status: InvoiceStatus::Draft,
        status_at: at(number.cast_signed()),
        status_comment: None,
        number: String::new(),
        kind: InvoiceKind::Facture,
        date: None,
        partner_name: String::new(),
        partner_siret: String::new(),
        service_code: None,
        engagement: None,
        currency: "EUR".to_owned(),
        net_cents: None,
        vat_cents: None,
        gross_cents: None,
        due_cents: None,
        form: InvoiceForm::default(),
        document: None,
        own_reading: Value::Null,
        recognised: Value::Null,
        chorus_document_id: None,
        chorus_id: None,
        created_by: None,
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        submitted_at: None,
        deposited_on: None,
        arrived_at: None,
        checked_at: None,
        version: 1,
    }
}

/// An invoice with everything.
pub(super) fn invoice(structure: &Structure, number: u64) -> Invoice {
    let cents = number.cast_signed() * 100;
    Invoice {
        origin: Origin::ChorusPro,
        status: InvoiceStatus::Suspendue,
        status_comment: Some("Pièce manquante".to_owned()),
        number: format!("FA-2026-{number}"),
        date: Some(day(3, 14)),
        partner_name: format!("Mairie {number}"),
        partner_siret: siret(7_000_000 + number).as_str().to_owned(),
        service_code: Some("SRV".to_owned()),
        engagement: Some("EJ-1".to_owned()),
        net_cents: Some(cents),
        vat_cents: Some(cents / 5),
        gross_cents: Some(cents + cents / 5),
        due_cents: Some(cents + cents / 5),
        form: InvoiceForm { number: format!(" FA-2026-{number} "), ..InvoiceForm::new() },
        document: Some(document(number)),
        own_reading: serde_json::json!({ "BT-1": format!("FA-2026-{number}") }),
        recognised: serde_json::json!({ "numeroFacture": null, "lignes": [1, 2] }),
        chorus_document_id: Some(81),
        chorus_id: Some(9_000 + number.cast_signed()),
        submitted_at: Some(at(31)),
        deposited_on: Some(day(4, 1)),
        arrived_at: Some(at(32)),
        checked_at: Some(at(33)),
        ..bare_invoice(structure, number)
    }
}

pub(super) fn invoice_id(number: u64) -> InvoiceId {
    InvoiceId(uuid(6, number))
}

pub(super) fn attachment(invoice: &Invoice, number: u64) -> Attachment {
    Attachment {
        id: AttachmentId(uuid(7, number)),
        organization: invoice.organization,
        invoice: invoice.id,
        document: document(number),
        original_name: "Bon de commande n°1.pdf".to_owned(),
        extension: "PDF".to_owned(),
        label: "Bon de commande".to_owned(),
        type_code: "02".to_owned(),
        chorus_id: None,
        created_at: at(40),
    }
}

pub(super) fn event(invoice: &Invoice, number: u64, key: Option<&str>) -> Event {
    Event {
        id: EventId(uuid(8, number)),
        organization: invoice.organization,
        invoice: invoice.id,
        happened_at: at(50 + number.cast_signed()),
        kind: EventKind::Status,
        code: "DEPOSEE".to_owned(),
        author: Some("Chorus Pro".to_owned()),
        comment: None,
        foreign_key: key.map(str::to_owned),
    }
}

pub(super) fn outbox(invoice: &Invoice, number: u64, due: i64) -> OutboxItem {
    OutboxItem {
        id: OutboxId(uuid(9, number)),
        organization: invoice.organization,
        structure: invoice.structure,
        invoice: invoice.id,
        kind: OutboxKind::Submit,
        state: OutboxState::Waiting,
        not_before: at(due),
        lease_until: None,
        tries: 0,
        sent_at: None,
        created_at: at(60 + number.cast_signed()),
    }
}

pub(super) fn attempt(item: &OutboxItem, number: u64) -> Attempt {
    Attempt {
        id: AttemptId(uuid(10, number)),
        organization: item.organization,
        outbox: item.id,
        invoice: item.invoice,
        kind: item.kind,
        at: at(70 + number.cast_signed()),
        outcome: AttemptOutcome::TryAgain,
        text: "Chorus Pro ne répond pas.".to_owned(),
        next_at: Some(at(100)),
    }
}

/// A call that was accepted, `number` milliseconds into the time of the tests.
pub(super) fn exchange(structure: &Structure, number: u64) -> Exchange {
    Exchange {
        organization: structure.organization,
        structure: structure.id,
        summary: ExchangeSummary {
            id: ExchangeId(uuid(11, number)),
            at: at(number.cast_signed()),
            service: "rechercherFactureParFournisseur".to_owned(),
            outcome: ExchangeOutcome::Accepted,
            http_status: Some(200),
            code_retour: Some(0),
            libelle: Some("TRA_MSG_00.000".to_owned()),
            duration: std::time::Duration::from_millis(240 + number),
            correlation_id: Some(format!("corr-{number:04}")),
        },
        method: "POST".to_owned(),
        url: "https://chorus.example/cpro/factures/v1/rechercher/fournisseur".to_owned(),
        error: None,
        unknown_fields: vec!["listeFactures[].champNouveau".to_owned()],
        request: Some(format!(r#"{{"numeroFacture":"FA-2026-{number}"}}"#)),
        answer: Some(r#"{"codeRetour":0,"libelle":"Œuvre à 100 %"}"#.to_owned()),
        curl: "curl -X POST 'https://chorus.example/'".to_owned(),
    }
}

/// An organisation with an administrator, a structure and working credentials.
pub(super) struct World {
    pub(super) organization: Organization,
    pub(super) user: User,
    pub(super) structure: Structure,
    pub(super) connection: Connection,
}

impl World {
    /// Records of the world of this number, stored.
    pub(super) async fn create(storage: &dyn Storage, number: u64) -> Self {
        let organization = organization(number);
        let user = user(number);
        let structure = structure(organization.id, number * 1_000);
        let connection = connection(&structure, number);
        let mut unit = storage.begin().await.unwrap();
        unit.insert_organization(&organization).await.unwrap();
        unit.insert_user(&user).await.unwrap();
        unit.set_membership(organization.id, user.id, Role::Administrateur, &Scope::Everything)
            .await
            .unwrap();
        unit.insert_structure(&structure).await.unwrap();
        unit.put_connection(&connection).await.unwrap();
        unit.commit().await.unwrap();
        Self { organization, user, structure, connection }
    }

    /// A further structure, without credentials.
    pub(super) async fn add_structure(&self, storage: &dyn Storage, number: u64) -> Structure {
        let structure = structure(self.organization.id, number);
        let mut unit = storage.begin().await.unwrap();
        unit.insert_structure(&structure).await.unwrap();
        unit.commit().await.unwrap();
        structure
    }
}

/// Stores invoices.
pub(super) async fn add_invoices(storage: &dyn Storage, invoices: &[Invoice]) {
    let mut unit = storage.begin().await.unwrap();
    for invoice in invoices {
        unit.insert_invoice(invoice).await.unwrap();
    }
    unit.commit().await.unwrap();
}

/// The same numbers on every run.
pub(super) struct Variety(u64);

impl Variety {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to below `end`.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(super) fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }

    /// True once in `times`.
    pub(super) const fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}
