//! Acts on works documents whose bodies are inferred: in qualification always, in production once their form is confirmed.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{
    ActState, Permission, Reason, Remark, Role, Values, WorksActKind, WorksDocumentId, WorksForm, WorksStatus,
};
use operations::{Actor, Credentials, NewStructure, OperationError, Scope, ScopedStructure};
use sqlx::{Connection as _, Row as _};
use test_desk::Desk;

use crate::works::{MISSING, act, board, calls, document, leave, owner, state};

const COMPLETE: &str = "facturesTravaux/v1/completer";
const COMPLETE_AS_MANAGER: &str = "facturesTravaux/v1/completermoe";
const REFUSE: &str = "facturesTravaux/v1/refuser";

const REFUSED: [(&str, &str); 2] = [("reason", "REF_FAC_TRAVAUX"), ("detail", "Le lot n’est pas le bon.")];

/// The last body that a service was given.
fn body(desk: &Desk, path: &str) -> serde_json::Value {
    let calls = desk.simulator.calls();
    let call = calls.iter().rev().find(|call| call.path.ends_with(path)).unwrap();
    call.request.clone().unwrap()
}

#[tokio::test]
async fn a_supplier_completes_what_was_sent_back_with_files_and_words_once() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = document(&board(&desk, actor).await, "SIT-03").id;
    let works = &desk.desk.works;
    assert_eq!(works.works_acts(actor, id).await.unwrap().open, [WorksActKind::Complete]);
    let nothing = act(&desk, actor, id, WorksActKind::Complete, &[("comment", " ")]).await;
    let Err(OperationError::Invalid(notes)) = nothing else { panic!("{nothing:?}") };
    assert!(notes.errors().any(|note| note.remark == Remark::NothingToComplete), "{notes:?}");
    let file = desk.store(b"Lot 1 : 12 m").await;
    let wrong = works.attach_to_works_act(actor, id, WorksActKind::Recycle, file.clone(), "m.txt").await;
    assert!(matches!(wrong, Err(OperationError::NotFound(_))), "{wrong:?}");
    let kept = works.attach_to_works_act(actor, id, WorksActKind::Complete, file, "métré.txt").await.unwrap();
    let other = desk.store(b"Lot 2 : 4 m").await;
    let other =
        works.attach_to_works_act(actor, id, WorksActKind::Complete, other, "lot 2.txt").await.unwrap();
    works.detach_from_works_act(actor, id, WorksActKind::Complete, other[0].id).await.unwrap();
    let view = works.works_act_view(actor, id, WorksActKind::Complete).await.unwrap();
    assert_eq!(view.files.iter().map(|file| file.id).collect::<Vec<_>>(), [kept[0].id]);
    assert_eq!(view.unconfirmed, Some(WorksForm::Complete), "it bears a mark");
    let (act_id, file_id) = (view.act.unwrap().id, kept[0].id);
    let opened = works.open_works_act_file(actor, id, act_id, file_id, false).await.unwrap();
    assert_eq!(opened.0.bytes, 12);
    let foreign = works.open_works_act_file(&desk.stranger.actor, id, act_id, file_id, false).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))));
    act(&desk, actor, id, WorksActKind::Complete, &[("comment", "Voici le métré.")]).await.unwrap();
    leave(&desk).await;
    assert_eq!(state(&desk, actor, id).await, (ActState::Done, WorksStatus::MiseADispositionMoe));
    assert_eq!((calls(&desk, COMPLETE), calls(&desk, "transverses/v1/ajouter/fichier")), (1, 1));
    let body = body(&desk, COMPLETE);
    assert_eq!(body["commentaire"], "Voici le métré.");
    assert_eq!(body["pieceJointeComplementaire"].as_array().unwrap().len(), 1);
    // What it says now names what was attached.
    works.read_works_document(actor, id).await.unwrap();
    assert!(works.works_reading(actor, id).await.unwrap().under_way);
    desk.pass(Duration::from_secs(1)).await;
    let reading = works.works_reading(actor, id).await.unwrap();
    assert!(!reading.under_way && !reading.is_confirmed && reading.read_at.is_some(), "{reading:?}");
    let facts = reading.facts.unwrap();
    assert_eq!(facts.attachments, [view.files[0].label.clone()]);
    assert!(facts.net.is_some() && facts.gross.is_some() && facts.manager.is_some(), "{facts:?}");
}

#[tokio::test]
async fn a_project_manager_completes_by_a_service_of_their_own() {
    let desk = Desk::open().await;
    let (town, owned) = owner(&desk).await;
    let id = document(&owned, "EA-01").id;
    act(&desk, &town, id, WorksActKind::SendBack, &MISSING).await.unwrap();
    leave(&desk).await;
    let manager = &desk.stranger.actor;
    let id = document(&board(&desk, manager).await, "EA-01").id;
    act(&desk, manager, id, WorksActKind::Complete, &[("comment", "Voici.")]).await.unwrap();
    leave(&desk).await;
    assert_eq!(state(&desk, manager, id).await, (ActState::Done, WorksStatus::MiseADispositionMoa));
    assert_eq!((calls(&desk, COMPLETE), calls(&desk, COMPLETE_AS_MANAGER)), (0, 1));
}

#[tokio::test]
async fn a_project_owner_refuses_for_a_reason_of_the_list_of_chorus_pro_that_is_theirs() {
    let desk = Desk::open().await;
    let (actor, owned) = owner(&desk).await;
    let id = document(&owned, "EA-01").id;
    let view = desk.desk.works.works_act_view(&actor, id, WorksActKind::Refuse).await.unwrap();
    let offered: Vec<&str> = view.offered.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(offered, ["MAUVAISE_MOA", "AUTRE", "REF_FAC_TRAVAUX"]);
    for wrong in ["", "MAUVAISE_MOE", "MAUVAIS_VALIDEUR"] {
        let refused = act(&desk, &actor, id, WorksActKind::Refuse, &[("reason", wrong)]).await;
        assert!(matches!(refused, Err(OperationError::Invalid(_))), "{wrong}: {refused:?}");
    }
    act(&desk, &actor, id, WorksActKind::Refuse, &REFUSED).await.unwrap();
    leave(&desk).await;
    assert_eq!(state(&desk, &actor, id).await, (ActState::Done, WorksStatus::RefuseeMoa));
    let body = body(&desk, REFUSE);
    assert_eq!(
        (body["motifRefus"].as_str(), body["complementInfo"].as_str()),
        (Some(REFUSED[0].1), Some(REFUSED[1].1))
    );
}

#[tokio::test]
async fn a_lost_answer_about_an_inferred_act_is_looked_up_and_arrives_once() {
    for fault in [FaultKind::CutAfter, FaultKind::CutBefore] {
        let desk = Desk::open().await;
        let (actor, owned) = owner(&desk).await;
        let id = document(&owned, "EA-01").id;
        let kind = fault.clone();
        desk.simulator.faults().order(Fault { path: REFUSE.to_owned(), count: 1, skip: 0, order: 0, kind });
        act(&desk, &actor, id, WorksActKind::Refuse, &REFUSED).await.unwrap();
        desk.pass(Duration::from_secs(11)).await;
        assert_eq!(state(&desk, &actor, id).await.0, ActState::Unconfirmed, "{fault:?}");
        leave(&desk).await;
        assert_eq!(state(&desk, &actor, id).await, (ActState::Done, WorksStatus::RefuseeMoa), "{fault:?}");
        let arrived = if fault == FaultKind::CutAfter { 1 } else { 2 };
        assert_eq!(calls(&desk, REFUSE), arrived, "{fault:?}: cut before its reception, it is sent again");
    }
}

/// The firm with the town in production, which alone is in reach of the actor, and the document that it owns.
async fn in_production(desk: &Desk) -> (Actor, WorksDocumentId) {
    let actor = &desk.firm.actor;
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: test_desk::TOWN_SIRET.to_owned(),
        name: "La ville".to_owned(),
        town: String::new(),
        side: "destinataire".to_owned(),
        environment: "production".to_owned(),
    };
    let town = desk.desk.portfolio.add_structure(actor, &new).await.unwrap();
    let credentials = Credentials {
        client_id: "application-ville".to_owned(),
        client_secret: "secret-ville".to_owned().into(),
        login: "TECH_1_000011@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(actor, town, credentials).await.unwrap();
    let scope = Scope::Only(vec![ScopedStructure { structure: town, services: Vec::new() }]);
    let actor = Actor { scope, ..actor.clone() };
    let id = document(&board(desk, &actor).await, "EA-01").id;
    (actor, id)
}

fn form(form: WorksForm, source: &str) -> Values {
    Values::read([("form", form.code()), ("source", source)]).unwrap()
}

/// What the journal says of an act.
async fn journalled(desk: &Desk, action: &str) -> Vec<String> {
    let path = desk.folder.path().join("pupitre.sqlite");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    let rows =
        sqlx::query("SELECT object || ' ' || detail AS told FROM journal WHERE action = $1 ORDER BY seq")
            .bind(action)
            .fetch_all(&mut connection)
            .await
            .unwrap();
    rows.iter().map(|row| row.get("told")).collect()
}

#[tokio::test]
async fn in_production_an_inferred_act_is_closed_until_an_administrator_has_confirmed_its_form() {
    let desk = Desk::open().await;
    let (actor, id) = in_production(&desk).await;
    let works = &desk.desk.works;
    let acts = works.works_acts(&actor, id).await.unwrap();
    assert_eq!(
        acts.open,
        [WorksActKind::SendBack, WorksActKind::AskRecycling],
        "what is published stays open"
    );
    assert_eq!(acts.locked, [WorksActKind::Refuse]);
    let closed = act(&desk, &actor, id, WorksActKind::Refuse, &REFUSED).await;
    assert!(matches!(closed, Err(OperationError::Refused(Reason::FormNotConfirmed))), "{closed:?}");
    let typed = Values::read(REFUSED).unwrap();
    let closed = works.save_works_act(&actor, id, WorksActKind::Refuse, 0, &typed).await;
    assert!(matches!(closed, Err(OperationError::Refused(Reason::FormNotConfirmed))), "{closed:?}");
    let closed = works.read_works_document(&actor, id).await;
    assert!(matches!(closed, Err(OperationError::Refused(Reason::FormNotConfirmed))), "{closed:?}");
    // Who confirms is an administrator, and says how it is known.
    let manager = Actor { role: Role::Gestionnaire, ..actor.clone() };
    let known = form(WorksForm::Refuse, "Essai du 12 novembre");
    let refused = works.confirm_works_form(&manager, &known).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(Permission::ManageUsers))), "{refused:?}");
    let refused = works.confirm_works_form(&actor, &form(WorksForm::Refuse, " ")).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    assert!(notes.errors().any(|note| note.remark == Remark::FormSourceMissing), "{notes:?}");
    // Another form, and another organisation, open nothing here.
    works.confirm_works_form(&actor, &form(WorksForm::Read, "Essai")).await.unwrap();
    works.confirm_works_form(&desk.stranger.actor, &known).await.unwrap();
    assert_eq!(works.works_acts(&actor, id).await.unwrap().locked, [WorksActKind::Refuse]);
    works.confirm_works_form(&actor, &known).await.unwrap();
    assert_eq!(works.works_acts(&actor, id).await.unwrap().locked, []);
    let confirmed = works.works_forms(&actor).await.unwrap();
    let confirmed = confirmed.iter().find(|state| state.form == WorksForm::Refuse).unwrap().confirmed.clone();
    assert_eq!(confirmed.unwrap().author, actor.user);
    let told = journalled(&desk, "works.form.confirm").await;
    assert_eq!(told.iter().filter(|line| *line == "refuser Essai du 12 novembre").count(), 2, "{told:?}");
    let view = works.works_act_view(&actor, id, WorksActKind::Refuse).await.unwrap();
    assert_eq!(view.unconfirmed, None, "no mark");
    act(&desk, &actor, id, WorksActKind::Refuse, &REFUSED).await.unwrap();
    leave(&desk).await;
    assert_eq!(state(&desk, &actor, id).await, (ActState::Done, WorksStatus::RefuseeMoa));
}

#[tokio::test]
async fn what_was_confirmed_and_taken_back_meanwhile_does_not_leave() {
    let desk = Desk::open().await;
    let (actor, id) = in_production(&desk).await;
    let works = &desk.desk.works;
    works.confirm_works_form(&actor, &form(WorksForm::Refuse, "Essai")).await.unwrap();
    act(&desk, &actor, id, WorksActKind::Refuse, &REFUSED).await.unwrap();
    works.forget_works_form(&actor, WorksForm::Refuse).await.unwrap();
    let again = works.forget_works_form(&actor, WorksForm::Refuse).await;
    assert!(matches!(again, Err(OperationError::NotFound(_))), "{again:?}");
    leave(&desk).await;
    assert_eq!(state(&desk, &actor, id).await, (ActState::Refused, WorksStatus::MiseADispositionMoa));
    let acts = works.works_acts(&actor, id).await.unwrap().acts;
    assert_eq!(acts[0].reason, Some(Reason::FormNotConfirmed));
    assert_eq!(calls(&desk, REFUSE), 0);
    assert_eq!(journalled(&desk, "works.form.forget").await.len(), 1);
}

#[tokio::test]
async fn what_chorus_pro_does_not_give_of_a_document_is_said_and_what_was_read_stays() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = document(&board(&desk, actor).await, "SIT-02").id;
    let works = &desk.desk.works;
    works.read_works_document(actor, id).await.unwrap();
    works.read_works_document(actor, id).await.unwrap();
    desk.pass(Duration::from_secs(1)).await;
    assert_eq!(calls(&desk, "facturesTravaux/v1/consulter"), 1, "asked twice at once, it is read once");
    let kind = FaultKind::Status { status: 503, retry_after: None };
    let path = "facturesTravaux/v1/consulter".to_owned();
    desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind });
    works.read_works_document(actor, id).await.unwrap();
    desk.pass(Duration::from_secs(1)).await;
    let reading = works.works_reading(actor, id).await.unwrap();
    assert!(reading.reason.is_some() && reading.facts.is_some(), "{reading:?}");
    let foreign = works.read_works_document(&desk.stranger.actor, id).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))), "{foreign:?}");
    let foreign = works.works_reading(&desk.stranger.actor, id).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))), "{foreign:?}");
}
