//! Accesses that fail or soon will.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{AccessId, Permission, StatusKind, relative_age, reminder_due, technical_password_end};
use operations::{AccessHealth, AccessState, StructureSummary};

use super::super::super::structures::{certificate_light, days_until, password_light};
use super::Reader;
use crate::components::{NoticeAction, Task, TaskGroup, identifier_words};
use crate::words::Sentence as _;

/// Days before an end from which it is work for today; those who can do something about it hear of it earlier.
const PRESSING_DAYS: i64 = 15;

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
    group(StatusKind::Error, "Réparer l’accès à Chorus Pro", tasks.collect(), "/structures")
}

/// What ends within days: work for today.
pub(super) fn ending(structures: &[StructureSummary], reader: Reader) -> Option<TaskGroup> {
    let tasks = ends(structures, reader, |due| due <= PRESSING_DAYS);
    let worst = if tasks.iter().any(|task| task.kind == StatusKind::Error) {
        StatusKind::Error
    } else {
        StatusKind::Warning
    };
    group(worst, "Renouveler avant l’échéance", tasks, "/acces")
}

/// A missing access, or an end that is some weeks away: only for those who can do something about it.
pub(super) fn to_prepare(structures: &[StructureSummary], reader: Reader) -> Option<TaskGroup> {
    if !reader.may(Permission::ManageStructures) {
        return None;
    }
    let mut tasks = ends(structures, reader, |due| due > PRESSING_DAYS);
    let missing = structures.iter().filter(|overview| overview.access.is_none());
    tasks.extend(missing.map(|overview| {
        let matter = "Pas encore d’accès à Chorus Pro".to_owned();
        task(overview, matter, String::new(), StatusKind::Info, "Saisir l’accès")
    }));
    group(StatusKind::Info, "Préparer les accès", tasks, "/structures")
}

/// What accesses stand on and will end, the first end first: one line an access, however many structures it serves.
fn ends(structures: &[StructureSummary], reader: Reader, is_wanted: impl Fn(i64) -> bool) -> Vec<Task> {
    if !reader.may(Permission::ManageStructures) {
        return Vec::new();
    }
    let mut by_access: BTreeMap<AccessId, (&StructureSummary, &AccessHealth, usize)> = BTreeMap::new();
    for overview in structures {
        if let Some(access) = &overview.access {
            by_access.entry(access.id).or_insert((overview, access, 0)).2 += 1;
        }
    }
    let mut ends: Vec<(DateTime<Utc>, Task)> = Vec::new();
    for (overview, access, served) in by_access.into_values() {
        let password = technical_password_end(access.password_set_at);
        let certificate = access
            .certificate_expires_at
            .map(|end| (end, certificate_light(end, reader.now), "#certificate"));
        for (end, light, place) in
            certificate.into_iter().chain([(password, password_light(password, reader.now), "#password")])
        {
            if !reminder_due(days_until(end, reader.now)).is_some_and(&is_wanted) {
                continue;
            }
            let mut told = task(
                overview,
                format!("{} {}", light.name, light.text),
                String::new(),
                light.kind,
                "Renouveler",
            );
            told.action.href.push_str(place);
            if served > 1 {
                told.of = match served - 1 {
                    1 => "et une autre structure du même accès".to_owned(),
                    others => format!("et {others} autres structures du même accès"),
                };
            }
            ends.push((end, told));
        }
    }
    ends.sort_by_key(|(end, _)| *end);
    ends.into_iter().map(|(_, task)| task).collect()
}

fn group(kind: StatusKind, title: &str, mut tasks: Vec<Task>, all: &str) -> Option<TaskGroup> {
    let count = tasks.len();
    let more = (count > MOST).then(|| NoticeAction::new(format!("Voir les {count}"), all));
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
        of: identifier_words(&overview.structure.identifier),
        matter,
        when,
        kind,
        action: NoticeAction::new(label, format!("/structures/{}", overview.structure.id)),
    }
}
