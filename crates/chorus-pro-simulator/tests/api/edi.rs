//! Files exchanged with a partner: what is taken, what is refused, what is laid back.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use chorus_pro_simulator::EdiPartner;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::support::Bench;

const CII: &str = include_str!("../data/flow_cii.xml");
const NAME: &str = "FSO1106A_XXX999_XXX9991106000000000000001";
const NUMBER: &str = "XXX9991106000000000000001";

fn tar_gz(content: &str) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, "facture.xml", content.as_bytes()).expect("an archive");
    tar.into_inner().and_then(GzEncoder::finish).expect("an archive")
}

fn partner(folder: &TempDir, application: &str, account: &str) -> EdiPartner {
    let [outbox, inbox] = ["depart", "retour"].map(|name| folder.path().join(name));
    fs::create_dir_all(&outbox).expect("a folder");
    fs::create_dir_all(&inbox).expect("a folder");
    EdiPartner { application: application.into(), account: account.into(), outbox, inbox }
}

/// The texts of the files that were laid back, by name; they are gone then.
fn back(inbox: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(inbox).expect("a folder") {
        let path = entry.expect("an entry").path();
        let mut tar = tar::Archive::new(GzDecoder::new(fs::File::open(&path).expect("a file")));
        let mut text = String::new();
        let mut entries = tar.entries().expect("an archive");
        entries.next().expect("a file").expect("a file").read_to_string(&mut text).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        fs::remove_file(path).expect("removed");
        found.push((name, text));
    }
    found.sort();
    found
}

#[tokio::test]
async fn an_archive_is_received_integrated_and_its_invoice_followed() {
    let (bench, folder) = (Bench::minimal(), tempfile::tempdir().expect("a folder"));
    let firm = partner(&folder, "XXX999", "TECH_1_000001@cpro.fr");
    fs::write(firm.outbox.join(NAME), tar_gz(CII)).expect("written");
    fs::write(firm.outbox.join(".x.part"), "not whole").expect("written");
    bench.simulator.exchange_files(&firm).await.expect("exchanged");
    assert!(!firm.outbox.join(NAME).exists() && firm.outbox.join(".x.part").exists());
    let received = back(&firm.inbox);
    let [(name, text)] = &received[..] else { panic!("{received:?}") };
    assert!(name.starts_with("FSO0500A_CPP001_CPP0010500"), "{name}");
    assert!(text.contains("<IdStatut>90</IdStatut>") && text.contains(NUMBER), "{text}");
    bench.later(120);
    bench.simulator.exchange_files(&firm).await.expect("exchanged");
    let told = back(&firm.inbox);
    assert!(told.iter().any(|(_, text)| text.contains("<IdStatut>92</IdStatut>")), "{told:?}");
    let life = told.iter().find(|(_, text)| text.contains("CPPFactureStatuts")).expect("a life cycle");
    assert!(life.1.contains("<IdStatut>01</IdStatut>") && life.1.contains("<IdFacture>FX-1</IdFacture>"));
    assert_eq!(bench.simulator.invoices()[0].deposit_mode, "EDI");
    // What was told is not told again, in another process on the same world either.
    bench.simulator.exchange_files(&firm).await.expect("exchanged");
    assert_eq!(back(&firm.inbox), []);
    let again = Bench::with(bench.simulator.world());
    again.simulator.exchange_files(&firm).await.expect("exchanged");
    assert_eq!(back(&firm.inbox), []);
}

#[tokio::test]
async fn a_wrong_name_and_a_number_that_was_used_are_refused_in_a_report() {
    let (bench, folder) = (Bench::minimal(), tempfile::tempdir().expect("a folder"));
    let firm = partner(&folder, "XXX999", "TECH_1_000001@cpro.fr");
    for name in ["facture.tar.gz", NAME] {
        fs::write(firm.outbox.join(name), tar_gz(CII)).expect("written");
    }
    bench.simulator.exchange_files(&firm).await.expect("exchanged");
    let told = back(&firm.inbox);
    assert!(told.iter().any(|(_, text)| text.contains("règle de nommage")), "{told:?}");
    fs::write(firm.outbox.join(NAME), tar_gz(CII)).expect("written");
    bench.simulator.exchange_files(&firm).await.expect("exchanged");
    let told = back(&firm.inbox);
    assert!(
        told[0].1.contains("déjà été utilisé") && told[0].1.contains("<IdStatut>93</IdStatut>"),
        "{told:?}"
    );
    assert_eq!(bench.simulator.world().flows.len(), 1);
    let nobody = partner(&folder, "XXX999", "TECH_9_999999@cpro.fr");
    assert!(bench.simulator.exchange_files(&nobody).await.is_err());
}

#[tokio::test]
async fn a_recipient_gets_each_invoice_once_as_a_pivot() {
    let (bench, folder) = (Bench::minimal(), tempfile::tempdir().expect("a folder"));
    let town_folder = tempfile::tempdir().expect("a folder");
    let town = partner(&town_folder, "VILLE1", "TECH_1_000011@cpro.fr");
    bench.simulator.exchange_files(&town).await.expect("exchanged");
    let firm = partner(&folder, "XXX999", "TECH_1_000001@cpro.fr");
    fs::write(firm.outbox.join(NAME), tar_gz(CII)).expect("written");
    bench.simulator.exchange_files(&firm).await.expect("exchanged");
    bench.later(240);
    bench.simulator.exchange_files(&town).await.expect("exchanged");
    let told = back(&town.inbox);
    let pivots: Vec<_> = told.iter().filter(|(_, text)| text.contains("<CPPFacturePivot ")).collect();
    assert_eq!(pivots.len(), 1, "{told:?}");
    assert!(pivots[0].1.contains("<Id>FX-1</Id>"));
    bench.simulator.exchange_files(&town).await.expect("exchanged");
    assert_eq!(back(&town.inbox), []);
}
