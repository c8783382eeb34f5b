-- CreateTable
CREATE TABLE "golden_person" (
    "segment_id" TEXT NOT NULL,
    "uid" INTEGER NOT NULL,
    "expected" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "pinned_by" TEXT NOT NULL,
    "pinned_name" TEXT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "golden_person_pkey" PRIMARY KEY ("segment_id","uid")
);

-- AddForeignKey
ALTER TABLE "golden_person" ADD CONSTRAINT "golden_person_segment_id_fkey" FOREIGN KEY ("segment_id") REFERENCES "segment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
