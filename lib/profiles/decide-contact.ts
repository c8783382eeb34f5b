import type { PersonalField } from "@/lib/profiles/personal-fields";

/** One statement about a contact field: a value, by its hash, or null for a removal. */
export type ContactWord = {
	uid: number;
	field: PersonalField;
	hash: string | null;
	/**
	 * Since when it holds, when it was recorded, and its position in that transaction: later wins, in this
	 * order.
	 */
	at: number;
	recordedAt: number;
	seq: number;
};

export type ContactDecision<Word extends ContactWord> = {
	/** The last statements per number and field; `isNews` when it changed how the person is reached. */
	writes: { word: Word; isConfirmed: boolean; isNews: boolean }[];
	/** The statement that counts for a person, if it changed or was not computed before. */
	current: ContactWord[];
};

/** Negative when `a` was stated before `b`. */
export function compareWords(a: ContactWord, b: ContactWord): number {
	return a.at - b.at || a.recordedAt - b.recordedAt || a.seq - b.seq;
}

/**
 * The last statement counts: per number, so that a merge can be undone exactly, and per person over all
 * numbers merged into them. Restating a value confirms it: earlier statements cannot replace it. `merged` are
 * persons (roots) that were just merged, whose last statement must be recomputed.
 */
export function decideContact<Word extends ContactWord>(
	held: readonly ContactWord[],
	stated: readonly Word[],
	rootOf: ReadonlyMap<number, number>,
	merged: ReadonlySet<number>,
): ContactDecision<Word> {
	const root = (uid: number) => rootOf.get(uid) ?? uid;
	const own = new Map<string, ContactWord>(held.map((word) => [`${word.uid}:${word.field}`, word]));
	const before = new Map(own);
	const fresh = new Map<string, Word>();
	for (const word of stated) {
		const key = `${word.uid}:${word.field}`;
		const other = own.get(key);
		if (other && compareWords(word, other) < 0) continue;
		own.set(key, word);
		fresh.set(key, word);
	}
	const lastBefore = lastOfPersons(before.values(), root);
	const last = lastOfPersons(own.values(), root);
	const changed = new Set<string>();
	for (const [key, word] of last) {
		const was = lastBefore.get(key);
		if (was === undefined || was.hash !== word.hash || merged.has(root(word.uid))) changed.add(key);
	}
	return {
		writes: [...fresh].map(([key, word]) => {
			const isConfirmed = before.get(key)?.hash === word.hash && before.has(key);
			return { word, isConfirmed, isNews: !isConfirmed || changed.has(`${root(word.uid)}:${word.field}`) };
		}),
		current: [...changed].flatMap((key) => last.get(key) ?? []),
	};
}

function lastOfPersons(
	words: Iterable<ContactWord>,
	root: (uid: number) => number,
): Map<string, ContactWord> {
	const last = new Map<string, ContactWord>();
	for (const word of words) {
		const key = `${root(word.uid)}:${word.field}`;
		const other = last.get(key);
		// On a complete tie the smaller number counts, as when contact data is read.
		const order = other ? compareWords(word, other) || other.uid - word.uid : 1;
		if (order > 0) last.set(key, word);
	}
	return last;
}
