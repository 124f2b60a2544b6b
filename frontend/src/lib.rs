//! WASM entry point: registers the islands of `app`.

use wasm_bindgen::prelude::wasm_bindgen;

// Without this reference the linker would drop the islands.
pub use app::islands;

/// Called by `boot.js` before it wakes the islands.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
