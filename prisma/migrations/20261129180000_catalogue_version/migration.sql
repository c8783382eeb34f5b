-- CreateTable
CREATE TABLE "catalogue_version" (
    "workspace_number" INTEGER NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "catalogue_version_pkey" PRIMARY KEY ("workspace_number")
);

-- Whatever changes the names or types that rules may use gives the workspace's catalogue another version, in the same
-- transaction and as its last act: the row is locked only while the transaction commits, and nothing is waited for after.
CREATE FUNCTION "bump_catalogue_version"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ws integer;
BEGIN
    IF TG_TABLE_NAME IN ('segment', 'stored_list') THEN
        SELECT number INTO ws FROM workspace WHERE id = coalesce(NEW.workspace_id, OLD.workspace_id);
    ELSE
        ws := coalesce(NEW.workspace_number, OLD.workspace_number);
    END IF;
    -- Once in a transaction is enough. Of a workspace that is gone nobody asks.
    IF ws IS NULL OR current_setting('muster.catalogue_bumped', true) = ws::text THEN
        RETURN NULL;
    END IF;
    INSERT INTO catalogue_version (workspace_number, version) VALUES (ws, 1)
        ON CONFLICT (workspace_number) DO UPDATE SET version = catalogue_version.version + 1;
    PERFORM set_config('muster.catalogue_bumped', ws::text, true);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER "catalogue_names" AFTER INSERT OR DELETE ON "trait_definition"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "bump_catalogue_version"();
CREATE CONSTRAINT TRIGGER "catalogue_types" AFTER UPDATE OF "name", "type" ON "trait_definition"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.name, OLD.type) IS DISTINCT FROM (NEW.name, NEW.type)) EXECUTE FUNCTION "bump_catalogue_version"();

CREATE CONSTRAINT TRIGGER "catalogue_names" AFTER INSERT OR DELETE OR UPDATE OF "name" ON "event_definition"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "bump_catalogue_version"();

CREATE CONSTRAINT TRIGGER "catalogue_names" AFTER INSERT OR DELETE ON "property_definition"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "bump_catalogue_version"();
CREATE CONSTRAINT TRIGGER "catalogue_types" AFTER UPDATE OF "event", "name", "type" ON "property_definition"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.event, OLD.name, OLD.type) IS DISTINCT FROM (NEW.event, NEW.name, NEW.type)) EXECUTE FUNCTION "bump_catalogue_version"();

CREATE CONSTRAINT TRIGGER "catalogue_names" AFTER INSERT OR DELETE ON "segment"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "bump_catalogue_version"();
CREATE CONSTRAINT TRIGGER "catalogue_renames" AFTER UPDATE OF "name", "archived_at" ON "segment"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.name, OLD.archived_at) IS DISTINCT FROM (NEW.name, NEW.archived_at)) EXECUTE FUNCTION "bump_catalogue_version"();

CREATE CONSTRAINT TRIGGER "catalogue_names" AFTER INSERT OR DELETE ON "stored_list"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "bump_catalogue_version"();
CREATE CONSTRAINT TRIGGER "catalogue_renames" AFTER UPDATE OF "name", "archived_at" ON "stored_list"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.name, OLD.archived_at) IS DISTINCT FROM (NEW.name, NEW.archived_at)) EXECUTE FUNCTION "bump_catalogue_version"();
