//! Public recipients: searches, the directory as a file, stored files.

use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::World;
use chorus_pro_simulator::world::{Document, DocumentSubject, StoredFile};
use serde_json::{Value, json};

use crate::support::{Bench, monday};

/// The files of a ZIP in base64.
fn unpacked(answer: &Value, field: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = STANDARD.decode(answer[field].as_str().expect("base64")).expect("base64");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("zip");
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("entry");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("bytes");
        files.push((file.name().expect("name").into_owned(), bytes));
    }
    files
}

#[tokio::test]
async fn the_directory_is_a_zip_of_public_structures_and_their_services() {
    let client = Bench::minimal().atelier().await;
    let answer = client.done("/transverses/v1/telecharger/annuaire/destinataire", json!({})).await;
    assert_eq!(answer["libelle"], "GCU_MSG_01_000");
    let files = unpacked(&answer, "fichierResultat");
    let text = |index: usize| String::from_utf8(files[index].1.clone()).expect("text");
    let (structures, services) = (text(0), text(1));
    assert_eq!(structures.lines().count(), 1 + 5);
    assert!(structures.contains("\r\n1;00000000900011;VILLE EXEMPLE;false;false;true;false;true;"));
    assert!(!structures.contains("00000000900001"), "a private structure is no recipient");
    assert_eq!(services.lines().count(), 1 + 6);
    assert!(services.contains("00000000900011;VILLE EXEMPLE;TECHNIQUE;Services techniques;true;true;"));
}

#[tokio::test]
async fn recipients_are_found_by_number_or_by_words() {
    let client = Bench::minimal().atelier().await;
    let path = "/transverses/v1/rechercher/destinataire";
    let found = client.done(path, json!({"identifiant": "00000000900011"})).await;
    let row = json!({"idStructureCPP": 2001, "siret": "00000000900011", "nomDestinataire": "VILLE EXEMPLE",
        "adresseCodePostal": "75000", "adresseVille": "EXEMPLE"});
    assert_eq!(found["listeDestinataires"], json!([row]));
    let total = async |words: &str| {
        client.done(path, json!({"nomVilleCodePostal": words})).await["parametresRetour"]["total"].clone()
    };
    assert_eq!(total("exemple 75").await, 4, "neither the inactive nor the private ones");
    assert_eq!(total("ecole exemple").await, 1);
    assert_eq!(total("atelier").await, 0);
    let pages = client.done(path, json!({"parametresRecherche": {"nbResultatsParPage": 3}})).await;
    assert_eq!(
        pages["parametresRetour"],
        json!({"pageCourante": 1, "pages": 2, "nbResultatsParPage": 3, "total": 4})
    );
}

#[tokio::test]
async fn services_of_a_recipient_are_found() {
    let client = Bench::minimal().atelier().await;
    let path = "/transverses/v1/rechercher/serviceexecutant";
    let body = json!({"idDestinataireCPP": 2001, "actif": true, "nomServiceExecutant": "service"});
    let found = client.done(path, body).await;
    assert_eq!(found["parametresRetour"]["total"], 2);
    assert_eq!(client.call(path, json!({"idDestinataireCPP": 1002})).await["codeRetour"], 20402);
}

fn with_documents() -> World {
    let mut world = World::minimal(monday());
    let now = world.now;
    for (id, label, subject) in
        [(5001, "RIB", DocumentSubject::BankAccount), (5003, "Statuts", DocumentSubject::Structure)]
    {
        world.files.push(StoredFile {
            id,
            name: format!("{label}.pdf"),
            extension: "PDF".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 10,
            sha256: String::new(),
            account: "TECH_1_000001@cpro.fr".to_owned(),
            received_at: now,
        });
        let (label, kind) = (label.to_owned(), "DIVERS".to_owned());
        world.structures[0].documents.push(Document { id: id + 1, file: id, label, kind, subject });
    }
    world
}

#[tokio::test]
async fn documents_of_a_structure_are_for_those_attached() {
    let bench = Bench::with(with_documents());
    let client = bench.atelier().await;
    let path = "/transverses/v1/rechercher/pj/structure";
    let found = client
        .done(path, json!({"idStructureCPP": 1001, "parametresRecherche": {"triSens": "Ascendant"}}))
        .await;
    assert_eq!(found["libelle"], "GCU_MSG_01_000");
    assert_eq!(found["parametresRetour"]["total"], 2);
    let row = json!({"pieceJointeId": 5001, "pieceJointeDesignation": "RIB", "pieceJointeExtension": "PDF",
        "pieceJointeObjetId": 5002, "pieceJointeTypeCode": "DIVERS", "pieceJointeTypeLibelle": "Pièce jointe standard",
        "pieceJointeStructureCode": "00000000900001", "pieceJointeStructureId": 1001,
        "pieceJointeStructureRaisonSociale": "ATELIER EXEMPLE", "pieceJointeUtilisateurId": 3001});
    assert_eq!(found["listePiecesJointes"][0], row);
    let one = client.done(path, json!({"idStructureCPP": 1001, "pieceJointeDesignation": "stat"})).await;
    assert_eq!(one["parametresRetour"]["total"], 1);
    for id in [1002, 2001] {
        assert_eq!(client.call(path, json!({"idStructureCPP": id})).await["codeRetour"], 20402);
    }
    let path = "/transverses/v1/telecharger/pieceJointe";
    let order = |object: &str, id: i64| json!({"objetPieceJointe": object, "structure": {"idStructure": id}});
    let file = client.done(path, order("STRUCTURE_PIECEJOINTE", 1001)).await;
    assert!(file["pieceJointe"].as_str().unwrap().starts_with("JVBERi0"), "a PDF in base64");
    assert_eq!(client.call(path, order("STRUCTURE_MANDAT", 1001)).await["codeRetour"], 20414);
    assert_eq!(client.call(path, order("STRUCTURE_PIECEJOINTE", 1002)).await["codeRetour"], 20402);
    assert_eq!(client.call(path, order("AUTRE", 1001)).await["codeRetour"], 20415);
}

#[tokio::test]
async fn an_account_finds_and_downloads_what_it_stored() {
    let bench = Bench::with(with_documents());
    let client = bench.atelier().await;
    let id = client.attachment().await;
    client.submitted("FA-1").await;
    let path = "/transverses/v1/rechercher/pj/moncompte";
    let found = client.done(path, json!({"codeLangue": "FR"})).await;
    assert_eq!(found["parametresRetour"]["total"], 1, "neither invoices nor documents of the structure");
    let row = &found["listePiecesJointes"][0];
    assert_eq!((&row["pieceJointeId"], &row["pieceJointeDesignation"]), (&json!(id), &json!("bon")));
    assert_eq!(
        (&row["pieceJointeTypeCode"], &row["pieceJointeUtilisateurId"]),
        (&json!("DIVERS"), &json!(3001))
    );
    assert_eq!(bench.beton().await.done(path, json!({})).await["listePiecesJointes"], json!([]));
    let download = "/transverses/v1/telecharger/pieceJointe";
    let body = json!({"objetPieceJointe": "UTILISATEUR"});
    let one = client.done(download, body.clone()).await;
    assert_eq!(one["pieceJointe"], STANDARD.encode("bon"));
    client.attachment().await;
    let several = client.done(download, body).await;
    let names: Vec<String> = unpacked(&several, "pieceJointe").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["bon.txt", "bon (2).txt"]);
}

#[tokio::test]
async fn invoices_and_orders_are_downloaded_as_attachments() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    let path = "/transverses/v1/telecharger/pieceJointe";
    let body = json!({"objetPieceJointe": "DEMANDE_PAIEMENT", "demandePaiement": {"format": "PDF",
        "avecPiecesJointesComplementaires": "NON", "listeFacture": [{"idFacture": id}]}});
    let answer = client.done(path, body.clone()).await;
    assert!(answer["pieceJointe"].as_str().unwrap().starts_with("JVBERi0"));
    assert_eq!(answer.as_object().unwrap().len(), 3);
    assert_ne!(bench.beton().await.call(path, body).await["codeRetour"], 0);
    let order = json!({"objetPieceJointe": "ENGAGEMENT_JURIDIQUE", "engagementJuridique": {"numeroEngagementJuridique": "4500012345"}});
    assert!(client.done(path, order.clone()).await["pieceJointe"].as_str().unwrap().starts_with("JVBERi0"));
    assert_eq!(bench.ville().await.call(path, order).await["codeRetour"], 20416);
}
