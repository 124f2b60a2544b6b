//! The imports of a crate's files, for tests that hold which way they point. Only tests use this crate.
#![expect(clippy::expect_used, reason = "only tests use this crate: a failure here is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Texts of files by their module, such as `services::works::search`; the crate's root has an empty name.
type Sources = BTreeMap<String, String>;
/// Which module names which others.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

/// A name from elsewhere: one of a `use` declaration, or a path in the code.
struct Named {
    path: String,
    /// What the file calls it.
    name: String,
    /// `pub use`: the file hands a name on and does not use it.
    handed_on: bool,
}

impl Named {
    /// From a path as written, perhaps with another name behind `as`.
    fn read(written: &str, handed_on: bool) -> Self {
        let (path, alias) = written.split_once(" as ").unwrap_or((written, ""));
        let name = if alias.is_empty() { path.rsplit("::").next().unwrap_or_default() } else { alias };
        Self { path: path.to_owned(), name: name.to_owned(), handed_on }
    }
}

/// The code of a file without comments and its unit tests, which stand at its end.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    lines.map(str::trim).filter(|line| !line.starts_with("//"))
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in inside.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        match (letter, depth, parts.last_mut()) {
            (',', 0, _) => parts.push(String::new()),
            (_, _, Some(part)) => part.push(letter),
            _ => {}
        }
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| expand(&format!("{}{part}", prefix.trim()))).collect()
}

/// The paths from `crate` or `super` on in a line of code.
fn paths_in(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
    words.filter(|word| word.starts_with("crate::") || word.starts_with("super::"))
}

fn named(text: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut lines = code(text);
    while let Some(line) = lines.next() {
        let mut words = line.splitn(2, "use ");
        let before = words.next().unwrap_or_default();
        if !matches!(before, "" | "pub " | "pub(crate) " | "pub(super) ") || !line.contains("use ") {
            found.extend(paths_in(line).map(|path| Named::read(path, false)));
            continue;
        }
        let mut tree = words.next().unwrap_or_default().to_owned();
        while !tree.contains(';') {
            tree.push_str(lines.next().expect("a use declaration ends"));
        }
        let handed_on = before.starts_with("pub");
        let paths = expand(tree.trim_end_matches(';'));
        found.extend(paths.iter().map(|path| Named::read(path, handed_on)));
    }
    found
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}

/// The module whose file holds what `path` names in `module`; `None` for what is not of this crate. A name that a
/// parent hands on is looked for where it comes from.
fn home(sources: &Sources, module: &str, path: &str) -> Option<String> {
    let mut parts = path.split("::").peekable();
    let mut at = match *parts.peek()? {
        "crate" => String::new(),
        "self" => module.to_owned(),
        "super" => parent(module).to_owned(),
        // A child by its bare name; everything else so written is another crate's.
        child if sources.contains_key(&join(module, child)) => join(module, child),
        _ => return None,
    };
    parts.next();
    while parts.next_if_eq(&"super").is_some() {
        at = parent(&at).to_owned();
    }
    for part in parts {
        if sources.contains_key(&join(&at, part)) {
            at = join(&at, part);
            continue;
        }
        let mut handed_on = named(sources.get(&at)?).into_iter().filter(|named| named.handed_on);
        let origin = handed_on.find(|named| named.name == part);
        return origin.map_or(Some(at.clone()), |origin| home(sources, &at, &origin.path));
    }
    Some(at)
}

/// A parent may only declare its children and hand names on; then it does no work of its own.
fn works(text: &str) -> bool {
    code(text).any(|line| line.ends_with('{') && !line.contains("use "))
}

/// Where an arrow to a module leads. Behind a parent that does no work stands everything it hands on.
fn behind(sources: &Sources, module: String) -> Vec<String> {
    let text = sources.get(&module).map_or("", String::as_str);
    let handed_on = named(text).into_iter().filter(|named| named.handed_on && !works(text));
    let homes: Vec<String> = handed_on.filter_map(|named| home(sources, &module, &named.path)).collect();
    if homes.is_empty() { vec![module] } else { homes }
}

/// Every arrow between the files. A parent that does no work has none.
fn arrows(sources: &Sources) -> Arrows {
    let mut arrows = Arrows::new();
    for (module, text) in sources {
        let named = named(text).into_iter().filter(|named| !named.handed_on);
        let homes = named.filter_map(|named| home(sources, module, &named.path));
        let mut to: BTreeSet<String> = homes.flat_map(|home| behind(sources, home)).collect();
        if works(text) {
            let children = code(text).filter_map(|line| line.strip_suffix(';')?.rsplit_once("mod "));
            to.extend(
                children.map(|(_, child)| join(module, child)).filter(|child| sources.contains_key(child)),
            );
        }
        to.remove(module);
        arrows.insert(module.clone(), to);
    }
    arrows
}

/// The arrows between what the first `depth` parts of the names stand for: folders, and files outside them.
#[must_use]
pub fn folded(arrows: &Arrows, depth: usize) -> Arrows {
    let room = |module: &str| module.split("::").take(depth).collect::<Vec<_>>().join("::");
    let mut folded = Arrows::new();
    for (from, to) in arrows {
        let from = room(from);
        let to = to.iter().map(|to| room(to)).filter(|to| *to != from).collect::<BTreeSet<_>>();
        folded.entry(from).or_default().extend(to);
    }
    folded
}

/// One circle, its first name again at the end.
#[must_use]
pub fn circle(arrows: &Arrows) -> Option<Vec<String>> {
    let mut left = arrows.clone();
    loop {
        let (before, tied) = (left.len(), left.keys().cloned().collect::<BTreeSet<_>>());
        // Whoever leads to nobody is in no circle; what stays in the end leads to one.
        left.retain(|_, to| !to.is_disjoint(&tied));
        if left.len() == before {
            break;
        }
    }
    let mut way = vec![left.keys().next()?.clone()];
    loop {
        let next = left.get(way.last()?)?.iter().find(|room| left.contains_key(*room))?.clone();
        let start = way.iter().position(|room| *room == next);
        way.push(next);
        if let Some(start) = start {
            return Some(way.split_off(start));
        }
    }
}

fn read(folder: &Path, module: &str, sources: &mut Sources) {
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        let name = path.file_stem().expect("name").to_string_lossy().into_owned();
        if path.is_dir() {
            read(&path, &join(module, &name), sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let own = if name == "mod" || name == "lib" { module.to_owned() } else { join(module, &name) };
            sources.insert(own, std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// Every arrow between the files of a folder of sources, by module: `wing::file`; the crate's root has an empty name.
///
/// # Panics
/// When a file cannot be read.
#[must_use]
pub fn arrows_of(sources: &Path) -> Arrows {
    let mut texts = Sources::new();
    read(sources, "", &mut texts);
    arrows(&texts)
}

/// A circle between files or between folders, at any depth.
#[must_use]
pub fn circle_at_any_depth(arrows: &Arrows) -> Option<Vec<String>> {
    let deepest = arrows.keys().map(|module| module.split("::").count()).max().unwrap_or_default();
    (1..=deepest).find_map(|depth| circle(&folded(arrows, depth)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made-up files, each with its module.
    fn made_up(files: &[(&str, &str)]) -> Arrows {
        arrows(&files.iter().map(|(module, text)| ((*module).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn a_circle_of_files_is_found_whichever_way_they_name_each_other() {
        let through = |name: &str| {
            let bills = format!("use crate::amount;\n\npub(super) fn row() {{\n    {name}\n}}\n");
            made_up(&[
                ("", "mod services;\nmod amount;\n"),
                ("amount", "// crate::services::bills\n"),
                ("services", "mod bills;\nmod works;\n\npub(crate) use works::{Found as Known, find};\n"),
                ("services::bills", &bills),
                ("services::works", "use std::fmt;\n\nuse super::{\n    bills::{self, row},\n};\n"),
            ])
        };
        let expected = ["services::bills", "services::works", "services::bills"].map(str::to_owned).to_vec();
        let names = [
            "crate::services::works::find",
            "super::works::find",
            "crate::services::find",
            "super::Known",
            "crate::services",
        ];
        for name in names {
            assert_eq!(circle(&through(name)), Some(expected.clone()), "{name}");
        }
        assert_eq!(circle(&through("find")), None);
    }

    #[test]
    fn a_circle_of_folders_is_found_where_their_files_make_none() {
        let arrows = made_up(&[
            ("", "mod bills;\nmod works;\n"),
            ("bills", "mod row;\nmod sum;\n"),
            ("works", "mod file;\nmod list;\n"),
            ("bills::row", "use crate::works::file::File;\n"),
            ("bills::sum", ""),
            ("works::file", ""),
            ("works::list", "use crate::bills::sum::sum;\n"),
        ]);
        assert_eq!(circle(&arrows), None);
        assert_eq!(
            circle(&folded(&arrows, 1)),
            Some(["bills", "works", "bills"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn a_parent_that_works_with_a_child_which_names_it_is_a_circle() {
        let child = ("gate::keys", "use super::Door;\n");
        let declares = made_up(&[("gate", "mod keys;\n"), child]);
        assert_eq!(declares.get("gate"), Some(&BTreeSet::new()));
        let works =
            made_up(&[("gate", "mod keys;\n\npub(crate) struct Door {\n    key: keys::Key,\n}\n"), child]);
        assert_eq!(circle(&works), Some(["gate", "gate::keys", "gate"].map(str::to_owned).to_vec()));
    }
}
