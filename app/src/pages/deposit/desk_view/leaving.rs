//! What a person has just sent, and the way back while there is time.

use domain::{format_amount, from_cents};
use leptos::prelude::*;
use operations::Leaving;

use super::super::super::seconds;
use crate::components::{Button, IconName, LiveRegion};
use crate::islands::UndoCountdown;

/// The region of the strip, which is empty while nothing leaves.
pub(in crate::pages::deposit) fn strip(leaving: Option<&Leaving>) -> AnyView {
    let version = leaving.map_or(0, |leaving| leaving.until.timestamp_millis());
    let content = leaving.map(view).into_any();
    view! { <LiveRegion id="live-leaving" version=version.to_string() content/> }.into_any()
}

fn view(leaving: &Leaving) -> AnyView {
    let until = seconds(leaving.until);
    let (text, href, action) = match &leaving.invoices[..] {
        [invoice] => {
            let amount = invoice
                .gross_cents
                .map(|cents| format!(" ({})", format_amount(from_cents(cents), &invoice.currency)))
                .unwrap_or_default();
            let text =
                format!("{} {}{amount}\u{a0}: l’envoi part à {until}.", invoice.kind.label(), invoice.number);
            (text, format!("/factures/{}", invoice.id), "Annuler l’envoi")
        }
        several => {
            let text = format!("{} dépôts\u{a0}: le premier part à {until}.", several.len());
            (text, "/factures?onglet=en-route".to_owned(), "Tout annuler")
        }
    };
    view! {
        <form class="toast" method="post" action="/deposer/lot/annuler">
            <p>
                <a href=href>{text}</a>
                <UndoCountdown until=leaving.until.timestamp_millis()/>
            </p>
            <Button label=action icon=IconName::Undo/>
        </form>
    }
    .into_any()
}
