import type { Database } from "@/lib/platform/postgres/database";
import { unseal } from "@/lib/platform/secrets/keyring";
import { queueRows } from "@/lib/platform/warehouse/outbox";
import { derive } from "@/lib/profiles/server/store-personal";
import { derivedRow } from "@/lib/sources/server/derived-row";

const pageSize = 1_000;

/**
 * Gives the warehouse what rules need of dates of birth that were stored before rules could use them, once
 * for each workspace. If interrupted it starts over: writing a fact twice is harmless. Returns how many
 * people.
 */
export async function deriveBirths(db: Database, now: Date): Promise<{ people: number }> {
	const waiting = await db.workspace.findMany({ where: { birthsDerivedAt: null }, select: { number: true } });
	let people = 0;
	for (const { number: ws } of waiting) {
		people += await deriveOf(db, ws, now);
		await db.workspace.update({ where: { number: ws }, data: { birthsDerivedAt: now } });
	}
	return { people };
}

async function deriveOf(db: Database, ws: number, now: Date): Promise<number> {
	let people = 0;
	for (let after = 0; ; ) {
		const page = await db.vaultValue.findMany({
			where: { workspaceNumber: ws, field: "birthday", uid: { gt: after } },
			select: { uid: true, valueEncrypted: true, validFrom: true, seq: true },
			orderBy: { uid: "asc" },
			take: pageSize,
		});
		const last = page.at(-1);
		if (!last) return people;
		const rows = page.flatMap(({ uid, valueEncrypted, validFrom, seq }) => {
			const value = valueEncrypted && unseal(valueEncrypted);
			return derive({ uid, field: "birthday", at: validFrom.getTime(), seq }, value).map((fact) =>
				derivedRow(ws, fact, now),
			);
		});
		await db.$transaction((tx) => queueRows(tx, ws, { trait_history: rows }));
		people += page.length;
		after = last.uid;
	}
}
