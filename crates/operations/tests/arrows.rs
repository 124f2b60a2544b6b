//! The wings call each other one way, and so do their files.

use std::collections::BTreeSet;
use std::path::Path;

use test_arrows::{arrows_of, circle_at_any_depth, folded};

/// What each wing may name besides `ground`, on which all stand.
const WINGS: [(&str, &[&str]); 22] = [
    ("ground", &[]),
    ("accounts", &[]),
    ("exchanges", &[]),
    ("journal", &[]),
    ("mandates", &[]),
    ("access", &["exchanges"]),
    ("directory", &["access"]),
    ("circuit", &[]),
    ("tracking", &["access", "circuit", "directory"]),
    ("connecting", &["access", "directory", "tracking"]),
    ("issuing", &["access", "directory", "mandates", "tracking"]),
    ("acting", &["access", "circuit", "directory", "issuing", "tracking"]),
    ("batches", &["access", "directory", "issuing", "tracking"]),
    ("edi", &["access", "circuit"]),
    ("flows", &["access", "directory", "edi", "issuing", "mandates", "tracking"]),
    ("downloads", &["access", "tracking"]),
    ("portfolio", &["access", "mandates", "tracking"]),
    ("receiving", &[]),
    ("validating", &["access", "issuing", "portfolio", "tracking"]),
    ("verifying", &[]),
    ("works", &["access", "issuing", "tracking"]),
    ("searching", &["access", "tracking"]),
];

#[test]
fn wings_call_each_other_one_way() {
    let arrows = arrows_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert_eq!(circle_at_any_depth(&arrows), None);
    let between = folded(&arrows, 1);
    for (wing, may) in WINGS {
        let named = between.get(wing).cloned().unwrap_or_default();
        let allowed: BTreeSet<String> =
            may.iter().chain(&["ground", ""]).map(|name| (*name).to_owned()).collect();
        let forbidden: Vec<_> = named.difference(&allowed).collect();
        assert!(forbidden.is_empty(), "{wing} names {forbidden:?}");
    }
    // A reader that sees no arrow would forbid none.
    assert!(between["issuing"].contains("tracking") && between["access"].contains("exchanges"));
}
