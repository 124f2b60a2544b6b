//! The form of the access of a structure. Secrets typed are never shown again.

use domain::{CredentialField, FormField as _};
use leptos::prelude::*;
use operations::{Access, AccessKind};

use super::super::refusal::FormState;
use super::credentials::{ACT, TEST_FIRST};
use crate::components::{Button, ButtonKind, FileField, TextField, TextKind};

/// The form: an application with a technical account, or a certificate with one.
pub(super) fn credentials_form(action: String, access: Option<&Access>, form: &FormState) -> AnyView {
    let known = access.is_some();
    let kind = access.map(|access| access.kind);
    let open = !known || form.is_refused();
    let login_hint = hint("De la forme TECH_…@cpro.fr.", access.map(|access| access.login_tail.as_str()));
    let title = if known { "Modifier les accès" } else { "Saisir les accès" };
    view! {
        <details class="section" id="credentials" open=open>
            <summary>{title}</summary>
            <form class="form" method="post" action=action enctype="multipart/form-data">
                {form.head::<CredentialField>()}
                {application_fields(access.filter(|access| access.kind == AccessKind::Piste), form)}
                <fieldset class="field-group">
                    <legend>"Compte technique de Chorus Pro"</legend>
                    <TextField
                        name=CredentialField::Login.name()
                        messages=form.messages(CredentialField::Login)
                        label="Identifiant du compte technique"
                        hint=login_hint
                        value=form.value(CredentialField::Login)
                        kind=TextKind::Code
                        maxlength=254
                        required=!known
                    />
                    <TextField
                        name=CredentialField::Password.name()
                        messages=form.messages(CredentialField::Password)
                        label="Mot de passe du compte technique"
                        hint=secret_hint(known)
                        kind=TextKind::Secret
                        maxlength=500
                        required=!known
                    />
                </fieldset>
                {certificate_fields(kind, form)}
                {buttons(known)}
            </form>
        </details>
    }
    .into_any()
}

/// What is in force is replaced by what has passed the test; who knows better may replace it at once.
fn buttons(known: bool) -> AnyView {
    if !known {
        return view! {
            <div class="button-row"><Button label="Enregistrer les accès" kind=ButtonKind::Primary/></div>
        }
        .into_any();
    }
    view! {
        <p class="field-hint">
            "Les accès actuels restent en service tant que les nouveaux n’ont pas passé le test."
        </p>
        <div class="button-row">
            <Button label="Tester, puis remplacer" kind=ButtonKind::Primary name=ACT value=TEST_FIRST/>
            <Button label="Remplacer sans tester" name=ACT value="save"/>
        </div>
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
fn application_fields(access: Option<&Access>, form: &FormState) -> AnyView {
    let client_id_hint =
        hint("Dans PISTE, page de l’application.", access.map(|access| access.client_id_tail.as_str()));
    view! {
        <fieldset class="field-group">
            <legend>"Application PISTE"</legend>
            <TextField
                name=CredentialField::ClientId.name()
                messages=form.messages(CredentialField::ClientId)
                label="Identifiant client"
                hint=client_id_hint
                value=form.value(CredentialField::ClientId)
                kind=TextKind::Code
                maxlength=200
            />
            <TextField
                name=CredentialField::ClientSecret.name()
                messages=form.messages(CredentialField::ClientSecret)
                label="Secret client"
                hint=secret_hint(access.is_some())
                kind=TextKind::Secret
                maxlength=500
            />
        </fieldset>
    }
    .into_any()
}

fn certificate_fields(kind: Option<AccessKind>, form: &FormState) -> AnyView {
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
                name=CredentialField::Certificate.name()
                messages=form.messages(CredentialField::Certificate)
                label="Fichier PKCS#12 (facultatif)"
                hint
                accept=".p12,.pfx,application/x-pkcs12"
            />
            <TextField
                name=CredentialField::CertificatePassword.name()
                messages=form.messages(CredentialField::CertificatePassword)
                label="Mot de passe du fichier"
                kind=TextKind::Secret
                maxlength=500
            />
            <FileField
                name=CredentialField::CertificateChain.name()
                messages=form.messages(CredentialField::CertificateChain)
                label="Chaîne de l’autorité (facultatif)"
                hint="Si le fichier PKCS#12 ne la contient pas : .p7b (PKCS#7), .pem, .crt ou .cer, 256 ko au plus."
                accept=".p7b,.p7c,.pem,.crt,.cer,application/x-pkcs7-certificates,application/x-x509-ca-cert"
            />
        </fieldset>
    }
    .into_any()
}
