//! Structures of the directory, their services and areas, and the caller's place in them.

pub(super) mod areas;
pub(super) mod attachments;
pub(super) mod directory;
pub(super) mod own;
pub(super) mod recipients;
pub(super) mod routing;
