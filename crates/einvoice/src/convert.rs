//! Conversion between UBL and CII.

use crate::error::ReadError;
use crate::semantic;
use crate::write::{Target, Written, write};

/// A converted document, and what is not in it any more.
pub type Converted = Written;

/// Reads an invoice strictly and writes it in a syntax, with every loss told.
///
/// Amounts stay as they are, so that an invoice which only the rules of one syntax accept (the tolerances of
/// sums differ, see `DIVERGENCES.md`) is not made to fit the other.
///
/// # Errors
/// [`ReadError`], as [`semantic::read`].
pub fn convert(xml: &[u8], to: Target) -> Result<Converted, ReadError> {
    Ok(write(&semantic::read(xml)?, to))
}
