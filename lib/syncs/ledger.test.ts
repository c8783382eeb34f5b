import { describe, expect, it } from "vitest";
import {
	abandonRequest,
	askAgain,
	beginRequest,
	isPossiblyPresent,
	type KeyOutcome,
	keyStates,
	type LedgerKey,
	type LedgerPolicy,
	newKey,
	nextStep,
	setDesired,
	settleRequest,
} from "@/lib/syncs/ledger";

const policy: LedgerPolicy = { settleMs: 900, refusedRetryMs: 5_000, renewAheadMs: 100 };
const key = (over: Partial<LedgerKey>): LedgerKey => ({ ...newKey, since: 0, ...over });
const sent = { sentAt: 10, keptMs: 1_000 };

describe("the delivery ledger", () => {
	it.each([
		["a wanted key that is not there is added", key({ isDesired: true }), "add"],
		["an unwanted key that is not there needs nothing", key({}), "none"],
		["a key that left is removed", key({ state: "accepted" }), "remove"],
		["a key that is there and wanted needs nothing", key({ state: "present", isDesired: true }), "none"],
		[
			"a key about to be forgotten is sent again",
			key({ state: "accepted", isDesired: true, expiresAt: 1_050 }),
			"add",
		],
		["a key with a lost answer is asserted again", key({ state: "unknown", isDesired: true }), "add"],
		["a key with a lost answer that left is removed", key({ state: "unknown" }), "remove"],
		["nothing is sent before the settling time", key({ state: "unknown", retryAt: 1_001 }), "wait"],
		["a rejected value is not sent again", key({ state: "rejected", isDesired: true }), "none"],
		["a request on its way is waited for", key({ state: "adding" }), "wait"],
	])("%s", (_title, given, step) => {
		expect(nextStep(given, 1_000, policy)).toBe(step);
	});

	it("counts everything as possibly there that was ever on its way", () => {
		expect(keyStates.filter(isPossiblyPresent)).toEqual([
			"adding",
			"present",
			"accepted",
			"removing",
			"unknown",
		]);
	});

	it("takes nothing for sent after a removal without a clear answer", () => {
		const removing = beginRequest(key({ state: "present", sentVersion: "v1" }), "remove", 5);
		const lost: KeyOutcome = { kind: "ambiguous", reason: "No answer" };
		const unclear = { state: "unknown", sentVersion: null };
		expect(settleRequest(removing, "remove", lost, 20, policy, sent)).toMatchObject(unclear);
		expect(abandonRequest(removing, 20, policy)).toMatchObject(unclear);
		const adding = beginRequest(key({ state: "present", isDesired: true, sentVersion: "v1" }), "add", 5);
		expect(settleRequest(adding, "add", lost, 20, policy, sent)).toMatchObject({ sentVersion: "v1" });
	});

	it("calls an added key accepted when the network answers only with counts, and present when it reports each row", () => {
		const adding = beginRequest(key({ isDesired: true }), "add", 5);
		expect(adding).toMatchObject({ state: "adding", stateBefore: "absent", since: 5 });
		expect(settleRequest(adding, "add", { kind: "accepted" }, 20, policy, sent)).toMatchObject({
			state: "accepted",
			expiresAt: 1_010,
		});
		expect(settleRequest(adding, "add", { kind: "confirmed" }, 20, policy, sent)).toMatchObject({
			state: "present",
		});
	});

	it("keeps a key there when its renewal is rejected, and calls it rejected only when it never was there", () => {
		const rejected = { kind: "rejected", reason: "bad", isRetryable: false } as const;
		const renewal = beginRequest(key({ state: "accepted", isDesired: true, expiresAt: 50 }), "add", 5);
		expect(settleRequest(renewal, "add", rejected, 20, policy, sent)).toMatchObject({
			state: "accepted",
			reason: "bad",
			retryAt: 5_020,
		});
		const first = beginRequest(key({ isDesired: true }), "add", 5);
		expect(settleRequest(first, "add", rejected, 20, policy, sent)).toMatchObject({
			state: "rejected",
			retryAt: null,
		});
	});

	describe("a network that is still processing what it accepted", () => {
		const asynchronous: LedgerPolicy = { ...policy, appliesWithinMs: 10_000 };
		const accepted = { kind: "accepted" } as const;
		const lost = { kind: "ambiguous", reason: "time-out" } as const;
		const add = (from: LedgerKey, outcome: KeyOutcome, now: number) =>
			settleRequest(beginRequest(from, "add", now), "add", outcome, now, asynchronous, sent);
		const remove = (from: LedgerKey, now: number, outcome: KeyOutcome = accepted) =>
			settleRequest(beginRequest(from, "remove", now), "remove", outcome, now, asynchronous, sent);
		const leave = (from: LedgerKey) => setDesired(from, false, asynchronous);
		const wanted = key({ isDesired: true });
		const waits = { state: "unknown", isDesired: false, retryAt: 10_010, mayApplyUntil: 10_010 };

		it("is asked once more to remove what was removed while its addition may still have been applied", () => {
			const there = leave(add(wanted, accepted, 10));
			expect(remove(there, 10_009)).toMatchObject(waits);
			expect(nextStep(remove(there, 10_009), 10_010, asynchronous)).toBe("remove");
			const gone = { state: "absent", retryAt: null, reason: null, mayApplyUntil: null };
			expect(remove(there, 10_010)).toMatchObject(gone);
			expect(remove(remove(there, 60), 10_010)).toMatchObject(gone);
		});

		it("is asked again however often someone asks in between, or changes their mind", () => {
			const early = remove(leave(add(wanted, accepted, 10)), 60);
			expect(remove(askAgain(early, asynchronous), 1_100)).toMatchObject(waits);
			expect(remove(leave(setDesired(early, true, asynchronous)), 1_100)).toMatchObject(waits);
			expect(remove(early, 1_100, { kind: "missing", reason: "not there" })).toMatchObject(waits);
		});

		it("is asked again when no one heard of the addition, or of the first removal", () => {
			expect(remove(leave(add(wanted, lost, 10)), 1_100)).toMatchObject(waits);
			expect(remove(remove(leave(add(wanted, accepted, 10)), 60, lost), 1_100)).toMatchObject(waits);
			const dead = abandonRequest(beginRequest(wanted, "add", 5), 10, asynchronous);
			expect(remove(leave(dead), 1_100)).toMatchObject(waits);
		});

		it("is not asked again where what was accepted is applied", () => {
			const there = settleRequest(beginRequest(wanted, "add", 10), "add", accepted, 10, policy, sent);
			const gone = settleRequest(
				beginRequest(leave(there), "remove", 60),
				"remove",
				accepted,
				60,
				policy,
				sent,
			);
			expect(gone).toMatchObject({ state: "absent", mayApplyUntil: null });
		});
	});

	it("sends again what shall hold other fields than were sent", () => {
		const there = key({ state: "present", isDesired: true, desiredVersion: "v2", sentVersion: "v1" });
		expect(nextStep(there, 0, policy)).toBe("add");
		const adding = beginRequest(there, "add", 5);
		const done = settleRequest(adding, "add", { kind: "confirmed", remoteId: "r1" }, 20, policy, sent);
		expect(done).toMatchObject({ state: "present", sentVersion: "v2", remoteId: "r1" });
		expect(nextStep(done, 30, policy)).toBe("none");
		const gone = settleRequest(
			beginRequest({ ...done, isDesired: false }, "remove", 40),
			"remove",
			{ kind: "missing", reason: "x" },
			50,
			policy,
			sent,
		);
		expect(gone).toMatchObject({ state: "absent", sentVersion: null, remoteId: null });
	});

	it("goes back to where it was when the request was certainly not applied", () => {
		const removing = beginRequest(key({ state: "accepted", expiresAt: 77 }), "remove", 5);
		expect(settleRequest(removing, "remove", { kind: "not_applied" }, 20, policy, sent)).toMatchObject({
			state: "accepted",
			expiresAt: 77,
		});
	});

	it("makes the requests of a dead run unknown, to be retried after the settling time", () => {
		const adding = beginRequest(key({ isDesired: true }), "add", 5);
		expect(abandonRequest(adding, 50, policy)).toMatchObject({ state: "unknown", retryAt: 950 });
		expect(abandonRequest(key({ state: "accepted" }), 50, policy)).toMatchObject({ state: "accepted" });
	});

	it("forgets the network's no when the wish has changed, and never the rest after a lost answer", () => {
		const kept = key({ state: "accepted", reason: "too small", retryAt: 5_020 });
		expect(setDesired(kept, true, policy)).toMatchObject({ isDesired: true, reason: null, retryAt: null });
		expect(setDesired(kept, false, policy)).toBe(kept);
		const refusedRenewal = key({ state: "present", isDesired: true, reason: "full", retryAt: 5_020 });
		expect(nextStep(setDesired(refusedRenewal, false, policy), 30, policy)).toBe("remove");
		const lost = key({ state: "unknown", isDesired: true, reason: "time-out", retryAt: 900 });
		expect(setDesired(lost, false, policy)).toEqual({ ...lost, isDesired: false });
	});

	it("does not wait a day to remove who came back and left again after a refusal", () => {
		// May be there: an answer was lost, and then the removal was refused.
		const removing = beginRequest(key({ state: "unknown", retryAt: 900 }), "remove", 1_000);
		const refusal = { kind: "refused", reason: "too small" } as const;
		const refused = settleRequest(removing, "remove", refusal, 1_000, policy, sent);
		expect(refused).toMatchObject({ state: "unknown", retryAt: 6_000 });
		const again = setDesired(setDesired(refused, true, policy), false, policy);
		expect(nextStep(again, 1_899, policy)).toBe("wait");
		expect(nextStep(again, 1_900, policy)).toBe("remove");
	});

	it("tries a rejected value again when it is wanted anew", () => {
		const bad = key({ state: "rejected", isDesired: true, reason: "not an address" });
		const gone = setDesired(bad, false, policy);
		expect(gone).toMatchObject({ isDesired: false, state: "absent", reason: null });
		expect(nextStep(setDesired(gone, true, policy), 30, policy)).toBe("add");
	});
});
