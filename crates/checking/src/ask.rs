//! What a check is asked.

use apart::Argument;
use einvoice::rules::{Channel, EN16931, FACTURX, Options, PACKS, PLAUSIBILITY, Pack};

/// Every pack that can be asked for.
#[must_use]
pub const fn packs() -> &'static [Pack] {
    PACKS
}

/// Which packs are applied, and for which way to the recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The packs; none for those that fit the document: EN 16931, Factur-X for what came out of a PDF, and warnings of what no
    /// rule forbids and is wrong all the same.
    pub packs: Vec<Pack>,
    /// The way to the recipient; `None` for the one that the document tells by BT-23.
    pub channel: Option<Channel>,
}

/// Those, and the warnings beside them.
fn every() -> impl Iterator<Item = &'static Pack> {
    PACKS.iter().chain([&PLAUSIBILITY])
}

impl Ask {
    /// What a form or an address asks for, by the keys of packs and of the channel; what is no key asks for nothing.
    #[must_use]
    pub fn named<'k>(packs: impl Iterator<Item = &'k str>, channel: &str) -> Self {
        Self { packs: packs.filter_map(Pack::of).collect(), channel: Channel::of_key(channel) }
    }

    /// The packs for a document.
    pub(crate) fn packs_for(&self, in_pdf: bool) -> Vec<Pack> {
        if !self.packs.is_empty() {
            return self.packs.clone();
        }
        [EN16931].into_iter().chain(in_pdf.then_some(FACTURX)).chain([PLAUSIBILITY]).collect()
    }

    /// The options for a document, its packs having been chosen.
    pub(crate) fn options<'p>(&self, packs: &'p [Pack]) -> Options<'p> {
        Options { packs, channel: self.channel }
    }

    /// As two numbers: a bit for each pack, and the channel.
    pub(crate) fn argument(&self) -> Argument {
        let bit = |(place, pack): (usize, &Pack)| u32::from(self.packs.contains(pack)) << place;
        let channel = match self.channel {
            None => 0,
            Some(Channel::Direct) => 1,
            Some(Channel::Platform) => 2,
        };
        Argument(every().enumerate().map(bit).sum(), channel)
    }

    /// What [`Ask::argument`] said.
    pub(crate) fn of(Argument(packs, channel): Argument) -> Self {
        let chosen = |(place, pack): (usize, &Pack)| (packs >> place & 1 == 1).then_some(*pack);
        let channel = match channel {
            1 => Some(Channel::Direct),
            2 => Some(Channel::Platform),
            _ => None,
        };
        Self { packs: every().enumerate().filter_map(chosen).collect(), channel }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_survives_as_two_numbers() {
        for packs in [vec![], PACKS.to_vec(), vec![EN16931], vec![PLAUSIBILITY]] {
            for channel in [None, Some(Channel::Direct), Some(Channel::Platform)] {
                let ask = Ask { packs: packs.clone(), channel };
                assert_eq!(Ask::of(ask.argument()), ask);
            }
        }
    }
}
