//! Values of fields that a seed file leaves out.

/// For what is so unless it is said otherwise.
pub(super) const fn yes() -> bool {
    true
}
