import { emailDomain } from "@/lib/identity/normalize-email";
import { normalizePhone } from "@/lib/identity/normalize-phone";
import type { Transaction } from "@/lib/platform/postgres/database";
import { keyedHash, seal, unseal } from "@/lib/platform/secrets/keyring";
import { birthdayFact, birthFactsOf, birthYearFact } from "@/lib/profiles/birth-facts";
import { type ContactWord, decideContact } from "@/lib/profiles/decide-contact";
import type { PersonalField } from "@/lib/profiles/personal-fields";
import { readRoots } from "@/lib/profiles/server/read-roots";

/** `seq` is its place in the transaction: of two values of one instant the later counts. */
export type PersonalValue = {
	uid: number;
	field: PersonalField;
	value: string | null;
	at: number;
	seq: number;
};
/** A fact about contact data that holds no contact data; null takes it away. */
export type DerivedFact = {
	uid: number;
	name: string;
	value: string | boolean | number | { day: number } | null;
	at: number;
	seq: number;
};

export function vaultHash(field: PersonalField, value: string): Uint8Array<ArrayBuffer> {
	return keyedHash(value, `vault:${field}`);
}

type Held = ContactWord & { sealed: Uint8Array | null };
type Statement = ContactWord & { value: string | null };

const derivedFrom: PersonalField[] = ["email", "phone", "birthday"];

/** What the warehouse may know of a value of the vault. */
export function derive(
	{ uid, field, at, seq }: Pick<ContactWord, "uid" | "field" | "at" | "seq">,
	value: string | null,
): DerivedFact[] {
	const fact = (name: string, found: DerivedFact["value"]): DerivedFact => ({
		uid,
		name,
		value: found,
		at,
		seq,
	});
	switch (field) {
		case "email":
			return [
				fact("has_email", value !== null),
				fact("email_domain", value === null ? null : emailDomain(value)),
			];
		case "phone":
			return [
				fact("has_phone", value !== null),
				fact("phone_country", value === null ? null : (normalizePhone(value)?.country ?? null)),
			];
		case "birthday": {
			const facts = value === null ? null : birthFactsOf(value);
			return [fact(birthdayFact, facts && { day: facts.birthday }), fact(birthYearFact, facts?.year ?? null)];
		}
		default:
			return [];
	}
}

/**
 * Puts contact data and names into the vault: the last statement counts, and a removal is remembered with its
 * date. `merged` are persons (roots) merged in this transaction. Returns what the warehouse may know about
 * the changes.
 */
export async function storePersonal(
	tx: Transaction,
	ws: number,
	values: readonly PersonalValue[],
	{ recordedAt, merged }: { recordedAt: Date; merged: ReadonlySet<number> },
): Promise<DerivedFact[]> {
	if (values.length === 0 && merged.size === 0) return [];
	const stated = values.map(
		(one): Statement => ({
			...one,
			hash: one.value === null ? null : hex(vaultHash(one.field, one.value)),
			recordedAt: recordedAt.getTime(),
		}),
	);
	const rootOf = await readRoots(tx, ws, [...stated.map(({ uid }) => uid), ...merged]);
	const fields = new Set([...stated.map(({ field }) => field), ...(merged.size > 0 ? derivedFrom : [])]);
	const held = await readHeld(tx, ws, [...rootOf.keys()], [...fields]);
	const { writes, current } = decideContact(held, stated, rootOf, merged);
	// One order for every process: no two wait for each other.
	writes.sort((a, b) => a.word.uid - b.word.uid || (a.word.field < b.word.field ? -1 : 1));
	await confirm(
		tx,
		ws,
		writes.filter(({ isConfirmed }) => isConfirmed),
	);
	await replace(
		tx,
		ws,
		writes.flatMap(({ word, isConfirmed }) => (isConfirmed ? [] : [word])),
	);
	const known = new Map<ContactWord, string | null>([
		...held.map(
			(word) => [word, word.sealed && derivedFrom.includes(word.field) ? unseal(word.sealed) : null] as const,
		),
		...stated.map((word) => [word, word.value] as const),
	]);
	return current
		.filter(({ field }) => derivedFrom.includes(field))
		.flatMap((word) => derive(word, known.get(word) ?? null));
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

/** What is in the vault. Locked, so that two processes that hear of one person decide one after the other. */
async function readHeld(
	tx: Transaction,
	ws: number,
	uids: readonly number[],
	fields: readonly PersonalField[],
): Promise<Held[]> {
	const rows = await tx.$queryRaw<
		{
			uid: number;
			field: PersonalField;
			hash: string | null;
			sealed: Uint8Array | null;
			at: Date;
			recorded: Date;
			seq: number;
		}[]
	>`
		SELECT uid, field, encode(value_hash, 'hex') AS hash, value_encrypted AS sealed, valid_from AS at,
			recorded_at AS recorded, seq
		FROM vault_value
		WHERE workspace_number = ${ws} AND uid = ANY(${[...uids]}::int[]) AND field = ANY(${[...fields]}::text[])
		ORDER BY uid, field FOR UPDATE`;
	return rows.map(({ at, recorded, ...row }) => ({
		...row,
		at: at.getTime(),
		recordedAt: recorded.getTime(),
	}));
}

type Write = { word: Statement; isNews: boolean };

/**
 * The same value, stated later: nothing is sealed again, and syncs recheck only the people whose reachability
 * it changes.
 */
async function confirm(tx: Transaction, ws: number, writes: readonly Write[]): Promise<void> {
	if (writes.length === 0) return;
	const words = writes.map(({ word }) => word);
	await tx.$executeRaw`
		UPDATE vault_value v SET valid_from = n.at, recorded_at = n.recorded, seq = n.seq,
			updated_at = CASE WHEN n.news THEN clock_timestamp() ELSE v.updated_at END
		FROM unnest(${words.map((one) => one.uid)}::int[], ${words.map((one) => one.field)}::text[],
			${words.map((one) => new Date(one.at))}::timestamptz[], ${words.map((one) => new Date(one.recordedAt))}::timestamptz[],
			${words.map((one) => one.seq)}::int[], ${writes.map((one) => one.isNews)}::bool[])
			AS n(uid, field, at, recorded, seq, news)
		WHERE v.workspace_number = ${ws} AND v.uid = n.uid AND v.field = n.field`;
}

async function replace(tx: Transaction, ws: number, words: readonly Statement[]): Promise<void> {
	if (words.length === 0) return;
	const sealed = words.map(({ value }) => (value === null ? null : hex(seal(value))));
	await tx.$executeRaw`
		INSERT INTO vault_value AS v
			(workspace_number, uid, field, value_hash, value_encrypted, valid_from, recorded_at, seq, updated_at)
		SELECT ${ws}, uid, field, decode(hash, 'hex'), decode(sealed, 'hex'), at, recorded, seq, clock_timestamp()
		FROM unnest(${words.map((one) => one.uid)}::int[], ${words.map((one) => one.field)}::text[],
			${words.map((one) => one.hash)}::text[], ${sealed}::text[], ${words.map((one) => new Date(one.at))}::timestamptz[],
			${words.map((one) => new Date(one.recordedAt))}::timestamptz[], ${words.map((one) => one.seq)}::int[])
			AS n(uid, field, hash, sealed, at, recorded, seq)
		ON CONFLICT (workspace_number, uid, field) DO UPDATE SET
			value_hash = excluded.value_hash, value_encrypted = excluded.value_encrypted, valid_from = excluded.valid_from,
			recorded_at = excluded.recorded_at, seq = excluded.seq, updated_at = excluded.updated_at
		WHERE (v.valid_from, v.recorded_at, v.seq) <= (excluded.valid_from, excluded.recorded_at, excluded.seq)`;
}
