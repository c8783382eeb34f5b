-- CreateTable
CREATE TABLE "search_block" (
    "workspace_number" INTEGER NOT NULL,
    "block" INTEGER NOT NULL,
    "text_encrypted" BYTEA NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "search_block_pkey" PRIMARY KEY ("workspace_number","block")
);

-- CreateTable
CREATE TABLE "search_change" (
    "id" BIGSERIAL NOT NULL,
    "workspace_number" INTEGER NOT NULL,
    "block" INTEGER NOT NULL,
    "uids" INTEGER[],

    CONSTRAINT "search_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "search_change_workspace_number_block_idx" ON "search_change"("workspace_number", "block");

-- What people are found by has changed: noted in the transaction that changes it, so that whoever reads a block knows
-- whom it may be wrong about.
CREATE FUNCTION "note_search_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'identifier' THEN
        INSERT INTO search_change (workspace_number, block, uids)
        SELECT workspace_number, uid >> 10, array_agg(DISTINCT uid) FROM added
        WHERE kind IN ('user_id', 'email') GROUP BY 1, 2;
    ELSE
        INSERT INTO search_change (workspace_number, block, uids)
        SELECT workspace_number, uid >> 10, array_agg(DISTINCT uid) FROM added
        WHERE field IN ('email', 'phone', 'name', 'first_name', 'last_name', 'username') GROUP BY 1, 2;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "search_added" AFTER INSERT ON "identifier"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "note_search_change"();
CREATE TRIGGER "search_added" AFTER INSERT ON "vault_value"
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "note_search_change"();

CREATE FUNCTION "note_search_replaced"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_change (workspace_number, block, uids) VALUES (NEW.workspace_number, NEW.uid >> 10, ARRAY[NEW.uid]);
    RETURN NULL;
END
$$;
-- A value that is said again costs nothing.
CREATE TRIGGER "search_replaced" AFTER UPDATE ON "vault_value" FOR EACH ROW
    WHEN (OLD.value_hash IS DISTINCT FROM NEW.value_hash
        AND NEW.field IN ('email', 'phone', 'name', 'first_name', 'last_name', 'username'))
    EXECUTE FUNCTION "note_search_replaced"();
