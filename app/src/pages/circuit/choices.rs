//! Whom one may choose.

use domain::Approver;
use operations::Approvers;

use crate::components::Choice;

/// Teams, then people; nobody first.
pub(super) fn approvers(known: &Approvers, nobody: &str) -> Vec<Choice> {
    let nobody = Choice::new("", nobody);
    let teams = known
        .teams
        .iter()
        .map(|team| Choice::new(Approver::Team(team.id).code(), format!("{} (équipe)", team.name)));
    std::iter::once(nobody).chain(teams).chain(people_of(known)).collect()
}

/// People alone; nobody first.
pub(super) fn people(known: &Approvers, nobody: &str) -> Vec<Choice> {
    std::iter::once(Choice::new("", nobody)).chain(people_of(known)).collect()
}

fn people_of(known: &Approvers) -> impl Iterator<Item = Choice> {
    known.people().map(|(user, name)| Choice::new(Approver::Person(user).code(), name.to_owned()))
}
