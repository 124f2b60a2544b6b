//! Accesses apart from structures: one serves many, states belong to what they were learnt with.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind, PKCS12_PASSWORD, WrongBody};
use domain::{CredentialField, InvoiceStatus, Missing, Notes, Reason, Remark, Role, StructureId};
use operations::{
    AccessKind, AccessState, Actor, AttachedAccess, Credentials, Layer, NewStructure, OperationError, Scope,
    ScopedStructure, Verdict,
};
use test_desk::Desk;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const LOGIN: &str = "TECH_1_000001@cpro.fr";

fn credentials(password: &str) -> Credentials {
    Credentials {
        client_id: "application-atelier".to_owned(),
        client_secret: "secret-atelier".to_owned().into(),
        login: LOGIN.to_owned(),
        password: password.to_owned().into(),
        ..Credentials::default()
    }
}

async fn another_structure(desk: &Desk, number: u32) -> StructureId {
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: format!("{:014}", 800 + number),
        name: format!("Cliente {number}"),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    desk.desk.portfolio.add_structure(&desk.firm.actor, &new).await.unwrap()
}

async fn accesses(desk: &Desk, structure: StructureId) -> Vec<AttachedAccess> {
    desk.desk.portfolio.structure(&desk.firm.actor, structure).await.unwrap().accesses
}

/// How often a service was called by the firm's application.
fn asked(desk: &Desk) -> usize {
    let ours = |call: &&chorus_pro_simulator::Call| {
        call.application.as_deref() == Some("application-atelier") && !call.path.ends_with("token")
    };
    desk.simulator.calls().iter().filter(ours).count()
}

#[tokio::test]
async fn the_same_account_is_one_access_whichever_structures_it_serves() {
    let desk = Desk::open().await;
    let connecting = &desk.desk.connecting;
    let second = another_structure(&desk, 1).await;
    connecting.save_credentials(&desk.firm.actor, second, credentials("mot-de-passe")).await.unwrap();
    let (first, other) = (accesses(&desk, desk.firm.structure).await, accesses(&desk, second).await);
    assert_eq!((first.len(), other.len()), (1, 1));
    assert_eq!(first[0].access.id, other[0].access.id);

    // Another account for one of them is another access; the first stays with who keeps it.
    let separate = Credentials { login: "TECH_1_000009@cpro.fr".to_owned(), ..credentials("autre") };
    connecting.save_credentials(&desk.firm.actor, second, separate).await.unwrap();
    let (first, other) = (accesses(&desk, desk.firm.structure).await, accesses(&desk, second).await);
    assert_ne!(first[0].access.id, other[0].access.id);
    assert_eq!(first[0].access.login_tail, "0001");
    assert_eq!(other[0].access.login_tail, "0009");
}

#[tokio::test]
async fn one_wrong_password_is_presented_once_for_all_its_structures() {
    let desk = Desk::open().await;
    let connecting = &desk.desk.connecting;
    let mut structures = vec![desk.firm.structure];
    for number in 1..=12 {
        let id = another_structure(&desk, number).await;
        connecting.save_credentials(&desk.firm.actor, id, credentials("mot-de-passe")).await.unwrap();
        structures.push(id);
    }
    desk.pass(SECOND).await;
    let before = asked(&desk);
    connecting.save_credentials(&desk.firm.actor, structures[3], credentials("faux")).await.unwrap();
    for _ in 0..5 {
        desk.pass(10 * MINUTE).await;
    }
    assert_eq!(asked(&desk) - before, 1, "one call with the wrong password, then silence");
    for structure in structures {
        let state = &accesses(&desk, structure).await[0].access.state;
        assert_eq!(*state, AccessState::Broken(Reason::TechnicalAccountRefused));
    }
}

#[tokio::test]
async fn a_state_is_written_only_for_the_credentials_it_was_learnt_with() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.connecting.save_credentials(actor, structure, credentials("faux")).await.unwrap();
    let wrong = accesses(&desk, structure).await[0].access.clone();
    desk.desk.connecting.save_credentials(actor, structure, credentials("mot-de-passe")).await.unwrap();

    // What was learnt with the wrong password comes late.
    let database = desk.system.database();
    let turn = storage::Turn::Organization(desk.firm.organization);
    let mut transaction = database.write(turn).await.unwrap();
    let state = AccessState::Broken(Reason::TechnicalAccountRefused);
    let written = transaction
        .set_access_state(wrong.organization, wrong.id, wrong.generation, &state, desk.desk.now())
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert!(!written);
    desk.pass(SECOND).await;
    assert_eq!(accesses(&desk, structure).await[0].access.state, AccessState::Working);
}

#[tokio::test]
async fn an_access_by_certificate_sends_an_invoice() {
    let desk = Desk::open_with_certificates().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let files = desk.certificates.clone().unwrap();
    let file = &files.clients.iter().find(|client| client.login == LOGIN).unwrap().file;
    // The one by PISTE goes first: both kinds are accesses of their own.
    let other = another_structure(&desk, 1).await;
    let typed = Credentials {
        login: LOGIN.to_owned(),
        password: "mot-de-passe".to_owned().into(),
        certificate: Some(std::fs::read(file).unwrap()),
        certificate_password: PKCS12_PASSWORD.to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(actor, other, typed.clone()).await.unwrap();
    let attached = accesses(&desk, other).await;
    assert_eq!(attached[0].access.kind, AccessKind::Certificate);
    assert!(attached[0].access.certificate.is_some());
    assert_eq!(accesses(&desk, structure).await[0].access.kind, AccessKind::Piste);

    desk.desk.connecting.save_credentials(actor, structure, typed).await.unwrap();
    assert_eq!(accesses(&desk, structure).await[0].access.id, attached[0].access.id);
    // Another account for one of the two would be another access, and has no certificate of its own yet.
    let moved = Credentials { login: "TECH_1_000009@cpro.fr".to_owned(), ..Credentials::default() };
    let refused = desk.desk.connecting.save_credentials(actor, other, moved).await;
    assert!(
        matches!(&refused, Err(OperationError::Invalid(notes))
            if *notes == Notes::of_error(CredentialField::Certificate, Remark::Missing { part: Missing::Certificate })),
        "{refused:?}"
    );
    let before = asked(&desk);
    let report = desk.desk.connecting.test_access(actor, structure).await.unwrap();
    assert_eq!(report.problem(), None, "{report:?}");
    let id = desk.complete_draft("FA-61").await;
    let mut form = test_desk::complete_form("FA-61");
    form.date = domain::format_day(domain::paris_day(desk.desk.now()));
    desk.type_in(actor, id, &form).await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let view = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert_eq!(view.invoice.status, InvoiceStatus::Deposee, "{:?}", view.attempts);
    assert_eq!(desk.count_at_chorus_pro("FA-61"), 1);
    assert_eq!(asked(&desk), before, "nothing went by the application");
}

#[tokio::test]
async fn a_certificate_of_another_account_is_what_fails_and_is_never_said_to_work() {
    let desk = Desk::open_with_certificates().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let files = desk.certificates.clone().unwrap();
    let file_of = |login: &str| {
        let known = files.clients.iter().find(|client| client.login == login).unwrap();
        std::fs::read(&known.file).unwrap()
    };
    let tested = async |certificate_of: &str, password: &str| {
        let typed = Credentials {
            login: LOGIN.to_owned(),
            password: password.to_owned().into(),
            certificate: Some(file_of(certificate_of)),
            certificate_password: PKCS12_PASSWORD.to_owned().into(),
            ..Credentials::default()
        };
        desk.desk.connecting.save_credentials(actor, structure, typed).await.unwrap();
        let report = desk.desk.connecting.test_access(actor, structure).await.unwrap();
        let layers: Vec<_> = report.checks.iter().map(|check| (check.layer, check.works)).collect();
        (report.problem(), layers, accesses(&desk, structure).await[0].access.state.clone())
    };
    let layers = |certificate, account, rights| {
        vec![
            (Layer::Network, Some(true)),
            (Layer::Certificate, certificate),
            (Layer::TechnicalAccount, account),
            (Layer::Rights, rights),
        ]
    };
    let foreign = tested("TECH_1_000002@cpro.fr", "mot-de-passe").await;
    let refused = Reason::CertificateRefused;
    let expected = (Some(refused.clone()), layers(Some(false), None, None), AccessState::Broken(refused));
    assert_eq!(foreign, expected);

    // A refused account says nothing of the certificate beside it.
    let mistyped = tested(LOGIN, "faux").await;
    let refused = Reason::TechnicalAccountRefused;
    let expected = (Some(refused.clone()), layers(None, Some(false), None), AccessState::Broken(refused));
    assert_eq!(mistyped, expected);

    let own = tested(LOGIN, "mot-de-passe").await;
    assert_eq!(own, (None, layers(Some(true), Some(true), Some(true)), AccessState::Working));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_and_jobs_at_once_present_a_wrong_password_once() {
    let desk = Desk::open().await;
    let mut structures = Vec::new();
    for number in 1..=6 {
        let id = another_structure(&desk, number).await;
        desk.desk
            .connecting
            .save_credentials(&desk.firm.actor, id, credentials("mot-de-passe"))
            .await
            .unwrap();
        structures.push(id);
    }
    desk.pass(SECOND).await;
    let before = asked(&desk);
    let actor = &desk.firm.actor;
    desk.desk.connecting.save_credentials(actor, structures[0], credentials("faux")).await.unwrap();
    // Jobs of all structures and people on pages of each, all at the same time.
    let working = desk.system.start(false).await.unwrap();
    let looking = structures.iter().map(|id| desk.desk.directory.find_recipients(actor, *id, "Ville"));
    for found in futures::future::join_all(looking).await {
        let refused =
            matches!(found, Err(OperationError::ChorusPro { reason: Reason::TechnicalAccountRefused, .. }));
        assert!(refused, "{found:?}");
    }
    working.stop().await;
    assert_eq!(asked(&desk) - before, 1, "one call with the wrong password, whoever was first");
}

/// Chorus Pro answers a second later than the person waits.
async fn slow_first_call() -> Desk {
    let desk = Desk::open().await;
    let (path, kind) = ("recuperer/rattachements".to_owned(), FaultKind::Delay(1_000));
    desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind });
    desk
}

async fn learns_that_it_works(desk: &Desk) {
    let learnt = async {
        while accesses(desk, desk.firm.structure).await[0].access.state != AccessState::Working {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(MINUTE, learnt).await.unwrap();
}

#[tokio::test]
async fn what_a_first_use_says_is_kept_when_the_person_leaves_the_page() {
    let desk = slow_first_call().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let looking = desk.desk.directory.find_recipients(actor, structure, "Ville");
    assert!(tokio::time::timeout(SECOND / 4, looking).await.is_err(), "left before the answer");
    learns_that_it_works(&desk).await;
}

#[tokio::test]
async fn what_a_test_says_is_kept_when_the_person_leaves_the_page() {
    let desk = slow_first_call().await;
    let testing = desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure);
    assert!(tokio::time::timeout(SECOND / 4, testing).await.is_err(), "left before the answer");
    learns_that_it_works(&desk).await;
}

#[tokio::test]
async fn a_probe_finds_what_is_described_and_changes_nothing() {
    let desk = Desk::open().await;
    let before = desk.simulator.calls().len();
    let report = desk.desk.connecting.probe_conformity(&desk.firm.actor, desk.firm.structure).await.unwrap();
    assert!(report.is_clean(), "{report}");
    let [confirmed, _, _] = report.counts();
    assert!(report.findings.len() >= 40 && confirmed >= 30, "{report}");
    let effect = |path: &str| {
        let service = chorus_pro::SERVICES.iter().find(|service| path.ends_with(service.path));
        service.map(|service| service.effect)
    };
    for call in desk.simulator.calls().iter().skip(before) {
        assert_ne!(effect(&call.path), Some(chorus_pro::Effect::Create), "{}", call.path);
    }
}

#[tokio::test]
async fn a_probe_names_the_service_that_answers_otherwise() {
    let desk = Desk::open().await;
    let wrong = [
        ("transverses/v1/recuperer/devises", WrongBody::WrongType),
        ("structures/v1/consulter", WrongBody::MoreFields),
    ];
    for (path, body) in wrong {
        let kind = FaultKind::WrongBody(body);
        desk.simulator.faults().order(Fault { path: path.to_owned(), count: 1, skip: 0, order: 0, kind });
    }
    let report = desk.desk.connecting.probe_conformity(&desk.firm.actor, desk.firm.structure).await.unwrap();
    let different: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.verdict.contradicts())
        .map(|finding| (finding.service.path, finding.verdict.clone()))
        .collect();
    assert_eq!(different.len(), 2, "{report}");
    assert_eq!(different[0].0, "transverses/v1/recuperer/devises");
    let more = Verdict::MoreFields(vec!["champInconnu".to_owned()]);
    assert_eq!(different[1], ("structures/v1/consulter", more));
}

#[tokio::test]
async fn a_probe_presents_refused_credentials_once() {
    let desk = Desk::open().await;
    let path = "transverses/v1/recuperer/devises".to_owned();
    let kind = FaultKind::Status { status: 401, retry_after: None };
    desk.simulator.faults().order(Fault { path, count: 9, skip: 0, order: 0, kind });
    let before = asked(&desk);
    let report = desk.desk.connecting.probe_conformity(&desk.firm.actor, desk.firm.structure).await.unwrap();
    assert!(report.ended_by.is_some(), "{report}");
    // The health of the platform, the first list, and its second try with a new token at most.
    assert!(asked(&desk) <= before + 3, "{} calls", asked(&desk) - before);
    assert!(report.findings.last().is_some_and(|last| last.verdict == Verdict::NotReached));
}

#[tokio::test]
async fn who_does_not_reach_a_structure_cannot_probe_its_access() {
    let desk = Desk::open().await;
    let other = another_structure(&desk, 7).await;
    let limited = Actor {
        scope: Scope::Only(vec![ScopedStructure { structure: other, services: Vec::new() }]),
        ..desk.firm.actor.clone()
    };
    let refused = desk.desk.connecting.probe_conformity(&limited, desk.firm.structure).await;
    assert!(matches!(refused, Err(OperationError::NotFound(_))), "{refused:?}");
}

#[tokio::test]
async fn what_chorus_pro_says_of_a_structure_is_read_when_its_sheet_is_opened_and_kept() {
    let desk = Desk::open().await;
    let (portfolio, actor, structure) = (&desk.desk.portfolio, &desk.firm.actor, desk.firm.structure);
    let known = async || portfolio.sheet(actor, structure).await.unwrap().known;
    assert_eq!(known().await.facts, None);
    portfolio.ask_for_facts(actor, structure, false).await.unwrap();
    assert!(known().await.coming);
    desk.pass(SECOND).await;
    let first = known().await;
    let (facts, read_at) = first.facts.unwrap();
    assert!(!first.coming && first.not_read.is_none());
    assert!(!facts.name.is_empty() && !facts.bank_accounts.is_empty(), "{facts:?}");

    // It is fresh: nothing is asked for, unless a person wants it anew.
    portfolio.ask_for_facts(actor, structure, false).await.unwrap();
    assert!(!known().await.coming);
    desk.pass(MINUTE).await;
    portfolio.ask_for_facts(actor, structure, true).await.unwrap();
    desk.pass(SECOND).await;
    assert!(known().await.facts.unwrap().1 > read_at);

    // A reading that fails takes nothing away.
    let path = "structures/v1/consulter".to_owned();
    let kind = FaultKind::Status { status: 500, retry_after: None };
    desk.simulator.faults().order(Fault { path, count: 9, skip: 0, order: 0, kind });
    portfolio.ask_for_facts(actor, structure, true).await.unwrap();
    desk.pass(SECOND).await;
    let failed = known().await;
    assert_eq!((failed.facts.unwrap().0, failed.not_read), (facts, Some(Reason::ChorusProSilent)));
}

#[tokio::test]
async fn what_is_in_force_stays_until_what_replaces_it_has_passed_the_test() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let connecting = &desk.desk.connecting;
    connecting.test_access(actor, structure).await.unwrap();
    let before = accesses(&desk, structure).await[0].access.clone();

    desk.clock.pass(24 * 60 * MINUTE);
    let asked_before = asked(&desk);
    let report = connecting.replace_credentials(actor, structure, credentials("faux")).await.unwrap();
    assert_eq!(report.problem(), Some(Reason::TechnicalAccountRefused));
    assert_eq!(asked(&desk) - asked_before, 1, "a wrong password is presented once");
    assert!(accesses(&desk, structure).await[0].access == before, "nothing has changed");
    // And it is still what calls are made with.
    desk.desk.directory.find_recipients(actor, structure, "Ville").await.unwrap();
    desk.pass(10 * MINUTE).await;
    assert_eq!(accesses(&desk, structure).await[0].access.state, AccessState::Working);

    let report = connecting.replace_credentials(actor, structure, credentials("mot-de-passe")).await.unwrap();
    assert_eq!(report.problem(), None);
    let after = accesses(&desk, structure).await[0].access.clone();
    assert_eq!((after.id, after.generation), (before.id, before.generation + 1));
    assert_eq!(after.state, AccessState::Working, "known to work, without another call");
    assert_eq!(after.password_set_at, before.password_set_at, "the same password is as old as it was");
}

#[tokio::test]
async fn a_replacement_that_could_not_be_tested_replaces_nothing() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.connecting.test_access(actor, structure).await.unwrap();
    let before = accesses(&desk, structure).await[0].access.clone();
    let (path, kind) =
        ("recuperer/rattachements".to_owned(), FaultKind::Status { status: 503, retry_after: None });
    desk.simulator.faults().order(Fault { path, count: 99, skip: 0, order: 0, kind });
    let typed = credentials("mot-de-passe");
    let report = desk.desk.connecting.replace_credentials(actor, structure, typed).await.unwrap();
    assert!(report.problem().is_some() && report.interrupted().is_some(), "{report:?}");
    assert!(accesses(&desk, structure).await[0].access == before);

    let second = another_structure(&desk, 1).await;
    let refused = desk.desk.connecting.replace_credentials(actor, second, credentials("x")).await;
    assert!(matches!(refused, Err(OperationError::NotFound("access"))), "nothing to replace: {refused:?}");
    let foreign = desk.stranger.structure;
    let refused = desk.desk.connecting.replace_credentials(actor, foreign, credentials("x")).await;
    assert!(matches!(refused, Err(OperationError::NotFound("structure"))), "{refused:?}");
}

#[tokio::test]
async fn a_password_is_as_old_as_its_first_entry() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let connecting = &desk.desk.connecting;
    let entered = async |structure| accesses(&desk, structure).await[0].access.password_set_at;
    let first = entered(structure).await;
    desk.clock.pass(60 * MINUTE);
    // Entered again for another structure, then another secret of the same access: neither is a new password.
    let second = another_structure(&desk, 1).await;
    connecting.save_credentials(actor, second, credentials("mot-de-passe")).await.unwrap();
    let secret = Credentials { client_secret: "autre".to_owned().into(), ..Credentials::default() };
    connecting.save_credentials(actor, structure, secret).await.unwrap();
    assert_eq!((entered(structure).await, entered(second).await), (first, first));
    connecting.save_credentials(actor, structure, credentials("nouveau")).await.unwrap();
    assert_eq!(entered(structure).await, desk.desk.now());
}

#[tokio::test]
async fn all_accesses_are_told_with_whom_they_serve_within_reach() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let connecting = &desk.desk.connecting;
    let [second, third] = [another_structure(&desk, 1).await, another_structure(&desk, 2).await];
    connecting.save_credentials(actor, second, credentials("mot-de-passe")).await.unwrap();
    let separate = Credentials { login: "TECH_1_000009@cpro.fr".to_owned(), ..credentials("autre") };
    connecting.save_credentials(actor, third, separate).await.unwrap();
    connecting.test_access(actor, structure).await.unwrap();
    connecting.test_access(actor, third).await.unwrap();

    let told = connecting.accesses(actor).await.unwrap();
    let served: Vec<Vec<StructureId>> = told
        .iter()
        .map(|line| line.structures.iter().map(|summary| summary.structure.id).collect())
        .collect();
    // What does not work comes first.
    assert_eq!(served[0], [third]);
    assert!(
        served[1].len() == 2 && served[1].contains(&structure) && served[1].contains(&second),
        "{served:?}"
    );
    assert_eq!((told[0].last_success, told[1].last_success), (None, Some(desk.desk.now())));
    assert_eq!(told[1].first_end(), told[1].password_ends_at());

    let scope = Scope::Only(vec![ScopedStructure { structure: second, services: Vec::new() }]);
    let limited = Actor { scope, ..actor.clone() };
    let told = connecting.accesses(&limited).await.unwrap();
    assert_eq!((told.len(), told[0].structures.len(), told[0].beyond), (1, 1, 1));
    let reader = Actor { role: Role::Deposant, ..actor.clone() };
    let refused = connecting.accesses(&reader).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
    assert_eq!(connecting.accesses(&desk.stranger.actor).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_chain_of_a_certificate_and_what_stands_before_chorus_pro_are_told_to_who_manages_it() {
    let desk = Desk::open_with_certificates().await;
    let (connecting, actor) = (&desk.desk.connecting, &desk.firm.actor);
    let structure = desk.firm.structure;
    assert!(
        connecting.certificate_chain(actor, structure).await.unwrap().is_empty(),
        "an application has none"
    );
    let files = desk.certificates.clone().unwrap();
    let client = files.clients.iter().find(|client| client.login == LOGIN).unwrap();
    let typed = Credentials {
        login: LOGIN.to_owned(),
        password: "mot-de-passe".to_owned().into(),
        certificate: Some(std::fs::read(&client.file).unwrap()),
        certificate_password: PKCS12_PASSWORD.to_owned().into(),
        certificate_chain: Some(std::fs::read(&files.authority).unwrap()),
        ..Credentials::default()
    };
    let other = another_structure(&desk, 1).await;
    connecting.save_credentials(actor, other, typed.clone()).await.unwrap();
    let chain = connecting.certificate_chain(actor, other).await.unwrap();
    let facts = accesses(&desk, other).await[0].access.certificate.clone().unwrap();
    assert_eq!((chain.len(), &chain[0].subject, chain[0].not_after), (2, &facts.subject, facts.expires_at));
    assert_eq!(chain[1].subject, facts.issuer);
    let report = connecting.test_access(actor, other).await.unwrap();
    let certificate = report.checks.iter().find(|check| check.layer == Layer::Certificate).unwrap();
    assert_eq!(certificate.works, Some(true), "it is presented so: {report:?}");

    let outward = connecting.outward(actor).unwrap();
    assert_eq!((outward.proxy, outward.authorities.len()), (None, 1), "the authority of the simulator");
    // Neither a stranger nor who reads only.
    let stranger = connecting.certificate_chain(&desk.stranger.actor, other).await;
    assert!(matches!(stranger, Err(OperationError::NotFound(_))), "{stranger:?}");
    let reader = Actor { role: Role::Lecteur, ..actor.clone() };
    assert!(connecting.certificate_chain(&reader, other).await.is_err());
    assert!(connecting.outward(&reader).is_err());

    // What is wrong with a chain is said where it is given, and nothing changes.
    let refused = async |typed: Credentials| {
        let outcome = connecting.save_credentials(actor, other, typed).await;
        let Err(OperationError::Invalid(notes)) = outcome else { panic!("{outcome:?}") };
        let of_chain = CredentialField::CertificateChain.into();
        notes.of(&of_chain).map(|note| note.remark.clone()).collect::<Vec<_>>()
    };
    let unreadable = Credentials { certificate_chain: Some(b"%PDF".to_vec()), ..typed.clone() };
    assert_eq!(refused(unreadable).await, [Remark::ChainUnreadable]);
    let alone = Credentials { certificate: None, ..typed };
    assert_eq!(refused(alone).await, [Remark::ChainAlone]);
    assert_eq!(connecting.certificate_chain(actor, other).await.unwrap(), chain);
}
