//! Each failure of the way to a service and of the service itself, for each kind of call.

use std::time::Duration;

use chorus_pro::{DecodeCause, GatewayKind, Layer, NetworkCause, RetryAdvice, Sent};
use chorus_pro_simulator::{FaultKind, WrongBody};

use crate::bench::{Bench, Kind, bounded};
use crate::expected::{Class, Expected, alike, done, in_doubt};

/// What became of the call on the platform.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// What was to be created is there.
    Happened,
    /// It is not.
    Nothing,
}

/// One failure of each kind of call, then another call without it.
async fn play(fault: FaultKind, effect: Effect, expected: Expected) {
    bounded(async {
        for kind in Kind::ALL {
            let bench = Bench::start().await;
            let before = bench.kept();
            bench.order(kind.path(), 1, &fault);
            expected.assert(kind, &bench.call(kind).await);
            assert!(bench.simulator.faults().list().is_empty(), "{kind:?}: the failure did not come");
            assert_eq!(bench.received(kind.path()), times(kind) + 1, "{kind:?}: sent once");
            if kind.creates() {
                assert_eq!(bench.kept() > before, effect == Effect::Happened, "{kind:?}");
            }
            // The failure was not the client's: it goes on.
            bench.call(Kind::Read).await.expect("an ordinary call");
        }
    })
    .await;
}

/// How often the bench itself calls the service of this kind.
const fn times(kind: Kind) -> usize {
    match kind {
        Kind::Upload => 2,
        Kind::Create => 1,
        Kind::Read | Kind::Search | Kind::Download => 0,
    }
}

/// One test for each failure: `name(fault, effect) => expected`.
macro_rules! failures {
    ($($name:ident($fault:expr, $effect:ident) => $expected:expr;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                play($fault, Effect::$effect, $expected).await;
            }
        )*
    };
}

const fn status(status: u16) -> FaultKind {
    FaultKind::Status { status, retry_after: None }
}

const LATER: RetryAdvice = RetryAdvice::After(None);
const INTERRUPTED: Class = Class::Network(Sent::Maybe, NetworkCause::Interrupted);

failures! {
    a_connection_cut_before_reception(FaultKind::CutBefore, Nothing) =>
        in_doubt(INTERRUPTED, Some(Layer::Network), LATER);
    a_connection_cut_after_reception(FaultKind::CutAfter, Happened) =>
        in_doubt(INTERRUPTED, Some(Layer::Network), LATER);
    a_json_text_cut_in_the_middle(FaultKind::WrongBody(WrongBody::TruncatedJson), Happened) =>
        in_doubt(Class::Decode(DecodeCause::NotJson), None, LATER);
    fields_of_other_types(FaultKind::WrongBody(WrongBody::WrongType), Happened) =>
        in_doubt(Class::Decode(DecodeCause::Shape), None, RetryAdvice::Never);
    a_page_instead_of_json(FaultKind::WrongBody(WrongBody::Html), Happened) =>
        in_doubt(Class::Decode(DecodeCause::NotJson), None, LATER);
    a_quota_with_its_delay(FaultKind::Status { status: 429, retry_after: Some(7) }, Nothing) =>
        alike(quota(Some(7)), None, RetryAdvice::After(Some(Duration::from_secs(7))));
    a_quota_without_delay(status(429), Nothing) => alike(quota(None), None, LATER);
    an_internal_error(status(500), Nothing) =>
        in_doubt(Class::Gateway(500, GatewayKind::ServerError), None, LATER);
    a_bad_gateway(status(502), Nothing) =>
        in_doubt(Class::Gateway(502, GatewayKind::ServerError), None, LATER);
    a_service_that_is_not_available(status(503), Nothing) =>
        in_doubt(Class::Gateway(503, GatewayKind::ServerError), None, LATER);
    a_gateway_that_gave_up(status(504), Nothing) =>
        in_doubt(Class::Gateway(504, GatewayKind::ServerError), None, LATER);
    a_body_that_is_too_large(status(413), Nothing) =>
        alike(Class::Gateway(413, GatewayKind::TooLarge), None, RetryAdvice::Never);
    a_route_that_is_not_known(status(403), Nothing) => alike(
        Class::Gateway(403, GatewayKind::RouteUnknownOrNotSubscribed),
        Some(Layer::Rights),
        RetryAdvice::Never,
    );
}

fn quota(seconds: Option<u64>) -> Class {
    let retry_after = seconds.map(Duration::from_secs);
    Class::Gateway(429, GatewayKind::TooManyRequests { retry_after })
}

#[tokio::test]
async fn an_answer_slower_than_the_limit() {
    bounded(async {
        let class = Class::Network(Sent::Maybe, NetworkCause::Timeout);
        let expected = in_doubt(class, Some(Layer::Network), LATER);
        for kind in Kind::ALL {
            let bench = Bench::start().await.impatient(Duration::from_secs(1));
            bench.order(kind.path(), 1, &FaultKind::Delay(600_000));
            expected.assert(kind, &bench.call(kind).await);
            assert!(bench.simulator.faults().list().is_empty(), "{kind:?}: the failure did not come");
            bench.call(Kind::Read).await.expect("an ordinary call");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_slower_than_usual_is_waited_for() {
    bounded(async {
        for kind in Kind::ALL {
            let bench = Bench::start().await;
            bench.order(kind.path(), 1, &FaultKind::Delay(50));
            done().assert(kind, &bench.call(kind).await);
        }
    })
    .await;
}
