//! Guessing passwords: what is counted, for whom, and what it costs those who did nothing.

use std::time::Duration;

use domain::{PasswordField, Reason, Remark, Role};
use operations::{OperationError, SignIn, SignInError, SignedIn};
use secrecy::ExposeSecret as _;
use storage::Scope;
use test_desk::{Desk, PASSWORD, add_user};

/// Somebody who tries.
struct Visitor<'d> {
    desk: &'d Desk,
    address: &'d str,
    device: Option<String>,
}

impl<'d> Visitor<'d> {
    const fn at(desk: &'d Desk, address: &'d str) -> Self {
        Self { desk, address, device: None }
    }

    async fn tries(&self, email: &str, password: &str) -> Result<SignedIn, SignInError> {
        let sign_in = SignIn {
            email,
            password: password.to_owned().into(),
            address: self.address,
            user_agent: "test",
            device: self.device.as_deref(),
            accepts_invitations: false,
        };
        self.desk.desk.accounts.sign_in(sign_in).await
    }
}

const OFFICE: &str = "192.0.2.1";
const ELSEWHERE: &str = "203.0.113.7";

#[tokio::test]
async fn tries_at_once_are_no_way_around_the_count() {
    let desk = Desk::open().await;
    let visitor = Visitor::at(&desk, OFFICE);
    // The last of them is the right one: it would be let in if all were looked at before any is counted.
    let tries =
        (0..40).map(|number| visitor.tries(&desk.firm.email, if number == 39 { PASSWORD } else { "faux" }));
    let answers = futures::future::join_all(tries).await;
    assert!(answers.iter().all(Result::is_err), "guessed");
    let blocked = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Blocked(_)))).count();
    assert_eq!(blocked, 36, "four cost nothing, the fifth begins the wait");
}

#[tokio::test]
async fn typing_errors_of_an_office_do_not_lock_the_colleagues_out() {
    let desk = Desk::open().await;
    let office = Visitor::at(&desk, OFFICE);
    let organization = desk.firm.organization;
    for number in 0..12 {
        let email = format!("collegue{number}@cabinet.example");
        add_user(&desk.system, organization, &email, Role::Deposant, Scope::Everything).await;
        for _ in 0..3 {
            assert!(matches!(office.tries(&email, "faute de frappe").await, Err(SignInError::Wrong)));
        }
        assert!(office.tries(&email, PASSWORD).await.is_ok(), "after {number} colleagues");
    }
    // Somebody who only guesses uses up the share of the address.
    let mut blocked = false;
    for number in 0..30 {
        let email = format!("inconnu{number}@nulle.part");
        blocked |= matches!(office.tries(&email, "motdepasse").await, Err(SignInError::Blocked(_)));
    }
    assert!(blocked, "one address guesses at many accounts");
}

#[tokio::test]
async fn strangers_lock_nobody_out_of_a_browser_that_has_signed_in_before() {
    let desk = Desk::open().await;
    let email = &desk.firm.email;
    let first = Visitor::at(&desk, OFFICE).tries(email, PASSWORD).await.unwrap();
    let known =
        Visitor { device: Some(first.device.expose_secret().to_owned()), ..Visitor::at(&desk, OFFICE) };
    let stranger = Visitor::at(&desk, ELSEWHERE);
    for _ in 0..8 {
        let _ = stranger.tries(email, "devine").await;
    }
    assert!(matches!(stranger.tries(email, PASSWORD).await, Err(SignInError::Blocked(_))));
    assert!(matches!(Visitor::at(&desk, OFFICE).tries(email, PASSWORD).await, Err(SignInError::Blocked(_))));
    let again = known.tries(email, PASSWORD).await.unwrap();
    assert_eq!(again.device.expose_secret(), first.device.expose_secret());
    // It is no way to guess either: the browser has its own count, and it is nobody else's.
    for _ in 0..11 {
        let _ = known.tries(email, "faux").await;
    }
    assert!(matches!(known.tries(email, PASSWORD).await, Err(SignInError::Blocked(_))));
    add_user(&desk.system, desk.firm.organization, "anne@cabinet.example", Role::Lecteur, Scope::Everything)
        .await;
    for _ in 0..5 {
        let _ = known.tries("anne@cabinet.example", "faux").await;
    }
    let blocked = Visitor::at(&desk, ELSEWHERE).tries("anne@cabinet.example", PASSWORD).await;
    assert!(matches!(blocked, Err(SignInError::Blocked(_))), "counted as from a stranger");
}

#[tokio::test]
async fn the_present_password_is_not_guessed_by_who_found_an_open_session() {
    let desk = Desk::open().await;
    let signed_in = Visitor::at(&desk, OFFICE).tries(&desk.firm.email, PASSWORD).await.unwrap();
    let actor = desk.desk.accounts.actor(signed_in.token.expose_secret()).await.unwrap().unwrap();
    let change = |present: &str| {
        let new = "girafe cargo violon brume".to_owned().into();
        desk.desk.accounts.change_password(&actor, present.to_owned().into(), new)
    };
    let reason = |error: &OperationError| match error {
        OperationError::Invalid(notes) => {
            notes.of(&PasswordField::Present.into()).next().map(|note| note.remark.clone())
        }
        _ => None,
    };
    for _ in 0..4 {
        assert_eq!(reason(&change("faux").await.unwrap_err()), Some(Reason::PasswordWrong.into()));
    }
    // The fifth begins a wait, for the right one too; what was tried is in the journal.
    for present in ["faux", PASSWORD] {
        let blocked = reason(&change(present).await.unwrap_err());
        let is_told = matches!(blocked, Some(Remark::Because { reason: Reason::TooManyTries { .. } }));
        assert!(is_told, "{blocked:?}");
    }
    desk.clock.pass(Duration::from_secs(60));
    change(PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_password_that_changed_while_it_was_verified_opens_nothing() {
    let desk = Desk::open().await;
    let email = &desk.firm.email;
    for round in 0..12 {
        let visitor = Visitor::at(&desk, OFFICE);
        let signing = visitor.tries(email, PASSWORD);
        let disabling = desk.system.registry.set_disabled(email, true);
        let (signed_in, disabled) = tokio::join!(signing, disabling);
        disabled.unwrap();
        if let Ok(signed_in) = signed_in {
            let actor = desk.desk.accounts.actor(signed_in.token.expose_secret()).await.unwrap();
            assert!(actor.is_none(), "round {round}: a session outlives the disabling");
        }
        desk.system.registry.set_disabled(email, false).await.unwrap();
        desk.clock.pass(Duration::from_secs(3_600));
    }
}

const JOURNAL: &str = "SELECT count(*) FROM journal";
const THROTTLES: &str = "SELECT count(*) FROM throttles";

#[tokio::test]
async fn invented_addresses_fill_neither_the_counts_nor_the_journal() {
    let desk = Desk::open().await;
    let rows = |count: &'static str| {
        let desk = &desk;
        async move {
            let path = desk.folder.path().join("pupitre.sqlite");
            let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
            let count: (i64,) = sqlx::query_as(count).fetch_one(&pool).await.unwrap();
            pool.close().await;
            count.0
        }
    };
    let before = rows(JOURNAL).await;
    for number in 0..60 {
        let address = format!("2001:db8::{number:x}");
        let typed = format!("{}@{}", "long".repeat(40), number);
        let _ = Visitor::at(&desk, &address).tries(&typed, "devine").await;
    }
    assert_eq!(rows(JOURNAL).await, before, "nobody was tried who exists");
    // One network, whatever addresses it gives itself: after its allowance nothing is even counted.
    assert!(rows(THROTTLES).await < 2 * 30, "{}", rows(THROTTLES).await);
}
