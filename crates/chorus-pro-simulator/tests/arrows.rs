//! The imports of the simulator's files point one way: no circle between files, nor between folders.

use std::path::Path;

use test_arrows::{arrows_of, circle_at_any_depth};

#[test]
fn no_file_and_no_folder_imports_another_in_a_circle() {
    let arrows = arrows_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    // A reader that sees no arrow would see no circle either.
    let seen = |from: &str, to: &str| arrows.get(from).is_some_and(|all| all.contains(to));
    assert!(seen("services::works::submit", "services::invoices::submit"));
    assert!(seen("gateway::upload", "services::exchange"), "a name handed on by its parent");
    assert!(seen("gateway", "services::routes"), "all that a parent hands on");
    assert!(seen("gateway", "gateway::credentials"), "a parent that does more than declare");
    assert_eq!(circle_at_any_depth(&arrows), None);
}
