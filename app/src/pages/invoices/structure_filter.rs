//! The structure of a filter: chosen where all can be overlooked, typed where there are hundreds. Every page would carry
//! them.

use std::fmt::Write as _;

use domain::{StructureId, readable_name};
use leptos::prelude::*;
use operations::{StructureSummary, structures_called};

use crate::web::escape;

/// Up to so many structures are offered for choice.
const MOST_CHOICES: usize = 40;

/// The control `structure`: `asked` is what the address has, `chosen` what it selects.
pub(in crate::pages) fn structure_filter(
    asked: &str,
    chosen: Option<&[StructureId]>,
    structures: &[StructureSummary],
) -> AnyView {
    if structures.len() <= MOST_CHOICES {
        let choices = choices(chosen.unwrap_or_default(), structures);
        return view! { <select id="filter-structure" name="structure" inner_html=choices></select> }
            .into_any();
    }
    let found = match chosen.map(<[_]>::len) {
        None | Some(1) => None,
        Some(0) => Some("aucune de ce nom".to_owned()),
        Some(several) => Some(format!("{several} structures")),
    };
    let described = found.is_some().then_some("filter-structure-found");
    view! {
        <input
            id="filter-structure"
            name="structure"
            value=typed(asked, structures)
            placeholder="nom ou SIRET"
            size="16"
            maxlength="100"
            autocomplete="off"
            aria-describedby=described
        />
        {found.map(|found| view! { <span id="filter-structure-found" class="filter-found">{found}</span> })}
    }
    .into_any()
}

/// What stands in the field of the structure: what was typed, or what somebody would type for the one that a link chose.
fn typed(asked: &str, structures: &[StructureSummary]) -> String {
    let Ok(id) = asked.trim().parse::<StructureId>() else {
        return asked.to_owned();
    };
    let Some(chosen) = structures.iter().find(|overview| overview.structure.id == id) else {
        return asked.to_owned();
    };
    let chosen = &chosen.structure;
    let is_alone = |typed: &str| structures_called(structures, typed) == [id];
    if is_alone(&chosen.name) { chosen.name.clone() } else { chosen.identifier.as_str().to_owned() }
}

/// The choices of the structure, as text: a view of each costs many times its text.
fn choices(chosen: &[StructureId], structures: &[StructureSummary]) -> String {
    let mut choices = String::with_capacity(32 + structures.len() * 96);
    choices.push_str("<option value=\"\">toutes</option>");
    for overview in structures {
        let structure = &overview.structure;
        let selected = if chosen == [structure.id] { " selected" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(choices, "<option value=\"{}\"{selected}>", structure.id);
        choices.push_str(&escape(&readable_name(&structure.name)));
        choices.push_str("</option>");
    }
    choices
}
