//! The searches that come in pages.

use super::{ALL_RESULTS, Page, Paged};
use crate::{
    engagements_juridiques::{EngagementJuridique, RechercherEngagementJuridique},
    factures::*,
    factures_travaux::{FactureTravauxItem, RechercherFactureTravaux},
    service::Input,
    structures::*,
    transverses::*,
    utilisateurs::{RattachementStructure, RecupererRattachements},
};

/// Declares lists: `input.page block (all the block's maximum) => list: entry`. The position of a page stands
/// in `parametresRetour`.
macro_rules! lists {
    ($( $input:ident.$param:ident $(all $maximum:ident)? => $items:ident: $item:ty; )*) => {$(
        impl Paged for $input {
            type Request = $input;
            type Item = $item;
            fn request(&self, number: i64, size: i64) -> $input {
                let mut request = self.clone();
                let mut page = request.$param.take().unwrap_or_default();
                page.page_resultat_demandee = Some(number);
                page.nb_resultats_par_page = Some(size);
                $(page.$maximum.get_or_insert(ALL_RESULTS);)?
                request.$param = Some(page);
                request
            }
            fn page(output: <$input as Input>::Output) -> Page<$item> {
                let position = output.parametres_retour.unwrap_or_default();
                Page {
                    items: output.$items,
                    pages: position.pages,
                    size: position.nb_resultats_par_page,
                    total: position.total,
                }
            }
        }
    )*};
}

lists! {
    RechercherFactureParFournisseur.recherche_facture_par_fournisseur all nb_resultats_maximum => liste_factures: FactureFournisseur;
    RechercherFactureParValideur.pagination => liste_factures: FactureRechercheValideur;
    RechercherFactureATraiterParFournisseur.recherche_facture_a_traiter_par_fournisseur all nb_resultats_maximum => liste_factures: FactureRechercherATraiterFournisseur;
    RechercherFactureATraiterParRecipiendaire.parametre_recherche_facture_a_traiter_par_recipiendaire all getnb_resultats_maximum => liste_factures: FactureRecipiendaire;
    RechercherFactureATraiterParValideur.pagination => liste_factures: FactureRechercheValideur;
    RechercherFactureTravaux.recherche_facture_travaux => liste_factures_travaux: FactureTravauxItem;
    RechercherEngagementJuridique.parametres_recherche => liste_engagement_juridique: EngagementJuridique;
    RechercherStructure.parametres => liste_structures: StructureTrouvee;
    RechercherServicesStructure.parametres_rechercher_services_structure => liste_services: ServiceExpose;
    RechercherEspaces.parametres_rechercher_espaces => liste_espace: EspaceFoServiceSxp;
    ListerRattachementsStructureUtilisateur.parametres_lister_rattachements_structure_utilisateur => liste_services: ServiceOutputListerRattachementsStructureUtilisateur;
    RecupererRattachements.parametres_recherche => liste_structure_rattachement: RattachementStructure;
    RechercherPieceJointeStructure.parametres_recherche => liste_pieces_jointes: PieceJointeStructure;
    RechercherPieceJointeSurMonCompte.parametres_recherche => liste_pieces_jointes: PieceJointeMonCompte;
    RechercherDestinataire.parametres_recherche => liste_destinataires: DestinataireRecherche;
    RechercherServiceExecutant.parametres_recherche => liste_services: ServiceExecutantItem;
    RechercherCategorieSollicitation.pagination => liste_categories: CategorieSollicitation;
    RechercherSousCategorieSollicitation.pagination => liste_sous_categories: SousCategoriesSollicitation;
}

/// Its position stands at the top of the answer (API.md §3).
impl Paged for RechercherFactureRecipiendaire {
    type Request = Self;
    type Item = FactureRecipiendaire;
    fn request(&self, number: i64, size: i64) -> Self {
        let mut request = self.clone();
        let mut page = request.param_recherche.take().unwrap_or_default();
        page.page_resultat_demandee = Some(number);
        page.nb_resultats_par_page = Some(size);
        page.nb_resultats_maximum.get_or_insert(ALL_RESULTS);
        request.param_recherche = Some(page);
        request
    }
    fn page(output: RechercherFactureRecipiendaireOutput) -> Page<FactureRecipiendaire> {
        Page {
            items: output.liste_factures,
            pages: output.pages,
            size: output.nb_resultats_par_page,
            total: output.total,
        }
    }
}
