//! The name of an archive (formats.md §9): `<interface>_<application>_<application><interface code><sequence>`, without an
//! extension. Its last part, 25 signs, is the number of the flow.

use std::fmt;

use domain::FlowSyntax;
use serde::{Deserialize, Serialize};

use crate::Finding;

/// Signs of an application code.
const APPLICATION: usize = 6;
/// Digits of a sequence, and those that old archives have instead (formats.md §9).
const SEQUENCE: usize = 15;
const OLD_SEQUENCE: usize = 9;
/// The last number that a sequence can say.
const LAST_SEQUENCE: i64 = 999_999_999_999_999;

/// Why no name can be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// No code of six capital letters and digits.
    Application,
    /// No positive number of 15 digits at most.
    Sequence,
}

/// The name of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowName {
    /// The interface, 8 signs.
    pub interface: String,
    /// Who sends, 6 signs.
    pub application: String,
    /// The interface again, 4 digits.
    pub code: String,
    /// Which archive of the sender it is.
    pub sequence: i64,
}

impl FlowName {
    /// The name of the archive that an application sends in a syntax under a number.
    ///
    /// # Errors
    /// [`NameFault`].
    pub fn new(syntax: FlowSyntax, application: &str, sequence: i64) -> Result<Self, NameFault> {
        if !is_application(application) {
            return Err(NameFault::Application);
        }
        if !(1..=LAST_SEQUENCE).contains(&sequence) {
            return Err(NameFault::Sequence);
        }
        let interface = syntax.interface().to_owned();
        let code = code_of(&interface);
        Ok(Self { interface, application: application.to_owned(), code, sequence })
    }

    /// The number of the flow, 25 signs: what reports name it by.
    #[must_use]
    pub fn number(&self) -> String {
        format!("{}{}{:0width$}", self.application, self.code, self.sequence, width = SEQUENCE)
    }

    /// Whether a text is the code of an application.
    #[must_use]
    pub fn takes_application(text: &str) -> bool {
        is_application(text)
    }
}

impl fmt::Display for FlowName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}_{}_{}", self.interface, self.application, self.number())
    }
}

fn is_application(text: &str) -> bool {
    text.len() == APPLICATION && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The digits of an interface. The one published example repeats another interface there (`FSO1100A` with `1101`): that the
/// own digits are right is inferred from the numbers that Chorus Pro gives itself (API.md §8).
fn code_of(interface: &str) -> String {
    interface.chars().filter(char::is_ascii_digit).collect()
}

/// A name as it was read, with what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgedName {
    /// Its parts, as far as it has them.
    pub name: Option<FlowName>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

impl JudgedName {
    /// The syntax that its interface stands for.
    #[must_use]
    pub fn syntax(&self) -> Option<FlowSyntax> {
        self.name.as_ref().and_then(|name| FlowSyntax::of_interface(&name.interface))
    }
}

/// Compares a name with the rule.
#[must_use]
pub fn judge_name(text: &str) -> JudgedName {
    let mut judged = JudgedName::default();
    let findings = &mut judged.findings;
    let stem = without_extension(text);
    if stem.len() < text.len() {
        findings.push(Finding::error(format!(
            "Le nom porte l’extension « {} ». Retirez-la : une archive EDI n’en a pas.",
            &text[stem.len()..]
        )));
    }
    let parts: Vec<&str> = stem.split('_').collect();
    let [interface, application, number] = parts[..] else {
        findings.push(Finding::error(
            "Le nom doit avoir trois parties séparées par « _ » : l’interface, le code application, le numéro du flux, \
             par exemple FSO1106A_XXX999_XXX9991106000000000000001.",
        ));
        return judged;
    };
    if !is_interface(interface) {
        findings.push(Finding::error(format!(
            "« {interface} » n’est pas une interface : FSO, quatre chiffres, une lettre, par exemple FSO1106A."
        )));
    } else if FlowSyntax::of_interface(interface).is_none() {
        findings.push(Finding::warning(format!(
            "L’interface {interface} n’est pas de celles que Pupitre connaît. Comparez-la à votre fiche de raccordement."
        )));
    }
    if !is_application(application) {
        findings.push(Finding::error(format!(
            "« {application} » n’est pas un code application : six lettres capitales et chiffres."
        )));
    }
    let digits = number.strip_prefix(application).filter(|_| !application.is_empty());
    let Some(digits) = digits else {
        findings.push(Finding::error(format!(
            "Le numéro du flux commence par le code application : « {application}… », et non « {number} »."
        )));
        return judged;
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let split = digits.split_at_checked(4).filter(|_| plain);
    let Some((code, sequence)) = split.filter(|(_, rest)| [SEQUENCE, OLD_SEQUENCE].contains(&rest.len()))
    else {
        findings.push(Finding::error(format!(
            "Après le code application viennent les quatre chiffres de l’interface et quinze chiffres de séquence ; « {digits} » \
             n’est pas ainsi fait."
        )));
        return judged;
    };
    if sequence.len() == OLD_SEQUENCE {
        findings.push(Finding::warning(
            "La séquence compte neuf chiffres, comme dans d’anciennes archives ; la règle en veut quinze.",
        ));
    }
    if is_interface(interface) && code != code_of(interface) {
        findings.push(Finding::warning(format!(
            "Le numéro du flux porte l’interface {code}, le début du nom {}.",
            code_of(interface)
        )));
    }
    judged.name = Some(FlowName {
        interface: interface.to_owned(),
        application: application.to_owned(),
        code: code.to_owned(),
        sequence: sequence.parse().unwrap_or_default(),
    });
    judged
}

fn is_interface(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 8
        && bytes.starts_with(b"FSO")
        && bytes[3..7].iter().all(u8::is_ascii_digit)
        && bytes[7].is_ascii_uppercase()
}

fn without_extension(text: &str) -> &str {
    text.find('.').map_or(text, |place| &text[..place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_built_by_the_rule_and_judged_right() {
        let name = FlowName::new(FlowSyntax::Cii, "XXX999", 1).unwrap();
        assert_eq!(name.to_string(), "FSO1106A_XXX999_XXX9991106000000000000001");
        assert_eq!(name.number().len(), 25);
        let judged = judge_name(&name.to_string());
        assert_eq!((judged.findings.len(), judged.syntax()), (0, Some(FlowSyntax::Cii)));
        assert_eq!(judged.name, Some(name));
        for syntax in FlowSyntax::ALL {
            let name = FlowName::new(*syntax, "AB12CD", 999_999_999_999_999).unwrap().to_string();
            assert!(judge_name(&name).findings.is_empty(), "{name}");
        }
    }

    #[test]
    fn what_no_name_can_be_built_of_is_refused() {
        for application in ["", "XXX99", "XXX9999", "xxx999", "XXX-99", "ÉXX999"] {
            assert_eq!(FlowName::new(FlowSyntax::Cii, application, 1), Err(NameFault::Application));
        }
        for sequence in [0, -1, 1_000_000_000_000_000] {
            assert_eq!(FlowName::new(FlowSyntax::Cii, "XXX999", sequence), Err(NameFault::Sequence));
        }
    }

    #[test]
    fn each_departure_from_the_rule_is_said() {
        for (name, said) in [
            ("FSO1106A_XXX999_XXX9991106000000000000001.tar.gz", "extension"),
            ("facture", "trois parties"),
            ("FS01106A_XXX999_XXX9991106000000000000001", "n’est pas une interface"),
            ("FSO9999A_XXX999_XXX9999999000000000000001", "n’est pas de celles"),
            ("FSO1106A_xxx_xxx1106000000000000001", "code application"),
            ("FSO1106A_XXX999_YYY9991106000000000000001", "commence par le code application"),
            ("FSO1106A_XXX999_XXX999110600001", "quinze chiffres"),
            ("FSO1106A_XXX999_XXX9991106000000001", "neuf chiffres"),
            ("FSO1100A_XXX999_XXX9991101000000000000001", "porte l’interface 1101"),
            ("__", "n’est pas une interface"),
        ] {
            let judged = judge_name(name);
            let texts: Vec<_> = judged.findings.iter().map(|finding| finding.text_french.as_str()).collect();
            assert!(texts.iter().any(|text| text.contains(said)), "{name}: {texts:?}");
        }
    }
}
