//! Answers to invoices that came back, by plain forms.

use std::time::Duration;

use axum::http::StatusCode;
use chorus_pro_simulator::Status;
use domain::InvoiceId;
use sha2::{Digest as _, Sha256};

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// An invoice that its recipient has put into a status, as it is known here.
async fn come_back(site: &TestSite, number: &str, status: Status) -> InvoiceId {
    let desk = &site.desk;
    let id = desk.complete_draft(number).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let invoice = desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice;
    desk.simulator.bring_invoice(invoice.chorus_id.unwrap(), status, Some("Bon <b>absent</b>")).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    id
}

#[tokio::test]
async fn a_suspended_invoice_is_completed_taken_back_and_completed_again_without_script() {
    let site = TestSite::open().await;
    let id = come_back(&site, "FA-1", Status::Suspendue).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    let act = format!("/factures/{id}/completer");
    assert!(page.contains(&act) && page.contains("Suspendue par"), "{page}");
    let form = visitor.get(&act).await.body;
    assert!(form.contains("Bon &lt;b&gt;absent"), "what the recipient says is shown, and escaped");

    // Nothing to send: everything comes back.
    let answer =
        visitor.upload(&act, &[("version", "0"), ("comment", " "), ("action", "envoyer")], &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Joignez au moins une pièce"), "{}", answer.body);

    let typed = [("version", "1"), ("comment", "Le <i>bon</i> est joint."), ("action", "joindre")];
    let answer = visitor.upload(&act, &typed, &[("attachments", "Bon n°7.pdf", b"%PDF-1.4 bon")]).await;
    assert_eq!(answer.location(), act);
    let form = visitor.get(&act).await;
    for kept in ["Le &lt;i&gt;bon", "Bon_no7.pdf", "retirer:"] {
        assert!(form.body.contains(kept), "{kept}");
    }
    let typed =
        [("version", &*form.hidden("version")), ("comment", "Le bon est joint."), ("action", "envoyer")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    assert_eq!(answer.location(), format!("/factures/{id}"), "{}", answer.body);
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    let mut forms = page.split("action=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let undo = forms.find(|action| action.ends_with("/annuler")).unwrap().to_owned();
    let answer = visitor.post(&undo, &[]).await;
    assert!(answer.location().starts_with(&act), "{}", answer.location());
    let form = visitor.get(answer.location()).await;
    let told = form.body.contains("Le bon est joint.") && form.body.contains("Rien n’est parti");
    assert!(told, "{}", form.body);
    let typed =
        [("version", &*form.hidden("version")), ("comment", "Le bon est joint."), ("action", "envoyer")];
    visitor.upload(&act, &typed, &[]).await;
    site.desk.pass(11 * SECOND).await;
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("Complétée") && page.contains("Bon_no7.pdf"), "{page}");
    let late = visitor.get(&act).await;
    assert_eq!(late.location(), format!("/factures/{id}"));
}

#[tokio::test]
async fn what_was_typed_is_kept_when_the_invoice_has_moved_on() {
    let site = TestSite::open().await;
    let id = come_back(&site, "FA-1", Status::Suspendue).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let act = format!("/factures/{id}/completer");
    visitor.upload(&act, &[("version", "0"), ("comment", "Un."), ("action", "envoyer")], &[]).await;
    site.desk.pass(11 * SECOND).await;
    let typed = [("version", "1"), ("comment", "Deux."), ("action", "envoyer")];
    let answer = visitor.upload(&act, &typed, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("est conservé"), "{}", answer.body);
}

#[tokio::test]
async fn a_rejection_leads_to_a_corrected_invoice_and_is_dealt_with() {
    let site = TestSite::open().await;
    let id = come_back(&site, "FA-1", Status::Rejetee).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("Établir la facture corrigée") && page.contains("Marquer comme traité"), "{page}");
    let answer = visitor.post(&format!("/factures/{id}/copie"), &[("motif", "rejet")]).await;
    let draft = visitor.get(answer.location()).await.body;
    assert!(draft.contains("PDF de la facture") && draft.contains("1 200,00"), "{draft}");
    visitor.post(&format!("/factures/{id}/rejet-traite"), &[]).await;
    site.desk.pass(11 * SECOND).await;
    let page = visitor.get(&format!("/factures/{id}")).await.body;
    assert!(page.contains("Ce rejet est traité") && !page.contains("Marquer comme traité"), "{page}");
}

#[tokio::test]
async fn the_file_of_proof_holds_everything_and_its_sums() {
    let site = TestSite::open().await;
    let id = come_back(&site, "FA-1", Status::Suspendue).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let draft = site.desk.complete_draft("FA-2").await;
    assert_eq!(visitor.get(&format!("/factures/{draft}/preuve.zip")).await.status, StatusCode::NOT_FOUND);
    let page = visitor.get(&format!("/factures/{id}/attestation")).await;
    assert!(page.body.contains("ne remplace pas") && page.body.contains("FA-1"), "{}", page.body);
    let bytes = visitor.get(&format!("/factures/{id}/preuve.zip")).await.bytes;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in ["attestation.html", "historique.csv", "empreintes.sha256", "facture/facture.pdf"] {
        assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
    }
    assert!(
        names.iter().any(|name| name.starts_with("echanges/") && name.contains("soumettre")),
        "{names:?}"
    );
    let mut sums = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("empreintes.sha256").unwrap(), &mut sums).unwrap();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut content).unwrap();
        let found: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, sum, "{name}");
    }
    assert_eq!(sums.lines().count() + 1, names.len(), "every file but the list itself has its sum");
}
