//! The services whose paths hold values and whose answers have no return code.

use super::server::{Server, answer, done};
use crate::{
    Confidence, DecodeCause, Effect, Error, GatewayKind, Input, Layer, Method, RetryAdvice, Service, Shape,
    structures::ConsulterStructure, wire::wire_struct,
};
use axum::{http::StatusCode, response::IntoResponse};
use serde_json::json;

wire_struct! {
    LireService {
        required { uuid: String = "uuid", }
        langue: Option<String> = "langue",
    }
}

wire_struct! {
    ServiceLu {
        uuid: Option<String> = "uuid",
        code: Option<String> = "codeService",
    }
}

wire_struct! {
    ListerServices {
        required { uuid: String = "uuid", numero: i64 = "numero", }
    }
}

wire_struct! {
    ModifierService {
        required { uuid: String = "uuid", }
        reception: Option<bool> = "reception_edi",
    }
}

wire_struct! {
    Vide {}
}

const fn service(method: Method, path: &'static str, effect: Effect) -> Service {
    Service { name: "essai", method, path, confidence: Confidence::Client, effect, shape: Shape::Bare }
}

impl Input for LireService {
    type Output = ServiceLu;
    const SERVICE: &'static Service = &service(Method::Get, "organisations/v1/services/{uuid}", Effect::Read);
}

impl Input for ListerServices {
    type Output = Vec<ServiceLu>;
    const SERVICE: &'static Service =
        &service(Method::Get, "organisations/v1/structures/{uuid}/services/{numero}", Effect::Read);
}

impl Input for ModifierService {
    type Output = Vide;
    const SERVICE: &'static Service =
        &service(Method::Patch, "organisations/v1/structures/{uuid}/parametres-edi", Effect::Create);
}

#[tokio::test]
async fn a_get_fills_its_path_and_has_no_body() {
    let server = Server::with_token(|_| answer(200, r#"{"uuid":"ab","codeService":"VOIRIE"}"#)).await;
    let output = server.client().call(&LireService::new("a/b ?é".into())).await.unwrap();
    assert_eq!(output.code.as_deref(), Some("VOIRIE"));
    let call = &server.calls()[0];
    assert_eq!(call.method, "GET");
    assert_eq!(call.path, "/cpro/organisations/v1/services/a%2Fb%20%3F%C3%A9");
    assert!(call.body.is_empty());
    assert_eq!(call.header("content-type"), "");
    assert_eq!(call.header("authorization"), "Bearer t");
}

#[tokio::test]
async fn a_bare_list_is_read_as_a_list() {
    let server = Server::with_token(|_| answer(200, r#"[{"uuid":"1"},{"uuid":"2"}]"#)).await;
    let list = server.client().call(&ListerServices::new("ab".into(), 7)).await.unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(server.calls()[0].path, "/cpro/organisations/v1/structures/ab/services/7");
}

#[tokio::test]
async fn a_patch_leaves_the_path_fields_out_of_its_body_and_needs_no_answer() {
    let server = Server::with_token(|_| StatusCode::NO_CONTENT.into_response()).await;
    let input = ModifierService { reception: Some(true), ..ModifierService::new("ab".into()) };
    server.client().call(&input).await.unwrap();
    let call = &server.calls()[0];
    assert_eq!(call.method, "PATCH");
    assert_eq!(call.path, "/cpro/organisations/v1/structures/ab/parametres-edi");
    assert_eq!(call.json(), json!({"reception_edi": true}));
}

#[tokio::test]
async fn a_refusal_names_its_reasons() {
    for status in [400, 404] {
        let body = r#"[{"error":"NotFoundReference"},{"autre":1},{"error":"NotValid"}]"#;
        let server = Server::with_token(move |_| answer(status, body)).await;
        let error = server.client().call(&LireService::new("ab".into())).await.unwrap_err();
        let Error::Gateway { kind: GatewayKind::Rejected { errors }, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(errors, &["NotFoundReference", "NotValid"]);
        assert_eq!((error.retry_advice(), error.layer()), (RetryAdvice::Never, None));
    }
    let server = Server::with_token(|_| answer(404, "{}")).await;
    let error = server.client().call(&LireService::new("ab".into())).await.unwrap_err();
    assert_eq!(error.layer(), Some(Layer::Rights), "no reason: the route itself is unknown");
}

#[tokio::test]
async fn a_value_that_would_lead_elsewhere_is_not_sent() {
    let server = Server::with_token(|_| done()).await;
    for uuid in ["", ".", ".."] {
        let error = server.client().call(&LireService::new(uuid.into())).await.unwrap_err();
        assert!(matches!(&error, Error::Request { reason, .. } if reason.contains("uuid")), "{error:?}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_answer_of_the_other_shape_is_not_understood() {
    let server = Server::with_token(|_| answer(200, r#"[0,"GCU_MSG_01_000"]"#)).await;
    let functional = server.client().call(&ConsulterStructure::new(1)).await.unwrap_err();
    assert!(matches!(functional, Error::Decode { cause: DecodeCause::Shape, .. }), "{functional:?}");
    let server = Server::with_token(|_| answer(200, r#"{"uuid":"1"}"#)).await;
    let list = server.client().call(&ListerServices::new("ab".into(), 7)).await.unwrap_err();
    assert!(matches!(list, Error::Decode { cause: DecodeCause::Shape, .. }), "{list:?}");
    assert_eq!(list.retry_advice(), RetryAdvice::Never);
}

#[tokio::test]
async fn an_empty_answer_to_a_list_is_an_empty_list() {
    for status in [StatusCode::OK, StatusCode::NO_CONTENT] {
        let server = Server::with_token(move |_| status.into_response()).await;
        let list = server.client().call(&ListerServices::new("ab".into(), 7)).await.unwrap();
        assert!(list.is_empty(), "{status}");
    }
}

#[tokio::test]
async fn the_certificate_mode_does_not_have_the_newer_directory() {
    let server = Server::start(|_| done()).await;
    let client = server.certificate_client();
    let error = client.organisations().services_recherche(&Default::default()).await.unwrap_err();
    let Error::Request { service, reason } = &error else { panic!("{error:?}") };
    assert_eq!((service.name, service.legacy_path()), ("rechercherServiceOrganisation", None));
    assert!(reason.contains("certificate mode"), "{reason}");
    assert_eq!(error.retry_advice(), RetryAdvice::Never);
    assert!(server.seen().is_empty());
}
