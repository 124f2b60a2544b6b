//! The form of the access of a structure. Secrets typed are never shown again.

use leptos::prelude::*;
use operations::{Access, AccessKind};

use super::super::refusal::FormAlert;
use super::credentials::TypedCredentials;
use crate::components::{Button, ButtonKind, FieldMessage, FileField, TextField, TextKind};

/// The form: an application with a technical account, or a certificate with one.
pub(super) fn credentials_form(
    action: String,
    access: Option<&Access>,
    typed: TypedCredentials,
    problem: Option<String>,
) -> AnyView {
    let known = access.is_some();
    let kind = access.map(|access| access.kind);
    let open = !known || problem.is_some();
    let TypedCredentials { client_id, login, had_certificate } = typed;
    let login_hint = hint("De la forme TECH_…@cpro.fr.", access.map(|access| access.login_tail.as_str()));
    let title = if known { "Modifier les accès" } else { "Saisir les accès" };
    view! {
        <details class="section" id="credentials" open=open>
            <summary>{title}</summary>
            <form class="form" method="post" action=action enctype="multipart/form-data">
                <FormAlert text=problem/>
                {application_fields(access.filter(|access| access.kind == AccessKind::Piste), client_id)}
                <fieldset class="field-group">
                    <legend>"Compte technique de Chorus Pro"</legend>
                    <TextField
                        name="login"
                        label="Identifiant du compte technique"
                        hint=login_hint
                        value=login
                        kind=TextKind::Code
                        maxlength=254
                        required=!known
                    />
                    <TextField
                        name="password"
                        label="Mot de passe du compte technique"
                        hint=secret_hint(known)
                        kind=TextKind::Secret
                        maxlength=500
                        required=!known
                    />
                </fieldset>
                {certificate_fields(kind, had_certificate)}
                <div class="button-row"><Button label="Enregistrer les accès" kind=ButtonKind::Primary/></div>
            </form>
        </details>
    }
    .into_any()
}

fn hint(format: &str, known_tail: Option<&str>) -> String {
    match known_tail {
        Some(tail) => format!("{format} Laissez vide pour conserver celui qui se termine par « {tail} »."),
        None => format.to_owned(),
    }
}

fn secret_hint(known: bool) -> &'static str {
    if known {
        "Laissez vide pour conserver celui enregistré."
    } else {
        "Il est chiffré et n’est plus jamais affiché."
    }
}

/// `access`: the application in force, when it is one.
fn application_fields(access: Option<&Access>, client_id: String) -> AnyView {
    let client_id_hint =
        hint("Dans PISTE, page de l’application.", access.map(|access| access.client_id_tail.as_str()));
    view! {
        <fieldset class="field-group">
            <legend>"Application PISTE"</legend>
            <TextField
                name="client_id"
                label="Identifiant client"
                hint=client_id_hint
                value=client_id
                kind=TextKind::Code
                maxlength=200
            />
            <TextField
                name="client_secret"
                label="Secret client"
                hint=secret_hint(access.is_some())
                kind=TextKind::Secret
                maxlength=500
            />
        </fieldset>
    }
    .into_any()
}

fn certificate_fields(kind: Option<AccessKind>, had_certificate: bool) -> AnyView {
    let messages = if had_certificate {
        vec![FieldMessage::warning("Choisissez de nouveau le fichier : il n’a pas été conservé.")]
    } else {
        Vec::new()
    };
    let file = "Fichier .p12 ou .pfx, 1 Mo au plus.";
    let hint = match kind {
        None => file.to_owned(),
        Some(AccessKind::Certificate) => {
            format!("{file} Sans fichier, le certificat enregistré est conservé.")
        }
        Some(AccessKind::Piste) => {
            format!("{file} En choisir un remplace l’application PISTE par le raccordement direct.")
        }
    };
    view! {
        <fieldset class="field-group">
            <legend>"Certificat"</legend>
            <p class="field-hint">
                "Sans identifiant PISTE, le certificat sert au raccordement direct. Avec une application PISTE, il ne sert pas."
            </p>
            <FileField
                name="certificate"
                label="Fichier PKCS#12 (facultatif)"
                hint
                accept=".p12,.pfx,application/x-pkcs12"
                messages
            />
            <TextField
                name="certificate_password"
                label="Mot de passe du fichier"
                kind=TextKind::Secret
                maxlength=500
            />
        </fieldset>
    }
    .into_any()
}
