import type { PersonHistory, TraitRow } from "@/lib/rules/evaluate/person-history";

export type TraitValue = TraitRow["value"];

/** The value valid at `asOf`: per priority the newest row counts, and the highest priority that has a value wins. */
export function currentTrait(person: PersonHistory, trait: string, asOf: number): TraitValue | null {
	return currentRow(person, trait, asOf)?.value ?? null;
}

function currentRow(person: PersonHistory, trait: string, asOf: number): TraitRow | null {
	const newest = new Map<number, TraitRow>();
	for (const row of person.traits) {
		if (row.trait !== trait || row.validFrom > asOf) continue;
		const best = newest.get(row.priority);
		if (!best || compareRows(row, best) > 0) newest.set(row.priority, row);
	}
	let winner: TraitRow | null = null;
	for (const row of newest.values()) {
		if (row.value.type !== "unset" && (winner === null || row.priority > winner.priority)) winner = row;
	}
	return winner;
}

/** When the next value recorded already becomes valid; null when none does. */
export function nextTraitInstant(person: PersonHistory, trait: string, asOf: number): number | null {
	let next: number | null = null;
	for (const row of person.traits) {
		if (row.trait === trait && row.validFrom > asOf && (next === null || row.validFrom < next)) {
			next = row.validFrom;
		}
	}
	return next;
}

const typeOrder = { unset: 0, string: 1, number: 2, boolean: 3, date: 4, list: 5, day: 6 };

/**
 * Newer wins; at the same instants the last written. Rows that are alike in this too are distinguished by type and then by
 * value, so that the answer is one.
 */
function compareRows(a: TraitRow, b: TraitRow): number {
	return (
		a.validFrom - b.validFrom ||
		a.recordedAt - b.recordedAt ||
		a.seq - b.seq ||
		typeOrder[a.value.type] - typeOrder[b.value.type] ||
		compareValues(a.value, b.value)
	);
}

function compareValues(a: TraitValue, b: TraitValue): number {
	if (a.type === "unset" || b.type === "unset") return 0;
	if (a.type === "list" && b.type === "list") {
		for (let i = 0; i < Math.min(a.value.length, b.value.length); i++) {
			const order = compareText(a.value[i] ?? "", b.value[i] ?? "");
			if (order !== 0) return order;
		}
		return a.value.length - b.value.length;
	}
	if (a.type === "string" && b.type === "string") return compareText(a.value, b.value);
	return Number(a.value) - Number(b.value);
}

/** By code point. */
function compareText(a: string, b: string): number {
	const left = [...a];
	const right = [...b];
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const order = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
		if (order !== 0) return order;
	}
	return left.length - right.length;
}
