//! Long lists, page by page.
//!
//! Lists move while they are walked: an entry added meanwhile may push another to the next page, where it
//! is met again. Sort by something that does not move, or expect duplicates.

use crate::{
    Client, Error,
    factures::*,
    service::Input,
    structures::{
        ParametresServices, ParametresStructure, RechercherServicesStructure,
        RechercherServicesStructureOutput, RechercherStructure, RechercherStructureOutput, ServiceExpose,
        StructureTrouvee,
    },
    utilisateurs::{
        ParametresRecherche, RattachementStructure, RecupererRattachements, RecupererRattachementsOutput,
    },
};
use futures::stream::{Stream, TryStreamExt, iter, try_unfold};

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Number of pages, when the answer says so.
    pub pages: Option<i64>,
    /// Page size in force, when the answer says so; the server may use a smaller one than asked for.
    pub size: Option<i64>,
    /// Number of entries over all pages, when the answer says so.
    pub total: Option<i64>,
}

/// A list that comes in pages.
pub trait Paged: Send + Sync {
    /// The input sent for one page.
    type Request: Input + Send;
    /// An entry of the list.
    type Item: Send;
    /// The input for page `number` (from 1) of `size` entries.
    fn request(&self, number: i64, size: i64) -> Self::Request;
    /// The page in an answer.
    fn page(output: <Self::Request as Input>::Output) -> Page<Self::Item>;
}

/// Results over all pages a search is told not to stop at before: without it Chorus Pro stops at 200
/// (API.md §1.6).
const ALL_RESULTS: i64 = 999_999;
/// A server that never says "last page" is left after this many.
const MAX_PAGES: i64 = 100_000;

impl Client {
    /// Walks the pages of a list. `size` is the page size asked for, at least 1 (1000 is the greatest seen
    /// in use). The stream ends after the last page or the first error.
    pub fn pages<P: Paged>(
        &self,
        list: &P,
        size: u32,
    ) -> impl Stream<Item = Result<Page<P::Item>, Error>> + Send {
        let size = i64::from(size.max(1));
        try_unfold(Some(1), move |next| async move {
            let Some(number) = next else { return Ok(None) };
            let page = P::page(self.call(&list.request(number, size)).await?);
            let following = (!is_last(&page, number, size)).then_some(number + 1);
            Ok(Some((page, following)))
        })
    }

    /// Walks the entries of a list; see [`Client::pages`].
    pub fn items<P: Paged>(&self, list: &P, size: u32) -> impl Stream<Item = Result<P::Item, Error>> + Send {
        self.pages(list, size).map_ok(|page| iter(page.items.into_iter().map(Ok))).try_flatten()
    }

    /// All entries of a list; see [`Client::pages`].
    ///
    /// # Errors
    /// The first error met; the entries before it are lost.
    pub async fn collect<P: Paged>(&self, list: &P, size: u32) -> Result<Vec<P::Item>, Error> {
        self.items(list, size).try_collect().await
    }
}

fn is_last<T>(page: &Page<T>, number: i64, size: i64) -> bool {
    if page.items.is_empty() || number >= MAX_PAGES {
        return true;
    }
    match page.pages {
        Some(pages) => number >= pages,
        None => {
            let size = page.size.filter(|given| *given > 0).unwrap_or(size);
            i64::try_from(page.items.len()).is_ok_and(|count| count < size)
        }
    }
}

macro_rules! paged {
    ($list:ty, $item:ty, |$base:ident, $number:ident, $size:ident| -> $request:ty $make:block,
     |$output:ident: $output_type:ty| $split:block) => {
        impl Paged for $list {
            type Request = $request;
            type Item = $item;
            fn request(&self, $number: i64, $size: i64) -> $request {
                let $base = self;
                $make
            }
            fn page($output: $output_type) -> Page<$item> {
                $split
            }
        }
    };
}

/// A page whose position stands in a block, or no position at all.
macro_rules! page {
    ($items:expr, $position:expr) => {{
        let position = $position.unwrap_or_default();
        Page {
            items: $items,
            pages: position.pages,
            size: position.nb_resultats_par_page,
            total: position.total,
        }
    }};
}

paged!(
    RechercherFactureParFournisseur,
    FactureFournisseur,
    |base, number, size| -> RechercherFactureParFournisseur {
        let mut request = base.clone();
        let mut page = request.recherche_facture_par_fournisseur.take().unwrap_or_default();
        page.page_resultat_demandee = Some(number);
        page.nb_resultats_par_page = Some(size);
        page.nb_resultats_maximum.get_or_insert(ALL_RESULTS);
        request.recherche_facture_par_fournisseur = Some(page);
        request
    },
    |output: RechercherFactureParFournisseurOutput| {
        page!(output.liste_factures, output.parametres_retour)
    }
);

paged!(
    RechercherFactureRecipiendaire,
    FactureRecipiendaire,
    |base, number, size| -> RechercherFactureRecipiendaire {
        let mut request = base.clone();
        let mut page = request.param_recherche.take().unwrap_or_default();
        page.page_resultat_demandee = Some(number);
        page.nb_resultats_par_page = Some(size);
        page.nb_resultats_maximum.get_or_insert(ALL_RESULTS);
        request.param_recherche = Some(page);
        request
    },
    |output: RechercherFactureRecipiendaireOutput| {
        Page {
            items: output.liste_factures,
            pages: output.pages,
            size: output.nb_resultats_par_page,
            total: output.total,
        }
    }
);

paged!(
    RechercherStructure,
    StructureTrouvee,
    |base, number, size| -> RechercherStructure {
        let mut request = base.clone();
        request.parametres = Some(ParametresStructure {
            page_resultat_demandee: Some(number),
            nb_resultats_par_page: Some(size),
            ..request.parametres.take().unwrap_or_default()
        });
        request
    },
    |output: RechercherStructureOutput| { page!(output.liste_structures, output.parametres_retour) }
);

paged!(
    RechercherServicesStructure,
    ServiceExpose,
    |base, number, size| -> RechercherServicesStructure {
        let mut request = base.clone();
        request.parametres_rechercher_services_structure = Some(ParametresServices {
            page_resultat_demandee: Some(number),
            nb_resultats_par_page: Some(size),
            ..request.parametres_rechercher_services_structure.take().unwrap_or_default()
        });
        request
    },
    |output: RechercherServicesStructureOutput| { page!(output.liste_services, output.parametres_retour) }
);

paged!(
    RecupererRattachements,
    RattachementStructure,
    |base, number, size| -> RecupererRattachements {
        let mut request = base.clone();
        request.parametres_recherche = Some(ParametresRecherche {
            page_resultat_demandee: Some(number),
            nb_resultats_par_page: Some(size),
            ..request.parametres_recherche.take().unwrap_or_default()
        });
        request
    },
    |output: RecupererRattachementsOutput| {
        page!(output.liste_structure_rattachement, output.parametres_retour)
    }
);

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
