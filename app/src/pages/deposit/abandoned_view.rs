//! A draft that was abandoned: that nothing left, and the way back.

use domain::StatusKind;
use leptos::prelude::*;
use operations::DepositView;

use crate::components::{Button, ButtonKind, ButtonLink, NoticeBox};

pub(super) fn abandoned_view(view: &DepositView) -> AnyView {
    let id = view.invoice.id;
    view! {
        <NoticeBox
            kind=StatusKind::Info
            title="Brouillon abandonné"
            text="Rien n’est parti. Tout ce qui était saisi et joint est gardé : vous pouvez le reprendre."
        />
        <form class="button-row" method="post" action=format!("/factures/{id}/reprendre")>
            <Button label="Reprendre ce brouillon" kind=ButtonKind::Primary/>
            <ButtonLink label="Voir la facture" href=format!("/factures/{id}")/>
            <ButtonLink label="Déposer une autre facture" href="/deposer" kind=ButtonKind::Quiet/>
        </form>
    }
    .into_any()
}
