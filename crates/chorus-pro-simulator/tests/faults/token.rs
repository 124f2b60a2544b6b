//! Tokens that expire, and failures of the token service.

use std::time::Duration;

use chorus_pro::{GatewayKind, Layer, NetworkCause, RetryAdvice, Sent, TokenRefusal};
use chorus_pro_simulator::{FaultKind, World, WrongBody};

use crate::bench::{Bench, Kind, bounded, options};
use crate::expected::{Class, Expected, alike, done};

const TOKEN: &str = "/api/oauth/token";
const LATER: RetryAdvice = RetryAdvice::After(None);

#[tokio::test]
async fn an_expired_token_is_renewed_without_a_word() {
    bounded(async {
        for kind in Kind::ALL {
            let bench = Bench::start().await;
            let before = bench.kept();
            bench.order(kind.path(), 1, &FaultKind::ExpiredToken);
            done().assert(kind, &bench.call(kind).await);
            assert_eq!(bench.received(TOKEN), 2, "{kind:?}");
            assert_eq!(bench.kept() - before, usize::from(kind.creates()), "{kind:?}: once");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_that_can_be_read_once_is_not_sent_again_with_another_token() {
    bounded(async {
        let bench = Bench::start().await;
        let before = bench.kept();
        bench.order(Kind::Upload.path(), 1, &FaultKind::ExpiredToken);
        let expected = alike(Class::Gateway(401, GatewayKind::TokenExpired), Some(Layer::Token), LATER);
        expected.assert(Kind::Upload, &bench.upload_once().await);
        assert_eq!(bench.kept(), before);
        bench.upload_once().await.expect("the token has been renewed");
    })
    .await;
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_blames_the_technical_account() {
    bounded(async {
        let kind = GatewayKind::TechnicalAccountRefused;
        let expected = alike(Class::Gateway(401, kind), Some(Layer::TechnicalAccount), RetryAdvice::Never);
        for kind in Kind::ALL {
            let bench = Bench::start().await;
            let before = bench.kept();
            bench.order(kind.path(), 2, &FaultKind::ExpiredToken);
            expected.assert(kind, &bench.call(kind).await);
            assert_eq!((bench.received(TOKEN), bench.kept()), (2, before), "{kind:?}: one renewal");
        }
    })
    .await;
}

/// Each kind of call when the clock of the platform has moved by this much since the token was given.
async fn skewed(by: chrono::Duration, tokens: usize) {
    bounded(async {
        for kind in Kind::ALL {
            let bench = Bench::start().await;
            *bench.machine.lock().expect("clock") += by;
            done().assert(kind, &bench.call(kind).await);
            assert_eq!(bench.received(TOKEN), tokens, "{kind:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_platform_whose_clock_is_ahead_expires_tokens_early() {
    skewed(chrono::Duration::seconds(3_601), 2).await;
}

#[tokio::test]
async fn a_platform_whose_clock_is_behind_keeps_tokens() {
    skewed(-chrono::Duration::seconds(3_600), 1).await;
}

/// Each kind of call when the token service fails once: nothing reaches the service, then everything does.
async fn play(fault: FaultKind, expected: Expected) {
    bounded(async {
        for kind in Kind::ALL {
            let bench = Bench::cold(Bench::world(|_| ()), options()).await;
            bench.order(TOKEN, 1, &fault);
            expected.assert(kind, &bench.call(kind).await);
            assert_eq!(bench.received(kind.path()), 0, "{kind:?}");
            bench.call(Kind::Read).await.expect("an ordinary call");
        }
    })
    .await;
}

fn refused(status: u16, refusal: TokenRefusal, advice: RetryAdvice) -> Expected {
    alike(Class::Token(status, refusal), Some(Layer::Token), advice)
}

#[tokio::test]
async fn a_token_service_that_hangs_up() {
    let class = Class::Network(Sent::No, NetworkCause::Interrupted);
    for fault in [FaultKind::CutBefore, FaultKind::CutAfter] {
        play(fault, alike(class.clone(), Some(Layer::Network), LATER)).await;
    }
}

#[tokio::test]
async fn a_token_service_slower_than_the_limit() {
    bounded(async {
        let class = Class::Network(Sent::No, NetworkCause::Timeout);
        let expected = alike(class, Some(Layer::Network), LATER);
        for kind in Kind::ALL {
            let limit = Duration::from_millis(300);
            let limits = chorus_pro::ClientOptions { timeout: limit, ..options() };
            let bench = Bench::cold(Bench::world(|_| ()), limits).await;
            bench.order(TOKEN, 1, &FaultKind::Delay(600_000));
            expected.assert(kind, &bench.call(kind).await);
            assert_eq!(bench.received(kind.path()), 0, "{kind:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_service_that_is_not_available() {
    for status in [500, 502, 503, 504] {
        let fault = FaultKind::Status { status, retry_after: None };
        play(fault, refused(status, TokenRefusal::Other, LATER)).await;
    }
}

#[tokio::test]
async fn a_token_service_with_a_quota() {
    let fault = FaultKind::Status { status: 429, retry_after: Some(7) };
    let advice = RetryAdvice::After(Some(Duration::from_secs(7)));
    play(fault, refused(429, TokenRefusal::Other, advice)).await;
}

#[tokio::test]
async fn a_token_service_that_answers_something_else() {
    for body in [WrongBody::Html, WrongBody::TruncatedJson, WrongBody::WrongType] {
        play(FaultKind::WrongBody(body), refused(200, TokenRefusal::Other, LATER)).await;
    }
}

#[tokio::test]
async fn an_application_with_another_secret() {
    bounded(async {
        let change = |world: &mut World| {
            world.applications.iter_mut().for_each(|known| known.client_secret = "autre".to_owned());
        };
        let expected = refused(400, TokenRefusal::InvalidClient, RetryAdvice::Never);
        for kind in Kind::ALL {
            let bench = Bench::cold(Bench::world(change), options()).await;
            expected.assert(kind, &bench.call(kind).await);
            assert_eq!(bench.received(kind.path()), 0, "{kind:?}");
        }
    })
    .await;
}
