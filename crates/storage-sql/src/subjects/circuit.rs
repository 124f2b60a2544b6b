//! The circuit of received invoices: teams, rules, who approves, who is absent.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::{Absence, ApprovalState, Approver, CircuitRule, InvoiceId, OrganizationId, TeamId, UserId};
use storage::{Act, Approval, ApprovalDecision, ReadCircuit, Result, Team, WriteCircuit};

use super::acts::{ACT_COLUMNS, read_act};
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Fields, Row, json};

/// How many invoices are asked for at once.
const AT_ONCE: usize = 500;

const APPROVAL: &str = "SELECT invoice_id, position, approver_user, approver_team, approver_name, state, asked_by, \
                        asked_at, decided_by, decided_by_name, decided_at, comment FROM approvals WHERE organization_id = ";

/// Of an invoice whose way has not ended: what was asked of one that was paid or rejected elsewhere waits for nobody, and would
/// hide what does.
const STILL_OPEN: &str = " AND state = 'waiting' AND EXISTS (SELECT 1 FROM invoices \
                          WHERE invoices.organization_id = approvals.organization_id \
                              AND invoices.id = approvals.invoice_id AND invoices.stage NOT IN ('paid', 'rejected', 'ended'))";

fn day(fields: Fields<'_>, column: &'static str) -> Result<NaiveDate> {
    fields.opt_day(column)?.ok_or_else(|| fields.unreadable(column, String::new()))
}

fn read_rule(row: &Row) -> Result<CircuitRule> {
    let fields = row.of("circuit_rules");
    Ok(CircuitRule {
        id: fields.id("id")?,
        name: fields.text("name")?,
        structure: fields.opt_id("structure_id")?,
        service_code: fields.opt_text("service_code")?,
        supplier: fields.opt_text("supplier")?,
        from_cents: fields.opt_integer("from_cents")?,
        assign_to: fields.opt_id("assign_to")?,
        steps: fields.json("steps")?,
    })
}

fn read_approval(row: &Row) -> Result<Approval> {
    let fields = row.of("approvals");
    let person = fields.opt_id("approver_user")?.map(Approver::Person);
    let decided = match fields.opt_time("decided_at")? {
        None => None,
        Some(at) => Some(ApprovalDecision {
            by: fields.id("decided_by")?,
            by_name: fields.text("decided_by_name")?,
            at,
            comment: fields.opt_text("comment")?,
        }),
    };
    Ok(Approval {
        invoice: fields.id("invoice_id")?,
        position: fields.count("position")?,
        approver: match person {
            Some(person) => person,
            None => Approver::Team(fields.id("approver_team")?),
        },
        approver_name: fields.text("approver_name")?,
        state: fields.code("state", ApprovalState::from_code)?,
        asked_by: fields.text("asked_by")?,
        asked_at: fields.time("asked_at")?,
        decided,
    })
}

#[async_trait]
impl ReadCircuit for Handle {
    async fn teams(&mut self, organization: OrganizationId) -> Result<Vec<Team>> {
        let statement = query(
            "SELECT teams.id, teams.name, team_members.user_id FROM teams \
             LEFT JOIN team_members ON team_members.organization_id = teams.organization_id \
                 AND team_members.team_id = teams.id \
             WHERE teams.organization_id = $1 ORDER BY teams.name, teams.id, team_members.user_id",
        );
        let mut teams: Vec<Team> = Vec::new();
        for row in self.fetch_all(statement.bind(organization)).await? {
            let fields = row.of("teams");
            let id: TeamId = fields.id("id")?;
            if teams.last().is_none_or(|team| team.id != id) {
                teams.push(Team { id, name: fields.text("name")?, members: Vec::new() });
            }
            if let (Some(team), Some(member)) = (teams.last_mut(), fields.opt_id("user_id")?) {
                team.members.push(member);
            }
        }
        Ok(teams)
    }

    async fn circuit_rules(&mut self, organization: OrganizationId) -> Result<Vec<CircuitRule>> {
        let statement = query(
            "SELECT id, name, structure_id, service_code, supplier, from_cents, assign_to, steps \
             FROM circuit_rules WHERE organization_id = $1 ORDER BY position, id",
        );
        self.fetch_all(statement.bind(organization)).await?.iter().map(read_rule).collect()
    }

    async fn approvals_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Vec<Approval>>> {
        let mut approvals: BTreeMap<InvoiceId, Vec<Approval>> = BTreeMap::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new(APPROVAL);
            sql.push_bind(organization).push(" AND invoice_id IN ").push_list(some.iter().copied());
            sql.push(" ORDER BY invoice_id, position");
            for row in self.fetch_all(sql.build()).await? {
                let approval = read_approval(&row)?;
                approvals.entry(approval.invoice).or_default().push(approval);
            }
        }
        Ok(approvals)
    }

    async fn approvals_waiting_for(
        &mut self,
        organization: OrganizationId,
        people: &[UserId],
        teams: &[TeamId],
        most: u32,
    ) -> Result<Vec<Approval>> {
        // One index for each: whoever asks for both at once walks along neither.
        let mut waiting = Vec::new();
        let mut of_people = Builder::new(APPROVAL);
        of_people.push_bind(organization).push(STILL_OPEN).push(" AND approver_user IN ");
        of_people.push_list(people.iter().copied()).push(" ORDER BY asked_at, invoice_id LIMIT ");
        of_people.push_bind(most);
        let mut of_teams = Builder::new(APPROVAL);
        of_teams.push_bind(organization).push(STILL_OPEN).push(" AND approver_team IN ");
        of_teams.push_list(teams.iter().copied()).push(" ORDER BY asked_at, invoice_id LIMIT ");
        of_teams.push_bind(most);
        let asked = [(of_people, people.is_empty()), (of_teams, teams.is_empty())];
        for (sql, nobody) in asked {
            if !nobody {
                for row in self.fetch_all(sql.build()).await? {
                    waiting.push(read_approval(&row)?);
                }
            }
        }
        waiting.sort_by_key(|approval| (approval.asked_at, approval.invoice));
        waiting.truncate(most as usize);
        Ok(waiting)
    }

    async fn absences(&mut self, organization: OrganizationId, from: NaiveDate) -> Result<Vec<Absence>> {
        let statement = query(
            "SELECT user_id, substitute_id, first_day, last_day FROM absences \
             WHERE organization_id = $1 AND last_day >= $2 ORDER BY first_day, user_id",
        );
        let read = |row: &Row| {
            let fields = row.of("absences");
            Ok(Absence {
                user: fields.id("user_id")?,
                substitute: fields.id("substitute_id")?,
                first: day(fields, "first_day")?,
                last: day(fields, "last_day")?,
            })
        };
        self.fetch_all(statement.bind(organization).bind(from)).await?.iter().map(read).collect()
    }

    async fn rejections_need_two(&mut self, organization: OrganizationId) -> Result<bool> {
        let statement =
            query("SELECT rejections_need_two FROM organizations WHERE id = $1").bind(organization);
        let row = self.fetch_optional(statement).await?;
        row.map_or(Ok(false), |row| row.of("organizations").flag("rejections_need_two"))
    }

    async fn held_acts(&mut self, organization: OrganizationId, most: u32) -> Result<Vec<Act>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ACT_COLUMNS).push(" FROM acts WHERE organization_id = ").push_bind(organization);
        sql.push(" AND state = 'held' ORDER BY submitted_at, id LIMIT ").push_bind(most);
        let rows = self.fetch_all(sql.build()).await?;
        rows.iter().map(read_act).collect()
    }
}

#[async_trait]
impl WriteCircuit for Handle {
    async fn put_team(&mut self, organization: OrganizationId, team: &Team) -> Result<()> {
        let statement = query(
            "INSERT INTO teams (organization_id, id, name) VALUES ($1, $2, $3) \
             ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name",
        );
        self.execute(statement.bind(organization).bind(team.id).bind(&team.name)).await?;
        let gone = query("DELETE FROM team_members WHERE organization_id = $1 AND team_id = $2");
        self.execute(gone.bind(organization).bind(team.id)).await?;
        for member in &team.members {
            let statement =
                query("INSERT INTO team_members (organization_id, team_id, user_id) VALUES ($1, $2, $3)");
            self.execute(statement.bind(organization).bind(team.id).bind(*member)).await?;
        }
        Ok(())
    }

    async fn delete_team(&mut self, organization: OrganizationId, team: TeamId) -> Result<bool> {
        let statement = query("DELETE FROM teams WHERE organization_id = $1 AND id = $2");
        Ok(self.execute(statement.bind(organization).bind(team)).await? > 0)
    }

    async fn put_circuit_rules(&mut self, organization: OrganizationId, rules: &[CircuitRule]) -> Result<()> {
        let gone = query("DELETE FROM circuit_rules WHERE organization_id = $1");
        self.execute(gone.bind(organization)).await?;
        for (position, rule) in rules.iter().enumerate() {
            let statement = query(
                "INSERT INTO circuit_rules (organization_id, id, position, name, structure_id, service_code, supplier, \
                     from_cents, assign_to, steps) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(organization)
            .bind(rule.id)
            .bind(i64::try_from(position).unwrap_or(i64::MAX))
            .bind(&rule.name)
            .bind(rule.structure)
            .bind(&rule.service_code)
            .bind(&rule.supplier)
            .bind(rule.from_cents)
            .bind(rule.assign_to)
            .bind(json(&rule.steps)?);
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn put_approvals(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        approvals: &[Approval],
    ) -> Result<()> {
        let gone = query("DELETE FROM approvals WHERE organization_id = $1 AND invoice_id = $2");
        self.execute(gone.bind(organization).bind(invoice)).await?;
        for approval in approvals {
            let (person, team) = match approval.approver {
                Approver::Person(person) => (Some(person), None),
                Approver::Team(team) => (None, Some(team)),
            };
            let decided = approval.decided.as_ref();
            let statement = query(
                "INSERT INTO approvals (organization_id, invoice_id, position, approver_user, approver_team, \
                     approver_name, state, asked_by, asked_at, decided_by, decided_by_name, decided_at, comment) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            )
            .bind(organization)
            .bind(invoice)
            .bind(approval.position)
            .bind(person)
            .bind(team)
            .bind(&approval.approver_name)
            .bind(approval.state.code())
            .bind(&approval.asked_by)
            .bind(approval.asked_at)
            .bind(decided.map(|decided| decided.by))
            .bind(decided.map(|decided| decided.by_name.clone()))
            .bind(decided.map(|decided| decided.at))
            .bind(decided.and_then(|decided| decided.comment.clone()));
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn put_absence(&mut self, organization: OrganizationId, absence: &Absence) -> Result<()> {
        let statement = query(
            "INSERT INTO absences (organization_id, user_id, substitute_id, first_day, last_day) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (organization_id, user_id) DO UPDATE SET substitute_id = excluded.substitute_id, \
                 first_day = excluded.first_day, last_day = excluded.last_day",
        )
        .bind(organization)
        .bind(absence.user)
        .bind(absence.substitute)
        .bind(absence.first)
        .bind(absence.last);
        self.execute(statement).await.map(drop)
    }

    async fn delete_absence(&mut self, organization: OrganizationId, user: UserId) -> Result<bool> {
        let statement = query("DELETE FROM absences WHERE organization_id = $1 AND user_id = $2");
        Ok(self.execute(statement.bind(organization).bind(user)).await? > 0)
    }

    async fn set_rejections_need_two(&mut self, organization: OrganizationId, needed: bool) -> Result<()> {
        let statement = query("UPDATE organizations SET rejections_need_two = $1 WHERE id = $2");
        self.execute(statement.bind(i64::from(needed)).bind(organization)).await.map(drop)
    }
}
