//! The bytes of uploaded files: on disk beside the state file, or in memory up to a bound.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes kept in memory when there is no folder; the oldest files go first.
const MEMORY_BOUND: usize = 64 * 1024 * 1024;

/// Where the bytes of uploaded files are.
pub(crate) struct FileStore {
    folder: Option<PathBuf>,
    kept: BTreeMap<i64, Arc<[u8]>>,
    order: VecDeque<i64>,
    size: usize,
    bound: usize,
}

impl FileStore {
    /// A store in a folder (created with the first file), or in memory.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, kept: BTreeMap::new(), order: VecDeque::new(), size: 0, bound: MEMORY_BOUND }
    }

    /// Keeps the bytes of a file in memory; the folder, if any, is written by [`FileStore::write`].
    pub(crate) fn keep(&mut self, id: i64, bytes: Arc<[u8]>) {
        self.size += bytes.len();
        self.kept.insert(id, bytes);
        self.order.push_back(id);
        while self.size > self.bound {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(bytes) = self.kept.remove(&oldest) {
                self.size -= bytes.len();
            }
        }
    }

    /// Where a file is on disk, when there is a folder.
    pub(crate) fn path(&self, id: i64) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(id.to_string()))
    }

    /// Writes the bytes of a file to its place on disk.
    pub(crate) fn write(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, bytes)
    }

    /// How to read a file later.
    pub(crate) fn source(&self, id: i64) -> FileSource {
        FileSource { kept: self.in_memory(id), path: self.path(id) }
    }

    /// The bytes of a file still in memory.
    pub(crate) fn in_memory(&self, id: i64) -> Option<Arc<[u8]>> {
        self.kept.get(&id).cloned()
    }
}

/// How to read a file once the world is unlocked.
pub(crate) struct FileSource {
    kept: Option<Arc<[u8]>>,
    path: Option<PathBuf>,
}

impl FileSource {
    /// The bytes; `None` when the simulator never had them or has dropped them. Blocking.
    pub(crate) fn read(&self) -> Option<Vec<u8>> {
        let kept = self.kept.as_ref().map(|bytes| bytes.to_vec());
        kept.or_else(|| std::fs::read(self.path.as_ref()?).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_bytes_leave_when_the_bound_is_reached() {
        let mut store = FileStore::new(None);
        store.bound = 10;
        for id in 1..=3 {
            store.keep(id, Arc::from(vec![0; 4]));
        }
        assert!(store.in_memory(1).is_none());
        assert!(store.in_memory(2).is_some() && store.in_memory(3).is_some());
        assert!(store.path(1).is_none());
    }
}
