use leptos::prelude::*;

/// The keys of a list (`j`, `k`, `Entrée`, `x`, and `Ctrl Entrée` for the one next act) and the total of what is ticked.
#[island]
pub fn ListKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::start();
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::collections::BTreeMap;

    use leptos::leptos_dom::helpers::document;
    use wasm_bindgen::JsCast;
    use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};

    use crate::islands::page::{all, by_id, is_typing, listen, on_key};

    pub(super) fn start() {
        on_key(|event| {
            if (event.ctrl_key() || event.meta_key()) && event.key() == "Enter" {
                if let Some(next) = all::<HtmlElement>(".action-bar button[data-kind=primary]").first() {
                    event.prevent_default();
                    next.click();
                }
                return;
            }
            if is_typing(&event) {
                return;
            }
            if act(&event) {
                event.prevent_default();
            }
        });
        listen(document().as_ref(), "change", |_: Event| show_selection());
    }

    fn act(event: &KeyboardEvent) -> bool {
        match event.key().as_str() {
            "j" => step(1),
            "k" => step(-1),
            "x" => current().is_some_and(|row| {
                let tick = row.query_selector("input[type=checkbox]").ok().flatten();
                if let Some(tick) = tick.and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok()) {
                    tick.click();
                }
                true
            }),
            "Enter" => current().filter(|_| !on_control(event)).is_some_and(|row| {
                let link = row.query_selector("a.row-link").ok().flatten();
                if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
                    link.click();
                }
                true
            }),
            _ => false,
        }
    }

    /// Enter on a link or a button is that link's or button's.
    fn on_control(event: &KeyboardEvent) -> bool {
        event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok())
            .is_some_and(|element| matches!(element.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY"))
    }

    fn rows() -> Vec<HtmlElement> {
        all("tr.invoice-row")
    }

    fn current() -> Option<HtmlElement> {
        rows().into_iter().find(|row| row.get_attribute("aria-selected").as_deref() == Some("true"))
    }

    fn step(by: isize) -> bool {
        let rows = rows();
        let at = rows.iter().position(|row| row.get_attribute("aria-selected").as_deref() == Some("true"));
        let next = match at {
            None => 0,
            Some(at) => at.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
        };
        for (position, row) in rows.iter().enumerate() {
            let _ = if position == next {
                row.set_attribute("aria-selected", "true")
            } else {
                row.remove_attribute("aria-selected")
            };
        }
        if let Some(row) = rows.get(next) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
        !rows.is_empty()
    }

    /// Currency and cents of a ticked row.
    fn amount_of(tick: &HtmlInputElement) -> Option<(String, i64)> {
        let row = tick.closest("tr").ok().flatten()?;
        Some((row.get_attribute("data-currency")?, row.get_attribute("data-cents")?.parse().ok()?))
    }

    /// Different currencies are never added.
    fn show_selection() {
        let ticked: Vec<HtmlInputElement> = all("tr.invoice-row input[type=checkbox]:checked");
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (currency, cents) in ticked.iter().filter_map(amount_of) {
            *sums.entry(currency).or_default() += cents;
        }
        if sums.is_empty() {
            sums.insert("EUR".to_owned(), 0);
        }
        let sums: Vec<String> = sums
            .iter()
            .map(|(currency, cents)| domain::format_amount(domain::from_cents(*cents), currency))
            .collect();
        let text = match ticked.len() {
            0 => String::new(),
            count => {
                let word = if count > 1 { "factures choisies" } else { "facture choisie" };
                format!(" · {count} {word} : {}", sums.join(" · "))
            }
        };
        if let Some(place) = by_id::<HtmlElement>("selection-total") {
            place.set_text_content(Some(&text));
        }
    }
}
