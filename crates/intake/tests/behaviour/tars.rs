//! What is taken out of tars and gzips.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};
use intake::{Damage, Limit, OpenError, Unopened};
use tar::EntryType;

use crate::kept::{files, open};
use crate::pack::{gzip, pax_record, tar, tar_entry, tar_of};

fn pax(records: &[(&str, &str)]) -> Vec<u8> {
    let content: Vec<u8> = records.iter().flat_map(|(key, value)| pax_record(key, value)).collect();
    tar_entry(EntryType::XHeader, b"PaxHeader", content.len() as u64, &content)
}

fn regular(name: &str, content: &[u8]) -> Vec<u8> {
    tar_entry(EntryType::Regular, name.as_bytes(), content.len() as u64, content)
}

fn error(bytes: &[u8]) -> OpenError {
    open(bytes).1.unwrap_err()
}

#[test]
fn files_come_whole_and_in_their_order() {
    let long = "ligne de facture ".repeat(20_000);
    let tar = tar(&[("lot/b.xml", long.as_bytes()), ("./a.pdf", b"%PDF-1.4\n"), ("lot/vide", b"")]);
    for bytes in [tar.clone(), gzip(&tar)] {
        let kept = files(&bytes);
        assert_eq!(kept.names(), ["b.xml", "a.pdf", "vide"]);
        assert_eq!(kept.files[0].1, long.as_bytes());
    }
}

#[test]
fn only_regular_files_come() {
    let bytes = tar_of(&[
        tar_entry(EntryType::Directory, b"lot/", 0, b""),
        tar_entry(EntryType::Symlink, b"a", 0, b""),
        tar_entry(EntryType::Link, b"b", 0, b""),
        tar_entry(EntryType::Char, b"c", 0, b""),
        tar_entry(EntryType::Block, b"d", 0, b""),
        tar_entry(EntryType::Fifo, b"e", 0, b""),
        tar_entry(EntryType::XGlobalHeader, b"pax_global_header", 20, b"12 comment=\n12345678"),
        tar_entry(EntryType::new(b'V'), b"volume", 0, b""),
        regular("lot/._a.pdf", b"x"),
        regular("../../a.pdf", b"1"),
        tar_entry(EntryType::Continuous, b"b/a.pdf", 1, b"2"),
    ]);
    let kept = files(&bytes);
    assert_eq!((kept.names(), kept.unopened.len()), (vec!["a.pdf", "a (2).pdf"], 0));
}

#[test]
fn long_names_come_in_records_of_their_own() {
    let long = format!("{}/facture.pdf", "dossier".repeat(30));
    assert_eq!(files(&tar(&[(&long, b"x")])).names(), ["facture.pdf"]);
    let bytes = tar_of(&[pax(&[("mtime", "1.5"), ("path", "lot/été.pdf")]), regular("court", b"x")]);
    assert_eq!(files(&bytes).names(), ["été.pdf"]);
    // They hold for one entry only.
    let bytes = tar_of(&[pax(&[("path", "a.pdf")]), regular("court", b"x"), regular("b.pdf", b"y")]);
    assert_eq!(files(&bytes).names(), ["a.pdf", "b.pdf"]);
}

#[test]
fn a_size_in_a_record_goes_before_that_of_the_header() {
    let entry = tar_entry(EntryType::Regular, b"a.txt", 0, b"abc");
    let kept = files(&tar_of(&[pax(&[("size", "3")]), entry, regular("b.txt", b"d")]));
    assert_eq!(kept.files, [("a.txt".to_owned(), b"abc".to_vec()), ("b.txt".to_owned(), b"d".to_vec())]);
}

#[test]
fn sparse_files_are_told_and_not_made() {
    let new =
        [("GNU.sparse.major", "1"), ("GNU.sparse.name", "trou.pdf"), ("GNU.sparse.realsize", "99999999999")];
    let mut old = tar_entry(EntryType::GNUSparse, b"vieux.pdf", 3, b"");
    // The map goes on in one more block, before the content.
    old[482] = 1;
    let mut header = tar::Header::new_old();
    header.as_mut_bytes().copy_from_slice(&old);
    header.set_cksum();
    let old = [header.as_bytes().to_vec(), vec![0; 512], b"abc".to_vec(), vec![0; 509]].concat();
    let bytes = tar_of(&[pax(&new), regular("x/a.0", b"abc"), old, regular("b.pdf", b"d")]);
    let kept = files(&bytes);
    assert_eq!(kept.names(), ["b.pdf"]);
    let expected = ["trou.pdf", "vieux.pdf"].map(|name| (name.to_owned(), Unopened::Unsupported));
    assert_eq!(kept.unopened, expected);
}

#[test]
fn records_of_hostile_length_end_the_opening() {
    let huge = tar_entry(EntryType::XHeader, b"x", 1 << 40, b"");
    assert!(matches!(error(&tar_of(&[huge])), OpenError::Limit(Limit::HeaderBytes)));
    let name = tar_entry(EntryType::GNULongName, b"x", 1 << 40, b"");
    assert!(matches!(error(&tar_of(&[name])), OpenError::Limit(Limit::NameBytes)));
    let path = "a".repeat(5000);
    let bytes = tar_of(&[pax(&[("path", &path)]), regular("a", b"")]);
    assert!(matches!(error(&bytes), OpenError::Limit(Limit::NameBytes)));
    let size = tar_of(&[pax(&[("size", "18446744073709551615")]), regular("a", b"")]);
    assert!(matches!(error(&size), OpenError::Limit(Limit::FileBytes)));
    let garbage = tar_entry(EntryType::XHeader, b"x", 9, b"99 path=a");
    assert!(matches!(error(&tar_of(&[garbage])), OpenError::Damaged(Damage::Header)));
}

#[test]
fn what_is_cut_short_is_told() {
    let tar = tar(&[("a.txt", &[b'a'; 5000]), ("b.txt", &[b'b'; 5000])]);
    let (kept, opened) = open(&tar[..8000]);
    assert!(matches!(opened, Err(OpenError::Damaged(Damage::CutShort))));
    assert_eq!(kept.names(), ["a.txt"]);
    assert_eq!(kept.abandoned, ["b.txt"]);
    assert!(matches!(error(&tar[..700]), OpenError::Damaged(Damage::CutShort)));
    assert!(matches!(error(&tar[..6000]), OpenError::Damaged(Damage::CutShort)));
    let packed = gzip(&tar);
    assert!(matches!(error(&packed[..packed.len() - 9]), OpenError::Damaged(Damage::CutShort)));
    // Everything is there but half of the checksum.
    assert!(matches!(error(&packed[..packed.len() - 4]), OpenError::Damaged(Damage::CutShort)));
    // Programs that do not mark the end exist.
    assert_eq!(files(&tar[..2 * 512 + 2 * 5120]).names(), ["a.txt", "b.txt"]);
}

#[test]
fn a_wrong_checksum_is_told() {
    let mut packed = gzip(&tar(&[("a.txt", &[b'a'; 5000])]));
    let place = packed.len() - 8;
    packed[place] ^= 1;
    assert!(matches!(error(&packed), OpenError::Damaged(Damage::Content)));
    let mut tar = tar(&[("a.txt", b"a"), ("b.txt", b"b")]);
    tar[1024] ^= 1;
    let (kept, opened) = open(&tar);
    assert!(matches!(opened, Err(OpenError::Damaged(Damage::Header))));
    assert_eq!(kept.names(), ["a.txt"]);
}

#[test]
fn a_gzip_gives_one_file_of_all_its_members() {
    let mut named = GzBuilder::new().filename("lot/re\u{e7}u.xml").write(Vec::new(), Compression::fast());
    named.write_all(b"<a>").unwrap();
    let bytes = [named.finish().unwrap(), gzip(b""), gzip(b"</a>"), vec![0; 300]].concat();
    assert_eq!(files(&bytes).files, [("reçu.xml".to_owned(), b"<a></a>".to_vec())]);
    assert_eq!(files(&gzip(b"x")).names(), ["fichier"]);
    let tar = tar(&[("a.txt", &[b'a'; 5000])]);
    let members = [gzip(&tar[..100]), gzip(b""), gzip(&tar[100..3000]), gzip(&tar[3000..])].concat();
    assert_eq!(files(&members).files[0].1, [b'a'; 5000]);
}
