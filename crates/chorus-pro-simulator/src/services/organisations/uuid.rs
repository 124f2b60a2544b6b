//! The names of the objects of the API Organisations.

use crate::random::Random;

/// What a uuid stands for; the same number gives another uuid in each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Structure = 1,
    Service = 2,
    Attachment = 3,
}

/// The 32 hexadecimal digits of an object: they follow from the world's seed and the object's number, so they are the
/// same after every start. The first half leads back to the number, the second half proves the first.
pub(super) fn uuid(seed: u64, kind: Kind, id: i64) -> String {
    let id = id.cast_unsigned();
    let mask = Random::new(seed, &[kind as u64, 0x5550]).next();
    let proof = Random::new(seed, &[kind as u64, 0x4944, id]).next();
    format!("{:016x}{proof:016x}", id ^ mask)
}

/// The number behind a uuid; `None` when it is none of this world.
pub(super) fn number(seed: u64, kind: Kind, text: &str) -> Option<i64> {
    let mask = Random::new(seed, &[kind as u64, 0x5550]).next();
    let id = (u64::from_str_radix(text.get(..16)?, 16).ok()? ^ mask).cast_signed();
    (uuid(seed, kind, id) == text.to_ascii_lowercase()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_leads_back_to_its_object_in_its_world_only() {
        let text = uuid(1, Kind::Structure, 2_001);
        assert_eq!(text.len(), 32);
        assert_eq!(number(1, Kind::Structure, &text), Some(2_001));
        assert_eq!(number(1, Kind::Structure, &text.to_uppercase()), Some(2_001));
        assert_eq!(number(1, Kind::Service, &text), None);
        assert_eq!(number(2, Kind::Structure, &text), None);
        assert_eq!(number(1, Kind::Structure, "é"), None);
        assert_ne!(text, uuid(1, Kind::Structure, 2_002));
    }
}
