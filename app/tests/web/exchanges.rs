//! The journal of exchanges: what it shows, to whom, and what it never holds.

use std::time::Duration;

use axum::http::StatusCode;
use operations::{Exchange, ExchangeFilter};
use test_desk::{Desk, invoice_pdf};

use crate::browser::{TestSite, Visitor};

/// Stands in the deposited PDF, and once more in an attachment.
const FILE_CANARY: &str = "canari-octets-du-fichier-5c1e";

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// A whole deposit with its calls kept, and the address of the journal.
async fn deposited(site: &TestSite) -> String {
    let desk = &site.desk;
    let id = desk.complete_draft("FA-31").await;
    let bytes = [invoice_pdf(&["Facture n° FA-31"]), FILE_CANARY.as_bytes().to_vec()].concat();
    let file = desk.store(&bytes).await;
    desk.desk.issuing.add_attachment(&desk.firm.actor, id, file, "annexe.pdf").await.unwrap();
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(Duration::from_secs(20)).await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.system.keep_exchanges().await;
    assert_eq!(desk.count_at_chorus_pro("FA-31"), 1);
    format!("/structures/{}/echanges", desk.firm.structure)
}

async fn kept(desk: &Desk) -> Vec<Exchange> {
    let filter = ExchangeFilter { per_page: 200, ..ExchangeFilter::new(desk.firm.structure) };
    let page = desk.desk.exchanges.page(&desk.firm.actor, &filter).await.unwrap().1;
    assert_eq!(page.total, page.rows.len() as u64, "all of them are looked at");
    let mut kept = Vec::new();
    for row in page.rows {
        let found = desk.desk.exchanges.one(&desk.firm.actor, desk.firm.structure, row.id).await.unwrap();
        kept.push(found.1);
    }
    kept
}

async fn ok(visitor: &Visitor<'_>, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

#[tokio::test]
async fn calls_are_listed_filtered_and_opened() {
    let site = TestSite::open().await;
    let journal = deposited(&site).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let sheet = ok(&visitor, &format!("/structures/{}", site.desk.firm.structure)).await;
    assert!(sheet.contains(&journal), "the sheet leads to the journal");

    let list = ok(&visitor, &journal).await;
    assert!(list.contains(">soumettreFacture<") && list.contains(">token<"), "{list}");
    let submission =
        kept(&site.desk).await.into_iter().find(|e| e.summary.service == "soumettreFacture").unwrap();
    let detail = format!("{journal}/{}", submission.summary.id);
    let correlation = submission.summary.correlation_id.unwrap();
    for (query, there) in [
        ("service=soumettreFacture".to_owned(), true),
        ("service=token".to_owned(), false),
        (format!("texte={}", correlation.replace(' ', "%20")), true),
        ("texte=FA-31".to_owned(), true),
        ("texte=FA-32".to_owned(), false),
        ("resultat=reussis".to_owned(), true),
        ("resultat=echecs".to_owned(), false),
        ("du=20/11/2026&au=20/11/2026".to_owned(), true),
        ("au=19/11/2026".to_owned(), false),
        ("page=99".to_owned(), false),
    ] {
        let list = ok(&visitor, &format!("{journal}?{query}")).await;
        assert_eq!(list.contains(&detail), there, "{query}");
    }

    let page = ok(&visitor, &detail).await;
    for part in [
        "/cpro/factures/v1/soumettre",
        "FA-31",
        "codeRetour",
        "$JETON",
        "$COMPTE",
        "Copier en curl",
        &correlation,
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn an_exchange_is_not_found_under_another_structure_or_when_its_time_is_over() {
    let site = TestSite::open().await;
    let journal = deposited(&site).await;
    let id = kept(&site.desk).await[0].summary.id;
    let stranger = site.sign_in(&site.desk.stranger).await;
    for path in [
        journal.clone(),
        format!("{journal}/{id}"),
        format!("/structures/{}/echanges/{id}", site.desk.stranger.structure),
    ] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let visitor = site.sign_in(&site.desk.firm).await;
    assert_eq!(visitor.get(&format!("{journal}/x")).await.status, StatusCode::NOT_FOUND);
    site.desk.clock.pass(Duration::from_secs(31 * 86_400));
    site.desk.system.clean_up().await.unwrap();
    let visitor = site.sign_in(&site.desk.firm).await;
    assert_eq!(visitor.get(&format!("{journal}/{id}")).await.status, StatusCode::NOT_FOUND);
    assert!(ok(&visitor, &journal).await.contains("Aucun échange conservé"));
}

#[tokio::test]
async fn neither_secrets_nor_files_reach_the_table_or_the_pages() {
    let site = TestSite::open().await;
    let journal = deposited(&site).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let mut seen = ok(&visitor, &format!("{journal}?par=100")).await;
    let kept = kept(&site.desk).await;
    for exchange in &kept {
        seen += &ok(&visitor, &format!("{journal}/{}", exchange.summary.id)).await;
        let Exchange { url, error, request, answer, curl, unknown_fields, .. } = exchange;
        for text in [url, curl]
            .into_iter()
            .chain(unknown_fields)
            .chain([error, request, answer].into_iter().flatten())
        {
            seen += text;
            seen.push('\n');
        }
    }
    for service in ["token", "deposerPdfFacture", "ajouterFichierDansSysteme", "soumettreFacture"] {
        assert!(kept.iter().any(|exchange| exchange.summary.service == service), "{service} was called");
    }
    assert!(seen.contains("octets"), "files are told by their size");
    // What follows each of these in a request is a secret.
    let login = "TECH_1_000001@cpro.fr";
    let pdf = base64(FILE_CANARY);
    for secret in [
        "secret-atelier",
        "mot-de-passe",
        "access_token\":\"",
        &base64(&format!("{login}:mot-de-passe")),
        &base64("application-atelier:secret-atelier"),
        FILE_CANARY,
        // The middle of the canary, at each of the three places where base64 may begin.
        &pdf[8..28],
        &base64(&format!("x{FILE_CANARY}"))[8..28],
        &base64(&format!("xx{FILE_CANARY}"))[8..28],
        &base64("%PDF-1")[..8],
    ] {
        assert!(!seen.contains(secret), "{secret} reached the journal of exchanges");
    }
    // Tokens are not known here: what they are written after must be followed by a placeholder.
    for (before, placeholder) in
        [("Bearer ", "$JETON"), ("client_secret=", "$SECRET_CLIENT"), ("cpro-account: ", "$COMPTE")]
    {
        assert!(seen.contains(before), "{before} is not looked at");
        for after in seen.split(before).skip(1) {
            assert!(after.starts_with(placeholder), "{before}{}", after.chars().take(20).collect::<String>());
        }
    }
}

#[tokio::test]
async fn a_service_is_called_from_its_page_and_what_is_wrong_is_said_at_the_field() {
    let site = TestSite::open().await;
    let base = format!("/structures/{}/services", site.desk.firm.structure);
    let visitor = site.sign_in(&site.desk.firm).await;
    let list = ok(&visitor, &base).await;
    assert!(
        list.contains("Liste les devises") && list.contains(&format!("{base}/recupererDevises")),
        "{list}"
    );

    let address = format!("{base}/recupererDevises");
    let page = ok(&visitor, &address).await;
    assert!(page.contains("codeLangue") && page.contains("Appeler Chorus Pro"), "{page}");
    let answer = visitor.post(&address, &[("input", r#"{"codeLangue": "fr"}"#)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("listeDevises") && answer.body.contains("EUR"), "{}", answer.body);

    let wrong = visitor.post(&address, &[("input", r#"{"langue": "fr"}"#)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Ce service n’a pas ces champs : langue."), "{}", wrong.body);
    assert!(
        wrong.body.contains("&quot;langue&quot;") || wrong.body.contains("\"langue\""),
        "what was typed stays"
    );

    let changing = ok(&visitor, &format!("{base}/soumettreFacture")).await;
    assert!(!changing.contains("Appeler Chorus Pro"), "{changing}");
    let refused = visitor.post(&format!("{base}/soumettreFacture"), &[("input", "{}")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get(&format!("{base}/rien")).await.status, StatusCode::NOT_FOUND);
}
