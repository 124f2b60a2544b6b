//! How a structure that issues is chosen.

use domain::{Remark, StructureId, readable_name};
use leptos::prelude::*;
use operations::{Standing, StructureSummary, structures_called};

use crate::components::{Choice, FieldMessage, SelectField, TextField, TextKind};
use crate::web::{Context, PageError};

/// Above this many structures, one is typed: a choice of all would be longer than the page.
pub(super) const MOST_CHOICES: usize = 40;

/// The structure that was chosen or typed for the files that name none.
pub(super) async fn chosen_structure(
    context: &Context,
    typed: &str,
) -> Result<Result<Option<StructureId>, Remark>, PageError> {
    if typed.trim().is_empty() {
        return Ok(Ok(None));
    }
    if let Ok(structure) = typed.parse() {
        return Ok(Ok(Some(structure)));
    }
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    Ok(match structures_called(&structures, typed)[..] {
        [structure] => Ok(Some(structure)),
        [] => Err(Remark::IssuerNotFound),
        ref several => Err(Remark::IssuerAmbiguous { count: several.len() }),
    })
}

/// How a structure is chosen: from a list where all can be overlooked, typed where there are hundreds.
#[derive(Clone)]
pub(super) struct StructureChoice {
    choices: Vec<Choice>,
    typed: bool,
    /// The only structure, by identifier and name.
    pub(super) only: Option<(String, String)>,
}

impl StructureChoice {
    /// A choice among those that issue.
    pub(super) fn of(structures: &[StructureSummary], issuers: &[&StructureSummary]) -> Self {
        let mixed = Standing::of(structures).mixes_environments();
        let typed = issuers.len() > MOST_CHOICES;
        let choice = |overview: &&StructureSummary| {
            let structure = &overview.structure;
            // Where both environments are worked in, the choice says into which one the invoice will go.
            let environment =
                if mixed { format!(" – {}", structure.environment.label()) } else { String::new() };
            let label = format!("{} – {}{environment}", readable_name(&structure.name), structure.identifier);
            Choice::new(structure.id.to_string(), label)
        };
        let choices = if typed { Vec::new() } else { issuers.iter().map(choice).collect() };
        let only = match issuers {
            [only] => Some((only.structure.id.to_string(), readable_name(&only.structure.name))),
            _ => None,
        };
        Self { choices, typed, only }
    }

    /// The field; nothing where there is nothing to choose. `none` is what choosing none means.
    pub(super) fn field(
        &self,
        name: impl Into<String>,
        label: &'static str,
        none: &'static str,
        value: String,
        messages: Vec<FieldMessage>,
    ) -> Option<AnyView> {
        let name = name.into();
        if self.only.is_some() {
            return None;
        }
        if self.typed {
            return Some(
                view! {
                    <TextField name label kind=TextKind::Text value hint="Nom ou SIRET" messages/>
                }
                .into_any(),
            );
        }
        let mut choices = self.choices.clone();
        choices.insert(0, Choice::new("", none));
        Some(view! { <SelectField name label value choices messages/> }.into_any())
    }
}
