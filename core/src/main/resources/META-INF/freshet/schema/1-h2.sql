-- Freshet, table of version 1, H2. Rights that the application needs: SELECT, INSERT, UPDATE, DELETE.
--
-- Texts are ASCII; other characters, and the backslash, stand as \uXXXX. Times but updated_at are milliseconds since
-- 1970-01-01 UTC by the clock of this database:
-- DATEADD(MILLISECOND, expires_at, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00Z').
CREATE TABLE IF NOT EXISTS freshet_grant (
  client                   VARCHAR(255) NOT NULL,     -- the name of the client registration
  grant_hash               VARCHAR(64)  NOT NULL,     -- SHA-256 of client and grant: grants can have long names
  grant_id                 VARCHAR      NOT NULL,
  version                  BIGINT       NOT NULL,     -- another one with each write
  updated_at               TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  ended                    VARCHAR,                   -- why the grant is over; null while it is not
  access_token             VARCHAR,                   -- secret
  obtained_at              BIGINT,
  expires_at               BIGINT,                    -- of the access token
  scope                    VARCHAR,
  refresh_token            VARCHAR,                   -- secret
  refresh_token_expires_at BIGINT,
  id_token                 VARCHAR,                   -- secret
  origins                  VARCHAR,                   -- hashes of the configured tokens that it began with
  unanswered_hash          VARCHAR,                   -- of the refresh token that was sent without an answer
  unanswered_since         BIGINT,
  lease_owner              VARCHAR,                   -- which process refreshes the grant now
  lease_since              BIGINT,
  lease_until              BIGINT,
  lease_intent             VARCHAR,                   -- the hash of the refresh token it is about to send
  PRIMARY KEY (client, grant_hash)
);
