//! The PIVOT file against the facts of the published schema V2_02: which elements, in which order, how often, of which
//! kind.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::{Amount, Status};
use chrono::NaiveDate;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::support::{Bench, Client, entered, invoice};

/// What an element holds.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Other elements.
    Elements,
    Text,
    AtMost(usize),
    Exactly(usize),
    Between(usize, usize),
    OneOf(&'static [&'static str]),
    Number,
    Decimal,
    Date,
}

use Kind::{AtMost, Between, Date, Decimal, Elements, Exactly, Number, OneOf, Text};

/// Any number of times.
const MANY: usize = usize::MAX;

/// A child with how often it has to and may occur.
type Child = (&'static str, usize, usize, Kind);

const IDENTIFIERS: Kind = OneOf(&["1", "2", "3", "4", "5", "6", "7"]);

const CADRES: Kind = OneOf(&[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A12", "A13", "A14", "A15", "A16", "A17",
    "A18", "A19", "A20", "A21", "A22", "A23", "A24", "A25",
]);

const SCHEMA: &[(&str, &[Child])] = &[
    ("CPPFacturePivot", &[("Enveloppe", 1, 1, Elements), ("CPPFactures", 1, 1, Elements)]),
    ("Enveloppe", &[("EnveloppeUnitaire", 1, MANY, Elements)]),
    ("EnveloppeUnitaire", &[("Parametres", 1, 1, Elements), ("Partenaires", 1, 1, Elements)]),
    ("Parametres", &[("ParametreIndiv", 2, MANY, Elements)]),
    ("ParametreIndiv", &[("Code", 1, 1, Exactly(5)), ("Valeurparametre", 1, 1, Text), ("Note", 0, 1, Text)]),
    ("Partenaires", &[("Recepteur", 1, 1, Elements), ("Emetteur", 1, 1, Elements)]),
    ("Recepteur", &[("Id", 1, 1, Between(3, 8)), ("Libelle", 0, 1, Text), ("Note", 0, 1, Text)]),
    ("Emetteur", &[("Id", 1, 1, Between(3, 8)), ("Libelle", 0, 1, Text), ("Note", 0, 1, Text)]),
    ("CPPFactures", &[("CPPFacturePivotUnitaire", 1, MANY, Elements)]),
    (
        "CPPFacturePivotUnitaire",
        &[
            ("Fournisseur", 1, 1, Elements),
            ("Debiteur", 1, 1, Elements),
            ("DonneesFacture", 1, 1, Elements),
            ("PJ", 1, MANY, Elements),
            ("CycleDeValidation", 0, 1, Elements),
        ],
    ),
    (
        "Fournisseur",
        &[
            ("TypeIdentifiant", 1, 1, IDENTIFIERS),
            ("Identifiant", 1, 1, Text),
            ("RaisonSociale", 1, 1, Text),
            ("CodePays", 1, 1, Exactly(2)),
            ("ReferenceBancaire", 0, 1, Elements),
            ("ModeEmission", 1, 1, OneOf(&["flux", "numérisation", "saisie", "PDF"])),
        ],
    ),
    (
        "ReferenceBancaire",
        &[("Compte", 0, 1, Text), ("Etablissement", 0, 1, Text), ("RaisonSocialeEncaisseur", 0, 1, Text)],
    ),
    (
        "Debiteur",
        &[
            ("TypeIdentifiant", 1, 1, OneOf(&["1"])),
            ("Identifiant", 1, 1, Exactly(14)),
            ("Nom", 0, 1, Text),
            ("CodeService", 0, 1, AtMost(100)),
            ("NomService", 0, 1, Text),
        ],
    ),
    (
        "DonneesFacture",
        &[
            ("Id", 1, 1, AtMost(20)),
            ("IdCPRO", 0, 1, Number),
            ("Renvoi", 0, 1, OneOf(&["Non", "Complétée", "Recyclée"])),
            ("IdFactureOrigine", 0, 1, AtMost(20)),
            ("Type", 1, 1, OneOf(&["380", "381"])),
            ("Cadre", 1, 1, CADRES),
            ("DateEmissionFacture", 1, 1, Date),
            ("DateLivraison", 0, 1, Date),
            ("ModePaiement", 1, 1, Elements),
            ("DateReception", 1, 1, Date),
            ("DateMiseADispositionMOE", 0, 1, Date),
            ("Devise", 1, 1, Exactly(3)),
            ("Montants", 1, 1, Elements),
            ("TVAs", 0, 1, Elements),
            ("Engagement", 0, 1, Elements),
            ("Lignes", 0, 1, Elements),
        ],
    ),
    (
        "ModePaiement",
        &[("Code", 1, 1, OneOf(&["10", "20", "30", "31", "42", "48", "49", "97"])), ("Libelle", 0, 1, Text)],
    ),
    (
        "Montants",
        &[("MontantHT", 1, 1, Decimal), ("MontantTTC", 1, 1, Decimal), ("MontantNetAPayer", 1, 1, Decimal)],
    ),
    ("TVAs", &[("TVA", 0, MANY, Elements)]),
    ("TVA", &[("Taux", 1, 1, Decimal), ("BaseHt", 1, 1, Decimal), ("MontantTVA", 1, 1, Decimal)]),
    ("Engagement", &[("NumeroMarche", 0, 1, AtMost(50)), ("NumeroEngagement", 0, 1, AtMost(50))]),
    ("Lignes", &[("Ligne", 0, MANY, Elements)]),
    (
        "Ligne",
        &[
            ("ReferenceProduit", 0, 1, Text),
            ("PrixUnitaire", 1, 1, Decimal),
            ("Quantite", 1, 1, Decimal),
            ("MontantHT", 1, 1, Decimal),
            ("TauxTVA", 0, 1, Decimal),
        ],
    ),
    (
        "PJ",
        &[
            // IdUnique and IdOriginal are in the schema, which says that nobody fills them any more.
            ("Contenu", 0, 1, Text),
            ("NomPJ", 1, 1, AtMost(50)),
            ("NomPJOrigine", 0, 1, AtMost(50)),
            ("CategoriePJ", 0, 1, AtMost(50)),
            ("TypePJ", 1, 1, OneOf(&["01", "02"])),
            ("MimeTypePJ", 1, 1, Text),
        ],
    ),
    ("CycleDeValidation", &[("ValidationUnitaire", 1, MANY, Elements)]),
    (
        "ValidationUnitaire",
        &[
            ("DateStatut", 1, 1, Date),
            ("CodeStatut", 1, 1, Number),
            ("ComplementStatut", 0, 1, Text),
            ("Commentaire", 0, 1, Text),
            ("ProducteurStatut", 1, 1, Elements),
        ],
    ),
    (
        "ProducteurStatut",
        &[
            ("TypeIdentifiant", 1, 1, OneOf(&["1", "2", "3", "4", "5", "6"])),
            ("Id", 1, 1, Text),
            ("RaisonSociale", 1, 1, Text),
            ("CodePays", 1, 1, Exactly(2)),
            ("Note", 0, 1, Text),
        ],
    ),
];

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every element with this name, at any depth.
    fn all<'a>(&'a self, name: &str, found: &mut Vec<&'a Element>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.all(name, found);
        }
    }
}

fn parse(xml: &[u8]) -> Element {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut open = vec![Element::default()];
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).expect("well formed") {
            Event::Start(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("attribute");
                    (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
                });
                let name = start.name().as_ref().to_owned();
                open.push(Element { name, attributes: attributes.collect(), ..Element::default() });
            }
            Event::End(_) => {
                let done = open.pop().expect("open");
                open.last_mut().expect("root").children.push(done);
            }
            Event::Text(text) => {
                open.last_mut().expect("open").text.push_str(&text);
            }
            Event::GeneralRef(_) => open.last_mut().expect("open").text.push('&'),
            Event::Eof => break,
            Event::Empty(empty) => {
                let name = empty.name().as_ref().to_owned();
                open.last_mut().expect("open").children.push(Element { name, ..Element::default() });
            }
            _ => {}
        }
        buffer.clear();
    }
    let mut document = open.pop().expect("document");
    document.children.pop().expect("root element")
}

fn fits(kind: Kind, text: &str) -> bool {
    let length = text.chars().count();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
    match kind {
        Elements => false,
        Text => true,
        AtMost(most) => length <= most,
        Exactly(wanted) => length == wanted,
        Between(least, most) => (least..=most).contains(&length),
        OneOf(known) => known.contains(&text),
        Number => digits(text),
        Decimal => {
            let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or((text, "0"));
            digits(whole) && digits(fraction)
        }
        Date => NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
    }
}

/// What an element has against the schema: children that are not known, too many, too few, out of order or of another kind.
fn faults(element: &Element, found: &mut Vec<String>) {
    let Some((_, expected)) = SCHEMA.iter().find(|(name, _)| *name == element.name) else {
        found.push(format!("{} is not known", element.name));
        return;
    };
    let mut given = element.children.iter().peekable();
    for (name, least, most, kind) in *expected {
        let mut count = 0;
        while let Some(child) = given.next_if(|child| child.name == *name) {
            count += 1;
            match kind {
                Elements => faults(child, found),
                _ if child.children.is_empty() && fits(*kind, &child.text) => {}
                _ => found.push(format!("{}/{name} is {:?} and not {kind:?}", element.name, child.text)),
            }
        }
        if !(*least..=*most).contains(&count) {
            found.push(format!("{}/{name} occurs {count} times", element.name));
        }
    }
    found.extend(given.map(|child| format!("{}/{} is out of place", element.name, child.name)));
}

async fn downloaded(client: &Client, ids: &[i64]) -> Element {
    let list: Vec<Value> = ids.iter().map(|id| json!({"idFacture": id})).collect();
    let body = json!({"listeFacture": list, "format": "PIVOT"});
    let answer = client.done("/factures/v1/telecharger/groupe", body).await;
    let xml = STANDARD.decode(answer["fichierResultat"].as_str().expect("file")).expect("base64");
    let root = parse(&xml);
    let mut found = Vec::new();
    faults(&root, &mut found);
    assert!(root.name == "CPPFacturePivot" && found.is_empty(), "{found:#?}");
    root
}

fn texts(root: &Element, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    root.all(name, &mut found);
    found.into_iter().map(|element| element.text.clone()).collect()
}

#[tokio::test]
async fn invoices_of_every_kind_have_the_structure_of_the_schema() {
    let bench = Bench::minimal();
    let (client, validator) = (bench.atelier().await, bench.beton().await);
    let submit = "/factures/v1/soumettre";
    let mut ids = vec![client.submitted("FA-1").await];
    let mut bodies = vec![entered(), entered(), entered()];
    bodies[0]["commentaire"] = json!("Prix < 100 & remise");
    bodies[1]["references"] = json!({"deviseFacture": "EUR", "typeFacture": "AVOIR", "typeTva": "TVA_SUR_DEBIT",
        "numeroFactureOrigine": "FA-1", "numeroMarche": "M-1"});
    bodies[2]["cadreDeFacturation"] =
        json!({"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT", "codeStructureValideur": "00000000900002"});
    let mut card = invoice("FA-2", client.pdf().await);
    card["references"]["modePaiement"] = json!("AUTRE");
    card["pieceJointeComplementaire"] = json!([{"pieceJointeComplementaireDesignation": "Bon",
        "pieceJointeComplementaireType": "DIVERS", "pieceJointeComplementaireId": client.attachment().await}]);
    bodies.push(card);
    for body in bodies {
        ids.push(client.done(submit, body).await["identifiantFactureCPP"].as_i64().expect("id"));
    }
    let subcontracted = ids[3];
    let root = downloaded(&client, &ids).await;
    assert!(texts(&root, "CycleDeValidation").is_empty(), "nobody has said anything yet");
    let treat = json!({"idFacture": subcontracted, "action": "VALIDER", "complementInfo": "Conforme"});
    validator.done("/factures/v1/traiter/factureAValider", treat).await;
    let root = downloaded(&client, &ids).await;
    assert_eq!(texts(&root, "Cadre"), ["A1", "A1", "A1", "A9", "A1"]);
    assert_eq!(texts(&root, "Type"), ["380", "380", "381", "380", "380"]);
    assert_eq!(texts(&root, "CodeStatut").len(), 1);
    assert_eq!(texts(&root, "Commentaire"), ["Conforme"]);
    let mut producers = Vec::new();
    root.all("ProducteurStatut", &mut producers);
    assert_eq!(texts(producers[0], "Id"), ["00000000900002"]);
    let mut modes = Vec::new();
    root.all("ModePaiement", &mut modes);
    let modes: Vec<String> = modes.iter().flat_map(|mode| texts(mode, "Code")).collect();
    assert_eq!(modes, ["30", "30", "30", "30", "48"], "a mode is always told");
    for (name, four) in [("ParametreIndiv", true), ("CPPFacturePivotUnitaire", false), ("PJ", false)] {
        let mut found = Vec::new();
        root.all(name, &mut found);
        let numbers: Vec<&str> = found.iter().filter_map(|element| element.attribute("NumOrdre")).collect();
        assert_eq!(numbers.first(), Some(&if four { "0001" } else { "1" }), "{name}");
        assert_eq!(numbers.len(), found.len(), "{name}");
    }
    assert_eq!(root.attribute("xmlns:xsi"), Some("http://www.w3.org/2001/XMLSchema-instance"));
    assert_eq!(root.attribute("Version"), Some("V2_02"));
}

#[tokio::test]
async fn a_dropped_cadre_and_the_smallest_price_fit_too() {
    let bench = Bench::minimal();
    bench.atelier().await.done("/factures/v1/soumettre", entered()).await;
    let mut world = bench.simulator.world();
    let invoice = Arc::make_mut(&mut world.invoices[0]);
    invoice.framework = "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT".to_owned();
    invoice.lines[0].unit_price = Amount::parse("0.000001").expect("amount");
    invoice.history[0].status = Status::MiseADisposition;
    let (id, bench) = (invoice.id, Bench::with(world));
    let root = downloaded(&bench.atelier().await, &[id]).await;
    assert_eq!(texts(&root, "Cadre"), ["A10"]);
    assert_eq!(texts(&root, "PrixUnitaire"), ["0.000001"]);
}

#[test]
fn what_the_schema_does_not_allow_is_found() {
    let envelope = |inside: &str| {
        let xml = format!("<Recepteur>{inside}</Recepteur>");
        let mut found = Vec::new();
        faults(&parse(xml.as_bytes()), &mut found);
        found.len()
    };
    assert_eq!(envelope("<Id>CPP001</Id><Note>x</Note>"), 0);
    for wrong in [
        "",
        "<Id>CP</Id>",
        "<Id>CPP001</Id><Id>CPP002</Id>",
        "<Note>x</Note><Id>CPP001</Id>",
        "<Id>CPP001</Id><Autre>x</Autre>",
    ] {
        assert!(envelope(wrong) > 0, "{wrong}");
    }
    for (kind, wrong) in [(Decimal, "1e-6"), (Date, "05/10/2026"), (Number, "VALIDEE_1"), (CADRES, "A11")] {
        assert!(!fits(kind, wrong), "{kind:?} {wrong}");
    }
}
