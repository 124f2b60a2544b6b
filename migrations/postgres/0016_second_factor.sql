-- The second factor of a person: when they were first asked for one, the secret of their codes (sealed), since when codes
-- are asked for, and the time step of the last code that was taken.
CREATE TABLE second_factors (
    user_id       UUID NOT NULL PRIMARY KEY REFERENCES users (id),
    asked_at      BIGINT NOT NULL,
    sealed_secret TEXT,
    made_at       BIGINT,
    confirmed_at  BIGINT,
    last_step     BIGINT NOT NULL
);

-- Codes that replace one of the second factor; a row goes when it is taken.
CREATE TABLE recovery_codes (
    user_id   UUID NOT NULL REFERENCES users (id),
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- Sign-ins whose password was right and that wait for a code.
CREATE TABLE sign_in_challenges (
    token_hash          BYTEA NOT NULL PRIMARY KEY,
    user_id             UUID NOT NULL REFERENCES users (id),
    expires_at          BIGINT NOT NULL,
    accepts_invitations BIGINT NOT NULL CHECK (accepts_invitations IN (0, 1))
);

CREATE INDEX sign_in_challenges_of_user ON sign_in_challenges (user_id);

-- From when on everybody of an organisation needs a second factor.
ALTER TABLE organizations ADD COLUMN second_factor_from BIGINT;
