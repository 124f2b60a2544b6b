//! The reference lists of the platform (API.md §5.3).

use crate::{
    codes::{
        CadreFacturation, CodeLangue, FormatFlux, ModeDepot, ModePaiement, StatutFacture,
        TypeDemandePaiement, TypeFactureTravaux, TypeIdentifiantStructure,
    },
    wire::wire_struct,
};
use rust_decimal::Decimal;

wire_struct! {
    /// Input of `transverses/recuperer/devises`.
    RecupererDevises {
        /// Language of labels; clients in use send `fr` in lower case.
        code_langue: Option<CodeLangue> = "codeLangue",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/devises`.
    RecupererDevisesOutput {
        /// The currencies.
        liste_devises: Vec<DeviseConnue> = "listeDevises",
    }
}

wire_struct! {
    /// A currency.
    DeviseConnue {
        /// Currency (three letters).
        code_devise: Option<String> = "codeDevise",
        /// Name of the currency.
        libelle_devise: Option<String> = "libelleDevise",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/pays`.
    RecupererPays {
        /// Language of labels; clients in use send `fr` in lower case.
        code_langue: Option<CodeLangue> = "codeLangue",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/pays`.
    RecupererPaysOutput {
        /// The countries.
        liste_pays: Vec<PaysConnu> = "listePays",
    }
}

wire_struct! {
    /// A country.
    PaysConnu {
        /// Country code (two letters).
        code_pays: Option<String> = "codePays",
        /// Name of the country.
        libelle_pays: Option<String> = "libellePays",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/modedepot`.
    RecupererModeDepot {
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/modedepot`.
    RecupererModeDepotOutput {
        /// The ways of depositing.
        liste_mode_depot: Vec<ModeDepotItem> = "listeModeDepot",
        /// Current page; all rows come on the first.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Rows of a page.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of rows.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// The ways of depositing.
    ModeDepotItem {
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/modereglements`.
    RecupererModeReglements {
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/modereglements`.
    RecupererModeReglementsOutput {
        /// The means of payment.
        liste_mode_paiement: Vec<ModePaiementItem> = "listeModePaiement",
    }
}

wire_struct! {
    /// The means of payment.
    ModePaiementItem {
        /// Means of payment.
        mode_paiement: Option<ModePaiement> = "modePaiement",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/cadrefacturation`.
    RecupererCadreFacturation {
        /// Kind of payment request.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/cadrefacturation`.
    RecupererCadreFacturationOutput {
        /// The invoicing frameworks.
        liste_cadre_facturation: Vec<CadreFacturationItem> = "listeCadreFacturation",
    }
}

wire_struct! {
    /// The invoicing frameworks.
    CadreFacturationItem {
        /// Framework: A1, A2, A9 or A12.
        code_cadre_facturation: Option<CadreFacturation> = "codeCadreFacturation",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/tauxtva`.
    RecupererTauxTva {
        /// Language of labels; clients in use send `fr` in lower case.
        code_langue: Option<CodeLangue> = "codeLangue",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/tauxtva`.
    RecupererTauxTvaOutput {
        /// The VAT rates.
        liste_taux_tva: Vec<TauxTvaConnu> = "listeTauxTva",
    }
}

wire_struct! {
    /// A VAT rate.
    TauxTvaConnu {
        /// Code of the VAT rate.
        code_taux_tva: Option<String> = "codeTauxTva",
        /// Label of the VAT rate.
        libelle_taux_tva: Option<String> = "libelleTauxTva",
        /// VAT rate in percent.
        valeur_taux_tva: Option<Decimal> = "valeurTauxTva",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/motifs/exonerationtva`.
    RecupererMotifsExonerationTva {
        /// Language of labels; clients in use send `fr` in lower case.
        code_langue: Option<CodeLangue> = "codeLangue",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/motifs/exonerationtva`.
    RecupererMotifsExonerationTvaOutput {
        /// The reasons for VAT exemption.
        liste_motifs_exoneration_tva: Vec<MotifExonerationConnu> = "listeMotifsExonerationTva",
        /// Current page; all rows come on the first.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Rows of a page.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of rows.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// The reasons for VAT exemption.
    MotifExonerationConnu {
        /// Code of the reason.
        code_motif_exoneration_tva: Option<String> = "codeMotifExonerationTva",
        /// Text of that reason.
        libelle_motif_exoneration_tva: Option<String> = "libelleMotifExonerationTva",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/motifs/refus/Facture/AValider`.
    RecupererMotifsRefusFactureAValider {
        /// Invoicing framework to validate.
        code_cadre_facturation_a_valider: Option<String> = "codeCadreFacturationAValider",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/motifs/refus/Facture/AValider`.
    RecupererMotifsRefusFactureAValiderOutput {
        /// The reasons for a refusal by a validator.
        liste_motif_refus_facture_a_valider: Vec<MotifRefus> = "listeMotifRefusFactureAValider",
    }
}

wire_struct! {
    /// The reasons for a refusal by a validator.
    MotifRefus {
        /// Technical number of the reason.
        id_motif: Option<i64> = "idMotif",
        /// Code of the reason.
        code_motif: Option<String> = "codeMotif",
        /// Label of the reason.
        libelle_motif: Option<String> = "libelleMotif",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/motifs/refus/FactureTravaux`.
    RecupererMotifsRefusFactureTravaux {
        /// Invoicing framework of the works document.
        code_cadre_facturation_travaux: Option<String> = "codeCadreFacturationTravaux",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/motifs/refus/FactureTravaux`.
    RecupererMotifsRefusFactureTravauxOutput {
        /// The reasons for a refusal of a works document.
        liste_motif_refus_facture_travaux: Vec<MotifRefus> = "listeMotifRefusFactureTravaux",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/typedp`.
    RecupererTypeDemandePaiement {
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/typedp`.
    RecupererTypeDemandePaiementOutput {
        /// The kinds of payment requests.
        liste_type_demande_paiement: Vec<TypeDemandePaiementItem> = "listeTypeDemandePaiement",
    }
}

wire_struct! {
    /// The kinds of payment requests.
    TypeDemandePaiementItem {
        /// Kind of payment request, up to 50 characters.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/typefacturetravaux`.
    RecupererTypeFactureTravaux {
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/typefacturetravaux`.
    RecupererTypeFactureTravauxOutput {
        /// Kinds of works documents.
        liste_type_facture_travaux: Vec<TypeFactureTravauxItem> = "listeTypeFactureTravaux",
    }
}

wire_struct! {
    /// Kinds of works documents.
    TypeFactureTravauxItem {
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/typeidentifiant/structure`.
    RecupererTypeIdentifiantStructure {
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/typeidentifiant/structure`.
    RecupererTypeIdentifiantStructureOutput {
        /// The kinds of identifiers.
        liste_type_identifiant: Vec<TypeIdentifiantItem> = "listeTypeIdentifiant",
    }
}

wire_struct! {
    /// The kinds of identifiers.
    TypeIdentifiantItem {
        /// Kind of identifier, up to 14 characters.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/formatflux`.
    RecupererFormatFlux {
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/formatflux`.
    RecupererFormatFluxOutput {
        /// The formats of flows.
        liste_format_flux: Vec<FormatFluxItem> = "listeFormatFlux",
        /// Current page; all rows come on the first.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Rows of a page.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of rows.
        total: Option<i64> = "total",
    }
}

wire_struct! {
    /// The formats of flows.
    FormatFluxItem {
        /// Format of the flow.
        format_flux: Option<String> = "formatFlux",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/syntaxeflux`.
    RecupererSyntaxeFlux {
        /// Format of the flow.
        format_flux: Option<FormatFlux> = "formatFlux",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/syntaxeflux`.
    RecupererSyntaxeFluxOutput {
        /// The syntaxes of flows.
        liste_syntaxe_flux: Vec<SyntaxeFluxItem> = "listeSyntaxeFlux",
    }
}

wire_struct! {
    /// The syntaxes of flows.
    SyntaxeFluxItem {
        /// Syntax of the flow.
        syntaxe_flux: Option<String> = "syntaxeFlux",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/etat/typedp`.
    RecupererEtatParTypeDemandePaiement {
        /// Kind of payment request.
        type_demande_paiement: Option<TypeDemandePaiement> = "typeDemandePaiement",
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/etat/typedp`.
    RecupererEtatParTypeDemandePaiementOutput {
        /// The states of a payment request.
        liste_etat_demande_paiement: Vec<EtatPossible> = "listeEtatDemandePaiement",
    }
}

wire_struct! {
    /// The states of a payment request.
    EtatPossible {
        /// State of a payment request.
        etat_demande_paiement: Option<String> = "etatDemandePaiement",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/etats/traitement`.
    RecupererEtatsPossiblesPourTraitement {
        required {
            /// Current statuses wanted.
            statut_courant: StatutFacture = "statutCourant",
        }
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/etats/traitement`.
    RecupererEtatsPossiblesPourTraitementOutput {
        /// The statuses the invoice may be moved to.
        liste_statuts_possibles_pour_traitement: Vec<StatutPossible> = "listeStatutsPossiblesPourTraitement",
    }
}

wire_struct! {
    /// The statuses the invoice may be moved to.
    StatutPossible {
        /// A status the invoice may be moved to.
        statut_possible_pour_traitement: Option<String> = "statutPossiblePourTraitement",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/coordbanc/valides`.
    RecupererCoordonneesBancairesValides {
        required {
            /// Technical number of the structure.
            id_structure: i64 = "idStructure",
        }
    }
}

wire_struct! {
    /// Answer of `transverses/recuperer/coordbanc/valides`.
    RecupererCoordonneesBancairesValidesOutput {
        /// The bank references.
        liste_coordonnee_bancaire: Vec<CoordonneeBancaireValide> = "listeCoordonneeBancaire",
    }
}

wire_struct! {
    /// The bank references.
    CoordonneeBancaireValide {
        /// Technical number of the bank reference.
        id_coordonnee_bancaire: Option<i64> = "idCoordonneeBancaire",
        /// Name of the bank reference.
        nom_coordonnee_bancaire: Option<String> = "nomCoordonneeBancaire",
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/structures/actives/destinataire`.
    RecupererStructuresActivesPourDestinataire {
    }
}

wire_struct! {
    /// Input of `transverses/recuperer/structures/actives/facturetravaux`.
    RecupererStructuresActivesPourFacturetravaux {
    }
}
