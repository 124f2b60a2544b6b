//! The memory of hashing: 19 MiB a hash, used again by the next.
//!
//! Given back to the allocator each time, every thread that ever hashed would keep its own: a thousand failed sign-ins
//! took a gigabyte.

use std::sync::{Mutex, PoisonError};

use argon2::Block;
use zeroize::Zeroize as _;

/// Blocks of the hashes under way, kept for those that follow; nothing is kept once nobody hashes.
#[derive(Default)]
pub(super) struct Memory {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    lent: usize,
    free: Vec<Vec<Block>>,
}

impl Memory {
    /// Lends so many blocks; they come back empty.
    pub(super) fn lend(&self, blocks: usize) -> Lent<'_> {
        let mut lent = {
            let mut inner = self.lock();
            inner.lent += 1;
            inner.free.pop().unwrap_or_default()
        };
        lent.resize(blocks, Block::new());
        Lent { memory: self, blocks: lent }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // Nothing panics while it is held; were it so, the list would still be whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Blocks of one hash.
pub(super) struct Lent<'m> {
    memory: &'m Memory,
    blocks: Vec<Block>,
}

impl AsMut<[Block]> for Lent<'_> {
    fn as_mut(&mut self) -> &mut [Block] {
        &mut self.blocks
    }
}

impl Drop for Lent<'_> {
    /// What was derived from a password does not stay.
    fn drop(&mut self) {
        self.blocks.iter_mut().for_each(|block| block.zeroize());
        let mut inner = self.memory.lock();
        inner.lent -= 1;
        inner.free.push(std::mem::take(&mut self.blocks));
        if inner.lent == 0 {
            inner.free = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_empty(blocks: &[Block]) -> bool {
        blocks.iter().all(|block| block.as_ref().iter().all(|word| *word == 0))
    }

    #[test]
    fn the_next_hash_has_the_memory_of_the_last_one_and_nothing_of_its_content() {
        let memory = Memory::default();
        let _other = memory.lend(3);
        let mut first = memory.lend(3);
        first.as_mut()[1].as_mut()[5] = 7;
        let address = first.as_mut().as_ptr();
        drop(first);
        let mut second = memory.lend(3);
        assert_eq!(second.as_mut().as_ptr(), address);
        assert!(is_empty(second.as_mut()));
        assert!(memory.lock().free.is_empty(), "lent");
    }

    #[test]
    fn there_is_as_much_memory_as_hashes_at_once_and_none_when_nobody_hashes() {
        let memory = Memory::default();
        let one = memory.lend(2);
        for _ in 0..10 {
            let _two = (memory.lend(2), memory.lend(2));
        }
        assert_eq!(memory.lock().free.len(), 2);
        drop(one);
        assert!(memory.lock().free.is_empty());
    }

    #[test]
    fn another_cost_has_the_blocks_that_it_asks_for() {
        let memory = Memory::default();
        let _other = memory.lend(1);
        drop(memory.lend(8));
        assert_eq!(memory.lend(3).as_mut().len(), 3);
        let mut more = memory.lend(20);
        assert!(more.as_mut().len() == 20 && is_empty(more.as_mut()));
    }
}
