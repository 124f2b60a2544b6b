//! Services of Chorus Pro called by hand: what changes nothing, with what the service takes, by who manages its access.

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{CallField, Permission, Reason, Remark, Role};
use operations::{Actor, CallAnswer, ExchangeOutcome, OperationError, SERVICES, Scope, input_to_fill};
use test_desk::{Desk, actor_of, add_user};

const ALL: &str = "rechercherFactureParFournisseur";
const BANKS: &str = "recupererCoordonneesBancairesValides";

async fn call(desk: &Desk, service: &str, input: &str) -> Result<CallAnswer, OperationError> {
    desk.desk.connecting.call_service(&desk.firm.actor, desk.firm.structure, service, input).await
}

#[tokio::test]
async fn a_service_is_called_with_what_its_form_proposes_and_its_last_call_is_known() {
    let desk = Desk::open().await;
    let services =
        async || desk.desk.connecting.services(&desk.firm.actor, desk.firm.structure).await.unwrap();
    let known = services().await;
    assert_eq!(known.services.len(), SERVICES.len());
    assert!(known.has_access && known.services.iter().all(|known| known.last.is_none()));
    // The first synchronisation tells the number of the structure.
    desk.pass(Duration::from_secs(60)).await;
    let known = services().await;
    let number = known.structure.chorus_id.unwrap();
    let banks = SERVICES.iter().find(|service| service.name == BANKS).unwrap();
    let input = input_to_fill(banks, &known.structure).to_string();
    assert!(input.contains(&format!("\"idStructure\":{number}")), "{input}");
    let CallAnswer::Answered(answer) = call(&desk, BANKS, &input).await.unwrap() else { panic!("no answer") };
    // An account is told, and hidden.
    assert!(answer.contains("oordonneeBancaire") && !answer.contains("FR76"), "{answer}");
    desk.system.keep_exchanges().await;
    let known = services().await;
    let last = known.services.iter().find(|known| known.service.name == BANKS).unwrap().last.unwrap();
    assert_eq!((last.outcome, last.http_status), (ExchangeOutcome::Accepted, Some(200)));
    assert!(known.services.iter().any(|known| known.last.is_none()));
}

#[tokio::test]
async fn every_service_that_changes_nothing_takes_the_form_that_is_proposed_for_it() {
    let desk = Desk::open().await;
    let known = desk.desk.connecting.services(&desk.firm.actor, desk.firm.structure).await.unwrap();
    for service in SERVICES.iter().filter(|service| service.is_callable_by_name()) {
        let input = input_to_fill(service, &known.structure).to_string();
        match call(&desk, service.name, &input).await {
            // Asked, whatever it says of an input with nothing filled in.
            Ok(_) => {}
            // What cannot go without a value says which.
            Err(OperationError::Invalid(notes)) => {
                let missing = notes.iter().all(|note| matches!(note.remark, Remark::JsonUnreadable { .. }));
                assert!(missing, "{}: {notes:?}", service.name);
            }
            Err(other) => panic!("{}: {other}", service.name),
        }
    }
}

#[tokio::test]
async fn what_changes_something_or_gives_a_file_or_does_not_exist_is_not_called() {
    let desk = Desk::open().await;
    for service in
        ["soumettreFacture", "modifierParametresEdi", "telechargerGroupeFacture", "supprimerTout", "token"]
    {
        let refused = call(&desk, service, "{}").await;
        assert!(matches!(refused, Err(OperationError::NotFound("service"))), "{service}: {refused:?}");
    }
    for (input, expected) in [
        ("{", Remark::JsonUnreadable { path: None, line: Some(1) }),
        (r#"{"numero": "1"}"#, Remark::JsonFieldsUnknown { fields: vec!["numero".to_owned()] }),
        (
            r#"{"idFournisseur": "x"}"#,
            Remark::JsonUnreadable { path: Some("idFournisseur".to_owned()), line: None },
        ),
    ] {
        let Err(OperationError::Invalid(notes)) = call(&desk, ALL, input).await else {
            panic!("{input} was taken")
        };
        let told: Vec<_> = notes.of(&CallField::Input.into()).map(|note| note.remark.clone()).collect();
        assert_eq!(told, [expected]);
    }
    let long = format!("{{\"numeroFacture\": \"{}\"}}", "9".repeat(30_000));
    assert!(matches!(call(&desk, ALL, &long).await, Err(OperationError::Invalid(_))));
    let asked = |call: &chorus_pro_simulator::Call| call.path.ends_with("rechercher/fournisseur");
    assert!(!desk.simulator.calls().iter().any(asked), "nothing wrong was sent");
}

#[tokio::test]
async fn a_service_that_is_refused_stops_no_other() {
    let desk = Desk::open().await;
    let fault = |status| Fault {
        path: "factures/v1/rechercher/fournisseur".to_owned(),
        count: 1,
        skip: 0,
        order: 0,
        kind: FaultKind::Status { status, retry_after: None },
    };
    call(&desk, ALL, "").await.unwrap();
    desk.simulator.faults().order(fault(403));
    let refused = call(&desk, ALL, "").await.unwrap();
    assert!(
        matches!(&refused, CallAnswer::Failed(Reason::NotSubscribed | Reason::GatewayRefused { .. })),
        "{refused:?}"
    );
    assert!(matches!(call(&desk, ALL, "").await.unwrap(), CallAnswer::Answered(_)));
}

#[tokio::test]
async fn only_who_manages_the_whole_structure_calls_for_it() {
    let desk = Desk::open().await;
    let (organization, structure) = (desk.firm.organization, desk.firm.structure);
    let email = "lecture@exemple.fr";
    let user = add_user(&desk.system, organization, email, Role::Lecteur, Scope::Everything).await;
    let reader = actor_of(user, organization, "Cabinet d’essai", email, Role::Lecteur, Scope::Everything);
    let stranger: Actor = desk.stranger.actor.clone();
    for service in [ALL, "soumettreFacture"] {
        let refused = desk.desk.connecting.call_service(&reader, structure, service, "").await;
        assert!(
            matches!(refused, Err(OperationError::Forbidden(Permission::ManageStructures))),
            "{refused:?}"
        );
        let refused = desk.desk.connecting.call_service(&stranger, structure, service, "").await;
        assert!(matches!(refused, Err(OperationError::NotFound("structure"))), "{refused:?}");
    }
    assert!(matches!(
        desk.desk.connecting.services(&stranger, structure).await,
        Err(OperationError::NotFound("structure"))
    ));
}
