import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/** Secrets made at first start. They live in `secrets.json` of the home folder, readable by its owner alone. */
export type HomeSecrets = {
	/** Keyring for encryption at rest, as MUSTER_ENCRYPTION_KEYS. */
	encryptionKeys: string;
	hashKey: string;
	sessionSecret: string;
	postgresPassword: string;
	warehousePassword: string;
};

function makeSecrets(): HomeSecrets {
	return {
		encryptionKeys: `k1:${randomBytes(32).toString("base64")}`,
		hashKey: randomBytes(32).toString("base64"),
		sessionSecret: randomBytes(32).toString("base64url"),
		postgresPassword: randomBytes(24).toString("base64url"),
		warehousePassword: randomBytes(24).toString("base64url"),
	};
}

/** Opens the folder that holds everything Muster keeps on this machine, making what is missing. */
export async function openHome(folder: string): Promise<{ folder: string; secrets: HomeSecrets }> {
	const home = path.resolve(folder);
	await mkdir(path.join(home, "logs"), { recursive: true });
	const file = path.join(home, "secrets.json");
	let kept: Partial<HomeSecrets> = {};
	try {
		// Safe because a missing field is filled below; a file that is not JSON throws rather than lose keys.
		kept = JSON.parse(await readFile(file, "utf8")) as Partial<HomeSecrets>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
			throw new Error(
				`${file} cannot be read (${(error as Error).message}). Restore it from a backup: it holds the keys of this folder's data.`,
			);
		}
	}
	const secrets = { ...makeSecrets(), ...kept };
	if (Object.keys(kept).length < Object.keys(secrets).length) await writeSecrets(file, secrets);
	await chmod(file, 0o600);
	return { folder: home, secrets };
}

/** Puts a new encryption key before the ones the home folder has; the old ones still read what they sealed. */
export async function addEncryptionKey(folder: string): Promise<void> {
	const { folder: home, secrets } = await openHome(folder);
	const ids = new Set(secrets.encryptionKeys.split(",").map((entry) => entry.slice(0, entry.indexOf(":"))));
	let number = ids.size + 1;
	while (ids.has(`k${number}`)) number++;
	const added = `k${number}:${randomBytes(32).toString("base64")}`;
	await writeSecrets(path.join(home, "secrets.json"), {
		...secrets,
		encryptionKeys: `${added},${secrets.encryptionKeys}`,
	});
}

async function writeSecrets(file: string, secrets: HomeSecrets): Promise<void> {
	const draft = `${file}.${process.pid}`;
	await writeFile(draft, `${JSON.stringify(secrets, null, "\t")}\n`, { mode: 0o600 });
	await rename(draft, file);
}
