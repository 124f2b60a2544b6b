//! Who issues, and to whom.

use domain::{Field, FormField as _, Severity, readable_name};
use leptos::prelude::*;

use super::super::super::directory::card_address;
use super::super::super::routing_fields::{choose_button, found_recipients, recipient_field};
use super::super::super::structure_choice::MOST_CHOICES;
use super::super::issuers;
use super::FormView;
use crate::components::{
    Button, ButtonKind, Choice, FieldErrors, IdentifierText, PartyName, SelectField, TextField,
};

impl FormView {
    /// Who issues, and how to choose another.
    pub(super) fn issuer(&self) -> AnyView {
        let structure = &self.view.structure;
        let others: Vec<_> = issuers(&self.structures)
            .into_iter()
            .map(|summary| &summary.structure)
            .filter(|other| other.id != structure.id)
            .collect();
        let named = self.view.issuer.as_ref().and_then(|read| others.iter().find(|other| read.is(other)));
        let take = named.map(|other| {
            let label = format!("Émettre au nom de {}", readable_name(&other.name));
            view! { <Button label name="action" value=format!("emetteur:{}", other.id)/> }
        });
        let stopped = self.view.notes.of(&Field::Issuer.into()).any(|note| note.severity == Severity::Error);
        let keep = stopped.then(|| {
            let label = format!("Garder {} (mandat, groupe)", readable_name(&structure.name));
            view! { <Button label kind=ButtonKind::Quiet name="action" value="confirmer-emetteur"/> }
        });
        let messages = self.messages(Field::Issuer);
        // Where the right one is offered beside the message, the list would only be in the way.
        let open = !messages.is_empty() && named.is_none();
        let choice = (!others.is_empty()).then(|| {
            let control = if others.len() > MOST_CHOICES {
                view! { <TextField name=Field::Issuer.name() id="other-issuer" label="Nom ou SIRET de la structure" value=self.value(Field::Issuer)/> }
                    .into_any()
            } else {
                let mut choices = vec![Choice::new("", "Choisissez la structure")];
                choices.extend(others.iter().map(|other| {
                    Choice::new(other.id.to_string(), format!("{} – {}", readable_name(&other.name), other.identifier))
                }));
                view! { <SelectField name=Field::Issuer.name() id="other-issuer" label="Structure qui émet" choices value=String::new()/> }
                    .into_any()
            };
            view! {
                <details class="disclosure" open=open>
                    <summary>"Changer d’émetteur"</summary>
                    <div class="field-row field-with-button">
                        {control}
                        <Button label="Changer" name="action" value="emetteur"/>
                    </div>
                </details>
            }
        });
        view! {
            <div class="issuer" id=Field::Issuer.name() tabindex="-1">
                <p class="issuer-label">{Field::Issuer.label()}</p>
                <p class="issuer-name"><PartyName name=structure.name.clone()/> " " <IdentifierText identifier=structure.identifier.clone()/></p>
                {choice}
                <FieldErrors id="issuer" messages/>
                {(take.is_some() || keep.is_some()).then(|| view! { <div class="button-row">{take} {keep}</div> })}
            </div>
        }
        .into_any()
    }

    /// Where to read what the recipient asks for, once it is known.
    fn recipient_card(&self) -> Option<AnyView> {
        let card = self.view.recipient.as_ref()?;
        let href = card_address(card.entry.siret.as_str(), self.view.structure.environment);
        Some(
            view! { <p class="field-hint"><a href=href target="_blank" rel="noopener">"Fiche du destinataire (nouvel onglet)"</a></p> }
                .into_any(),
        )
    }

    pub(super) fn recipient(&self) -> AnyView {
        // What the checks of the browser know of the recipient, and of which one. Plain texts: they always serialise.
        let rules = (&self.view.draft.form.recipient_siret, &self.view.context.recipient);
        let rules = serde_json::to_string(&rules).unwrap_or_default();
        let name = self.view.draft.form.recipient_name.clone();
        let recent =
            self.view.recent_recipients.iter().map(|(siret, name)| choose_button(siret.as_str(), name));
        let recent = recent.collect_view();
        let recent = (!self.view.recent_recipients.is_empty()
            && self.value(Field::RecipientSiret).is_empty())
        .then(|| {
            view! {
                <div class="choices" role="group" aria-label="Destinataires récents">
                    <p class="field-hint">"Derniers destinataires de cette structure"</p>
                    {recent}
                </div>
            }
        });
        let hint =
            if name.is_empty() { "SIRET (14 chiffres) ou nom".to_owned() } else { readable_name(&name) };
        view! {
            <div class="field-group">
                {recipient_field(self.shown_field(Field::RecipientSiret), hint)}
                {found_recipients(&self.shown.found)}
                {self.recipient_card()}
                <input type="hidden" id="recipient-rules" value=rules/>
                {recent}
            </div>
        }
        .into_any()
    }
}
