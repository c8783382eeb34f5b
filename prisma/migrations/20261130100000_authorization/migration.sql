-- AlterTable
ALTER TABLE "destination" ADD COLUMN     "account_id" TEXT,
ADD COLUMN     "account_name" TEXT,
ADD COLUMN     "needs_reconnect" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "token_encrypted" BYTEA,
ADD COLUMN     "token_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "token_version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "sync" ADD COLUMN     "started_over_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "authorization_request" (
    "state_hash" BYTEA NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "destination_id" TEXT,
    "content_encrypted" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "authorization_request_pkey" PRIMARY KEY ("state_hash")
);

-- CreateIndex
CREATE INDEX "authorization_request_expires_at_idx" ON "authorization_request"("expires_at");

-- AddForeignKey
ALTER TABLE "authorization_request" ADD CONSTRAINT "authorization_request_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorization_request" ADD CONSTRAINT "authorization_request_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorization_request" ADD CONSTRAINT "authorization_request_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE CASCADE ON UPDATE CASCADE;
