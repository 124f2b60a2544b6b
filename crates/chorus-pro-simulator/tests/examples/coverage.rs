//! No example is left out.

use reference::Reference;

#[test]
fn every_example_is_played_once() {
    let Some(reference) = Reference::load() else { return };
    let mut played = [
        crate::factures::EXAMPLES,
        crate::gateway::EXAMPLES,
        crate::listes::EXAMPLES,
        crate::structures::EXAMPLES,
        crate::transverses::EXAMPLES,
        crate::travaux::EXAMPLES,
    ]
    .concat();
    played.sort_unstable();
    let examples = reference.examples();
    let shown: Vec<&str> = examples.iter().map(|example| example.name.as_str()).collect();
    assert_eq!(played, shown);
}

#[test]
fn every_error_of_an_example_is_provoked_once() {
    let Some(reference) = Reference::load() else { return };
    let mut provoked = [crate::gateway::PROVOKED, crate::refusals::PROVOKED].concat();
    provoked.sort_unstable();
    let mut shown: Vec<(String, usize)> = Vec::new();
    for example in reference.examples() {
        shown.extend((0..example.errors.len()).map(|place| (example.name.clone(), place)));
    }
    shown.sort_unstable();
    let shown: Vec<(&str, usize)> = shown.iter().map(|(name, place)| (name.as_str(), *place)).collect();
    assert_eq!(provoked, shown);
}
