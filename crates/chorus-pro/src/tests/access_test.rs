//! The test of an access names the layer that fails.

use super::server::{Server, answer, client, options, token};
use crate::{AccessReport, Layer, StepState};
use StepState::{Failed, NotReached, Passed};

fn states(report: &AccessReport) -> Vec<(Layer, StepState)> {
    report.steps.iter().map(|step| (step.layer, step.state)).collect()
}

async fn report(status: u16, body: &'static str) -> AccessReport {
    Server::with_token(move |_| answer(status, body)).await.client().test_access().await
}

const ATTACHED: &str =
    r#"{"codeRetour":0,"listeStructureRattachement":[{"idStructure":4,"roleUtilisateur":"X"}]}"#;

#[tokio::test]
async fn a_good_access_passes_every_layer_and_lists_its_structures() {
    let report = report(200, ATTACHED).await;
    assert!(report.passed());
    assert_eq!((report.failing_layer(), report.error.as_ref()), (None, None));
    assert_eq!(report.attachments[0].id_structure, Some(4));
    let layers: Vec<_> = report.steps.iter().map(|step| step.layer).collect();
    assert_eq!(layers, [Layer::Network, Layer::Token, Layer::TechnicalAccount, Layer::Rights]);
}

#[tokio::test]
async fn a_wrong_secret_fails_the_token() {
    let server = Server::start(|_| answer(400, r#"{"error":"invalid_client"}"#)).await;
    let report = server.client().test_access().await;
    assert_eq!(
        states(&report),
        [
            (Layer::Network, Passed),
            (Layer::Token, Failed),
            (Layer::TechnicalAccount, NotReached),
            (Layer::Rights, NotReached)
        ]
    );
}

#[tokio::test]
async fn a_wrong_password_fails_the_account_and_is_tried_once() {
    let server = Server::with_token(|_| answer(401, "")).await;
    let report = server.client().test_access().await;
    assert_eq!(report.failing_layer(), Some(Layer::TechnicalAccount));
    assert_eq!(states(&report)[1], (Layer::Token, Passed));
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn missing_subscriptions_rights_or_structures_fail_the_rights() {
    for (status, body) in [
        (403, "{}"),
        (403, r#"{"parametresRecherche":{}}"#),
        (200, r#"{"codeRetour":20001,"libelle":"GDP_MSG_11.005"}"#),
        (200, r#"{"codeRetour":0,"listeStructureRattachement":null}"#),
    ] {
        let report = report(status, body).await;
        assert_eq!(report.failing_layer(), Some(Layer::Rights), "{status} {body}");
        assert_eq!(states(&report)[2], (Layer::TechnicalAccount, Passed));
    }
}

#[tokio::test]
async fn an_unreachable_api_fails_the_network_although_the_token_came() {
    let server = Server::with_token(|_| answer(200, "")).await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = client(&format!("{}/token", server.base), &format!("http://{free}/cpro"), options());
    let report = client.test_access().await;
    assert_eq!(
        states(&report),
        [
            (Layer::Network, Failed),
            (Layer::Token, Passed),
            (Layer::TechnicalAccount, NotReached),
            (Layer::Rights, NotReached)
        ]
    );
}

#[tokio::test]
async fn a_server_error_blames_no_layer() {
    let report = report(500, "").await;
    assert_eq!(report.failing_layer(), None);
    assert!(!report.passed() && report.error.is_some());
    assert_eq!(
        states(&report),
        [
            (Layer::Network, Passed),
            (Layer::Token, Passed),
            (Layer::TechnicalAccount, NotReached),
            (Layer::Rights, NotReached)
        ]
    );
}

#[tokio::test]
async fn certificate_mode_is_tested_without_a_token() {
    let server = Server::start(|_| answer(200, ATTACHED)).await;
    let report = server.certificate_client().test_access().await;
    assert!(report.passed());
    assert_eq!(report.steps[1].layer, Layer::Certificate);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_certificate_is_only_said_to_work_once_its_account_is_accepted() {
    let states_of = async |status: u16, body: &'static str| {
        let server = Server::start(move |_| answer(status, body)).await;
        let report = server.certificate_client().test_access().await;
        let states: Vec<_> = report.steps.iter().map(|step| step.state).collect();
        (report.failing_layer(), states)
    };
    let refused = (Some(Layer::Certificate), vec![Passed, Failed, NotReached, NotReached]);
    assert_eq!(states_of(403, "{}").await, refused, "nobody declared it for this account");
    // The account, or the two together: a 401 does not tell.
    let unsure = (Some(Layer::TechnicalAccount), vec![Passed, NotReached, Failed, NotReached]);
    assert_eq!(states_of(401, "").await, unsure);
    assert_eq!(states_of(500, "").await, (None, vec![Passed, NotReached, NotReached, NotReached]));
    let accepted = vec![Passed, Passed, Passed, Failed];
    assert_eq!(states_of(403, r#"{"parametresRecherche":{}}"#).await, (Some(Layer::Rights), accepted));
}

#[tokio::test]
async fn an_access_without_technical_account_sends_no_header_and_blames_the_token() {
    let server = Server::with_token(|seen| {
        assert!(!seen.headers.contains_key("cpro-account"));
        answer(401, "")
    })
    .await;
    let addresses =
        crate::Addresses { token: format!("{}/token", server.base), api: format!("{}/cpro", server.base) };
    let access = crate::Access::Piste {
        addresses,
        client_id: "application-9".into(),
        client_secret: "secret&9".to_owned().into(),
        technical_account: None,
    };
    let client = crate::Client::new(reqwest::Client::new(), access, options()).unwrap();
    let report = client.test_access().await;
    let refused = crate::GatewayKind::TokenRefused;
    assert!(matches!(&report.error, Some(crate::Error::Gateway { kind, .. }) if *kind == refused));
    assert_eq!(
        states(&report),
        [(Layer::Network, Passed), (Layer::Token, Failed), (Layer::Rights, NotReached)]
    );
}

#[tokio::test]
async fn the_test_asks_for_a_new_token_even_when_one_is_held() {
    let server =
        Server::start(|seen| if seen.is_token() { token("t", 3600) } else { answer(200, ATTACHED) }).await;
    let client = server.client();
    client.test_access().await;
    client.test_access().await;
    assert_eq!(server.token_requests(), 2);
}
