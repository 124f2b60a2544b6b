//! What a sealed secret belongs to.

/// The place a sealed secret belongs to: authenticated together with it, never stored inside it.
///
/// A secret opens only under the very same context, so a ciphertext copied to another organisation's row
/// is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Context<'a> {
    /// Identifier of the owning organisation.
    pub organization: &'a str,
    /// What the secret is, for example `technical-account-password`.
    pub kind: &'a str,
    /// Identifier of the row that stores it.
    pub row: &'a str,
}

impl Context<'_> {
    /// The associated data of one sealed secret.
    ///
    /// Every part is preceded by its length (eight bytes, big endian), so that no two different contexts give
    /// the same bytes. The format version and the key id come first: neither can be swapped in the text form.
    pub(crate) fn associated_data(&self, version: &str, key_id: &str) -> Vec<u8> {
        let parts = [version, key_id, self.organization, self.kind, self.row];
        let mut data = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
        for part in parts {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_that_concatenate_alike_are_encoded_differently() {
        let left = Context { organization: "ab", kind: "c", row: "d" };
        let right = Context { organization: "a", kind: "bc", row: "d" };
        assert_ne!(left.associated_data("v1", "k"), right.associated_data("v1", "k"));
        assert_ne!(left.associated_data("v1", "k"), left.associated_data("v1k", ""));
    }
}
