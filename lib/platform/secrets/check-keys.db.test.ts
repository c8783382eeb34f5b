import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { env } from "@/lib/platform/env";
import { database } from "@/lib/platform/postgres/database";
import { PrismaClient } from "@/lib/platform/postgres/generated/client";
import { checkKeys } from "@/lib/platform/secrets/check-keys";
import { seal, setKeys } from "@/lib/platform/secrets/keyring";
import { resealColumn } from "@/lib/platform/secrets/reseal-column";

const key = () => randomBytes(32).toString("base64");
const first = { encryptionKeys: `k1:${key()}`, hashKey: key() };
const own = { encryptionKeys: env.MUSTER_ENCRYPTION_KEYS, hashKey: env.MUSTER_HASH_KEY };

// A separate database, with the tables that the check reads.
const name = newId("job");
const url = new URL(env.DATABASE_URL);
url.pathname = `/${name}`;
let db: PrismaClient;

beforeAll(async () => {
	await database().$executeRawUnsafe(`CREATE DATABASE "${name}"`);
	db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url.href }) });
	for (const table of [
		"key_check (id int PRIMARY KEY, value_encrypted bytea, value_hash bytea)",
		"vault_value (value_encrypted bytea)",
		"identifier (value_encrypted bytea)",
		"destination (credentials_encrypted bytea, archived_at timestamptz)",
	])
		await db.$executeRawUnsafe(`CREATE TABLE ${table}`);
});
beforeEach(async () => {
	await db.$executeRawUnsafe("TRUNCATE key_check, vault_value, identifier, destination");
});
afterAll(async () => {
	setKeys(own);
	await db.$disconnect();
	await database().$executeRawUnsafe(`DROP DATABASE "${name}"`);
});

const rows = () => db.$queryRawUnsafe<unknown[]>("SELECT * FROM key_check");

test("the first keys are recorded, and only the same are accepted from then on", async () => {
	await checkKeys(url.href, first);
	await checkKeys(url.href, first);
	expect(await rows()).toHaveLength(1);
});

test("another encryption key and another hash key are each refused with the cure, and change nothing", async () => {
	await checkKeys(url.href, first);
	const before = await rows();
	for (const id of ["k1", "k2"]) {
		const lost = { ...first, encryptionKeys: `${id}:${key()}` };
		await expect(checkKeys(url.href, lost)).rejects.toThrow(/MUSTER_ENCRYPTION_KEYS does not open.*backup/);
	}
	await expect(checkKeys(url.href, { ...first, hashKey: key() })).rejects.toThrow(
		/MUSTER_HASH_KEY is another.*backup/,
	);
	expect(await rows()).toEqual(before);
});

test("a database from before the check is opened only with the keys that read what it holds", async () => {
	setKeys(first);
	await db.$executeRawUnsafe("INSERT INTO vault_value VALUES ($1)", seal("jane@example.com"));
	await expect(checkKeys(url.href, { ...first, encryptionKeys: `k1:${key()}` })).rejects.toThrow(
		/does not open/,
	);
	expect(await rows()).toHaveLength(0);
	await checkKeys(url.href, first);
	expect(await rows()).toHaveLength(1);
});

test("rotation keeps working: with both keys, then with the new one alone", async () => {
	await checkKeys(url.href, first);
	const added = `k2:${key()}`;
	const both = { ...first, encryptionKeys: `${added},${first.encryptionKeys}` };
	await checkKeys(url.href, both);
	await expect(checkKeys(url.href, { ...first, encryptionKeys: added })).rejects.toThrow(/does not open/);
	setKeys(both);
	expect(await resealColumn(db, { table: "key_check", column: "value_encrypted" })).toBe(1);
	await checkKeys(url.href, { ...first, encryptionKeys: added });
});

test("keys that are no keys are one sentence", async () => {
	await expect(checkKeys(url.href, { encryptionKeys: "nonsense", hashKey: key() })).rejects.toThrow(
		/MUSTER_ENCRYPTION_KEYS must be/,
	);
});
