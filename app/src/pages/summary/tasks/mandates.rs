//! Mandates that end, or that are missing where the organisation asks for them.

use domain::{StatusKind, paris_day, readable_name, reminder_due};
use operations::MandateLine;

use super::super::super::mandates::standing::standing_words;
use super::Reader;
use crate::components::{NoticeAction, Task, TaskGroup, identifier_words};

/// Days before an end from which it is work for today.
const PRESSING_DAYS: i64 = 15;

/// Most rows of a group: the register has the others.
const MOST: usize = 20;

/// What has ended or ends within days, and structures for which nobody may act.
pub(super) fn pressing(lines: &[MandateLine], reader: Reader) -> Option<TaskGroup> {
    group("Renouveler un mandat", lines, reader, |due| due.is_none_or(|due| due <= PRESSING_DAYS))
}

/// What ends in some weeks.
pub(super) fn to_prepare(lines: &[MandateLine], reader: Reader) -> Option<TaskGroup> {
    group("Préparer les mandats", lines, reader, |due| due.is_some_and(|due| due > PRESSING_DAYS))
}

/// `is_wanted` is asked with the reminder that is due; none where there is no mandate.
fn group(
    title: &str,
    lines: &[MandateLine],
    reader: Reader,
    is_wanted: impl Fn(Option<i64>) -> bool,
) -> Option<TaskGroup> {
    let today = paris_day(reader.now);
    let due = |line: &MandateLine| line.standing.days_left(today).and_then(reminder_due);
    let mut wanted: Vec<&MandateLine> = lines.iter().filter(|line| is_wanted(due(line))).collect();
    // Those without any first, then the one that ends first.
    wanted.sort_by_key(|line| line.standing.days_left(today));
    let count = wanted.len();
    let tasks: Vec<Task> = wanted.into_iter().take(MOST).map(|line| task(line, reader)).collect();
    let kind = [StatusKind::Error, StatusKind::Warning]
        .into_iter()
        .find(|kind| tasks.iter().any(|task| task.kind == *kind))
        .unwrap_or(StatusKind::Info);
    let more = (count > MOST).then(|| NoticeAction::new(format!("Voir les {count}"), "/mandats"));
    (count > 0).then(|| TaskGroup {
        kind,
        title: title.to_owned(),
        count: u64::try_from(count).unwrap_or(u64::MAX),
        sum: None,
        tasks,
        more,
    })
}

fn task(line: &MandateLine, reader: Reader) -> Task {
    // What is missing is told only where it is asked for.
    let (kind, matter) = standing_words(line.standing, paris_day(reader.now), true);
    let label = if line.mandates.is_empty() { "Ajouter" } else { "Renouveler" };
    let holder = line.mandates.first().map(|mandate| readable_name(&mandate.holder));
    Task {
        amount: None,
        party: line.structure.name.clone(),
        of: holder.unwrap_or_else(|| identifier_words(&line.structure.identifier)),
        matter,
        when: String::new(),
        kind,
        action: NoticeAction::new(label, format!("/structures/{}/mandats", line.structure.id)),
    }
}
