//! How many connections the operating system lets this process have: each is an open file, and so is the database.

/// Files that are not connections of the site: databases, documents, calls to Chorus Pro.
#[cfg(unix)]
const OTHER_FILES: u64 = 256;

/// As many of the connections `asked` for as there are files for, beside the others. The process's own limit is raised
/// as far as it needs and may be.
#[cfg(unix)]
#[must_use]
pub fn places(asked: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = u64::try_from(asked).unwrap_or(u64::MAX).saturating_add(OTHER_FILES);
    let limits = getrlimit(Resource::Nofile);
    let Some(mut current) = limits.current.filter(|current| *current < wanted) else { return asked };
    let reachable = limits.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = Rlimit { current: Some(reachable), maximum: limits.maximum };
    if reachable > current && setrlimit(Resource::Nofile, raised).is_ok() {
        current = reachable;
    }
    let places = usize::try_from(places_within(current)).unwrap_or(asked).min(asked);
    if places < asked {
        tracing::warn!(
            "this process may open {current} files (ulimit -n): {places} connections at a time, not {asked}"
        );
    }
    places
}

/// What a limit of open files leaves for connections.
#[cfg(unix)]
const fn places_within(files: u64) -> u64 {
    let half = files / 2;
    if half < OTHER_FILES { if half == 0 { 1 } else { half } } else { files - OTHER_FILES }
}

#[cfg(not(unix))]
#[must_use]
pub const fn places(asked: usize) -> usize {
    asked
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_small_limit_is_shared_with_the_other_files() {
        assert_eq!(places_within(1_280), 1_024);
        assert_eq!(places_within(150), 75);
        assert_eq!(places_within(1), 1);
    }
}
