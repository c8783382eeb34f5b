import type { PersonalField } from "@/lib/profiles/personal-fields";

/** One word on a field of contact data: a value, by its hash, or (null) that there is none any more. */
export type ContactWord = {
	uid: number;
	field: PersonalField;
	hash: string | null;
	/** Since when it holds, when it was recorded, and its place in that transaction: later wins, in this order. */
	at: number;
	recordedAt: number;
	seq: number;
};

export type ContactDecision<Word extends ContactWord> = {
	/** Words that are the last of their number and field; `isNews` when what the person is reached by changed. */
	writes: { word: Word; isConfirmed: boolean; isNews: boolean }[];
	/** The word that counts for a person, where it changed or was not worked out before. */
	current: ContactWord[];
};

/** Negative when `a` was stated before `b`. */
export function compareWords(a: ContactWord, b: ContactWord): number {
	return a.at - b.at || a.recordedAt - b.recordedAt || a.seq - b.seq;
}

/**
 * What was stated last counts: per number, so that a merge can be undone exactly, and per person over all numbers merged
 * into them. A value stated again is confirmed: what was stated before that cannot replace it. `merged` are persons (roots)
 * that were just put together, whose last word has to be found anew.
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
		// Of two numbers that are alike in everything the smaller counts, as where contact data is read.
		const order = other ? compareWords(word, other) || other.uid - word.uid : 1;
		if (order > 0) last.set(key, word);
	}
	return last;
}
