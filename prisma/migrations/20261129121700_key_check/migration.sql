-- CreateTable
CREATE TABLE "key_check" (
    "id" INTEGER NOT NULL,
    "value_encrypted" BYTEA NOT NULL,
    "value_hash" BYTEA NOT NULL,

    CONSTRAINT "key_check_pkey" PRIMARY KEY ("id")
);
