//! The second factor: making it, signing in with it, losing it, and who has to have one.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::time::Duration;

use domain::{FieldPath, Permission, Reason, Remark, Role, SecondFactorField};
use operations::{
    Actor, OperationError, RECOVERY_CODES, SecondFactorState, SignIn, SignInCode, SignInError, SignedIn,
};
use secrecy::ExposeSecret as _;
use storage::Scope;
use test_desk::{Desk, PASSWORD, actor_of, add_user};
use totp_rs::{Algorithm, Builder, Secret};

const STEP: Duration = Duration::from_secs(30);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// The code that an application shows now for a secret.
fn code_of(desk: &Desk, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .unwrap();
    let now = u64::try_from(desk.desk.now().timestamp()).unwrap();
    totp.generate(now).to_string()
}

async fn password(desk: &Desk, email: &str) -> Result<SignedIn, SignInError> {
    let sign_in = SignIn {
        email,
        password: PASSWORD.to_owned().into(),
        address: "192.0.2.1",
        user_agent: "test",
        device: None,
        accepts_invitations: false,
    };
    desk.desk.accounts.sign_in(sign_in).await
}

async fn code(desk: &Desk, token: &str, code: &str) -> Result<SignedIn, SignInError> {
    let sign_in = SignInCode { token, code, address: "192.0.2.1", user_agent: "test", device: None };
    desk.desk.accounts.sign_in_with_code(sign_in).await
}

/// The first step, which gives what the second one comes with.
async fn first_step(desk: &Desk) -> String {
    match password(desk, &desk.firm.email).await {
        Err(SignInError::CodeNeeded(token)) => token.expose_secret().to_owned(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("signed in by the password alone"),
    }
}

async fn actor(desk: &Desk, signed_in: &SignedIn) -> Actor {
    desk.desk.accounts.actor(signed_in.token.expose_secret()).await.unwrap().unwrap()
}

/// Makes a second factor: its secret and the codes that replace it.
async fn enrolled(desk: &Desk) -> (Actor, String, Vec<String>) {
    let actor = actor(desk, &password(desk, &desk.firm.email).await.unwrap()).await;
    let accounts = &desk.desk.accounts;
    let enrolment = accounts.begin_second_factor(&actor, PASSWORD.to_owned().into()).await.unwrap();
    let codes = accounts.confirm_second_factor(&actor, &code_of(desk, &enrolment.secret)).await.unwrap();
    desk.clock.pass(STEP);
    (actor, enrolment.secret, codes)
}

fn reason(error: &OperationError) -> Option<Reason> {
    match error {
        OperationError::Refused(reason) => Some(reason.clone()),
        OperationError::Invalid(notes) => {
            match &notes.of(&FieldPath::from(SecondFactorField::Code)).next()?.remark {
                Remark::Because { reason } => Some(reason.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

#[tokio::test]
async fn once_confirmed_a_code_is_asked_after_the_password_and_none_is_taken_twice() {
    let desk = Desk::open().await;
    let (_, secret, _) = enrolled(&desk).await;
    let token = first_step(&desk).await;
    assert!(desk.desk.accounts.actor(&token).await.unwrap().is_none(), "the first step is no session");
    assert!(matches!(code(&desk, &token, "000000").await, Err(SignInError::CodeWrong)));
    let shown = code_of(&desk, &secret);
    let signed_in = code(&desk, &token, &shown).await.unwrap();
    assert_eq!(actor(&desk, &signed_in).await.second_factor, SecondFactorState::Present);
    assert!(matches!(code(&desk, &token, &shown).await, Err(SignInError::TooLate)), "answered once");
    let again = first_step(&desk).await;
    assert!(matches!(code(&desk, &again, &shown).await, Err(SignInError::CodeWrong)), "taken once");
    desk.clock.pass(STEP);
    let next = code_of(&desk, &secret);
    let spaced = format!("{} {}", &next[..3], &next[3..]);
    assert!(code(&desk, &again, &spaced).await.is_ok(), "as applications show it");
}

#[tokio::test]
async fn two_at_once_with_one_code_are_one() {
    let desk = Desk::open().await;
    let (_, secret, _) = enrolled(&desk).await;
    let (one, other) = (first_step(&desk).await, first_step(&desk).await);
    let shown = code_of(&desk, &secret);
    let (first, second) = tokio::join!(code(&desk, &one, &shown), code(&desk, &other, &shown));
    assert!(first.is_ok() != second.is_ok(), "exactly one is in");
}

#[tokio::test]
async fn a_code_is_not_asked_before_the_first_one_was_given_back() {
    let desk = Desk::open().await;
    let actor = actor(&desk, &password(&desk, &desk.firm.email).await.unwrap()).await;
    let accounts = &desk.desk.accounts;
    let wrong = accounts.begin_second_factor(&actor, "faux".to_owned().into()).await;
    assert!(matches!(wrong, Err(OperationError::Invalid(_))));
    let refused = accounts.confirm_second_factor(&actor, "123456").await.unwrap_err();
    assert_eq!(reason(&refused), Some(Reason::SecondFactorNotBegun));
    let enrolment = accounts.begin_second_factor(&actor, PASSWORD.to_owned().into()).await.unwrap();
    assert!(enrolment.address.starts_with("otpauth://totp/Pupitre:"), "{}", enrolment.address);
    assert!(password(&desk, &desk.firm.email).await.is_ok(), "not in force yet");
    let renewed =
        accounts.renew_recovery_codes(&actor, &code_of(&desk, &enrolment.secret)).await.unwrap_err();
    assert_eq!(reason(&renewed), Some(Reason::SecondFactorAbsent));
    assert!(password(&desk, &desk.firm.email).await.is_ok(), "nor by asking for codes that replace it");
    desk.clock.pass(Duration::from_secs(21 * 60));
    let late = accounts.confirm_second_factor(&actor, &code_of(&desk, &enrolment.secret)).await.unwrap_err();
    assert_eq!(reason(&late), Some(Reason::SecondFactorNotBegun));
}

#[tokio::test]
async fn guessing_codes_slows_down_like_guessing_passwords() {
    let desk = Desk::open().await;
    let (_, secret, _) = enrolled(&desk).await;
    let token = first_step(&desk).await;
    for _ in 0..4 {
        assert!(matches!(code(&desk, &token, "000000").await, Err(SignInError::CodeWrong)));
    }
    assert!(matches!(code(&desk, &token, "000000").await, Err(SignInError::Blocked(_))));
    let right = code_of(&desk, &secret);
    assert!(matches!(code(&desk, &token, &right).await, Err(SignInError::Blocked(_))), "also a right one");
    let other = first_step(&desk).await;
    assert!(matches!(code(&desk, &other, &right).await, Err(SignInError::Blocked(_))), "also from anew");
}

#[tokio::test]
async fn a_recovery_code_replaces_a_code_once() {
    let desk = Desk::open().await;
    let (actor, secret, codes) = enrolled(&desk).await;
    assert_eq!(codes.len(), RECOVERY_CODES);
    let token = first_step(&desk).await;
    assert!(code(&desk, &token, &codes[3].to_uppercase().replace('-', " ")).await.is_ok());
    let token = first_step(&desk).await;
    assert!(matches!(code(&desk, &token, &codes[3]).await, Err(SignInError::CodeWrong)));
    let mine = desk.desk.accounts.my_second_factor(&actor).await.unwrap();
    assert_eq!(mine.codes_left, 9);
    let renewed = desk.desk.accounts.renew_recovery_codes(&actor, &code_of(&desk, &secret)).await.unwrap();
    assert!(matches!(code(&desk, &token, &codes[0]).await, Err(SignInError::CodeWrong)), "the old are over");
    assert!(code(&desk, &token, &renewed[0]).await.is_ok());
}

#[tokio::test]
async fn what_was_begun_ends_with_the_password_and_with_time() {
    let desk = Desk::open().await;
    let (actor, secret, _) = enrolled(&desk).await;
    let token = first_step(&desk).await;
    desk.clock.pass(Duration::from_secs(601));
    assert!(matches!(code(&desk, &token, &code_of(&desk, &secret)).await, Err(SignInError::TooLate)));
    let token = first_step(&desk).await;
    let new = "girafe tunnel cargo brume".to_owned();
    desk.desk.accounts.change_password(&actor, PASSWORD.to_owned().into(), new.into()).await.unwrap();
    assert!(matches!(code(&desk, &token, &code_of(&desk, &secret)).await, Err(SignInError::TooLate)));
}

#[tokio::test]
async fn a_role_that_reaches_much_needs_one_after_its_grace() {
    let desk = Desk::open_with(|settings| settings.second_factor_grace = 2 * DAY).await;
    let signed_in = password(&desk, &desk.firm.email).await.unwrap();
    let state = actor(&desk, &signed_in).await.second_factor;
    assert!(
        matches!(state, SecondFactorState::NeededFrom(from) if from == desk.desk.now() + chrono::TimeDelta::days(2))
    );
    desk.clock.pass(3 * DAY);
    let late = actor(&desk, &password(&desk, &desk.firm.email).await.unwrap()).await;
    assert_eq!(late.second_factor, SecondFactorState::Missing);
    let refused = desk.desk.portfolio.structures(&late).await;
    assert!(matches!(refused, Err(OperationError::SecondFactorMissing)), "nothing but making one");
    assert!(matches!(late.require(Permission::Read), Err(OperationError::SecondFactorMissing)));
    let enrolment = desk.desk.accounts.begin_second_factor(&late, PASSWORD.to_owned().into()).await.unwrap();
    desk.desk.accounts.confirm_second_factor(&late, &code_of(&desk, &enrolment.secret)).await.unwrap();
    let free = desk.desk.accounts.actor(signed_in.token.expose_secret()).await.unwrap();
    assert!(free.is_none(), "that session ended by itself");
    desk.clock.pass(STEP);
    let token = first_step(&desk).await;
    let signed_in = code(&desk, &token, &code_of(&desk, &enrolment.secret)).await.unwrap();
    assert!(actor(&desk, &signed_in).await.require(Permission::Read).is_ok());
}

#[tokio::test]
async fn a_reader_needs_one_only_where_the_organisation_says_so() {
    let desk = Desk::open_with(|settings| settings.second_factor_grace = DAY).await;
    let organization = desk.firm.organization;
    let email = "lecteur@cabinet.example";
    add_user(&desk.system, organization, email, Role::Lecteur, Scope::Everything).await;
    let first = actor(&desk, &password(&desk, email).await.unwrap()).await;
    assert_eq!(first.second_factor, SecondFactorState::NotNeeded);
    let refused = desk.desk.accounts.require_second_factor(&first, true).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))));
    desk.desk.accounts.require_second_factor(&desk.firm.actor, true).await.unwrap();
    desk.clock.pass(6 * DAY);
    let warned = actor(&desk, &password(&desk, email).await.unwrap()).await;
    assert!(
        matches!(warned.second_factor, SecondFactorState::NeededFrom(_))
            && warned.require(Permission::Read).is_ok()
    );
    desk.clock.pass(2 * DAY);
    let late = actor(&desk, &password(&desk, email).await.unwrap()).await;
    assert_eq!(late.second_factor, SecondFactorState::Missing);
    desk.desk.accounts.require_second_factor(&desk.firm.actor, false).await.unwrap();
    let free = actor(&desk, &password(&desk, email).await.unwrap()).await;
    assert_eq!(free.second_factor, SecondFactorState::NotNeeded);
}

#[tokio::test]
async fn an_administrator_takes_away_what_somebody_lost_but_not_their_own_nor_a_strangers() {
    let desk = Desk::open().await;
    let (mine, _, _) = enrolled(&desk).await;
    let accounts = &desk.desk.accounts;
    let organization = desk.firm.organization;
    let other =
        add_user(&desk.system, organization, "b@cabinet.example", Role::Administrateur, Scope::Everything)
            .await;
    let other = actor_of(
        other,
        organization,
        "Cabinet",
        "b@cabinet.example",
        Role::Administrateur,
        Scope::Everything,
    );
    let own = accounts.remove_second_factor_of(&mine, mine.user).await.unwrap_err();
    assert_eq!(reason(&own), Some(Reason::SecondFactorNotYours));
    let without = accounts.remove_second_factor_of(&mine, other.user).await.unwrap_err();
    assert_eq!(reason(&without), Some(Reason::SecondFactorAbsent));
    let strange = accounts.remove_second_factor_of(&desk.stranger.actor, mine.user).await;
    assert!(matches!(strange, Err(OperationError::NotFound(_))));
    let token = first_step(&desk).await;
    accounts.remove_second_factor_of(&other, mine.user).await.unwrap();
    assert!(
        matches!(code(&desk, &token, "000000").await, Err(SignInError::TooLate)),
        "what was begun is over"
    );
    assert!(password(&desk, &desk.firm.email).await.is_ok(), "the password alone, until another is made");
}

#[tokio::test]
async fn who_takes_theirs_away_gives_a_code() {
    let desk = Desk::open().await;
    let (actor, _, codes) = enrolled(&desk).await;
    let wrong = desk.desk.accounts.remove_second_factor(&actor, "000000").await.unwrap_err();
    assert_eq!(reason(&wrong), Some(Reason::CodeWrong));
    let again = desk.desk.accounts.begin_second_factor(&actor, PASSWORD.to_owned().into()).await;
    assert!(
        again.is_err_and(|error| reason(&error) == Some(Reason::SecondFactorPresent)),
        "not replaced unseen"
    );
    desk.desk.accounts.remove_second_factor(&actor, &codes[0]).await.unwrap();
    assert!(password(&desk, &desk.firm.email).await.is_ok());
}
