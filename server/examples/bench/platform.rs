//! A simulated Chorus Pro with many suppliers behind a few accesses, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use chorus_pro_simulator::World;
use chorus_pro_simulator::world::{Account, Application, Invoice, Rattachement, Right, Side, Structure};
use operations::Credentials;
use secrecy::SecretString;
use serde_json::json;

use super::fill::{now, siret_of};
use super::process::binary;

/// Accesses, each with its share of the structures.
pub const ACCESSES: u32 = 10;
const RECIPIENT: i64 = 9_000_000;
const FIRST_STRUCTURE: i64 = 1_000;
const FIRST_INVOICE: i64 = 10_000_000;

/// A world of so many suppliers, of which the first one of each access has issued its share of the invoices. All are
/// paid: nothing happens to them any more.
pub fn world(structures: u32, invoices: u32) -> World {
    let mut world = World::minimal(now());
    let pattern = world.structures[0].clone();
    let supplier = |number: u32| Structure {
        id: FIRST_STRUCTURE + i64::from(number),
        identifier: siret_of(number),
        name: format!("FOURNISSEUR {number}"),
        bank_accounts: Vec::new(),
        ..pattern.clone()
    };
    let recipient = Structure {
        id: RECIPIENT,
        identifier: "00000080000001".to_owned(),
        name: "VILLE DE MESURE".to_owned(),
        side: Side::Public,
        bank_accounts: Vec::new(),
        ..pattern.clone()
    };
    world.applications = (0..ACCESSES).map(|access| application(&world.applications[0], access)).collect();
    world.accounts = (0..ACCESSES).map(|access| account(&world.accounts[0], access, structures)).collect();
    world.structures = (0..structures).map(supplier).chain([recipient]).collect();
    world.engagements.clear();
    world.billing_files.clear();
    world.invoices = (0..invoices).map(|number| Arc::new(invoice(number))).collect();
    world.last_id = 100_000_000;
    world
}

fn client_id(access: u32) -> String {
    format!("application-{access}")
}

fn login(access: u32) -> String {
    format!("TECH_1_{access:06}@cpro.fr")
}

fn application(pattern: &Application, access: u32) -> Application {
    Application { client_id: client_id(access), client_secret: format!("secret-{access}"), ..pattern.clone() }
}

fn account(pattern: &Account, access: u32, structures: u32) -> Account {
    let link = |number: u32| Rattachement {
        id: 50_000_000 + i64::from(number),
        structure: FIRST_STRUCTURE + i64::from(number),
        rights: vec![Right::Supplier],
    };
    Account {
        id: 60_000_000 + i64::from(access),
        login: login(access),
        applications: vec![client_id(access)],
        attachments: (0..structures).filter(|number| number % ACCESSES == access).map(link).collect(),
        ..pattern.clone()
    }
}

fn invoice(number: u32) -> Invoice {
    let id = FIRST_INVOICE + 2 * i64::from(number);
    let at = now() - chrono::TimeDelta::minutes(60 + i64::from(number));
    let day = at.format("%Y-%m-%d").to_string();
    let invoice = json!({
        "id": id, "recipient_side_id": id + 1, "number": format!("FA-{number:06}"), "kind": "FACTURE",
        "supplier": FIRST_STRUCTURE + i64::from(number % ACCESSES), "recipient": RECIPIENT,
        "framework": "A1_FACTURE_FOURNISSEUR", "deposit_mode": "DEPOT_PDF_API", "issued_on": day,
        "deposited_at": at, "currency": "EUR", "vat_regime": "TVA_SUR_DEBIT",
        "totals": {"without_vat": 100, "vat": 20, "with_vat": 120, "payable": 120},
        "history": [{"status": "DEPOSEE", "at": at}, {"status": "MISE_EN_PAIEMENT", "at": at}],
    });
    serde_json::from_value(invoice).unwrap()
}

/// What the access that serves a structure is entered with.
pub fn credentials(structure: u32) -> Credentials {
    let access = structure % ACCESSES;
    Credentials {
        client_id: client_id(access),
        client_secret: SecretString::from(format!("secret-{access}")),
        login: login(access),
        password: SecretString::from("mot-de-passe"),
        ..Credentials::default()
    }
}

/// `pupitre simulator` with a world.
pub struct Platform {
    child: Child,
    base: String,
}

impl Platform {
    /// Starts it.
    pub fn start(world: &World, folder: &Path) -> Self {
        let file = folder.join("world.json");
        world.save(&file).unwrap();
        let mut child = Command::new(binary())
            .args(["simulator", "--addr", "127.0.0.1:0", "--log", "warn", "--seed"])
            .arg(&file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let base = first.split("ready: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        Self { child, base }
    }

    /// Lets every later call of a service take this long.
    pub async fn slow_down(&self, milliseconds: u64) {
        let fault = json!({"path": "/cpro/", "count": u32::MAX, "kind": {"delay": milliseconds}});
        let client = reqwest::Client::new();
        let answer = client
            .post(format!("{}/control/faults", self.base))
            .header("content-type", "application/json")
            .body(fault.to_string())
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// The flags with which a Pupitre finds it.
    pub fn flags(&self) -> Vec<String> {
        let base = &self.base;
        vec![
            format!("--qualification-token-address={base}/api/oauth/token"),
            format!("--qualification-api-address={base}/cpro"),
            // No round but those that are measured.
            "--sync-seconds=86400".to_owned(),
        ]
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // Nothing of a measured run is worth an orderly end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
