//! What a page reads with.

use std::sync::Arc;

use super::ExchangeQueue;
use crate::ground::Ground;

/// What a person reads of the exchanges with Chorus Pro.
#[derive(Clone)]
pub struct Exchanges {
    pub(super) ground: Ground,
    pub(super) queue: Arc<ExchangeQueue>,
}

impl Exchanges {
    pub(crate) const fn new(ground: Ground, queue: Arc<ExchangeQueue>) -> Self {
        Self { ground, queue }
    }
}
