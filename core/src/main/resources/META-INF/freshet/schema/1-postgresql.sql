-- Freshet, table of version 1, PostgreSQL. Rights that the application needs: SELECT, INSERT, UPDATE, DELETE.
--
-- Texts are ASCII; other characters, and the backslash, stand as \uXXXX. Times but updated_at are milliseconds since
-- 1970-01-01 UTC by the clock of this database: to_timestamp(expires_at / 1000.0).
CREATE TABLE IF NOT EXISTS freshet_grant (
  client                   VARCHAR(255) NOT NULL,     -- the name of the client registration
  grant_hash               VARCHAR(64)  NOT NULL,     -- SHA-256 of client and grant: grants can have long names
  grant_id                 TEXT         NOT NULL,
  version                  BIGINT       NOT NULL,     -- another one with each write
  updated_at               TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  ended                    TEXT,                      -- why the grant is over; null while it is not
  access_token             TEXT,                      -- secret
  obtained_at              BIGINT,
  expires_at               BIGINT,                    -- of the access token
  scope                    TEXT,
  refresh_token            TEXT,                      -- secret
  refresh_token_expires_at BIGINT,
  id_token                 TEXT,                      -- secret
  origins                  TEXT,                      -- hashes of the configured tokens that it began with
  unanswered_hash          TEXT,                      -- of the refresh token that was sent without an answer
  unanswered_since         BIGINT,
  lease_owner              TEXT,                      -- which process refreshes the grant now
  lease_since              BIGINT,
  lease_until              BIGINT,
  lease_intent             TEXT,                      -- the hash of the refresh token it is about to send
  PRIMARY KEY (client, grant_hash)
);
