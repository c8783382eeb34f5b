import { expect, it } from "vitest";
import type { Erasure, ErasureRemoval } from "@/lib/privacy/api";
import { readWait } from "@/lib/privacy/read-wait";

const at = "2026-11-29T12:00:00.000Z";
const now = Date.parse(at);
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const removal = (change: Partial<ErasureRemoval>): ErasureRemoval => ({
	syncId: "syn_1",
	syncName: "Champions",
	destinationName: "Meta",
	identifiers: 1,
	removed: 0,
	shared: 0,
	pending: 1,
	reason: "No answer was clear yet.",
	checkedAt: at,
	retryAt: inMinutes(15),
	confirmedAt: null,
	givenUpAt: null,
	movedAway: false,
	...change,
});
const wait = (removals: ErasureRemoval[], change: Partial<Erasure> = {}) => {
	const erasure: Erasure = {
		id: "ers_1",
		profileId: 7,
		profiles: 1,
		status: "running",
		requestedBy: "Ada",
		requestedAt: at,
		attempts: 1,
		nextTryAt: inMinutes(15),
		error: null,
		clearedAt: at,
		rowsErased: 3,
		finishedAt: null,
		removals,
		...change,
	};
	const until = readWait(erasure, now);
	return until === null ? null : (until - now) / 60_000;
};

it("waits until the first open destination may be retried", () => {
	const confirmed = removal({ confirmedAt: at, retryAt: null });
	const givenUp = removal({ givenUpAt: at, retryAt: null });
	expect(wait([removal({}), removal({ retryAt: inMinutes(4) }), confirmed, givenUp])).toBe(4);
});

it("does not wait while something can be done", () => {
	expect(wait([removal({}), removal({ retryAt: null })])).toBeNull();
	expect(wait([removal({ retryAt: at })])).toBeNull();
	expect(wait([removal({})], { clearedAt: null })).toBeNull();
	expect(wait([removal({})], { error: "Warehouse: something went wrong" })).toBeNull();
	expect(wait([])).toBeNull();
	expect(wait([removal({})], { status: "finished" })).toBeNull();
});
