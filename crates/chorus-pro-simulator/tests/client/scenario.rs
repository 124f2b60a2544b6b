//! How scenarios are declared.

/// Declares one test for each service of an API: `name("service", bench) { … }`. The test fails when the service
/// was never called with success, or when anything said on the way is not as described.
macro_rules! scenarios {
    ($($name:ident($service:literal, $bench:ident) $body:block)*) => {
        /// The services tried here.
        pub(crate) const SERVICES: &[&str] = &[$($service),*];

        $(
            #[tokio::test]
            async fn $name() {
                let bench = $crate::bench::Bench::start().await;
                let $bench = &bench;
                $body
                bench.conclude($service);
            }
        )*
    };
}

/// Declares one test for each error the description knows: `name("service", "code", bench) { … }`, where the block
/// gives what the client made of the refusal.
macro_rules! refusals {
    ($($name:ident($service:literal, $code:literal, $bench:ident) $body:block)*) => {
        /// The errors provoked here, with their services.
        pub(crate) const PROVOKED: &[(&str, &str)] = &[$(($service, $code)),*];

        $(
            #[tokio::test]
            async fn $name() {
                let bench = $crate::bench::Bench::start().await;
                let $bench = &bench;
                let outcome = $body;
                $crate::errors::assert_refused(&bench, $service, $code, outcome);
                bench.check();
            }
        )*
    };
}

pub(crate) use {refusals, scenarios};
