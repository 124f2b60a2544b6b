//! The people and teams of an organisation, as far as approving is about them.

use chrono::NaiveDate;
use domain::{Absence, Approver, OrganizationId, Permission, TeamId, UserId, acts_for};
use storage::{Invoice, Snapshot, Team, UserOfOrganization};

use crate::Result;

/// Who there is to approve, read once.
#[derive(Clone, Debug, Default)]
pub struct Approvers {
    people: Vec<UserOfOrganization>,
    /// The teams, by name.
    pub teams: Vec<Team>,
    absences: Vec<Absence>,
}

impl Approvers {
    pub(super) async fn read(
        read: &mut dyn Snapshot,
        organization: OrganizationId,
        today: NaiveDate,
    ) -> Result<Self> {
        Ok(Self {
            people: read.users_of(organization).await?,
            teams: read.teams(organization).await?,
            absences: read.absences(organization, today).await?,
        })
    }

    /// Teams and absences alone: enough to tell what waits for somebody.
    pub(super) async fn without_people(
        read: &mut dyn Snapshot,
        organization: OrganizationId,
        today: NaiveDate,
    ) -> Result<Self> {
        Ok(Self {
            people: Vec::new(),
            teams: read.teams(organization).await?,
            absences: read.absences(organization, today).await?,
        })
    }

    /// The people who may decide, by name, wherever they reach.
    pub fn people(&self) -> impl Iterator<Item = (UserId, &str)> {
        let may = |entry: &&UserOfOrganization| {
            entry.role.allows(Permission::Treat) && entry.user.disabled_at.is_none()
        };
        self.people.iter().filter(may).map(|entry| (entry.user.id, entry.user.name.as_str()))
    }

    /// Who is absent on this day or later.
    #[must_use]
    pub fn absences(&self) -> &[Absence] {
        &self.absences
    }

    /// The name of a person; none for who is no member any more.
    #[must_use]
    pub fn name_of(&self, user: UserId) -> Option<&str> {
        self.people.iter().find(|entry| entry.user.id == user).map(|entry| entry.user.name.as_str())
    }

    /// What an approver is called; none for who is not there any more.
    #[must_use]
    pub fn called(&self, approver: Approver) -> Option<String> {
        match approver {
            Approver::Person(user) => self.name_of(user).map(ToOwned::to_owned),
            Approver::Team(team) => self.team(team).map(|team| team.name.clone()),
        }
    }

    fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }

    /// Whether a person may decide on an invoice.
    #[must_use]
    pub fn may_decide(&self, user: UserId, invoice: &Invoice) -> bool {
        self.people.iter().any(|entry| {
            entry.user.id == user
                && entry.user.disabled_at.is_none()
                && entry.role.allows(Permission::Treat)
                && entry.scope.reaches(invoice.structure, invoice.service_code.as_deref())
        })
    }

    /// Whether an approver is somebody who may decide on an invoice: the person, or one of the team.
    #[must_use]
    pub fn can_approve(&self, approver: Approver, invoice: &Invoice) -> bool {
        match approver {
            Approver::Person(user) => self.may_decide(user, invoice),
            Approver::Team(team) => self
                .team(team)
                .is_some_and(|team| team.members.iter().any(|member| self.may_decide(*member, invoice))),
        }
    }

    /// For whom of an approver a person acts on a day: for themselves, or for who is absent; none when for nobody.
    #[must_use]
    pub fn acting_for(&self, user: UserId, approver: Approver, day: NaiveDate) -> Option<UserId> {
        let represented = acts_for(&self.absences, user, day);
        represented.into_iter().find(|one| match approver {
            Approver::Person(person) => person == *one,
            Approver::Team(team) => self.team(team).is_some_and(|team| team.members.contains(one)),
        })
    }

    /// The people and the teams for which a person acts on a day.
    #[must_use]
    pub fn all_for(&self, user: UserId, day: NaiveDate) -> (Vec<UserId>, Vec<TeamId>) {
        let people = acts_for(&self.absences, user, day);
        let with_one = |team: &&Team| team.members.iter().any(|member| people.contains(member));
        let teams = self.teams.iter().filter(with_one).map(|team| team.id).collect();
        (people, teams)
    }
}
