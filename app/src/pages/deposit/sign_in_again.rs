//! The sign-in in place, for a person whose session has ended while they were typing.

use domain::{FormField as _, SignInField};
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, TextField, TextKind};

/// Signing in again without leaving the page, when the session has ended: opened by the island that keeps the draft.
pub(super) fn sign_in_again(id: &str, email: String) -> AnyView {
    view! {
        <dialog class="dialog" id="sign-in-again" aria-labelledby="sign-in-again-title">
            <div class="dialog-head"><h2 id="sign-in-again-title">"Votre session a pris fin"</h2></div>
            <form class="form" id="sign-in-again-form" method="post" action="/connexion">
                <p>"Votre saisie est toujours là. Reconnectez-vous pour l’enregistrer."</p>
                <p class="field-message" id="sign-in-again-error" role="alert" data-severity="error"></p>
                <input type="hidden" name=SignInField::Next.name() value=format!("/deposer/{id}")/>
                <TextField
                    name=SignInField::Email.name()
                    id="sign-in-again-email"
                    label=SignInField::Email.label()
                    kind=TextKind::Email
                    value=email
                    autocomplete="username"
                    required=true
                    readonly=true
                />
                <TextField
                    name=SignInField::Password.name()
                    id="sign-in-again-password"
                    label=SignInField::Password.label()
                    kind=TextKind::Password
                    autocomplete="current-password"
                    enterkeyhint="go"
                    required=true
                />
                <div class="button-row">
                    <Button label="Se reconnecter" kind=ButtonKind::Primary/>
                    <button class="button" type="submit" formmethod="dialog" formnovalidate data-kind="quiet"><span>"Plus tard"</span></button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
