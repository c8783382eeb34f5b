// Re-encrypts everything with the first of MUSTER_ENCRYPTION_KEYS. See README, "Rotating the encryption key".
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { resealColumn, sealedColumns } from "@/lib/platform/secrets/reseal-column";

for (const place of sealedColumns) {
	const changed = await resealColumn(database(), place);
	console.log(`${place.table}.${place.column}: ${changed} values sealed with the current key`);
}
await closeDatabase();
