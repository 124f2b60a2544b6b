//! The fictitious companies and public bodies of the demonstration world.
//!
//! Names are invented. SIREN and SIRET fail the Luhn key, as on qualification, so none can be a real one.

/// Something a supplier sells.
pub(super) struct Article {
    pub(super) label: &'static str,
    pub(super) unit: &'static str,
    /// Unit price without VAT.
    pub(super) cents: i64,
}

/// A client of the accounting firm.
pub(super) struct SupplierData {
    pub(super) name: &'static str,
    pub(super) siret: &'static str,
    pub(super) street: &'static str,
    pub(super) postcode: &'static str,
    pub(super) city: &'static str,
    /// How its invoice numbers begin.
    pub(super) prefix: &'static str,
    /// What follows the year in its numbers; `None` when they have no year.
    pub(super) year_separator: Option<&'static str>,
    /// Digits of the serial.
    pub(super) digits: usize,
    /// Code of its VAT rate.
    pub(super) rate: &'static str,
    pub(super) articles: &'static [Article],
}

/// A service of a public body.
pub(super) struct ServiceData {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Engagement number required.
    pub(super) engagement: bool,
}

/// A public body.
pub(super) struct RecipientData {
    pub(super) name: &'static str,
    pub(super) siret: &'static str,
    pub(super) street: &'static str,
    pub(super) postcode: &'static str,
    pub(super) city: &'static str,
    /// Service, engagement, one of both, payment status withheld, engagements published.
    pub(super) requirements: [bool; 5],
    pub(super) services: &'static [ServiceData],
    /// Weights: pay, suspend, reject, recycle, wait.
    pub(super) behaviour: [u32; 5],
    /// The last one is the accountant.
    pub(super) agents: &'static [(&'static str, &'static str)],
}

/// The twelve clients.
pub(super) const SUPPLIERS: &[SupplierData] = &[
    SupplierData {
        name: "MENUISERIE GARNIER ET FILS",
        siret: "72601815900010",
        street: "14 rue des Tilleuls",
        postcode: "45500",
        city: "GIEN",
        prefix: "FA-",
        year_separator: Some("-"),
        digits: 4,
        rate: "TVA20",
        articles: &[
            Article { label: "Pose de menuiseries extérieures", unit: "heure", cents: 5200 },
            Article { label: "Fenêtre bois double vitrage", unit: "pièce", cents: 61500 },
            Article { label: "Porte coupe-feu une heure", unit: "pièce", cents: 89000 },
            Article { label: "Déplacement", unit: "forfait", cents: 6500 },
        ],
    },
    SupplierData {
        name: "ELECTRICITE DU VAL",
        siret: "48301661300010",
        street: "3 impasse de la Forge",
        postcode: "45110",
        city: "CHATEAUNEUF-SUR-LOIRE",
        prefix: "F",
        year_separator: None,
        digits: 6,
        rate: "TVA20",
        articles: &[
            Article { label: "Mise en conformité d'un tableau électrique", unit: "forfait", cents: 138000 },
            Article { label: "Main-d'oeuvre électricien", unit: "heure", cents: 5400 },
            Article { label: "Luminaire LED 36 W", unit: "pièce", cents: 4890 },
            Article { label: "Bloc de secours", unit: "pièce", cents: 7250 },
        ],
    },
    SupplierData {
        name: "BOULANGERIE LE FOURNIL DE JEANNE",
        siret: "44628194800010",
        street: "27 place du Marché",
        postcode: "45600",
        city: "SULLY-SUR-LOIRE",
        prefix: "",
        year_separator: Some(""),
        digits: 4,
        rate: "TVA5",
        articles: &[
            Article { label: "Pain de campagne, restauration scolaire", unit: "kg", cents: 410 },
            Article { label: "Viennoiseries pour réception", unit: "pièce", cents: 115 },
            Article { label: "Plateau repas froid", unit: "pièce", cents: 1250 },
        ],
    },
    SupplierData {
        name: "NETTOYAGE ORLEANAIS SERVICES",
        siret: "51993518100010",
        street: "8 rue de l'Industrie",
        postcode: "45100",
        city: "ORLEANS",
        prefix: "NOS/",
        year_separator: Some("/"),
        digits: 3,
        rate: "TVA20",
        articles: &[
            Article { label: "Entretien des locaux, forfait mensuel", unit: "forfait", cents: 164000 },
            Article { label: "Vitrerie", unit: "m²", cents: 340 },
            Article { label: "Remise en état après travaux", unit: "heure", cents: 2950 },
        ],
    },
    SupplierData {
        name: "PAYSAGES ET JARDINS MOREAU",
        siret: "49378657900010",
        street: "Route de Bourges",
        postcode: "45570",
        city: "OUZOUER-SUR-LOIRE",
        prefix: "PJM",
        year_separator: None,
        digits: 5,
        rate: "TVA20",
        articles: &[
            Article { label: "Tonte et ramassage", unit: "m²", cents: 28 },
            Article { label: "Taille de haies", unit: "ml", cents: 650 },
            Article { label: "Plantation de massifs", unit: "forfait", cents: 48000 },
            Article { label: "Abattage d'arbre", unit: "pièce", cents: 31000 },
        ],
    },
    SupplierData {
        name: "IMPRIMERIE DES QUAIS",
        siret: "85432319400010",
        street: "19 quai du Châtelet",
        postcode: "45000",
        city: "ORLEANS",
        prefix: "IQ",
        year_separator: None,
        digits: 5,
        rate: "TVA20",
        articles: &[
            Article { label: "Affiches A2 quadrichromie", unit: "pièce", cents: 185 },
            Article { label: "Bulletin municipal 24 pages", unit: "exemplaire", cents: 96 },
            Article { label: "Mise en page", unit: "heure", cents: 5800 },
        ],
    },
    SupplierData {
        name: "INFORMATIQUE LIGERIENNE",
        siret: "85749118600010",
        street: "5 avenue des Droits de l'Homme",
        postcode: "45000",
        city: "ORLEANS",
        prefix: "IL",
        year_separator: Some("-"),
        digits: 4,
        rate: "TVA20",
        articles: &[
            Article { label: "Maintenance du parc, forfait mensuel", unit: "forfait", cents: 92000 },
            Article { label: "Ordinateur portable 14 pouces", unit: "pièce", cents: 78900 },
            Article { label: "Assistance sur site", unit: "heure", cents: 7200 },
            Article { label: "Licence bureautique annuelle", unit: "poste", cents: 10900 },
        ],
    },
    SupplierData {
        name: "TRANSPORTS BERNIER",
        siret: "55276018900010",
        street: "Zone artisanale des Aulnes",
        postcode: "45270",
        city: "BELLEGARDE",
        prefix: "TB",
        year_separator: None,
        digits: 6,
        rate: "TVA10",
        articles: &[
            Article { label: "Transport scolaire, rotation quotidienne", unit: "jour", cents: 18600 },
            Article { label: "Sortie pédagogique en autocar", unit: "forfait", cents: 42500 },
        ],
    },
    SupplierData {
        name: "PLOMBERIE CHAUFFAGE LEROUX",
        siret: "75597971100010",
        street: "11 rue de la Gare",
        postcode: "45210",
        city: "FERRIERES-EN-GATINAIS",
        prefix: "PCL",
        year_separator: None,
        digits: 4,
        rate: "TVA20",
        articles: &[
            Article { label: "Entretien annuel de chaudière", unit: "forfait", cents: 34500 },
            Article { label: "Recherche de fuite", unit: "forfait", cents: 21000 },
            Article { label: "Main-d'oeuvre plombier", unit: "heure", cents: 5100 },
            Article { label: "Circulateur de chauffage", unit: "pièce", cents: 41200 },
        ],
    },
    SupplierData {
        name: "ATELIER DE FORMATION LES PASSERELLES",
        siret: "77104974600010",
        street: "2 rue Saint-Euverte",
        postcode: "45000",
        city: "ORLEANS",
        prefix: "AFP-",
        year_separator: Some("-"),
        digits: 3,
        rate: "TVA1",
        articles: &[
            Article { label: "Formation premiers secours, session", unit: "session", cents: 72000 },
            Article { label: "Accompagnement individuel", unit: "heure", cents: 6500 },
        ],
    },
    SupplierData {
        name: "MACONNERIE DELAUNAY",
        siret: "70752917000010",
        street: "6 chemin des Carrières",
        postcode: "45340",
        city: "BEAUNE-LA-ROLANDE",
        prefix: "MD",
        year_separator: Some(""),
        digits: 4,
        rate: "TVA20",
        articles: &[
            Article { label: "Reprise de maçonnerie", unit: "m²", cents: 11800 },
            Article { label: "Dalle béton", unit: "m²", cents: 9400 },
            Article { label: "Évacuation de gravats", unit: "m³", cents: 5600 },
        ],
    },
    SupplierData {
        name: "LABORATOIRE AQUA CENTRE",
        siret: "54236671200010",
        street: "31 rue des Sablières",
        postcode: "45400",
        city: "SEMOY",
        prefix: "LAC",
        year_separator: None,
        digits: 6,
        rate: "TVA20",
        articles: &[
            Article {
                label: "Analyse d'eau potable, paramètres complets",
                unit: "prélèvement",
                cents: 14850,
            },
            Article { label: "Recherche de légionelles", unit: "prélèvement", cents: 9600 },
            Article { label: "Rapport d'expertise", unit: "forfait", cents: 52000 },
        ],
    },
];

/// The public recipients; the first is the town whose desk the demonstration also plays.
pub(super) const RECIPIENTS: &[RecipientData] = &[
    RecipientData {
        name: "VILLE DE SAINT-AUBIN-SUR-LOIRE",
        siret: "21450768400010",
        street: "1 place de l'Hôtel-de-Ville",
        postcode: "45460",
        city: "SAINT-AUBIN-SUR-LOIRE",
        requirements: [true, false, false, false, false],
        services: &[
            ServiceData { code: "ACHATS", name: "Service des achats", engagement: false },
            ServiceData { code: "TECHNIQUE", name: "Services techniques", engagement: true },
            ServiceData { code: "SCOLAIRE", name: "Affaires scolaires", engagement: false },
            ServiceData { code: "CULTURE", name: "Médiathèque et culture", engagement: false },
        ],
        behaviour: [68, 9, 5, 5, 9],
        agents: &[("Claire", "Fontaine"), ("Hugo", "Lemaire"), ("Nadia", "Benali"), ("Gérard", "Thibault")],
    },
    RecipientData {
        name: "DIRECTION INTERDEPARTEMENTALE DES BATIMENTS DE L'ETAT (FICTIVE)",
        siret: "11000268400010",
        street: "12 rue du Mail",
        postcode: "45000",
        city: "ORLEANS",
        requirements: [true, true, false, false, true],
        services: &[
            ServiceData { code: "FAC00450045", name: "Service facturier Centre", engagement: false },
            ServiceData { code: "IMM0450012", name: "Immobilier de l'État", engagement: false },
        ],
        behaviour: [80, 6, 4, 4, 4],
        agents: &[("Isabelle", "Caron"), ("Mathieu", "Roy"), ("Sophie", "Chevalier")],
    },
    RecipientData {
        name: "CENTRE HOSPITALIER DE MONTREVEL",
        siret: "26450656300010",
        street: "7 avenue de l'Hôpital",
        postcode: "45200",
        city: "MONTREVEL-EN-GATINAIS",
        requirements: [false, false, true, false, false],
        services: &[
            ServiceData { code: "SERV-ECO", name: "Services économiques", engagement: false },
            ServiceData { code: "TRAVAUX", name: "Travaux et maintenance", engagement: false },
            ServiceData { code: "LABO", name: "Laboratoire", engagement: false },
        ],
        behaviour: [74, 10, 5, 4, 5],
        agents: &[("Amélie", "Girard"), ("Yann", "Le Gall"), ("Monique", "Perrot")],
    },
    RecipientData {
        name: "DEPARTEMENT DU VAL-DES-RIVIERES",
        siret: "22450212200010",
        street: "15 rue Eugène-Vignat",
        postcode: "45000",
        city: "ORLEANS",
        requirements: [true, false, false, true, false],
        services: &[
            ServiceData { code: "DRH", name: "Ressources humaines", engagement: false },
            ServiceData { code: "COLLEGES", name: "Direction des collèges", engagement: false },
            ServiceData { code: "ROUTES", name: "Direction des routes", engagement: true },
        ],
        behaviour: [78, 7, 4, 5, 4],
        agents: &[("Julien", "Masson"), ("Fatima", "Haddad"), ("Bruno", "Colin")],
    },
    RecipientData {
        name: "LYCEE POLYVALENT CLAUDE-CHAPPE",
        siret: "19450330700011",
        street: "40 rue des Écoles",
        postcode: "45300",
        city: "PITHIVIERS-LE-NEUF",
        requirements: [false, false, false, false, false],
        services: &[],
        behaviour: [84, 5, 3, 0, 6],
        agents: &[("Élodie", "Renard"), ("Philippe", "Aubert")],
    },
];
