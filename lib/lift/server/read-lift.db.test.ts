import { beforeAll, describe, expect, it } from "vitest";
import { assignArm } from "@/lib/holdouts/assign-arm";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { createAudience, createRunningCampaign, servePeople } from "@/lib/holdouts/testing/create-audience";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { LiftReadOut } from "@/lib/lift/contracts";
import { readLift } from "@/lib/lift/server/read-lift";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { seededRandom } from "@/lib/stats/testing/seeded-random";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const DAY = 86_400_000;
const WINDOW = 7;
const launch = new Date("2026-03-01T09:00:00Z");
const later = new Date(launch.getTime() + 2 * DAY);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const early = range(1, 4000);
const late = range(4001, 5000);

interface Order {
	uid: number;
	at: number;
	amount: number | null;
}

let ctx: Context;
let campaignId: string;
const orders: Order[] = [];

const at = (time: number | Date): Context => ({ ...ctx, now: new Date(time) });

beforeAll(async () => {
	ctx = await createTestWorkspace({ now: launch });
	const audience = await createAudience(ctx, [...early, ...late]);
	await servePeople(ctx, audience.segmentId, early);
	campaignId = await createRunningCampaign(ctx, audience, {
		holdoutBp: 2000,
		windowDays: WINDOW,
		costCents: 500_000,
	});
	await assignNewMembers(ctx, campaignId);
	await servePeople(ctx, audience.segmentId, [...early, ...late]);
	await ctx.db.allocationEpoch.create({ data: { campaignId, epoch: 2, holdoutBp: 4000, startedAt: later } });
	await assignNewMembers(at(later), campaignId);
	const random = seededRandom(5);
	for (const uid of [...early, ...late, ...range(6001, 6100)]) {
		const count = Math.floor(random() * 4 * (random() < 0.3 ? 1 : 0));
		for (let i = 0; i < count; i++) {
			// From three days before launch to five days after the last window; some exactly on the edges.
			const time = launch.getTime() + Math.floor((random() * 17 - 3) * DAY);
			const edge = [
				launch.getTime(),
				launch.getTime() + WINDOW * DAY,
				launch.getTime() + WINDOW * DAY + 1,
				later.getTime() + WINDOW * DAY,
			];
			const pick = random();
			const chosen = pick < 0.1 ? (edge[Math.floor(random() * edge.length)] ?? time) : time;
			orders.push({ uid, at: chosen, amount: random() < 0.05 ? null : Math.round(random() * 9000) / 100 });
		}
	}
	await insertRows(
		ctx.warehouse,
		"events",
		orders.map((order, i) => ({
			ws: ctx.workspace.number,
			event: "Order Completed",
			uid: order.uid,
			time: formatInstant(order.at),
			message: String(i + 1),
			received_at: formatInstant(order.at),
			source: "test",
			properties: order.amount === null ? { note: "gift" } : { amount: order.amount },
		})),
	);
});

interface Person {
	uid: number;
	arm: "treated" | "holdout";
	epoch: number;
	assignedAt: number;
	goals: number;
	value: number;
}

/** The same question answered person by person in the test, with no SQL. */
function recompute(asOf: number): Person[] {
	const people: Person[] = [];
	for (const uid of [...early, ...late]) {
		const isEarly = uid <= 4000;
		const assignedAt = isEarly ? launch.getTime() : later.getTime();
		if (assignedAt > asOf - WINDOW * DAY) continue;
		const mine = orders.filter(
			(order) => order.uid === uid && order.at > assignedAt && order.at <= assignedAt + WINDOW * DAY,
		);
		people.push({
			uid,
			arm: assignArm(campaignId, uid, isEarly ? 2000 : 4000),
			epoch: isEarly ? 1 : 2,
			assignedAt,
			goals: mine.length,
			value: mine.reduce((sum, order) => sum + (order.amount ?? 0), 0),
		});
	}
	return people;
}

function metric(read: LiftReadOut, key: string) {
	const found = read.metrics.find((each) => each.key === key);
	if (!found) throw new Error(`no metric ${key}`);
	return found;
}

describe("readLift", () => {
	it("reports that no one's window is complete while none is, and draws nothing", async () => {
		const read = await readLift(at(launch.getTime() + 3 * DAY), campaignId);
		expect(read.people.treated + read.people.holdout).toBe(0);
		expect(read.people.treatedOpen + read.people.holdoutOpen).toBe(5000);
		expect(read.people.completeAt).toBe(new Date(later.getTime() + WINDOW * DAY).toISOString());
		expect(metric(read, "conversion").difference.known).toBe(false);
		expect(read.incrementalValue.known).toBe(false);
		expect(read.series.known).toBe(false);
		expect(read.verdict.kind).toBe("keep_collecting");
	});

	it("counts only people whose window is complete, and reports how many are open", async () => {
		const read = await readLift(at(launch.getTime() + WINDOW * DAY), campaignId);
		expect(read.people.treated + read.people.holdout).toBe(4000);
		expect(read.people.treatedOpen + read.people.holdoutOpen).toBe(1000);
	});

	it("returns the same figures as counting person by person", async () => {
		const asOf = later.getTime() + WINDOW * DAY;
		const read = await readLift(at(asOf), campaignId);
		const people = recompute(asOf);
		expect(people).toHaveLength(5000);
		for (const arm of ["treated", "holdout"] as const) {
			const mine = people.filter((person) => person.arm === arm);
			expect(metric(read, "conversion")[arm].people).toBe(mine.length);
			expect(metric(read, "conversion")[arm].sum).toBe(mine.filter((person) => person.goals > 0).length);
			expect(metric(read, "count")[arm].sum).toBe(mine.reduce((sum, person) => sum + person.goals, 0));
			expect(metric(read, "value")[arm].sum).toBeCloseTo(
				mine.reduce((sum, person) => sum + person.value, 0),
				6,
			);
		}
	});

	it("estimates per epoch and combines by treated people, as a plain two-pass computation does", async () => {
		const asOf = later.getTime() + WINDOW * DAY;
		await ctx.db.campaign.update({
			where: { id: campaignId },
			data: { status: "ended", endedAt: new Date(asOf) },
		});
		const read = await readLift(at(asOf), campaignId);
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { status: "running", endedAt: null } });
		expect(read.interval.kind).toBe("fixed");
		const people = recompute(asOf);
		let difference = 0;
		let variance = 0;
		const treatedPeople = people.filter((person) => person.arm === "treated").length;
		for (const epoch of [1, 2]) {
			const arms = (["treated", "holdout"] as const).map((arm) => {
				const values = people
					.filter((each) => each.epoch === epoch && each.arm === arm)
					.map((each) => each.value);
				const mean = values.reduce((a, b) => a + b, 0) / values.length;
				const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
				return { n: values.length, mean, variance: squares / values.length };
			});
			const [treated, holdout] = arms;
			if (!treated || !holdout) throw new Error("two arms");
			const weight = treated.n / treatedPeople;
			difference += weight * (treated.mean - holdout.mean);
			variance += weight ** 2 * (treated.variance + holdout.variance);
		}
		const value = metric(read, "value");
		if (!value.difference.known || !read.incrementalValue.known) throw new Error("must be known");
		expect(value.difference.figure.value).toBeCloseTo(difference, 9);
		expect(value.difference.figure.se).toBeCloseTo(Math.sqrt(variance), 9);
		expect(value.difference.figure.low).toBeCloseTo(difference - 1.96 * Math.sqrt(variance), 2);
		expect(read.incrementalValue.figure.value).toBeCloseTo(difference * treatedPeople, 5);
		expect(read.incrementalValue.figure.low).toBeCloseTo(value.difference.figure.low * treatedPeople, 5);
	});

	it("draws a series whose last day is the read-out, and whose days are the people's own", async () => {
		const asOf = later.getTime() + WINDOW * DAY;
		const read = await readLift(at(asOf), campaignId);
		if (!read.series.known) throw new Error("must be known");
		const series = read.series.figure.find((each) => each.metric === "value");
		expect(series?.points.map((point) => point.day)).toEqual(range(0, WINDOW));
		expect(series?.points.at(-1)?.treated.mean).toBeCloseTo(metric(read, "value").treated.mean ?? 0, 9);
		const people = recompute(asOf);
		const treated = people.filter((person) => person.arm === "treated");
		const day3 = early
			.concat(late)
			.filter((uid) => assignArm(campaignId, uid, uid <= 4000 ? 2000 : 4000) === "treated")
			.filter((uid) => {
				const start = uid <= 4000 ? launch.getTime() : later.getTime();
				return orders.some((order) => order.uid === uid && order.at > start && order.at <= start + 3 * DAY);
			}).length;
		const conversion = read.series.figure.find((each) => each.metric === "conversion");
		expect(conversion?.points[3]?.treated).toMatchObject({ people: treated.length, sum: day3 });
		const deviation = (values: number[]) => {
			const mean = values.reduce((a, b) => a + b, 0) / values.length;
			return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
		};
		const last = series?.points.at(-1)?.treated;
		const half = (1.959964 * deviation(treated.map((person) => person.value))) / Math.sqrt(treated.length);
		expect((last?.high ?? 0) - (last?.mean ?? 0)).toBeCloseTo(half, 5);
	});

	describe("adjusted for a covariate", () => {
		type Pair = { epoch: number; arm: "treated" | "holdout"; y: number; x: number };

		/** θ, the difference and its error in plain two-pass sums, epoch by epoch. */
		function adjust(pairs: readonly Pair[]) {
			const cells = [1, 2].map((epoch) =>
				(["treated", "holdout"] as const).map((arm) => {
					const mine = pairs.filter((each) => each.epoch === epoch && each.arm === arm);
					const n = mine.length;
					const y = mine.reduce((sum, each) => sum + each.y, 0) / n;
					const x = mine.reduce((sum, each) => sum + each.x, 0) / n;
					return { mine, n, y, x };
				}),
			);
			const over = (of: (pair: Pair, cell: { y: number; x: number }) => number) =>
				cells.flat().reduce((all, cell) => all + cell.mine.reduce((sum, pair) => sum + of(pair, cell), 0), 0);
			const theta =
				over((pair, cell) => (pair.y - cell.y) * (pair.x - cell.x)) /
				over((pair, cell) => (pair.x - cell.x) ** 2);
			const treatedPeople = cells.reduce((sum, [treated]) => sum + (treated?.n ?? 0), 0);
			let difference = 0;
			const variance = { plain: 0, adjusted: 0 };
			for (const [treated, holdout] of cells) {
				if (!treated || !holdout) throw new Error("two arms");
				const weight = treated.n / treatedPeople;
				difference += weight * (treated.y - holdout.y - theta * (treated.x - holdout.x));
				for (const cell of [treated, holdout]) {
					const spread = (slope: number) =>
						cell.mine.reduce((sum, pair) => sum + (pair.y - cell.y - slope * (pair.x - cell.x)) ** 2, 0) /
						(cell.n - 1) /
						cell.n;
					variance.plain += weight ** 2 * spread(0);
					variance.adjusted += weight ** 2 * spread(theta);
				}
			}
			return {
				difference,
				se: Math.sqrt(variance.adjusted),
				removed: 1 - variance.adjusted / variance.plain,
			};
		}

		const asOf = later.getTime() + WINDOW * DAY;

		it("of the same metric in the 28 days before, as computed person by person", async () => {
			const read = await readLift(at(asOf), campaignId);
			if (!read.adjusted.known) throw new Error(read.adjusted.reason);
			expect(read.adjusted.figure.covariate).toMatch(/28 days before/);
			const before = (uid: number, assignedAt: number) =>
				orders.filter(
					(order) => order.uid === uid && order.at <= assignedAt && order.at > assignedAt - 28 * DAY,
				);
			const measures = {
				conversion: {
					y: (person: Person) => Number(person.goals > 0),
					x: (mine: Order[]) => Number(mine.length > 0),
				},
				count: { y: (person: Person) => person.goals, x: (mine: Order[]) => mine.length },
				value: {
					y: (person: Person) => person.value,
					x: (mine: Order[]) => mine.reduce((sum, order) => sum + (order.amount ?? 0), 0),
				},
			};
			const people = recompute(asOf);
			for (const [key, { y, x }] of Object.entries(measures)) {
				const want = adjust(
					people.map((person) => ({ ...person, y: y(person), x: x(before(person.uid, person.assignedAt)) })),
				);
				const got = read.adjusted.figure.metrics.find((each) => each.key === key);
				if (!got?.difference.known) throw new Error("must be known");
				expect(got.difference.figure.value).toBeCloseTo(want.difference, 9);
				expect(got.removed).toBeCloseTo(want.removed, 7);
				expect((got.treated.mean ?? 0) - (got.holdout.mean ?? 0)).toBeCloseTo(want.difference, 9);
				if (key === "conversion") expect(got.difference.figure.se).toBeCloseTo(want.se, 4);
				else expect(got.difference.figure.se).toBeCloseTo(want.se, 9);
			}
			// The series ends where the read-out does.
			const series = read.adjusted.figure.series;
			const last = series.known
				? series.figure.find((each) => each.metric === "value")?.points.at(-1)
				: undefined;
			const value = read.adjusted.figure.metrics.find((each) => each.key === "value");
			expect(last?.difference).toEqual(value?.difference);
		});

		it("of a numeric trait as it was at assignment; who has none counts as average", async () => {
			const ws = ctx.workspace.number;
			await ctx.db.traitDefinition.createMany({
				data: [
					{ workspaceNumber: ws, name: "loyalty", type: "number" },
					{ workspaceNumber: ws, name: "constant", type: "number" },
					{ workspaceNumber: ws, name: "plan", type: "string" },
				],
			});
			const people = recompute(asOf);
			const loyal = people.filter(({ uid }) => uid % 3 > 0);
			const loyaltyOf = ({ value, uid }: Person) => value / 10 + (uid % 7);
			const row = (uid: number, trait: string, value: number, time: number) => ({
				ws,
				trait,
				uid,
				type: "number",
				string_value: "",
				number_value: value,
				list_value: [],
				priority: 1,
				source: "test",
				valid_from: formatInstant(time),
				recorded_at: formatInstant(time),
			});
			await insertRows(ctx.warehouse, "trait_history", [
				...loyal.map((person) => row(person.uid, "loyalty", loyaltyOf(person), launch.getTime() - DAY)),
				// After the assignment it is an outcome, not a covariate.
				...loyal.map((person) => row(person.uid, "loyalty", 1e6, later.getTime() + DAY)),
				...people.map(({ uid }) => row(uid, "constant", 7, launch.getTime() - DAY)),
			]);
			const read = await readLift(at(asOf), campaignId, { trait: "loyalty" });
			if (!read.adjusted.known) throw new Error(read.adjusted.reason);
			expect(read.traits).toEqual(["constant", "loyalty"]);
			const mean = loyal.reduce((sum, person) => sum + loyaltyOf(person), 0) / loyal.length;
			const want = adjust(
				people.map((person) => ({
					...person,
					y: person.value,
					x: person.uid % 3 > 0 ? loyaltyOf(person) : mean,
				})),
			);
			const got = read.adjusted.figure.metrics.find((each) => each.key === "value");
			if (!got?.difference.known) throw new Error("must be known");
			expect(want.removed).toBeGreaterThan(0.2);
			expect(got.removed).toBeCloseTo(want.removed, 7);
			expect(got.difference.figure.value).toBeCloseTo(want.difference, 9);
			expect(got.difference.figure.se).toBeCloseTo(want.se, 9);
			expect(read.verdict).toEqual((await readLift(at(asOf), campaignId)).verdict);
			const same = await readLift(at(asOf), campaignId, { trait: "constant" });
			expect(same.adjusted).toEqual({
				known: false,
				reason: expect.stringContaining("constant at assignment is the same for everyone"),
			});
			await expect(readLift(at(asOf), campaignId, { trait: "plan" })).rejects.toMatchObject({
				code: "invalid",
			});
		});
	});

	it("may be read while it runs: the interval is the always-valid one, and wider", async () => {
		const asOf = later.getTime() + WINDOW * DAY;
		const read = await readLift(at(asOf), campaignId);
		expect(read.interval).toEqual({ kind: "always_valid", tunedAt: 4000, confidence: 95 });
		const { difference } = metric(read, "value");
		if (!difference.known) throw new Error("must be known");
		expect(difference.figure.high - difference.figure.low).toBeGreaterThan(2 * 1.96 * difference.figure.se);
	});

	it("reports how many goals have no value, and that the split is as designed", async () => {
		const read = await readLift(at(later.getTime() + WINDOW * DAY), campaignId);
		expect(read.health.find((check) => check.name === "outcomes")?.state).toBe("warning");
		expect(read.health.find((check) => check.name === "split")?.state).toBe("good");
		expect(read.health.find((check) => check.name === "leak")?.state).toBe("good");
	});

	it("reports every held-out person who was delivered to, and returns no verdict once there are many", async () => {
		const heldOut = early.filter((uid) => assignArm(campaignId, uid, 2000) === "holdout").slice(0, 30);
		const sync = await ctx.db.sync.findFirstOrThrow({ where: { campaignId } });
		const rows = heldOut.map((uid) => ({
			syncId: sync.id,
			uid,
			keyHash: new Uint8Array(Buffer.from(`key${uid}`)),
		}));
		await ctx.db.deliveryKey.createMany({
			data: rows.map(({ syncId, keyHash }) => ({
				syncId,
				keyHash,
				identifierKind: "user_id",
				remoteKeyEncrypted: new Uint8Array(),
				isDesired: false,
				state: "accepted",
				since: launch,
			})),
		});
		await ctx.db.deliveryOwner.createMany({
			data: rows.map((row) => ({ ...row, isDesired: false, reason: "held_out" })),
		});
		const read = await readLift(at(later.getTime() + WINDOW * DAY), campaignId);
		const leak = read.health.find((check) => check.name === "leak");
		expect(leak?.state).toBe("failed");
		expect(leak?.sentence).toContain("30 held-out people");
		expect(read.verdict).toMatchObject({ kind: "invalid", sentence: expect.stringContaining("30 held-out") });
		const asOfThen = at(later.getTime() + WINDOW * DAY);
		const viewer: Context = { ...asOfThen, actor: { ...asOfThen.actor, role: "viewer" } };
		const shown = await readLift(viewer, campaignId);
		expect(JSON.stringify([shown.verdict, shown.health])).not.toContain("30 held-out");
		expect(shown.verdict.sentence).toContain("Held-out people were reached anyway.");
		await ctx.db.deliveryKey.deleteMany({ where: { syncId: sync.id } });
		await ctx.db.deliveryOwner.deleteMany({ where: { syncId: sync.id } });
	});

	it("is tuned for the people it was planned to reach: those at launch, and who enters at the rate of before", async () => {
		const { segmentId } = await ctx.db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
		// The segment's first people, then one a day for four weeks, and one after the launch, which was not known then.
		const entered = [
			...early.slice(0, 50).map((uid) => ({ uid, day: -40 })),
			...range(1, 28).map((uid) => ({ uid: 7000 + uid, day: -uid + 0.5 })),
			{ uid: 7100, day: 3 },
		];
		await insertRows(
			ctx.warehouse,
			"membership_change",
			entered.map(({ uid, day }) => ({
				ws: ctx.workspace.number,
				segment: segmentId,
				version: 1,
				uid,
				change: "entered",
				effective_at: formatInstant(launch.getTime() + day * DAY),
				served_at: formatInstant(launch.getTime() + day * DAY),
				cause: "test",
			})),
		);
		const read = await readLift(at(later.getTime() + WINDOW * DAY), campaignId);
		// Open-ended: planned for 90 days, of which those count whose window is over.
		expect(read.interval).toEqual({ kind: "always_valid", tunedAt: 4000 + 90 - WINDOW, confidence: 95 });
	});

	it("counts the same of a long window, drawn every few days", async () => {
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { windowDays: 100 } });
		const asOf = later.getTime() + 100 * DAY;
		const read = await readLift(at(asOf), campaignId);
		await ctx.db.campaign.update({ where: { id: campaignId }, data: { windowDays: WINDOW } });
		const did = early.concat(late).filter((uid) => {
			const start = uid <= 4000 ? launch.getTime() : later.getTime();
			return orders.some((order) => order.uid === uid && order.at > start && order.at <= start + 100 * DAY);
		});
		const { treated, holdout } = metric(read, "conversion");
		expect(treated.sum + holdout.sum).toBe(did.length);
		const series = read.series.known ? read.series.figure.find((each) => each.metric === "conversion") : null;
		expect(series?.points.map((point) => point.day).slice(-3)).toEqual([96, 99, 100]);
		expect(series?.points.at(-1)?.treated.sum).toBe(treated.sum);
	});

	it("reads a launch divided exactly and its newcomers as one experiment, and its split as designed", async () => {
		const other = await createTestWorkspace({ now: launch });
		const audience = await createAudience(other, range(1, 520));
		await servePeople(other, audience.segmentId, range(1, 505));
		const id = await createRunningCampaign(other, audience, { windowDays: WINDOW, isCohort: true });
		await assignNewMembers(other, id);
		const end = (days: number): Context => ({ ...other, now: new Date(launch.getTime() + days * DAY) });
		const split = (read: LiftReadOut) => read.health.find(({ name }) => name === "split")?.sentence;
		expect(split(await readLift(end(WINDOW), id))).toBe(
			"50 of 505 people are held out, exactly as divided at launch.",
		);
		await servePeople(other, audience.segmentId, range(1, 520));
		await assignNewMembers(end(1), id);
		const read = await readLift(end(WINDOW + 1), id);
		const { treated, holdout, epochs, leftOut } = metric(read, "conversion");
		expect({ people: treated.people + holdout.people, epochs, leftOut }).toEqual({
			people: 520,
			epochs: [],
			leftOut: 0,
		});
		expect(split(read)).toMatch(/of 520 people are held out; 5[12] were expected: within chance\.$/);
		expect(read.interval.tunedAt).toBeGreaterThanOrEqual(505);
	});

	it("refuses a draft, and a campaign of another workspace", async () => {
		const stranger = await createTestWorkspace();
		await expect(readLift(stranger, campaignId)).rejects.toMatchObject({ code: "not_found" });
	});
});
