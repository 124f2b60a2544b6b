//! The name of an archive: `<interface>_<application>_<application><four digits><fifteen digits>` (formats.md §9).

use crate::flows::Syntax;

/// What a name says.
pub(super) struct ArchiveName {
    pub(super) syntax: &'static Syntax,
    /// The number of the flow, 25 signs.
    pub(super) number: String,
}

/// Reads a name; what is wrong with it otherwise, in Chorus Pro's tone.
pub(super) fn read(name: &str, application: &str) -> Result<ArchiveName, String> {
    let parts: Vec<&str> = name.split('_').collect();
    let [interface, sender, number] = parts[..] else {
        return Err(format!("Le nom du flux {name} ne respecte pas la règle de nommage."));
    };
    let syntax =
        Syntax::of_interface(interface).ok_or_else(|| format!("L'interface {interface} est inconnue."))?;
    if sender != application {
        return Err(format!("Le code application {sender} n'est pas celui du raccordement."));
    }
    let rest = number.strip_prefix(application).unwrap_or_default();
    let digits = rest.len() == 19 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let code: String = interface.chars().filter(char::is_ascii_digit).collect();
    if !digits || !rest.starts_with(&code) {
        return Err(format!("Le numéro {number} ne respecte pas la règle de nommage."));
    }
    Ok(ArchiveName { syntax, number: number.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_a_name_by_the_rule_is_read() {
        let name = read("FSO1106A_XXX999_XXX9991106000000000000001", "XXX999").map(|name| name.number);
        assert_eq!(name.as_deref(), Ok("XXX9991106000000000000001"));
        for wrong in [
            "facture.xml",
            "FSO9999A_XXX999_XXX9999999000000000000001",
            "FSO1106A_YYY999_YYY9991106000000000000001",
            "FSO1106A_XXX999_XXX9991106000000001",
            "FSO1106A_XXX999_XXX9991117000000000000001",
            "FSO1106A_XXX999_XXX9991106000000000000001.tar.gz",
        ] {
            assert!(read(wrong, "XXX999").is_err(), "{wrong}");
        }
    }
}
