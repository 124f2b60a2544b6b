//! Structures by what a person types.

use domain::StructureId;
use storage::{Structure, StructureSummary, fold, partner_text, search_words};

/// The structures that a person means by an identifier, by a name or by a town, without regard to case and accents: those that are called
/// exactly so, or else those that have every word that was typed.
#[must_use]
pub fn structures_called(structures: &[StructureSummary], typed: &str) -> Vec<StructureId> {
    let (folded, words) = (fold(typed), search_words(typed));
    let chosen = |wanted: &dyn Fn(&StructureSummary) -> bool| -> Vec<StructureId> {
        structures.iter().filter(|summary| wanted(summary)).map(|summary| summary.structure.id).collect()
    };
    let exactly = chosen(&|summary| {
        fold(&summary.structure.name) == folded || fold(summary.structure.identifier.as_str()) == folded
    });
    if !exactly.is_empty() {
        return exactly;
    }
    chosen(&|summary| {
        let Structure { name, town, identifier, .. } = &summary.structure;
        let text = partner_text(&format!("{name} {town}"), identifier.as_str());
        words.iter().all(|word| word.is_in(&text))
    })
}

/// Whether a text has every word that was typed, without regard to case and accents.
#[must_use]
pub fn is_called(text: &str, typed: &str) -> bool {
    let text = partner_text(text, "");
    search_words(typed).iter().all(|word| word.is_in(&text))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{Environment, OrganizationId, Side, Siret};
    use uuid::Uuid;

    use super::*;

    fn structures() -> Vec<StructureSummary> {
        let structure = |number: u128, siret: &str, name: &str, town: &str| StructureSummary {
            structure: Structure {
                id: StructureId(Uuid::from_u128(number)),
                organization: OrganizationId(Uuid::from_u128(1)),
                identifier: Siret::parse(siret).unwrap().into(),
                name: name.to_owned(),
                town: town.to_owned(),
                side: Side::Supplier,
                environment: Environment::Qualification,
                chorus_id: None,
                synced_at: None,
                failing: None,
                created_at: DateTime::UNIX_EPOCH,
            },
            access: None,
        };
        vec![
            structure(1, "12345678900012", "Menuiserie Hébert", "Angers"),
            structure(2, "12345678200017", "Menuiserie Hébert et fils", "Saint-Étienne"),
            structure(3, "98765432400019", "Jardins d’Anjou", ""),
        ]
    }

    #[test]
    fn a_name_or_a_siret_or_parts_of_them_say_which_structures_are_meant() {
        let called = |typed: &str| -> Vec<u128> {
            structures_called(&structures(), typed).into_iter().map(|id| id.0.as_u128()).collect()
        };
        assert_eq!(called("menuiserie hebert"), [1], "the one that is called exactly so");
        assert_eq!(called("hebert menuis"), [1, 2]);
        assert_eq!(called("d'anjou"), [3]);
        assert_eq!(called("12345678200017"), [2]);
        assert_eq!(called("123456789 00012"), [1]);
        assert_eq!(called("hebert saint etienne"), [2], "a town parts those of one name");
        assert_eq!(called("maçonnerie"), [] as [u128; 0]);
    }
}
