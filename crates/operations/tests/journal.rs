//! The journal: who reads it, what stands in it, and that it is one chain whatever happens at once.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use domain::{Permission, Role};
use operations::{Actor, Credentials, JournalFilter, JournalLine, JournalResult, OperationError, SignIn};
use storage::{JournalChain, KeptHead, Scope, ScopedStructure};
use test_desk::{Desk, PASSWORD, actor_of, add_user};
use tokio::sync::mpsc;

const SECOND: Duration = Duration::from_secs(1);

async fn lines(desk: &Desk, actions: Vec<&'static str>) -> Vec<JournalLine> {
    let filter = JournalFilter { actions, most: 1_000, ..JournalFilter::default() };
    desk.desk.journal.page(&desk.firm.actor, &filter).await.unwrap().lines
}

/// What an action changed, latest first.
async fn changes(desk: &Desk, action: &'static str) -> Vec<(Option<String>, Option<String>)> {
    lines(desk, vec![action]).await.into_iter().map(|line| (line.before, line.after)).collect()
}

fn pair(before: &str, after: &str) -> (Option<String>, Option<String>) {
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (told(before), told(after))
}

async fn member(desk: &Desk, email: &str, role: Role, scope: Scope) -> Actor {
    let organization = desk.firm.organization;
    let user = add_user(&desk.system, organization, email, role, scope.clone()).await;
    actor_of(user, organization, "Cabinet", email, role, scope)
}

#[tokio::test]
async fn only_administrators_who_reach_everything_read_the_journal_of_their_organisation() {
    let desk = Desk::open().await;
    let only = Scope::Only(vec![ScopedStructure { structure: desk.firm.structure, services: Vec::new() }]);
    let journal = &desk.desk.journal;
    for (email, role, scope) in [
        ("g@cabinet.example", Role::Gestionnaire, Scope::Everything),
        ("l@cabinet.example", Role::Lecteur, Scope::Everything),
        ("a@cabinet.example", Role::Administrateur, only),
    ] {
        let actor = member(&desk, email, role, scope).await;
        let (out, _pages) = mpsc::channel(1);
        let refusals = [
            journal.page(&actor, &JournalFilter::default()).await.err(),
            journal.head(&actor).await.err(),
            journal.names(&actor).await.err(),
            journal.export(&actor, JournalFilter::default(), out).await.err(),
        ];
        for refusal in refusals {
            assert!(
                matches!(refusal, Some(OperationError::Forbidden(Permission::ManageUsers))),
                "{refusal:?}"
            );
        }
    }
    let own = lines(&desk, Vec::new()).await;
    assert!(own.iter().any(|line| line.object == desk.firm.structure.to_string()));
    let filter = JournalFilter { most: 1_000, ..JournalFilter::default() };
    let theirs = journal.page(&desk.stranger.actor, &filter).await.unwrap().lines;
    assert!(!theirs.is_empty());
    assert!(theirs.iter().all(|line| line.object != desk.firm.structure.to_string()));
    assert!(theirs.iter().all(|line| own.iter().all(|known| known.hash != line.hash)));
}

#[tokio::test]
async fn changes_of_rights_and_settings_are_kept_with_their_old_and_new_values() {
    let desk = Desk::open().await;
    let (accounts, actor) = (&desk.desk.accounts, &desk.firm.actor);
    let person = member(&desk, "p@cabinet.example", Role::Lecteur, Scope::Everything).await.user;
    accounts.set_role(actor, person, Role::Valideur).await.unwrap();
    let scope = Scope::Only(vec![ScopedStructure {
        structure: desk.firm.structure,
        services: vec!["ACHATS".into()],
    }]);
    accounts.set_reach(actor, person, scope).await.unwrap();
    accounts.remove_user(actor, person).await.unwrap();
    desk.desk.mandates.require_mandates(actor, true).await.unwrap();
    desk.desk.circuit.require_two_for_rejections(actor, true).await.unwrap();
    desk.desk.circuit.require_two_for_rejections(actor, false).await.unwrap();

    let reached = format!("{} (ACHATS)", desk.firm.structure);
    assert_eq!(changes(&desk, "user.role").await, [pair("lecteur", "valideur")]);
    assert_eq!(changes(&desk, "user.reach").await, [pair("everything", &reached)]);
    assert_eq!(changes(&desk, "user.remove").await, [pair(&format!("valideur: {reached}"), "")]);
    assert_eq!(changes(&desk, "user.add").await[0], pair("", "lecteur: everything"));
    assert_eq!(changes(&desk, "mandates.required").await, [pair("off", "on")]);
    assert_eq!(changes(&desk, "circuit.rejections_need_two").await, [pair("on", "off"), pair("off", "on")]);
    let line = &lines(&desk, vec!["user.role"]).await[0];
    assert_eq!((line.user, line.object.as_str()), (Some(actor.user), person.to_string().as_str()));
    assert_eq!(line.result, Some(JournalResult::Done));
}

#[tokio::test]
async fn an_access_is_told_by_the_ends_of_its_names_and_never_by_a_secret() {
    let desk = Desk::open().await;
    let credentials = Credentials {
        client_id: "application-canari-1234".to_owned(),
        client_secret: "secret-canari".to_owned().into(),
        login: "TECH_1_CANARI_9876@cpro.fr".to_owned(),
        password: "mot-de-passe-canari".to_owned().into(),
        ..Credentials::default()
    };
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.connecting.save_credentials(actor, structure, credentials).await.unwrap();
    let saved = &changes(&desk, "credentials.save").await[0];
    assert_eq!(saved.1.as_deref(), Some("…1234 / …9876"));
    assert!(saved.0.as_ref().is_some_and(|before| before.starts_with('…')), "{saved:?}");
    // Chorus Pro knows neither: what was refused says so.
    let report = desk.desk.connecting.test_access(actor, structure).await.unwrap();
    assert!(report.problem().is_some());
    assert_eq!(lines(&desk, vec!["access.test"]).await[0].result, Some(JournalResult::Refused));
    for line in lines(&desk, Vec::new()).await {
        let all = format!("{line:?}").to_lowercase();
        for secret in ["secret-canari", "mot-de-passe", "application-canari", "tech_1_canari"] {
            assert!(!all.contains(secret), "{all}");
        }
    }
}

#[tokio::test]
async fn what_is_done_at_once_is_one_chain_that_a_kept_head_confirms() {
    let desk = Desk::open().await;
    let chain = JournalChain::Organization(desk.firm.organization);
    let actor = &desk.firm.actor;
    // Nobody who signs in well meanwhile: that would forgive the failures.
    let forgetful = "oubli@cabinet.example";
    let organization = desk.firm.organization;
    add_user(&desk.system, organization, forgetful, Role::Lecteur, Scope::Everything).await;
    let kept: KeptHead = desk.desk.journal.head(actor).await.unwrap().unwrap().to_keep();
    let another = desk.another_process().await;
    let mut drafts = Vec::new();
    for number in 0..6 {
        drafts.push(desk.complete_draft(&format!("FA-{number}")).await);
    }
    let submitting = async {
        for draft in &drafts {
            desk.submit(actor, *draft).await.unwrap();
        }
    };
    let signing_in = async {
        for _ in 0..6 {
            desk.token_of(&desk.firm).await;
            desk.token_of(&desk.stranger).await;
        }
    };
    let failing = async {
        for _ in 0..6 {
            let wrong = SignIn {
                email: forgetful,
                password: "faux".to_owned().into(),
                address: "192.0.2.7",
                user_agent: "test",
                device: None,
                accepts_invitations: false,
            };
            assert!(desk.desk.accounts.sign_in(wrong).await.is_err());
        }
    };
    let elsewhere = async {
        for _ in 0..4 {
            another.registry.end_sessions(&desk.stranger.email).await.unwrap();
        }
    };
    tokio::join!(submitting, signing_in, failing, elsewhere);
    desk.pass(20 * SECOND).await;
    another.run_due().await.unwrap();
    assert_eq!(desk.count_at_chorus_pro("FA-5"), 1);

    let head = desk.desk.journal.head(actor).await.unwrap().unwrap();
    assert!(head.number > kept.number + 18, "{head:?}");
    for known in desk.system.journals().await.unwrap() {
        let verified = desk.system.verify_journal(known.chain, &[kept, head.to_keep()]).await.unwrap();
        assert_eq!(verified.broken, None, "{:?}", known.name);
        assert!(verified.whole > 0, "{:?}", known.name);
        assert_eq!(verified.head, desk.system.journal_head(known.chain).await.unwrap());
    }
    assert_eq!(desk.system.journal_head(chain).await.unwrap(), Some(head));
    let failed = desk.system.journal_head(JournalChain::Installation).await.unwrap().unwrap();
    assert!(failed.number > 4, "sessions ended by the operator, and sign-ins that failed: {failed:?}");
    let numbers: Vec<u64> = lines(&desk, Vec::new()).await.iter().rev().map(|line| line.number).collect();
    assert_eq!(numbers, (1..=head.number).collect::<Vec<_>>());
    assert_ne!(PASSWORD, "faux");
}

#[tokio::test]
async fn an_export_hands_over_what_is_filtered_and_is_itself_written_down() {
    let desk = Desk::open().await;
    let filter = JournalFilter { actions: vec!["structure."], before: Some(1), ..JournalFilter::default() };
    let (out, mut pages) = mpsc::channel(4);
    let count = desk.desk.journal.export(&desk.firm.actor, filter, out).await.unwrap();
    let mut exported = Vec::new();
    while let Some(page) = pages.recv().await {
        exported.extend(page);
    }
    assert_eq!(exported, lines(&desk, vec!["structure."]).await, "the cursor of a page does not count");
    assert_eq!(count, exported.len() as u64);
    assert_eq!(lines(&desk, vec!["journal.export"]).await[0].detail, count.to_string());
}
