import { emailDomain } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import type { Transaction } from "@/lib/platform/postgres/database";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { birthdayFact, birthFactsOf, birthYearFact } from "@/lib/profiles/birth-facts";
import type { PersonalField } from "@/lib/profiles/personal-fields";

export type PersonalValue = { uid: number; field: PersonalField; value: string | null; at: number };
/** A fact about contact data that holds no contact data; null takes it away. */
export type DerivedFact = {
	uid: number;
	name: string;
	value: string | boolean | number | { day: number } | null;
	at: number;
};

export function vaultHash(field: PersonalField, value: string): Uint8Array<ArrayBuffer> {
	return keyedHash(value, `vault:${field}`);
}

/** What the warehouse may know of a value of the vault. */
export function derive({ uid, field, value, at }: PersonalValue): DerivedFact[] {
	if (field === "email") {
		return [
			{ uid, name: "has_email", value: value !== null, at },
			{ uid, name: "email_domain", value: value === null ? null : emailDomain(value), at },
		];
	}
	if (field === "phone") {
		const country = value === null ? null : (normalizePhone(value)?.country ?? null);
		return [
			{ uid, name: "has_phone", value: value !== null, at },
			{ uid, name: "phone_country", value: country, at },
		];
	}
	if (field === "birthday") {
		const facts = value === null ? null : birthFactsOf(value);
		return [
			{ uid, name: birthdayFact, value: facts && { day: facts.birthday }, at },
			{ uid, name: birthYearFact, value: facts && facts.year, at },
		];
	}
	return [];
}

/**
 * Puts contact data and names into the vault, newest `at` wins, unchanged values are not written. Returns what the
 * warehouse may know about the changes.
 */
export async function storePersonal(
	tx: Transaction,
	ws: number,
	values: readonly PersonalValue[],
): Promise<DerivedFact[]> {
	const newest = new Map<string, PersonalValue>();
	for (const value of values) {
		const key = `${value.uid}:${value.field}`;
		const other = newest.get(key);
		if (!other || other.at <= value.at) newest.set(key, value);
	}
	if (newest.size === 0) return [];
	// One order for every process: no two wait for each other.
	const wanted = [...newest.values()].sort((a, b) => a.uid - b.uid || (a.field < b.field ? -1 : 1));
	const stored = await tx.$queryRaw<{ uid: number; field: string; hash: string; valid_from: Date }[]>`
		SELECT v.uid, v.field, encode(v.value_hash, 'hex') AS hash, v.valid_from
		FROM unnest(${wanted.map((one) => one.uid)}::int[], ${wanted.map((one) => one.field)}::text[]) AS n(uid, field)
		JOIN vault_value v ON v.workspace_number = ${ws} AND v.uid = n.uid AND v.field = n.field`;
	const current = new Map(stored.map((row) => [`${row.uid}:${row.field}`, row]));
	const changed: (PersonalValue & { hash: string })[] = [];
	const removed: PersonalValue[] = [];
	for (const one of wanted) {
		const before = current.get(`${one.uid}:${one.field}`);
		if (before && before.valid_from.getTime() > one.at) continue;
		if (one.value === null) {
			if (before) removed.push(one);
			continue;
		}
		const hash = Buffer.from(vaultHash(one.field, one.value)).toString("hex");
		if (before?.hash !== hash) changed.push({ ...one, hash });
	}
	if (changed.length > 0) {
		const sealed = changed.map((one) => Buffer.from(seal(one.value ?? "")).toString("hex"));
		await tx.$executeRaw`
			INSERT INTO vault_value AS v (workspace_number, uid, field, value_hash, value_encrypted, valid_from, updated_at)
			SELECT ${ws}, uid, field, decode(hash, 'hex'), decode(sealed, 'hex'), valid_from, clock_timestamp()
			FROM unnest(${changed.map((one) => one.uid)}::int[], ${changed.map((one) => one.field)}::text[],
				${changed.map((one) => one.hash)}::text[], ${sealed}::text[],
				${changed.map((one) => new Date(one.at).toISOString())}::timestamptz[]) AS n(uid, field, hash, sealed, valid_from)
			ON CONFLICT (workspace_number, uid, field) DO UPDATE SET
				value_hash = excluded.value_hash, value_encrypted = excluded.value_encrypted,
				valid_from = excluded.valid_from, updated_at = excluded.updated_at
			WHERE v.valid_from <= excluded.valid_from`;
	}
	if (removed.length > 0) {
		await tx.$executeRaw`
			DELETE FROM vault_value v USING unnest(${removed.map((one) => one.uid)}::int[],
				${removed.map((one) => one.field)}::text[]) AS n(uid, field)
			WHERE v.workspace_number = ${ws} AND v.uid = n.uid AND v.field = n.field`;
	}
	return [...changed, ...removed].flatMap(derive);
}
