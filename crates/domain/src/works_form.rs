//! Services of works whose bodies nobody published (API.md §5.6: "Input: not found"): their form is inferred, and used in
//! production only once somebody has confirmed it.

use serde::{Deserialize, Serialize};

use crate::Environment;
use crate::codes::codes;

codes! {
    /// A service of works with an inferred form.
    WorksForm {
        /// The supplier completes.
        Complete = "completer";
        /// The project manager completes.
        CompleteAsManager = "completermoe";
        /// Project manager or owner refuse.
        Refuse = "refuser";
        /// A document as a whole.
        Read = "consulter";
    }
}

impl WorksForm {
    /// What it does, on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Complete => "Compléter, comme fournisseur",
            Self::CompleteAsManager => "Compléter, comme MOE",
            Self::Refuse => "Refuser une pièce",
            Self::Read => "Lire une pièce entière",
        }
    }

    /// Its path at Chorus Pro (API.md §4.6).
    #[must_use]
    pub fn path(self) -> String {
        format!("facturesTravaux/v1/{}", self.code())
    }
}

/// Which inferred forms may be used: in qualification all of them, in production those that were confirmed.
#[derive(Clone, Copy, Debug)]
pub struct UsableForms<'c> {
    /// Of the structure.
    pub environment: Environment,
    /// By an administrator.
    pub confirmed: &'c [WorksForm],
}

impl UsableForms<'_> {
    /// Whether a form may be used.
    #[must_use]
    pub fn allow(&self, form: WorksForm) -> bool {
        self.environment == Environment::Qualification || self.is_confirmed(form)
    }

    /// Whether somebody has confirmed it: what is not bears a mark wherever it is used.
    #[must_use]
    pub fn is_confirmed(&self, form: WorksForm) -> bool {
        self.confirmed.contains(&form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inferred_form_is_used_in_production_once_it_is_confirmed() {
        let confirmed = [WorksForm::Refuse];
        for form in WorksForm::ALL.iter().copied() {
            let usable = |environment| UsableForms { environment, confirmed: &confirmed };
            assert!(usable(Environment::Qualification).allow(form));
            assert_eq!(usable(Environment::Production).allow(form), form == WorksForm::Refuse);
            assert_eq!(WorksForm::from_code(form.code()), Some(form));
        }
        assert_eq!(WorksForm::CompleteAsManager.path(), "facturesTravaux/v1/completermoe");
    }
}
