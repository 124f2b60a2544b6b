//! What is taken out of ZIPs.

use intake::{Damage, Limit, OpenError, Unopened};

use crate::kept::{files, open};
use crate::pack::{Raw, checksum, deflated, raw_zip, zip};

#[test]
fn files_come_whole_and_in_their_order() {
    let long = "ligne de facture ".repeat(20_000);
    let bytes =
        zip(&[("lot/", b""), ("lot/b.xml", long.as_bytes()), ("a.pdf", b"%PDF-1.4\n"), ("vide.txt", b"")]);
    let kept = files(&bytes);
    assert_eq!(kept.names(), ["b.xml", "a.pdf", "vide.txt"]);
    assert_eq!(kept.files[0].1, long.as_bytes());
    assert!(files(&zip(&[])).files.is_empty());
}

#[test]
fn names_lead_nowhere_and_stay_distinct() {
    let content = b"x";
    let bytes = raw_zip(&[
        Raw::stored(b"../../a.pdf", content),
        Raw::stored(b"b\\A.pdf", content),
        Raw::stored(b"/etc/a.pdf", content),
        Raw::stored(b"C:\\a.pdf", content),
    ]);
    assert_eq!(files(&bytes).names(), ["a.pdf", "A (2).pdf", "a (3).pdf", "a (4).pdf"]);
}

#[test]
fn names_are_read_in_the_encoding_of_their_program() {
    const SAYS_UTF_8: u16 = 1 << 11;
    let bytes = raw_zip(&[
        // What Windows writes (CP437, CP850 where both agree), then macOS, which does not say that it is UTF-8.
        Raw::stored(b"re\x87u\x82.pdf", b"1"),
        Raw::stored("reçu-é.pdf".as_bytes(), b"2"),
        Raw { flags: SAYS_UTF_8, ..Raw::stored("avoir n°1 – e\u{301}te\u{301}.pdf".as_bytes(), b"3") },
    ]);
    assert_eq!(files(&bytes).names(), ["reçué.pdf", "reçu-é.pdf", "avoir n°1 – été.pdf"]);
}

#[test]
fn what_is_no_file_of_a_person_is_left_out_without_a_word() {
    let link = Raw { mode: 0o120_777, ..Raw::stored(b"lien.pdf", b"/etc/passwd") };
    let pipe = Raw { mode: 0o010_644, ..Raw::stored(b"tube", b"") };
    let bytes = raw_zip(&[
        Raw::stored(b"__MACOSX/._a.pdf", b"x"),
        Raw::stored(b"lot/.DS_Store", b"x"),
        Raw::stored(b"Thumbs.db", b"x"),
        Raw::stored(b"dossier\\", b""),
        link,
        pipe,
        Raw { mode: 0, ..Raw::stored(b"a.pdf", b"x") },
    ]);
    let kept = files(&bytes);
    assert_eq!((kept.names(), kept.unopened.len()), (vec!["a.pdf"], 0));
}

#[test]
fn what_cannot_be_opened_is_told_and_does_not_stop_the_others() {
    let bytes = raw_zip(&[
        Raw { flags: 1, ..Raw::stored(b"secret.pdf", b"x") },
        Raw { method: 12, ..Raw::stored(b"bzip2.pdf", b"x") },
        Raw { method: 99, flags: 1, ..Raw::stored(b"aes.pdf", b"x") },
        Raw::deflated(b"a.pdf", &[b'x'; 100]),
    ]);
    let kept = files(&bytes);
    assert_eq!(kept.names(), ["a.pdf"]);
    let unopened: Vec<(&str, Unopened)> =
        kept.unopened.iter().map(|(name, why)| (name.as_str(), *why)).collect();
    let expected = [
        ("secret.pdf", Unopened::Encrypted),
        ("bzip2.pdf", Unopened::Unsupported),
        ("aes.pdf", Unopened::Encrypted),
    ];
    assert_eq!(unopened, expected);
}

fn damage(bytes: &[u8]) -> (Vec<String>, Damage) {
    let (kept, opened) = open(bytes);
    match opened {
        Err(OpenError::Damaged(damage)) => (kept.abandoned, damage),
        other => panic!("{other:?}, {:?}", kept.names()),
    }
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let kernel = Raw::deflated(b"a.txt", &[b'a'; 1000]);
    let twice = Raw { name: b"b.txt", place: Some(0), ..kernel.clone() };
    assert_eq!(damage(&raw_zip(&[kernel.clone(), twice])).1, Damage::Overlap);
    // As Fifield has it: the header of the next entry is quoted by the content of the one before.
    let inner = raw_zip(&[kernel]);
    let inner = &inner[..inner.len() - 22 - 51];
    let outer = Raw::stored(b"z.txt", inner);
    let within = |place| Raw { place: Some(place), ..Raw::deflated(b"a.txt", &[b'a'; 1000]) };
    assert_eq!(damage(&raw_zip(&[outer.clone(), within(35)])).1, Damage::Overlap);
    // In the other order: the first header of the file is never looked at.
    assert_eq!(damage(&raw_zip(&[within(70), outer])).1, Damage::Overlap);
}

#[test]
fn an_entry_does_not_reach_into_the_directory() {
    let mut bytes = raw_zip(&[Raw::stored(b"a.txt", b"abc")]);
    let directory = 30 + 5 + 3;
    for size in [18, directory + 20, directory + 24] {
        bytes[size] = 30;
    }
    assert_eq!(damage(&bytes).1, Damage::Overlap);
}

#[test]
fn sizes_and_checksums_that_lie_end_the_opening() {
    let honest = Raw::deflated(b"a.txt", &[b'a'; 1000]);
    let (larger, smaller) = (Raw { size: 2000, ..honest.clone() }, Raw { size: 10, ..honest.clone() });
    let other = Raw { checksum: checksum(b"b"), ..honest.clone() };
    let cut = Raw { packed: deflated(&[b'a'; 1000])[..3].to_vec(), ..honest.clone() };
    let noise = Raw { packed: vec![0xff; 20], ..honest };
    let lies = [larger, smaller, other, noise].map(|lie| (lie, Damage::Content));
    for (lie, told) in lies.into_iter().chain([(cut, Damage::CutShort)]) {
        let bytes = raw_zip(&[Raw::stored(b"whole.txt", b"x"), lie]);
        assert_eq!(damage(&bytes), (vec!["a.txt".to_owned()], told));
        // What was finished before is told.
        assert_eq!(open(&bytes).0.names(), ["whole.txt"]);
    }
}

#[test]
fn a_zip_without_its_end_is_damaged() {
    let bytes = zip(&[("a.pdf", &[b'a'; 5000])]);
    assert_eq!(damage(&bytes[..bytes.len() - 30]), (Vec::new(), Damage::Header));
    assert_eq!(damage(b"PK\x03\x04"), (Vec::new(), Damage::Header));
}

#[test]
fn the_search_for_the_directory_has_an_end() {
    // Ends that each announce a record of 4 MB before them, which the library would read each time.
    let mut bytes = b"PK\x03\x04".to_vec();
    let record = bytes.len();
    bytes.extend(b"PK\x06\x06");
    bytes.extend((4_000_000_u64 + 42 * 1400 - 12).to_le_bytes());
    bytes.resize(4_000_000, 0);
    for _ in 0..1400 {
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend((record as u64).to_le_bytes());
        bytes.extend([1, 0, 0, 0]);
        bytes.extend(b"PK\x05\x06");
        bytes.extend([0xff; 16]);
        bytes.extend([0, 0]);
    }
    assert_eq!(damage(&bytes).1, Damage::Header);
}

#[test]
fn a_sink_that_fails_ends_the_opening() {
    let bytes = zip(&[("a.txt", &[b'a'; 5000]), ("b.txt", b"b")]);
    let mut kept = crate::kept::Kept { room: Some(100), ..Default::default() };
    let mut allowance = intake::Allowance::new(intake::Limits::default());
    let mut reader = std::io::Cursor::new(bytes);
    let opened = intake::open_archive(&intake::Kind::Zip, &mut reader, 0, &mut allowance, &mut kept);
    assert!(matches!(opened, Err(OpenError::Keep(_))));
    assert_eq!(kept.abandoned, ["a.txt"]);
}

#[test]
fn only_archives_are_opened() {
    assert!(matches!(open(b"%PDF-1.4\n").1, Err(OpenError::NotAnArchive)));
    let book = zip(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
    assert!(matches!(open(&book).1, Err(OpenError::NotAnArchive)));
}

#[test]
fn a_name_beyond_the_limit_ends_the_opening() {
    let bytes = raw_zip(&[Raw::stored(&[b'a'; 5000], b"x")]);
    assert!(matches!(open(&bytes).1, Err(OpenError::Limit(Limit::NameBytes))));
}
