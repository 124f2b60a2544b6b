//! Records tell what was said, without secrets and files.

use super::{
    errors::invoice,
    server::{Journal, Notebook, Server, answer, options, token},
};
use crate::{
    ClientOptions, FileContent, Recorder, SERVICES,
    codes::FormatDepot,
    curl_command,
    factures::{RechercherFactureParFournisseur, RechercherFactureParFournisseurOutput},
    structures::ConsulterStructure,
    trace::{redacted, unknown_fields},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{process::Command, sync::Arc};

fn shown(body: &Value) -> Value {
    serde_json::from_str(&redacted(body.to_string().as_bytes(), &[])).unwrap()
}

#[test]
fn files_secrets_and_bank_accounts_are_hidden_and_all_else_is_kept() {
    let body = json!({
        "nom": "Durand \"x\" \\", "montant": 12.340, "liste": ["a", "b"], "vide": "",
        "fichierFlux": "AQIDBA==",
        "fichierCR": "",
        "inconnu": "A".repeat(600),
        "commentaire": "mot ".repeat(200),
        "motDePasse": "abc", "access_token": "abc",
        "dateExpirationMotPasseCompteTech": "2027-01-01",
        "coordBancairesFournisseurCompteBancaire": "12345678901",
        "coordBancairesFournisseurLibelle": "Compte courant",
        "note": "payer sur FR76 3000 6000 0112 3456 7890 189 merci",
        "notes": ["DE89370400440532013000", "FR7630006000011234567890188"],
        "numeroFluxDepot": "CPP0011117000000000425903",
    });
    let mut expected = body.clone();
    expected["fichierFlux"] = json!("<fichier, 4 octets>");
    expected["inconnu"] = json!("<fichier, 450 octets>");
    for name in ["motDePasse", "access_token", "coordBancairesFournisseurCompteBancaire"] {
        expected[name] = json!("***");
    }
    expected["note"] = json!("payer sur *** merci");
    // The check digits of the second are wrong: it is no account.
    expected["notes"] = json!(["***", "FR7630006000011234567890188"]);
    assert_eq!(shown(&body), expected);
}

#[test]
fn numbers_and_spaces_are_shown_as_they_came() {
    let body = "{ \"a\" : 12.3400,\n \"é\": [true, null] }";
    assert_eq!(redacted(body.as_bytes(), &[]), body);
}

#[test]
fn a_body_cut_anywhere_neither_panics_nor_shows_a_secret() {
    let body =
        r#"{"nom":"é\"","motDePasse":"canari","fichierFlux":"Y2FuYXJp","a":["FR7630006000011234567890189"]}"#;
    for end in 0..=body.len() {
        let text = redacted(&body.as_bytes()[..end], &[]);
        assert!(!text.contains("can") && !text.contains("Y2F"), "{text}");
    }
    assert!(!redacted(body.as_bytes(), &[]).contains("FR76"));
}

#[test]
fn what_is_not_json_is_only_measured() {
    assert_eq!(redacted(b" <html>Bearer abc</html>", &[]), "<23 octets qui ne sont pas du JSON>");
    assert_eq!(redacted(b"  ", &[]), "");
}

#[test]
fn a_long_body_is_cut_at_16_kilobytes_with_a_mark_and_no_half_secret() {
    let secret = SecretString::from("canari-canari-canari");
    let body = json!({"texte": "é canari-canari-canari ".repeat(3000)}).to_string();
    let text = redacted(body.as_bytes(), &[&secret]);
    assert!(text.len() <= 16 * 1024, "{}", text.len());
    assert!(text.ends_with("… [coupé]") && !text.contains("canari"), "{text}");
    let short = json!({"texte": "a b".repeat(5000)}).to_string();
    assert_eq!(redacted(short.as_bytes(), &[]), short);
}

#[test]
fn a_known_secret_is_hidden_wherever_it_stands() {
    let secrets = [SecretString::from("mot:de\"passe"), SecretString::from("ab")];
    let secrets: Vec<_> = secrets.iter().collect();
    let body = json!({"echo": "pour mot:de\"passe abc"}).to_string();
    assert_eq!(redacted(body.as_bytes(), &secrets), r#"{"echo":"pour *** abc"}"#);
}

#[test]
fn json_inside_texts_is_looked_into_a_few_times_and_hidden_below() {
    let mut body = json!({"motDePasse": "ouvre-toi"});
    for _ in 0..3 {
        body = json!([body.to_string()]);
    }
    let seen = redacted(body.to_string().as_bytes(), &[]);
    assert!(seen.contains("motDePasse") && !seen.contains("ouvre-toi"), "{seen}");

    // Each level costs a few bytes only, so that thousands fit into one answer.
    let mut text = String::new();
    for _ in 0..1_500 {
        text = format!("[\\u0022{}", text.replace('\\', "\\u005c"));
    }
    assert_eq!(redacted(format!("[\"{text}\"]").as_bytes(), &[]).matches("***").count(), 1);
}

#[tokio::test]
async fn a_bank_account_in_a_message_is_hidden() {
    let body = r#"{"codeRetour":20013,"libelle":"GDP_MSG_11.099 FR76 3000 6000 0112 3456 7890 189 inconnu"}"#;
    let server = Server::with_token(move |_| answer(200, body)).await;
    let journal = Arc::new(Journal::default());
    let client = server.client_with(ClientOptions { recorder: Some(journal.clone()), ..options() });
    client.factures().soumettre(&invoice()).await.unwrap_err();
    let records = journal.0.lock().unwrap();
    assert_eq!(records.last().unwrap().libelle.as_deref(), Some("GDP_MSG_11.099 *** inconnu"));
}

#[tokio::test]
async fn a_record_holds_the_exchange() {
    let body =
        r#"{"codeRetour":0,"libelle":"GCU_MSG_01_000","numeroFacture":"V-88","champDeDemain":{"x":1}}"#;
    let server = Server::with_token(move |_| answer(200, body)).await;
    let journal = Arc::new(Journal::default());
    let at = "2026-11-25T10:00:00Z".parse().unwrap();
    let options =
        ClientOptions { recorder: Some(journal.clone()), now: Some(Arc::new(move || at)), ..options() };
    let client = server.client_with(options);
    client.factures().soumettre(&invoice()).await.unwrap();
    let records = journal.0.lock().unwrap();
    let [token, call] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((token.method, token.url.clone()), ("POST", format!("{}/token", server.base)));
    assert_eq!((&token.request, &token.answer, &token.error), (&None, &None, &None));
    assert_eq!((call.at, call.method, call.service.name), (at, "POST", "soumettreFacture"));
    assert_eq!(call.url, format!("{}/cpro/factures/v1/soumettre", server.base));
    assert_eq!((call.http_status, call.code_retour), (Some(200), Some(0)));
    assert_eq!(call.libelle.as_deref(), Some("GCU_MSG_01_000"));
    assert_eq!(call.request.as_deref(), Some(std::str::from_utf8(&server.calls()[0].body).unwrap()));
    assert_eq!(call.answer.as_deref(), Some(body));
    assert_eq!((&call.error, call.unknown_fields.as_slice()), (&None, &["champDeDemain".to_owned()][..]));
}

#[tokio::test]
async fn bodies_are_recorded_only_when_wanted() {
    let server = Server::with_token(|_| answer(200, r#"{"codeRetour":0,"champDeDemain":1}"#)).await;
    let notebook: Arc<Notebook> = Arc::default();
    let recorder: Arc<dyn Recorder> = notebook.clone();
    let client = server.client_with(ClientOptions { recorder: Some(recorder), ..options() });
    client.call(&ConsulterStructure::new(1)).await.unwrap();
    let records = notebook.0.lock().unwrap();
    let call = records.last().unwrap();
    assert_eq!((&call.request, &call.answer, call.unknown_fields.len()), (&None, &None, 0));
}

#[tokio::test]
async fn failures_are_told_in_records_and_refusals_by_their_code() {
    let cases = [
        (200, "<html/>", None, Some("NotJson")),
        (200, r#"{"codeRetour":0,"idStructureCPP":"x"}"#, Some(0), None),
        (403, "{}", None, Some("HTTP 403")),
        (200, r#"{"codeRetour":20001,"libelle":"GDP_MSG_11.005"}"#, Some(20001), None),
    ];
    for (status, body, code, error) in cases {
        let server = Server::with_token(move |_| answer(status, body)).await;
        let journal = Arc::new(Journal::default());
        let client = server.client_with(ClientOptions { recorder: Some(journal.clone()), ..options() });
        let _ = client.factures().soumettre(&invoice()).await;
        let records = journal.0.lock().unwrap();
        let call = records.last().unwrap();
        assert_eq!(call.code_retour, code, "{body}");
        match error {
            Some(part) => assert!(call.error.as_deref().unwrap().contains(part), "{:?}", call.error),
            None => assert_eq!(call.error, None, "{body}"),
        }
    }
}

#[tokio::test]
async fn no_secret_and_no_file_reaches_a_record() {
    // A gateway that echoes everything it was given.
    let server = Server::start(|seen| {
        if seen.is_token() {
            return token("jeton-canari", 3600);
        }
        let echo = json!({
            "jeton": seen.header("authorization"), "compte": seen.header("cpro-account"),
            "secret": "c'est secret&9 et mot:de-passe-é", "corps": String::from_utf8_lossy(&seen.body), "codeRetour": 1,
            "libelle": "compte mot:de-passe-é refusé",
        });
        answer(403, echo.to_string())
    })
    .await;
    let journal = Arc::new(Journal::default());
    let client = server.client_with(ClientOptions { recorder: Some(journal.clone()), ..options() });
    let file = FileContent::from_bytes(&b"%PDF-canari"[..]);
    client.factures().deposer_pdf(file, "a.pdf", FormatDepot::PdfNonSigne).await.unwrap_err();
    let records = journal.0.lock().unwrap();
    let call = &records[1];
    assert_eq!(
        call.request.as_deref(),
        Some(
            r#"{"nomFichier":"a.pdf","formatDepot":"PDF_NON_SIGNE","fichierFacture":"<fichier, 11 octets>"}"#
        )
    );
    let printed = format!("{records:?} {}", call.as_curl());
    for secret in ["secret&9", "mot:de-passe", "VEVDSF85", "jeton-canari", "JVBERi"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn unknown_fields_are_named_once_by_their_path() {
    let body = json!({
        "codeRetour": 0, "libelle": "x", "nouveau": 1, "nul": null, "vide": "", "aussi": [], "rien": [null],
        "parametresRetour": {"pages": "3", "taillePage": 5},
        "listeFactures": [null, {"numeroFacture": "V-1"}, {"numeroFacture": "V-2", "couleur": "bleu"},
            {"couleur": "vert", "forme": {"x": 1}}],
    });
    let text = body.to_string();
    let output: RechercherFactureParFournisseurOutput = serde_json::from_str(&text).unwrap();
    assert_eq!(
        unknown_fields(text.as_bytes(), &output),
        ["listeFactures[].couleur", "listeFactures[].forme", "nouveau", "parametresRetour.taillePage"]
    );
    let lone = json!({"listeFactures": {"numeroFacture": "V-1", "couleur": "bleu"}}).to_string();
    let output: RechercherFactureParFournisseurOutput = serde_json::from_str(&lone).unwrap();
    assert_eq!(unknown_fields(lone.as_bytes(), &output), ["listeFactures.couleur"]);
}

/// The words a shell makes of a command.
fn words(command: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\nJETON=jjj COMPTE=ccc\n{command}\n");
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn service(name: &str) -> &'static crate::Service {
    SERVICES.iter().find(|service| service.name == name).unwrap()
}

#[test]
fn a_curl_command_survives_the_shell() {
    let body = r#"{"nom":"L'atelier d'à côté $HOME `id` \"x\" \\ ''"}"#;
    let url = "https://api.exemple.fr/cpro/factures/v1/soumettre";
    let command = curl_command(service("soumettreFacture"), url, Some(body));
    assert_eq!(
        words(&command),
        [
            "--request",
            "POST",
            url,
            "--header",
            "Authorization: Bearer jjj",
            "--header",
            "cpro-account: ccc",
            "--header",
            "Accept: application/json;charset=utf-8",
            "--header",
            "Content-Type: application/json;charset=utf-8",
            "--data-raw",
            body,
        ]
    );
}

#[test]
fn curl_commands_follow_the_access_and_the_method() {
    let legacy = "https://exemple.fr:5443/service/factures/soumettre";
    let command = curl_command(service("soumettreFacture"), legacy, None);
    let words = words(&command);
    assert!(words.contains(&"Authorization: Basic ccc".to_owned()), "{command}");
    assert!(command.contains("--cert certificat.pem") && command.contains("@requete.json"), "{command}");
    assert!(!command.contains("$JETON"), "{command}");
    let url = "https://api.exemple.fr/cpro/transverses/v1/health-check";
    let probe = curl_command(service("healthCheck"), url, None);
    assert!(probe.starts_with("curl --request GET ") && !probe.contains("--data"), "{probe}");
}

#[tokio::test]
async fn a_token_request_as_curl_names_no_secret() {
    let server = Server::start(|_| answer(400, r#"{"error":"invalid_client"}"#)).await;
    let journal = Arc::new(Journal::default());
    let client = server.client_with(ClientOptions { recorder: Some(journal.clone()), ..options() });
    client.call(&RechercherFactureParFournisseur::default()).await.unwrap_err();
    let records = journal.0.lock().unwrap();
    assert_eq!((records.len(), &records[0].answer), (1, &None));
    assert!(records[0].error.as_deref().unwrap().contains("invalid_client"));
    let command = records[0].as_curl();
    assert!(command.contains("client_secret=$SECRET_CLIENT") && !command.contains("secret&9"), "{command}");
}
