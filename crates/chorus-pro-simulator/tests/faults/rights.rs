//! Refusals of the gateway that come from the world, not from an ordered failure.

use chorus_pro::{GatewayKind, Layer, RetryAdvice};
use chorus_pro_simulator::World;

use crate::bench::{Bench, Kind, bounded, options};
use crate::expected::{Class, alike};

/// Each kind of call in a world that refuses them all alike.
async fn play(change: impl Fn(&mut World), status: u16, kind: GatewayKind, layer: Layer) {
    bounded(async {
        let expected = alike(Class::Gateway(status, kind), Some(layer), RetryAdvice::Never);
        for kind in Kind::ALL {
            let bench = Bench::cold(Bench::world(&change), options()).await;
            expected.assert(kind, &bench.call(kind).await);
            assert_eq!(bench.kept(), 0, "{kind:?}");
            assert_eq!(bench.received(kind.path()), 1, "{kind:?}: sent once");
        }
    })
    .await;
}

#[tokio::test]
async fn an_application_without_the_subscription() {
    let change =
        |world: &mut World| world.applications.iter_mut().for_each(|known| known.subscriptions.clear());
    play(change, 403, GatewayKind::RouteUnknownOrNotSubscribed, Layer::Rights).await;
}

#[tokio::test]
async fn an_application_that_is_not_authorised() {
    let change = |world: &mut World| world.applications.iter_mut().for_each(|known| known.authorised = false);
    play(change, 403, GatewayKind::NotAuthorised, Layer::Rights).await;
}

#[tokio::test]
async fn a_technical_account_with_another_password() {
    let change = |world: &mut World| {
        world.accounts.iter_mut().for_each(|account| account.password = "autre".to_owned());
    };
    play(change, 401, GatewayKind::TechnicalAccountRefused, Layer::TechnicalAccount).await;
}
