import type { Database } from "@/lib/platform/postgres/database";
import { currentKeyPrefix, seal, unseal } from "@/lib/platform/secrets/keyring";

const batchSize = 1000;

/** Every column that holds sealed bytes; a test compares this list with the schema. */
export const sealedColumns = [
	{ table: "identifier", column: "value_encrypted" },
	{ table: "vault_value", column: "value_encrypted" },
	{ table: "search_block", column: "text_encrypted" },
	{ table: "destination", column: "credentials_encrypted" },
	{ table: "destination", column: "token_encrypted" },
	{ table: "authorization_request", column: "content_encrypted" },
	{ table: "opt_out_feed", column: "push_secret_encrypted" },
	{ table: "delivery_key", column: "remote_key_encrypted" },
	{ table: "alert_channel", column: "content_encrypted" },
	{ table: "key_check", column: "value_encrypted" },
] as const;

type SealedRow = { place: string; sealed: Uint8Array };

/**
 * Reseals with the current key what older keys sealed. Uses small transactions, so it may run beside the app
 * and be stopped and restarted; returns how many values were changed.
 */
export async function resealColumn(
	db: Database,
	{ table, column }: (typeof sealedColumns)[number],
): Promise<number> {
	const prefix = currentKeyPrefix();
	let changed = 0;
	for (;;) {
		const count = await db.$transaction(async (tx) => {
			// Names come from the list above, never from input.
			const rows = await tx.$queryRawUnsafe<SealedRow[]>(
				`SELECT ctid::text AS place, "${column}" AS sealed FROM "${table}"
				 WHERE substring("${column}" FROM 1 FOR ${prefix.length}) <> $1 LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`,
				prefix,
			);
			if (rows.length === 0) return 0;
			await tx.$executeRawUnsafe(
				`UPDATE "${table}" SET "${column}" = given.sealed
				 FROM unnest($1::text[], $2::bytea[]) AS given(place, sealed) WHERE "${table}".ctid = given.place::tid`,
				rows.map((row) => row.place),
				rows.map((row) => seal(unseal(row.sealed))),
			);
			return rows.length;
		});
		if (count === 0) return changed;
		changed += count;
	}
}
