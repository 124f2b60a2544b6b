//! The circuit of received invoices.

use domain::{
    Absence, ApprovalState, Approver, CircuitRule, CircuitRuleId, Decision, InvoiceId, InvoiceStatus, Role,
    TeamId, UserId,
};
use uuid::Uuid;

use super::sample::{World, act, add_invoices, at, day, invoice, invoice_note, reader, user};
use crate::{Approval, ApprovalDecision, Database, Invoice, Mention, Scope, Team, Transaction};

fn team(number: u64, members: &[UserId]) -> Team {
    let id = TeamId(Uuid::from_u128(u128::from(number)));
    Team { id, name: format!("Équipe {number}"), members: members.to_vec() }
}

fn rule(world: &World, number: u64) -> CircuitRule {
    CircuitRule {
        id: CircuitRuleId(Uuid::from_u128(u128::from(number))),
        name: format!("Règle {number}"),
        structure: Some(world.structure.id),
        service_code: Some("ACHATS".to_owned()),
        supplier: None,
        from_cents: Some(100_000),
        assign_to: Some(world.user.id),
        steps: vec![Approver::Team(team(1, &[]).id), Approver::Person(world.user.id)],
    }
}

fn approval(invoice: InvoiceId, position: u32, approver: Approver, state: ApprovalState) -> Approval {
    let decided = matches!(state, ApprovalState::Approved | ApprovalState::Refused);
    Approval {
        invoice,
        position,
        approver,
        approver_name: "Équipe 1".to_owned(),
        state,
        asked_by: "Règle 1".to_owned(),
        asked_at: at(100 + i64::from(position)),
        decided: decided.then(|| ApprovalDecision {
            by: user(1).id,
            by_name: "Anne".to_owned(),
            at: at(200),
            comment: Some("Vu.".to_owned()),
        }),
    }
}

/// Everything of the circuit of an organisation, for tests that carry it elsewhere.
pub(super) async fn fill(transaction: &mut dyn Transaction, world: &World, invoice: &Invoice, number: u64) {
    let (organization, here) = (world.organization.id, world.user.id);
    let other = user(number + 50).id;
    transaction.put_team(organization, &team(number, &[here, other])).await.unwrap();
    transaction.put_circuit_rules(organization, &[rule(world, number)]).await.unwrap();
    let steps = [
        Approval {
            decided: Some(ApprovalDecision { by: here, by_name: "A".to_owned(), at: at(2), comment: None }),
            ..approval(invoice.id, 0, Approver::Person(here), ApprovalState::Approved)
        },
        approval(invoice.id, 1, Approver::Team(team(number, &[]).id), ApprovalState::Waiting),
    ];
    transaction.put_approvals(organization, invoice.id, &steps).await.unwrap();
    let absence = Absence { user: here, substitute: other, first: day(3, 1), last: day(3, 9) };
    transaction.put_absence(organization, &absence).await.unwrap();
    let note = invoice_note(world, invoice, number);
    let mention = Mention {
        note: note.id,
        invoice: invoice.id,
        user: other,
        name: String::new(),
        seen_at: Some(at(9)),
    };
    transaction.insert_mention(organization, &mention).await.unwrap();
    transaction.set_rejections_need_two(organization, number == 2).await.unwrap();
}

/// The first rule first, teams by name; those of another organisation are nothing.
pub async fn teams_and_rules_read_back_and_are_replaced(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let (first, second) = (team(1, &[world.user.id]), team(2, &[]));
    let mut transaction = world.writer(database).await;
    for team in [&second, &first] {
        transaction.put_team(organization, team).await.unwrap();
    }
    let everything = CircuitRule {
        structure: None,
        service_code: None,
        supplier: Some("12345678900012".to_owned()),
        from_cents: None,
        assign_to: None,
        steps: Vec::new(),
        ..rule(&world, 1)
    };
    let rules = [rule(&world, 2), everything];
    transaction.put_circuit_rules(organization, &rules).await.unwrap();
    assert!(!transaction.rejections_need_two(organization).await.unwrap());
    transaction.set_rejections_need_two(organization, true).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.teams(organization).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(read.circuit_rules(organization).await.unwrap(), rules);
    assert!(read.rejections_need_two(organization).await.unwrap());
    assert_eq!(read.teams(other.organization.id).await.unwrap(), []);
    assert_eq!(read.circuit_rules(other.organization.id).await.unwrap(), []);
    assert!(!read.rejections_need_two(other.organization.id).await.unwrap());
    drop(read);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_team(other.organization.id, first.id).await.unwrap());
    assert!(transaction.delete_team(organization, first.id).await.unwrap());
    transaction.put_team(organization, &Team { name: "Autre".to_owned(), ..second.clone() }).await.unwrap();
    transaction.put_circuit_rules(organization, &rules[1..]).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.teams(organization).await.unwrap()[0].name, "Autre");
    assert_eq!(read.circuit_rules(organization).await.unwrap(), rules[1..]);
}

/// Who left is of no team, and neither absent nor a substitute.
pub async fn who_leaves_is_of_no_team_and_stands_in_for_nobody(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let person = user(20);
    let absence = |user, substitute| Absence { user, substitute, first: day(3, 1), last: day(3, 9) };
    let mut transaction = world.writer(database).await;
    transaction.insert_user(&person).await.unwrap();
    transaction.set_membership(organization, person.id, Role::Valideur, &Scope::Everything).await.unwrap();
    transaction.put_team(organization, &team(1, &[world.user.id, person.id])).await.unwrap();
    transaction.put_absence(organization, &absence(world.user.id, person.id)).await.unwrap();
    transaction.put_absence(organization, &absence(person.id, world.user.id)).await.unwrap();
    assert_eq!(transaction.absences(organization, day(3, 9)).await.unwrap().len(), 2);
    assert_eq!(transaction.absences(organization, day(3, 10)).await.unwrap(), []);
    // Another role leaves everything as it is.
    transaction
        .set_membership(organization, person.id, Role::Gestionnaire, &Scope::Everything)
        .await
        .unwrap();
    assert_eq!(transaction.absences(organization, day(3, 1)).await.unwrap().len(), 2);
    transaction.remove_membership(organization, person.id).await.unwrap();
    assert_eq!(transaction.absences(organization, day(3, 1)).await.unwrap(), []);
    assert_eq!(transaction.teams(organization).await.unwrap(), [team(1, &[world.user.id])]);
    transaction.put_absence(organization, &absence(world.user.id, world.user.id)).await.unwrap();
    assert!(transaction.delete_absence(organization, world.user.id).await.unwrap());
    assert!(!transaction.delete_absence(organization, world.user.id).await.unwrap());
}

/// Steps come in their order, and to whom they wait for: people and teams, the one asked for first at the head.
pub async fn steps_read_back_and_are_found_by_whom_they_wait_for(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let [mut first, mut second, mut paid] = [1, 2, 3].map(|number| invoice(&world.structure, number));
    for open in [&mut first, &mut second] {
        open.status = InvoiceStatus::MiseADisposition;
    }
    paid.status = InvoiceStatus::MiseEnPaiement;
    add_invoices(database, &[first.clone(), second.clone(), paid.clone()]).await;
    let (person, of_team) = (Approver::Person(world.user.id), Approver::Team(team(1, &[]).id));
    let mut transaction = world.writer(database).await;
    let done = Approval {
        decided: Some(ApprovalDecision {
            by: world.user.id,
            by_name: "A".to_owned(),
            at: at(1),
            comment: None,
        }),
        ..approval(first.id, 0, person, ApprovalState::Approved)
    };
    let of_first = [
        done,
        approval(first.id, 1, of_team, ApprovalState::Waiting),
        approval(first.id, 2, person, ApprovalState::Later),
    ];
    let of_second = [approval(second.id, 0, person, ApprovalState::Waiting)];
    transaction.put_approvals(organization, first.id, &of_first).await.unwrap();
    transaction.put_approvals(organization, second.id, &of_second).await.unwrap();
    // It was paid elsewhere: nobody has to approve it any more.
    let of_paid = [0, 1].map(|place| {
        let approver = if place == 0 { person } else { of_team };
        approval(paid.id, place, approver, ApprovalState::Waiting)
    });
    transaction.put_approvals(organization, paid.id, &of_paid).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let found = read.approvals_of(organization, &[first.id, second.id]).await.unwrap();
    assert_eq!((&found[&first.id][..], &found[&second.id][..]), (&of_first[..], &of_second[..]));
    assert!(read.approvals_of(other.organization.id, &[first.id]).await.unwrap().is_empty());
    let (people, teams) = ([world.user.id], [team(1, &[]).id]);
    let waiting = read.approvals_waiting_for(organization, &people, &teams, 9).await.unwrap();
    assert_eq!(waiting, [of_second[0].clone(), of_first[1].clone()]);
    assert_eq!(read.approvals_waiting_for(organization, &people, &[], 9).await.unwrap(), of_second);
    assert_eq!(read.approvals_waiting_for(organization, &[], &teams, 9).await.unwrap(), of_first[1..2]);
    assert_eq!(read.approvals_waiting_for(organization, &people, &teams, 1).await.unwrap(), of_second);
    assert!(read.approvals_waiting_for(other.organization.id, &people, &teams, 9).await.unwrap().is_empty());
    drop(read);
    let mut transaction = world.writer(database).await;
    transaction.put_approvals(organization, first.id, &[]).await.unwrap();
    assert!(transaction.approvals_of(organization, &[first.id]).await.unwrap().is_empty());
}

/// Only those that one person has confirmed and that wait for another.
pub async fn acts_that_wait_for_a_second_person_are_found(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let [first, second] = [1, 2].map(|number| invoice(&world.structure, number));
    add_invoices(database, &[first.clone(), second.clone()]).await;
    let mut transaction = world.writer(database).await;
    let mut held = act(&world, &first, 1, domain::ActKind::Decide);
    held.state = domain::ActState::Held;
    held.values.set(domain::DecisionField::Decision, Decision::Reject.code());
    transaction.insert_act(&held).await.unwrap();
    transaction.insert_act(&act(&world, &second, 2, domain::ActKind::Decide)).await.unwrap();
    assert_eq!(transaction.held_acts(world.organization.id, 9).await.unwrap(), [held]);
    assert_eq!(transaction.held_acts(other.organization.id, 9).await.unwrap(), []);
}

/// Until the person says that they have read it; gone with the note.
pub async fn who_is_told_of_a_note_finds_it_until_it_is_read(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let noted = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&noted)).await;
    let note = invoice_note(&world, &noted, 1);
    let mention = Mention {
        note: note.id,
        invoice: noted.id,
        user: world.user.id,
        name: world.user.name.clone(),
        seen_at: None,
    };
    let mut transaction = world.writer(database).await;
    transaction.insert_invoice_note(&note).await.unwrap();
    transaction.insert_mention(organization, &mention).await.unwrap();
    assert_eq!(
        transaction.mentions_on(organization, noted.id).await.unwrap(),
        std::slice::from_ref(&mention)
    );
    assert_eq!(
        transaction.unseen_notes(organization, world.user.id, 9).await.unwrap(),
        std::slice::from_ref(&note)
    );
    for (organization, person) in [(other.organization.id, world.user.id), (organization, other.user.id)] {
        assert_eq!(transaction.unseen_notes(organization, person, 9).await.unwrap(), []);
        assert_eq!(transaction.mark_notes_seen(organization, noted.id, person, at(5)).await.unwrap(), 0);
    }
    assert_eq!(transaction.mark_notes_seen(organization, noted.id, world.user.id, at(5)).await.unwrap(), 1);
    assert_eq!(transaction.unseen_notes(organization, world.user.id, 9).await.unwrap(), []);
    let seen = Mention { seen_at: Some(at(5)), ..mention };
    assert_eq!(transaction.mentions_on(organization, noted.id).await.unwrap(), [seen]);
    assert!(transaction.delete_invoice_note(organization, noted.id, note.author, note.id).await.unwrap());
    assert_eq!(transaction.mentions_on(organization, noted.id).await.unwrap(), []);
}
