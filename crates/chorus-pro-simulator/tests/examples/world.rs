//! The minimal world under the names and numbers of the examples, so that their requests can be sent as they are.

use std::sync::Arc;

use chorus_pro_simulator::World;
use chorus_pro_simulator::world::{Document, DocumentSubject, Service, StoredFile};
use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Value, json};

use crate::play::{Values, substituted};

/// Monday 5 October 2026, 10:00 in Paris: the day of most examples.
pub(crate) fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).single().expect("date")
}

/// EXEMPLE SARL, the supplier.
pub(crate) const SUPPLIER: i64 = 26_300_001;
/// TITULAIRE SAS, which validates and is the project manager of the works.
pub(crate) const VALIDATOR: i64 = 26_300_020;
/// VILLE EXEMPLE, the recipient and project owner of the works.
pub(crate) const TOWN: i64 = 25_000_001;
/// Its service ACHATS.
const PURCHASES: i64 = 11_000_001;
/// Its service TRAVAUX.
const WORKS: i64 = 11_000_011;
/// Its service SERVICE_MOA.
const OWNER: i64 = 11_000_012;
/// The service SERVICE_MOE of TITULAIRE SAS.
const MANAGER: i64 = 11_000_013;
/// The service SERVICE_DEFAUT of EXEMPLE SARL.
const DEFAULT: i64 = 11_000_010;

/// Above every number given here.
const LAST: i64 = 30_000_000;

/// Values of the minimal world and those of the examples in their place.
fn names() -> Values {
    vec![
        (json!(1001), json!(SUPPLIER)),
        (json!(1002), json!(VALIDATOR)),
        (json!(2001), json!(TOWN)),
        (json!(2101), json!(PURCHASES)),
        (json!(2104), json!(11_000_002)),
        (json!(1101), json!(14_501)),
        (json!("00000000900002"), json!("00000000900043")),
        (json!("00000000900011"), json!("00000000900019")),
        (json!("ATELIER EXEMPLE"), json!("EXEMPLE SARL")),
        (json!("BETON EXEMPLE"), json!("TITULAIRE SAS")),
    ]
}

/// The world of the examples at this instant; nobody but the platform acts in it.
pub(crate) fn world(now: DateTime<Utc>) -> World {
    let minimal: Value = serde_json::to_value(World::minimal(now)).expect("world");
    let mut world: World = serde_json::from_value(substituted(&minimal, &names())).expect("world");
    world.last_id = LAST;
    world.switches.siret_information = true;
    world.switches.payment_request_search = true;
    add_services(&mut world);
    // The order of the examples comes from the town.
    for order in &mut world.engagements {
        order.recipient = TOWN;
        order.service_code = Some("ACHATS".to_owned());
    }
    world.files.push(stored(15_600_020, "rib.pdf", 20_000, now));
    let document = Document {
        id: 15_400_001,
        file: 15_600_020,
        label: "RIB".to_owned(),
        kind: "DIVERS".to_owned(),
        subject: DocumentSubject::Structure,
    };
    let town = world.structures.iter_mut().find(|structure| structure.id == TOWN).expect("town");
    town.documents.push(document);
    world
}

/// A file whose description alone is known.
pub(crate) fn stored(id: i64, name: &str, size: u64, received_at: DateTime<Utc>) -> StoredFile {
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

/// The services the examples name and the minimal world does not have, and the parties of the works with theirs.
fn add_services(world: &mut World) {
    let model = world.structures.iter().flat_map(|structure| &structure.services).next().expect("service");
    let service = |id, code: &str, name: &str| Service {
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        ..model.clone()
    };
    let added = [
        (SUPPLIER, service(DEFAULT, "SERVICE_DEFAUT", "Service par défaut")),
        (VALIDATOR, service(MANAGER, "SERVICE_MOE", "Maîtrise d’œuvre")),
        (TOWN, service(WORKS, "TRAVAUX", "Service des travaux")),
        (TOWN, service(OWNER, "SERVICE_MOA", "Maîtrise d’ouvrage")),
    ];
    for (owner, service) in added {
        let owner = world.structures.iter_mut().find(|structure| structure.id == owner).expect("structure");
        owner.services.push(service);
    }
    for file in &mut world.billing_files {
        let file = Arc::make_mut(file);
        file.recipient.service = Some(WORKS);
        file.project_manager.as_mut().expect("project manager").service = Some(MANAGER);
        file.project_owner.as_mut().expect("project owner").service = Some(OWNER);
        for document in &mut file.documents {
            document.content.service = Some(WORKS);
        }
    }
}
