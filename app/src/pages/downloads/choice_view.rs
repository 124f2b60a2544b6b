//! The fields of what a package holds and how its files are named.

use domain::{
    FormField as _, LONGEST_PATTERN, NamePattern, NameTerm, NameValues, PackageContents, PackageField, Values,
};
use leptos::prelude::*;
use operations::PackageTyped;

use super::super::refusal::FormState;
use crate::components::{CheckBox, Choice, FieldWidth, SelectField, TextField};

/// What stands in the fields for what was chosen last.
pub(super) fn values_of(typed: &PackageTyped) -> Values {
    let mut values = Values::default();
    values.set(PackageField::Contents, &typed.contents);
    values.set(PackageField::Attachments, if typed.attachments { "1" } else { "" });
    values.set(PackageField::Pattern, &typed.pattern);
    values
}

/// What was typed.
pub(super) fn typed_of(values: &Values) -> PackageTyped {
    PackageTyped {
        contents: values.get(PackageField::Contents).to_owned(),
        attachments: !values.get(PackageField::Attachments).is_empty(),
        pattern: values.get(PackageField::Pattern).to_owned(),
    }
}

/// The fields. `example` is the invoice by which names are shown.
pub(super) fn fields(form: &FormState, example: Option<&NameValues>) -> AnyView {
    let choices =
        PackageContents::ALL.map(|contents| Choice::new(contents.code(), contents.label())).to_vec();
    let terms = NameTerm::ALL.iter().map(|term| {
        view! { <div class="fact"><dt><code>{format!("{{{}}}", term.word())}</code></dt><dd>{term.label()}</dd></div> }
    });
    view! {
        <SelectField
            name=PackageField::Contents.name()
            label=PackageField::Contents.label()
            choices
            value=form.value(PackageField::Contents)
            hint="Le PIVOT est la facture en données, telle que Chorus Pro la remet au destinataire."
            messages=form.messages(PackageField::Contents)
            width=FieldWidth::Medium
            required=true
        />
        <CheckBox
            name=PackageField::Attachments.name()
            label=PackageField::Attachments.label()
            checked=!form.value(PackageField::Attachments).is_empty()
        />
        <TextField
            name=PackageField::Pattern.name()
            label=PackageField::Pattern.label()
            hint="Des mots entre accolades, remplacés pour chaque facture ; une barre oblique fait un dossier."
            value=form.value(PackageField::Pattern)
            messages=form.messages(PackageField::Pattern)
            maxlength=u32::try_from(LONGEST_PATTERN).unwrap_or(u32::MAX)
            required=true
        />
        {preview(&form.value(PackageField::Pattern), example)}
        <details>
            <summary>"Mots que le nom peut contenir"</summary>
            <dl class="facts">{terms.collect_view()}</dl>
        </details>
    }
    .into_any()
}

/// How the files of the example are named; nothing where the pattern cannot be read.
fn preview(pattern: &str, example: Option<&NameValues>) -> Option<AnyView> {
    let pattern = NamePattern::parse(pattern).ok()?;
    let name = pattern.name(example?);
    Some(view! { <p class="field-hint">"Par exemple\u{a0}: " <code class="file-path">{format!("{name}.pdf")}</code></p> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::super::super::test_support::render;
    use super::*;

    #[test]
    fn a_name_is_shown_on_an_example_and_a_wrong_pattern_shows_none() {
        let example = NameValues { number: "FA-1".to_owned(), ..NameValues::default() };
        let shown = |pattern: &str| {
            let typed = PackageTyped { pattern: pattern.to_owned(), ..PackageTyped::default() };
            let form = FormState::of(values_of(&typed));
            let example = example.clone();
            render(move || fields(&form, Some(&example)))
        };
        assert!(shown("{service}/{numero}").contains("sans-service/FA-1.pdf"));
        assert!(!shown("{prix}").contains("Par exemple"));
    }

    #[test]
    fn what_was_chosen_reads_back() {
        let typed =
            PackageTyped { contents: "both".to_owned(), attachments: true, pattern: "{numero}".to_owned() };
        assert_eq!(typed_of(&values_of(&typed)), typed);
    }
}
