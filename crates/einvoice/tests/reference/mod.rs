//! The validation artefacts of the European Commission, where they are at hand.
//!
//! They are not part of this repository. They are looked for in the folder named by `FORMATS_REFERENCE`, then in
//! `formats` beside the folder named by `CHORUS_PRO_REFERENCE`, then in `shared/formats` beside the repository. Where they
//! are missing, the tests say so loudly and check nothing; with `CI` or `PUPITRE_REQUIRE_REFERENCE=1`, or where a folder
//! is named, they fail.

use std::path::{Path, PathBuf};

pub fn reference() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let named = variable("FORMATS_REFERENCE").map(PathBuf::from);
    let beside = variable("CHORUS_PRO_REFERENCE").map(|folder| PathBuf::from(folder).join("../formats"));
    let is_set = |name: &str| variable(name).is_some_and(|value| value != "0" && value != "false");
    let is_demanded =
        named.is_some() || beside.is_some() || is_set("CI") || is_set("PUPITRE_REQUIRE_REFERENCE");
    let folder = named
        .or(beside)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/formats"));
    if folder.join("en16931/test").is_dir() {
        return Some(folder.join("en16931"));
    }
    let text = format!("no en16931/test in {}. Name its folder in FORMATS_REFERENCE.", folder.display());
    assert!(!is_demanded, "{text}");
    eprintln!("NOT CHECKED: {text}");
    None
}

pub fn xml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml")) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
