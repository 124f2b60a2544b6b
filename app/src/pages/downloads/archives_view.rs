//! The page of the monthly archives of a structure.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{FormField as _, NameValues, PackageField, StatusKind, readable_name};
use leptos::prelude::*;
use operations::StructureArchives;

use super::super::refusal::FormState;
use super::choice_view::fields;
use super::list_view::table;
use super::package_page::month_words;
use crate::components::{
    Button, ButtonKind, ButtonLink, CheckBox, EmptyState, IconName, LiveRegion, NoticeBox,
};
use crate::islands::Live;

/// What the page shows.
pub(super) struct ArchivesPage {
    pub(super) archives: StructureArchives,
    pub(super) may_manage: bool,
    pub(super) form: FormState,
    pub(super) now: DateTime<Utc>,
}

impl ArchivesPage {
    pub(super) fn view(self) -> AnyView {
        let id = self.archives.structure.id;
        let list = if self.archives.archives.is_empty() {
            view! {
                <EmptyState
                    title="Aucune archive"
                    text="La première s’établit d’elle-même le 2 du mois qui suit sa mise en place."
                    icon=IconName::Download
                />
            }
            .into_any()
        } else {
            table(&self.archives.archives, self.now)
        };
        let stop = (self.may_manage && self.archives.plan.is_some()).then(|| {
            view! {
                <form method="post" action=format!("/structures/{id}/archives/arreter")>
                    <Button label="Ne plus établir d’archive" kind=ButtonKind::Danger/>
                </form>
            }
        });
        view! {
            <NoticeBox kind=StatusKind::Info text=self.sentence()/>
            <LiveRegion id="live-archives" content=list/>
            {self.may_manage.then(|| self.plan_form())}
            <div class="button-row">
                <ButtonLink label="Revenir à la structure" href=format!("/structures/{id}")/>
                {stop}
            </div>
            <p class="field-hint">
                "Une archive est conservée jusqu’à ce qu’un administrateur la supprime. Les documents qu’elle contient restent dans Pupitre dans tous les cas\u{a0}: rien n’est détruit. Pour un organisme public, toute élimination demande d’abord le visa de l’archiviste."
            </p>
            <Live watch=String::new() read_at=self.now.timestamp_millis()/>
        }
        .into_any()
    }

    /// Whether archives are made, and which is next.
    fn sentence(&self) -> String {
        let Some(plan) = &self.archives.plan else {
            return "Aucune archive n’est établie. Mise en place, l’archive d’un mois s’établit d’elle-même le 2 du mois suivant.".to_owned();
        };
        let what = match (plan.received, plan.issued) {
            (true, true) => "factures reçues et émises",
            (true, false) => "factures reçues",
            _ => "factures émises",
        };
        format!(
            "L’archive des {what} de {} s’établira d’elle-même le 2 du mois suivant. Mise en place par {}.",
            month_words(plan.next_month),
            plan.set_by_name
        )
    }

    fn plan_form(&self) -> AnyView {
        let form = &self.form;
        let is_ticked = |field: PackageField| !form.value(field).is_empty();
        let label =
            if self.archives.plan.is_some() { "Enregistrer" } else { "Établir une archive chaque mois" };
        let example = self.example();
        view! {
            <form class="form section" method="post" action=format!("/structures/{}/archives", self.archives.structure.id)>
                <h2>"Ce que contient chaque archive"</h2>
                {form.head::<PackageField>()}
                <CheckBox
                    name=PackageField::Received.name()
                    label=PackageField::Received.label()
                    checked=is_ticked(PackageField::Received)
                    hint="Celles que Pupitre n’a pas encore sont récupérées, ce qui les marque « téléchargées » chez Chorus Pro."
                />
                <CheckBox name=PackageField::Issued.name() label=PackageField::Issued.label() checked=is_ticked(PackageField::Issued)/>
                {fields(form, Some(&example))}
                <div class="button-row"><Button label kind=ButtonKind::Primary/></div>
            </form>
        }
        .into_any()
    }

    /// An invoice that the structure might receive.
    fn example(&self) -> NameValues {
        let structure = &self.archives.structure;
        let own = (readable_name(&structure.name), structure.identifier.as_str().to_owned());
        NameValues {
            number: "FA-2026-118".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 11, 20),
            kind: "facture".to_owned(),
            supplier: ("Menuiserie Martin".to_owned(), "12345678900012".to_owned()),
            recipient: own,
            service: "ACHATS".to_owned(),
            engagement: "EJ-118".to_owned(),
            chorus_number: Some(12_345),
        }
    }
}
