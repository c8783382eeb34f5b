-- DropTable
DROP TABLE "sign_in_failure";

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "created_by_id" TEXT;

-- Keys made before have only a name; the audit log remembers the person.
UPDATE "api_key" SET "created_by_id" = entry."actor_id"
FROM "audit_entry" AS entry
WHERE entry."entity_id" = "api_key"."id" AND entry."action" = 'api_key.created' AND entry."actor_kind" = 'user';

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_exclusion" (
    "session_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,

    CONSTRAINT "session_exclusion_pkey" PRIMARY KEY ("session_id","workspace_id")
);

-- CreateTable
CREATE TABLE "attempt_counter" (
    "subject_key" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "resets_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempt_counter_pkey" PRIMARY KEY ("subject_key")
);

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "session_exclusion_workspace_id_idx" ON "session_exclusion"("workspace_id");

-- CreateIndex
CREATE INDEX "attempt_counter_resets_at_idx" ON "attempt_counter"("resets_at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_exclusion" ADD CONSTRAINT "session_exclusion_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_exclusion" ADD CONSTRAINT "session_exclusion_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
