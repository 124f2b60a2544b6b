//! Archives that were written, read back whole, and damaged in every way.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use backup::{
    ArchiveError, ArchiveWriter, Contents, DATABASE, Damage, EARLIER, EXCHANGES, FileFacts, HELD, Identities,
    List, Manifest, NewList, Recipients, Visitor, catalogue_of, known, read, sha256_of, write_catalogue,
};

struct Bench {
    folder: tempfile::TempDir,
}

/// Everything that was read.
#[derive(Default, PartialEq, Eq, Debug)]
struct Taken {
    files: BTreeMap<String, Vec<u8>>,
    documents: BTreeMap<String, Vec<u8>>,
}

impl Visitor for Taken {
    fn file(&mut self, name: &str, content: &mut (dyn Read + Send)) -> io::Result<()> {
        content.read_to_end(self.files.entry(name.to_owned()).or_default()).map(drop)
    }

    fn document(&mut self, sha256: &str, bytes: u64, content: &mut (dyn Read + Send)) -> io::Result<()> {
        let kept = self.documents.entry(sha256.to_owned()).or_default();
        content.read_to_end(kept)?;
        assert_eq!(kept.len() as u64, bytes);
        Ok(())
    }
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Documents of many lengths, around those of blocks.
    fn documents(&self) -> BTreeMap<String, Vec<u8>> {
        let lengths = [0, 1, 511, 512, 513, 70_000];
        lengths
            .into_iter()
            .map(|length| {
                let content = vec![u8::try_from(length % 251).unwrap(); length];
                let path = self.path("one");
                fs::write(&path, &content).unwrap();
                (sha256_of(&path).unwrap().1, content)
            })
            .collect()
    }

    fn list(&self, documents: impl Iterator<Item = String>) -> (List, u64) {
        let mut list = NewList::create(self.folder.path()).unwrap();
        documents.for_each(|document| list.push(&document).unwrap());
        list.finish().unwrap()
    }

    fn write(&self, name: &str, recipients: &Recipients) -> Result<BTreeMap<String, Vec<u8>>, ArchiveError> {
        let documents = self.documents();
        let (held, count) = self.list(documents.keys().cloned());
        let (earlier, earlier_count) = self.list([format!("{:064x}", 7)].into_iter());
        fs::write(self.path(DATABASE), vec![5; 3_000]).unwrap();
        fs::write(self.path(EXCHANGES), "exchanges").unwrap();
        let paths =
            [held.path().to_owned(), earlier.path().to_owned(), self.path(DATABASE), self.path(EXCHANGES)];
        let facts = |(name, path): (&str, &PathBuf)| {
            let (bytes, sha256) = sha256_of(path).unwrap();
            FileFacts { name: name.to_owned(), bytes, sha256 }
        };
        let manifest = Manifest {
            format: 1,
            id: name.to_owned(),
            made_at: chrono::DateTime::from_timestamp(1_764_547_200, 0).unwrap(),
            program: "pupitre 0".to_owned(),
            installation: None,
            engine: "sqlite".to_owned(),
            migrations: vec![1, 2],
            keys: vec!["k".to_owned()],
            tables: Vec::new(),
            files: [HELD, EARLIER, DATABASE, EXCHANGES].into_iter().zip(&paths).map(facts).collect(),
            documents: count,
            earlier_documents: earlier_count,
            earlier: Vec::new(),
        };
        let target = self.path(name);
        let mut archive = ArchiveWriter::create(&target, recipients, &manifest)?;
        for (facts, path) in manifest.files.iter().zip(&paths) {
            archive.file(facts, &mut fs::File::open(path).unwrap())?;
        }
        for (sha256, content) in &documents {
            archive.document(sha256, content.len() as u64, &mut content.as_slice())?;
        }
        assert!(!target.exists(), "not before it is whole");
        archive.finish()?;
        write_catalogue(&target, &manifest, [held.path(), earlier.path()])?;
        Ok(documents)
    }

    fn read(&self, path: &Path, identities: &Identities) -> Result<(Contents, Taken), ArchiveError> {
        let mut taken = Taken::default();
        let contents = read(path, identities, self.folder.path(), &mut taken)?;
        Ok((contents, taken))
    }
}

fn keys(bench: &Bench, name: &str) -> (Recipients, Identities) {
    let identity = age::x25519::Identity::generate();
    let path = bench.path(name);
    let text = identity.to_string();
    fs::write(&path, format!("# comment\n{}\n", age::secrecy::ExposeSecret::expose_secret(&text))).unwrap();
    let recipient = identity.to_public().to_string();
    (Recipients::parse([recipient.as_str()]).unwrap(), Identities::from_file(&path).unwrap())
}

#[test]
fn what_was_written_is_read_back_open_or_sealed() {
    let bench = Bench::new();
    let (recipients, identities) = keys(&bench, "identity");
    let (_, others) = keys(&bench, "others");
    for (name, recipients, identities) in [
        ("open.tar", &Recipients::default(), &Identities::default()),
        ("a.tar.age", &recipients, &identities),
    ] {
        let documents = bench.write(name, recipients).unwrap();
        let (contents, taken) = bench.read(&bench.path(name), identities).unwrap();
        assert_eq!(taken.documents, documents);
        assert_eq!(taken.files.keys().collect::<Vec<_>>(), [EXCHANGES, DATABASE]);
        let held: Vec<String> = contents.held.documents().unwrap().map(Result::unwrap).collect();
        assert!(held.iter().eq(documents.keys()));
        assert_eq!(contents.earlier.documents().unwrap().count(), 1);
        assert!(matches!(bench.write(name, recipients), Err(ArchiveError::Exists(_))), "never overwritten");
    }
    let sealed = bench.path("a.tar.age");
    assert!(matches!(bench.read(&sealed, &Identities::default()), Err(ArchiveError::Sealed)));
    assert!(matches!(bench.read(&sealed, &others), Err(ArchiveError::SealedToOthers)));
}

#[test]
fn tools_of_the_system_open_an_archive() {
    let bench = Bench::new();
    let documents = bench.write("open.tar", &Recipients::default()).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let done = std::process::Command::new(program).args(arguments).current_dir(&bench.folder).output();
        let done = done.unwrap();
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    };
    run("tar", &["-xf", "open.tar"]);
    run("sha256sum", &["--quiet", "-c", "documents.sha256", "manifest.sha256"]);
    for (sha256, content) in documents {
        assert_eq!(fs::read(bench.path(&format!("documents/{}/{sha256}", &sha256[..2]))).unwrap(), content);
    }
}

#[test]
fn no_byte_can_be_changed_and_no_end_cut_off() {
    let bench = Bench::new();
    let (recipients, identities) = keys(&bench, "identity");
    for (name, recipients, identities) in [
        ("open.tar", &Recipients::default(), &Identities::default()),
        ("a.tar.age", &recipients, &identities),
    ] {
        bench.write(name, recipients).unwrap();
        let whole = fs::read(bench.path(name)).unwrap();
        let broken = bench.path("broken");
        let refused = |bytes: &[u8]| {
            fs::write(&broken, bytes).unwrap();
            bench.read(&broken, identities).is_err()
        };
        let positions = (0..whole.len()).step_by(397).chain((whole.len() - 1_100..whole.len()).step_by(13));
        for position in positions {
            let mut bytes = whole.clone();
            bytes[position] ^= 0x10;
            assert!(refused(&bytes), "{name}: byte {position} of {}", whole.len());
        }
        for length in (0..whole.len()).step_by(2_003).chain([whole.len() - 1, whole.len() - 512]) {
            assert!(refused(&whole[..length]), "{name}: {length} bytes of {}", whole.len());
        }
        assert!(refused(&[whole.as_slice(), b"more"].concat()), "{name}: something behind it");
        assert!(!refused(&whole));
    }
}

#[test]
fn an_archive_of_a_newer_program_and_other_files_are_told_apart() {
    let bench = Bench::new();
    bench.write("open.tar", &Recipients::default()).unwrap();
    let mut bytes = fs::read(bench.path("open.tar")).unwrap();
    let needle = b"{\"format\":1";
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
    bytes[at + needle.len() - 1] = b'2';
    let other = bench.path("other");
    fs::write(&other, bytes).unwrap();
    let none = Identities::default();
    assert!(matches!(bench.read(&other, &none), Err(ArchiveError::Newer(2))));
    fs::write(&other, b"%PDF-1.4".repeat(500)).unwrap();
    assert!(matches!(bench.read(&other, &none), Err(ArchiveError::NotAnArchive)));
    fs::write(&other, "").unwrap();
    assert!(matches!(bench.read(&other, &none), Err(ArchiveError::Damaged(Damage::Truncated))));
}

#[test]
fn content_that_is_not_that_of_its_name_ends_the_writing_and_leaves_nothing() {
    let bench = Bench::new();
    bench.write("first.tar", &Recipients::default()).unwrap();
    let manifest = known(&bench.path("first.tar"), None, bench.folder.path()).unwrap().manifest;
    let mut archive =
        ArchiveWriter::create(&bench.path("second.tar"), &Recipients::default(), &manifest).unwrap();
    let name = "0".repeat(64);
    let refused = archive.document(&name, 3, &mut &b"abcd"[..]);
    assert!(matches!(refused, Err(ArchiveError::OtherContent(_))));
    drop(archive);
    let parts = fs::read_dir(&bench.folder).unwrap().flatten().filter(|entry| {
        let name = entry.file_name().into_string().unwrap();
        name.starts_with("second") || name.ends_with(".part")
    });
    assert_eq!(parts.count(), 0);
}

#[test]
fn what_a_sealed_archive_holds_is_known_from_the_file_beside_it() {
    let bench = Bench::new();
    let (recipients, identities) = keys(&bench, "identity");
    let documents = bench.write("a.tar.age", &recipients).unwrap();
    let archive = bench.path("a.tar.age");
    for (path, identities) in
        [(&archive, None), (&catalogue_of(&archive), None), (&archive, Some(&identities))]
    {
        let contents = known(path, identities, bench.folder.path()).unwrap();
        let held: Vec<String> = contents.held.documents().unwrap().map(Result::unwrap).collect();
        assert!(held.iter().eq(documents.keys()), "{}", path.display());
        assert_eq!(
            (contents.manifest.id.as_str(), contents.earlier.documents().unwrap().count()),
            ("a.tar.age", 1)
        );
    }
    let text = fs::read(catalogue_of(&archive)).unwrap();
    fs::write(catalogue_of(&archive), &text[..text.len() - 144]).unwrap();
    assert!(known(&archive, None, bench.folder.path()).is_err(), "cut off");
    fs::remove_file(catalogue_of(&archive)).unwrap();
    assert!(matches!(known(&archive, None, bench.folder.path()), Err(ArchiveError::Sealed)));
}

#[test]
fn texts_that_are_no_keys_are_refused_and_not_repeated() {
    let bench = Bench::new();
    assert!(matches!(Recipients::parse(["age1wrong"]), Err(ArchiveError::Key(_))));
    let path = bench.path("identity");
    for text in ["", "# only a comment\n", "AGE-SECRET-KEY-1GEHEIM\n"] {
        fs::write(&path, text).unwrap();
        let Err(error) = Identities::from_file(&path) else { panic!("{text}") };
        assert!(!error.to_string().contains("GEHEIM"), "{error}");
    }
}
