import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Secrets created at first start. They are in `secrets.json` of the home folder, readable by its owner only.
 */
export type HomeSecrets = {
	/** Keyring for encryption at rest, as MUSTER_ENCRYPTION_KEYS. */
	encryptionKeys: string;
	hashKey: string;
	sessionSecret: string;
	postgresPassword: string;
	warehousePassword: string;
};

const secretNames = [
	"encryptionKeys",
	"hashKey",
	"sessionSecret",
	"postgresPassword",
	"warehousePassword",
] as const satisfies readonly (keyof HomeSecrets)[];

function createSecrets(): HomeSecrets {
	return {
		encryptionKeys: `k1:${randomBytes(32).toString("base64")}`,
		hashKey: randomBytes(32).toString("base64"),
		sessionSecret: randomBytes(32).toString("base64url"),
		postgresPassword: randomBytes(24).toString("base64url"),
		warehousePassword: randomBytes(24).toString("base64url"),
	};
}

/**
 * Opens the folder that holds everything Muster keeps on this machine, creating what is missing, and closes
 * it to everyone but its owner. Secrets are created once, for a folder without data; a file that lacks one is
 * never completed, because what was sealed with the lost one could not be read again. `given` are those from
 * the environment.
 */
export async function openHome(
	folder: string,
	given: Partial<HomeSecrets> = {},
): Promise<{ folder: string; secrets: HomeSecrets }> {
	const home = path.resolve(folder);
	await mkdir(path.join(home, "logs"), { recursive: true, mode: 0o700 });
	await mkdir(path.join(home, "uploads"), { recursive: true, mode: 0o700 });
	const file = path.join(home, "secrets.json");
	const kept = await readSecrets(file);
	const made = Object.entries(createSecrets()).filter(([name]) => !Object.hasOwn(given, name));
	// Safe because created and given secrets together cover all names, unless a kept file lacks one: refused
	// below.
	const secrets = { ...Object.fromEntries(made), ...kept, ...given } as HomeSecrets;
	if (kept === null) {
		if (existsSync(path.join(home, "postgres", "PG_VERSION"))) {
			throw new Error(`${file} is missing, though ${home} holds data. ${cure}`);
		}
		await writeSecrets(file, Object.fromEntries(made));
	} else {
		const lost = secretNames.filter((name) => !kept[name] && !given[name]);
		if (lost.length > 0) throw new Error(`${file} lacks ${lost.join(" and ")}. ${cure}`);
	}
	await closeToOthers(home);
	return { folder: home, secrets };
}

const cure =
	"Restore it from a backup: it holds the keys of this folder's data. To begin anew without that data, name another folder with MUSTER_HOME.";

async function readSecrets(file: string): Promise<Partial<HomeSecrets> | null> {
	try {
		const kept: unknown = JSON.parse(await readFile(file, "utf8"));
		if (typeof kept !== "object" || kept === null || Array.isArray(kept)) throw new Error("it is no object");
		// Safe because each name is checked before it is used.
		return kept as Partial<HomeSecrets>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
		throw new Error(`${file} cannot be read (${(error as Error).message}). ${cure}`);
	}
}

/**
 * Only the account that runs Muster reads its folder. As root, Postgres runs under an account of its own,
 * which must pass through to its own folder: traversal is then allowed, listing is not.
 */
async function closeToOthers(home: string): Promise<void> {
	await chmod(home, process.getuid?.() === 0 ? 0o711 : 0o700);
	for (const entry of await readdir(home, { withFileTypes: true })) {
		const place = path.join(home, entry.name);
		// Postgres keeps its own folder closed, to another owner.
		if (entry.isDirectory() && entry.name !== "postgres") {
			await chmod(place, 0o700);
			for (const inner of await readdir(place, { withFileTypes: true })) {
				if (inner.isFile() || inner.isDirectory())
					await chmod(path.join(place, inner.name), inner.isFile() ? 0o600 : 0o700);
			}
		}
		if (entry.isFile()) await chmod(place, 0o600);
	}
}

/** Puts a new encryption key before those in the home folder; the old ones still read what they sealed. */
export async function addEncryptionKey(folder: string, given: Partial<HomeSecrets> = {}): Promise<void> {
	const { folder: home, secrets } = await openHome(folder, given);
	const ids = new Set(secrets.encryptionKeys.split(",").map((entry) => entry.slice(0, entry.indexOf(":"))));
	let number = ids.size + 1;
	while (ids.has(`k${number}`)) number++;
	const added = `k${number}:${randomBytes(32).toString("base64")}`;
	const file = path.join(home, "secrets.json");
	// What the environment brings stays there.
	const kept = await readSecrets(file);
	await writeSecrets(file, { ...kept, encryptionKeys: `${added},${secrets.encryptionKeys}` });
}

async function writeSecrets(file: string, secrets: Partial<HomeSecrets>): Promise<void> {
	const draft = `${file}.${process.pid}`;
	await writeFile(draft, `${JSON.stringify(secrets, null, "\t")}\n`, { mode: 0o600 });
	await rename(draft, file);
}
