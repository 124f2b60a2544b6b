//! The page of an act on a works document.

use domain::{
    FormField as _, LONGEST_ANSWER_DETAIL, LONGEST_COMMENT, StatusKind, WorksActField, WorksActKind,
    WorksFramework, WorksRole, format_amount, from_cents, gives_back_to_depositor, readable_name,
};
use leptos::prelude::*;
use operations::{WorksActView, WorksDocument};

use super::super::refusal::FormState;
use super::acts::{attached_file, path_of};
use super::words::{UNCONFIRMED, kind_of, number_of};
use crate::components::{
    AttachedFiles, Badge, Button, ButtonKind, ButtonLink, Choice, FileField, NoticeBox, SelectField,
    TextArea, TextField, TextKind, prose,
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
        (WorksActKind::Complete, _) => format!("Compléter {number}"),
        (WorksActKind::Refuse, _) => format!("Refuser {number}"),
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
        (WorksActKind::Complete, _) => {
            "Joignez ce qui est demandé, ou expliquez-vous. La pièce revient à qui l’attend, sous le même numéro ; ses montants ne changent pas."
        }
        (WorksActKind::Refuse, _) => {
            "La pièce revient à qui l’a déposée, avec votre motif. Pour qu’elle soit complétée, demandez plutôt de la compléter."
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
            WorksActKind::Complete => self.completion(),
            WorksActKind::Refuse => self.refusal(),
            WorksActKind::AskRecycling => ().into_any(),
        };
        let enctype = kind.takes_files().then_some("multipart/form-data");
        let mark = self.view.unconfirmed.map(|form| {
            let text = format!(
                "Ce que Chorus Pro attend pour {} n’est pas publié : la forme envoyée est déduite de services voisins. S’il ne la prend pas, rien ne change et ses mots s’affichent ici.",
                form.path()
            );
            view! { <NoticeBox kind=StatusKind::Warning title=UNCONFIRMED text/> }
        });
        view! {
            {refused}
            {head}
            {mark}
            <p class="invoice-sentence"><Badge kind=document.status.kind() label=document.status.label()/><span>{prose(&what)}</span></p>
            <p class="act-expected">{prose(follows(kind, at_payer))}</p>
            <form class="form" id="act" method="post" action=action enctype=enctype novalidate>
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

    fn completion(&self) -> AnyView {
        let files: Vec<_> = self.view.files.iter().map(attached_file).collect();
        let base = self.view.act.as_ref().map(|act| format!("/travaux/{}/actes/{}", act.document, act.id));
        let files = base
            .filter(|_| !files.is_empty())
            .map(|base| view! { <AttachedFiles base files removable=true/> });
        let most = u32::try_from(LONGEST_COMMENT).unwrap_or(u32::MAX);
        view! {
            <fieldset class="field-group">
                <legend>{WorksActField::Attachments.label()}</legend>
                {files}
                <FileField name=WorksActField::Attachments.name() label="Ajouter des pièces" hint="118 Mo en tout. Ce que Chorus Pro refuserait tel quel (plus de 10 Mo, type non pris) est coupé ou compressé, et vous le voyez avant l’envoi." multiple=true messages=self.form.messages(WorksActField::Attachments)/>
            </fieldset>
            <TextArea name=WorksActField::Comment.name() label=WorksActField::Comment.label() value=self.form.value(WorksActField::Comment) hint="Lu avec les pièces, 2 000 caractères au plus." rows=5 maxlength=most messages=self.form.messages(WorksActField::Comment)/>
        }
        .into_any()
    }

    fn refusal(&self) -> AnyView {
        let offered = self.view.offered.iter().map(|reason| {
            let label = if reason.label.trim().is_empty() { &reason.code } else { &reason.label };
            let back = if gives_back_to_depositor(&reason.code) {
                ", à adresser à une autre structure"
            } else {
                ""
            };
            Choice::new(&reason.code, format!("{label}{back}"))
        });
        let choices: Vec<Choice> =
            std::iter::once(Choice::new("", "Choisissez un motif")).chain(offered).collect();
        let hint = if choices.len() > 1 {
            "La liste de Chorus Pro."
        } else {
            "La liste de Chorus Pro n’a pas pu être lue : un refus n’est pas possible d’ici pour l’instant."
        };
        let most = u32::try_from(LONGEST_ANSWER_DETAIL).unwrap_or(u32::MAX);
        let amounts = self.view.document.known_framework().filter(|framework| is_draft_statement(*framework));
        let amounts = amounts.map(|_| {
            view! {
                <p class="field-hint">
                    "Un projet de décompte ne se refuse pas pour ses montants : la MOE indique les siens dans la pièce qu’elle dépose."
                </p>
            }
        });
        view! {
            <SelectField name=WorksActField::Reason.name() label=WorksActField::Reason.label() choices value=self.form.value(WorksActField::Reason) hint messages=self.form.messages(WorksActField::Reason)/>
            {amounts}
            <TextArea name=WorksActField::Detail.name() label=WorksActField::Detail.label() value=self.form.value(WorksActField::Detail) hint="Lues par qui a déposé la pièce, 255 caractères au plus. Il en faut pour le motif Autre." rows=3 maxlength=most messages=self.form.messages(WorksActField::Detail)/>
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

/// Whether a document is a draft statement of its supplier (business-rules.md §10).
const fn is_draft_statement(framework: WorksFramework) -> bool {
    use WorksFramework::{A4, A7, A10, A13, A14};
    matches!(framework, A4 | A7 | A10 | A13 | A14)
}
