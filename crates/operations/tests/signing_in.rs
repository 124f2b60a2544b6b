//! Accounts: sign-in, slowing down, sessions, limited reach.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use domain::{PasswordField, Permission, Reason, Remark, Role};
use operations::{Actor, OperationError, SignIn, SignInError};
use secrecy::ExposeSecret;
use storage::{Scope, ScopedStructure};
use test_desk::{Desk, PASSWORD, actor_of, add_user};

const MINUTE: Duration = Duration::from_secs(60);

async fn try_password(desk: &Desk, email: &str, password: &str) -> Result<String, SignInError> {
    let sign_in = SignIn {
        email,
        password: password.to_owned().into(),
        address: "192.0.2.1",
        user_agent: "test",
        device: None,
        accepts_invitations: false,
    };
    desk.desk.accounts.sign_in(sign_in).await.map(|signed_in| signed_in.token.expose_secret().to_owned())
}

/// What is said of a field of a refused form.
fn remark_at(error: &OperationError, field: PasswordField) -> Option<Remark> {
    let OperationError::Invalid(notes) = error else { return None };
    notes.of(&field.into()).next().map(|note| note.remark.clone())
}

async fn signed_in(desk: &Desk) -> (String, Actor) {
    let token = try_password(desk, &desk.firm.email, PASSWORD).await.unwrap();
    let actor = desk.desk.accounts.actor(&token).await.unwrap().unwrap();
    (token, actor)
}

#[tokio::test]
async fn repeated_failures_slow_down_and_say_when_to_try_again() {
    let desk = Desk::open().await;
    let email = desk.firm.email.clone();
    for _ in 0..4 {
        assert!(matches!(try_password(&desk, &email, "faux").await, Err(SignInError::Wrong)));
    }
    let Err(SignInError::Blocked(until)) = try_password(&desk, &email, "faux").await else {
        panic!("not slowed down")
    };
    let Err(error) = try_password(&desk, &email, PASSWORD).await else {
        panic!("the right password is told apart")
    };
    assert!(matches!(error, SignInError::Blocked(again) if again == until), "{error}");
    desk.clock.pass(MINUTE);
    assert!(try_password(&desk, &email, PASSWORD).await.is_ok(), "and then it works again");
}

#[tokio::test]
async fn an_unknown_address_reads_like_a_wrong_password() {
    let desk = Desk::open().await;
    let unknown = try_password(&desk, "personne@nulle.part", PASSWORD).await.unwrap_err().to_string();
    let wrong = try_password(&desk, &desk.firm.email, "faux").await.unwrap_err().to_string();
    assert_eq!(unknown, wrong);
}

#[tokio::test]
async fn a_session_ends_when_idle_and_in_any_case() {
    let desk = Desk::open().await;
    let (token, _) = signed_in(&desk).await;
    desk.clock.pass(119 * MINUTE);
    assert!(desk.desk.accounts.actor(&token).await.unwrap().is_some(), "used in time");
    desk.system.keep_uses().await.unwrap();
    desk.clock.pass(119 * MINUTE);
    assert!(desk.desk.accounts.watcher(&token).await.unwrap().is_some(), "written, and still in time");
    desk.clock.pass(2 * MINUTE);
    assert!(desk.desk.accounts.actor(&token).await.unwrap().is_none(), "idle for two hours");
    let (token, _) = signed_in(&desk).await;
    for _ in 0..12 {
        desk.clock.pass(61 * MINUTE);
        let _ = desk.desk.accounts.actor(&token).await.unwrap();
    }
    assert!(desk.desk.accounts.actor(&token).await.unwrap().is_none(), "twelve hours are over");
}

#[tokio::test]
async fn sessions_are_listed_revoked_and_ended_elsewhere() {
    let desk = Desk::open().await;
    let (_, here) = signed_in(&desk).await;
    let (other, elsewhere) = signed_in(&desk).await;
    assert_eq!(desk.desk.accounts.my_sessions(&here).await.unwrap().len(), 2);
    desk.desk.accounts.revoke_session(&here, elsewhere.session).await.unwrap();
    assert!(desk.desk.accounts.actor(&other).await.unwrap().is_none());
    let (third, _) = signed_in(&desk).await;
    assert_eq!(desk.desk.accounts.sign_out_elsewhere(&here).await.unwrap(), 1);
    assert!(desk.desk.accounts.actor(&third).await.unwrap().is_none());
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let desk = Desk::open().await;
    let (_, here) = signed_in(&desk).await;
    let (other, _) = signed_in(&desk).await;
    let new = || "tilleul cargo violon brume".to_owned().into();
    let refused =
        desk.desk.accounts.change_password(&here, "faux".to_owned().into(), new()).await.unwrap_err();
    assert_eq!(remark_at(&refused, PasswordField::Present), Some(Reason::PasswordWrong.into()));
    let weak = desk
        .desk
        .accounts
        .change_password(&here, PASSWORD.to_owned().into(), "motdepasse123".to_owned().into())
        .await;
    assert_eq!(remark_at(&weak.unwrap_err(), PasswordField::New), Some(Reason::PasswordGuessable.into()));
    desk.desk.accounts.change_password(&here, PASSWORD.to_owned().into(), new()).await.unwrap();
    assert!(desk.desk.accounts.actor(&other).await.unwrap().is_none());
    assert!(try_password(&desk, &desk.firm.email, PASSWORD).await.is_err());
}

#[tokio::test]
async fn a_person_removed_from_the_organisation_is_out_at_once() {
    let desk = Desk::open().await;
    let firm = &desk.firm;
    let user = add_user(
        &desk.system,
        firm.organization,
        "lecteur@cabinet.example",
        Role::Lecteur,
        Scope::Everything,
    )
    .await;
    let token = try_password(&desk, "lecteur@cabinet.example", PASSWORD).await.unwrap();
    desk.desk.accounts.remove_user(&firm.actor, user).await.unwrap();
    assert!(desk.desk.accounts.actor(&token).await.unwrap().is_none());
    let last = desk.desk.accounts.remove_user(&firm.actor, firm.actor.user).await.unwrap_err();
    assert!(matches!(last, OperationError::Refused(Reason::LastAdministrator)), "{last}");
}

#[tokio::test]
async fn a_limited_person_reaches_only_their_structures_and_services() {
    let desk = Desk::open().await;
    let firm = &desk.firm;
    let invoice = desk.complete_draft("FA-1").await;
    let elsewhere = ScopedStructure { structure: desk.stranger.structure, services: Vec::new() };
    let limited = |scope| {
        actor_of(firm.actor.user, firm.organization, "Cabinet", "x@y.example", Role::Gestionnaire, scope)
    };
    let nobody = limited(Scope::Only(vec![elsewhere]));
    assert!(matches!(
        desk.desk.portfolio.invoice_view(&nobody, invoice).await,
        Err(OperationError::NotFound(_))
    ));
    assert!(desk.desk.portfolio.structures(&nobody).await.unwrap().is_empty());
    let other_service = ScopedStructure { structure: firm.structure, services: vec!["ACHATS".to_owned()] };
    let by_service = limited(Scope::Only(vec![other_service]));
    assert!(matches!(
        desk.desk.portfolio.invoice_view(&by_service, invoice).await,
        Err(OperationError::NotFound(_))
    ));
    assert!(matches!(
        desk.desk.accounts.users(&by_service).await,
        Err(OperationError::Forbidden(Permission::ManageUsers))
    ));
}
