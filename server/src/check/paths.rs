//! The files that were named, and those of the folders that were.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// What names the standard input.
const STANDARD_INPUT: &str = "-";
/// Endings of files that are checked in a folder; a file that is named itself is checked whatever it is called.
const ENDINGS: [&str; 6] = ["xml", "pdf", "zip", "tar", "gz", "tgz"];

/// A file to be checked.
pub struct Found {
    /// What it is called in what is told.
    pub name: String,
    /// Where it is, within it `None` for the standard input; `None` when there is nothing to read.
    pub path: Option<Option<PathBuf>>,
    /// Why there is nothing to read, in French.
    pub problem: String,
}

/// Every file, in the order in which they were named, those of a folder in the order of their names. What is in a folder and
/// neither is called like an invoice nor begins like one is passed over.
pub fn all(named: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in named {
        if path.as_os_str() == STANDARD_INPUT {
            found.push(Found { name: STANDARD_INPUT.to_owned(), path: Some(None), problem: String::new() });
        } else if path.is_dir() {
            walk(path, &mut BTreeSet::new(), &mut found);
        } else {
            found.push(file(path));
        }
    }
    found
}

fn file(path: &Path) -> Found {
    Found { name: path.display().to_string(), path: Some(Some(path.to_owned())), problem: String::new() }
}

/// `above` are the folders that lead here: a link to one of them has no end.
fn walk(folder: &Path, above: &mut BTreeSet<PathBuf>, found: &mut Vec<Found>) {
    let listed = folder.canonicalize().and_then(|real| Ok((real, entries(folder)?)));
    let (real, entries) = match listed {
        Ok(listed) => listed,
        Err(error) => {
            let name = folder.display().to_string();
            found.push(Found { name, path: None, problem: unreadable(&error) });
            return;
        }
    };
    if !above.insert(real.clone()) {
        return;
    }
    for path in entries {
        if path.is_dir() {
            walk(&path, above, found);
        } else if path.is_file() && is_called_for(&path) {
            found.push(file(&path));
        }
    }
    above.remove(&real);
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    paths.sort();
    Ok(paths)
}

fn is_called_for(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        return true;
    }
    let Ok(mut file) = std::fs::File::open(path) else { return false };
    intake::kind_of(&mut file)
        .is_ok_and(|kind| kind.is_archive() || matches!(kind, intake::Kind::Pdf | intake::Kind::Xml { .. }))
}

/// Why a file cannot be read, in French.
pub fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "Il n'y a pas de fichier de ce nom.".to_owned(),
        io::ErrorKind::PermissionDenied => "Vous n'avez pas le droit de lire ce fichier.".to_owned(),
        _ => format!("Le fichier ne peut pas être lu ({error})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_invoices_in_order_and_nothing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("mai")).unwrap();
        for (name, content) in [
            ("b.XML", ""),
            ("notes.txt", "bonjour"),
            (".cache.xml", "<a/>"),
            ("facture", "<?xml version='1.0'?><a/>"),
            ("mai/a.pdf", "%PDF-1.4"),
        ] {
            std::fs::write(path(name), content).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), path("mai/encore")).unwrap();
        let found: Vec<String> =
            all(&[folder.path().to_owned()]).into_iter().map(|found| found.name).collect();
        let expected = ["b.XML", "facture", "mai/a.pdf"].map(|name| path(name).display().to_string());
        assert_eq!(found, expected);
    }
}
