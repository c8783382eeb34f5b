import { describe, expect, it } from "vitest";
import { prepareAttention } from "@/lib/attention/prepare-attention";

const now = Date.UTC(2026, 10, 29, 12);
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const nothing = {
	now,
	syncs: [],
	segments: [],
	traits: [],
	imports: [],
	failedJobs: [],
	destinations: [],
	campaigns: [],
};
const sync = {
	id: "syn_1",
	name: "Buyers to Meta",
	status: "active",
	statusReason: null,
	segment: { id: "seg_1" },
	destination: { id: "dst_1" },
};
const meta = { id: "dst_1", name: "Meta", status: "failing", checkError: "The token has expired." };
const segment = {
	id: "seg_1",
	name: "Buyers",
	description: "",
	ownerId: "usr_1",
	ownerName: "Ann",
	state: "live" as const,
	staleReason: null,
	nextTryAt: null,
	isRefreshing: false,
	version: 1,
	servedVersion: 1,
	size: 10,
	knownSize: 10,
	asOf: ago(1),
	refreshEveryMinutes: 60,
	tags: [],
	createdAt: ago(500),
	updatedAt: ago(500),
};
const trait = {
	id: "ctr_1",
	name: "orders",
	description: "",
	kind: "aggregate" as const,
	unit: null,
	valueType: "number" as const,
	state: "live" as const,
	staleReason: null,
	nextTryAt: null,
	ownerId: "usr_1",
	ownerName: "Ann",
	version: 1,
	servedVersion: 1,
	people: 10,
	asOf: ago(1),
	usedIn: [],
	says: "",
	createdAt: ago(500),
	updatedAt: ago(500),
};
const imported = {
	id: "imp_1",
	kind: "people" as const,
	fileName: "people.csv",
	status: "running" as const,
	bytesTotal: 10,
	bytesRead: 5,
	rowsRead: 5,
	rowsAccepted: 5,
	rowsUnchanged: 0,
	rowsRejected: 0,
	refusals: 0,
	peopleCreated: 5,
	problems: 0,
	error: null,
	nextTryAt: null,
	stalledSince: null,
	isFileKept: true,
	createdBy: "Ann",
	createdAt: ago(10),
	startedAt: ago(10),
	finishedAt: null,
};

describe("what needs attention on Home", () => {
	it("is nothing while all goes well", () => {
		expect(
			prepareAttention({
				...nothing,
				syncs: [sync],
				destinations: [{ ...meta, status: "connected" }],
				segments: [segment],
				traits: [trait],
				imports: [imported],
			}),
		).toEqual([]);
	});

	it("ranks what stops deliveries before what is old, with its cause and where to fix it", () => {
		const found = prepareAttention({
			...nothing,
			syncs: [{ ...sync, status: "failing", statusReason: "The last run was given up." }],
			segments: [{ ...segment, state: "stale", staleReason: "A trait is gone." }],
		});
		expect(found.map(({ title, detail, path }) => [title, detail, path])).toEqual([
			["Buyers to Meta does not deliver", "The last run was given up.", "syncs/syn_1"],
			[
				"Buyers is out of date",
				"A trait is gone. The members of the last refresh stay live.",
				"segments/seg_1",
			],
		]);
	});

	it("is one item for an expired token, with the syncs it stops and its fix, whatever gave up on it", () => {
		const failing = { ...sync, status: "failing", statusReason: "The token has expired." };
		const found = prepareAttention({
			...nothing,
			destinations: [meta],
			syncs: [failing, { ...failing, id: "syn_2", name: "Trials" }, { ...sync, id: "syn_3" }],
			failedJobs: [{ id: "job_1", work: "A run", attempts: 5, failedAt: ago(5), path: "syncs/syn_1" }],
		});
		expect(found).toMatchObject([
			{
				title: "Meta refuses the connection",
				detail: "The token has expired. 2 syncs do not deliver: Buyers to Meta and Trials.",
				cure: { label: "Reconnect", path: "destinations/dst_1?change=connection" },
			},
		]);
	});

	it("offers to run a sync again whose destination works", () => {
		const [found] = prepareAttention({
			...nothing,
			destinations: [{ ...meta, status: "connected" }],
			syncs: [{ ...sync, status: "failing" }],
		});
		expect(found?.cure).toEqual({ label: "Retry", needs: "syncs.write", runSync: "syn_1" });
	});

	it("reports a disconnected destination, before its syncs are known", () => {
		expect(
			prepareAttention({ now, destinations: [{ ...meta, status: "disconnected" }] }).map(
				({ title }) => title,
			),
		).toEqual(["Meta is disconnected"]);
	});

	it("is one item for a segment that is out of date and the syncs that deliver it", () => {
		const found = prepareAttention({
			...nothing,
			syncs: [{ ...sync, status: "stale", statusReason: "“Buyers” is out of date: A trait is gone." }],
			segments: [{ ...segment, state: "stale", staleReason: "A trait is gone." }],
		});
		expect(found.map(({ title }) => title)).toEqual(["Buyers is out of date"]);
		expect(found[0]?.detail).toMatch(/1 sync delivers them: Buyers to Meta\.$/);
	});

	it("does not call late what waits for jobs that do not run", () => {
		const late = { ...segment, asOf: ago(500) };
		expect(prepareAttention({ ...nothing, segments: [late] })).toHaveLength(1);
		const jobs = { problem: "No worker is running.", isRunning: false };
		const stuck = { ...imported, stalledSince: ago(5) } as never;
		expect(
			prepareAttention({ ...nothing, jobs, segments: [late], imports: [stuck] }).map(({ key }) => key),
		).toEqual(["jobs"]);
	});

	it("explains why emails cannot be sent, and when they are retried", () => {
		const problem = "The mail server mail.example.com refused the sign-in.";
		expect(prepareAttention({ ...nothing, mail: { problem, nextTryAt: ago(-5) } })).toMatchObject([
			{
				title: "Emails cannot be sent",
				detail: problem,
				nextTryAt: ago(-5),
				path: "settings/notifications",
			},
		]);
		expect(prepareAttention({ ...nothing, mail: { problem: null, nextTryAt: null } })).toEqual([]);
	});

	it("warns about a sync that delivers out-of-date people", () => {
		const found = prepareAttention({
			...nothing,
			syncs: [{ ...sync, status: "stale", statusReason: "“Base” is archived." }],
		});
		expect(found.map(({ title, detail }) => [title, detail])).toEqual([
			["Buyers to Meta delivers people who are out of date", "“Base” is archived."],
		]);
	});

	it("names a sync whose run waits for confirmation, and one that cannot be emptied", () => {
		const found = prepareAttention({
			...nothing,
			syncs: [
				{ ...sync, status: "needs_confirmation" },
				{ ...sync, id: "syn_2", name: "Old", status: "emptying", statusReason: "The token has expired." },
				{ ...sync, id: "syn_3", status: "emptying" },
			],
		});
		expect(found.map(({ title, path }) => [title, path])).toEqual([
			["Old cannot be emptied", "syncs/syn_2"],
			["Buyers to Meta waits for confirmation", "syncs/syn_1"],
		]);
	});

	it("ranks stopped jobs before all their consequences; jobs that only fail are a warning", () => {
		const stopped = { problem: "No worker is running.", isRunning: false };
		const [first] = prepareAttention({
			...nothing,
			jobs: stopped,
			syncs: [{ ...sync, status: "failing" }],
		});
		expect(first).toMatchObject({ tone: "bad", path: "settings/jobs" });
		expect(first?.detail).toMatch(/^No worker is running\./);
		const failing = { problem: "Background jobs keep failing.", isRunning: true };
		expect(prepareAttention({ ...nothing, jobs: failing })).toMatchObject([{ tone: "warning" }]);
		expect(prepareAttention({ ...nothing, jobs: { problem: null, isRunning: true } })).toEqual([]);
	});

	it("reports what was saved and is not built, and what is retried when", () => {
		const found = prepareAttention({
			...nothing,
			segments: [{ ...segment, version: 2, updatedAt: ago(3) }],
			traits: [{ ...trait, state: "stale", staleReason: "The event is gone.", nextTryAt: ago(-10) }],
		});
		expect(found.map(({ tone, title, nextTryAt }) => [tone, title, nextTryAt])).toEqual([
			["bad", "Buyers could not be built", null],
			["warning", "orders could not be calculated", ago(-10)],
		]);
	});

	it("reports imports that failed, stalled or broke off, and no old ones", () => {
		const failed = {
			...imported,
			status: "failed" as const,
			error: "The disk is full.",
			finishedAt: ago(60),
		};
		const titles = (row: typeof imported | typeof failed) =>
			prepareAttention({ ...nothing, imports: [row] }).map(({ title }) => title);
		expect(titles(failed)).toEqual(["The import of people.csv failed"]);
		expect(titles({ ...failed, finishedAt: ago(3 * 24 * 60) })).toEqual([]);
		expect(titles({ ...imported, stalledSince: ago(5) } as never)).toEqual([
			"The import of people.csv is stuck",
		]);
		expect(titles({ ...imported, error: "The warehouse cannot be reached." } as never)).toEqual([
			"The import of people.csv was interrupted",
		]);
	});

	it("reports background work that was given up", () => {
		const failedJobs = [
			{ id: "job_1", work: "An import", attempts: 5, failedAt: ago(5), path: "data/imports/imp_1" },
		];
		expect(prepareAttention({ ...nothing, failedJobs })[0]).toMatchObject({
			tone: "bad",
			title: "An import failed for good",
			path: "data/imports/imp_1",
		});
	});

	it("reports syncs that stall, fall behind or are not what they were, unless something greater explains it", () => {
		const trouble = (kind: "stalled" | "backlog" | "wanted_jump" | "low_match") => ({
			kind,
			title: `has ${kind}`,
			detail: "Why.",
		});
		const troubles = (["stalled", "backlog", "wanted_jump", "low_match"] as const).map(trouble);
		const told = (over: object) =>
			prepareAttention({ ...nothing, syncs: [{ ...sync, troubles }], ...over })
				.filter(({ path }) => path === "syncs/syn_1")
				.map(({ key, tone }) => `${key} ${tone}`);
		expect(told({})).toEqual([
			"syn_1 stalled bad",
			"syn_1 backlog bad",
			"syn_1 wanted_jump warning",
			"syn_1 low_match warning",
		]);
		expect(told({ jobs: { problem: "No worker is running.", isRunning: false } })).toEqual([
			"syn_1 wanted_jump warning",
			"syn_1 low_match warning",
		]);
		expect(told({ destinations: [meta] })).toEqual([]);
		const [first] = prepareAttention({ ...nothing, syncs: [{ ...sync, troubles }] });
		expect(first?.title).toBe("Buyers to Meta has stalled");
	});

	it("warns of a connection that will end, once it is not broken already", () => {
		const endsSoon = "Access expires in 3 days.";
		const told = (status: string) =>
			prepareAttention({ ...nothing, destinations: [{ ...meta, status, endsSoon }] }).map(
				({ title }) => title,
			);
		expect(told("connected")).toEqual(["Meta will stop working"]);
		expect(told("failing")).toEqual(["Meta refuses the connection"]);
	});

	it("names scheduled campaigns that were due and could not be launched", () => {
		const launches = [
			{
				id: "cmp_1",
				name: "Spring",
				launchProblem: "A destination of this campaign is no longer connected.",
			},
			{ id: "cmp_2", name: "Summer", launchProblem: null },
		];
		expect(prepareAttention({ ...nothing, launches })).toMatchObject([
			{
				key: "cmp_1",
				title: "Spring did not start as scheduled",
				detail: "A destination of this campaign is no longer connected.",
				path: "campaigns/cmp_1",
			},
		]);
	});

	it("names campaigns whose numbers cannot be read", () => {
		const verdict = { kind: "invalid", sentence: "The split is off." };
		const [found] = prepareAttention({
			...nothing,
			campaigns: [{ campaignId: "cmp_1", name: "Spring", verdict }],
		});
		expect(found?.detail).toBe("The split is off.");
	});
});
