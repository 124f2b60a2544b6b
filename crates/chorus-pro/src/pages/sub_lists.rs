//! The lists inside an invoice and its history: several for one input, each with its own names.

use super::{ALL_RESULTS, Page, Paged};
use crate::{factures::*, service::Input};

/// Declares one of several lists of the same input, each with its own names for its pages.
macro_rules! sub_list {
    ($(#[$meta:meta])* $name:ident of $input:ident: [$item:ty] {
        ask $param:ident.($number:ident, $size:ident),
        $(all $maximum:ident,)?
        answer $($path:ident).+ : $items:ident ($pages:ident, $page_size:ident, $total:ident)
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(
            /// The input each page is asked for with.
            pub $input,
        );

        impl Paged for $name {
            type Request = $input;
            type Item = $item;
            fn request(&self, number: i64, size: i64) -> $input {
                let mut request = self.0.clone();
                let mut page = request.$param.take().unwrap_or_default();
                page.$number = Some(number);
                page.$size = Some(size);
                request.$param = Some(page);
                $(request.$maximum.get_or_insert(ALL_RESULTS);)?
                request
            }
            fn page(output: <$input as Input>::Output) -> Page<$item> {
                let list = Some(output)$(.and_then(|block| block.$path))+;
                sub_list!(@page list $items $pages $page_size $total)
            }
        }
    };
    (@page $list:ident $items:ident $pages:ident $page_size:ident $total:ident) => {
        match $list {
            Some(list) => Page {
                items: list.$items,
                pages: list.$pages,
                size: list.$page_size,
                total: list.$total,
            },
            None => Page { items: Vec::new(), pages: None, size: None, total: None },
        }
    };
}

sub_list! {
    /// The statuses in the history of an invoice.
    HistoStatuts of ConsulterHistoriqueFacture: [HistoStatut] {
        ask param_recherche_histo_statuts.(page_resultat_demandee_liste_histo_statut, nb_resultats_par_page_liste_histo_statut),
        all nb_resultats_maximum,
        answer historiques_des_statuts: histo_statut
            (pages_histo_statut, nb_resultats_par_page_histo_statut, total_histo_statut)
    }
}

sub_list! {
    /// The additional events in the history of an invoice.
    HistoEvenements of ConsulterHistoriqueFacture: [Evenement] {
        ask param_recherche_histo_evenements_complementaires.(page_resultat_demandee_liste_histo_evenement, nb_resultats_par_page_liste_histo_evenement),
        all nb_resultats_maximum,
        answer historiques_des_evenements_complementaires: evenement
            (pages_evenement, nb_resultats_par_page_evenement, total_evenement)
    }
}

sub_list! {
    /// The user actions in the history of an invoice.
    HistoActions of ConsulterHistoriqueFacture: [HistoAction] {
        ask param_recherche_histo_actions_utilisateurs.(page_resultat_demandee_liste_histo_action, nb_resultats_par_page_liste_histo_action),
        all nb_resultats_maximum,
        answer historiques_des_actions_utilisateurs: histo_action
            (pages_histo_action, nb_resultats_par_page_histo_action, total_histo_action)
    }
}

sub_list! {
    /// The lines of an issued invoice.
    LignesPosteFournisseur of ConsulterFactureParFournisseur: [LignePoste] {
        ask getp_lignes_poste.(page_resultat_demandee_lignes_poste, nb_resultats_par_page_lignes_poste),
        answer facture.lignes_de_poste: ligne_poste
            (pages_lignes_poste, nb_resultats_par_page_lignes_poste, total_lignes_poste)
    }
}

sub_list! {
    /// The VAT rates of an issued invoice.
    LignesTvaFournisseur of ConsulterFactureParFournisseur: [LigneTva] {
        ask getp_ligne_recap_tva.(page_resultat_demandee_liste_recapitulatif_tva, nb_resultats_par_page_liste_liste_recapitulatif_tva),
        answer facture.recapitulatif_de_tva: ligne_tva
            (pages_lignes_recapitulatives_tva, nb_resultats_par_page_lignes_recapitulatives_tva, total_lignes_recapitulatives_tva)
    }
}

sub_list! {
    /// The attachments of an issued invoice.
    PiecesJointesFournisseur of ConsulterFactureParFournisseur: [PieceJointe] {
        ask getp_liste_pieces_jointes.(page_resultat_demandee_liste_piece_jointe, nb_resultats_par_page_liste_piece_jointe),
        answer facture.liste_des_pieces_jointes: piece_jointe
            (pages_liste_pieces_jointe, nb_resultats_par_page_liste_pieces_jointe, total_liste_pieces_jointe)
    }
}

sub_list! {
    /// The lines of a received invoice.
    LignesPosteRecipiendaire of ConsulterFactureParRecipiendaire: [LignePoste] {
        ask recherche_ligne_poste.(page_resultat_demandee_lignes_poste, nb_resultats_par_page_lignes_poste),
        answer facture.lignes_de_poste: ligne_poste
            (pages_lignes_poste, nb_resultats_par_page_lignes_poste, total_lignes_poste)
    }
}

sub_list! {
    /// The VAT rates of a received invoice.
    LignesTvaRecipiendaire of ConsulterFactureParRecipiendaire: [LigneTva] {
        ask rechercheligne_tva_recap.(page_resultat_demandee_liste_recapitulatif_tva, nb_resultats_par_page_liste_liste_recapitulatif_tva),
        answer facture.recapitulatif_de_tva: ligne_tva
            (pages_lignes_recapitulatives_tva, nb_resultats_par_page_lignes_recapitulatives_tva, total_lignes_recapitulatives_tva)
    }
}

sub_list! {
    /// The attachments of a received invoice.
    PiecesJointesRecipiendaire of ConsulterFactureParRecipiendaire: [PieceJointe] {
        ask recherche_pj.(page_resultat_demandee_liste_piece_jointe, nb_resultats_par_page_liste_piece_jointe),
        answer facture.liste_des_pieces_jointes: piece_jointe
            (pages_liste_pieces_jointe, nb_resultats_par_page_liste_pieces_jointe, total_liste_pieces_jointe)
    }
}

sub_list! {
    /// The lines of an invoice to validate.
    LignesPosteValideur of ConsulterFactureParValideur: [LignePoste] {
        ask recherche_ligne_poste.(page_resultat_demandee_lignes_poste, nb_resultats_par_page_lignes_poste),
        answer facture.lignes_de_poste: ligne_poste
            (pages_lignes_poste, nb_resultats_par_page_lignes_poste, total_lignes_poste)
    }
}

sub_list! {
    /// The VAT rates of an invoice to validate.
    LignesTvaValideur of ConsulterFactureParValideur: [LigneTva] {
        ask recherche_ligne_tva_recap.(page_resultat_demandee_liste_recapitulatif_tva, nb_resultats_par_page_liste_liste_recapitulatif_tva),
        answer facture.recapitulatif_de_tva: ligne_tva
            (pages_lignes_recapitulatives_tva, nb_resultats_par_page_lignes_recapitulatives_tva, total_lignes_recapitulatives_tva)
    }
}

sub_list! {
    /// The attachments of an invoice to validate.
    PiecesJointesValideur of ConsulterFactureParValideur: [PieceJointe] {
        ask recherche_pj.(page_resultat_demandee_liste_piece_jointe, nb_resultats_par_page_liste_piece_jointe),
        answer facture.liste_des_pieces_jointes: piece_jointe
            (pages_liste_pieces_jointe, nb_resultats_par_page_liste_pieces_jointe, total_liste_pieces_jointe)
    }
}
