//! Whether a chain is whole, and where it breaks first.

use super::{JournalChain, JournalHash, JournalHead, JournalLink, KeptHead, ReadJournal};
use crate::{Result, StorageError};

/// Entries that are read at a time.
const AT_ONCE: u32 = 1_000;

/// What is wrong at the place of a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalFault {
    /// The entry does not say what its hash is of, or does not stand where it was written.
    Altered,
    /// The entries from here to this one are not there.
    Missing {
        /// The last of them.
        until: u64,
    },
    /// Another entry stands here as well.
    Twice,
    /// An entry that has no place in the chain.
    Unchained,
    /// Entries stand behind the end that the chain had.
    BeyondHead,
    /// The end that was kept with the chain is another one, or is gone.
    HeadDiffers,
    /// The chain is whole, but not the one whose head was kept elsewhere: something behind the entry `since` was rewritten.
    Rewritten {
        /// The last entry of which a kept head says the same; 0 when none does.
        since: u64,
    },
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalBreak {
    /// At this number; none for an entry without one.
    pub number: Option<u64>,
    /// What is wrong.
    pub fault: JournalFault,
    /// What stands there, if anything does.
    pub entry: Option<JournalLink>,
}

/// What verifying a chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedChain {
    /// Entries that follow from each other, from the first one on.
    pub whole: u64,
    /// The end of the chain, where it is whole; none of an empty one.
    pub head: Option<JournalHead>,
    /// Its first break.
    pub broken: Option<JournalBreak>,
}

/// How far a walk has come.
struct Walk<'k> {
    chain: JournalChain,
    number: u64,
    hash: JournalHash,
    /// Heads that were kept of this chain, by number.
    kept: Vec<&'k KeptHead>,
    /// The last entry of which a kept head says the same.
    agreed: u64,
}

impl Walk<'_> {
    /// The next entry.
    fn step(&mut self, link: &JournalLink) -> Option<JournalBreak> {
        let next = self.number + 1;
        let at =
            |number, fault| Some(JournalBreak { number: Some(number), fault, entry: Some(link.clone()) });
        match link.number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0) {
            number if number < next => return at(number, JournalFault::Twice),
            number if number > next => {
                let fault = JournalFault::Missing { until: number - 1 };
                return Some(JournalBreak { number: Some(next), fault, entry: None });
            }
            _ => {}
        }
        let hash = link.hash_at(self.chain, next, self.hash);
        if link.hash.as_deref() != Some(hash.to_string().as_str()) {
            return at(next, JournalFault::Altered);
        }
        (self.number, self.hash) = (next, hash);
        for kept in self.kept.iter().filter(|kept| kept.number == next) {
            if kept.hash != hash {
                return at(next, JournalFault::Rewritten { since: self.agreed });
            }
        }
        if self.kept.iter().any(|kept| kept.number == next) {
            self.agreed = next;
        }
        None
    }

    fn missing(&self, until: u64) -> JournalBreak {
        JournalBreak { number: Some(self.number + 1), fault: JournalFault::Missing { until }, entry: None }
    }

    /// What the head that is stored with the chain says, once all entries were walked.
    fn against(&self, head: Option<&JournalHead>) -> Option<JournalBreak> {
        let broken = |number, fault| Some(JournalBreak { number: Some(number), fault, entry: None });
        match head {
            None if self.number == 0 => None,
            Some(head) if head.number > self.number => Some(self.missing(head.number)),
            Some(head) if head.number < self.number => broken(head.number + 1, JournalFault::BeyondHead),
            Some(head) if head.hash == self.hash => None,
            _ => broken(self.number, JournalFault::HeadDiffers),
        }
    }
}

/// Walks along a chain, entry by entry, and compares it with the heads that were kept of it elsewhere. Others may add to it
/// meanwhile.
///
/// # Errors
/// When storage fails; a broken chain is an answer.
pub async fn verify_journal<R: ReadJournal + ?Sized>(
    read: &mut R,
    chain: JournalChain,
    kept: &[KeptHead],
) -> Result<VerifiedChain> {
    let of_chain: Vec<&KeptHead> = kept.iter().filter(|kept| kept.chain == chain).collect();
    let mut walk = Walk { chain, number: 0, hash: JournalHash::BEGINNING, kept: of_chain, agreed: 0 };
    let (mut place, mut told) = ((i64::MIN, i64::MIN), 0);
    let (head, mut broken) = 'walk: loop {
        let links = read.journal_links(chain, place, AT_ONCE).await?;
        for link in &links {
            place = (link.number.unwrap_or_default(), link.seq);
            if let Some(broken) = walk.step(link) {
                break 'walk (None, Some(broken));
            }
        }
        if links.len() >= AT_ONCE as usize {
            continue;
        }
        let head = match read.journal_head(chain).await {
            Err(StorageError::Unreadable { .. }) => {
                let fault = JournalFault::HeadDiffers;
                break (None, Some(JournalBreak { number: Some(walk.number), fault, entry: None }));
            }
            head => head?,
        };
        // What was added since the entries were read is there by now.
        match &head {
            Some(head) if head.number > walk.number && head.number > told => told = head.number,
            _ => break (head, walk.against(head.as_ref())),
        }
    };
    if broken.is_none() {
        let beyond = walk.kept.iter().map(|kept| kept.number).filter(|number| *number > walk.number).max();
        broken = beyond.map(|number| walk.missing(number));
    }
    if broken.is_none() {
        let unchained = read.journal_unchained(chain).await?;
        broken = unchained.map(|link| JournalBreak {
            number: None,
            fault: JournalFault::Unchained,
            entry: Some(link),
        });
    }
    let head = head.filter(|_| broken.is_none());
    Ok(VerifiedChain { whole: walk.number, head, broken })
}
