//! API Utilisateurs and API Engagements juridiques.

use chorus_pro::engagements_juridiques::{ConsulterDetailEngagementJuridique, RechercherEngagementJuridique};
use chorus_pro::utilisateurs::{ParametresRecherche, RecupererRattachements};

use crate::actions::submission;
use crate::scenario::scenarios;

fn first_page() -> Option<ParametresRecherche> {
    Some(ParametresRecherche {
        nb_resultats_par_page: Some(10),
        page_resultat_demandee: Some(1),
        ..ParametresRecherche::default()
    })
}

scenarios! {
    a_user_finds_its_structures_with_their_services("recupererRattachementsUtilisateur", bench) {
        let wanted = RecupererRattachements { parametres_recherche: first_page() };
        let output = bench.recipient().done(&wanted).await;
        let found = output.liste_structure_rattachement.first().expect("structure");
        assert_eq!(found.id_structure, Some(2001));
        assert_eq!(found.liste_services_rattache.len(), 4);
    }
    a_supplier_finds_its_orders("rechercherEngagementJuridique", bench) {
        let wanted = RechercherEngagementJuridique {
            numero_engagement_juridique: Some("4500012345".into()),
            parametres_recherche: first_page(),
            ..RechercherEngagementJuridique::default()
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.liste_engagement_juridique.len(), 1);
    }
    an_order_is_told_with_its_invoices("consulterDetailEngagementJuridique", bench) {
        let supplier = bench.supplier();
        let mut invoice = submission("F-1", supplier.deposited_pdf().await);
        invoice.destinataire.code_destinataire = "00000000900013".into();
        invoice.destinataire.code_service_executant = Some("SFACT".into());
        supplier.done(&invoice).await;
        let output = supplier.done(&ConsulterDetailEngagementJuridique::new("4500012345".into())).await;
        let numbers: Vec<_> =
            output.demande_paiement.iter().map(|row| row.numero_demande_paiement.as_deref()).collect();
        assert_eq!(numbers, [Some("F-1")]);
    }
}
