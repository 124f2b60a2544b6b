//! Who works on a draft, where that is somebody else, and the way to take it over.

use domain::UserId;
use leptos::prelude::*;
use operations::DepositView;

use crate::components::Button;

/// One line over the draft; nothing where the person works on it themselves.
pub(super) fn keeper_view(view: &DepositView, me: UserId) -> Option<AnyView> {
    let id = view.invoice.id;
    let text = match &view.keeper {
        Some(keeper) if keeper.user == me => return None,
        Some(keeper) => format!("{} travaille sur ce brouillon.", keeper.name),
        None => "Personne ne travaille sur ce brouillon.".to_owned(),
    };
    Some(
        view! {
            <form class="draft-keeper-line" method="post" action=format!("/deposer/{id}/prendre")>
                <p>{text}</p>
                <Button label="Le prendre en charge"/>
            </form>
        }
        .into_any(),
    )
}
