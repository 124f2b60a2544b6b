//! Each failure gets its name, its layer and its advice.

use super::server::{Server, answer, client, options};
use crate::{
    ClientOptions, DecodeCause, Error, GatewayKind, Layer, NetworkCause, RetryAdvice, Sent,
    codes::{CadreFacturation, ModeDepot, TypeFacture, TypeTva},
    factures::{
        CadreSoumis, DestinataireSoumis, FournisseurSoumis, MontantTotalSoumis,
        RechercherFactureParFournisseur, RechercherFactureRecipiendaire, ReferencesSoumises,
        SoumettreFacture,
    },
    structures::ConsulterStructure,
};
use std::time::Duration;
use tokio::{io::AsyncReadExt, net::TcpListener};

pub(super) fn invoice() -> SoumettreFacture {
    SoumettreFacture::new(
        ModeDepot::SaisieApi,
        DestinataireSoumis::new("99999999900018".into()),
        FournisseurSoumis::new(7),
        CadreSoumis::new(CadreFacturation::A1FactureFournisseur),
        ReferencesSoumises::new("EUR".into(), TypeFacture::Facture, TypeTva::TvaSurDebit),
        MontantTotalSoumis::default(),
    )
}

/// The errors of a read and of a creation, when every call is answered like this.
async fn errors(status: u16, body: &'static str) -> (Error, Error) {
    let server = Server::with_token(move |_| answer(status, body)).await;
    let client = server.client();
    (
        client.call(&ConsulterStructure::new(1)).await.unwrap_err(),
        client.factures().soumettre(&invoice()).await.unwrap_err(),
    )
}

#[tokio::test]
async fn gateway_statuses_are_told_apart() {
    use GatewayKind::*;
    let cases: [(u16, &str, GatewayKind, Option<Layer>); 11] = [
        (403, "{}", RouteUnknownOrNotSubscribed, Some(Layer::Rights)),
        (403, " { } ", RouteUnknownOrNotSubscribed, Some(Layer::Rights)),
        (403, "", RouteUnknownOrNotSubscribed, Some(Layer::Rights)),
        (403, r#"{"idStructureCPP":1}"#, NotAuthorised, Some(Layer::Rights)),
        (403, r#"{"httpCode":"403","httpMessage":"Forbidden"}"#, NotAuthorised, Some(Layer::Rights)),
        (403, "<html>proxy</html>", Other, None),
        (404, "", RouteUnknownOrNotSubscribed, Some(Layer::Rights)),
        (413, "", TooLarge, None),
        (415, "", Other, None),
        (400, r#"{"message":"malformed"}"#, Other, None),
        (302, "", Other, None),
    ];
    for (status, body, expected, layer) in cases {
        let (error, _) = errors(status, body).await;
        let Error::Gateway { status: seen, kind, correlation_id, .. } = &error else {
            panic!("{status} {body}: {error:?}")
        };
        assert_eq!((*seen, kind), (status, &expected), "{body}");
        assert_eq!(correlation_id.as_deref(), Some("Id-0a1b 0"));
        assert_eq!(error.layer(), layer, "{status} {body}");
        assert_eq!(error.retry_advice(), RetryAdvice::Never, "{status} {body}");
    }
}

#[tokio::test]
async fn a_server_error_leaves_a_creation_in_doubt() {
    let (read, creation) = errors(503, "<html/>").await;
    assert!(matches!(read, Error::Gateway { kind: GatewayKind::ServerError, .. }));
    assert_eq!(read.retry_advice(), RetryAdvice::After(None));
    assert_eq!(creation.retry_advice(), RetryAdvice::AfterChecking);
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let server = Server::with_token(|_| {
        let mut response = answer(429, "");
        response.headers_mut().insert("retry-after", "17".parse().unwrap());
        response
    })
    .await;
    let error = server.client().factures().soumettre(&invoice()).await.unwrap_err();
    assert_eq!(error.retry_advice(), RetryAdvice::After(Some(Duration::from_secs(17))));
}

#[tokio::test]
async fn a_date_says_how_long_to_wait_too() {
    let server = Server::start(|_| {
        let mut response = answer(429, "");
        let headers = response.headers_mut();
        headers.insert("retry-after", "Wed, 25 Nov 2026 10:02:00 GMT".parse().unwrap());
        headers.insert("date", "Wed, 25 Nov 2026 10:00:30 GMT".parse().unwrap());
        response
    })
    .await;
    let error = server.client().factures().soumettre(&invoice()).await.unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    assert_eq!(error.retry_advice(), RetryAdvice::After(Some(Duration::from_secs(90))));
    let error = server.certificate_client().factures().soumettre(&invoice()).await.unwrap_err();
    assert_eq!(error.retry_advice(), RetryAdvice::After(Some(Duration::from_secs(90))));
}

#[tokio::test]
async fn a_return_code_is_an_error_with_http_200_and_with_http_400() {
    for status in [200, 400] {
        let (_, error) = errors(status, r#"{"codeRetour":"20013","libelle":"GDP_MSG_11.005 refus"}"#).await;
        let Error::Functional { service, code_retour, libelle, .. } = &error else { panic!("{error:?}") };
        assert_eq!((service.name, *code_retour), ("soumettreFacture", 20013));
        assert_eq!(libelle, "GDP_MSG_11.005 refus");
        assert_eq!((error.retry_advice(), error.layer()), (RetryAdvice::Never, Some(Layer::Rights)));
        assert_eq!(error.correlation_id(), Some("Id-0a1b 0"));
    }
}

#[tokio::test]
async fn a_search_without_result_is_an_empty_list() {
    let server =
        Server::with_token(|_| answer(200, r#"{"codeRetour":20000,"libelle":"TRA_MSG_00.015"}"#)).await;
    let client = server.client();
    let received =
        client.factures().rechercher_recipiendaire(&RechercherFactureRecipiendaire::default()).await;
    assert!(received.unwrap().liste_factures.is_empty());
    let issued = client.factures().rechercher_fournisseur(&RechercherFactureParFournisseur::default()).await;
    assert!(issued.unwrap().liste_factures.is_empty());
    let read = client.call(&ConsulterStructure::new(1)).await;
    assert!(matches!(read, Err(Error::Functional { code_retour: 20000, .. })), "only searches");
}

#[tokio::test]
async fn the_same_number_with_another_message_is_a_refusal() {
    let server =
        Server::with_token(|_| answer(200, r#"{"codeRetour":20000,"libelle":"GDP_MSG_11.008"}"#)).await;
    let outcome = server.client().call(&RechercherFactureRecipiendaire::default()).await;
    assert!(matches!(outcome, Err(Error::Functional { .. })));
}

#[tokio::test]
async fn an_answer_that_is_not_json_is_in_doubt_and_not_shown() {
    let (read, creation) = errors(200, "<html>Jeanne Durand</html>").await;
    assert!(matches!(read, Error::Decode { cause: DecodeCause::NotJson, .. }));
    assert_eq!(read.retry_advice(), RetryAdvice::After(None));
    assert_eq!(creation.retry_advice(), RetryAdvice::AfterChecking);
    assert!(!format!("{read:?}").contains("Durand"));
}

#[tokio::test]
async fn a_field_of_another_shape_is_named_and_its_value_hidden() {
    let server = Server::with_token(|_| {
        answer(
            200,
            r#"{"codeRetour":0,"libelle":"X","listeFactures":[{"numeroFacture":"F-1"},
                {"designationFournisseur":"Jeanne Durand","montantHT":"beaucoup"}]}"#,
        )
    })
    .await;
    let error = server.client().call(&RechercherFactureParFournisseur::default()).await.unwrap_err();
    let Error::Decode { cause: DecodeCause::Shape, path, detail, .. } = &error else { panic!("{error:?}") };
    assert_eq!(path.as_deref(), Some("listeFactures[1].montantHT"));
    assert!(detail.starts_with("expected a decimal number near"), "{detail}");
    assert!(detail.contains("designationFournisseur"), "{detail}");
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("Durand") && !printed.contains("beaucoup"), "{printed}");
    assert_eq!(error.retry_advice(), RetryAdvice::Never);
}

#[tokio::test]
async fn an_answer_without_return_code_is_not_a_success() {
    let (_, creation) = errors(200, r#"{"identifiantFactureCPP":5}"#).await;
    assert!(matches!(creation, Error::Decode { cause: DecodeCause::Shape, .. }));
    assert_eq!(creation.retry_advice(), RetryAdvice::AfterChecking);
}

#[tokio::test]
async fn an_answer_cut_anywhere_is_not_json_and_does_no_harm() {
    const WHOLE: &str =
        r#"{"codeRetour":0,"libelle":"é","listeFactures":[{"numeroFacture":"F-1","montantHT":1.5}]}"#;
    let length = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::with_token(move |_| {
        let end = length.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        answer(200, String::from_utf8_lossy(&WHOLE.as_bytes()[..end]).into_owned())
    })
    .await;
    let client = server.client();
    for end in 0..WHOLE.len() {
        let error = client.call(&RechercherFactureParFournisseur::default()).await.unwrap_err();
        assert!(matches!(error, Error::Decode { cause: DecodeCause::NotJson, .. }), "{end}: {error:?}");
        assert_eq!(error.retry_advice(), RetryAdvice::After(None));
    }
    assert!(client.call(&RechercherFactureParFournisseur::default()).await.is_ok());
}

#[tokio::test]
async fn an_answer_that_trickles_in_ends_with_the_time_allowed() {
    let token = Server::with_token(|_| answer(200, "")).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 8192]).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{").await.unwrap();
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let options = ClientOptions { timeout: Duration::from_millis(300), ..options() };
    let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options);
    let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
    assert!(matches!(error, Error::Network { cause: NetworkCause::Timeout, .. }), "{error:?}");
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let body = format!(r#"{{"codeRetour":0,"libelle":"{}"}}"#, "x".repeat(100_000));
    let server = Server::with_token(move |_| answer(200, body.clone())).await;
    let client = server.client_with(ClientOptions { max_answer_bytes: 50_000, ..options() });
    let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
    assert!(matches!(error, Error::Decode { cause: DecodeCause::TooLong, .. }));
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let server = Server::with_token(|_| answer(200, "")).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = client(&format!("{}/token", server.base), &format!("http://{free}/cpro"), options());
    let error = client.factures().soumettre(&invoice()).await.unwrap_err();
    assert!(
        matches!(error, Error::Network { sent: Sent::No, cause: NetworkCause::Connect, .. }),
        "{error:?}"
    );
    assert_eq!((error.layer(), error.retry_advice()), (Some(Layer::Network), RetryAdvice::After(None)));
}

#[tokio::test]
async fn a_token_service_that_hangs_up_sent_nothing_to_the_service() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
        }
    });
    let client = client(&format!("{base}/token"), &format!("{base}/cpro"), options());
    let error = client.factures().soumettre(&invoice()).await.unwrap_err();
    assert!(matches!(error, Error::Network { service, sent: Sent::No, .. } if service.name == "token"));
    assert_eq!(error.retry_advice(), RetryAdvice::After(None));
}

/// A server that reads a whole request, then closes the connection without an answer.
async fn cutting_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut received = Vec::new();
            while !received.ends_with(b"}") {
                let mut piece = [0; 4096];
                let count = stream.read(&mut piece).await.unwrap();
                received.extend_from_slice(&piece[..count]);
            }
        }
    });
    base
}

#[tokio::test]
async fn a_connection_cut_after_reception_leaves_a_creation_in_doubt() {
    let token = Server::with_token(|_| answer(200, "")).await;
    let base = cutting_server().await;
    let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options());
    let creation = client.factures().soumettre(&invoice()).await.unwrap_err();
    assert!(
        matches!(creation, Error::Network { sent: Sent::Maybe, cause: NetworkCause::Interrupted, .. }),
        "{creation:?}"
    );
    assert_eq!(creation.retry_advice(), RetryAdvice::AfterChecking);
    let read = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
    assert_eq!(read.retry_advice(), RetryAdvice::After(None));
}

#[tokio::test]
async fn an_answer_cut_in_the_middle_leaves_a_creation_in_doubt() {
    let token = Server::with_token(|_| answer(200, "")).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 8192]).await;
        let start = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"codeRetour\":0,";
        stream.write_all(start).await.unwrap();
    });
    let client = client(&format!("{}/token", token.base), &format!("{base}/cpro"), options());
    let error = client.factures().soumettre(&invoice()).await.unwrap_err();
    assert!(matches!(error, Error::Network { sent: Sent::Maybe, .. }), "{error:?}");
    assert_eq!(error.retry_advice(), RetryAdvice::AfterChecking);
}

#[tokio::test]
async fn a_timeout_leaves_a_creation_in_doubt() {
    let token = Server::with_token(|_| answer(200, "")).await;
    let slow = Server::start_slow(Duration::from_secs(5), |_| answer(200, "{}")).await;
    let options = ClientOptions { timeout: Duration::from_millis(200), ..options() };
    let client = client(&format!("{}/token", token.base), &format!("{}/cpro", slow.base), options);
    let error = client.factures().soumettre(&invoice()).await.unwrap_err();
    assert!(
        matches!(error, Error::Network { sent: Sent::Maybe, cause: NetworkCause::Timeout, .. }),
        "{error:?}"
    );
    assert_eq!(error.retry_advice(), RetryAdvice::AfterChecking);
}

#[tokio::test]
async fn token_failures_are_told_apart() {
    let cases = [
        (400, r#"{"error":"invalid_client"}"#, true, RetryAdvice::Never),
        (401, "", true, RetryAdvice::Never),
        (400, r#"{"error":"invalid_scope"}"#, false, RetryAdvice::Never),
        (503, "", false, RetryAdvice::After(None)),
        (200, "<html/>", false, RetryAdvice::After(None)),
        (200, r#"{"token_type":"Bearer"}"#, false, RetryAdvice::After(None)),
    ];
    for (status, body, invalid_client, advice) in cases {
        let server = Server::start(move |_| answer(status, body)).await;
        let error = server.client().factures().soumettre(&invoice()).await.unwrap_err();
        let Error::Token(token) = &error else { panic!("{error:?}") };
        assert_eq!(token.refusal == crate::TokenRefusal::InvalidClient, invalid_client, "{status} {body}");
        assert_eq!((error.retry_advice(), error.layer()), (advice, Some(Layer::Token)), "{status} {body}");
    }
}

#[tokio::test]
async fn a_lifetime_sent_as_text_or_not_at_all_is_accepted() {
    for body in [r#"{"access_token":"t","expires_in":"3600"}"#, r#"{"access_token":"t"}"#] {
        let server = Server::start(
            move |seen| {
                if seen.is_token() { answer(200, body) } else { super::server::done() }
            },
        )
        .await;
        server.client().call(&ConsulterStructure::new(1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_whose_fields_are_of_another_shape_is_a_refusal() {
    let body = r#"{"listeFactures":7,"codeRetour":20003,"libelle":"GDP_MSG_01"}"#;
    let server = Server::with_token(move |_| answer(200, body)).await;
    let error = server.client().call(&RechercherFactureParFournisseur::default()).await.unwrap_err();
    assert!(matches!(error, Error::Functional { code_retour: 20003, .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_followed_by_something_or_with_two_codes_is_not_understood() {
    for (body, expected) in [
        (r#"{"codeRetour":0}{"codeRetour":0}"#, DecodeCause::NotJson),
        (r#"{"codeRetour":0} <html>"#, DecodeCause::NotJson),
        (r#"{"codeRetour":0,"codeRetour":20001}"#, DecodeCause::Shape),
        (r#"{"codeRetour":{},"libelle":"x"}"#, DecodeCause::Shape),
        (r#"{"codeRetour":"","libelle":"x"}"#, DecodeCause::Shape),
    ] {
        let (read, creation) = errors(200, body).await;
        assert!(matches!(&read, Error::Decode { cause, .. } if *cause == expected), "{body}: {read:?}");
        assert_eq!(creation.retry_advice(), RetryAdvice::AfterChecking, "{body}");
    }
}
