//! WASM entry point of the islands that a form needs once somebody fills it in: the draft with all that is checked, the
//! search for a recipient, the places in the document. A page that is only read does not fetch it.

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    // Without this reference the linker would drop the islands.
    pub use app::islands;

    /// Called by `boot.js` before it wakes the islands.
    #[wasm_bindgen]
    pub fn hydrate() {
        leptos::mount::hydrate_islands();
    }
}

#[cfg(target_arch = "wasm32")]
pub use browser::*;
