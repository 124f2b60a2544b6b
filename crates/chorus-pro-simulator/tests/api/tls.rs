//! The certificate mode over real TLS connections.

use std::net::SocketAddr;
use std::path::Path;

use chorus_pro_simulator::{CertificateFiles, ClientAuthentication, PKCS12_PASSWORD, World};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use rcgen::{CertificateParams, KeyPair};
use reqwest::{Client, Identity, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::Bench;

/// A simulator that serves HTTPS until the end of the test.
struct Secured {
    bench: Bench,
    files: CertificateFiles,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), chorus_pro_simulator::ServeError>>,
}

impl Secured {
    async fn start(bench: Bench, folder: &Path, authentication: ClientAuthentication) -> Self {
        let certificates = bench.simulator.issue_certificates(folder, authentication).expect("certificates");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let address = listener.local_addr().expect("address");
        let (stop, stopped) = oneshot::channel::<()>();
        let (server, shown) = (bench.simulator.clone(), certificates.clone());
        let served =
            tokio::spawn(
                async move { server.serve_tls(listener, &shown, async { drop(stopped.await) }).await },
            );
        Self { bench, files: certificates.files, address, stop: Some(stop), served }
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    /// A client that trusts the authority and shows the certificate of an account, or none.
    fn client(&self, login: Option<&str>) -> Client {
        let authority = std::fs::read(&self.files.authority).expect("authority");
        let authority = reqwest::Certificate::from_pem(&authority).expect("authority");
        let mut builder = Client::builder().tls_certs_only([authority]).no_proxy();
        if let Some(login) = login {
            let known = self.files.clients.iter().find(|client| client.login == login).expect("client");
            builder = builder.identity(identity(&known.file));
        }
        builder.build().expect("client")
    }

    async fn post(&self, client: &Client, path: &str, login: &str) -> reqwest::Result<(StatusCode, Value)> {
        let request = client.post(self.url(path)).basic_auth(login, Some("mot-de-passe")).json(&json!({}));
        let answer = request.send().await?;
        let status = answer.status();
        Ok((status, serde_json::from_str(&answer.text().await?).unwrap_or_default()))
    }

    async fn stop(mut self) {
        self.stop.take().expect("running").send(()).expect("running");
        self.served.await.expect("task").expect("served");
    }
}

fn identity(file: &Path) -> Identity {
    let bytes = std::fs::read(file).expect("file");
    let store = KeyStore::from_pkcs12(&bytes, PKCS12_PASSWORD, Pkcs12ImportPolicy::Strict).expect("PKCS#12");
    let (_, chain) = store.private_key_chain().expect("chain");
    assert_eq!(chain.certs().len(), 2, "the certificate and its authority");
    let block = |label: &str, der: &[u8]| {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    let certificates: String = chain.certs().iter().map(|one| block("CERTIFICATE", one.as_der())).collect();
    Identity::from_pem(format!("{}{certificates}", block("PRIVATE KEY", chain.key().as_der())).as_bytes())
        .expect("identity")
}

const ATELIER: &str = "TECH_1_000001@cpro.fr";
const BETON: &str = "TECH_1_000002@cpro.fr";
const SEARCH: &str = "/service/factures/rechercher/fournisseur";

#[tokio::test]
async fn a_declared_certificate_and_its_account_reach_the_services_on_their_older_paths() {
    let folder = tempfile::tempdir().unwrap();
    let secured = Secured::start(Bench::minimal(), folder.path(), ClientAuthentication::Asked).await;
    let supplier = secured.bench.atelier().await;
    supplier.submitted("FA-1").await;
    let client = secured.client(Some(ATELIER));
    for path in [SEARCH, "/service-qualif/factures/rechercher/fournisseur"] {
        let (status, answer) = secured.post(&client, path, ATELIER).await.unwrap();
        assert_eq!((status, &answer["codeRetour"]), (StatusCode::OK, &json!(0)), "{answer}");
        assert_eq!(answer["parametresRetour"]["total"], 1);
    }
    let call = secured.bench.simulator.calls().pop().unwrap();
    assert_eq!((call.account.as_deref(), call.application), (Some(ATELIER), None), "no PISTE application");
    secured.stop().await;
}

#[tokio::test]
async fn the_certificate_mode_refuses_strangers() {
    let folder = tempfile::tempdir().unwrap();
    let secured = Secured::start(Bench::minimal(), folder.path(), ClientAuthentication::Asked).await;
    let own = secured.client(Some(ATELIER));
    let status = async |client: &Client, path: &str, login: &str| {
        secured.post(client, path, login).await.expect("answer").0
    };
    assert_eq!(status(&secured.client(None), SEARCH, ATELIER).await, StatusCode::FORBIDDEN, "no certificate");
    assert_eq!(status(&own, SEARCH, BETON).await, StatusCode::FORBIDDEN, "another one's account");
    assert_eq!(status(&own, SEARCH, "TECH_1_999999@cpro.fr").await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&own, "/service/factures/inconnu", ATELIER).await, StatusCode::NOT_FOUND);
    assert_eq!(
        status(&own, "/service/factures/v1/rechercher/fournisseur", ATELIER).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        status(&own, "/service/organisations/services/recherche", ATELIER).await,
        StatusCode::NOT_FOUND
    );
    // Plain HTTP carries no certificate.
    let plain = axum::http::Request::post(SEARCH).body(axum::body::Body::from("{}")).unwrap();
    assert_eq!(crate::support::raw(&secured.bench.simulator, plain).await.unwrap().0, StatusCode::FORBIDDEN);
    secured.stop().await;
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused_by_the_handshake() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let secured = Secured::start(Bench::minimal(), folder.path(), ClientAuthentication::Asked).await;
    let foreign =
        Bench::minimal().simulator.issue_certificates(elsewhere.path(), ClientAuthentication::Asked);
    let foreign = foreign.unwrap().files.clients[0].file.clone();
    let authority =
        reqwest::Certificate::from_pem(&std::fs::read(&secured.files.authority).unwrap()).unwrap();
    let client =
        Client::builder().tls_certs_only([authority]).no_proxy().identity(identity(&foreign)).build();
    assert!(secured.post(&client.unwrap(), SEARCH, ATELIER).await.is_err());
    secured.stop().await;
}

#[tokio::test]
async fn a_port_that_requires_certificates_accepts_no_connection_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let secured = Secured::start(Bench::minimal(), folder.path(), ClientAuthentication::Required).await;
    assert!(secured.post(&secured.client(None), SEARCH, ATELIER).await.is_err());
    let answer = secured.post(&secured.client(Some(ATELIER)), SEARCH, ATELIER).await;
    assert_eq!(answer.unwrap().0, StatusCode::OK);
    secured.stop().await;
}

#[tokio::test]
async fn the_same_listener_serves_piste_and_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let secured = Secured::start(Bench::minimal(), folder.path(), ClientAuthentication::Asked).await;
    let client = secured.client(None);
    let page = client.get(secured.url("/")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Chorus Pro simulé"));
    let form = "grant_type=client_credentials&client_id=application-atelier&client_secret=secret-atelier&scope=openid";
    let request = client.post(secured.url("/api/oauth/token"));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    let token: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    let supplier = secured.bench.atelier().await;
    let answer = client
        .post(secured.url("/cpro/factures/v1/rechercher/fournisseur"))
        .bearer_auth(token["access_token"].as_str().unwrap())
        .header("cpro-account", &supplier.account)
        .json(&json!({}))
        .send();
    assert_eq!(answer.await.unwrap().status(), StatusCode::OK);
    secured.stop().await;
}

#[test]
fn certificates_of_an_earlier_run_are_kept_and_lost_ones_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let issue = || {
        let bench = Bench::minimal();
        let made = bench.simulator.issue_certificates(folder.path(), ClientAuthentication::Asked).unwrap();
        let declared = bench.simulator.describe().accounts;
        for (account, client) in declared.iter().zip(&made.files.clients) {
            assert_eq!(account.certificate.as_ref(), Some(&client.fingerprint));
        }
        let authority = std::fs::read(&made.files.authority).unwrap();
        (authority, made.files.clients)
    };
    let (authority, clients) = issue();
    assert_eq!(issue(), (authority.clone(), clients.clone()), "nothing is made twice");
    std::fs::remove_file(&clients[0].file).unwrap();
    let (same, again) = issue();
    assert_eq!(same, authority);
    assert_ne!(again[0].fingerprint, clients[0].fingerprint);
    assert_eq!(again[1..], clients[1..]);
    // A file of another authority does not open this door any more.
    std::fs::remove_file(folder.path().join("authority.pem")).unwrap();
    let (other, all) = issue();
    assert_ne!(other, authority);
    assert!(all.iter().zip(&again).all(|(new, old)| new.fingerprint != old.fingerprint));
}

#[test]
fn a_damaged_authority_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("authority.pem"), "rien").unwrap();
    let key = KeyPair::generate().unwrap();
    assert!(CertificateParams::default().self_signed(&key).is_ok());
    std::fs::write(folder.path().join("authority-key.pem"), key.serialize_pem()).unwrap();
    let error = Bench::minimal().simulator.issue_certificates(folder.path(), ClientAuthentication::Asked);
    assert!(error.err().unwrap().to_string().contains("authority.pem"));
}

#[cfg(unix)]
#[test]
fn private_keys_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::with(World::minimal(crate::support::monday()));
    let made = bench.simulator.issue_certificates(folder.path(), ClientAuthentication::Asked).unwrap();
    for file in [folder.path().join("authority-key.pem"), made.files.clients[0].file.clone()] {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o077, 0);
    }
}
