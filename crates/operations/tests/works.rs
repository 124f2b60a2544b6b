//! Works documents: mirrored in every role, as chains, with whose turn it is.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{
    ActState, Permission, Reason, Remark, Role, StructureId, Values, WorksActKind, WorksDocumentId,
    WorksRole, WorksStatus,
};
use operations::{Actor, OperationError, Scope, ScopedStructure, WorksBoard, WorksDocument};
use test_desk::Desk;

const SEND_BACK: &str = "facturesTravaux/v1/suspendre/demander/completer/factureTravaux";

const HOUR: Duration = Duration::from_secs(3_600);

pub(crate) async fn board(desk: &Desk, actor: &Actor) -> WorksBoard {
    // Its number at Chorus Pro first.
    desk.pass(Duration::from_secs(1)).await;
    desk.desk.works.refresh_works(actor).await.unwrap();
    desk.pass(Duration::from_secs(1)).await;
    desk.desk.works.board(actor).await.unwrap()
}

pub(crate) fn document<'b>(board: &'b WorksBoard, number: &str) -> &'b WorksDocument {
    &board.cards.iter().find(|card| card.document.number == number).unwrap().document
}

#[tokio::test]
async fn a_supplier_sees_its_billing_file_as_chains_with_whose_turn_it_is() {
    let desk = Desk::open().await;
    let board = board(&desk, &desk.firm.actor).await;
    let turn = |number| (document(&board, number).status.clone(), document(&board, number).turn());
    assert_eq!(turn("SIT-01"), (WorksStatus::Associee, None));
    assert_eq!(turn("EA-01"), (WorksStatus::MiseADispositionMoa, Some(WorksRole::ProjectOwner)));
    assert_eq!(turn("SIT-02"), (WorksStatus::MiseADispositionMoe, Some(WorksRole::ProjectManager)));
    assert_eq!(turn("SIT-03"), (WorksStatus::ACompleter, Some(WorksRole::Supplier)));
    assert_eq!(board.cards.len(), 4);
    assert!(board.asked_at.is_some() && board.not_read.is_empty(), "{:?}", board.not_read);
    let first = document(&board, "EA-01");
    assert_eq!((first.roles.as_slice(), first.file_id), ([WorksRole::Supplier].as_slice(), Some(7001)));
    assert!(first.status_at.is_some() && first.gross_cents.is_some());
    let file = desk.desk.works.works_file(&desk.firm.actor, first.id).await.unwrap();
    let chains: Vec<Vec<&str>> = file
        .chains
        .iter()
        .map(|chain| chain.iter().map(|document| document.number.as_str()).collect())
        .collect();
    assert_eq!(chains, [vec!["SIT-01", "EA-01"], vec!["SIT-02"], vec!["SIT-03"]]);
    assert!(desk.desk.works.takes_part(&desk.firm.actor).await.unwrap());
}

#[tokio::test]
async fn a_project_manager_and_a_project_owner_see_the_same_file_in_their_roles() {
    let desk = Desk::open().await;
    let managed = board(&desk, &desk.stranger.actor).await;
    assert_eq!(document(&managed, "SIT-02").roles, [WorksRole::ProjectManager]);
    let town = desk.add_town().await;
    desk.pass(HOUR).await;
    desk.pass(HOUR).await;
    let owned = board(&desk, &desk.firm.actor).await;
    // The firm supplies and its town owns: each document stands once.
    assert_eq!(owned.cards.len(), 4);
    let only_town = Actor {
        scope: Scope::Only(vec![ScopedStructure { structure: town, services: Vec::new() }]),
        ..desk.firm.actor.clone()
    };
    let of_town = desk.desk.works.board(&only_town).await.unwrap();
    assert_eq!(document(&of_town, "EA-01").roles, [WorksRole::ProjectOwner]);
}

#[tokio::test]
async fn a_billing_file_that_is_not_told_leaves_the_documents_alone() {
    let desk = Desk::open().await;
    let path = "facturesTravaux/v1/consulter/dossierfacturation";
    let kind = FaultKind::Status { status: 404, retry_after: None };
    let fault = Fault { path: path.to_owned(), count: 100, skip: 0, order: 0, kind };
    desk.simulator.faults().order(fault);
    let board = board(&desk, &desk.firm.actor).await;
    assert_eq!(board.cards.len(), 4);
    let alone = document(&board, "SIT-03");
    assert_eq!((alone.file_id, alone.framework.as_deref()), (None, None));
    assert_eq!(alone.turn(), None, "who completes it is not known without its framework");
    assert_eq!(document(&board, "SIT-02").turn(), Some(WorksRole::ProjectManager));
    let file = desk.desk.works.works_file(&desk.firm.actor, alone.id).await.unwrap();
    assert_eq!(file.chains.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_tried_again() {
    let desk = Desk::open().await;
    board(&desk, &desk.firm.actor).await;
    let kind = FaultKind::Status { status: 503, retry_after: None };
    let path = "facturesTravaux/v1/rechercher".to_owned();
    desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind });
    let failed = board(&desk, &desk.firm.actor).await;
    assert_eq!((failed.cards.len(), failed.not_read.len()), (4, 1), "what is known stays");
    assert_eq!(failed.not_read[0].structure, desk.firm.structure);
    desk.pass(HOUR).await;
    let later = desk.desk.works.board(&desk.firm.actor).await.unwrap();
    assert_eq!((later.cards.len(), later.not_read.len()), (4, 0));
}

#[tokio::test]
async fn who_reaches_some_services_only_sees_no_billing_file() {
    let desk = Desk::open().await;
    let all = board(&desk, &desk.firm.actor).await;
    let id = document(&all, "EA-01").id;
    let entry = ScopedStructure { structure: desk.firm.structure, services: vec!["ACHATS".to_owned()] };
    for scope in [Scope::Only(Vec::new()), Scope::Only(vec![entry])] {
        let partial = Actor { scope, ..desk.firm.actor.clone() };
        let seen = desk.desk.works.board(&partial).await.unwrap();
        assert_eq!((seen.cards.len(), seen.not_read.len()), (0, 0));
        assert!(!desk.desk.works.takes_part(&partial).await.unwrap());
        let absent = desk.desk.works.works_file(&partial, id).await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
    }
    let absent = desk.desk.works.works_file(&desk.stranger.actor, id).await;
    assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
}

/// The firm with the town that owns the project, which alone is in reach of the actor.
pub(crate) async fn owner(desk: &Desk) -> (Actor, WorksBoard) {
    let town: StructureId = desk.add_town().await;
    let scope = Scope::Only(vec![ScopedStructure { structure: town, services: Vec::new() }]);
    let actor = Actor { scope, ..desk.firm.actor.clone() };
    let board = board(desk, &actor).await;
    (actor, board)
}

pub(crate) async fn act(
    desk: &Desk,
    actor: &Actor,
    id: WorksDocumentId,
    kind: WorksActKind,
    typed: &[(&str, &str)],
) -> operations::Result<()> {
    let works = &desk.desk.works;
    let version = works.works_act_view(actor, id, kind).await?.version();
    let typed = Values::read(typed.iter().copied()).unwrap();
    let saved = works.save_works_act(actor, id, kind, version, &typed).await?;
    works.send_works_act(actor, id, kind, saved.version).await
}

pub(crate) async fn leave(desk: &Desk) {
    desk.pass(Duration::from_secs(11)).await;
    for _ in 0..6 {
        desk.pass(Duration::from_secs(60)).await;
    }
}

pub(crate) fn calls(desk: &Desk, path: &str) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with(path)).count()
}

pub(crate) async fn state(desk: &Desk, actor: &Actor, id: WorksDocumentId) -> (ActState, WorksStatus) {
    let acts = desk.desk.works.works_acts(actor, id).await.unwrap().acts;
    let file = desk.desk.works.works_file(actor, id).await.unwrap();
    (acts[0].state, file.document.status)
}

pub(crate) const MISSING: [(&str, &str); 1] = [("comment", "Le métré manque.")];

#[tokio::test]
async fn a_project_owner_sends_a_document_back_for_more_with_its_words_once() {
    let desk = Desk::open().await;
    let (actor, board) = owner(&desk).await;
    let id = document(&board, "EA-01").id;
    let open = desk.desk.works.works_acts(&actor, id).await.unwrap().open;
    assert_eq!(open, [WorksActKind::SendBack, WorksActKind::AskRecycling, WorksActKind::Refuse]);
    let silent = act(&desk, &actor, id, WorksActKind::SendBack, &[("comment", " ")]).await;
    let Err(OperationError::Invalid(notes)) = silent else { panic!("{silent:?}") };
    assert!(notes.errors().any(|note| note.remark == Remark::MotifMissing), "{notes:?}");
    act(&desk, &actor, id, WorksActKind::SendBack, &MISSING).await.unwrap();
    assert!(
        desk.desk.works.works_acts(&actor, id).await.unwrap().undo_until.is_some(),
        "it can be taken back"
    );
    let again = act(&desk, &actor, id, WorksActKind::AskRecycling, &[]).await;
    assert!(matches!(again, Err(OperationError::Refused(Reason::ActUnderWay))), "{again:?}");
    leave(&desk).await;
    assert_eq!(state(&desk, &actor, id).await, (ActState::Done, WorksStatus::ACompleter));
    assert_eq!(calls(&desk, SEND_BACK), 1);
    let late = act(&desk, &actor, id, WorksActKind::SendBack, &MISSING).await;
    assert!(matches!(late, Err(OperationError::Refused(Reason::ActNotCalledFor))), "{late:?}");
}

#[tokio::test]
async fn an_act_on_works_is_taken_back_before_it_leaves_and_is_kept() {
    let desk = Desk::open().await;
    let (actor, board) = owner(&desk).await;
    let id = document(&board, "EA-01").id;
    act(&desk, &actor, id, WorksActKind::SendBack, &MISSING).await.unwrap();
    let queued = desk.desk.works.works_acts(&actor, id).await.unwrap().acts[0].id;
    desk.desk.works.undo_works_act(&actor, id, queued).await.unwrap();
    leave(&desk).await;
    assert_eq!(calls(&desk, SEND_BACK), 0);
    let kept = desk.desk.works.works_act_view(&actor, id, WorksActKind::SendBack).await.unwrap();
    assert_eq!(kept.values.get(domain::WorksActField::Comment), "Le métré manque.");
}

#[tokio::test]
async fn a_lost_answer_about_works_is_looked_up_and_arrives_once() {
    for kind in [FaultKind::CutAfter, FaultKind::CutBefore] {
        let desk = Desk::open().await;
        let (actor, board) = owner(&desk).await;
        let id = document(&board, "EA-01").id;
        let path = SEND_BACK.to_owned();
        desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind: kind.clone() });
        act(&desk, &actor, id, WorksActKind::SendBack, &MISSING).await.unwrap();
        desk.pass(Duration::from_secs(11)).await;
        assert_eq!(state(&desk, &actor, id).await.0, ActState::Unconfirmed, "{kind:?}");
        leave(&desk).await;
        assert_eq!(state(&desk, &actor, id).await, (ActState::Done, WorksStatus::ACompleter), "{kind:?}");
        let arrived = if kind == FaultKind::CutAfter { 1 } else { 2 };
        assert_eq!(calls(&desk, SEND_BACK), arrived, "{kind:?}: cut before its reception, it is sent again");
    }
}

#[tokio::test]
async fn a_recycling_is_asked_for_and_done_by_its_depositor() {
    let desk = Desk::open().await;
    let (actor, owned) = owner(&desk).await;
    let following = document(&owned, "EA-01").id;
    act(&desk, &actor, following, WorksActKind::AskRecycling, &[]).await.unwrap();
    leave(&desk).await;
    let supplier = Actor {
        scope: Scope::Only(vec![ScopedStructure { structure: desk.firm.structure, services: Vec::new() }]),
        ..desk.firm.actor.clone()
    };
    let asked = board(&desk, &supplier).await;
    let first = document(&asked, "SIT-01");
    assert_eq!(first.status, WorksStatus::EnAttenteRecyclageFournisseur);
    assert_eq!(first.turn(), Some(WorksRole::Supplier));
    let id = first.id;
    let same = [("recipient_siret", test_desk::TOWN_SIRET), ("service_code", "ACHATS")];
    let unchanged = act(&desk, &supplier, id, WorksActKind::Recycle, &same).await;
    let Err(OperationError::Invalid(notes)) = unchanged else { panic!("{unchanged:?}") };
    assert!(notes.errors().any(|note| note.remark == Remark::RoutingUnchanged), "{notes:?}");
    let elsewhere =
        [("recipient_siret", test_desk::TOWN_SIRET), ("service_code", "TECHNIQUE"), ("engagement", "EJ-7")];
    act(&desk, &supplier, id, WorksActKind::Recycle, &elsewhere).await.unwrap();
    leave(&desk).await;
    assert_eq!(state(&desk, &supplier, id).await, (ActState::Done, WorksStatus::Associee));
    let file = desk.desk.works.works_file(&supplier, id).await.unwrap();
    assert_eq!(file.document.service.as_deref(), Some("TECHNIQUE"));
}

#[tokio::test]
async fn who_has_no_part_in_a_document_does_nothing_to_it() {
    let desk = Desk::open().await;
    let supplied = board(&desk, &desk.firm.actor).await;
    let id = document(&supplied, "EA-01").id;
    let supplier = act(&desk, &desk.firm.actor, id, WorksActKind::SendBack, &MISSING).await;
    assert!(matches!(supplier, Err(OperationError::Refused(Reason::ActNotCalledFor))), "{supplier:?}");
    let reader = Actor { role: Role::Lecteur, ..desk.firm.actor.clone() };
    let refused = act(&desk, &reader, id, WorksActKind::SendBack, &MISSING).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(Permission::Treat))), "{refused:?}");
    let foreign = act(&desk, &desk.stranger.actor, id, WorksActKind::SendBack, &MISSING).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))), "{foreign:?}");
    assert_eq!(desk.desk.works.works_acts(&reader, id).await.unwrap().open, []);
}
