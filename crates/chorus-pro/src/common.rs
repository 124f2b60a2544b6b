//! Blocks that recur in several services (API.md §6).

use crate::{codes::TriSens, wire::wire_struct};

wire_struct! {
    /// Where an answer stands in a list of pages.
    ParametresRetour {
        /// Number of this page, from 1.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Page size in force.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of results over all pages.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// Which page is asked for, and in which order.
    ParametresRecherche {
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Page number, from 1.
        page_resultat_demandee: Option<i64> = "pageResultatDemandee",
        /// Sort column.
        tri_colonne: Option<String> = "triColonne",
        /// Sort direction.
        tri_sens: Option<TriSens> = "triSens",
    }
}

wire_struct! {
    /// Postal address of a structure or service.
    AdressePostale {
        /// Street and number.
        adresse: Option<String> = "adresse",
        /// Post code.
        code_postal: Option<String> = "codePostal",
        /// First additional line.
        complement_adresse1: Option<String> = "complementAdresse1",
        /// Second additional line.
        complement_adresse2: Option<String> = "complementAdresse2",
        /// Fax number.
        fax: Option<String> = "fax",
        /// Country prefix of the fax number.
        indicatif_fax: Option<String> = "indicatifFax",
        /// Country prefix of the telephone number.
        indicatif_telephone: Option<String> = "indicatifTelephone",
        /// Country.
        pays: Option<String> = "pays",
        /// Telephone number.
        telephone: Option<String> = "telephone",
        /// Town.
        ville: Option<String> = "ville",
    }
}

wire_struct! {
    /// An answer that says nothing but that the call was done.
    RetourSimple {}
}
