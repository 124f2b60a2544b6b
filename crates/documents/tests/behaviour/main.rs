//! How documents are kept: one behaviour, in a folder and in a bucket of a real S3 server.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

/// Runs each behaviour in both places.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod in_a_folder {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(crate::bench::Bench::folder()).await;
                }
            )*
        }

        mod in_s3 {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(crate::bench::Bench::s3().await).await;
                }
            )*
        }
    };
}

mod bench;
mod collect;
mod content;
mod folder;
mod read;
mod receive;
mod s3;
mod server;
mod simultaneous;
