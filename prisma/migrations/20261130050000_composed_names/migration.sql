-- Names are stored with composed letters from here on, and looked for so: what was typed or uploaded otherwise follows.
UPDATE "segment" SET "name" = normalize("name", NFC), "description" = normalize("description", NFC), "owner_name" = normalize("owner_name", NFC)
WHERE "name" IS NOT NFC NORMALIZED OR "description" IS NOT NFC NORMALIZED OR "owner_name" IS NOT NFC NORMALIZED;
UPDATE "campaign" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "stored_list" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "destination" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "sync" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "source" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "import" SET "file_name" = normalize("file_name", NFC) WHERE "file_name" IS NOT NFC NORMALIZED;
UPDATE "api_key" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "app_user" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "workspace" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
