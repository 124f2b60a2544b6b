//! No file makes the reading of certificates panic or take long, whatever its bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secrecy::SecretString;

fuzz_target!(|data: &[u8]| {
    let _ = vault::pkcs12::read(data, &SecretString::from("secret"));
    let _ = vault::read_authorities(data);
});
