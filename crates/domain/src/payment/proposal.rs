//! Which kind of payer a name and a number speak for: to be proposed, never taken for known.

use super::PayerCategory;

/// Words of the names of health establishments.
const HEALTH: [&str; 10] =
    ["chu", "chru", "chr", "epsm", "ghu", "hopital", "hopitaux", "hospices", "hospitalier", "hospitaliers"];
/// Words of the names of local authorities, their groupings and their establishments.
const LOCAL: [&str; 18] = [
    "agglomeration",
    "ccas",
    "cias",
    "college",
    "commune",
    "communaute",
    "communautaire",
    "communes",
    "departement",
    "departemental",
    "lycee",
    "mairie",
    "metropole",
    "region",
    "regional",
    "sdis",
    "syndicat",
    "ville",
];
/// Words of the names of the State and its establishments.
const STATE: [&str; 8] =
    ["academie", "dgfip", "etat", "ministere", "prefecture", "rectorat", "tribunal", "universite"];

/// The category that a payer seems to be of; none where nothing speaks for one. SIREN numbers that begin with 1 are of
/// the State, those with 2 of local authorities, by kind: 21 communes to 25 syndicates; 26 has hospitals and social
/// centres alike. The number is surer than the name: there are communes called L’Hôpital. Whether a company is a public
/// enterprise is not told by either.
#[must_use]
pub fn propose_payer_category(name: &str, siret: &str) -> Option<PayerCategory> {
    match siret.get(..2).filter(|_| siret.len() == 14).unwrap_or_default() {
        "11" | "12" | "13" | "17" | "18" => return Some(PayerCategory::State),
        "20" | "21" | "22" | "23" | "24" | "25" => return Some(PayerCategory::Local),
        _ => {}
    }
    let name = plain(name);
    let has = |known: &[&str]| name.split(' ').any(|word| known.contains(&word));
    let hospital = name.starts_with("ch ") || name.contains("service de sante des armees");
    if hospital || has(&HEALTH) {
        Some(PayerCategory::Health)
    } else if has(&STATE) {
        Some(PayerCategory::State)
    } else if has(&LOCAL) {
        Some(PayerCategory::Local)
    } else {
        None
    }
}

/// Lower case without accents, words with one space between them.
fn plain(name: &str) -> String {
    let sign = |sign: char| match sign {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        sign if sign.is_alphanumeric() => sign,
        _ => ' ',
    };
    let text: String = name.chars().flat_map(char::to_lowercase).map(sign).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_name(name: &str) -> Option<PayerCategory> {
        propose_payer_category(name, "00000000900012")
    }

    #[test]
    fn the_words_of_a_name_speak_for_a_category() {
        use PayerCategory::{Health, Local, State};
        for (name, category) in [
            ("CENTRE HOSPITALIER DE DINAN", Some(Health)),
            ("C.H.U. d’Angers", None),
            ("CHU d’Angers", Some(Health)),
            ("Hôpitaux universitaires de Strasbourg", Some(Health)),
            ("CH SAINT-NAZAIRE", Some(Health)),
            ("Ville de Brest", Some(Local)),
            ("Communauté d’agglomération du Pays basque", Some(Local)),
            ("Conseil départemental du Finistère", Some(Local)),
            ("LYCÉE VICTOR-HUGO", Some(Local)),
            ("Ministère des Armées", Some(State)),
            ("Université de Lille", Some(State)),
            ("SNCF Réseau", None),
            ("", None),
        ] {
            assert_eq!(by_name(name), category, "{name}");
        }
    }

    #[test]
    fn the_number_is_surer_than_the_name() {
        let proposed = propose_payer_category("COMMUNE DE L’HOPITAL", "21570336200013");
        assert_eq!(proposed, Some(PayerCategory::Local));
        assert_eq!(propose_payer_category("Agence", "18003602600046"), Some(PayerCategory::State));
        // Hospitals and social centres share the beginning of their numbers.
        assert_eq!(propose_payer_category("AP-HP", "26750045200011"), None);
        assert_eq!(propose_payer_category("CCAS de Paris", "26750004900018"), Some(PayerCategory::Local));
        // Another identifier is no SIRET.
        assert_eq!(propose_payer_category("Office", "21ABC"), None);
    }
}
