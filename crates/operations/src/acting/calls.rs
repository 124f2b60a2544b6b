//! The call of each kind of act, and what its answer tells.

use chorus_pro::codes::TypeIdentifiantStructure;
use chorus_pro::factures::{
    CompleterFacture, CorrigerValideurFacture, DestinataireSoumis, PieceJointeACompleter, RecyclerFacture,
    ReferencesARecycler, TraiterFacturesRejetees, TraiterFacturesRejeteesListeDemandePaiement,
};
use chorus_pro::{Client, Error};
use domain::{CheckedAct, InvoiceStatus};
use storage::Attachment;

/// What an answer tells of where the invoice stands now; its history tells the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answered {
    pub status: Option<InvoiceStatus>,
}

/// Tells Chorus Pro.
pub(super) async fn tell(
    client: &Client,
    invoice: i64,
    act: &CheckedAct,
    attachments: &[Attachment],
) -> Result<Answered, Error> {
    let factures = client.factures();
    match act {
        CheckedAct::Complete { comment } => {
            let mut body = CompleterFacture::new(invoice);
            body.commentaire.clone_from(comment);
            body.piece_jointe_complementaire = attachments.iter().filter_map(with_it).collect();
            factures.completer(&body).await?;
            Ok(Answered::default())
        }
        CheckedAct::Recycle { routing, comment } => {
            let mut body = RecyclerFacture::new(invoice);
            let mut recipient = DestinataireSoumis::new(routing.recipient.as_str().to_owned());
            recipient.code_service_executant.clone_from(&routing.service_code);
            body.destinataire = Some(recipient);
            body.commentaire.clone_from(comment);
            body.reference = Some(ReferencesARecycler {
                numero_bon_commande: routing.engagement.clone(),
                ..ReferencesARecycler::default()
            });
            let answer = factures.recycler(&body).await?;
            let status = answer.statut_facture.map(|status| InvoiceStatus::from_code(status.as_str()));
            Ok(Answered { status })
        }
        CheckedAct::CorrectValidator { kind, identifier } => {
            let mut body = CorrigerValideurFacture::new(invoice);
            body.type_identifiant_structure = Some(TypeIdentifiantStructure::from(kind.code()));
            body.identifiant_structure = Some(identifier.clone());
            factures.corriger_valideur_facture(&body).await?;
            Ok(Answered::default())
        }
        CheckedAct::AcknowledgeRejection => {
            let body = TraiterFacturesRejetees {
                liste_demande_paiement: vec![TraiterFacturesRejeteesListeDemandePaiement::new(invoice)],
            };
            factures.traiter_rejet(&body).await?;
            Ok(Answered::default())
        }
        // A call for each step of the way ([`super::decide`]).
        CheckedAct::Decide(_) => Ok(Answered::default()),
    }
}

fn with_it(attachment: &Attachment) -> Option<PieceJointeACompleter> {
    Some(PieceJointeACompleter::new(
        attachment.label.clone(),
        attachment.type_code.clone(),
        attachment.chorus_id?,
    ))
}
