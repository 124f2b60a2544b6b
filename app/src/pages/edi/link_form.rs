//! The form of an EDI link. The private key is never shown again.

use domain::{EdiField, FormField as _, StructureId};
use leptos::prelude::*;
use operations::{EdiLink, EdiPlace};

use super::super::refusal::FormState;
use super::{BOXES, FOLDER, SERVER, box_name};
use crate::components::{Button, ButtonKind, CheckBox, Choice, SelectField, TextArea, TextField, TextKind};

/// The form, open where there is no link yet or it was refused.
pub(super) fn link_form(
    id: StructureId,
    link: Option<&EdiLink>,
    folders_allowed: bool,
    form: &FormState,
) -> AnyView {
    let open = link.is_none() || form.is_refused();
    let title = if link.is_some() { "Modifier le raccordement" } else { "Saisir le raccordement" };
    let boxes = BOXES.map(|(field, _)| {
        view! {
            <CheckBox name=box_name(field) label=field.label() checked=!form.value(field).is_empty() messages=form.messages(field)/>
        }
    });
    let least = link.map_or(1, |link| link.next_sequence);
    view! {
        <details class="section" id="edi-link" open=open>
            <summary>{title}</summary>
            <form class="form" method="post" action=format!("/structures/{id}/edi")>
                {form.head::<EdiField>()}
                <fieldset class="field-group">
                    <legend>"Ce que porte la fiche de raccordement"</legend>
                    <div class="field-row">
                        <TextField name=EdiField::Application.name() label=EdiField::Application.label() kind=TextKind::Code maxlength=6 required=true
                            hint="Six lettres et chiffres, attribués par Chorus Pro"
                            value=form.value(EdiField::Application) messages=form.messages(EdiField::Application)/>
                        <TextField name=EdiField::Sequence.name() label=EdiField::Sequence.label() kind=TextKind::Digits maxlength=15
                            hint=format!("Au moins {least} : un numéro ne sert jamais deux fois")
                            value=form.value(EdiField::Sequence) messages=form.messages(EdiField::Sequence)/>
                    </div>
                    <p class="field-hint">"Interfaces par lesquelles vos archives peuvent partir\u{a0}:"</p>
                    {boxes.into_iter().collect_view()}
                </fieldset>
                {place_fields(link, folders_allowed, form)}
                <fieldset class="field-group">
                    <legend>"Dossiers"</legend>
                    <div class="field-row">
                        <TextField name=EdiField::Outbox.name() label=EdiField::Outbox.label() kind=TextKind::Code maxlength=200 required=true
                            hint="Où les archives sont déposées" value=form.value(EdiField::Outbox) messages=form.messages(EdiField::Outbox)/>
                        <TextField name=EdiField::Inbox.name() label=EdiField::Inbox.label() kind=TextKind::Code maxlength=200 required=true
                            hint="D’où viennent les retours" value=form.value(EdiField::Inbox) messages=form.messages(EdiField::Inbox)/>
                        <TextField name=EdiField::Processed.name() label=EdiField::Processed.label() kind=TextKind::Code maxlength=200
                            hint="Vide : un fichier pris et conservé ici est retiré du dossier d’arrivée"
                            value=form.value(EdiField::Processed) messages=form.messages(EdiField::Processed)/>
                    </div>
                </fieldset>
                <p class="field-hint">"Rien ne part par ce raccordement avant que son test ait réussi."</p>
                <div class="button-row"><Button label="Enregistrer le raccordement" kind=ButtonKind::Primary/></div>
            </form>
        </details>
    }
    .into_any()
}

fn place_fields(link: Option<&EdiLink>, folders_allowed: bool, form: &FormState) -> AnyView {
    let known_key = matches!(link.map(|link| &link.place), Some(EdiPlace::Sftp { .. }));
    let key_hint = if known_key {
        "Laissez vide pour conserver celle enregistrée. Elle est chiffrée et n’est plus jamais affichée."
    } else {
        "Laissez vide : Pupitre en crée une, et vous donne la clé publique à transmettre. Sinon, collez une clé OpenSSH Ed25519 ou \
         ECDSA sans mot de passe."
    };
    // A folder of the machine is offered where the installation allows one; what was chosen before stays visible.
    let in_folder = form.value(EdiField::Place) == FOLDER;
    let choice = (folders_allowed || in_folder).then(|| {
        let choices = vec![
            Choice::new(SERVER, "Serveur SFTP"),
            Choice::new(FOLDER, "Dossier de la machine de Pupitre"),
        ];
        view! {
            <SelectField name=EdiField::Place.name() label=EdiField::Place.label() choices value=form.value(EdiField::Place)/>
            <TextField name=EdiField::Root.name() label=EdiField::Root.label() kind=TextKind::Code maxlength=200
                hint="Pour un dossier de la machine seulement : sous celui que l’installation autorise"
                value=form.value(EdiField::Root) messages=form.messages(EdiField::Root)/>
        }
    });
    view! {
        <fieldset class="field-group">
            <legend>"Lieu d’échange"</legend>
            {choice}
            <div class="field-row">
                <TextField name=EdiField::Host.name() label="Serveur SFTP" kind=TextKind::Code maxlength=253
                    value=form.value(EdiField::Host) messages=form.messages(EdiField::Host)/>
                <TextField name=EdiField::Port.name() label=EdiField::Port.label() kind=TextKind::Digits maxlength=5
                    value=form.value(EdiField::Port) messages=form.messages(EdiField::Port)/>
                <TextField name=EdiField::User.name() label=EdiField::User.label() kind=TextKind::Code maxlength=253
                    value=form.value(EdiField::User) messages=form.messages(EdiField::User)/>
            </div>
            <TextArea name=EdiField::Key.name() label="Clé privée" hint=key_hint rows=3 maxlength=20_000
                messages=form.messages(EdiField::Key)/>
        </fieldset>
    }
    .into_any()
}
