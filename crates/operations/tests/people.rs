//! People of an organisation: who may change whom, who comes in, and what the operator does.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use domain::{Permission, Reason, Role};
use operations::{Actor, Added, NewUser, OperationError, SignIn, SignInError, SignedIn};
use secrecy::ExposeSecret as _;
use storage::{Scope, ScopedStructure};
use test_desk::{Desk, PASSWORD, actor_of, add_user, complete_form};

async fn sign_in(desk: &Desk, email: &str, accepts_invitations: bool) -> Result<SignedIn, SignInError> {
    let sign_in = SignIn {
        email,
        password: PASSWORD.to_owned().into(),
        address: "192.0.2.1",
        user_agent: "test",
        device: None,
        accepts_invitations,
    };
    desk.desk.accounts.sign_in(sign_in).await
}

async fn actor(desk: &Desk, signed_in: &SignedIn) -> Actor {
    desk.desk.accounts.actor(signed_in.token.expose_secret()).await.unwrap().unwrap()
}

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.to_owned(),
        name: "Anne Roux".to_owned(),
        password: "girafe tunnel cargo brume".to_owned().into(),
        role: Role::Deposant,
        scope: Scope::Everything,
    }
}

/// A second administrator of the firm.
async fn second(desk: &Desk, scope: Scope) -> Actor {
    let firm = &desk.firm;
    let email = "second@cabinet.example";
    let user = add_user(&desk.system, firm.organization, email, Role::Administrateur, scope.clone()).await;
    actor_of(user, firm.organization, "Cabinet", email, Role::Administrateur, scope)
}

#[tokio::test]
async fn two_administrators_who_demote_each_other_at_once_leave_one() {
    for round in 0..20 {
        let desk = Desk::open().await;
        let (first, second) = (&desk.firm.actor, second(&desk, Scope::Everything).await);
        let accounts = &desk.desk.accounts;
        let (one, other) = tokio::join!(
            accounts.set_role(first, second.user, Role::Lecteur),
            accounts.set_role(&second, first.user, Role::Lecteur)
        );
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
    }
}

#[tokio::test]
async fn a_removal_and_a_change_of_role_at_once_do_not_bring_anybody_back() {
    let desk = Desk::open().await;
    let (first, second) = (&desk.firm.actor, second(&desk, Scope::Everything).await);
    for round in 0..20 {
        let email = format!("a{round}@cabinet.example");
        let user =
            add_user(&desk.system, desk.firm.organization, &email, Role::Lecteur, Scope::Everything).await;
        let accounts = &desk.desk.accounts;
        let (removed, _) =
            tokio::join!(accounts.remove_user(first, user), accounts.set_role(&second, user, Role::Deposant));
        removed.unwrap();
        let people = accounts.users(first).await.unwrap();
        assert!(people.iter().all(|entry| entry.user.id != user), "round {round}");
    }
}

#[tokio::test]
async fn who_was_demoted_a_moment_ago_changes_nobody_any_more() {
    let desk = Desk::open().await;
    let second = second(&desk, Scope::Everything).await;
    let third = add_user(
        &desk.system,
        desk.firm.organization,
        "tiers@cabinet.example",
        Role::Lecteur,
        Scope::Everything,
    )
    .await;
    let accounts = &desk.desk.accounts;
    accounts.set_role(&desk.firm.actor, second.user, Role::Lecteur).await.unwrap();
    // Their session still says administrator: it was read before.
    for refused in [
        accounts.remove_user(&second, third).await,
        accounts.set_role(&second, third, Role::Administrateur).await,
        accounts.set_reach(&second, third, Scope::Everything).await,
        accounts.add_user(&second, person("neuve@cabinet.example")).await.map(drop),
    ] {
        assert!(matches!(refused, Err(OperationError::Forbidden(Permission::ManageUsers))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_limited_administrator_does_not_count_as_one() {
    let desk = Desk::open().await;
    let reach = ScopedStructure { structure: desk.firm.structure, services: Vec::new() };
    let limited = second(&desk, Scope::Only(vec![reach.clone()])).await;
    let (accounts, first) = (&desk.desk.accounts, &desk.firm.actor);
    for refused in [
        accounts.set_role(first, first.user, Role::Lecteur).await,
        accounts.remove_user(first, first.user).await,
        accounts.set_reach(first, first.user, Scope::Only(vec![reach])).await,
    ] {
        assert!(matches!(refused, Err(OperationError::Refused(Reason::LastAdministrator))), "{refused:?}");
    }
    accounts.set_reach(first, limited.user, Scope::Everything).await.unwrap();
    accounts.set_role(first, first.user, Role::Lecteur).await.unwrap();
}

#[tokio::test]
async fn a_reach_is_changed_to_structures_of_the_organisation_only() {
    let desk = Desk::open().await;
    let second = second(&desk, Scope::Everything).await;
    let only =
        |structure| Scope::Only(vec![ScopedStructure { structure, services: vec!["ACHATS".to_owned()] }]);
    let accounts = &desk.desk.accounts;
    let foreign = accounts.set_reach(&desk.firm.actor, second.user, only(desk.stranger.structure)).await;
    assert!(matches!(foreign, Err(OperationError::NotFound("structure"))), "{foreign:?}");
    accounts.set_reach(&desk.firm.actor, second.user, only(desk.firm.structure)).await.unwrap();
    let people = accounts.users(&desk.firm.actor).await.unwrap();
    let changed = people.iter().find(|entry| entry.user.id == second.user).unwrap();
    assert_eq!(changed.scope, only(desk.firm.structure));
}

#[tokio::test]
async fn a_known_address_is_invited_and_nothing_is_seen_of_the_person() {
    let desk = Desk::open().await;
    let (accounts, stranger) = (&desk.desk.accounts, &desk.stranger);
    let added = accounts.add_user(&stranger.actor, person(&desk.firm.email)).await.unwrap();
    assert_eq!(added, Added::Invited(desk.firm.actor.user));
    let people = accounts.users(&stranger.actor).await.unwrap();
    assert!(people.iter().all(|entry| entry.user.id != desk.firm.actor.user), "no member, no name");
    assert_eq!(accounts.invitations(&stranger.actor).await.unwrap()[0].email, desk.firm.email);

    // The next sign-in opens where it always did, with no other place to go.
    let session = actor(&desk, &sign_in(&desk, &desk.firm.email, true).await.unwrap()).await;
    assert_eq!(session.organization, desk.firm.organization);
    assert_eq!(accounts.my_memberships(&session).await.unwrap().len(), 1);
    assert_eq!(accounts.my_invitations(&session).await.unwrap().len(), 1);

    accounts.accept_invitation(&session, stranger.organization).await.unwrap();
    assert_eq!(accounts.my_memberships(&session).await.unwrap().len(), 2);
    let again = accounts.accept_invitation(&session, stranger.organization).await;
    assert!(matches!(again, Err(OperationError::NotFound(_))), "{again:?}");
    // "Autre cabinet" comes first by name, but it is not where the person worked last.
    let session = actor(&desk, &sign_in(&desk, &desk.firm.email, false).await.unwrap()).await;
    assert_eq!(session.organization, desk.firm.organization);
    desk.clock.pass(std::time::Duration::from_secs(60));
    accounts.switch_organization(&session, stranger.organization).await.unwrap();
    let session = actor(&desk, &sign_in(&desk, &desk.firm.email, false).await.unwrap()).await;
    assert_eq!(session.organization, stranger.organization);
}

#[tokio::test]
async fn an_invitation_is_refused_or_taken_back() {
    let desk = Desk::open().await;
    let (accounts, stranger) = (&desk.desk.accounts, &desk.stranger);
    let session = actor(&desk, &sign_in(&desk, &desk.firm.email, false).await.unwrap()).await;
    accounts.add_user(&stranger.actor, person(&desk.firm.email)).await.unwrap();
    accounts.decline_invitation(&session, stranger.organization).await.unwrap();
    assert!(accounts.my_invitations(&session).await.unwrap().is_empty());
    accounts.add_user(&stranger.actor, person(&desk.firm.email)).await.unwrap();
    accounts.withdraw_invitation(&stranger.actor, desk.firm.actor.user).await.unwrap();
    let late = accounts.accept_invitation(&session, stranger.organization).await;
    assert!(matches!(late, Err(OperationError::NotFound("invitation"))), "{late:?}");
    assert_eq!(accounts.my_memberships(&session).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_belongs_nowhere_comes_in_by_saying_yes() {
    let desk = Desk::open().await;
    let accounts = &desk.desk.accounts;
    let email = "anne@cabinet.example";
    let user = add_user(&desk.system, desk.firm.organization, email, Role::Lecteur, Scope::Everything).await;
    accounts.remove_user(&desk.firm.actor, user).await.unwrap();
    assert!(matches!(sign_in(&desk, email, true).await, Err(SignInError::NoOrganization)));
    accounts.add_user(&desk.stranger.actor, person(email)).await.unwrap();
    let Err(SignInError::Invited(names)) = sign_in(&desk, email, false).await else { panic!("not asked") };
    assert_eq!(names, ["Autre cabinet"]);
    let session = actor(&desk, &sign_in(&desk, email, true).await.unwrap()).await;
    assert_eq!((session.organization, session.role), (desk.stranger.organization, Role::Deposant));
}

#[tokio::test]
async fn the_operator_resets_keeps_out_lets_in_and_ends_sessions() {
    let desk = Desk::open().await;
    let (registry, email) = (&desk.system.registry, desk.firm.email.as_str());
    let lasts = async |signed_in: &SignedIn| {
        desk.desk.accounts.actor(signed_in.token.expose_secret()).await.unwrap().is_some()
    };
    let first = sign_in(&desk, email, false).await.unwrap();
    assert_eq!(registry.sessions(email).await.unwrap().len(), 1);
    assert_eq!(registry.end_sessions(email).await.unwrap(), 1);
    assert!(!lasts(&first).await);

    let second = sign_in(&desk, email, false).await.unwrap();
    let without = registry.set_disabled(email, true).await.unwrap();
    assert_eq!(without.len(), 1, "the operator is told that nobody administers it any more");
    assert!(!lasts(&second).await);
    assert!(matches!(sign_in(&desk, email, false).await, Err(SignInError::Wrong)));
    assert!(registry.set_disabled(email, false).await.unwrap().is_empty());

    let third = sign_in(&desk, email, false).await.unwrap();
    for _ in 0..6 {
        let wrong = SignIn {
            email,
            password: "faux".to_owned().into(),
            address: "192.0.2.1",
            user_agent: "test",
            device: None,
            accepts_invitations: false,
        };
        let _ = desk.desk.accounts.sign_in(wrong).await;
    }
    let weak = registry.reset_password(email, &"Cabinet-2026-essai".to_owned().into()).await;
    assert!(matches!(weak, Err(OperationError::Invalid(_))), "{weak:?}");
    registry.reset_password(email, &"girafe tunnel cargo brume".to_owned().into()).await.unwrap();
    assert!(!lasts(&third).await);
    let new = SignIn {
        email,
        password: "girafe tunnel cargo brume".to_owned().into(),
        address: "192.0.2.1",
        user_agent: "test",
        device: None,
        accepts_invitations: false,
    };
    desk.desk.accounts.sign_in(new).await.expect("the wait of earlier failures is over too");
    let unknown = registry.end_sessions("personne@nulle.part").await;
    assert!(matches!(unknown, Err(OperationError::NotFound("user"))), "{unknown:?}");
}

#[tokio::test]
async fn who_reaches_some_services_changes_nothing_of_the_whole_structure() {
    let desk = Desk::open().await;
    let firm = &desk.firm;
    let reach = ScopedStructure { structure: firm.structure, services: vec!["ACHATS".to_owned()] };
    let limited = actor_of(
        firm.actor.user,
        firm.organization,
        "Cabinet",
        "x@y.example",
        Role::Gestionnaire,
        Scope::Only(vec![reach]),
    );
    let desks = &desk.desk;
    let credentials = operations::Credentials { password: "autre".to_owned().into(), ..Default::default() };
    let file = desk.store(&test_desk::invoice_pdf(&["FACTURE FA-1"])).await;
    for refused in [
        desks.connecting.save_credentials(&limited, firm.structure, credentials).await,
        desks.connecting.test_access(&limited, firm.structure).await.map(drop),
        desks.issuing.begin_deposit(&limited, firm.structure, file, "f.pdf").await.map(drop),
    ] {
        assert!(matches!(refused, Err(OperationError::Refused(Reason::OnlyServices))), "{refused:?}");
    }
    // A draft of their service stays in their sight.
    let id = desk.complete_draft("FA-1").await;
    let in_reach = domain::InvoiceForm { service_code: "ACHATS".to_owned(), ..complete_form("FA-1") };
    desk.type_in(&firm.actor, id, &in_reach).await;
    let draft = desks.issuing.deposit_view(&limited, id).await.unwrap().draft;
    let away = domain::InvoiceForm { service_code: "AUTRE".to_owned(), ..in_reach };
    let moved = desks.issuing.save_draft(&limited, id, operations::DraftEdit::over(&draft, &away)).await;
    assert!(matches!(moved, Err(OperationError::NotFound("invoice"))), "{moved:?}");
}
