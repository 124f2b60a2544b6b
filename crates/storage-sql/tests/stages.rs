//! The stage of an invoice is derived again where a newer program sees its status otherwise.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use chrono::DateTime;
use domain::{
    Direction, Environment, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId, Side, Siret, StatusStage,
    StructureId,
};
use sqlx::Connection as _;
use storage::{Database, Invoice, InvoiceFilter, Organization, Origin, Scope, Structure, Turn};
use storage_sql::{Location, SqlDatabase};

use crate::support;
use uuid::Uuid;

const STATUSES: [InvoiceStatus; 3] =
    [InvoiceStatus::Suspendue, InvoiceStatus::MiseEnPaiement, InvoiceStatus::Draft];

fn organization(number: u128) -> OrganizationId {
    OrganizationId(Uuid::from_u128(number))
}

/// Two organisations, each with one invoice of every status in both directions.
async fn fill(database: &SqlDatabase) {
    let at = DateTime::from_timestamp_millis(1).unwrap();
    for owner in [1, 2] {
        let mut transaction = database.write(Turn::Free).await.unwrap();
        let organization = Organization {
            id: organization(owner),
            name: "Cabinet".to_owned(),
            created_at: at,
            second_factor_from: None,
        };
        transaction.insert_organization(&organization).await.unwrap();
        let structure = Structure {
            id: StructureId(Uuid::from_u128(owner)),
            organization: organization.id,
            identifier: Siret::parse("00000000000000").unwrap().into(),
            name: "Client".to_owned(),
            town: String::new(),
            side: Side::Supplier,
            environment: Environment::Production,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: at,
        };
        transaction.insert_structure(&structure).await.unwrap();
        let directions = [Direction::Issued, Direction::Received];
        let kinds = directions.into_iter().flat_map(|side| STATUSES.map(|status| (side, status)));
        for (number, (direction, status)) in (1..).zip(kinds) {
            let invoice = Invoice {
                id: InvoiceId(Uuid::from_u128(owner * 100 + number)),
                organization: organization.id,
                structure: structure.id,
                direction,
                origin: Origin::ChorusPro,
                status,
                status_at: at,
                status_reason: None,
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
                gross_cents: Some(100),
                due_cents: None,
                document: None,
                chorus_id: None,
                created_by: None,
                created_at: at,
                updated_at: at,
                deposited_on: None,
                arrived_at: None,
                checked_at: None,
                version: 1,
            };
            transaction.insert_invoice(&invoice).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

/// Which tab every invoice is found in, and how many the tabs count.
async fn tabs(database: &SqlDatabase) -> Vec<(usize, u64)> {
    let mut read = database.read().await.unwrap();
    let mut tabs = Vec::new();
    for owner in [1, 2] {
        for direction in [Direction::Issued, Direction::Received] {
            for stage in StatusStage::ALL {
                let filter =
                    InvoiceFilter { stage: Some(stage), ..InvoiceFilter::new(direction, Scope::Everything) };
                let page = read.invoice_page(organization(owner), &filter).await.unwrap();
                assert!(page.rows.iter().all(|row| row.status.stage(direction) == stage));
                tabs.push((page.rows.len(), page.totals.count));
            }
        }
    }
    tabs
}

/// What an older program might have left: it does not know a status and takes it for one that blocks.
const WRONG: &str = "UPDATE invoices SET stage = 'blocked' WHERE status = 'MISE_EN_PAIEMENT'";

async fn check(open: impl AsyncFn() -> SqlDatabase, spoil: impl AsyncFn()) {
    let database = open().await;
    fill(&database).await;
    let right = tabs(&database).await;
    assert_eq!(right.iter().map(|(rows, _)| rows).sum::<usize>(), 12);
    database.close().await;
    spoil().await;
    // Whoever opens the database puts it right.
    let database = open().await;
    assert_eq!(tabs(&database).await, right);
    let mut transaction = database.write(Turn::Free).await.unwrap();
    assert_eq!(transaction.derive_stages().await.unwrap(), 0);
    drop(transaction);
    spoil().await;
    let mut transaction = database.write(Turn::Free).await.unwrap();
    assert_eq!(transaction.derive_stages().await.unwrap(), 4);
    transaction.commit().await.unwrap();
    assert_eq!(tabs(&database).await, right);
    database.close().await;
}

#[tokio::test]
async fn a_wrong_stage_is_put_right_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pupitre.sqlite");
    let address = format!("sqlite:{}", path.display());
    let spoil = async || {
        let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
        assert_eq!(sqlx::query(WRONG).execute(&mut connection).await.unwrap().rows_affected(), 4);
        connection.close().await.unwrap();
    };
    let location = Location::Sqlite(path.clone());
    check(async || SqlDatabase::open(&location).await.unwrap(), spoil).await;
}

#[tokio::test]
async fn a_wrong_stage_is_put_right_on_postgresql() {
    let Some(server) = support::postgres().await else { return };
    let spoil = async || {
        let mut connection = sqlx::PgConnection::connect(&server.url()).await.unwrap();
        assert_eq!(sqlx::query(WRONG).execute(&mut connection).await.unwrap().rows_affected(), 4);
        connection.close().await.unwrap();
    };
    check(async || server.open().await, spoil).await;
}
