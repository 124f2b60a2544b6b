//! Old and new values as the journal has them: short, the same for the same thing, and never a secret. People and structures
//! stand in them by their identifiers, which the page of the journal turns into names.

use domain::{CircuitRule, Role};
use storage::{Access, Scope};

/// What is not there.
const NOTHING: &str = "–";

/// Something that is on or off.
pub(crate) fn switch_value(is_on: bool) -> String {
    if is_on { "on" } else { "off" }.to_owned()
}

/// What a person may reach.
pub(crate) fn reach_value(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "everything".to_owned(),
        Scope::Only(list) if list.is_empty() => NOTHING.to_owned(),
        Scope::Only(list) => {
            let structure = |entry: &storage::ScopedStructure| match entry.services.as_slice() {
                [] => entry.structure.to_string(),
                services => format!("{} ({})", entry.structure, services.join(", ")),
            };
            list.iter().map(structure).collect::<Vec<_>>().join("; ")
        }
    }
}

/// What a person may do and reach.
pub(crate) fn membership_value(role: Role, scope: &Scope) -> String {
    format!("{}: {}", role.code(), reach_value(scope))
}

/// An access by what its page shows of it: never more than the ends of its names.
pub(crate) fn access_value(access: &Access) -> String {
    let ends = |tail: &str| if tail.is_empty() { NOTHING.to_owned() } else { format!("…{tail}") };
    let certificate =
        access.certificate.as_ref().map_or_else(String::new, |facts| format!(", {}", facts.fingerprint));
    format!("{} / {}{certificate}", ends(&access.client_id_tail), ends(&access.login_tail))
}

/// An account by its country and its last four characters.
pub(crate) fn account_value(iban: &str) -> String {
    let country: String = iban.chars().take(2).collect();
    let count = iban.chars().count();
    let end: String = iban.chars().skip(count.saturating_sub(4).max(2)).collect();
    format!("{country}…{end}")
}

/// What a rule of the circuit says.
pub(crate) fn rule_value(rule: &CircuitRule) -> String {
    let text = |value: Option<String>| value.unwrap_or_else(|| NOTHING.to_owned());
    let steps: Vec<String> = rule.steps.iter().map(|step| step.code()).collect();
    format!(
        "{}: structure {}, service {}, fournisseur {}, seuil {}, en charge {}, visas {}",
        rule.name,
        text(rule.structure.map(|id| id.to_string())),
        text(rule.service_code.clone()),
        text(rule.supplier.clone()),
        text(rule.from_cents.map(|cents| domain::from_cents(cents).to_string())),
        text(rule.assign_to.map(|id| id.to_string())),
        if steps.is_empty() { NOTHING.to_owned() } else { steps.join(", ") },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_told_without_most_of_its_number() {
        assert_eq!(account_value("FR7630006000011234567890189"), "FR…0189");
        assert_eq!(account_value("FR"), "FR…");
        assert_eq!(account_value(""), "…");
    }
}
