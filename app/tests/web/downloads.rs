//! Packages of invoices, monthly archives and when files are fetched, by plain forms.

use std::io::{Cursor, Read as _};

use axum::http::{StatusCode, header};
use zip::ZipArchive;

use crate::browser::{Answer, TestSite};

fn text(answer: &Answer) -> String {
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The files of an archive, as texts.
fn opened(answer: &Answer) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(answer.bytes.clone())).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            let name = file.name().unwrap().into_owned();
            (name, String::from_utf8_lossy(&content).into_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_list_is_taken_away_whole_without_script() {
    let site = TestSite::open().await;
    let hostile = "<b>1</b>\"&";
    for number in ["FA-1", "FA-2", hostile] {
        site.desk.complete_draft(number).await;
    }
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = visitor.get("/factures?q=FA").await;
    assert!(list.body.contains("/telechargements/nouveau?q=FA"), "{}", list.body);
    let form = visitor.get("/telechargements/nouveau?q=FA&liste=emise").await;
    assert!(
        text(&form).contains("téléchargement de 2 factures : factures émises, recherche « FA »"),
        "{}",
        form.body
    );
    assert!(form.body.contains("Par exemple"), "{}", form.body);

    let whole = [("liste", "emise"), ("requete", ""), ("contents", "pdf"), ("attachments", "1")];
    let with = |pattern: &'static str| [&whole[..], &[("pattern", pattern)]].concat();
    let shown = visitor.post("/telechargements/nouveau", &with("{type}/{numero}")).await;
    assert!(shown.status == StatusCode::OK && shown.body.contains("facture/"), "{}", shown.body);
    for path in ["/telechargements", "/telechargements/nouveau"] {
        let refused = visitor.post(path, &with("{prix}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.body.contains("href=\"#pattern\"") && refused.body.contains("value=\"{prix}\""));
        assert!(text(&refused).contains("{prix} n’est pas un mot connu"), "{}", refused.body);
    }
    let begun = visitor.post("/telechargements", &with("{type}/{numero}")).await;
    let path = begun.location().split('?').next().unwrap().to_owned();
    let page = visitor.get(&path).await;
    assert!(text(&page).contains("3 sur 3") && page.body.contains("factures.zip"), "{}", page.body);
    assert!(text(&visitor.get("/telechargements").await).contains("factures émises"));

    let archive = visitor.get(&format!("{path}/factures.zip")).await;
    assert_eq!(archive.headers[header::CONTENT_TYPE], "application/zip");
    let disposition = archive.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"factures-2026-11-20.zip\"");
    let files = opened(&archive);
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "empreintes.sha256",
            "factures/facture/FA-1.pdf",
            "factures/facture/FA-2.pdf",
            "factures/facture/b_1_b.pdf",
            "index.csv",
            "index.html",
        ]
    );
    let content = |wanted: &str| &files.iter().find(|(name, _)| name == wanted).unwrap().1;
    let page = content("index.html");
    assert!(!page.contains(hostile) && page.contains("&lt;b&gt;1&lt;/b&gt;"), "{page}");
    assert!(
        page.contains("href=\"factures/facture/FA-1.pdf\"") && page.contains("3 factures au total"),
        "{page}"
    );
    let csv = content("index.csv");
    assert_eq!(csv.lines().count(), 4, "{csv}");
    let sums = content("empreintes.sha256");
    let sum = sums.lines().find(|line| line.ends_with("FA-1.pdf")).unwrap().split(' ').next().unwrap();
    assert!(csv.contains(sum) && page.contains(sum), "{sums} {csv}");
    let gone = visitor.post(&format!("{path}/supprimer"), &[]).await;
    assert_eq!(gone.location(), "/telechargements?fait=telechargement-supprime");
    assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn invoices_that_were_chosen_lead_to_a_package() {
    let site = TestSite::open().await;
    let id = site.desk.complete_draft("FA-1").await.to_string();
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = "/factures?q=FA";
    let chosen = visitor
        .post("/factures/choisies", &[("invoice", id.as_str()), ("acte", "telecharger"), ("retour", list)])
        .await;
    assert!(chosen.body.contains("formaction=\"/telechargements/nouveau\""), "{}", chosen.body);
    let sent = [("invoice", id.as_str()), ("liste", "emise"), ("retour", list)];
    let form = visitor.post("/telechargements/nouveau", &sent).await;
    assert!(text(&form).contains("d’une facture : 1 facture choisie"), "{}", form.body);
    assert!(form.body.contains("href=\"/factures?q=FA\""), "{}", form.body);
    let none = visitor.post("/telechargements/nouveau", &sent[1..]).await;
    assert!(text(&none).contains("Aucune facture à télécharger"), "{}", none.body);
    let stranger = site.sign_in(&site.desk.stranger).await;
    let theirs = stranger.post("/telechargements/nouveau", &sent).await;
    assert!(
        text(&theirs).contains("Aucune facture à télécharger") && !theirs.body.contains("FA-1"),
        "{}",
        theirs.body
    );
}

#[tokio::test]
async fn archives_and_fetching_are_chosen_with_what_they_do() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let archives = format!("/structures/{}/archives", site.desk.firm.structure);
    assert!(visitor.get(&format!("/structures/{}", site.desk.firm.structure)).await.body.contains(&archives));
    assert!(text(&visitor.get(&archives).await).contains("Aucune archive n’est établie"));
    let choice = [("contents", "pdf"), ("attachments", "1"), ("pattern", "{numero}")];
    let refused = visitor.post(&archives, &choice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let planned = visitor.post(&archives, &[&choice[..], &[("issued", "1")]].concat()).await;
    assert_eq!(planned.location(), format!("{archives}?fait=archives"), "{}", planned.body);
    let page = text(&visitor.get(&archives).await);
    assert!(page.contains("L’archive des factures émises de novembre 2026"), "{page}");
    assert!(page.contains("visa de l’archiviste"), "{page}");
    let ended = visitor.post(&format!("{archives}/arreter"), &[]).await;
    assert_eq!(ended.location(), format!("{archives}?fait=archives-arretees"));

    let accesses = visitor.get("/acces").await;
    let access = accesses.body.split_once("href=\"/acces/").unwrap().1.split('"').next().unwrap().to_owned();
    let page = visitor.get(&format!("/acces/{access}")).await;
    assert!(text(&page).contains("marque « téléchargée » chez Chorus Pro"), "{}", page.body);
    let set = visitor.post(&format!("/acces/{access}/fichiers"), &[("quand", "aussitot")]).await;
    assert_eq!(set.location(), format!("/acces/{access}?fait=fichiers-aussitot"));
    assert!(text(&visitor.get("/acces").await).contains("fichiers reçus récupérés aussitôt"));
    let back = visitor.post(&format!("/acces/{access}/fichiers"), &[("quand", "ouverture")]).await;
    assert_eq!(back.location(), format!("/acces/{access}?fait=fichiers-ouverture"));
}
