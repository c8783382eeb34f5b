import { Client } from "pg";
import { keyedHash, seal, setKeys, unseal } from "@/lib/platform/secrets/keyring";

const canary = "Muster reads what it sealed";
const cure =
	"Put back the secrets.json that belongs to this database from its backup, or the keys that were given before. Nothing was changed.";

type Stored = { value_encrypted: Buffer; value_hash: Buffer };

/**
 * Compares the keys at start with those the database was first used with, before anything is sealed or looked
 * up with them: with other keys nothing sealed could be read, and with another hash key every person would be
 * a new one.
 */
export async function checkKeys(
	databaseUrl: string,
	keys: { encryptionKeys: string; hashKey: string },
): Promise<void> {
	setKeys(keys);
	const client = new Client({ connectionString: databaseUrl, application_name: "muster-check-keys" });
	client.on("error", () => {});
	await client.connect();
	try {
		const hash = Buffer.from(keyedHash(canary, "canary"));
		let stored = await readCanary(client);
		if (!stored) {
			await readOldest(client);
			await client.query(
				"INSERT INTO key_check (id, value_encrypted, value_hash) VALUES (1, $1, $2) ON CONFLICT DO NOTHING",
				[Buffer.from(seal(canary)), hash],
			);
			stored = await readCanary(client);
		}
		if (!stored || !canOpen(stored.value_encrypted)) {
			throw new Error(`MUSTER_ENCRYPTION_KEYS does not open what this database holds. ${cure}`);
		}
		if (!hash.equals(stored.value_hash)) {
			throw new Error(
				`MUSTER_HASH_KEY is another than the one this database was made with: no one would be recognized. ${cure}`,
			);
		}
	} finally {
		await client.end();
	}
}

async function readCanary(client: Client): Promise<Stored | undefined> {
	const { rows } = await client.query<Stored>(
		"SELECT value_encrypted, value_hash FROM key_check WHERE id = 1",
	);
	return rows[0];
}

/** A database from before the canary: the keys must open what it holds already, or they are not its own. */
async function readOldest(client: Client): Promise<void> {
	const { rows } = await client.query<{ sealed: Buffer }>(
		`(SELECT value_encrypted AS sealed FROM vault_value WHERE value_encrypted IS NOT NULL LIMIT 1) UNION ALL
		 (SELECT value_encrypted FROM identifier WHERE value_encrypted IS NOT NULL LIMIT 1) UNION ALL
		 (SELECT credentials_encrypted FROM destination WHERE archived_at IS NULL LIMIT 1)`,
	);
	if (!rows.every(({ sealed }) => canOpen(sealed))) {
		throw new Error(`MUSTER_ENCRYPTION_KEYS does not open what this database holds. ${cure}`);
	}
}

function canOpen(sealed: Buffer): boolean {
	try {
		unseal(sealed);
		return true;
	} catch {
		return false;
	}
}
