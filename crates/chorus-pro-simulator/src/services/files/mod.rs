//! Files: taken in, found again, downloaded.

pub(super) mod stored;
pub(super) mod upload;
