/** Past, present and future states, one step each. */
export type DraftHistory<V> = { past: V[]; present: V; future: V[]; changedAt: number };

export type DraftStep<V> =
	| { do: "change"; value: V; at: number }
	| { do: "undo" }
	| { do: "redo" }
	/** Replaces the whole value; can be undone. */
	| { do: "reset"; value: V }
	/** The value saved elsewhere, while nothing was changed here: there is nothing to undo. */
	| { do: "follow"; value: V };

/** How drafts of one kind are compared. */
export type DraftSort<V> = {
	/** A draft's content: two with the same content are equal. */
	says: (value: V) => string;
	/** Its structure. A structural change (move, addition, removal) is never merged with the step before. */
	orderOf: (value: V) => string;
};

const maxSteps = 200;
/** Changes closer together than this are one step: a word is undone, not a letter. */
const oneStepMs = 600;

export function takeStep<V>(
	history: DraftHistory<V>,
	step: DraftStep<V>,
	{ says, orderOf }: DraftSort<V>,
): DraftHistory<V> {
	const { past, present, future, changedAt } = history;
	switch (step.do) {
		case "change": {
			if (says(step.value) === says(present)) return { ...history, present: step.value };
			const isSoon = step.at - changedAt < oneStepMs && past.length > 0;
			const joins = isSoon && orderOf(step.value) === orderOf(present);
			return {
				past: joins ? past : [...past, present].slice(-maxSteps),
				present: step.value,
				future: [],
				changedAt: step.at,
			};
		}
		case "undo": {
			const previous = past.at(-1);
			if (previous === undefined) return history;
			return { past: past.slice(0, -1), present: previous, future: [present, ...future], changedAt: 0 };
		}
		case "redo": {
			const next = future[0];
			if (next === undefined) return history;
			return { past: [...past, present], present: next, future: future.slice(1), changedAt: 0 };
		}
		case "reset":
			return { past: [...past, present], present: step.value, future: [], changedAt: 0 };
		case "follow":
			return { past: [], present: step.value, future: [], changedAt: 0 };
	}
}
