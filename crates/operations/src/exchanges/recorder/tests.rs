use std::time::Duration;

use chorus_pro::{SERVICES, Service};
use chrono::{DateTime, TimeZone as _, Utc};
use uuid::Uuid;

use super::*;

struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 2).unwrap()
    }
}

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

fn service(effect: Effect) -> &'static Service {
    SERVICES.iter().find(|service| service.effect == effect).unwrap()
}

fn call(effect: Effect, http_status: Option<u16>, code_retour: Option<i64>, libelle: &str) -> CallRecord {
    CallRecord {
        at: DateTime::UNIX_EPOCH,
        service: service(effect),
        method: "POST",
        url: "https://chorus.example/cpro/factures/v1/soumettre".to_owned(),
        http_status,
        code_retour,
        libelle: Some(libelle.to_owned()),
        duration: Duration::from_secs(2),
        correlation_id: Some("abc".to_owned()),
        request: Some("{}".to_owned()),
        answer: None,
        error: None,
        unknown_fields: vec!["champ".to_owned()],
    }
}

fn recorder(queue: &Arc<ExchangeQueue>) -> ExchangeRecorder {
    ExchangeRecorder {
        organization: OrganizationId(Uuid::from_u128(1)),
        access: AccessId(Uuid::from_u128(3)),
        structure: Some(StructureId(Uuid::from_u128(2))),
        queue: Arc::clone(queue),
        clock: Arc::new(StillClock),
        entropy: Arc::new(Zeros),
    }
}

#[test]
fn a_call_is_sorted_by_what_the_user_could_do_about_it() {
    use ExchangeOutcome::{Accepted, Failed, Refused};
    for (effect, status, code, libelle, expected) in [
        (Effect::Create, Some(200), Some(0), "", Accepted),
        (Effect::Probe, Some(200), None, "", Accepted),
        (Effect::Create, Some(200), Some(20_003), "GDP_MSG_01.002", Refused),
        (Effect::Create, Some(400), Some(20_003), "GDP_MSG_01.002", Refused),
        (Effect::Search, Some(200), Some(20_001), "TRA_MSG_00.015 : aucun résultat", Accepted),
        (Effect::Create, Some(200), Some(20_001), "TRA_MSG_00.015 : aucun résultat", Refused),
        (Effect::Create, Some(400), None, "", Failed),
        (Effect::Create, Some(403), None, "", Failed),
        (Effect::Create, Some(500), Some(0), "", Failed),
        (Effect::Create, None, None, "", Failed),
    ] {
        let call = call(effect, status, code, libelle);
        assert_eq!(outcome(&call), expected, "{status:?} {code:?} {effect:?}");
    }
    let unreadable =
        CallRecord { error: Some("no JSON".into()), ..call(Effect::Read, Some(200), Some(0), "") };
    assert_eq!(outcome(&unreadable), Failed);
}

#[test]
fn a_call_is_noted_for_its_structure_at_the_time_it_left() {
    let queue = Arc::default();
    recorder(&queue).record(&call(Effect::Create, Some(200), Some(0), "ok"));
    let noted = queue.take(9);
    let [noted] = noted.as_slice() else { panic!("{noted:?}") };
    assert_eq!(noted.structure, Some(StructureId(Uuid::from_u128(2))));
    assert_eq!(noted.access, AccessId(Uuid::from_u128(3)));
    assert_eq!(noted.summary.at, Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap());
    assert_eq!(noted.request.as_deref(), Some("{}"));
    assert_eq!(noted.unknown_fields, ["champ"]);
    assert!(noted.curl.contains("/factures/v1/soumettre"), "{}", noted.curl);
}

#[test]
fn a_search_that_found_nothing_is_kept_without_bodies() {
    let bodies = |call: CallRecord| {
        let queue = Arc::default();
        recorder(&queue).record(&call);
        let noted = queue.take(1).remove(0);
        assert_eq!(noted.summary.duration, Duration::from_secs(2));
        assert!(noted.url.ends_with("/factures/v1/soumettre"), "what was asked stays");
        let had_answer = call.answer.is_some();
        let kept = noted.request.is_some();
        assert_eq!((noted.answer.is_some(), noted.curl.is_empty()), (kept && had_answer, !kept));
        kept
    };
    let answered = |effect, answer: &str| CallRecord {
        answer: Some(answer.to_owned()),
        ..call(effect, Some(200), Some(0), "")
    };
    let none = call(Effect::Search, Some(200), Some(20_001), "TRA_MSG_00.015 : aucun résultat");
    assert!(!bodies(none));
    for nothing in [
        r#"{"codeRetour":0,"libelle":"TRA_MSG_00.000","listeFactures":[]}"#,
        r#"{"codeRetour":0,"libelle":"ok","listeFactures":null,"parametresRetour":{"pages":0,"total":0}}"#,
        "[]",
    ] {
        assert!(!bodies(answered(Effect::Search, nothing)), "{nothing}");
        assert!(bodies(answered(Effect::Create, nothing)), "not a search: {nothing}");
        let refused = CallRecord { code_retour: Some(9), ..answered(Effect::Search, nothing) };
        assert!(bodies(refused), "refused: {nothing}");
        let failed = CallRecord { http_status: Some(503), ..answered(Effect::Search, nothing) };
        assert!(bodies(failed), "failed: {nothing}");
    }
    for something in [
        r#"{"codeRetour":0,"listeFactures":[{"numeroFacture":"1"}]}"#,
        r#"{"codeRetour":0,"modeDepot":"SAISIE_API"}"#,
        r#"{"codeRetour":0,"listeFactures":[{"numeroFac… [coupé]"#,
    ] {
        assert!(bodies(answered(Effect::Search, something)), "{something}");
    }
}

#[test]
fn texts_from_outside_are_shortened() {
    let queue = Arc::default();
    recorder(&queue).record(&call(Effect::Create, Some(200), Some(1), &"é".repeat(5_000)));
    assert_eq!(queue.take(1)[0].summary.libelle.as_ref().unwrap().chars().count(), SHORT_TEXT);
}

#[test]
fn what_finds_the_queue_full_is_dropped_and_counted() {
    let queue = Arc::default();
    let recorder = recorder(&queue);
    for _ in 0..MOST_WAITING + 3 {
        recorder.record(&call(Effect::Create, Some(200), Some(0), ""));
    }
    assert_eq!(queue.dropped(), 3);
    assert_eq!(queue.take(usize::MAX).len(), MOST_WAITING);
    recorder.record(&call(Effect::Create, Some(200), Some(0), ""));
    assert_eq!((queue.take(9).len(), queue.dropped()), (1, 3), "there is room again");
}
