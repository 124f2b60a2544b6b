//! No file makes the telling of its kind or the opening of archives panic, take long, or pass a limit.
#![no_main]

use std::io::{self, Cursor, Write};

use intake::{Allowance, Kind, Limits, Sink, Unopened, kind_of, open_archive};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits {
    files: 20,
    file_bytes: 100_000,
    total_bytes: 300_000,
    ratio: 200,
    depth: 0,
    name_bytes: 500,
    header_bytes: 1000,
};

/// Counts what comes.
#[derive(Default)]
struct Count {
    files: usize,
    bytes: usize,
}

struct File(usize);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        assert!(self.0 as u64 <= LIMITS.file_bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Count {
    type File = File;

    fn begin(&mut self, name: &str) -> io::Result<File> {
        assert!(!name.is_empty() && !name.contains(['/', '\\', '\0']) && !name.starts_with('.'));
        Ok(File(0))
    }

    fn finish(&mut self, file: File) -> io::Result<()> {
        self.files += 1;
        self.bytes += file.0;
        Ok(())
    }

    fn abandon(&mut self, file: File) {
        self.bytes += file.0;
    }

    fn unopened(&mut self, _: &str, _: Unopened) {
        self.files += 1;
    }
}

fuzz_target!(|data: &[u8]| {
    let mut reader = Cursor::new(data);
    let kind = kind_of(&mut reader).expect("nothing in a file is an error");
    for kind in [kind, Kind::Zip, Kind::Tar, Kind::TarGz] {
        let mut count = Count::default();
        let _ = open_archive(&kind, &mut reader, 0, &mut Allowance::new(LIMITS), &mut count);
        assert!(count.files <= LIMITS.files as usize && count.bytes as u64 <= LIMITS.total_bytes);
    }
});
