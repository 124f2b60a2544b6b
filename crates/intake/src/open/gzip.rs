//! One file, compressed.

use std::io::Read;

use super::hand_over;
use super::stream::Stream;
use super::tar::text;
use crate::names::safe_name;
use crate::{Limit, OpenError, Sink};

pub(super) fn open<R: Read, S: Sink>(stream: &mut Stream<'_, R>, sink: &mut S) -> Result<(), OpenError> {
    let name = text(stream.name().unwrap_or_default());
    if name.len() as u64 > stream.allowance.limits().name_bytes {
        return Err(Limit::NameBytes.into());
    }
    stream.allowance.file()?;
    let name = stream.allowance.names.distinct(safe_name(&name));
    hand_over(sink, &name, |file| stream.copy_all(file))
}
