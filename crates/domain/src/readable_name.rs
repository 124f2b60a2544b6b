//! Names as people read them: Chorus Pro writes those of structures in capitals without accents.

/// What keeps its capitals: legal forms, and bodies that everybody calls by their letters. What has no vowel keeps them
/// anyway.
const ACRONYMS: &[&str] = &[
    "AIFE", "AOT", "ARS", "BET", "BTP", "CA", "CAF", "CAUE", "CC", "CCAS", "CCI", "CEA", "CEREMA", "CFA",
    "CH", "CHI", "CHRU", "CHU", "CIAS", "CMA", "CNAM", "CNRS", "COS", "CPAM", "CROUS", "DIR", "DREAL",
    "DRAC", "EARL", "EDF", "EHPAD", "EI", "EIRL", "ENS", "EPA", "EPCI", "EPIC", "EPS", "ESAT", "ETI", "EURL",
    "GAEC", "GCS", "GIE", "GIP", "GRETA", "IDF", "IGN", "IME", "INRAE", "INRIA", "INSEE", "INSERM", "IRD",
    "IUT", "MJC", "MSA", "OFB", "OPAC", "OPH", "ONF", "PETR", "PME", "RATP", "RH", "SA", "SAEM", "SAEML",
    "SAMU", "SARL", "SAS", "SASU", "SCA", "SCEA", "SCI", "SCIC", "SCM", "SCOP", "SCP", "SDE", "SDEA", "SDIS",
    "SELARL", "SELAS", "SEM", "SEML", "SIAEP", "SIVOM", "SIVU", "SMICTOM", "SNC", "SPA", "SPL", "SPLA",
    "TER", "TPE", "UFR", "UGAP", "URSSAF", "USLD", "VNF",
];

/// Words that stay small inside a name.
const SMALL: &[&str] = &[
    "au", "aux", "avec", "chez", "d", "dans", "de", "des", "du", "en", "entre", "et", "l", "la", "le", "les",
    "lez", "lès", "ou", "par", "pour", "qu", "sans", "sous", "sur",
];

/// Abbreviations that have no vowel and are words all the same.
const ABBREVIATIONS: &[&str] = &["st", "dr", "mr", "ptt"];

/// Frequent words of public bodies and of trades, by their letters alone. Only those that mean one thing without their
/// accents too.
const ACCENTED: &[(&str, &str)] = &[
    ("academie", "académie"),
    ("amenagement", "aménagement"),
    ("aeroport", "aéroport"),
    ("batiment", "bâtiment"),
    ("batiments", "bâtiments"),
    ("college", "collège"),
    ("colleges", "collèges"),
    ("communaute", "communauté"),
    ("communautes", "communautés"),
    ("departement", "département"),
    ("departemental", "départemental"),
    ("departementale", "départementale"),
    ("departementales", "départementales"),
    ("departements", "départements"),
    ("developpement", "développement"),
    ("ecole", "école"),
    ("ecoles", "écoles"),
    ("economique", "économique"),
    ("education", "éducation"),
    ("electricite", "électricité"),
    ("electrique", "électrique"),
    ("electronique", "électronique"),
    ("elementaire", "élémentaire"),
    ("energie", "énergie"),
    ("energies", "énergies"),
    ("equipement", "équipement"),
    ("equipements", "équipements"),
    ("etablissement", "établissement"),
    ("etablissements", "établissements"),
    ("etancheite", "étanchéité"),
    ("etat", "État"),
    ("etudes", "études"),
    ("evenement", "événement"),
    ("evenements", "événements"),
    ("francaise", "française"),
    ("francais", "français"),
    ("freres", "frères"),
    ("general", "général"),
    ("generale", "générale"),
    ("genie", "génie"),
    ("hopital", "hôpital"),
    ("hopitaux", "hôpitaux"),
    ("hotel", "hôtel"),
    ("hygiene", "hygiène"),
    ("ile", "île"),
    ("immobiliere", "immobilière"),
    ("ingenierie", "ingénierie"),
    ("interdepartementale", "interdépartementale"),
    ("interdepartemental", "interdépartemental"),
    ("lycee", "lycée"),
    ("lycees", "lycées"),
    ("maconnerie", "maçonnerie"),
    ("materiaux", "matériaux"),
    ("materiel", "matériel"),
    ("medical", "médical"),
    ("medicale", "médicale"),
    ("metropole", "métropole"),
    ("ministere", "ministère"),
    ("mediterranee", "Méditerranée"),
    ("musee", "musée"),
    ("numerique", "numérique"),
    ("numeriques", "numériques"),
    ("operateur", "opérateur"),
    ("orleans", "Orléans"),
    ("pole", "pôle"),
    ("prefecture", "préfecture"),
    ("prefet", "préfet"),
    ("proprete", "propreté"),
    ("pyrenees", "Pyrénées"),
    ("regie", "régie"),
    ("region", "région"),
    ("regional", "régional"),
    ("regionale", "régionale"),
    ("reseau", "réseau"),
    ("reseaux", "réseaux"),
    ("rhone", "Rhône"),
    ("securite", "sécurité"),
    ("societe", "société"),
    ("telecom", "télécom"),
    ("telecommunications", "télécommunications"),
    ("theatre", "théâtre"),
    ("tresorerie", "trésorerie"),
    ("universite", "université"),
    ("vegetal", "végétal"),
    ("vetements", "vêtements"),
];

/// A name that is written in capitals throughout, in the way that French writes names: *Ville de Saint-Aubin-sur-Loire*,
/// *CHU de Montrevel*, *Menuiserie Garnier et Fils SARL*. A name with a small letter is somebody's own writing and stays.
///
/// It is for the eye only: the name itself is what was written, and belongs into the tooltip and into every file.
#[must_use]
pub fn readable_name(name: &str) -> String {
    let shouted = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    if !shouted {
        return name.to_owned();
    }
    let mut text = String::with_capacity(name.len() + 8);
    let mut word = String::new();
    let mut is_first = true;
    let mut before = None;
    for sign in name.chars().map(Some).chain([None]) {
        match sign {
            Some(sign) if sign.is_alphanumeric() => word.push(sign),
            after => {
                if !word.is_empty() {
                    text.push_str(&written(&word, is_first, before, after));
                    is_first = false;
                    word.clear();
                }
                text.extend(after);
                // What stands apart begins anew.
                is_first |= matches!(after, Some('(' | '/' | ':' | '"' | '«' | '–'));
                before = after;
            }
        }
    }
    text
}

/// One word, with the signs around it.
fn written(word: &str, is_first: bool, before: Option<char>, after: Option<char>) -> String {
    let small = word.to_lowercase();
    let stops = |sign: Option<char>| matches!(sign, Some('.' | '&'));
    let apostrophe = matches!(after, Some('\'' | '’'));
    match small.chars().count() {
        // The middle of Pont-à-Mousson.
        1 if small == "a" && before == Some('-') && after == Some('-') => return "à".to_owned(),
        // Of `L'Art`, or one letter of an abbreviation.
        1 if apostrophe && !is_first => return small,
        1 => return word.to_owned(),
        _ => {}
    }
    if !is_first && SMALL.contains(&small.as_str()) && !stops(after) {
        return small;
    }
    if keeps_capitals(word, &small) {
        return word.to_owned();
    }
    let accented = ACCENTED.iter().find(|(plain, _)| *plain == small).map(|(_, accented)| *accented);
    capitalised(accented.unwrap_or(&small))
}

fn keeps_capitals(word: &str, small: &str) -> bool {
    let is_vowel = |sign| "aeiouyàâäéèêëîïôöùûüæœ".contains(sign);
    let has_digit = word.contains(|sign: char| sign.is_ascii_digit());
    let is_number = word.chars().all(|sign| matches!(sign, 'I' | 'V' | 'X'));
    let is_said = small.contains(is_vowel) || ABBREVIATIONS.contains(&small);
    ACRONYMS.contains(&word) || has_digit || is_number || !is_said
}

fn capitalised(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn capitals_become_a_name_by_french_rules() {
        for (shouted, name) in [
            ("VILLE DE SAINT-AUBIN-SUR-LOIRE", "Ville de Saint-Aubin-sur-Loire"),
            ("DEPARTEMENT DU VAL-DES-RIVIERES", "Département du Val-des-Rivieres"),
            ("CHU DE MONTREVEL", "CHU de Montrevel"),
            ("MENUISERIE GARNIER ET FILS SARL", "Menuiserie Garnier et Fils SARL"),
            ("S.A.R.L. LEROUX", "S.A.R.L. Leroux"),
            ("COMMUNE DE L'ISLE-D'ABEAU", "Commune de l'Isle-d'Abeau"),
            ("L’ATELIER DES QUAIS", "L’Atelier des Quais"),
            ("LES JARDINS DE JEANNE", "Les Jardins de Jeanne"),
            ("COMMUNE DE PONT-A-MOUSSON", "Commune de Pont-à-Mousson"),
            ("COLLEGE JEAN XXIII", "Collège Jean XXIII"),
            ("ETS DUPONT & FILS", "Ets Dupont & Fils"),
            ("MAIRIE DE ST MARTIN", "Mairie de St Martin"),
            ("RESEAU (REGIE DES EAUX)", "Réseau (Régie des Eaux)"),
            ("SDIS 45", "SDIS 45"),
            ("3M FRANCE", "3M France"),
            ("SNCF RESEAU", "SNCF Réseau"),
            ("ÉCOLE ÉLÉMENTAIRE", "École Élémentaire"),
            ("ETAT", "État"),
            ("DIRECTION INTERDEPARTEMENTALE DES ROUTES", "Direction Interdépartementale des Routes"),
        ] {
            assert_eq!(readable_name(shouted), name);
        }
    }

    #[test]
    fn what_somebody_wrote_with_care_stays() {
        for name in ["Cabinet Lefèvre & Associés", "ACME sarl", "iXBlue", "", "732 829 320 00074", "–"] {
            assert_eq!(readable_name(name), name);
        }
    }

    #[test]
    fn words_are_listed_once_and_accents_change_nothing_else() {
        let mut words: Vec<_> = ACCENTED.iter().map(|(plain, _)| *plain).collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
        for (plain, accented) in ACCENTED {
            assert_ne!(plain, accented, "a word without accents needs no entry");
            assert_eq!(plain.chars().count(), accented.chars().count(), "{plain}");
        }
    }

    proptest! {
        #[test]
        fn no_name_loses_a_sign(name in "[A-ZÀ-ÖØ-Ý0-9 '’.&()/-]{0,60}") {
            let readable = readable_name(&name);
            let count = |text: &str| text.chars().filter(|sign| !sign.is_alphabetic()).count();
            prop_assert_eq!(count(&readable), count(&name));
        }

        #[test]
        fn a_readable_name_stays_as_it_is(name in "[A-Z' -]{0,40}") {
            let readable = readable_name(&name);
            if readable.chars().any(char::is_lowercase) {
                prop_assert_eq!(readable_name(&readable), readable);
            }
        }
    }
}
