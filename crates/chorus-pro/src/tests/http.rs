//! The HTTP client is made as its options say, or not at all.

use super::server::{Server, account, done, options};
use crate::{
    Access, Addresses, Client, ClientCertificate, HttpOptions, OutgoingProxy, structures::ConsulterStructure,
};

fn refused(options: HttpOptions) -> (&'static str, String) {
    let error = options.build().unwrap_err();
    (error.which, error.reason)
}

fn proxy(address: &str) -> HttpOptions {
    let proxy = OutgoingProxy { address: address.into(), login: None };
    HttpOptions { proxy: Some(proxy), ..HttpOptions::default() }
}

#[tokio::test]
async fn every_request_goes_through_the_proxy_with_its_login() {
    let server = Server::with_token(|_| done()).await;
    let proxy = OutgoingProxy {
        address: server.base.clone(),
        login: Some(("jeanne".into(), "pass:é".to_owned().into())),
    };
    let http = HttpOptions { proxy: Some(proxy), ..HttpOptions::default() }.build().unwrap();
    // Nobody answers to this name: only the proxy can.
    let addresses =
        Addresses { token: "http://chorus.invalid/token".into(), api: "http://chorus.invalid/cpro".into() };
    let access = Access::Piste {
        addresses,
        client_id: "a".into(),
        client_secret: "b".to_owned().into(),
        technical_account: Some(account()),
    };
    let client = Client::new(http, access, options()).unwrap();
    client.call(&ConsulterStructure::new(1)).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    for request in seen {
        assert_eq!(request.header("host"), "chorus.invalid");
        // base64 of `jeanne:pass:é`
        assert_eq!(request.header("proxy-authorization"), "Basic amVhbm5lOnBhc3M6w6k=");
    }
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused_without_showing_a_password() {
    for address in ["", "proxy", "ftp://proxy.exemple.fr", "http://moi:canari@proxy.exemple.fr"] {
        let (which, reason) = refused(proxy(address));
        assert_eq!(which, "proxy", "{address}");
        assert!(!reason.contains("canari"), "{reason}");
    }
    proxy("http://proxy.exemple.fr:3128").build().unwrap();
}

#[test]
fn a_text_without_certificate_is_no_authority() {
    for pem in ["", "pas un certificat", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        let options = HttpOptions { authorities: vec![pem.into()], ..HttpOptions::default() };
        assert_eq!(refused(options).0, "authority", "{pem}");
    }
}

#[test]
fn a_certificate_without_its_key_is_refused() {
    let pem = rcgen::generate_simple_self_signed(["client".to_owned()]).unwrap().cert.pem();
    for identity in [
        ClientCertificate::Pem(pem.into()),
        ClientCertificate::Pem(String::new().into()),
        ClientCertificate::Der { certificates: Vec::new(), key: vec![1, 2, 3].into() },
    ] {
        let printed = format!("{identity:?}");
        assert!(!printed.contains("BEGIN") && !printed.contains("1, 2, 3"), "{printed}");
        let options = HttpOptions { identity: Some(identity), ..HttpOptions::default() };
        assert_eq!(refused(options).0, "client certificate");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = Server::with_token(|_| {
        let mut response = super::server::answer(302, "");
        response.headers_mut().insert("location", "/cpro/ailleurs".parse().unwrap());
        response
    })
    .await;
    let access =
        Access::Certificate { base: format!("{}/service", server.base), technical_account: account() };
    let http = HttpOptions::default().build().unwrap();
    let client = Client::new(http, access, options()).unwrap();
    let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
    assert_eq!((error.http_status(), server.seen().len()), (Some(302), 1));
}

#[tokio::test]
async fn requests_say_which_client_sends_them() {
    let server = Server::start(|_| done()).await;
    let base = format!("{}/service", server.base);
    for (http, expected) in [
        (HttpOptions::default(), concat!("chorus-pro/", env!("CARGO_PKG_VERSION"))),
        (HttpOptions { user_agent: "Mairie 2".into(), ..HttpOptions::default() }, "Mairie 2"),
    ] {
        let access = Access::Certificate { base: base.clone(), technical_account: account() };
        let client = Client::new(http.build().unwrap(), access, options()).unwrap();
        client.call(&ConsulterStructure::new(1)).await.unwrap();
        assert_eq!(server.seen().last().unwrap().header("user-agent"), expected);
    }
}
