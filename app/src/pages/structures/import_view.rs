//! The pages of an import from their data: where the file is given, and what would become of each row.

use domain::{
    Environment, FieldPath, FormField as _, IdentifierKind, ImportField, Notes, Side, StatusKind,
    StructureField,
};
use leptos::prelude::*;
use operations::{ImportRow, NewStructure, RowFate};

use super::super::refusal::FormState;
use crate::components::{
    Button, ButtonKind, Choice, FieldWidth, FileField, Icon, IconName, SelectField, kind_icon,
};
use crate::words::Sentence as _;

/// Where the file is given.
pub(super) struct ImportPage {
    pub(super) form: FormState,
}

impl ImportPage {
    pub(super) fn view(self) -> AnyView {
        let form = self.form;
        let sides = Side::ALL.map(|side| Choice::new(side.code(), side.label())).to_vec();
        let environments =
            Environment::ALL.map(|environment| Choice::new(environment.code(), environment.label())).to_vec();
        view! {
            <form class="form" method="post" action="/structures/importer" enctype="multipart/form-data">
                {form.head::<ImportField>()}
                <FileField
                    name=ImportField::File.name()
                    label="Déposez le tableau de vos structures"
                    hint="CSV, XLSX ou ODS, 500 lignes et 2 Mo au plus. Colonnes « SIRET » et « Désignation » (ou « Nom », « Raison sociale ») ; facultatives : « Ville », « Rôle », « Environnement ». Le jeu de données d’un compte de qualification s’importe tel quel : ce qui n’est pas une structure est laissé de côté."
                    accept=".csv,.txt,.xlsx,.ods"
                    required=true
                    messages=form.messages(ImportField::File)
                />
                <fieldset class="field-group">
                    <legend>"Quand une ligne ne le dit pas"</legend>
                    <SelectField
                        name=ImportField::Side.name()
                        label=ImportField::Side.label()
                        choices=sides
                        value=form.value(ImportField::Side)
                        width=FieldWidth::Medium
                    />
                    <SelectField
                        name=ImportField::Environment.name()
                        label=ImportField::Environment.label()
                        choices=environments
                        value=form.value(ImportField::Environment)
                        hint="Qualification : plateforme d’essai, sans effet réel. Production : factures réelles."
                        width=FieldWidth::Medium
                    />
                </fieldset>
                <div class="button-row">
                    <Button label="Vérifier le tableau" kind=ButtonKind::Primary icon=IconName::Structure/>
                    <a href="/structures">"Annuler"</a>
                </div>
            </form>
        }
        .into_any()
    }
}

/// What would become of each row.
pub(super) struct TrialPage {
    pub(super) rows: Vec<ImportRow>,
}

impl TrialPage {
    pub(super) fn view(self) -> AnyView {
        let rows = self.rows;
        let new = rows.iter().filter(|row| matches!(row.fate, RowFate::New { .. })).count();
        let wrong = rows.iter().filter(|row| matches!(row.fate, RowFate::Wrong(_))).count();
        let repeated = rows.iter().filter(|row| matches!(row.fate, RowFate::Repeated { .. })).count();
        let beside = rows.iter().filter(|row| row.fate == RowFate::NoStructure).count();
        let there = rows.len() - new - wrong - repeated - beside;
        let sentence = [
            counted(new, "sera créée", "seront créées"),
            counted(there, "existe déjà", "existent déjà"),
            counted(repeated, "est en double", "sont en double"),
            counted(wrong, "est à corriger", "sont à corriger"),
            counted(beside, "ne désigne aucune structure", "ne désignent aucune structure"),
        ];
        let sentence = sentence.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let create = (new > 0).then(|| {
            let label = if new == 1 {
                "Créer la structure".to_owned()
            } else {
                format!("Créer les {new} structures")
            };
            view! {
                <form method="post" action="/structures/importer/creer">
                    <input type="hidden" name="rows" value=sent(&rows)/>
                    <Button label kind=ButtonKind::Primary icon=IconName::Structure/>
                </form>
            }
        });
        let body = rows.into_iter().map(row_view).collect_view();
        view! {
            <p class="import-found" role="status">{format!("Rien n’est encore créé. {sentence}.")}</p>
            <div class="button-row">
                {create}
                <a href="/structures/importer">"Choisir un autre tableau"</a>
            </div>
            <div class="list">
                <table class="table">
                    <caption class="visually-hidden">"Lignes du tableau et ce qu’elles deviendraient"</caption>
                    <thead>
                        <tr>
                            <th scope="col" data-numeric>"Ligne"</th>
                            <th scope="col">"Structure"</th>
                            <th scope="col">"Identifiant"</th>
                            <th scope="col">"Ville"</th>
                            <th scope="col">"Rôle"</th>
                            <th scope="col">"Environnement"</th>
                            <th scope="col">"Ce qu’elle devient"</th>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

fn counted(count: usize, one: &str, several: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 ligne {one}")),
        count => Some(format!("{count} lignes {several}")),
    }
}

fn row_view(row: ImportRow) -> AnyView {
    let ImportRow { number, new, fate } = row;
    let side = Side::from_code(&new.side).map_or(new.side, |side| side.label().to_owned());
    let environment = Environment::from_code(&new.environment)
        .map_or(new.environment, |environment| environment.label().to_owned());
    let other = IdentifierKind::from_code(&new.identifier_kind).filter(|kind| *kind != IdentifierKind::Siret);
    let kind = other.map(|kind| view! { <span class="tag">{kind.short_label()}</span> });
    let (status, text) = match fate {
        RowFate::New { doubtful: false } => (StatusKind::Success, "sera créée".to_owned()),
        RowFate::New { doubtful: true } => {
            (StatusKind::Warning, "sera créée ; la clé de ce SIRET semble fausse : vérifiez-le".to_owned())
        }
        RowFate::There => (StatusKind::Neutral, "existe déjà : rien ne change".to_owned()),
        RowFate::Repeated { row } => (StatusKind::Neutral, format!("la même structure qu’à la ligne {row}")),
        RowFate::NoStructure => {
            (StatusKind::Neutral, "sans identifiant de structure : laissée de côté".to_owned())
        }
        RowFate::Wrong(notes) => (StatusKind::Error, faults(&notes)),
    };
    view! {
        <tr>
            <td data-numeric data-label="Ligne">{number}</td>
            <th scope="row">{new.name}</th>
            <td data-label="Identifiant">{new.siret}" "{kind}</td>
            <td data-label="Ville">{new.town}</td>
            <td data-label="Rôle">{side}</td>
            <td data-label="Environnement">{environment}</td>
            <td>
                <span class="status access-light" data-kind=status.code()><Icon name=kind_icon(status)/><span class="status-label">{text}</span></span>
            </td>
        </tr>
    }
    .into_any()
}

/// What is wrong with a row, each at the name of its column.
fn faults(notes: &Notes) -> String {
    let fault = |field: StructureField| {
        let path = FieldPath::from(field);
        let said: Vec<String> = notes.of(&path).map(|note| note.remark.sentence()).collect();
        (!said.is_empty()).then(|| format!("{}\u{a0}: {}", field.label(), said.join(" ")))
    };
    StructureField::ALL.iter().copied().filter_map(fault).collect::<Vec<_>>().join(" ")
}

/// The rows that can be created, as the form carries them: a line each, its cells parted by tabs.
fn sent(rows: &[ImportRow]) -> String {
    let cell = |text: &str| text.replace(char::is_control, " ");
    let line = |row: &ImportRow| {
        let NewStructure { identifier_kind, siret, name, town, side, environment } = &row.new;
        [identifier_kind, siret, name, town, side, environment].map(|text| cell(text)).join("\t")
    };
    let new = rows.iter().filter(|row| matches!(row.fate, RowFate::New { .. }));
    new.map(line).collect::<Vec<_>>().join("\n")
}

/// A row that [`sent`] wrote.
pub(super) fn row_of(line: &str) -> Option<NewStructure> {
    let cells: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
    let [identifier_kind, siret, name, town, side, environment] = cells[..] else { return None };
    let text = ToOwned::to_owned;
    Some(NewStructure {
        identifier_kind: text(identifier_kind),
        siret: text(siret),
        name: text(name),
        town: text(town),
        side: text(side),
        environment: text(environment),
    })
}

#[cfg(test)]
mod tests {
    use domain::{Remark, SiretError};

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn row(number: u32, name: &str, fate: RowFate) -> ImportRow {
        let new = NewStructure {
            identifier_kind: String::new(),
            siret: "12345678900012".to_owned(),
            name: name.to_owned(),
            town: "Angers".to_owned(),
            side: "fournisseur".to_owned(),
            environment: "production".to_owned(),
        };
        ImportRow { number, new, fate }
    }

    fn shown(rows: Vec<ImportRow>) -> String {
        render(|| TrialPage { rows }.view()).replace('\u{a0}', " ")
    }

    #[test]
    fn each_row_says_what_becomes_of_it_and_only_the_new_ones_are_carried_on() {
        let mut notes =
            Notes::of_error(StructureField::Siret, Remark::Siret { error: SiretError::Length(4) });
        notes.error(StructureField::Name, Remark::StructureNameMissing);
        let html = shown(vec![
            row(2, "Neuve", RowFate::New { doubtful: false }),
            row(3, "Douteuse", RowFate::New { doubtful: true }),
            row(4, "Connue", RowFate::There),
            row(5, "Encore", RowFate::Repeated { row: 2 }),
            row(6, "Fausse", RowFate::Wrong(notes)),
            row(7, "TECH_1_123456@cpro.fr", RowFate::NoStructure),
        ]);
        for part in [
            "2 lignes seront créées, 1 ligne existe déjà, 1 ligne est en double, 1 ligne est à corriger, 1 ligne ne désigne aucune structure.",
            "sans identifiant de structure : laissée de côté",
            "Créer les 2 structures",
            "la clé de ce SIRET semble fausse",
            "la même structure qu’à la ligne 2",
            "Identifiant : Un SIRET compte 14 chiffres ; celui-ci en compte 4. Nom : Indiquez le nom",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let carried = html.split_once("name=\"rows\"").unwrap().1.split('>').next().unwrap();
        assert!(carried.contains("Neuve") && carried.contains("Douteuse"), "{carried}");
        assert!(!carried.contains("Connue") && !carried.contains("Fausse"), "{carried}");
    }

    #[test]
    fn with_nothing_to_create_there_is_nothing_to_press() {
        let html = shown(vec![row(2, "Connue", RowFate::There)]);
        assert!(!html.contains("<form") && html.contains("Choisir un autre tableau"), "{html}");
    }

    #[test]
    fn what_is_carried_on_reads_back_whatever_a_name_holds() {
        let rows = [
            row(2, "Deux\tmots\nou trois", RowFate::New { doubtful: false }),
            row(3, "B", RowFate::New { doubtful: false }),
        ];
        let read: Vec<NewStructure> = sent(&rows).lines().map(|line| row_of(line).unwrap()).collect();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].name.as_str(), read[0].town.as_str()), ("Deux mots ou trois", "Angers"));
        assert!(row_of("une\tligne").is_none());
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&shown(vec![row(2, HOSTILE, RowFate::New { doubtful: false })]));
        let form = FormState::refused(
            domain::Values::default(),
            super::super::super::refusal::Refusal::new(HOSTILE),
        );
        assert_escaped(&render(|| ImportPage { form }.view()));
    }
}
