//! Where PostgreSQL is.
#![expect(
    clippy::disallowed_methods,
    reason = "where the tests find their tools is no setting of the program"
)]

use std::path::{Path, PathBuf};

use crate::{BINARIES_VARIABLE, REQUIRE_VARIABLE};

/// Debian has the binaries of each version in a folder of its own, not on the path.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with the binaries of the server: the one that is named, else on the path, else Debian's newest.
pub(crate) fn find() -> Option<PathBuf> {
    match std::env::var(BINARIES_VARIABLE) {
        Ok(named) if named == "none" => return None,
        Ok(named) if !named.is_empty() => {
            let folder = PathBuf::from(named);
            assert!(has_server(&folder), "no initdb and postgres in {}", folder.display());
            return Some(folder);
        }
        _ => {}
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find(|folder| has_server(folder)).or_else(|| newest(Path::new(DEBIAN)))
}

/// Whether a missing PostgreSQL is a failure.
pub(crate) fn are_required() -> bool {
    [REQUIRE_VARIABLE, "CI"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|value| !["", "0", "false"].contains(&value.as_str())))
}

fn has_server(folder: &Path) -> bool {
    // Absolute, for the keeper works in another folder.
    folder.is_absolute() && ["initdb", "postgres"].iter().all(|name| folder.join(name).is_file())
}

fn newest(versions: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(versions).ok()?.flatten();
    let number = |name: &str| name.parse::<u32>().ok();
    let found =
        entries.filter_map(|entry| Some((number(entry.file_name().to_str()?)?, entry.path().join("bin"))));
    found.filter(|(_, folder)| has_server(folder)).max().map(|(_, folder)| folder)
}

#[cfg(test)]
mod tests {
    use super::newest;

    #[test]
    fn the_newest_version_with_a_server_is_taken() {
        let versions = tempfile::tempdir().unwrap();
        for (version, files) in
            [("9", &["initdb", "postgres"][..]), ("15", &["initdb", "postgres"]), ("17", &["psql"])]
        {
            let folder = versions.path().join(version).join("bin");
            std::fs::create_dir_all(&folder).unwrap();
            files.iter().for_each(|file| std::fs::write(folder.join(file), "").unwrap());
        }
        assert_eq!(newest(versions.path()), Some(versions.path().join("15/bin")));
    }
}
