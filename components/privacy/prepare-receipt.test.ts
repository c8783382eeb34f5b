import { expect, it } from "vitest";
import { countGivenUp, prepareSteps, receiptText } from "@/components/privacy/prepare-receipt";
import type { Erasure } from "@/lib/privacy/api";

const at = "2026-11-29T12:00:00.000Z";
const clock = (instant: string) => instant.slice(11, 16);
const removal = {
	syncId: "syn_1",
	syncName: "Champions",
	destinationName: "Meta",
	identifiers: 3,
	removed: 1,
	shared: 1,
	pending: 1,
	reason: "The access token has expired.",
	checkedAt: at,
	retryAt: null,
	confirmedAt: null,
	givenUpAt: null,
	movedAway: false,
};
const erasure: Erasure = {
	id: "ers_1",
	profileId: 7,
	profiles: 2,
	status: "running",
	requestedBy: "Ada",
	requestedAt: at,
	attempts: 1,
	nextTryAt: at,
	error: null,
	clearedAt: null,
	rowsErased: 0,
	finishedAt: null,
	removals: [removal],
};

it("names what is open, and why", () => {
	const [, destination, history] = prepareSteps(erasure, clock);
	expect(destination).toMatchObject({
		state: "waiting",
		detail:
			"1 identifier removed. 1 identifier stays, because another person who is delivered has the same. 1 identifier not confirmed yet. The access token has expired.",
	});
	expect(history?.state).toBe("working");
});

it("says that all is done only when it is", () => {
	const done: Erasure = {
		...erasure,
		status: "finished",
		clearedAt: at,
		finishedAt: at,
		rowsErased: 1,
		removals: [{ ...removal, removed: 3, shared: 0, pending: 0, reason: null, confirmedAt: at }],
	};
	expect(prepareSteps(done, clock).every(({ state }) => state === "done")).toBe(true);
	expect(receiptText(done, "Shop")).toContain("[x] Events, traits and consent: 1 row deleted.");
	expect(receiptText(erasure, "Shop")).toContain("[ ] Meta · Champions");
});

it("shows when a destination whose response was unclear is retried", () => {
	const waiting = { ...removal, removed: 0, shared: 0, identifiers: 1, reason: "No answer was clear yet." };
	const again = "2026-11-29T12:15:00.000Z";
	const detail = (change: Partial<(typeof erasure.removals)[number]>) =>
		prepareSteps({ ...erasure, removals: [{ ...waiting, retryAt: again, ...change }] }, clock)[1]?.detail;
	expect(detail({})).toBe(
		"1 identifier not confirmed yet. No answer was clear yet; removals are asked again at 12:15.",
	);
	expect(detail({ reason: null })).toBe("1 identifier not confirmed yet. Removals are asked again at 12:15.");
	expect(detail({ identifiers: 0, pending: 0, reason: null, retryAt: null })).toBe("Nothing was held there.");
});

it("says of a destination that was disconnected that it may still hold them", () => {
	const givenUp = { ...removal, pending: 1, reason: "The access token has expired.", givenUpAt: at };
	const finished: Erasure = {
		...erasure,
		status: "finished",
		clearedAt: at,
		finishedAt: at,
		removals: [givenUp, { ...givenUp, syncId: "syn_2", pending: 0, identifiers: 0, removed: 0, shared: 0 }],
	};
	const [, first, second] = prepareSteps(finished, clock);
	expect(first).toMatchObject({
		state: "given_up",
		at,
		detail:
			"1 identifier removed. 1 identifier stays, because another person who is delivered has the same. 1 identifier may still be there. Meta was disconnected before it confirmed the removal, so Muster cannot remove anyone there any more.",
	});
	expect(second).toMatchObject({ state: "done", detail: "Nothing was held there." });
	expect(countGivenUp(finished)).toBe(1);
	expect(receiptText(finished, "Shop")).toContain("[!] Meta · Champions: 1 identifier removed.");
});
