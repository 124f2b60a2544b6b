//! WASM of the page *Vérifier une facture*: what is checked with it does not leave the machine. Fetched there alone.

#[cfg(target_arch = "wasm32")]
mod browser {
    use checking::{Checked, html};
    use einvoice::rules::{Channel, EN16931, Options, PLAUSIBILITY, Pack, check_with};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Level of the heading of a document, below that of the results.
    const LEVEL: u8 = 3;

    /// Checks a document in XML: what the page shows of it, as HTML. `packs` are keys, separated by commas, and `channel` is
    /// a key; empty for those that fit the document.
    /// `is_shown` says whether [`view`] of it stands on the same page.
    #[wasm_bindgen]
    #[must_use]
    pub fn check(name: &str, xml: &[u8], packs: &str, channel: &str, is_shown: bool) -> String {
        let mut packs: Vec<Pack> = packs.split(',').filter_map(Pack::of).collect();
        if packs.is_empty() {
            packs.extend([EN16931, PLAUSIBILITY]);
        }
        let report = check_with(xml, &Options { packs: &packs, channel: Channel::of_key(channel) });
        html(&Checked::of(name, &report), LEVEL, is_shown)
    }

    /// The invoice for people to read, as HTML; nothing where it cannot be read.
    #[wasm_bindgen]
    #[must_use]
    pub fn view(xml: &[u8]) -> String {
        einvoice::semantic::read(xml).map(|invoice| einvoice::view::fragment(&invoice)).unwrap_or_default()
    }
}

#[cfg(target_arch = "wasm32")]
pub use browser::*;
