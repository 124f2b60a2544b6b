//! What the platform tells about itself: that it is up, and its lists.

pub(super) mod lists;
pub(super) mod probe;
