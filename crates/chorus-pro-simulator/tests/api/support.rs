//! A client of the router with a clock under control.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::{Options, Pace, Simulator, World};
use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Monday 5 October 2026, 10:00 in Paris.
pub(crate) fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).single().expect("date")
}

/// One technical account with its token.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) simulator: Simulator,
    pub(crate) token: String,
    pub(crate) account: String,
}

pub(crate) struct Bench {
    pub(crate) simulator: Simulator,
    pub(crate) real: Arc<Mutex<DateTime<Utc>>>,
}

impl Bench {
    /// The minimal world; every automatic step takes ten minutes.
    pub(crate) fn minimal() -> Self {
        Self::with(World::minimal(monday()))
    }

    pub(crate) fn with(seed: World) -> Self {
        let real = Arc::new(Mutex::new(seed.now));
        let handle = Arc::clone(&real);
        let simulator = Simulator::new(Options {
            seed,
            state_file: None,
            now: Arc::new(move || *handle.lock().expect("clock")),
            speed: 1.0,
            pace: Pace::steady(600),
            strict: true,
            apart: apart::Apart::here(),
        });
        Self { simulator: simulator.expect("simulator"), real }
    }

    pub(crate) fn later(&self, minutes: u64) {
        self.simulator.jump(Duration::from_secs(minutes * 60));
    }

    pub(crate) async fn atelier(&self) -> Client {
        Client::connect(&self.simulator, "atelier", "TECH_1_000001@cpro.fr").await
    }

    pub(crate) async fn beton(&self) -> Client {
        Client::connect(&self.simulator, "beton", "TECH_1_000002@cpro.fr").await
    }

    pub(crate) async fn ville(&self) -> Client {
        Client::connect(&self.simulator, "ville", "TECH_1_000011@cpro.fr").await
    }
}

/// Status, headers and bytes of an answer; `None` when the connection was cut.
pub(crate) async fn raw(
    simulator: &Simulator,
    request: Request<Body>,
) -> Option<(StatusCode, HeaderMap, Vec<u8>)> {
    let response: Response = simulator.router().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.ok()?;
    Some((parts.status, parts.headers, bytes.to_vec()))
}

pub(crate) async fn token(simulator: &Simulator, form: &str) -> (StatusCode, Value) {
    let request = Request::post("/api/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .expect("request");
    let (status, _, bytes) = raw(simulator, request).await.expect("answer");
    (status, serde_json::from_slice(&bytes).expect("json"))
}

impl Client {
    pub(crate) async fn connect(simulator: &Simulator, ending: &str, login: &str) -> Self {
        let form = format!(
            "grant_type=client_credentials&client_id=application-{ending}&client_secret=secret-{ending}&scope=openid"
        );
        let (status, body) = token(simulator, &form).await;
        assert_eq!(status, StatusCode::OK);
        Self {
            simulator: simulator.clone(),
            token: body["access_token"].as_str().expect("token").to_owned(),
            account: STANDARD.encode(format!("{login}:mot-de-passe")),
        }
    }

    pub(crate) fn request(&self, path: &str, body: &Value) -> Request<Body> {
        Request::post(format!("/cpro{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("cpro-account", &self.account)
            .header("content-type", "application/json;charset=utf-8")
            .body(Body::from(body.to_string()))
            .expect("request")
    }

    /// Any answer with its HTTP status.
    pub(crate) async fn send(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let answer = raw(&self.simulator, self.request(path, &body)).await.expect("answer");
        (answer.0, serde_json::from_slice(&answer.2).expect("json"))
    }

    /// An answer with HTTP 200.
    pub(crate) async fn call(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.send(path, body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    /// An answer with `codeRetour` 0.
    pub(crate) async fn done(&self, path: &str, body: Value) -> Value {
        let answer = self.call(path, body).await;
        assert_eq!(answer["codeRetour"], 0, "{answer}");
        answer
    }

    pub(crate) async fn pdf(&self) -> i64 {
        let file = STANDARD.encode(crate::pdf::pdf_with(&["Sans rien"]));
        let body =
            json!({"fichierFacture": file, "nomFichier": "facture.pdf", "formatDepot": "PDF_NON_SIGNE"});
        self.done("/factures/v1/deposer/pdf", body).await["pieceJointeId"].as_i64().expect("id")
    }

    pub(crate) async fn attachment(&self) -> i64 {
        let body = json!({"pieceJointeFichier": STANDARD.encode("bon"), "pieceJointeNom": "bon.txt",
            "pieceJointeTypeMime": "text/plain", "pieceJointeExtension": "TXT"});
        self.done("/transverses/v1/ajouter/fichier", body).await["pieceJointeId"].as_i64().expect("id")
    }

    /// Deposits a PDF and submits an ordinary invoice of the atelier to the school; its supplier-side number.
    pub(crate) async fn submitted(&self, number: &str) -> i64 {
        let body = invoice(number, self.pdf().await);
        self.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].as_i64().expect("id")
    }

    /// The same to the town's service ACHATS, made available.
    pub(crate) async fn submitted_to_town(&self, bench: &Bench, number: &str) -> i64 {
        let mut body = invoice(number, self.pdf().await);
        body["destinataire"] =
            json!({"codeDestinataire": "00000000900011", "codeServiceExecutant": "ACHATS"});
        let id =
            self.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].as_i64().expect("id");
        bench.later(20);
        id
    }

    pub(crate) async fn status(&self, id: i64) -> String {
        let body = json!({"identifiantFactureCPP": id});
        let answer = self.done("/factures/v1/consulter/fournisseur", body).await;
        answer["facture"]["statutFacture"].as_str().expect("status").to_owned()
    }
}

/// A correct PDF submission of 960 € to the school.
pub(crate) fn invoice(number: &str, pdf: i64) -> Value {
    json!({
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": number,
        "dateFacture": "2026-10-05",
        "destinataire": {"codeDestinataire": "00000000900012", "codeServiceExecutant": null},
        "fournisseur": {"idFournisseur": 1001, "codeCoordonneesBancairesFournisseur": 1101},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_ENCAISSEMENT",
            "modePaiement": "VIREMENT"},
        "lignePoste": [],
        "ligneTva": [],
        "montantTotal": {"montantHtTotal": 800.0, "montantTVA": 160.0, "montantTtcTotal": 960.0, "montantAPayer": 960.0},
        "pieceJointePrincipale": [{"pieceJointePrincipaleDesignation": number, "pieceJointePrincipaleId": pdf}],
        "pieceJointeComplementaire": []
    })
}

/// A correct entry of 960 € to the town.
pub(crate) fn entered() -> Value {
    json!({
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": null,
        "dateFacture": "2026-10-05",
        "destinataire": {"codeDestinataire": "00000000900011", "codeServiceExecutant": "ACHATS"},
        "fournisseur": {"idFournisseur": 1001},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR", "codeStructureValideur": null},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_DEBIT",
            "numeroBonCommande": "4500012345", "modePaiement": "VIREMENT"},
        "lignePoste": [{"lignePosteNumero": 1, "lignePosteReference": "REF-01", "lignePosteDenomination": "Maintenance",
            "lignePosteQuantite": 10, "lignePosteUnite": "heure", "lignePosteMontantUnitaireHT": 80.0,
            "lignePosteMontantRemiseHT": null, "lignePosteTauxTva": "TVA20", "lignePosteTauxTvaManuel": null}],
        "ligneTva": [{"ligneTvaTaux": "TVA20", "ligneTvaTauxManuel": null, "ligneTvaMontantBaseHtParTaux": 800.0,
            "ligneTvaMontantTvaParTaux": 160.0}],
        "montantTotal": {"montantHtTotal": 800.0, "montantTVA": 160.0, "montantTtcTotal": "960.00",
            "montantRemiseGlobaleTTC": 0, "motifRemiseGlobaleTTC": null, "montantAPayer": 960.0},
        "pieceJointePrincipale": null,
        "commentaire": null
    })
}
