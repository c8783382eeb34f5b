import { createHash } from "node:crypto";
import { consentRow } from "@/lib/consent/consent-row";
import { noteWithdrawals } from "@/lib/consent/server/note-withdrawals";
import { waitForRequests } from "@/lib/consent/server/wait-for-requests";
import { newId } from "@/lib/kernel/ids";
import type { Database, Transaction } from "@/lib/platform/postgres/database";
import { queueRows } from "@/lib/platform/warehouse/outbox";
import { resolvePeople } from "@/lib/profiles/server/resolve-people";
import { storePersonal } from "@/lib/profiles/server/store-personal";
import type { Intake, IntakeProblem } from "@/lib/sources/intake";
import type { Catalogue } from "@/lib/sources/server/catalogue";
import { derivedRow } from "@/lib/sources/server/derived-row";
import type { ValueType } from "@/lib/sources/trait-value";
import { eventRow, traitFacts, traitRow } from "@/lib/sources/warehouse-rows";

export type Accepted = {
	/** Per message: whether it was new. */
	isNew: boolean[];
	/** Per message: the owning uid; null for a message that was accepted before and for one about an erased person. */
	uids: (number | null)[];
	/** Per message: about a person erased since it happened, and therefore refused. */
	isErased: boolean[];
	peopleCreated: number;
	/** People who said no to something. */
	withdrawn: number[];
	/** Traits of which no value is stored, with the place of their message. */
	leftOut: LeftOut[];
};

export type LeftOut = IntakeProblem & { index: number; name: string };

export type AcceptOptions = {
	ws: number;
	/** Id of the source per message, or one for all. */
	source: string | ((index: number) => string);
	now: Date;
	/** Remember message ids forever (rows of files) or for 30 days (live messages). */
	keepForever: boolean;
	/**
	 * Messages that the caller sees to being accepted once, by `alsoWrite`: their ids are not remembered, so that the same
	 * words may be stated again later.
	 */
	isDedupedByCaller?: (index: number) => boolean;
	/**
	 * Creates, anew for each attempt of the transaction, the function that decides for each new message in
	 * order, now that its person is known, what is still to be written.
	 */
	reducer?: () => (index: number, uid: number, types: ReadonlyMap<string, ValueType>) => Intake;
	/** Messages whose time is only when they came in (rows of a file without one): they never bring an erased person back. */
	isUndated?: (index: number) => boolean;
	/** More to write in the same transaction, e.g. how far an import got; throwing undoes everything. */
	alsoWrite?: (tx: Transaction, accepted: Accepted) => Promise<void>;
};

const derivedTypes: Record<string, ValueType> = {
	has_email: "boolean",
	email_domain: "string",
	has_phone: "boolean",
	phone_country: "string",
};

const maxAttempts = 6;

function messageHash(messageId: string): string {
	return createHash("sha256").update(messageId, "utf8").digest("hex").slice(0, 32);
}

async function claim(
	tx: Transaction,
	options: AcceptOptions,
	hashes: readonly string[],
): Promise<Set<string>> {
	const sorted = [...new Set(hashes)].sort();
	const rows = await tx.$queryRaw<{ hash: string }[]>`
		INSERT INTO seen_message (workspace_number, message_hash, keep_forever, seen_at)
		SELECT ${options.ws}, decode(hash, 'hex'), ${options.keepForever}, ${options.now}
		FROM unnest(${sorted}::text[]) AS n(hash) ORDER BY hash
		ON CONFLICT DO NOTHING
		RETURNING encode(message_hash, 'hex') AS hash`;
	return new Set(rows.map((row) => row.hash));
}

function isTransient(error: unknown): boolean {
	const text = error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : String(error);
	return /40P01|40001|P2034|deadlock detected|could not serialize/.test(text);
}

/**
 * Accepts messages of one workspace durably: in one Postgres transaction message ids are claimed, people
 * found or created, contact data stored, and the rows for the warehouse queued. When this returns they
 * survive any crash, and no key of anyone who said no is sent any more; `flushOutbox` sends the rows to the
 * warehouse. Messages accepted before are dropped.
 */
export async function acceptMessages(
	db: Database,
	catalogue: Catalogue,
	intakes: readonly Intake[],
	options: AcceptOptions,
): Promise<Accepted> {
	const types = await catalogue.note(
		db,
		options.ws,
		intakes,
		intakes.some((intake) => intake.personal.length > 0) ? Object.entries(derivedTypes) : [],
	);
	const leftOut = findLeftOut(catalogue, types, intakes, options.ws);
	for (let attempt = 1; ; attempt++) {
		try {
			const accepted = await db.$transaction((tx) => acceptOnce(tx, { types, leftOut }, intakes, options), {
				timeout: 120_000,
				maxWait: 30_000,
			});
			await waitForRequests(db, options.ws, accepted.withdrawn);
			return accepted;
		} catch (error) {
			if (attempt >= maxAttempts || !isTransient(error)) throw error;
			await new Promise((resolve) => setTimeout(resolve, attempt * 10 + Math.random() * 20));
		}
	}
}

/** Nothing is lost in silence: every trait that has no place in the catalogue is named, but for one that only goes away. */
function findLeftOut(
	catalogue: Catalogue,
	types: ReadonlyMap<string, ValueType>,
	intakes: readonly Intake[],
	ws: number,
): LeftOut[] {
	return intakes.flatMap((intake, index) =>
		intake.traits.flatMap(({ name, value, field = `traits.${name}` }) =>
			types.has(name) || value.type === "unset"
				? []
				: [{ index, name, field, reason: catalogue.whyLeftOut(ws, name) }],
		),
	);
}

async function acceptOnce(
	tx: Transaction,
	{ types, leftOut }: { types: ReadonlyMap<string, ValueType>; leftOut: LeftOut[] },
	intakes: readonly Intake[],
	options: AcceptOptions,
): Promise<Accepted> {
	const { ws, now } = options;
	const sourceOf = (index: number) =>
		typeof options.source === "string" ? options.source : options.source(index);
	const isDedupedByCaller = options.isDedupedByCaller ?? (() => false);
	const hashes = intakes.map((intake, i) => (isDedupedByCaller(i) ? "" : messageHash(intake.messageId)));
	const unclaimed = await claim(tx, options, hashes.filter(Boolean));
	const accepted: Accepted = {
		isNew: [],
		uids: intakes.map(() => null),
		isErased: intakes.map(() => false),
		peopleCreated: 0,
		withdrawn: [],
		leftOut,
	};
	const fresh: number[] = [];
	for (let i = 0; i < intakes.length; i++) {
		// The first of equal ids in a batch is the new one.
		const isNew = isDedupedByCaller(i) || unclaimed.delete(hashes[i] ?? "");
		accepted.isNew.push(isNew);
		if (isNew) fresh.push(i);
	}
	if (fresh.length > 0) {
		const news = fresh.flatMap((i) => intakes[i] ?? []);
		const people = await resolvePeople(
			tx,
			ws,
			news.map((intake, at) => ({ ...intake, isUndated: options.isUndated?.(fresh[at] ?? 0) ?? false })),
			now,
		);
		accepted.peopleCreated = people.createdCount;
		const derived = await storePersonal(
			tx,
			ws,
			news.flatMap((intake, at) => {
				const uid = people.uids[at] ?? null;
				return uid === null ? [] : intake.personal.map((one) => ({ ...one, uid, at: intake.at, seq: at }));
			}),
			{ recordedAt: now, merged: people.mergedRoots },
		);
		const rows = { events: [] as object[], trait_history: [] as object[], consent_history: [] as object[] };
		const reduce = options.reducer?.();
		const reduced = news.map((intake, at) => {
			const uid = people.uids[at] ?? null;
			return uid === null ? null : (reduce?.(fresh[at] ?? 0, uid, types) ?? intake);
		});
		for (const [at, intake] of reduced.entries()) {
			const uid = people.uids[at] ?? null;
			const index = fresh[at] ?? 0;
			accepted.uids[index] = uid;
			if (uid === null || intake === null) {
				accepted.isErased[index] = true;
				continue;
			}
			const scope = { ws, source: sourceOf(index), recordedAt: now, seq: at };
			const event = eventRow(scope, uid, intake);
			if (event) rows.events.push(event);
			for (const fact of traitFacts(uid, intake, types)) rows.trait_history.push(traitRow(scope, fact));
			for (const consent of intake.consents)
				rows.consent_history.push(consentRow(scope, { ...consent, uid }));
		}
		for (const fact of derived) rows.trait_history.push(derivedRow(ws, fact, now));
		const withdrawals = reduced.flatMap((intake, at) => {
			const uid = people.uids[at] ?? null;
			if (intake === null || uid === null) return [];
			return intake.consents.flatMap(({ state, purpose }) => (state === "denied" ? [{ uid, purpose }] : []));
		});
		const outboxId = newId("box");
		await queueRows(tx, ws, { profile_change: people.changes, ...rows }, outboxId);
		await noteWithdrawals(tx, ws, outboxId, withdrawals, now);
		accepted.withdrawn = [...new Set(withdrawals.map(({ uid }) => uid))];
	}
	await options.alsoWrite?.(tx, accepted);
	return accepted;
}
