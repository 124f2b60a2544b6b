//! The reasons that Chorus Pro offers for the refusal of a works document, asked for once in a round for each framework.

use std::collections::BTreeMap;

use chorus_pro::factures_travaux::PieceDossier;
use chorus_pro::transverses::RecupererMotifsRefusFactureTravaux;
use chorus_pro::{Client, Error};
use domain::{WorksFramework, WorksRole, WorksStatus};
use jobs::{Failure, Work};
use storage::Listed;

use super::read_lists::granted;

/// Reasons kept for a choice.
const MOST: usize = 50;

/// What was learnt in a round, by the framework that is refused.
#[derive(Default)]
pub(super) struct Reasons(BTreeMap<String, Vec<Listed>>);

impl Reasons {
    /// Those of a framework; none where they were not asked for.
    pub(super) fn of(&self, framework: &str) -> Option<Vec<Listed>> {
        self.0.get(framework).cloned()
    }

    /// Asks for those of documents that wait for one who may refuse them. Where it may not be asked, there are none.
    pub(super) async fn learn(
        &mut self,
        work: &Work,
        client: &Client,
        pieces: &[PieceDossier],
    ) -> Result<Result<(), Error>, Failure> {
        for piece in pieces {
            let Some(code) = piece.cadre_facturation.as_deref().filter(|_| may_be_refused(piece)) else {
                continue;
            };
            if self.0.contains_key(code) {
                continue;
            }
            let input =
                RecupererMotifsRefusFactureTravaux { code_cadre_facturation_travaux: Some(code.to_owned()) };
            let transverses = client.transverses();
            let call = transverses.recuperer_motifs_refus_facture_travaux(&input);
            let answer = match granted(Box::pin(work.call(call)).await?) {
                Ok(answer) => answer.unwrap_or_default(),
                Err(error) => return Ok(Err(error)),
            };
            let reasons = answer.liste_motif_refus_facture_travaux.into_iter().filter_map(|reason| {
                Some(Listed { code: reason.code_motif?, label: reason.libelle_motif.unwrap_or_default() })
            });
            self.0.insert(code.to_owned(), reasons.take(MOST).collect());
        }
        Ok(Ok(()))
    }
}

fn may_be_refused(piece: &PieceDossier) -> bool {
    let status = WorksStatus::from_code(piece.item.statut_facture_travaux.as_deref().unwrap_or_default());
    let framework = piece.cadre_facturation.as_deref().and_then(WorksFramework::from_code);
    matches!(status.turn(framework), Some(WorksRole::ProjectManager | WorksRole::ProjectOwner))
}
