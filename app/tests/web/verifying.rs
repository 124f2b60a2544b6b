//! Vérifier une facture, without script.

use app::web::SiteOptions;
use axum::http::StatusCode;

use crate::browser::TestSite;

const UBL: &[u8] = include_bytes!("../../../crates/einvoice/tests/rules/ubl.xml");

#[tokio::test]
async fn an_invoice_is_checked_and_says_what_to_correct() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/verifier").await;
    assert!(
        page.body.contains("aria-current=\"page\"") && page.body.contains("name=\"fichiers\""),
        "{}",
        page.body
    );
    let wrong = String::from_utf8(UBL.to_vec()).unwrap().replace("<cbc:ID>", "<cbc:ID><!-- -->");
    let wrong = wrong.replacen("PayableAmount currencyID=\"EUR\">", "PayableAmount currencyID=\"EUR\">9", 1);
    let files: [(&str, &str, &[u8]); 3] = [
        ("fichiers", "bonne.xml", UBL),
        ("fichiers", "<b>fausse.xml", wrong.as_bytes()),
        ("fichiers", "note.txt", b"bonjour"),
    ];
    let answer = visitor.upload("/verifier", &[("voie", "")], &files).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.body;
    for part in ["3 documents vérifiés", "Conforme", "BR-CO-16", "Illisible", "&lt;b&gt;fausse.xml", "1.3.16"]
    {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert!(!body.contains("<b>fausse"), "{body}");
}

#[tokio::test]
async fn without_files_or_with_too_many_nothing_is_checked_and_the_choices_stay() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let answer = visitor.upload("/verifier", &[("regles", "en16931"), ("voie", "direct")], &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choisissez au moins un fichier"), "{}", answer.body);
    let ticked = answer.body.split("id=\"regles-en16931\"").nth(1).and_then(|rest| rest.split('>').next());
    assert!(ticked.is_some_and(|rest| rest.contains("checked")), "{}", answer.body);
    let many: Vec<(&str, &str, &[u8])> = (0..21).map(|_| ("fichiers", "a.xml", UBL)).collect();
    let answer = visitor.upload("/verifier", &[], &many).await;
    assert!(answer.body.contains("20 fichiers à la fois"), "{}", answer.body);
    let large = vec![b' '; 25_000_001];
    let answer = visitor.upload("/verifier", &[], &[("fichiers", "a.xml", &large)]).await;
    assert!(answer.body.contains("dépasse 25 Mo"), "{}", answer.body);
}

#[tokio::test]
async fn anybody_checks_only_where_the_configuration_says_so() {
    let closed = TestSite::open().await;
    assert_eq!(closed.anonymous().get("/verifier").await.status, StatusCode::SEE_OTHER);
    let open = TestSite::open_with(SiteOptions { open_check: true, ..SiteOptions::default() }).await;
    let anybody = open.anonymous();
    let page = anybody.get("/verifier").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("rail-link"), "no frame of somebody: {}", page.body);
    let answer = anybody.upload("/verifier", &[], &[("fichiers", "a.xml", UBL)]).await;
    assert!(
        answer.body.contains("1 document vérifié") && answer.body.contains("Conforme"),
        "{}",
        answer.body
    );
    assert_eq!(anybody.get("/factures").await.status, StatusCode::SEE_OTHER, "nothing else is open");
    assert!(open.anonymous().get("/connexion").await.body.contains("href=\"/verifier\""));
}
