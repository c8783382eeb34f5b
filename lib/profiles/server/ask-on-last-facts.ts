import {
	type Change,
	factsAsOf,
	type PeopleFacts,
	readChangesSince,
	readStoredFacts,
	type StoredFacts,
} from "@/lib/profiles/server/read-snapshot";
import type { Context } from "@/lib/workspaces/server/context";

type Known = { stored: StoredFacts; changes: readonly Change[] };

const mostKnown = 500;
const lastKnown = new Map<number, Known>();

/**
 * Asks the warehouse about people on the facts that the last question found, while they are read anew: a question need
 * not wait for them. The statement itself says what has changed since the snapshot (`changesFrom`). When either shows more
 * than was known, the answer is dropped and the question asked again on what is known now; an answer is never of less.
 */
export async function askOnLastFacts<Answer>(
	ctx: Context,
	asOf: Date,
	ask: (facts: PeopleFacts) => Promise<{ answer: Answer; changes: readonly Change[] }>,
): Promise<Answer> {
	const { number: ws } = ctx.workspace;
	const last = lastKnown.get(ws);
	let stored: StoredFacts;
	if (last) {
		const asking = ask(factsAsOf(last.stored, last.changes, asOf));
		// Seen to below, when the facts are there.
		asking.catch(() => {});
		stored = await readStoredFacts(ctx);
		if (isSame(stored, last.stored)) {
			const { answer, changes } = await asking;
			if (isWithin(changes, last.changes)) return answer;
		}
	} else {
		stored = await readStoredFacts(ctx);
	}
	const changes = await readChangesSince(ctx, stored);
	lastKnown.delete(ws);
	lastKnown.set(ws, { stored, changes });
	const [oldest] = lastKnown.keys();
	if (lastKnown.size > mostKnown && oldest !== undefined) lastKnown.delete(oldest);
	return (await ask(factsAsOf(stored, changes, asOf))).answer;
}

/** A build never changes: its number says all of it. */
function isSame(one: StoredFacts, other: StoredFacts): boolean {
	return one.hasMerges === other.hasMerges && one.build?.number === other.build?.number;
}

/** More changes than there are only cost time: whoever they name is looked up in the history. */
function isWithin(changes: readonly Change[], known: readonly Change[]): boolean {
	return changes.every(([kind, name]) => known.some((one) => one[0] === kind && one[1] === name));
}
