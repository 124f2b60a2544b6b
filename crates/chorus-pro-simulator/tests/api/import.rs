//! Worlds from CSV tables, and tables from worlds.

use std::path::Path;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::World;
use chorus_pro_simulator::world::{Right, Side};
use serde_json::json;

use crate::support::{Bench, Client, monday, token};

fn write(folder: &Path, tables: &[(&str, &str)]) {
    for (name, text) in tables {
        std::fs::write(folder.join(name), text).expect("table");
    }
}

fn refusal(tables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("folder");
    write(folder.path(), tables);
    World::import_csv(folder.path(), monday()).expect_err("refused").to_string()
}

const STRUCTURES: &str =
    "identifier;name;side\n00000000700001;ATELIER;private\n00000000700011;VILLE;public\n";

#[test]
fn the_tables_of_a_world_read_back_as_the_same_world() {
    for world in [World::demo(3, monday()), World::minimal(monday())] {
        let folder = tempfile::tempdir().unwrap();
        world.export_csv(folder.path()).unwrap();
        let read = World::import_csv(folder.path(), monday()).unwrap();
        assert_eq!(read.structures.len(), world.structures.len());
        for (read, original) in read.structures.iter().zip(&world.structures) {
            assert_eq!(
                (&read.identifier, &read.name, read.side, read.active, &read.address, &read.requirements),
                (
                    &original.identifier,
                    &original.name,
                    original.side,
                    original.active,
                    &original.address,
                    &original.requirements
                )
            );
            assert_eq!(
                (read.id, &read.behaviour, &read.email),
                (original.id, &original.behaviour, &original.email)
            );
            let services = |list: &[chorus_pro_simulator::world::Service]| {
                let list = list.iter().map(|one| {
                    (one.code.clone(), one.name.clone(), one.active, one.engagement_required, one.valid_from)
                });
                list.collect::<Vec<_>>()
            };
            assert_eq!(services(&read.services), services(&original.services));
        }
        let orders = |world: &World| {
            let all = world.engagements.iter();
            all.map(|one| {
                (one.number.clone(), one.recipient, one.supplier, one.total_with_vat, one.notified_on)
            })
            .collect::<Vec<_>>()
        };
        assert_eq!(orders(&read), orders(&world));
        for (read, original) in read.accounts.iter().zip(&world.accounts) {
            assert_eq!(
                (&read.login, &read.password, &read.applications, read.password_expires),
                (&original.login, &original.password, &original.applications, original.password_expires)
            );
            let links = |account: &chorus_pro_simulator::world::Account| {
                let links = account.attachments.iter().map(|link| (link.structure, link.rights.clone()));
                links.collect::<Vec<_>>()
            };
            assert_eq!(links(read), links(original));
        }
    }
}

#[tokio::test]
async fn a_table_of_roles_makes_a_world_a_client_can_use_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("matelas.csv");
    let text = "\u{feff}role,siret,name,service_code,engagement\r\n\
        FOURNISSEUR,00000000700001,ATELIER,,\r\n\
        DESTINATAIRE,00000000700011,\"VILLE, SERVICES\",ACHATS,4500099999\r\n\
        DESTINATAIRE,00000000700011,,TECHNIQUE,\r\n\
        MOA,00000000700011,,,\r\n\
        MOE,00000000700021,CABINET,,\r\n";
    std::fs::write(&file, text).unwrap();
    let world = World::import_csv(&file, monday()).unwrap();
    assert_eq!(world.structures.len(), 3);
    let town = world.structure_by_identifier("00000000700011").unwrap();
    assert_eq!((town.name.as_str(), town.side, town.services.len()), ("VILLE, SERVICES", Side::Public, 2));
    let account = world.accounts.iter().find(|account| account.login == "TECH_1_700011@cpro.fr").unwrap();
    assert!(account.may(Right::Recipient, town.id) && account.may(Right::ProjectOwner, town.id));
    let supplier = world.structure_by_identifier("00000000700001").unwrap().id;
    assert_eq!((world.engagements[0].supplier, world.engagements[0].recipient), (supplier, town.id));

    let bench = Bench::with(world);
    let form = "grant_type=client_credentials&client_id=application-00000000700001&client_secret=secret-00000000700001";
    let (status, answer) = token(&bench.simulator, form).await;
    assert_eq!(status, StatusCode::OK);
    let client = Client {
        simulator: bench.simulator.clone(),
        token: answer["access_token"].as_str().unwrap().to_owned(),
        account: STANDARD.encode("TECH_1_700001@cpro.fr:mot-de-passe"),
    };
    let answer = client.done("/factures/v1/rechercher/fournisseur", json!({})).await;
    assert_eq!(answer["parametresRetour"]["total"], 0);
}

#[test]
fn accounts_of_all_kinds_come_from_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = "login;password;kind;client_id;client_secret;structure;rights;password_expires\n\
        TECH_1_1@cpro.fr;secret;;app-1;s-1;00000000700001;fournisseur valideur;31/12/2026\n\
        TECH_1_1@cpro.fr;;;app-2;s-2;00000000700011;recipient;\n\
        interne;x;internal;app-3;s-3;00000000700001;supplier;\n";
    write(folder.path(), &[("structures.csv", STRUCTURES), ("accounts.csv", accounts)]);
    let world = World::import_csv(folder.path(), monday()).unwrap();
    let [account, internal] = &world.accounts[..] else { panic!("{:?}", world.accounts) };
    assert_eq!(account.applications, ["app-1", "app-2"]);
    assert_eq!(account.attachments.len(), 2);
    assert_eq!(account.attachments[0].rights, [Right::Supplier, Right::Validator]);
    assert_eq!(account.password_expires.unwrap().to_string(), "2026-12-31");
    assert!(internal.internal && !account.internal);
}

#[test]
fn a_fault_of_a_table_is_named_with_its_line() {
    let structures = ("structures.csv", STRUCTURES);
    for (tables, expected) in [
        (vec![("services.csv", "structure;code\n")], "structures.csv cannot be read"),
        (
            vec![("structures.csv", "identifier;nom;side\n")],
            "line 1: unknown column \"nom\"; known are id, identifier",
        ),
        (
            vec![("structures.csv", "identifier;name;side\n123;A;public\n")],
            "structures.csv, line 2: identifier: 123 does not have the 14 digits",
        ),
        (vec![("structures.csv", "identifier;name;side\n00000000700001;;public\n")], "line 2: name is empty"),
        (
            vec![structures, ("services.csv", "structure;code\n1;ACHATS\n")],
            "services.csv, line 2: structure: no structure is 1",
        ),
        (
            vec![structures, ("services.csv", "structure;code;active\n00000000700011;A;peut-être\n")],
            "active: peut-être is neither yes nor no",
        ),
        (
            vec![structures, ("accounts.csv", "login;password;structure;rights\na;b;00000000700001;maire\n")],
            "rights: maire is none of",
        ),
        (
            vec![
                structures,
                (
                    "engagements.csv",
                    "number;recipient;supplier;total_with_vat\n1;00000000700011;00000000700001;beaucoup\n",
                ),
            ],
            "total_with_vat: beaucoup is no amount",
        ),
    ] {
        let message = refusal(&tables);
        assert!(message.contains(expected), "{message}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("structures.csv"), b"identifier;name;side\n1;\xc9COLE;public\n")
        .unwrap();
    let error = World::import_csv(folder.path(), monday()).unwrap_err().to_string();
    assert!(error.contains("UTF-8"), "{error}");
}
