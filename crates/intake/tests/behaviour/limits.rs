//! Each bound, passed by one and not.

use intake::{Limit, Limits, OpenError, RATIO_FROM_BYTES};
use tar::EntryType;

use crate::kept::{Kept, open_all, open_with};
use crate::pack::{gzip, tar, tar_entry, tar_of, zip};

/// Limits that are easily reached.
fn small() -> Limits {
    Limits { files: 5, file_bytes: 5000, total_bytes: 20_000, ..Limits::default() }
}

fn passed(bytes: &[u8], limits: Limits) -> (Kept, Option<Limit>) {
    let (kept, opened) = open_with(bytes, limits);
    match opened {
        Ok(()) => (kept, None),
        Err(OpenError::Limit(limit)) => (kept, Some(limit)),
        Err(other) => panic!("{other:?}"),
    }
}

/// The same files in each sort of archive.
fn all_sorts(files: &[(&str, &[u8])]) -> [Vec<u8>; 3] {
    let tar = tar(files);
    [zip(files), gzip(&tar), tar]
}

/// Bytes that nothing compresses.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn files_are_counted() {
    let files = ["a", "b", "c", "d", "e", "f"].map(|name| (name, &b"x"[..]));
    for bytes in all_sorts(&files[..5]) {
        assert_eq!(passed(&bytes, small()).1, None);
    }
    for bytes in all_sorts(&files) {
        let (kept, limit) = passed(&bytes, small());
        assert_eq!((kept.files.len(), limit), (5, Some(Limit::Files)));
    }
}

#[test]
fn what_is_no_file_is_counted_too() {
    let folders: Vec<String> = (0..51).map(|number| format!("{number}/")).collect();
    let folders: Vec<(&str, &[u8])> = folders.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(passed(&zip(&folders[..50]), small()).1, None);
    assert_eq!(passed(&zip(&folders), small()).1, Some(Limit::Files));
    let roomy = Limits { total_bytes: 1_000_000, ..small() };
    let links = tar_of(&vec![tar_entry(EntryType::Symlink, b"a", 0, b""); 51]);
    assert_eq!(passed(&links, roomy).1, Some(Limit::Files));
    let members = [gzip(b"x"), gzip(b"").repeat(30_000)].concat();
    assert_eq!(passed(&members, roomy).1, Some(Limit::Files));
}

#[test]
fn a_file_has_its_size() {
    let content = noise(5001);
    for bytes in all_sorts(&[("a", &content[..5000])]) {
        assert_eq!(passed(&bytes, small()).1, None);
    }
    for bytes in all_sorts(&[("a", &content)]) {
        let (kept, limit) = passed(&bytes, small());
        assert_eq!((kept.files.len(), limit), (0, Some(Limit::FileBytes)));
    }
    assert_eq!(passed(&gzip(&content[..5000]), small()).1, None);
    let (kept, limit) = passed(&gzip(&content), small());
    assert_eq!((kept.abandoned.len(), limit), (1, Some(Limit::FileBytes)));
}

#[test]
fn all_have_a_size_together() {
    let content = noise(5000);
    for bytes in all_sorts(&["a", "b", "c", "d", "e"].map(|name| (name, &content[..]))) {
        let (kept, limit) = passed(&bytes, small());
        assert_eq!(limit, Some(Limit::TotalBytes));
        assert!(kept.bytes() <= 20_000);
    }
    // What is skipped in a tar was inflated all the same.
    let skipped = tar_of(&vec![tar_entry(EntryType::XGlobalHeader, b"g", 5000, &content); 5]);
    assert_eq!(passed(&gzip(&skipped), small()).1, Some(Limit::TotalBytes));
    assert_eq!(passed(&gzip(&tar_of(&[vec![0; 30_000]])), small()).1, Some(Limit::FileBytes));
}

#[test]
fn what_inflates_too_much_is_refused() {
    let bomb = vec![0; 20_000_000];
    let [zip, gzip_of_tar, tar] = all_sorts(&[("a", &bomb)]);
    for bytes in [zip, gzip_of_tar, gzip(&bomb)] {
        assert!(bytes.len() < 30_000);
        let (kept, limit) = passed(&bytes, Limits::default());
        assert_eq!((kept.files.len(), kept.abandoned.len(), limit), (0, 1, Some(Limit::Ratio)));
    }
    assert_eq!(passed(&tar, Limits::default()).1, None);
    // A small one is no bomb.
    let blank = vec![b' '; usize::try_from(RATIO_FROM_BYTES).unwrap() - 2048];
    for bytes in all_sorts(&[("a", &blank)]) {
        assert_eq!(passed(&bytes, Limits::default()).1, None);
    }
    // Behind the end, too.
    let tail = [tar_of(&[]), bomb].concat();
    let tail = [crate::pack::tar(&[("a", b"x")]), tail].concat();
    assert_eq!(passed(&gzip(&tail), Limits::default()).1, Some(Limit::Ratio));
}

#[test]
fn archives_in_archives_are_opened_one_level_deep() {
    let inner = zip(&[("a.pdf", b"%PDF-1.4\n")]);
    let outer = gzip(&tar(&[("inner.zip", &inner), ("a.pdf", b"%PDF-1.5\n")]));
    let (kept, opened) = open_all(&outer, Limits::default());
    opened.unwrap();
    // Names stay distinct over all levels.
    assert_eq!(kept.names(), ["a.pdf", "a (2).pdf"]);
    let (_, opened) = open_all(&zip(&[("outer.tgz", &outer)]), Limits::default());
    assert!(matches!(opened, Err(OpenError::Limit(Limit::Depth))));
    let (_, opened) = open_all(&outer, Limits { depth: 0, ..Limits::default() });
    assert!(matches!(opened, Err(OpenError::Limit(Limit::Depth))));
}

#[test]
fn limits_hold_over_all_levels() {
    let inner = zip(&[("a", b"x"), ("b", b"x"), ("c", b"x")]);
    let outer = zip(&[("1.zip", &inner), ("2.zip", &inner)]);
    let (kept, opened) = open_all(&outer, small());
    assert!(matches!(opened, Err(OpenError::Limit(Limit::Files))));
    assert_eq!(kept.files.len(), 3);
}

#[test]
fn an_archive_that_holds_itself_over_and_over_ends() {
    // As 42.zip does: each level holds ten of the next.
    let mut bytes = zip(&[("bombe", &vec![0; 1_000_000][..])]);
    for _ in 0..5 {
        let copies: Vec<(String, &[u8])> =
            (0..10).map(|number| (format!("{number}.zip"), &bytes[..])).collect();
        let copies: Vec<(&str, &[u8])> = copies.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        bytes = zip(&copies);
    }
    let (kept, opened) = open_all(&bytes, Limits::default());
    assert!(matches!(opened, Err(OpenError::Limit(Limit::Depth))));
    assert_eq!(kept.bytes(), 0);
}
