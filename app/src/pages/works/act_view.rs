//! The page of an act on a works document.

use domain::{
    FormField as _, LONGEST_COMMENT, StatusKind, WorksActField, WorksActKind, WorksRole, format_amount,
    from_cents, readable_name,
};
use leptos::prelude::*;
use operations::{WorksActView, WorksDocument};

use super::super::refusal::FormState;
use super::acts::path_of;
use super::words::{kind_of, number_of};
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, NoticeBox, TextArea, TextField, TextKind, prose,
};
use crate::words::Sentence as _;

/// Everything the page shows.
pub(super) struct ActPage {
    pub(super) kind: WorksActKind,
    pub(super) view: WorksActView,
    pub(super) form: FormState,
}

/// Whether a document is at who pays.
pub(super) fn at_payer(document: &WorksDocument) -> bool {
    document.turn() == Some(WorksRole::Payer)
}

/// What is done, and with which document.
pub(super) fn title(kind: WorksActKind, document: &WorksDocument) -> String {
    let number = number_of(document);
    match (kind, at_payer(document)) {
        (WorksActKind::SendBack, true) => format!("Suspendre {number}"),
        (WorksActKind::SendBack, false) => format!("Demander de compléter {number}"),
        (WorksActKind::AskRecycling, _) => format!("Demander le recyclage de la pièce avant {number}"),
        (WorksActKind::Recycle, _) => format!("Recycler {number}"),
    }
}

/// What follows.
const fn follows(kind: WorksActKind, at_payer: bool) -> &'static str {
    match (kind, at_payer) {
        (WorksActKind::SendBack, true) => {
            "La pièce revient à qui doit la compléter, et le délai de paiement est interrompu."
        }
        (WorksActKind::SendBack, false) => {
            "La pièce revient à qui doit la compléter, avec votre commentaire."
        }
        (WorksActKind::AskRecycling, _) => {
            "Qui a déposé la pièce précédente est prié de lui donner un autre destinataire ou un autre service, sous le même numéro."
        }
        (WorksActKind::Recycle, _) => {
            "La pièce repart vers le destinataire indiqué, sous le même numéro ; tout le dossier la suit."
        }
    }
}

impl ActPage {
    pub(super) fn view(self) -> AnyView {
        let (kind, document) = (self.kind, &self.view.document);
        let at_payer = at_payer(document);
        let action = path_of(kind, document.id);
        let refused = self.view.act.as_ref().and_then(|act| act.reason.as_ref()).map(|reason| {
            view! { <NoticeBox kind=StatusKind::Error title="Chorus Pro n’a pas accepté cet acte" text=reason.sentence()/> }
        });
        let head = self.form.head::<WorksActField>();
        let amount = document
            .gross_cents
            .map(|cents| format!(", {}", format_amount(from_cents(cents), "EUR")))
            .unwrap_or_default();
        let what = format!("{}, de {}{amount}.", kind_of(document), readable_name(&document.supplier_name));
        let fields = match kind {
            WorksActKind::SendBack => self.comment(at_payer),
            WorksActKind::Recycle => self.routing(),
            WorksActKind::AskRecycling => ().into_any(),
        };
        view! {
            {refused}
            {head}
            <p class="invoice-sentence"><Badge kind=document.status.kind() label=document.status.label()/><span>{prose(&what)}</span></p>
            <p class="act-expected">{prose(follows(kind, at_payer))}</p>
            <form class="form" id="act" method="post" action=action novalidate>
                // The first button is the one that Enter presses: it saves and harms nothing.
                <button class="visually-hidden" type="submit" name="action" value="enregistrer" tabindex="-1">"Enregistrer"</button>
                <input type="hidden" name="version" value=self.view.version()/>
                {fields}
            </form>
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">"Rien ne part avant l’envoi, que vous pourrez annuler pendant quelques secondes."</span></p>
                <ButtonLink label="Voir le dossier" href=format!("/travaux/{}", document.id)/>
                <Button label=kind.verb(at_payer) kind=ButtonKind::Primary form="act" name="action" value="envoyer" shortcut="Ctrl+Entrée"/>
            </div>
        }
        .into_any()
    }

    fn comment(&self, at_payer: bool) -> AnyView {
        let most = u32::try_from(LONGEST_COMMENT).unwrap_or(u32::MAX);
        let hint = if at_payer {
            "Ce qui manque ou n’est pas juste, lu par le fournisseur, 2 000 caractères au plus."
        } else {
            "Ce qui est à compléter, 2 000 caractères au plus."
        };
        view! {
            <TextArea name=WorksActField::Comment.name() label=WorksActField::Comment.label() value=self.form.value(WorksActField::Comment) hint rows=5 maxlength=most required=true messages=self.form.messages(WorksActField::Comment)/>
        }
        .into_any()
    }

    fn routing(&self) -> AnyView {
        view! {
            <TextField name=WorksActField::RecipientSiret.name() label=WorksActField::RecipientSiret.label() value=self.form.value(WorksActField::RecipientSiret) hint="14 chiffres" required=true messages=self.form.messages(WorksActField::RecipientSiret)/>
            <TextField name=WorksActField::ServiceCode.name() label=WorksActField::ServiceCode.label() kind=TextKind::Code value=self.form.value(WorksActField::ServiceCode) maxlength=100 messages=self.form.messages(WorksActField::ServiceCode)/>
            <TextField name=WorksActField::Engagement.name() label=WorksActField::Engagement.label() kind=TextKind::Code value=self.form.value(WorksActField::Engagement) hint="Vide, l’engagement actuel reste" maxlength=50 messages=self.form.messages(WorksActField::Engagement)/>
        }
        .into_any()
    }
}
