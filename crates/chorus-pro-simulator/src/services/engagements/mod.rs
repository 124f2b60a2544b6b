//! API Engagements juridiques.

pub(super) mod consult;
pub(super) mod search;
pub(super) mod visible;
