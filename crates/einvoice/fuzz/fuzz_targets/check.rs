//! No document makes the strict reading or the check of its rules panic, take long, or tell different things twice.
#![no_main]

use einvoice::{rules, semantic, sentences};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let packs: Vec<_> = rules::PACKS.iter().copied().chain([rules::PLAUSIBILITY]).collect();
    let report = rules::check_with(data, &rules::Options { packs: &packs, channel: None });
    assert!(report.findings.len() <= rules::MAX_FINDINGS);
    assert_eq!(semantic::read(data).is_ok(), !report.verdicts.is_empty());
    for finding in &report.findings {
        assert!(!sentences::french(finding).is_empty());
    }
    let _lenient = einvoice::read(data);
});
