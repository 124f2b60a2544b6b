//! Every form that is refused comes back the same way: 422, what was typed, a link to each field, a note at it.

use axum::http::StatusCode;
use operations::NewStructure;
use test_desk::PASSWORD;

use crate::browser::{Answer, TestSite};

/// Whether the answer is a refused form: each of these fields is led to, and says what is wrong at its place.
fn refuses(answer: &Answer, fields: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    let (_, summary) = answer.body.split_once("id=\"error-summary\"").unwrap();
    let summary = summary.split("</section>").next().unwrap();
    assert_eq!(summary.matches("<li>").count(), fields.len(), "{summary}");
    for field in fields {
        assert!(summary.contains(&format!("href=\"#{field}\"")), "{field} in {summary}");
        assert!(answer.body.contains(&format!("id=\"{field}\"")), "{field} is there to be led to");
        let (_, messages) = answer.body.split_once(&format!("id=\"{field}-error\"")).unwrap();
        let messages = messages.split("</div>").next().unwrap();
        assert!(messages.contains("data-severity=\"error\""), "{field}: {messages}");
    }
}

fn shows(answer: &Answer, values: &[&str], secrets: &[&str]) {
    for value in values {
        assert!(answer.body.contains(&format!("value=\"{value}\"")), "{value} in {}", answer.body);
    }
    for secret in secrets {
        assert!(!answer.body.contains(secret), "{secret} is shown again");
    }
}

#[tokio::test]
async fn a_refused_structure() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let typed = [("siret", "1234"), ("name", " "), ("side", "destinataire"), ("environment", "ailleurs")];
    let answer = visitor.post("/structures", &typed).await;
    refuses(&answer, &["siret", "name", "environment"]);
    shows(&answer, &["1234"], &[]);
    assert!(answer.body.contains("value=\"destinataire\" selected"), "{}", answer.body);
    let known = [
        ("siret", test_desk::SUPPLIER_SIRET),
        ("name", "Encore"),
        ("side", "fournisseur"),
        ("environment", "qualification"),
    ];
    let answer = visitor.post("/structures", &known).await;
    refuses(&answer, &["siret"]);
    shows(&answer, &["Encore"], &[]);
}

#[tokio::test]
async fn a_refused_access() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let path = format!("/structures/{}/acces", site.desk.firm.structure);
    let certificate: (&str, &str, &[u8]) = ("certificate", "cle.p12", b"no certificate");
    let typed = [
        ("login", "TECH_9@cpro.fr"),
        ("password", "mot tres secret"),
        ("certificate_password", "autre secret"),
    ];
    let answer = visitor.upload(&path, &typed, &[certificate]).await;
    refuses(&answer, &["certificate"]);
    shows(&answer, &["TECH_9@cpro.fr"], &["mot tres secret", "autre secret"]);
    assert!(answer.body.contains("Choisissez de nouveau le fichier"), "{}", answer.body);
}

#[tokio::test]
async fn a_refused_person() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let typed = [
        ("name", ""),
        ("email", "sans arobase"),
        ("role", "lecteur"),
        ("reach", "some"),
        ("structure[0].id", &structure),
        ("password", "court"),
    ];
    let answer = visitor.post("/utilisateurs", &typed).await;
    refuses(&answer, &["email", "name", "password"]);
    shows(&answer, &["sans arobase"], &["court\""]);
    let nothing = visitor.post("/utilisateurs", &[]).await;
    refuses(&nothing, &["email", "name", "password", "role", "reach"]);
    let ticked = answer.body.split("<input").find(|input| input.contains("structure[0].id")).unwrap();
    assert!(ticked.contains(&structure) && ticked.contains(" checked"), "{ticked}");
    let unclear = [("name", "Anne"), ("email", "a@exemple.fr"), ("role", "lecteur"), ("password", PASSWORD)];
    let answer = visitor.post("/utilisateurs", &unclear).await;
    refuses(&answer, &["reach"]);
    shows(&answer, &["Anne", "a@exemple.fr"], &[PASSWORD]);
}

#[tokio::test]
async fn a_refused_password() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let wrong = [("present", "faux secret"), ("new", "tilleul cargo violon brume")];
    let answer = visitor.post("/compte/mot-de-passe", &wrong).await;
    refuses(&answer, &["present"]);
    shows(&answer, &[], &["faux secret", "tilleul cargo"]);
    let weak = [("present", PASSWORD), ("new", "court")];
    refuses(&visitor.post("/compte/mot-de-passe", &weak).await, &["new"]);
}

#[tokio::test]
async fn a_refused_sign_in() {
    let site = TestSite::open().await;
    let wrong = [("email", "personne@nulle.part"), ("password", "faux secret"), ("suite", "/factures")];
    let answer = site.anonymous().post("/connexion", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("role=\"alert\""), "{}", answer.body);
    shows(&answer, &["personne@nulle.part", "/factures"], &["faux secret"]);
}

#[tokio::test]
async fn a_refused_start_of_a_deposit() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let structure = site.desk.firm.structure.to_string();
    let note: (&str, &str, &[u8]) = ("file", "note.pdf", b"Bonjour");
    let answer = visitor.upload("/deposer", &[("structure", &structure)], &[note]).await;
    refuses(&answer, &["file"]);
    // Which structure issues may be left to the file.
    refuses(&visitor.upload("/deposer", &[("structure", "")], &[]).await, &["file"]);
    let second = NewStructure {
        identifier_kind: String::new(),
        siret: "72601815900010".to_owned(),
        name: "Menuiserie".to_owned(),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    site.desk.desk.portfolio.add_structure(&site.desk.firm.actor, &second).await.unwrap();
    let typed = [("structure", "Aucune de ce nom")];
    refuses(&visitor.upload("/deposer", &typed, &[]).await, &["structure", "file"]);
}
