//! Categories of support requests (API.md §5.3).

use crate::{
    common::{ParametresRecherche, ParametresRetour},
    moment::Moment,
    wire::wire_struct,
};

wire_struct! {
    /// Input of `transverses/rechercher/categorieSollicitation`.
    RechercherCategorieSollicitation {
        /// Code of the category.
        code_categorie: Option<String> = "codeCategorie",
        /// Label of the category.
        libelle_categorie: Option<String> = "libelleCategorie",
        /// Whether it is active.
        est_actif: Option<bool> = "estActif",
        /// Page and order.
        pagination: Option<ParametresRecherche> = "pagination",
    }
}

wire_struct! {
    /// Answer of `transverses/rechercher/categorieSollicitation`.
    RechercherCategorieSollicitationOutput {
        /// The categories.
        liste_categories: Vec<CategorieSollicitation> = "listeCategories",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// The categories.
    CategorieSollicitation {
        /// Technical number of the category.
        id_technique_categorie: Option<i64> = "idTechniqueCategorie",
        /// Code of the category.
        code_categorie: Option<String> = "codeCategorie",
        /// Label of the category.
        libelle_categorie: Option<String> = "libelleCategorie",
    }
}

wire_struct! {
    /// Input of `transverses/rechercher/sousCategorieSollicitation`.
    RechercherSousCategorieSollicitation {
        /// Code.
        code: Option<String> = "code",
        /// Label.
        libelle: Option<String> = "libelle",
        /// Whether it is active.
        est_actif: Option<bool> = "estActif",
        /// Technical number of the category.
        id_technique_categorie: Option<i64> = "idTechniqueCategorie",
        /// Page and order.
        pagination: Option<ParametresRecherche> = "pagination",
    }
}

wire_struct! {
    /// Answer of `transverses/rechercher/sousCategorieSollicitation`.
    RechercherSousCategorieSollicitationOutput {
        /// The sub-categories.
        liste_sous_categories: Vec<SousCategoriesSollicitation> = "listeSousCategories",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// The sub-categories.
    SousCategoriesSollicitation {
        /// Category.
        categorie: Vec<CategorieSollicitation> = "categorie",
        /// Sub-category.
        ss_categorie: Vec<SousCategorieSollicitation> = "ssCategorie",
    }
}

wire_struct! {
    /// Sub-category.
    SousCategorieSollicitation {
        /// Code.
        code: Option<String> = "code",
        /// Label.
        libelle: Option<String> = "libelle",
        /// Whether it is active.
        est_actif: Option<bool> = "estActif",
        /// Technical number of the category.
        id_technique_categorie: Option<i64> = "idTechniqueCategorie",
        /// Creation.
        date_creation: Option<Moment> = "dateCreation",
        /// Day of the last change.
        date_derniere_modification: Option<Moment> = "dateDerniereModification",
    }
}
