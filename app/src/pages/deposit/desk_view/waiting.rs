//! Files that name none of our structures: one question for all that are alike.

use leptos::prelude::*;
use operations::{ReadIssuer, WaitingFiles};

use super::super::super::structure_choice::StructureChoice;
use super::{Asked, QUESTION};
use crate::components::{Button, ButtonKind, Icon, IconName, file_size};

/// The questions; nothing where there are none.
pub(super) fn view(groups: &[WaitingFiles], structures: &StructureChoice, asked: &Asked) -> Option<AnyView> {
    let count: usize = groups.iter().map(|group| group.files.len()).sum();
    (count > 0).then(|| {
        let questions = groups.iter().map(|group| question(group, structures, asked)).collect_view();
        view! {
            <section class="section waiting">
                <h2>"De quelle structure\u{a0}?"" "<span class="task-count">{count}</span></h2>
                <p class="field-hint">"Ces fichiers sont gardés 90 jours. Vous seul les voyez."</p>
                <ul class="waiting-groups">{questions}</ul>
            </section>
        }
        .into_any()
    })
}

fn question(group: &WaitingFiles, structures: &StructureChoice, asked: &Asked) -> AnyView {
    let who = match &group.issuer {
        Some(issuer) => format!("Émises par {}", name_of(issuer)),
        None => "Sans émetteur reconnu".to_owned(),
    };
    // Named by its first file: it is the same question when others were answered.
    let first = group.files.first().map(|file| file.id.to_string()).unwrap_or_default();
    let name = format!("{QUESTION}{first}");
    let is_asked_again = asked.field == name;
    let files = group
        .files
        .iter()
        .map(|file| {
            let id = file.id.to_string();
            let ticked = !is_asked_again || asked.ticked.contains(&file.id);
            view! {
                <li>
                    <label class="waiting-file">
                        <input type="checkbox" name="fichier" value=id checked=ticked/>
                        <Icon name=IconName::Document/>
                        <span class="file-name">{file.document.name.clone()}</span>
                        <span class="file-size">{file_size(file.document.bytes)}</span>
                    </label>
                </li>
            }
        })
        .collect_view();
    let typed = if is_asked_again { asked.typed.clone() } else { String::new() };
    let field = match &structures.only {
        Some((id, label)) => view! {
            <input type="hidden" name=name value=id.clone()/>
            <p>"Structure\u{a0}: "<strong>{label.clone()}</strong></p>
        }
        .into_any(),
        None => structures
            .field(name, "Structure qui émet ces factures", "Choisissez la structure", typed, Vec::new())
            .into_any(),
    };
    view! {
        <li class="waiting-group">
            <form method="post" action="/deposer/attente">
                <h3>{who}</h3>
                <ul class="waiting-files">{files}</ul>
                <div class="drop-structure">
                    {field}
                    <Button label="En faire des brouillons" kind=ButtonKind::Secondary name="action" value="ranger"/>
                    <Button label="Écarter" kind=ButtonKind::Quiet name="action" value="ecarter"/>
                </div>
            </form>
        </li>
    }
    .into_any()
}

fn name_of(issuer: &ReadIssuer) -> String {
    let name = issuer.name.clone().unwrap_or_default();
    let number = issuer.siret.as_ref().map(ToString::to_string).or_else(|| issuer.siren.clone());
    match (name.as_str(), number) {
        ("", Some(number)) => number,
        (_, None) => format!("«\u{a0}{name}\u{a0}»"),
        (_, Some(number)) => format!("«\u{a0}{name}\u{a0}» ({number})"),
    }
}
