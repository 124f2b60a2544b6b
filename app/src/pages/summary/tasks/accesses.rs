//! Accesses that fail or soon will.

use domain::{Permission, StatusKind, relative_age};
use operations::{AccessState, StructureSummary};

use super::super::super::structures::{certificate_light, days_until};
use super::Reader;
use crate::components::{NoticeAction, Task, TaskGroup};
use crate::words::Sentence as _;

/// Days before the end of a certificate from which it is work for today.
const CERTIFICATE_DAYS: i64 = 30;

/// Most rows of a group: beyond, the list of structures has them.
const MOST: usize = 20;

/// What can neither send nor receive.
pub(super) fn broken(structures: &[StructureSummary], reader: Reader) -> Option<TaskGroup> {
    let may_repair = reader.may(Permission::ManageStructures);
    let label = if may_repair { "Réparer" } else { "Voir" };
    let tasks = structures.iter().filter_map(|overview| {
        let access = overview.access.as_ref()?;
        let AccessState::Broken(reason) = &access.state else { return None };
        let matter = format!("Ni envoi ni réception. {}", reason.sentence());
        let when = relative_age(access.state_since, reader.now);
        Some(task(overview, matter, when, StatusKind::Error, label))
    });
    group(StatusKind::Error, "Réparer l’accès à Chorus Pro", tasks.collect())
}

/// A missing access or a certificate near its end: only for those who can do something about it.
pub(super) fn to_prepare(structures: &[StructureSummary], reader: Reader) -> Option<TaskGroup> {
    if !reader.may(Permission::ManageStructures) {
        return None;
    }
    let tasks = structures.iter().filter_map(|overview| {
        let Some(access) = &overview.access else {
            let matter = "Pas encore d’accès à Chorus Pro".to_owned();
            return Some(task(overview, matter, String::new(), StatusKind::Info, "Saisir l’accès"));
        };
        let end = access.certificate_expires_at?;
        if days_until(end, reader.now) > CERTIFICATE_DAYS {
            return None;
        }
        let light = certificate_light(end, reader.now);
        let matter = format!("Certificat {}", light.text);
        Some(task(overview, matter, String::new(), light.kind, "Remplacer"))
    });
    group(StatusKind::Info, "Préparer les accès", tasks.collect())
}

fn group(kind: StatusKind, title: &str, mut tasks: Vec<Task>) -> Option<TaskGroup> {
    let count = tasks.len();
    let more = (count > MOST).then(|| NoticeAction::new(format!("Voir les {count}"), "/structures"));
    tasks.truncate(MOST);
    (count > 0).then(|| TaskGroup {
        kind,
        title: title.to_owned(),
        count: u64::try_from(count).unwrap_or(u64::MAX),
        sum: None,
        tasks,
        more,
    })
}

fn task(overview: &StructureSummary, matter: String, when: String, kind: StatusKind, label: &str) -> Task {
    Task {
        amount: None,
        party: overview.structure.name.clone(),
        of: overview.structure.siret.to_string(),
        matter,
        when,
        kind,
        action: NoticeAction::new(label, format!("/structures/{}", overview.structure.id)),
    }
}
