//! Refused certificates are told from other network failures.

use super::{
    errors::invoice,
    server::{account, options},
};
use crate::{
    Access, Addresses, Client, ClientCertificate, Error, HttpOptions, Layer, NetworkCause, RetryAdvice, Sent,
    StepState,
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::WebPkiClientVerifier,
};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// An authority, with a server that wants a client certificate from it.
struct Secured {
    base: String,
    authority: CertificateDer<'static>,
    /// The authority in PEM.
    authority_pem: String,
    /// A certificate and its key in PEM, accepted by the server.
    identity: String,
    /// The same in DER.
    identity_der: (Vec<u8>, Vec<u8>),
}

async fn secured() -> Secured {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let authority_key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = parameters.self_signed(&authority_key).unwrap();
    let (authority_pem, authority) = (authority.pem(), authority.der().clone());
    let issuer = Issuer::new(parameters, authority_key);
    let signed = |name: &str| {
        let key = KeyPair::generate().unwrap();
        (CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap(), key)
    };
    let (certificate, key) = signed("localhost");
    let (client_certificate, client_key) = signed("client");

    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://localhost:{}/service", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 8192]).await;
            let body = r#"{"codeRetour":0,"listeStructureRattachement":[{}]}"#;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    let identity = format!("{}{}", client_certificate.pem(), client_key.serialize_pem());
    let identity_der = (client_certificate.der().to_vec(), client_key.serialize_der());
    Secured { base, authority, authority_pem, identity, identity_der }
}

fn client(secured: &Secured, http: reqwest::ClientBuilder) -> Client {
    let access = Access::Certificate { base: secured.base.clone(), technical_account: account() };
    Client::new(http.build().unwrap(), access, options()).unwrap()
}

fn trusting(secured: &Secured) -> reqwest::ClientBuilder {
    let authority = reqwest::Certificate::from_der(&secured.authority).unwrap();
    reqwest::Client::builder().tls_certs_only([authority])
}

#[tokio::test]
async fn a_declared_client_certificate_is_accepted() {
    let secured = secured().await;
    let identity = reqwest::Identity::from_pem(secured.identity.as_bytes()).unwrap();
    let report = client(&secured, trusting(&secured).identity(identity)).test_access().await;
    assert!(report.passed(), "{report:?}");
}

#[tokio::test]
async fn a_missing_client_certificate_is_named() {
    let secured = secured().await;
    let client = client(&secured, trusting(&secured));
    let error = client.factures().soumettre(&invoice()).await.unwrap_err();
    assert!(
        matches!(error, Error::Network { sent: Sent::No, cause: NetworkCause::ClientCertificate, .. }),
        "{error:?}"
    );
    assert_eq!((error.layer(), error.retry_advice()), (Some(Layer::Certificate), RetryAdvice::After(None)));
    let report = client.test_access().await;
    assert_eq!(report.failing_layer(), Some(Layer::Certificate));
    assert_eq!(report.steps[0].state, StepState::Passed);
}

#[tokio::test]
async fn an_untrusted_server_is_named() {
    let secured = secured().await;
    let other = self::secured().await;
    let error = client(&secured, trusting(&other)).factures().soumettre(&invoice()).await.unwrap_err();
    assert!(
        matches!(error, Error::Network { sent: Sent::No, cause: NetworkCause::ServerCertificate, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_options_add_an_authority_and_a_certificate_in_any_form() {
    let secured = secured().await;
    let (certificate, key) = secured.identity_der.clone();
    for identity in [
        ClientCertificate::Pem(secured.identity.clone().into()),
        #[cfg(feature = "pkcs12")]
        super::pkcs12::identity(&certificate, &key),
        ClientCertificate::Der { certificates: vec![certificate], key: key.into() },
    ] {
        let options = HttpOptions {
            authorities: vec![secured.authority_pem.clone()],
            identity: Some(identity),
            ..HttpOptions::default()
        };
        let access = Access::Certificate { base: secured.base.clone(), technical_account: account() };
        let http = options.build().unwrap();
        let client = Client::new(http, access, super::server::options()).unwrap();
        let report = client.test_access().await;
        assert!(report.passed(), "{report:?}");
    }
}

#[tokio::test]
async fn without_a_certificate_mode_an_alert_of_tls_fails_the_network() {
    let secured = secured().await;
    let access = Access::Piste {
        addresses: Addresses { token: format!("{}/token", secured.base), api: secured.base.clone() },
        client_id: "a".into(),
        client_secret: "b".to_owned().into(),
        technical_account: Some(account()),
    };
    let client = Client::new(trusting(&secured).build().unwrap(), access, options()).unwrap();
    let report = client.test_access().await;
    let error = report.error.as_ref().unwrap();
    assert!(matches!(error, Error::Network { cause: NetworkCause::ClientCertificate, .. }), "{error:?}");
    assert_eq!(report.failing_layer(), Some(Layer::Network));
    assert!(report.steps[1..].iter().all(|step| step.state == StepState::NotReached), "{report:?}");
}
