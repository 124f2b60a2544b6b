//! Lists are walked to their end, and no further.

use super::server::{Server, answer};
use crate::{
    Error, RetryAdvice,
    factures::*,
    pages::{HistoStatuts, LignesPosteFournisseur, Page, Paged},
    service::Input,
    structures::RechercherServicesStructure,
    utilisateurs::RecupererRattachements,
};
use futures::StreamExt;
use serde_json::{Value, json};

/// The page number a request asks for.
fn number_asked(body: &Value, pointer: &str) -> i64 {
    body.pointer(pointer).and_then(Value::as_i64).unwrap()
}

#[tokio::test]
async fn issued_invoices_are_walked_over_all_pages() {
    let server = Server::with_token(|seen| {
        let number = number_asked(&seen.json(), "/rechercheFactureParFournisseur/pageResultatDemandee");
        let list = [
            json!({"identifiantFactureCPP": number * 10}),
            json!({"identifiantFactureCPP": number * 10 + 1}),
        ];
        let position = json!({"pageCourante": number, "pages": 3, "nbResultatsParPage": 2, "total": 6});
        answer(200, json!({"codeRetour": 0, "listeFactures": list, "parametresRetour": position}).to_string())
    })
    .await;
    let search = RechercherFactureParFournisseur { numero_marche: Some("M1".into()), ..Default::default() };
    let found = server.client().collect(&search, 2).await.unwrap();
    let numbers: Vec<_> = found.iter().filter_map(|invoice| invoice.identifiant_facture_cpp).collect();
    assert_eq!(numbers, [10, 11, 20, 21, 30, 31]);
    let calls = server.calls();
    assert_eq!(calls.len(), 3);
    let body = calls[2].json();
    assert_eq!(body["numeroMarche"], "M1", "criteria stay");
    let page = &body["rechercheFactureParFournisseur"];
    assert_eq!((&page["nbResultatsParPage"], &page["nbResultatsMaximum"]), (&json!(2), &json!(999_999)));
}

#[tokio::test]
async fn received_invoices_have_their_position_at_the_top() {
    let server = Server::with_token(|seen| {
        let number = number_asked(&seen.json(), "/paramRecherche/pageResultatDemandee");
        answer(
            200,
            json!({"codeRetour": 0, "pages": 2, "pageCourante": number, "listeFactures": [{"idFacture": number}]})
                .to_string(),
        )
    })
    .await;
    let found = server.client().collect(&RechercherFactureRecipiendaire::default(), 1).await.unwrap();
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn without_a_number_of_pages_a_short_page_is_the_last() {
    let server = Server::with_token(|seen| {
        let number =
            number_asked(&seen.json(), "/parametresRechercherServicesStructure/pageResultatDemandee");
        let count = if number < 3 { 4 } else { 1 };
        let list: Vec<_> = (0..count).map(|id| json!({"idService": number * 10 + id})).collect();
        let position = json!({"pages": null, "total": null});
        answer(200, json!({"codeRetour": 0, "listeServices": list, "parametresRetour": position}).to_string())
    })
    .await;
    let services = server.client().collect(&RechercherServicesStructure::new(1), 4).await.unwrap();
    assert_eq!((services.len(), server.calls().len()), (9, 3));
}

#[tokio::test]
async fn a_smaller_page_size_imposed_by_the_server_does_not_end_the_walk() {
    let server = Server::with_token(|seen| {
        let number = number_asked(&seen.json(), "/parametresRecherche/pageResultatDemandee");
        let list: Vec<_> = (0..if number < 2 { 2 } else { 0 }).map(|id| json!({"idStructure": id})).collect();
        answer(
            200,
            json!({"codeRetour": 0, "listeStructureRattachement": list, "parametresRetour": {"nbResultatsParPage": 2}})
                .to_string(),
        )
    })
    .await;
    let found = server.client().collect(&RecupererRattachements::default(), 100).await.unwrap();
    assert_eq!((found.len(), server.calls().len()), (2, 2));
}

#[tokio::test]
async fn an_empty_first_page_ends_the_walk() {
    let server =
        Server::with_token(|_| answer(200, r#"{"codeRetour":20000,"libelle":"TRA_MSG_00.015"}"#)).await;
    let found = server.client().collect(&RechercherFactureRecipiendaire::default(), 10).await.unwrap();
    assert!(found.is_empty());
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn history_and_invoice_lists_use_their_own_names() {
    let server = Server::with_token(|seen| {
        let body = seen.json();
        let answered = if seen.path.ends_with("historique") {
            let number =
                number_asked(&body, "/paramRechercheHistoStatuts/pageResultatDemandeeListeHistoStatut");
            json!({"codeRetour": 0, "historiquesDesStatuts": {
                "histoStatut": [{"histoStatutId": number}], "pagesHistoStatut": 3}})
        } else {
            let number = number_asked(&body, "/getpLignesPoste/pageResultatDemandeeLignesPoste");
            json!({"codeRetour": 0, "facture": {"lignesDePoste": {
                "lignePoste": [{"lignePosteNumero": number}], "pagesLignesPoste": 2}}})
        };
        answer(200, answered.to_string())
    })
    .await;
    let client = server.client();
    let statuses = client.collect(&HistoStatuts(ConsulterHistoriqueFacture::new(5)), 1).await.unwrap();
    assert_eq!(statuses.iter().filter_map(|status| status.histo_statut_id).collect::<Vec<_>>(), [1, 2, 3]);
    let asked = server.calls()[0].json();
    assert_eq!(asked["paramRechercheHistoStatuts"]["nbResultatsParPageListeHistoStatut"], 1);
    assert_eq!((&asked["idFacture"], &asked["nbResultatsMaximum"]), (&json!(5), &json!(999_999)));
    let lines =
        client.collect(&LignesPosteFournisseur(ConsulterFactureParFournisseur::new(5)), 1).await.unwrap();
    assert_eq!(lines.len(), 2);
}

#[tokio::test]
async fn recipients_and_validators_walk_the_lists_of_an_invoice_too() {
    use crate::pages::{LignesPosteValideur, LignesTvaRecipiendaire, PiecesJointesRecipiendaire};
    let server = Server::with_token(|_| {
        let body = json!({"codeRetour": 0, "facture": {
            "lignesDePoste": {"lignePoste": [{}], "pagesLignesPoste": 2},
            "recapitulatifDeTva": {"ligneTva": [{}], "pagesLignesRecapitulativesTVA": 2},
            "listeDesPiecesJointes": {"pieceJointe": [{}], "pagesListePiecesJointe": 2}}});
        answer(200, body.to_string())
    })
    .await;
    let client = server.client();
    let received = ConsulterFactureParRecipiendaire::new(5);
    assert_eq!(client.collect(&LignesTvaRecipiendaire(received.clone()), 1).await.unwrap().len(), 2);
    assert_eq!(client.collect(&PiecesJointesRecipiendaire(received), 1).await.unwrap().len(), 2);
    let lines = LignesPosteValideur(ConsulterFactureParValideur::new(5));
    assert_eq!(client.collect(&lines, 1).await.unwrap().len(), 2);
    let asked = |call: usize, pointer| number_asked(&server.calls()[call].json(), pointer);
    assert_eq!(asked(1, "/rechercheligneTvaRecap/pageResultatDemandeeListeRecapitulatifTVA"), 2);
    assert_eq!(asked(3, "/recherchePj/pageResultatDemandeeListePieceJointe"), 2);
    assert_eq!(asked(5, "/rechercheLignePoste/pageResultatDemandeeLignesPoste"), 2);
}

#[tokio::test]
async fn a_stream_gives_what_came_before_an_error() {
    let server = Server::with_token(|seen| {
        match number_asked(&seen.json(), "/rechercheFactureParFournisseur/pageResultatDemandee") {
            1 => answer(200, r#"{"codeRetour":0,"listeFactures":[{}],"parametresRetour":{"pages":9}}"#),
            _ => answer(500, ""),
        }
    })
    .await;
    let client = server.client();
    let search = RechercherFactureParFournisseur::default();
    let met: Vec<Result<FactureFournisseur, Error>> = client.items(&search, 1).collect().await;
    assert_eq!(met.len(), 2);
    assert!(met[0].is_ok());
    assert_eq!(met[1].as_ref().unwrap_err().retry_advice(), RetryAdvice::After(None));
}

/// The page of an answer without anything in it.
fn nothing<P: Paged>() -> Page<P::Item>
where
    <P::Request as Input>::Output: Default,
{
    P::page(Default::default())
}

#[test]
fn an_answer_without_its_block_is_an_empty_page() {
    assert!(nothing::<HistoStatuts>().items.is_empty());
    assert!(nothing::<LignesPosteFournisseur>().items.is_empty());
    assert!(nothing::<RechercherFactureParFournisseur>().items.is_empty());
}

#[tokio::test]
async fn calls_can_be_spawned() {
    let server = Server::with_token(|_| answer(200, r#"{"codeRetour":0}"#)).await;
    let client = server.client();
    let task = tokio::spawn(async move {
        let file = crate::FileContent::from_bytes(vec![1]);
        client.transverses().ajouter_fichier(file, "a", "b", "c").await?;
        client.collect(&RechercherFactureParFournisseur::default(), 1).await
    });
    assert!(task.await.unwrap().unwrap().is_empty());
}

#[tokio::test]
async fn every_search_asks_for_its_pages_by_number() {
    use crate::{engagements_juridiques::RechercherEngagementJuridique, transverses::*};

    /// The requests seen for two pages of one entry each.
    async fn pages<P: Paged>(list: P, entries: &'static str) -> Vec<Value> {
        let server = Server::with_token(move |_| {
            answer(200, format!(r#"{{"codeRetour":0,"{entries}":[{{}}],"parametresRetour":{{"pages":2}}}}"#))
        })
        .await;
        assert_eq!(server.client().collect(&list, 50).await.unwrap().len(), 2);
        server.calls().iter().map(|call| call.json()).collect()
    }

    let block = |number| json!({"pageResultatDemandee": number, "nbResultatsParPage": 50});
    let seen = pages(RechercherFactureParValideur::default(), "listeFactures").await;
    assert_eq!((&seen[0]["pagination"], &seen[1]["pagination"]), (&block(1), &block(2)));
    let seen = pages(RechercherEngagementJuridique::default(), "listeEngagementJuridique").await;
    assert_eq!(seen[1]["parametresRecherche"], block(2));
    let seen = pages(RechercherDestinataire::default(), "listeDestinataires").await;
    assert_eq!(seen[1]["parametresRecherche"], block(2));
    let seen = pages(RechercherCategorieSollicitation::default(), "listeCategories").await;
    assert_eq!(seen[1]["pagination"], block(2));
    let seen = pages(RechercherFactureATraiterParRecipiendaire::default(), "listeFactures").await;
    let mut expected = block(2);
    expected["getnbResultatsMaximum"] = 999_999.into();
    assert_eq!(seen[1]["parametreRechercheFactureATraiterParRecipiendaire"], expected);
}

/// The identifiers met when page after page is answered by `list`, and the number of calls.
async fn walked(
    size: u32,
    position: Value,
    list: impl Fn(i64) -> Vec<i64> + Send + Sync + 'static,
) -> (Vec<i64>, usize) {
    let server = Server::with_token(move |seen| {
        let number = number_asked(&seen.json(), "/parametresRecherche/pageResultatDemandee");
        let list: Vec<_> = list(number).into_iter().map(|id| json!({"idStructure": id})).collect();
        let body = json!({"codeRetour": 0, "listeStructureRattachement": list, "parametresRetour": position});
        answer(200, body.to_string())
    })
    .await;
    let found = server.client().collect(&RecupererRattachements::default(), size).await.unwrap();
    (found.iter().filter_map(|found| found.id_structure).collect(), server.calls().len())
}

#[tokio::test]
async fn without_a_number_of_pages_the_total_ends_the_walk() {
    // The server gives less than asked for without saying so.
    let page = |number| vec![number * 10, number * 10 + 1];
    let (met, calls) = walked(50, json!({"total": 6}), page).await;
    assert_eq!((met, calls), (vec![10, 11, 20, 21, 30, 31], 3));
    let (met, calls) = walked(2, json!({"total": 2}), page).await;
    assert_eq!((met, calls), (vec![10, 11], 1), "a full page is not asked to be followed");
}

#[tokio::test]
async fn a_server_that_always_sends_the_same_page_is_left() {
    for position in [Value::Null, json!({"total": 1_000_000}), json!({"pages": 100_000})] {
        let (met, calls) = walked(2, position.clone(), |_| vec![1, 2]).await;
        assert_eq!((met, calls), (vec![1, 2], 2), "{position}");
    }
}

#[tokio::test]
async fn equal_entries_are_all_given_when_pages_are_counted() {
    let (met, calls) = walked(1, json!({"pages": 3}), |_| vec![7]).await;
    assert_eq!((met, calls), (vec![7, 7, 7], 3));
}
