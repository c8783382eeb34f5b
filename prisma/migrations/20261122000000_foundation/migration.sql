-- CreateTable
CREATE TABLE "campaign" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "segment_id" TEXT,
    "destination_id" TEXT,
    "status" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "holdout_bp" INTEGER NOT NULL,
    "holdout_reason" TEXT,
    "goal_event" TEXT,
    "value_property" TEXT,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "window_days" INTEGER NOT NULL,
    "cost_cents" INTEGER,
    "effect_worth_having" DOUBLE PRECISION,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "launched_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_metric" (
    "campaign_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_primary" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "campaign_metric_pkey" PRIMARY KEY ("campaign_id","name")
);

-- CreateTable
CREATE TABLE "allocation_epoch" (
    "campaign_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "holdout_bp" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "allocation_epoch_pkey" PRIMARY KEY ("campaign_id","epoch")
);

-- CreateTable
CREATE TABLE "consent_statement" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "purposes" TEXT[],
    "statement" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "import_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_statement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "destination" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "credentials_encrypted" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "check_error" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "destination_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_run" (
    "id" TEXT NOT NULL,
    "job" TEXT NOT NULL,
    "key" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "delivery" INTEGER NOT NULL DEFAULT 1,
    "progress" JSONB,
    "error" TEXT,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "profile" (
    "workspace_number" INTEGER NOT NULL,
    "uid" INTEGER NOT NULL,
    "root_uid" INTEGER NOT NULL,
    "is_known" BOOLEAN NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "profile_pkey" PRIMARY KEY ("workspace_number","uid")
);

-- CreateTable
CREATE TABLE "identifier" (
    "workspace_number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "value_hash" BYTEA NOT NULL,
    "uid" INTEGER NOT NULL,
    "value_encrypted" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identifier_pkey" PRIMARY KEY ("workspace_number","kind","value_hash")
);

-- CreateTable
CREATE TABLE "vault_value" (
    "workspace_number" INTEGER NOT NULL,
    "uid" INTEGER NOT NULL,
    "field" TEXT NOT NULL,
    "value_hash" BYTEA NOT NULL,
    "value_encrypted" BYTEA NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vault_value_pkey" PRIMARY KEY ("workspace_number","uid","field")
);

-- CreateTable
CREATE TABLE "profile_merge" (
    "id" TEXT NOT NULL,
    "workspace_number" INTEGER NOT NULL,
    "root_uid" INTEGER NOT NULL,
    "absorbed_uid" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "profile_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "current_version" INTEGER NOT NULL,
    "served_version" INTEGER,
    "size" INTEGER,
    "known_size" INTEGER,
    "as_of" TIMESTAMPTZ(3),
    "stale_reason" TEXT,
    "refresh_every_minutes" INTEGER NOT NULL DEFAULT 60,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "segment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment_version" (
    "segment_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "rule" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_version_pkey" PRIMARY KEY ("segment_id","version")
);

-- CreateTable
CREATE TABLE "segment_refresh" (
    "id" TEXT NOT NULL,
    "segment_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "size" INTEGER,
    "known_size" INTEGER,
    "entered" INTEGER,
    "exited" INTEGER,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "segment_refresh_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "write_key" (
    "id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "write_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "source_id" TEXT,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "stored_path" TEXT,
    "bytes_total" BIGINT NOT NULL,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL,
    "mapping" JSONB,
    "consent" JSONB,
    "rows_read" INTEGER NOT NULL DEFAULT 0,
    "rows_accepted" INTEGER NOT NULL DEFAULT 0,
    "rows_unchanged" INTEGER NOT NULL DEFAULT 0,
    "rows_rejected" INTEGER NOT NULL DEFAULT 0,
    "people_created" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_problem" (
    "import_id" TEXT NOT NULL,
    "line_number" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "import_problem_pkey" PRIMARY KEY ("import_id","line_number","ordinal")
);

-- CreateTable
CREATE TABLE "trait_definition" (
    "workspace_number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trait_definition_pkey" PRIMARY KEY ("workspace_number","name")
);

-- CreateTable
CREATE TABLE "event_definition" (
    "workspace_number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_definition_pkey" PRIMARY KEY ("workspace_number","name")
);

-- CreateTable
CREATE TABLE "property_definition" (
    "workspace_number" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "property_definition_pkey" PRIMARY KEY ("workspace_number","event","name")
);

-- CreateTable
CREATE TABLE "seen_message" (
    "workspace_number" INTEGER NOT NULL,
    "message_hash" BYTEA NOT NULL,
    "keep_forever" BOOLEAN NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "seen_message_pkey" PRIMARY KEY ("workspace_number","message_hash")
);

-- CreateTable
CREATE TABLE "warehouse_outbox" (
    "id" TEXT NOT NULL,
    "workspace_number" INTEGER NOT NULL,
    "payload" BYTEA NOT NULL,
    "row_count" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "flush_id" TEXT,
    "flush_started_at" TIMESTAMPTZ(3),

    CONSTRAINT "warehouse_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "destination_id" TEXT NOT NULL,
    "segment_id" TEXT NOT NULL,
    "campaign_id" TEXT,
    "name" TEXT NOT NULL,
    "identifier_kinds" TEXT[],
    "purpose" TEXT NOT NULL,
    "remote_audience_id" TEXT,
    "remote_audience_name" TEXT NOT NULL,
    "every_minutes" INTEGER,
    "next_run_at" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "vault_seen_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_run" (
    "id" TEXT NOT NULL,
    "sync_id" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL,
    "progress" JSONB,
    "error" JSONB,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_request" (
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "operation" TEXT NOT NULL,
    "key_count" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "answer" JSONB,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_request_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "delivery_key" (
    "sync_id" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "identifier_kind" TEXT NOT NULL,
    "remote_key_encrypted" BYTEA NOT NULL,
    "is_desired" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "state_before" TEXT,
    "reason" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "run_id" TEXT,
    "request_seq" INTEGER,
    "payload_hash" BYTEA,
    "retry_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_key_pkey" PRIMARY KEY ("sync_id","key_hash")
);

-- CreateTable
CREATE TABLE "delivery_owner" (
    "sync_id" TEXT NOT NULL,
    "uid" INTEGER NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "is_desired" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "delivery_owner_pkey" PRIMARY KEY ("sync_id","uid","key_hash")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "next_uid" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace_member" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_member_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "detail" JSONB,
    "request_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_failure" (
    "id" BIGSERIAL NOT NULL,
    "subject_key" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "campaign_workspace_id_archived_at_idx" ON "campaign"("workspace_id", "archived_at");

-- CreateIndex
CREATE INDEX "consent_statement_workspace_id_at_idx" ON "consent_statement"("workspace_id", "at");

-- CreateIndex
CREATE INDEX "destination_workspace_id_archived_at_idx" ON "destination"("workspace_id", "archived_at");

-- CreateIndex
CREATE UNIQUE INDEX "job_run_idempotency_key_key" ON "job_run"("idempotency_key");

-- CreateIndex
CREATE INDEX "job_run_created_at_idx" ON "job_run"("created_at");

-- CreateIndex
CREATE INDEX "job_run_status_lease_until_idx" ON "job_run"("status", "lease_until");

-- CreateIndex
CREATE INDEX "profile_workspace_number_root_uid_idx" ON "profile"("workspace_number", "root_uid");

-- CreateIndex
CREATE INDEX "identifier_workspace_number_uid_idx" ON "identifier"("workspace_number", "uid");

-- CreateIndex
CREATE INDEX "vault_value_workspace_number_field_value_hash_idx" ON "vault_value"("workspace_number", "field", "value_hash");

-- CreateIndex
CREATE INDEX "vault_value_workspace_number_updated_at_idx" ON "vault_value"("workspace_number", "updated_at");

-- CreateIndex
CREATE INDEX "profile_merge_workspace_number_root_uid_idx" ON "profile_merge"("workspace_number", "root_uid");

-- CreateIndex
CREATE INDEX "profile_merge_workspace_number_absorbed_uid_idx" ON "profile_merge"("workspace_number", "absorbed_uid");

-- CreateIndex
CREATE INDEX "segment_workspace_id_archived_at_idx" ON "segment"("workspace_id", "archived_at");

-- CreateIndex
CREATE INDEX "segment_refresh_segment_id_as_of_idx" ON "segment_refresh"("segment_id", "as_of");

-- CreateIndex
CREATE INDEX "source_workspace_id_idx" ON "source"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "write_key_key_hash_key" ON "write_key"("key_hash");

-- CreateIndex
CREATE INDEX "write_key_source_id_idx" ON "write_key"("source_id");

-- CreateIndex
CREATE INDEX "import_workspace_id_created_at_idx" ON "import"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "seen_message_keep_forever_seen_at_idx" ON "seen_message"("keep_forever", "seen_at");

-- CreateIndex
CREATE INDEX "warehouse_outbox_created_at_idx" ON "warehouse_outbox"("created_at");

-- CreateIndex
CREATE INDEX "warehouse_outbox_flush_id_idx" ON "warehouse_outbox"("flush_id");

-- CreateIndex
CREATE INDEX "sync_workspace_id_archived_at_idx" ON "sync"("workspace_id", "archived_at");

-- CreateIndex
CREATE INDEX "sync_next_run_at_idx" ON "sync"("next_run_at");

-- CreateIndex
CREATE INDEX "sync_run_sync_id_created_at_idx" ON "sync_run"("sync_id", "created_at");

-- CreateIndex
CREATE INDEX "delivery_key_sync_id_is_desired_state_idx" ON "delivery_key"("sync_id", "is_desired", "state");

-- CreateIndex
CREATE INDEX "delivery_key_sync_id_run_id_request_seq_idx" ON "delivery_key"("sync_id", "run_id", "request_seq");

-- CreateIndex
CREATE INDEX "delivery_owner_sync_id_key_hash_idx" ON "delivery_owner"("sync_id", "key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_number_key" ON "workspace"("number");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_slug_key" ON "workspace"("slug");

-- CreateIndex
CREATE INDEX "workspace_member_user_id_idx" ON "workspace_member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_idx" ON "api_key"("workspace_id");

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_at_idx" ON "audit_entry"("workspace_id", "at");

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_entity_id_at_idx" ON "audit_entry"("workspace_id", "entity_id", "at");

-- CreateIndex
CREATE INDEX "sign_in_failure_subject_key_at_idx" ON "sign_in_failure"("subject_key", "at");

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_metric" ADD CONSTRAINT "campaign_metric_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation_epoch" ADD CONSTRAINT "allocation_epoch_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "destination" ADD CONSTRAINT "destination_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segment" ADD CONSTRAINT "segment_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segment_version" ADD CONSTRAINT "segment_version_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segment_refresh" ADD CONSTRAINT "segment_refresh_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "write_key" ADD CONSTRAINT "write_key_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import" ADD CONSTRAINT "import_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import" ADD CONSTRAINT "import_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_problem" ADD CONSTRAINT "import_problem_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync" ADD CONSTRAINT "sync_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync" ADD CONSTRAINT "sync_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync" ADD CONSTRAINT "sync_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync" ADD CONSTRAINT "sync_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_sync_id_fkey" FOREIGN KEY ("sync_id") REFERENCES "sync"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_request" ADD CONSTRAINT "sync_request_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "sync_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_member" ADD CONSTRAINT "workspace_member_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_member" ADD CONSTRAINT "workspace_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

