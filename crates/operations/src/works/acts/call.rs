//! The calls of acts on works documents, and the look-up that tells whether one has arrived.

use chorus_pro::codes::RoleUtilisateur;
use chorus_pro::factures::PieceJointeACompleter;
use chorus_pro::factures_travaux::{
    CompleterFactureTravaux, CompleterMoe, DemanderRecyclagePiecePrecedente, RechercherFactureTravaux,
    RecyclerFactureTravaux, RefuserFactureTravaux, SuspendreOuDemanderCompleterFactureTravaux,
};
use chorus_pro::{Client, Error};
use domain::CheckedWorksAct;
use futures::StreamExt as _;
use jobs::{Failure, Work};
use storage::{WorksActFile, WorksDocument};

/// Lines asked at a time: a number is seldom used twice.
const PAGE: u32 = 50;
/// `codeRetour` of a search that found nothing (API.md §5.6).
const NOTHING_FOUND: i64 = 20007;

/// Tells Chorus Pro.
pub(super) async fn tell(
    client: &Client,
    document: i64,
    checked: &CheckedWorksAct,
    files: &[WorksActFile],
) -> Result<(), Error> {
    let works = client.factures_travaux();
    match checked {
        CheckedWorksAct::SendBack { comment } => {
            let mut body = SuspendreOuDemanderCompleterFactureTravaux::new(document);
            body.commentaire = Some(comment.clone());
            works.suspendre_demander_completer_facture_travaux(&body).await?;
        }
        CheckedWorksAct::AskRecycling => {
            works.demander_recyclage(&DemanderRecyclagePiecePrecedente::new(document)).await?;
        }
        CheckedWorksAct::Recycle { recipient, service, engagement } => {
            let mut body = RecyclerFactureTravaux::new(document);
            body.identifiant_destinataire = Some(recipient.as_str().to_owned());
            body.code_service_executant.clone_from(service);
            body.numero_bon_commande.clone_from(engagement);
            works.recycler(&body).await?;
        }
        CheckedWorksAct::Complete { comment, as_manager } => {
            let (comment, pieces) = (comment.as_deref(), pieces(files));
            if *as_manager {
                works.completermoe(&CompleterMoe::of_document(document, comment, &pieces)).await?;
            } else {
                works.completer(&CompleterFactureTravaux::of_document(document, comment, &pieces)).await?;
            }
        }
        CheckedWorksAct::Refuse { reason, detail } => {
            let body = RefuserFactureTravaux::of_document(document, reason, detail.as_deref());
            works.refuser(&body).await?;
        }
    }
    Ok(())
}

/// The files of an act that Chorus Pro holds.
fn pieces(files: &[WorksActFile]) -> Vec<PieceJointeACompleter> {
    let piece = |file: &WorksActFile| {
        let (label, kind) = (file.label.clone(), file.type_code.clone());
        Some(PieceJointeACompleter::new(label, kind, file.chorus_id?))
    };
    files.iter().filter_map(piece).collect()
}

/// The status of a document at Chorus Pro, searched by its number in the roles of the structure; none where it is not found.
pub(super) async fn status_of(
    work: &Work,
    client: &Client,
    document: &WorksDocument,
) -> Result<Result<Option<String>, Error>, Failure> {
    for role in &document.roles {
        let mut search = RechercherFactureTravaux::new(RoleUtilisateur::from(role.code()));
        search.numero_facture_travaux = Some(document.number.clone());
        let mut pages = Box::pin(client.pages(&search, PAGE));
        while let Some(page) = work.call(pages.next()).await? {
            let page = match page {
                Ok(page) => page,
                Err(Error::Functional { code_retour: NOTHING_FOUND, .. }) => break,
                Err(error) => return Ok(Err(error)),
            };
            let own = page.items.into_iter().find(|item| item.id_facture_travaux == Some(document.chorus_id));
            if let Some(own) = own {
                return Ok(Ok(own.statut_facture_travaux));
            }
        }
    }
    Ok(Ok(None))
}
