//! What files are, on what comes back and what is to leave.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::FlowSyntax;
use edi::{Content, Weight, main_document, pack, read, status_code};

const CII: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_cii.xml");

fn report(code: &str, details: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<CPPStatut Version=\"V1_19\"><Enveloppe><EnveloppeUnitaire><Parametres>\
         <ParametreIndiv><Code>IdFlx</Code><Valeurparametre>CPP0010500000000000000009</Valeurparametre></ParametreIndiv>\
         </Parametres></EnveloppeUnitaire></Enveloppe>\n<CPPFluxStatuts compteur=\"1\"><CPPFluxStatutUnitaire>\n\
         <DonneesStatut><IdStatut>{code}</IdStatut><Horodatage>2026-11-20T11:00:00</Horodatage>\
         <IdFlux>XXX9991106000000000000001</IdFlux>{details}</DonneesStatut>\
         </CPPFluxStatutUnitaire></CPPFluxStatuts></CPPStatut>"
    )
}

const LIFE: &str = "<CPPStatut><CPPFactureStatuts>\n<CPPFactureStatutUnitaire><Fournisseur><Identifiant>00000000900001</Identifiant>\
    <RaisonSociale>ATELIER</RaisonSociale></Fournisseur><Debiteur><Identifiant>00000000900011</Identifiant></Debiteur>\
    <DonneesStatut><IdStatut>03</IdStatut><Commentaire>Bonne réception</Commentaire>\
    <Horodatage>2026-11-20T11:00:00+01:00</Horodatage><IdFacture>FA-1</IdFacture></DonneesStatut></CPPFactureStatutUnitaire>\n\
    <CPPFactureStatutUnitaire><Fournisseur/><DonneesStatut><IdStatut>27</IdStatut><Horodatage>hier</Horodatage></DonneesStatut>\
    </CPPFactureStatutUnitaire></CPPFactureStatuts></CPPStatut>";

#[test]
fn a_report_names_its_flow_and_each_error() {
    let details = "<Details NbLignesErreur=\"1\"><LigneErreurDetail><NatureErreur>DP</NatureErreur><CodeErreur>E1</CodeErreur>\
        <LibelleErreur>Doublon</LibelleErreur><DescriptionErreur>Facture FA-9 refusée</DescriptionErreur></LigneErreurDetail></Details>";
    let contents = read(report("96", details).as_bytes());
    let Content::Statuses(statuses) = &contents.parts[0].content else { panic!("{contents:?}") };
    let [flow] = &statuses.flows[..] else { panic!("{statuses:?}") };
    assert_eq!((flow.flow.as_str(), flow.code.as_str()), ("XXX9991106000000000000001", "96"));
    assert_eq!(flow.at.unwrap().to_rfc3339(), "2026-11-20T10:00:00+00:00", "without a zone it is Paris");
    assert!(flow.errors[0].is_about("FA-9") && !flow.errors[0].is_about("FA"), "{:?}", flow.errors);
    assert_eq!(flow.errors[0].text(), "E1 : Doublon");
    assert_eq!(contents.parts[0].findings, []);
}

#[test]
fn a_life_cycle_is_read_and_what_ties_to_nothing_is_said_with_its_line() {
    let contents = read(LIFE.as_bytes());
    let Content::Statuses(statuses) = &contents.parts[0].content else { panic!("{contents:?}") };
    let step = &statuses.invoices[0];
    assert_eq!((step.number.as_str(), status_code(&step.code).as_str()), ("FA-1", "MISE_A_DISPOSITION"));
    assert_eq!(step.comment.as_deref(), Some("Bonne réception"));
    let said: Vec<_> = contents.parts[0].findings.iter().map(|f| (f.line, f.weight)).collect();
    assert_eq!(said, [(Some(3), Weight::Error), (Some(3), Weight::Error), (Some(3), Weight::Warning)]);
    assert_eq!(status_code("27"), "STATUT_27");
}

#[test]
fn what_is_to_leave_is_told_with_what_chorus_pro_would_refuse() {
    let contents = read(&pack("facture.xml", CII.as_bytes()).unwrap());
    assert!(contents.tar_gz && contents.findings.is_empty());
    let Content::Invoice { syntax, facts } = &contents.parts[0].content else { panic!("{contents:?}") };
    assert_eq!((*syntax, facts.number.as_str()), (FlowSyntax::Cii, "FX-1"));
    assert_eq!(contents.parts[0].findings, []);
    let long = CII.replace("FX-1", "FACTURE-BEAUCOUP-TROP-LONGUE");
    assert!(read(long.as_bytes()).parts[0].findings[0].text_french.contains("20"));
}

#[test]
fn what_is_not_understood_says_why() {
    for (file, said) in [
        ("Bonjour", "ni un XML"),
        ("", "vide"),
        ("<a/>", "ni un retour"),
        ("<CPPStatut/>", "aucun statut"),
        ("<CPPFacturePivot/>", "aucune facture"),
        ("<?xml version=\"1.0\"?>\n<CPPStatut>\n<x", "ligne 3"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><CPPStatut/>", "DOCTYPE"),
    ] {
        let contents = read(file.as_bytes());
        let text = &contents.parts[0].findings[0].text_french;
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut cut = pack("facture.xml", CII.as_bytes()).unwrap();
    cut.truncate(cut.len() / 2);
    let damaged = read(&cut);
    assert!(damaged.findings.iter().any(|found| found.text_french.contains("endommagée")), "{damaged:?}");
}

#[test]
fn the_document_of_an_invoice_is_taken_out_of_its_pivot() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("FA-1.pdf", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"%PDF-1.7 un").unwrap();
    let packed = STANDARD.encode(zip.finish().unwrap().into_inner());
    let pivot = format!(
        "<CPPFacturePivot Version=\"V2_02\"><CPPFactures><CPPFacturePivotUnitaire><Debiteur><Identifiant>00000000900011</Identifiant>\
         </Debiteur><DonneesFacture><Id>FA-1</Id><IdCPRO>7</IdCPRO></DonneesFacture><PJ><Contenu>{packed}</Contenu><NomPJ>a.zip</NomPJ>\
         <TypePJ>01</TypePJ></PJ></CPPFacturePivotUnitaire></CPPFactures></CPPFacturePivot>"
    );
    let file = pack("pivot.xml", pivot.as_bytes()).unwrap();
    let contents = read(&file);
    let Content::Pivot { invoices, .. } = &contents.parts[0].content else { panic!("{contents:?}") };
    assert_eq!((invoices[0].invoice.number.as_str(), invoices[0].chorus_id), ("FA-1", Some(7)));
    assert!(invoices[0].pieces[0].main);
    assert_eq!(main_document(&file, 0, 0), b"%PDF-1.7 un");
    assert_eq!(main_document(pivot.as_bytes(), 0, 0), b"%PDF-1.7 un");
    assert_eq!(main_document(&file, 1, 0), b"");
    assert_eq!(main_document(&file, 0, 1), b"");
}
