//! Second factors, the codes that replace them, sign-ins that wait for a code.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, UserId};
use storage::{
    ReadSecondFactors, RecoveryCode, Result, SecondFactor, SessionToken, SignInChallenge, WriteSecondFactors,
};

use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::query;
use crate::row::Row;

fn read_factor(row: &Row, user: UserId) -> Result<Option<SecondFactor>> {
    let fields = row.of("second_factors");
    let Some(sealed_secret) = fields.opt_text("sealed_secret")? else { return Ok(None) };
    Ok(Some(SecondFactor {
        user,
        sealed_secret,
        made_at: fields.time("made_at")?,
        confirmed_at: fields.opt_time("confirmed_at")?,
        last_step: fields.integer("last_step")?,
    }))
}

fn read_challenge(row: &Row) -> Result<SignInChallenge> {
    let fields = row.of("sign_in_challenges");
    Ok(SignInChallenge {
        user: fields.id("user_id")?,
        expires_at: fields.time("expires_at")?,
        accepts_invitations: fields.flag("accepts_invitations")?,
    })
}

#[async_trait]
impl ReadSecondFactors for Handle {
    async fn second_factor(&mut self, user: UserId) -> Result<Option<SecondFactor>> {
        let statement = query(
            "SELECT sealed_secret, made_at, confirmed_at, last_step FROM second_factors WHERE user_id = $1",
        );
        match self.fetch_optional(statement.bind(user)).await? {
            Some(row) => read_factor(&row, user),
            None => Ok(None),
        }
    }

    async fn recovery_codes_left(&mut self, user: UserId) -> Result<u32> {
        let statement =
            query("SELECT count(*) AS left_codes FROM recovery_codes WHERE user_id = $1").bind(user);
        self.fetch_one(statement).await?.of("recovery_codes").count("left_codes")
    }

    async fn sign_in_challenge(&mut self, token: &SessionToken) -> Result<Option<SignInChallenge>> {
        let statement = query(
            "SELECT user_id, expires_at, accepts_invitations FROM sign_in_challenges WHERE token_hash = $1",
        )
        .bind(token.0.as_slice());
        self.fetch_optional(statement).await?.as_ref().map(read_challenge).transpose()
    }
}

#[async_trait]
impl WriteSecondFactors for Handle {
    async fn ask_second_factor(&mut self, user: UserId, at: DateTime<Utc>) -> Result<()> {
        let statement = query(
            "INSERT INTO second_factors (user_id, asked_at, last_step) VALUES ($1, $2, 0) \
             ON CONFLICT (user_id) DO NOTHING",
        )
        .bind(user)
        .bind(at);
        self.execute(statement).await.map(drop)
    }

    async fn set_second_factor(&mut self, factor: &SecondFactor) -> Result<()> {
        self.set_recovery_codes(factor.user, &[]).await?;
        let statement = query(
            "INSERT INTO second_factors (user_id, asked_at, sealed_secret, made_at, confirmed_at, last_step) \
             VALUES ($1, $2, $3, $2, $4, $5) \
             ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, \
                 made_at = excluded.made_at, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step",
        )
        .bind(factor.user)
        .bind(factor.made_at)
        .bind(&factor.sealed_secret)
        .bind(factor.confirmed_at)
        .bind(factor.last_step);
        self.execute(statement).await.map(drop)
    }

    async fn use_step(&mut self, user: UserId, step: i64, at: DateTime<Utc>) -> Result<bool> {
        let statement = query(
            "UPDATE second_factors SET last_step = $1, confirmed_at = coalesce(confirmed_at, $2) \
             WHERE user_id = $3 AND last_step < $1 AND sealed_secret IS NOT NULL",
        )
        .bind(step)
        .bind(at)
        .bind(user);
        Ok(self.execute(statement).await? == 1)
    }

    async fn remove_second_factor(&mut self, user: UserId) -> Result<bool> {
        self.set_recovery_codes(user, &[]).await?;
        // That they were asked for one stays.
        let statement = query(
            "UPDATE second_factors SET sealed_secret = NULL, made_at = NULL, confirmed_at = NULL \
             WHERE user_id = $1 AND sealed_secret IS NOT NULL",
        )
        .bind(user);
        Ok(self.execute(statement).await? == 1)
    }

    async fn set_recovery_codes(&mut self, user: UserId, codes: &[RecoveryCode]) -> Result<()> {
        self.execute(query("DELETE FROM recovery_codes WHERE user_id = $1").bind(user)).await?;
        for code in codes {
            let statement = query("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)")
                .bind(user)
                .bind(code.0.as_slice());
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn use_recovery_code(&mut self, user: UserId, code: RecoveryCode) -> Result<bool> {
        let statement = query("DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2")
            .bind(user)
            .bind(code.0.as_slice());
        Ok(self.execute(statement).await? == 1)
    }

    async fn insert_sign_in_challenge(
        &mut self,
        token: &SessionToken,
        challenge: &SignInChallenge,
        most: u32,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO sign_in_challenges (token_hash, user_id, expires_at, accepts_invitations) \
             VALUES ($1, $2, $3, $4)",
        )
        .bind(token.0.as_slice())
        .bind(challenge.user)
        .bind(challenge.expires_at)
        .bind(challenge.accepts_invitations);
        self.execute(statement).await?;
        let statement = query(
            "DELETE FROM sign_in_challenges WHERE user_id = $1 AND token_hash NOT IN ( \
                 SELECT token_hash FROM sign_in_challenges WHERE user_id = $1 \
                 ORDER BY expires_at DESC, token_hash LIMIT $2)",
        )
        .bind(challenge.user)
        .bind(most);
        self.execute(statement).await.map(drop)
    }

    async fn delete_sign_in_challenge(&mut self, token: &SessionToken) -> Result<bool> {
        let statement =
            query("DELETE FROM sign_in_challenges WHERE token_hash = $1").bind(token.0.as_slice());
        Ok(self.execute(statement).await? == 1)
    }

    async fn delete_sign_in_challenges(&mut self, user: UserId) -> Result<u64> {
        self.execute(query("DELETE FROM sign_in_challenges WHERE user_id = $1").bind(user)).await
    }

    async fn delete_sign_in_challenges_before(&mut self, now: DateTime<Utc>) -> Result<u64> {
        self.execute(query("DELETE FROM sign_in_challenges WHERE expires_at <= $1").bind(now)).await
    }

    async fn require_second_factor(
        &mut self,
        organization: OrganizationId,
        from: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let statement = query("UPDATE organizations SET second_factor_from = $1 WHERE id = $2")
            .bind(from)
            .bind(organization);
        changed_one(self.execute(statement).await?, "organizations")
    }
}
