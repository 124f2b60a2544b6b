//! The certificate mode gives the same answers as PISTE, one service of each API it has.

use std::path::Path;
use std::time::Duration;

use chorus_pro::codes::RoleUtilisateur;
use chorus_pro::engagements_juridiques::RechercherEngagementJuridique;
use chorus_pro::factures::RechercherFactureParFournisseur;
use chorus_pro::factures_travaux::RechercherFactureTravaux;
use chorus_pro::structures::ConsulterStructure;
use chorus_pro::transverses::RecupererTauxTva;
use chorus_pro::utilisateurs::RecupererRattachements;
use chorus_pro::{Access, Client, ClientCertificate, ClientOptions, HttpOptions, Input, TechnicalAccount};
use chorus_pro_simulator::{CertificateFiles, ClientAuthentication, PKCS12_PASSWORD};
use tokio::net::TcpListener;

use crate::bench::{Bench, Desk, PASSWORD, world};

const LOGIN: &str = "TECH_1_000001@cpro.fr";

/// Certificates are checked against the clock of the machine.
#[expect(clippy::disallowed_methods, reason = "the TLS library knows no other clock")]
fn today() -> chrono::DateTime<chrono::Utc> {
    std::time::SystemTime::now().into()
}

/// The certificate and the key in a PKCS#12 file.
fn identity(file: &Path) -> ClientCertificate {
    let bytes = std::fs::read(file).expect("PKCS#12 file");
    ClientCertificate::from_pkcs12(&bytes, &PKCS12_PASSWORD.to_owned().into()).expect("PKCS#12")
}

/// A client of the certificate mode.
fn client(files: &CertificateFiles, port: u16, base: &str) -> Client {
    let known = files.clients.iter().find(|client| client.login == LOGIN).expect("certificate");
    let http = HttpOptions {
        authorities: vec![std::fs::read_to_string(&files.authority).expect("authority")],
        identity: Some(identity(&known.file)),
        ..HttpOptions::default()
    };
    let technical_account =
        TechnicalAccount { login: LOGIN.to_owned(), password: PASSWORD.to_owned().into() };
    let access = Access::Certificate { base: format!("https://localhost:{port}{base}"), technical_account };
    let options = ClientOptions { minimum_spacing: Duration::ZERO, ..ClientOptions::default() };
    Client::new(http.build().expect("HTTP client"), access, options).expect("addresses")
}

/// Both ways give the same answer; the one of PISTE is checked against the description.
async fn assert_same<I: Input>(piste: &Desk, certificate: &Client, input: &I) {
    let name = I::SERVICE.name;
    let expected = serde_json::to_value(piste.done(input).await).expect("output");
    let output = certificate.call(input).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(output).expect("output"), expected, "{name}");
}

#[tokio::test]
async fn each_api_answers_alike_with_a_certificate() {
    let bench = Bench::with(world(today())).await;
    let folder = tempfile::tempdir().expect("folder");
    let certificates = bench
        .simulator
        .issue_certificates(folder.path(), ClientAuthentication::Required)
        .expect("certificates");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let port = listener.local_addr().expect("address").port();
    let (simulator, shown) = (bench.simulator.clone(), certificates.clone());
    let serving = tokio::spawn(async move {
        simulator.serve_tls(listener, &shown, std::future::pending()).await.expect("server");
    });
    let piste = bench.supplier();
    piste.submitted("F-1").await;
    for base in ["/service-qualif", "/service"] {
        let certificate = client(&certificates.files, port, base);
        assert_same(&piste, &certificate, &RechercherFactureParFournisseur::default()).await;
        assert_same(&piste, &certificate, &ConsulterStructure::new(2001)).await;
        assert_same(&piste, &certificate, &RecupererTauxTva::default()).await;
        assert_same(&piste, &certificate, &RecupererRattachements::default()).await;
        assert_same(&piste, &certificate, &RechercherEngagementJuridique::default()).await;
        assert_same(&piste, &certificate, &RechercherFactureTravaux::new(RoleUtilisateur::Fournisseur)).await;
    }
    serving.abort();
    bench.check();
}
