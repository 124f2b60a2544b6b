//! No answer makes the decoders panic, whatever its bytes; and what was read once is read again alike.
//!
//! The first byte chooses the service, the rest is the answer.
#![no_main]

use chorus_pro::{Body, SERVICES, rewrite};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let service = SERVICES[usize::from(*choice) % SERVICES.len()];
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(Ok(written)) = rewrite(service.name, Body::Answer, text) else { return };
    let again = rewrite(service.name, Body::Answer, &written).expect("the service is known");
    assert_eq!(again.expect("what was written is read"), written, "{}", service.name);
});
