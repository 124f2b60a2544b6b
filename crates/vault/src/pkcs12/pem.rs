//! PEM armour (RFC 7468), written without leaving copies of the key behind.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// Characters on a line of PEM.
const LINE_LENGTH: usize = 64;

/// The private key, then the certificates in the given order.
pub(super) fn identity<'a>(
    private_key: &'a [u8],
    certificates: impl Iterator<Item = &'a [u8]> + Clone,
) -> SecretString {
    let capacity = std::iter::once(private_key).chain(certificates.clone()).map(block_bound).sum();
    // Reserved in full: growing would leave the key in memory that is given back.
    let mut text = Zeroizing::new(String::with_capacity(capacity));
    push_block(&mut text, "PRIVATE KEY", private_key);
    for certificate in certificates {
        push_block(&mut text, "CERTIFICATE", certificate);
    }
    SecretString::from(text.as_str())
}

/// An upper bound of what one block takes: base64, line ends and both armour lines.
fn block_bound(der: &[u8]) -> usize {
    let encoded = der.len().div_ceil(3) * 4;
    encoded + encoded / LINE_LENGTH + 80
}

fn push_block(text: &mut String, label: &str, der: &[u8]) {
    let encoded = Zeroizing::new(STANDARD.encode(der));
    for part in ["-----BEGIN ", label, "-----\n"] {
        text.push_str(part);
    }
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, following) = rest.split_at(rest.len().min(LINE_LENGTH));
        text.push_str(line);
        text.push('\n');
        rest = following;
    }
    for part in ["-----END ", label, "-----\n"] {
        text.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn lines_are_wrapped_and_the_reserved_room_suffices() {
        for length in [0, 1, 47, 48, 49, 4096] {
            let der = vec![7; length];
            let text = identity(&der, std::iter::once(der.as_slice()));
            let text = text.expose_secret();
            assert!(text.len() <= 2 * block_bound(&der), "{length}");
            assert!(text.lines().all(|line| line.len() <= LINE_LENGTH));
            assert!(text.starts_with("-----BEGIN PRIVATE KEY-----\n"));
            assert!(text.ends_with("-----END CERTIFICATE-----\n"));
        }
    }
}
