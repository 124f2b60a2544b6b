//! The job that asks for the works documents of a structure, in every role that it may have, and mirrors their billing
//! files.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use async_trait::async_trait;
use chorus_pro::codes::RoleUtilisateur;
use chorus_pro::factures_travaux::{
    ConsulterDossierDeFacturation, DossierFacturation, FactureTravauxItem, PieceDossier,
    RechercherFactureTravaux,
};
use chorus_pro::{Client, Error, Moment};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Reason, Side, StructureId, WorksDocumentId, WorksRole, WorksStatus, to_cents};
use futures::StreamExt as _;
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{StructureOverview, WorksDocument, WorksRound};

use super::listed::instant;
use super::read_lists::granted;
use super::validations::may_not;
use super::works_reasons::Reasons;
use crate::OperationError;
use crate::access::{Clients, Connected, Use, reason_of};
use crate::ground::{Ground, changed, delta};

/// Lines asked at a time.
const PAGE: u32 = 100;
/// Clocks differ and times are written to the minute: look back this far.
const LOOK_BACK: TimeDelta = TimeDelta::hours(1);
/// `codeRetour` of a search that found nothing (API.md §5.6).
const NOTHING_FOUND: i64 = 20007;
/// Pause where the structure takes part in works.
const BUSY: TimeDelta = TimeDelta::minutes(30);
/// Pause where it does not.
const QUIET: TimeDelta = TimeDelta::hours(3);
/// Pause where Chorus Pro says that no access may ask.
const NOT_GRANTED: TimeDelta = TimeDelta::hours(12);

/// Follows the works documents of a structure, again and again.
pub struct FollowWorks {
    ground: Ground,
    clients: Clients,
}

/// A step that went on, or what Chorus Pro said instead.
type Went<T> = Result<Result<T, Error>, Failure>;

/// How a round ended.
enum Round {
    /// Everything that changed is known.
    Whole,
    /// No access may ask.
    NotGranted(Reason),
    /// It passes.
    Failed(Reason),
}

/// Goes back with what Chorus Pro said instead of an answer.
macro_rules! answer {
    ($went:expr) => {
        match $went {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        }
    };
}

/// Rows by their number, each with the roles in which it was found.
type Listed = BTreeMap<i64, (FactureTravauxItem, BTreeSet<WorksRole>)>;

impl FollowWorks {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// Asks with each access of the structure; one may be granted other roles than the other.
    async fn round(
        &self,
        work: &Work,
        overview: &StructureOverview,
        own: i64,
        since: Option<DateTime<Utc>>,
    ) -> Result<Round, Failure> {
        let mut asked = HashSet::new();
        let (mut refused, mut failed, mut whole) = (None, None, false);
        for use_ in [Use::Issue, Use::Receive] {
            let connected = match work.call(self.clients.connect(overview, use_)).await? {
                Ok(connected) => connected,
                Err(OperationError::ChorusPro { reason, .. }) => {
                    if reason != Reason::NoAccess {
                        failed = Some(reason);
                    }
                    continue;
                }
                Err(OperationError::Vault(_)) => {
                    failed = Some(Reason::KeyCannotOpen);
                    continue;
                }
                Err(other) => return Err(other.into()),
            };
            if !asked.insert(connected.access.id) {
                continue;
            }
            match self.with_access(work, &connected, overview, own, since).await? {
                Ok(()) => whole = true,
                Err(error) if may_not(&error) => refused = Some(reason_of(&error)),
                Err(error) => {
                    tracing::warn!(structure = %overview.structure.id, %error, "works documents not read");
                    failed = Some(reason_of(&error));
                    let answer: Result<(), Error> = Err(error);
                    match self.clients.heed(&connected.access, overview.structure.id, answer).await {
                        Ok(()) | Err(OperationError::ChorusPro { .. }) => {}
                        Err(other) => return Err(other.into()),
                    }
                }
            }
        }
        Ok(match (failed, whole, refused) {
            (Some(reason), ..) => Round::Failed(reason),
            (None, true, _) => Round::Whole,
            (None, false, Some(reason)) => Round::NotGranted(reason),
            (None, false, None) => Round::NotGranted(Reason::NoAccess),
        })
    }

    /// Every role, then the billing files of what was found.
    async fn with_access(
        &self,
        work: &Work,
        connected: &Connected,
        overview: &StructureOverview,
        own: i64,
        since: Option<DateTime<Utc>>,
    ) -> Went<()> {
        let mut listed = Listed::new();
        for role in roles_of(overview.structure.side) {
            answer!(self.search(work, &connected.client, *role, own, since, &mut listed).await?);
        }
        let mut reasons = Reasons::default();
        let mut kept = HashSet::new();
        let numbers: Vec<i64> = listed.keys().copied().collect();
        for number in numbers {
            if kept.contains(&number) {
                continue;
            }
            let dossier = answer!(self.dossier(work, &connected.client, number).await?);
            if listed.values().any(may_refuse) {
                let pieces = dossier.as_ref().map_or(&[][..], |dossier| dossier.pieces.as_slice());
                answer!(reasons.learn(work, &connected.client, pieces).await?);
            }
            kept.extend(self.keep(overview, number, &listed, dossier, &reasons).await?);
        }
        Ok(Ok(()))
    }

    /// The documents of a role that changed since an instant.
    async fn search(
        &self,
        work: &Work,
        client: &Client,
        role: WorksRole,
        own: i64,
        since: Option<DateTime<Utc>>,
        listed: &mut Listed,
    ) -> Went<()> {
        let mut search = RechercherFactureTravaux::new(RoleUtilisateur::from(role.code()));
        match role {
            WorksRole::Supplier => search.id_structure_fournisseur = Some(own),
            WorksRole::ProjectManager => search.id_structure_moe = Some(own),
            WorksRole::ProjectOwner => search.id_structure_moa = Some(own),
            WorksRole::Payer => search.id_destinataire = Some(own),
        }
        search.periode_date_heure_etat_courant_du = since
            .map(|at| Moment::Local((at - LOOK_BACK).with_timezone(&chrono_tz::Europe::Paris).naive_local()));
        let mut pages = Box::pin(client.pages(&search, PAGE));
        while let Some(page) = work.call(pages.next()).await? {
            let page = match page {
                Ok(page) => page,
                // That nothing was found is an answer.
                Err(Error::Functional { code_retour: NOTHING_FOUND, .. }) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            };
            for item in page.items {
                let Some(number) = item.id_facture_travaux else { continue };
                listed.entry(number).or_insert_with(|| (item, BTreeSet::new())).1.insert(role);
            }
        }
        Ok(Ok(()))
    }

    /// The billing file of a document; none where it may not be asked for.
    async fn dossier(&self, work: &Work, client: &Client, number: i64) -> Went<Option<DossierFacturation>> {
        let input = ConsulterDossierDeFacturation::of_document(number);
        let works = client.factures_travaux();
        let answer = Box::pin(work.call(works.consulter_dossierfacturation(&input))).await?;
        let answer = answer!(granted(answer));
        Ok(Ok(answer.map(|output| output.dossier())))
    }

    /// Writes a billing file, or the document alone where it was not told. Gives the numbers that were written.
    async fn keep(
        &self,
        overview: &StructureOverview,
        number: i64,
        listed: &Listed,
        dossier: Option<DossierFacturation>,
        reasons: &Reasons,
    ) -> Result<Vec<i64>, Failure> {
        let structure = &overview.structure;
        let Some((item, own_roles)) = listed.get(&number) else { return Ok(Vec::new()) };
        let alone = || PieceDossier {
            item: item.clone(),
            cadre_facturation: None,
            id_piece_precedente: None,
            id_piece_suivante: None,
        };
        let dossier = dossier.unwrap_or(DossierFacturation { id: None, numero: None, pieces: Vec::new() });
        let mut pieces = dossier.pieces;
        if !pieces.iter().any(|piece| piece.item.id_facture_travaux == Some(number)) {
            pieces.push(alone());
        }
        // Who takes part in one of its documents takes part in the file.
        let mut roles = own_roles.clone();
        for piece in &pieces {
            let of_piece = piece.item.id_facture_travaux.and_then(|number| listed.get(&number));
            roles.extend(of_piece.iter().flat_map(|(_, roles)| roles.iter().copied()));
        }
        let now = self.ground.now();
        let mut transaction = self.ground.write(structure.organization).await.map_err(Failure::from)?;
        let mut written = Vec::new();
        let numbers: Vec<i64> = pieces.iter().filter_map(|piece| piece.item.id_facture_travaux).collect();
        let known =
            transaction.works_documents_by_chorus_id(structure.organization, structure.id, &numbers).await?;
        for piece in pieces {
            let Some(number) = piece.item.id_facture_travaux else { continue };
            let before = known.iter().find(|known| known.chorus_id == number);
            let mut roles = roles.clone();
            roles.extend(before.iter().flat_map(|known| known.roles.iter().copied()));
            let PieceDossier { item, cadre_facturation, id_piece_precedente, id_piece_suivante } = piece;
            let text = |text: Option<String>| text.unwrap_or_default();
            let framework = cadre_facturation.or(before.and_then(|known| known.framework.clone()));
            let offered = framework.as_ref().and_then(|framework| reasons.of(framework));
            let fresh = WorksDocument {
                id: before.map_or_else(|| self.ground.id::<WorksDocumentId>(), |known| known.id),
                organization: structure.organization,
                structure: structure.id,
                roles: roles.into_iter().collect(),
                chorus_id: number,
                file_id: dossier.id.or(before.and_then(|known| known.file_id)),
                file_number: dossier.numero.clone().or(before.and_then(|known| known.file_number.clone())),
                number: text(item.numero_facture_travaux),
                kind: item.type_facture_travaux.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
                framework,
                status: WorksStatus::from_code(
                    item.statut_facture_travaux.as_deref().unwrap_or("TECHNIQUE_INCONNU"),
                ),
                status_at: item.date_heure_etat_courant.as_ref().and_then(instant),
                supplier_name: text(item.designation_fournisseur),
                supplier_identifier: text(item.identifiant_fournisseur),
                recipient_siret: text(item.identifiant_destinataire),
                service: item.code_service_executant,
                manager_service: item.code_service_moe,
                owner_service: item.code_service_moa,
                date: item.date_facture_travaux.as_ref().and_then(Moment::day),
                deposited_on: item.date_depot.as_ref().and_then(Moment::day),
                gross_cents: item.montant_ttc.map(|amount| amount.round_dp(2)).and_then(to_cents),
                previous: id_piece_precedente.or(before.and_then(|known| known.previous)),
                next: id_piece_suivante.or(before.and_then(|known| known.next)),
                reasons: offered.or(before.map(|known| known.reasons.clone())).unwrap_or_default(),
                seen_at: before.map_or(now, |known| known.seen_at),
                updated_at: now,
            };
            transaction.put_works_document(&fresh).await?;
            written.push(number);
        }
        transaction.tell(changed(structure.organization, structure.id, None)).await?;
        transaction.commit().await?;
        Ok(written)
    }

    /// Comes back by its schedule.
    async fn end(
        &self,
        work: &Work,
        overview: &StructureOverview,
        started: DateTime<Utc>,
        before: Option<WorksRound>,
        round: Round,
    ) -> Result<Settled, Failure> {
        let structure = &overview.structure;
        let (now, every) = (self.ground.now(), delta(self.ground.settings().sync_every));
        let mut transaction = self.ground.write(structure.organization).await.map_err(Failure::from)?;
        let own = [structure.id];
        let takes_part = transaction.has_works_documents(structure.organization, Some(&own)).await?;
        let (not_before, fresh) = match &round {
            Round::Whole => (now + every.max(if takes_part { BUSY } else { QUIET }), true),
            Round::NotGranted(_) => (now + NOT_GRANTED, true),
            Round::Failed(_) => ((now + every).max(work.next_try()), false),
        };
        let settled = work.settle(transaction.as_mut(), JobEnd::Again { not_before, fresh }).await?;
        let known = before.and_then(|before| before.whole_at);
        let (whole_at, reason) = match round {
            Round::Whole => (Some(started), None),
            Round::NotGranted(reason) | Round::Failed(reason) => (known, Some(reason)),
        };
        let told = WorksRound { structure: structure.id, asked_at: now, whole_at, reason };
        transaction.put_works_round(structure.organization, &told).await?;
        transaction.commit().await?;
        Ok(settled)
    }
}

/// Whether a structure takes part in a row as somebody who may refuse.
fn may_refuse((_, roles): &(FactureTravauxItem, BTreeSet<WorksRole>)) -> bool {
    roles.contains(&WorksRole::ProjectManager) || roles.contains(&WorksRole::ProjectOwner)
}

/// As whom a structure may take part: a project manager is a company or a service of the public body.
const fn roles_of(side: Side) -> &'static [WorksRole] {
    use WorksRole::{Payer, ProjectManager, ProjectOwner, Supplier};
    match side {
        Side::Supplier => &[Supplier, ProjectManager],
        Side::Recipient => &[ProjectManager, ProjectOwner, Payer],
        Side::Both => &WorksRole::ALL,
    }
}

#[async_trait]
impl Kind for FollowWorks {
    const NAME: &'static str = "follow_works";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: StructureId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let started = self.ground.now();
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let found = read.structure(organization, id).await?;
        let rounds = read.works_rounds(organization).await?;
        drop(read);
        // Gone, or without an access: it begins again when it gets one.
        let Some(overview) = found.filter(|overview| !overview.accesses.is_empty()) else {
            return work.end(JobEnd::Done).await;
        };
        // The synchronisation asks for its number at Chorus Pro.
        let Some(own) = overview.structure.chorus_id else {
            let not_before = started + delta(self.ground.settings().sync_every);
            return work.end(JobEnd::Again { not_before, fresh: true }).await;
        };
        let before = rounds.into_iter().find(|round| round.structure == id);
        let since = before.as_ref().and_then(|before| before.whole_at);
        let round = self.round(work, &overview, own, since).await?;
        self.end(work, &overview, started, before, round).await
    }
}
