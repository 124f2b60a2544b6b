//! Inputs and outputs of the API Factures de travaux (API.md §5.6).
//!
//! The bodies of seven services are not public: their fields are kept as they come.

mod inferred;

pub use inferred::*;

use crate::{
    codes::{
        AvecSansService, CadreFacturation, ModeDepot, RoleUtilisateur, TypeFactureTravaux,
        TypeIdentifiantStructure,
    },
    common::{ParametresRecherche, ParametresRetour},
    moment::Moment,
    wire::{open_object, wire_struct},
};
use rust_decimal::Decimal;

wire_struct! {
    /// Input of `facturesTravaux/rechercher`.
    RechercherFactureTravaux {
        required {
            /// In which role the search is made.
            role_utilisateur: RoleUtilisateur = "roleUtilisateur",
        }
        /// Technical number of the supplier.
        id_structure_fournisseur: Option<i64> = "idStructureFournisseur",
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Technical number of the project manager (MOE).
        id_structure_moe: Option<i64> = "idStructureMoe",
        /// Technical number of the project manager's service.
        id_service_moe: Option<i64> = "idServiceMoe",
        /// Technical number of the contracting authority (MOA).
        id_structure_moa: Option<i64> = "idStructureMoa",
        /// Technical number of the contracting authority's service.
        id_service_moa: Option<i64> = "idServiceMoa",
        /// Kinds of works documents.
        liste_type_facture_travaux: Vec<TypeFactureTravaux> = "listeTypeFactureTravaux",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// First day of deposit.
        periode_date_depot_du: Option<Moment> = "periodeDateDepotDu",
        /// Last day of deposit.
        periode_date_depot_au: Option<Moment> = "periodeDateDepotAu",
        /// Invoicing framework.
        cadre_facturation: Option<CadreFacturation> = "cadreFacturation",
        /// Current statuses wanted.
        liste_statut_courant: Option<String> = "listeStatutCourant",
        /// Technical number of the validating structure.
        id_structure_valideur: Option<i64> = "idStructureValideur",
        /// First date of works documents.
        periode_date_facture_travaux_du: Option<Moment> = "periodeDateFactureTravauxDu",
        /// Last date of works documents.
        periode_date_facture_travaux_au: Option<Moment> = "periodeDateFactureTravauxAu",
        /// Least total without VAT.
        montant_ht_min: Option<Decimal> = "montantHTMin",
        /// Greatest total without VAT.
        montant_ht_max: Option<Decimal> = "montantHTMax",
        /// Least total with VAT.
        montant_ttc_min: Option<Decimal> = "montantTTCMin",
        /// Greatest total with VAT.
        montant_ttc_max: Option<Decimal> = "montantTTCMax",
        /// Least amount due.
        montant_a_payer_min: Option<Decimal> = "montantAPayerMin",
        /// Greatest amount due.
        montant_a_payer_max: Option<Decimal> = "montantAPayerMax",
        /// Technical number of the bank reference.
        id_coordonnee_bancaire: Option<i64> = "idCoordonneeBancaire",
        /// Number of the works document.
        numero_facture_travaux: Option<String> = "numeroFactureTravaux",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
        /// Number of the flow it came with.
        numero_flux_depot: Option<String> = "numeroFluxDepot",
        /// Whether only documents without a following one are wanted.
        uniquement_sans_piece_suivante: Option<bool> = "uniquementSansPieceSuivante",
        /// Whether documents with a service, without one, or both are wanted.
        avec_sans_service: Option<AvecSansService> = "avecSansService",
        /// Whether downloaded documents are wanted.
        flag_telecharge: Option<bool> = "flagTelecharge",
        /// Earliest time of the current status.
        periode_date_heure_etat_courant_du: Option<Moment> = "periodeDateHeureEtatCourantDu",
        /// Latest time of the current status.
        periode_date_heure_etat_courant_au: Option<Moment> = "periodeDateHeureEtatCourantAu",
        /// Page and order.
        recherche_facture_travaux: Option<ParametresRecherche> = "rechercheFactureTravaux",
    }
}

wire_struct! {
    /// Answer of `facturesTravaux/rechercher`.
    RechercherFactureTravauxOutput {
        /// The works documents.
        liste_factures_travaux: Vec<FactureTravauxItem> = "listeFacturesTravaux",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// A works document in a list.
    FactureTravauxItem {
        /// Technical number of the works document.
        id_facture_travaux: Option<i64> = "idFactureTravaux",
        /// Number of the works document.
        numero_facture_travaux: Option<String> = "numeroFactureTravaux",
        /// Kind of works document.
        type_facture_travaux: Option<TypeFactureTravaux> = "typeFactureTravaux",
        /// Status of the works document.
        statut_facture_travaux: Option<String> = "statutFactureTravaux",
        /// Identifier of the supplier.
        identifiant_fournisseur: Option<String> = "identifiantFournisseur",
        /// Kind of that identifier, up to 14 characters.
        type_identifiant_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantFournisseur",
        /// Name of the supplier.
        designation_fournisseur: Option<String> = "designationFournisseur",
        /// Code of the supplier's service, up to 100 characters.
        code_service_fournisseur: Option<String> = "codeServiceFournisseur",
        /// Code of the project manager's service.
        code_service_moe: Option<String> = "codeServiceMoe",
        /// Code of the contracting authority's service.
        code_service_moa: Option<String> = "codeServiceMoa",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Identifier of the recipient (SIRET).
        identifiant_destinataire: Option<String> = "identifiantDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Date of the works document.
        date_facture_travaux: Option<Moment> = "dateFactureTravaux",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
        /// Time of the current status.
        date_heure_etat_courant: Option<Moment> = "dateHeureEtatCourant",
        /// Total with VAT.
        montant_ttc: Option<Decimal> = "montantTTC",
    }
}

wire_struct! {
    /// Input of `facturesTravaux/demander/recyclage`.
    DemanderRecyclagePiecePrecedente {
        required {
            /// Technical number of the works document.
            id_facture_travaux: i64 = "idFactureTravaux",
        }
    }
}

wire_struct! {
    /// Answer of `facturesTravaux/demander/recyclage`.
    DemanderRecyclagePiecePrecedenteOutput {
        /// Technical number of the works document.
        id_facture_travaux: Option<i64> = "idFactureTravaux",
        /// Its technical number.
        id_piece_precedente: Option<i64> = "idPiecePrecedente",
    }
}

wire_struct! {
    /// Input of `facturesTravaux/suspendre/demander/completer/factureTravaux`.
    SuspendreOuDemanderCompleterFactureTravaux {
        required {
            /// Technical number of the works document.
            id_facture_travaux: i64 = "idFactureTravaux",
        }
        /// Comment, up to 2000 characters.
        commentaire: Option<String> = "commentaire",
    }
}

wire_struct! {
    /// Input of `facturesTravaux/recycler`.
    RecyclerFactureTravaux {
        required {
            /// Technical number of the works document.
            id_facture_travaux: i64 = "idFactureTravaux",
        }
        /// Identifier of the recipient (SIRET).
        identifiant_destinataire: Option<String> = "identifiantDestinataire",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
    }
}

wire_struct! {
    /// Answer of `facturesTravaux/recycler`.
    RecyclerFactureTravauxOutput {
        /// Technical number of the works document.
        id_facture_travaux: Option<i64> = "idFactureTravaux",
        /// Number of the works document.
        numero_facture_travaux: Option<String> = "numeroFactureTravaux",
        /// Day the works document was deposited.
        date_depot_facture_travaux: Option<Moment> = "dateDepotFactureTravaux",
        /// Status of the works document.
        statut_facture_travaux: Option<String> = "statutFactureTravaux",
    }
}

open_object! {
    /// Input of `soumettre`, whose fields are not public.
    SoumettreFactureTravaux
}

open_object! {
    /// Answer of `soumettre`, whose fields are not public; `codeRetour` and `libelle` are among them.
    SoumettreFactureTravauxOutput
}

open_object! {
    /// Input of `consulter`, whose fields are not public.
    ConsulterFactureTravaux
}

open_object! {
    /// Answer of `consulter`, whose fields are not public; `codeRetour` and `libelle` are among them.
    ConsulterFactureTravauxOutput
}

open_object! {
    /// Input of `consulter/dossierfacturation`, whose fields are not public.
    ConsulterDossierDeFacturation
}

open_object! {
    /// Answer of `consulter/dossierfacturation`, whose fields are not public; `codeRetour` and `libelle` are among them.
    ConsulterDossierDeFacturationOutput
}

open_object! {
    /// Input of `rechercher/atraiter`, whose fields are not public.
    RechercherFactureTravauxATraiter
}

open_object! {
    /// Answer of `rechercher/atraiter`, whose fields are not public; `codeRetour` and `libelle` are among them.
    RechercherFactureTravauxATraiterOutput
}

open_object! {
    /// Input of `completer`, whose fields are not public.
    CompleterFactureTravaux
}

open_object! {
    /// Answer of `completer`, whose fields are not public; `codeRetour` and `libelle` are among them.
    CompleterFactureTravauxOutput
}

open_object! {
    /// Input of `completermoe`, whose fields are not public.
    CompleterMoe
}

open_object! {
    /// Answer of `completermoe`, whose fields are not public; `codeRetour` and `libelle` are among them.
    CompleterMoeOutput
}

open_object! {
    /// Input of `refuser`, whose fields are not public.
    RefuserFactureTravaux
}

open_object! {
    /// Answer of `refuser`, whose fields are not public; `codeRetour` and `libelle` are among them.
    RefuserFactureTravauxOutput
}
