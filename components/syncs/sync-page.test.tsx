// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { SyncPage } from "@/components/syncs/sync-page";
import { answerApi } from "@/components/testing/answer-api";
import { mount } from "@/components/testing/mount";
import { runCounts, sync } from "@/components/testing/sample-answers";
import type { RunView } from "@/lib/syncs/contracts";
import type { SyncTotals } from "@/lib/syncs/totals";
import type { Role } from "@/lib/workspaces/policy";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }), useRouter: () => ({ push }) }));

const preview = {
	asOf: "2026-11-22T09:00:00.000Z",
	members: 20,
	wanted: 18,
	toAdd: 17,
	toRemove: 0,
	toUpdate: 0,
	unchanged: 0,
	rejected: 0,
	heldOut: 0,
	globallyHeldOut: 0,
	noConsent: 2,
	suppressed: 0,
	excluded: 0,
	converted: 0,
	otherVariant: 0,
	outranked: 0,
	unmapped: 0,
	noIdentifier: 1,
	problem: null,
};
const forecast = {
	timeZone: "Europe/Berlin",
	problem: null,
	runs: ["2026-11-23T05:00:00.000Z", "2026-11-24T05:00:00.000Z", "2026-11-25T05:00:00.000Z"],
};
const question = {
	runId: "run_9",
	kind: "change" as const,
	delivered: 1_000,
	entering: 0,
	leaving: 412,
	isBeyond: ["leaving" as const],
	askedAt: "2026-11-22T09:00:00.000Z",
};

function mountPage(
	role: Role,
	differs: Partial<typeof sync> = {},
	runs: RunView[] = [],
	answers: Record<string, unknown> = {},
) {
	const path = `/syncs/${sync.id}`;
	const api = answerApi({
		[`GET ${path}`]: { ...sync, ...differs },
		[`GET ${path}/runs`]: { items: runs, nextCursor: null },
		[`PATCH ${path}`]: { ...sync, ...differs },
		[`POST ${path}/pause`]: { ...sync, status: "paused" },
		[`POST ${path}/resume`]: sync,
		[`DELETE ${path}`]: { id: sync.id, isArchived: differs.delivered === 0 },
		[`POST ${path}/restore`]: sync,
		[`POST ${path}/runs`]: null,
		[`POST ${path}/runs/run_9/confirm`]: null,
		[`GET ${path}/preview`]: preview,
		"GET /syncs/schedule-forecast": forecast,
		...answers,
	});
	return {
		...mount(<SyncPage syncId={sync.id} />, role),
		archivedWith: () => api.queriesOf(`DELETE ${path}`),
		sentTo: (to: string) => api.sentTo(to.replace("…", path)),
	};
}

describe("a sync", () => {
	it("is paused and resumed as its button says", async () => {
		const first = mountPage("marketer");
		await first.user.click(await screen.findByRole("button", { name: "Pause" }));
		await waitFor(() => expect(first.sentTo("POST …/pause")).toHaveLength(1));
		first.unmount();
		const second = mountPage("marketer", { status: "paused" });
		await second.user.click(await screen.findByRole("button", { name: "Resume" }));
		await waitFor(() => expect(second.sentTo("POST …/resume")).toHaveLength(1));
	});

	it("sends the chosen schedule, and keeps one the list does not have", async () => {
		const { user, sentTo } = mountPage("marketer", { schedule: { kind: "interval", everyMinutes: 47 } });
		const often = await screen.findByRole("combobox", { name: "How often" });
		expect(often.textContent).toMatch(/47 minutes/);
		await user.click(often);
		await user.click(screen.getByRole("option", { name: /someone starts/ }));
		await waitFor(() => expect(sentTo("PATCH …")).toMatchObject([{ schedule: { kind: "manual" } }]));
		// Someone else's newer choice is not overwritten.
		expect(sentTo("PATCH …")).toMatchObject([
			{ before: { schedule: { kind: "interval", everyMinutes: 47 } } },
		]);
	});

	it("asks before it is archived", async () => {
		const { user, sentTo } = mountPage("marketer");
		await user.click(await screen.findByRole("button", { name: "Archive" }));
		const dialog = within(await screen.findByRole("dialog"));
		await user.click(dialog.getByRole("button", { name: "Cancel" }));
		expect(screen.queryByRole("dialog")).toBeNull();
		expect(sentTo("DELETE …")).toEqual([]);
	});

	it("is archived after everyone is removed, or at once and leaving them there", async () => {
		const { user, archivedWith } = mountPage("marketer");
		await user.click(await screen.findByRole("button", { name: "Archive" }));
		const dialog = within(await screen.findByRole("dialog"));
		const radio = (name: RegExp) => dialog.getByRole("radio", { name });
		expect(radio(/Remove everyone from Our Meta account first/).getAttribute("aria-checked")).toBe("true");
		await user.click(dialog.getByRole("button", { name: "Remove everyone and archive" }));
		await waitFor(() => expect(archivedWith()).toEqual(["audience=empty"]));
		expect(push).not.toHaveBeenCalled();
		await user.click(await screen.findByRole("button", { name: "Archive" }));
		await user.click(screen.getByRole("radio", { name: /Leave everyone in the audience/ }));
		await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Archive" }));
		await waitFor(() => expect(archivedWith()).toEqual(["audience=empty", "audience=leave"]));
	});

	it("says while it is being emptied how it goes, and can be kept", async () => {
		const { user, sentTo } = mountPage("marketer", {
			status: "emptying",
			emptyingSince: "2026-11-22T09:00:00.000Z",
			statusReason: "The access token has expired.",
		});
		expect(await screen.findByText(/The access token has expired/)).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Pause" })).toBeNull();
		await user.click(screen.getByRole("button", { name: "Keep this sync" }));
		await waitFor(() => expect(sentTo("POST …/restore")).toHaveLength(1));
	});

	it("asks about a large change with its numbers, and confirms that very run", async () => {
		const { user, sentTo } = mountPage("marketer", { status: "needs_confirmation", question });
		expect(
			await screen.findByText(/remove 412 of the 1,000 people at Our Meta account \(41%\)/),
		).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Remove 412 people" }));
		await waitFor(() => expect(sentTo("POST …/runs/run_9/confirm")).toHaveLength(1));
	});

	it("says to a role that may not see people that a run waits, without numbers or a button", async () => {
		mountPage("viewer", { status: "needs_confirmation", question: null });
		expect(await screen.findByText(/waiting for confirmation by someone with access to people/)).toBeTruthy();
		expect(screen.queryByRole("button", { name: /people/ })).toBeNull();
	});

	it("agrees to the first run with the number its button shows", async () => {
		const { user, sentTo } = mountPage("marketer", { confirmedAt: null });
		await user.click(await screen.findByRole("button", { name: "Send 17 people to Our Meta account" }));
		await waitFor(() => expect(sentTo("POST …/runs")).toEqual([{ confirms: { people: 17 } }]));
	});

	it("saves set times when asked to, and shows the next three in the workspace's zone", async () => {
		const { user, sentTo } = mountPage("marketer");
		await user.click(await screen.findByRole("combobox", { name: "How often" }));
		await user.click(screen.getByRole("option", { name: "At set times" }));
		expect(await screen.findByText("Mon 23 Nov, 06:00")).toBeTruthy();
		expect(screen.getByText("(Europe/Berlin time)")).toBeTruthy();
		expect(sentTo("PATCH …")).toEqual([]);
		await user.click(screen.getByRole("combobox", { name: "Days" }));
		await user.click(screen.getByRole("option", { name: "Weekdays" }));
		await user.click(screen.getByRole("button", { name: "Save times" }));
		await waitFor(() =>
			expect(sentTo("PATCH …")).toMatchObject([
				{ schedule: { kind: "cron", cron: "0 6 * * 1-5" }, before: { schedule: {} } },
			]),
		);
	});

	it.each([
		["In real time", { kind: "real_time" }],
		["After the segment's refresh", { kind: "after_refresh" }],
		["Every 15 minutes", { kind: "interval", everyMinutes: 15 }],
	])("is scheduled %s in one step", async (name, schedule) => {
		const { user, sentTo } = mountPage("marketer");
		await user.click(await screen.findByRole("combobox", { name: "How often" }));
		await user.click(screen.getByRole("option", { name: new RegExp(`^${name}`) }));
		await waitFor(() => expect(sentTo("PATCH …")).toMatchObject([{ schedule }]));
	});

	it("says what keeps it from adding anyone, and goes on when that is answered", async () => {
		const blocked = {
			status: "failing" as const,
			statusReason: "No one is added or updated: values are in different currencies (EUR, USD).",
			blockedBy: "currencies" as const,
		};
		const answers = { [`PATCH /syncs/${sync.id}`]: sync };
		const { user, sentTo } = mountPage("marketer", blocked, [], answers);
		const alert = await screen.findByRole("alert");
		expect(alert.textContent).toMatch(/This sync adds no one.*EUR, USD/);
		expect(alert.textContent).not.toMatch(/stays as it was/);
		await user.click(within(alert).getByRole("button", { name: "All values are in one currency" }));
		await waitFor(() => expect(sentTo(`PATCH /syncs/${sync.id}`)).toEqual([{ valuesShareCurrency: true }]));
	});

	it("lets a viewer look and change nothing", async () => {
		mountPage("viewer");
		expect(
			(await screen.findByRole<HTMLButtonElement>("combobox", { name: "How often" })).matches(
				":disabled, [disabled], fieldset:disabled *",
			),
		).toBe(true);
		expect(screen.queryByRole("button", { name: "Pause" })).toBeNull();
		expect(screen.queryByRole("tab", { name: "People" })).toBeNull();
	});
});

describe("the pictures of a sync", () => {
	const run: RunView = {
		id: "run_2",
		syncId: sync.id,
		trigger: "schedule",
		status: "finished",
		asOf: "2026-11-22T09:00:00.000Z",
		counts: runCounts,
		progress: null,
		error: null,
		question: null,
		createdAt: "2026-11-22T09:00:00.000Z",
		startedAt: "2026-11-22T09:00:00.000Z",
		finishedAt: "2026-11-22T09:08:00.000Z",
	};
	const failed: RunView = {
		...run,
		id: "run_1",
		status: "failed",
		finishedAt: "2026-11-22T08:08:00.000Z",
		error: { message: "The token has expired.", detail: null },
	};

	it("say of a removal of single people only what it removed, and compare no run with it", async () => {
		const none = Object.fromEntries(Object.keys(runCounts).map((key) => [key, 0]));
		const removal: RunView = {
			...run,
			id: "run_3",
			trigger: "erasure",
			counts: {
				...runCounts,
				...none,
				matched: null,
				removed: 2,
				isFull: false,
				isResend: false,
				missingFields: [],
			},
		};
		const next = { ...run, id: "run_4" };
		mountPage("analyst", { lastRun: next, delivered: 1117 }, [next, removal, run]);
		expect(await screen.findByText("2 identifiers removed")).toBeTruthy();
		expect(screen.queryByText(/\b0 people there/)).toBeNull();
		expect(screen.queryByText(/there \(\+/)).toBeNull();
	});

	it("show people from the segment to the destination, and the match rate in identifiers", async () => {
		// The newest run had nothing to send, so there is no match rate for it.
		const idle = { ...run, id: "run_3", counts: { ...runCounts, added: 0, matched: null } };
		mountPage("analyst", { lastRun: idle, delivered: 1117 }, [idle, run, failed]);
		const card = within(await screen.findByRole("region", { name: "From the segment to the destination" }));
		expect(card.getAllByRole("listitem").at(-1)?.textContent).toBe(
			"At Our Meta account1,117no one drops out here",
		);
		expect(await card.findByText(/^1,500 of 2,000 identifiers \(75%\) matched in the run/)).toBeTruthy();
		expect(card.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("75");
	});

	it("show an unreported match rate as unknown, and nothing to roles that may not see it", async () => {
		const silent = { ...run, counts: { ...runCounts, matched: null } };
		const { unmount } = mountPage("analyst", { lastRun: silent }, [silent]);
		expect(await screen.findByText(/^Unknown: the destination did not report/)).toBeTruthy();
		expect(screen.queryByRole("progressbar")).toBeNull();
		unmount();
		mountPage("viewer", { lastRun: { ...run, counts: null } });
		await screen.findByRole("tab", { name: "Runs" });
		expect(screen.queryByText("Match rate")).toBeNull();
	});

	it("show the runs over time, and every number with its unit", async () => {
		const { user } = mountPage("analyst", { lastRun: run, delivered: 1117 }, [run, failed]);
		expect(
			await screen.findByRole("toolbar", { name: "2 runs over time: 1 finished, 1 failed" }),
		).toBeTruthy();
		expect(screen.getByText("1,117 people")).toBeTruthy();
		expect(screen.getAllByText("1,117 people there")).toHaveLength(2);
		await user.click(screen.getAllByText("Details")[0] ?? document.body);
		expect(await screen.findByText("2,000 identifiers")).toBeTruthy();
		expect(await screen.findByText("1,000 to 2,000 people")).toBeTruthy();
	});

	it("open a run from its bar, by keyboard as well", async () => {
		const { user } = mountPage("analyst", { lastRun: run }, [run, failed]);
		const bars = within(await screen.findByRole("toolbar", { name: /runs over time/ })).getAllByRole(
			"button",
		);
		expect(bars.map((bar) => bar.getAttribute("aria-label"))).toEqual([
			"Failed: 2,000 sent, 0 removed",
			"Finished: 2,000 sent, 0 removed",
		]);
		// One stop, at the newest.
		expect(bars.map((bar) => bar.tabIndex)).toEqual([-1, 0]);
		bars[1]?.focus();
		await user.keyboard("{ArrowLeft}{ArrowLeft}");
		expect(document.activeElement).toBe(bars[0]);
		await user.keyboard("{Enter}");
		const rows = screen.getAllByText("Details").map((summary) => summary.closest("details"));
		expect(rows.map((row) => row?.open)).toEqual([false, true]);
		expect(document.activeElement?.textContent).toBe("Details");
	});
});

const totals: SyncTotals = {
	at: "2026-11-22T09:08:00.000Z",
	desired: 1124,
	delivered: 1100,
	unanswered: 2,
	waiting: 10,
	rejected: 5,
	shared: 0,
	unmapped: 0,
	noIdentifier: 7,
	leaving: 1,
	waitingSince: "2026-11-22T08:00:00.000Z",
	reasons: [
		{ reason: "The address is not valid.", people: 4 },
		{ reason: "=cmd", people: 2 },
	],
	otherReasons: 0,
	dataAsOf: "2026-11-22T08:59:00.000Z",
	plannedAt: "2026-11-22T09:00:00.000Z",
	deliveredAt: null,
};

describe("watching a sync", () => {
	it("shows what became of everyone in people, as of one instant, and how fresh it is", async () => {
		mountPage("analyst", { totals });
		const card = within(await screen.findByRole("region", { name: "People of this sync" }));
		const figures = card
			.getAllByRole("term")
			.map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent}`);
		expect(figures).toEqual([
			"Delivered: 1,100 people",
			"No answer yet: 2 people",
			"Waiting to be sent: 10 people",
			"Rejected: 5 people",
			"Without an identifier: 7 people",
			"Leaving: 1 person",
		]);
		expect(card.getByText(/10 people have been waiting/)).toBeTruthy();
		const fresh = within(screen.getByRole("region", { name: "How fresh it is" }));
		expect(fresh.getAllByRole("listitem").at(-1)?.textContent).toMatch(/Our Meta account.*Unknown$/);
	});

	it("says how fast a run goes and how long it takes", async () => {
		const running: RunView = {
			id: "run_9",
			question: null,
			syncId: sync.id,
			trigger: "manual",
			status: "running",
			asOf: null,
			counts: runCounts,
			progress: {
				phase: "adding",
				done: 12_000,
				total: 60_000,
				since: "2026-11-22T09:00:00.000Z",
				at: "2026-11-22T09:00:10.000Z",
			},
			error: null,
			createdAt: "2026-11-22T09:00:00.000Z",
			startedAt: "2026-11-22T09:00:00.000Z",
			finishedAt: null,
		};
		mountPage("analyst", { lastRun: running });
		expect(
			await screen.findByText(/Sending 12,000 of 60,000 identifiers\. 1,200 a second, about 40 s left\./),
		).toBeTruthy();
	});

	it("finds one person and says where they are, why, and since when", async () => {
		const path = `/syncs/${sync.id}`;
		const { user } = mountPage("analyst", { totals }, [], {
			"GET /profiles": {
				items: [
					{
						uid: 7,
						isKnown: true,
						name: "Ann",
						email: "ann@example.com",
						userId: null,
						firstSeenAt: "2026-11-01T09:00:00.000Z",
					},
				],
				nextCursor: null,
			},
			[`GET ${path}/outcomes`]: { items: [], nextCursor: null },
			[`GET ${path}/people/7`]: {
				uid: 7,
				label: "Ann",
				place: "not_there",
				sentence: "Not at Our Meta account. Has not agreed to advertising. Not sent.",
				since: "2026-11-20T09:00:00.000Z",
				nextTryAt: null,
				identifiers: [],
			},
		});
		await user.click(await screen.findByRole("tab", { name: "People" }));
		await user.type(await screen.findByRole("searchbox", { name: /^Is someone at Our Meta/ }), "ann{Enter}");
		expect(await screen.findByText(/Has not agreed to advertising/)).toBeTruthy();
		expect(screen.getByText("Not there")).toBeTruthy();
	});

	it("lists rejected people by reason; the file is for admins", async () => {
		const path = `/syncs/${sync.id}`;
		const answers = {
			[`GET ${path}/outcomes`]: {
				items: [
					{
						uid: 7,
						label: "Ann",
						kind: "email",
						state: "rejected",
						sentence: "Not accepted.",
						since: "2026-11-20T09:00:00.000Z",
					},
				],
				nextCursor: null,
			},
		};
		const first = mountPage("admin", { totals }, [], answers);
		await first.user.click(await screen.findByRole("tab", { name: "People" }));
		await first.user.click(await screen.findByRole("combobox", { name: "Show" }));
		await first.user.click(await screen.findByRole("option", { name: "Rejected or declined" }));
		const reasons = within(await screen.findByRole("list", { name: "Rejected, by reason" }));
		expect(reasons.getAllByRole("button").map((button) => button.textContent)).toEqual([
			"The address is not valid.4 people",
			"=cmd2 people",
		]);
		const href = () =>
			screen.findByRole("link", { name: "Download CSV" }).then((link) => link.getAttribute("href"));
		expect(await href()).toBe(`/api/v1${path}/rejected.csv?workspace=acme`);
		await first.user.click(reasons.getByRole("button", { name: /=cmd/ }));
		expect(await href()).toContain("reason=%3Dcmd");
		first.unmount();
		const second = mountPage("marketer", { totals }, [], answers);
		await second.user.click(await screen.findByRole("tab", { name: "People" }));
		await second.user.click(await screen.findByRole("combobox", { name: "Show" }));
		await second.user.click(await screen.findByRole("option", { name: "Rejected or declined" }));
		await screen.findByText("Ann");
		expect(screen.queryByRole("link", { name: "Download CSV" })).toBeNull();
	});

	it("shows what the destination answered, and warns of what does not fail", async () => {
		const path = `/syncs/${sync.id}`;
		const ended: RunView = {
			id: "run_2",
			question: null,
			syncId: sync.id,
			trigger: "schedule",
			status: "finished",
			asOf: null,
			counts: runCounts,
			progress: null,
			error: null,
			createdAt: "2026-11-22T09:00:00.000Z",
			startedAt: "2026-11-22T09:00:00.000Z",
			finishedAt: "2026-11-22T09:08:00.000Z",
		};
		const troubles = [{ kind: "stalled" as const, title: "has not run for 4 hours", detail: "Every hour." }];
		const { user } = mountPage("analyst", { troubles, lastRun: ended }, [ended], {
			[`GET ${path}/runs/run_2/requests`]: {
				items: [
					{
						seq: 1,
						operation: "add",
						keyCount: 2,
						status: "answered",
						message: null,
						detail: null,
						sentAt: "2026-11-22T09:00:00.000Z",
						answeredAt: "2026-11-22T09:00:01.000Z",
						exchanges: [
							{
								line: "POST https://graph.example/v25.0/1/users?…",
								status: 200,
								answer: '{"num_received":2}',
								tookMs: 320,
								at: "2026-11-22T09:00:00.000Z",
							},
						],
					},
				],
				nextCursor: null,
			},
		});
		expect(await screen.findByText("This sync has not run for 4 hours")).toBeTruthy();
		await user.click((await screen.findAllByText("Details"))[0] ?? document.body);
		const requests = within(await screen.findByRole("list", { name: "Requests" }));
		expect(requests.getByText("1. Add 2 identifiers")).toBeTruthy();
		expect(requests.getByText('{"num_received":2}')).toBeTruthy();
		expect(requests.getByText("HTTP 200")).toBeTruthy();
		expect(requests.getByText("320 ms")).toBeTruthy();
	});

	it("draws matches over time with the destination's delay, and says what is unknown", async () => {
		const path = `/syncs/${sync.id}`;
		const point = (date: number, size: { lower: number; upper: number } | null) => {
			return { at: `2026-11-${date}T09:00:00.000Z`, size, rate: null };
		};
		const items = [
			point(20, { lower: 0, upper: 1000 }),
			point(21, null),
			point(22, { lower: 1000, upper: 2000 }),
		];
		const { user } = mountPage("analyst", { matchDelayMs: 172_800_000 }, [], {
			[`GET ${path}/matches`]: { items, nextCursor: null },
		});
		await user.click(await screen.findByRole("tab", { name: "Matches" }));
		expect(
			await screen.findByRole("img", { name: /^Matched people .*1,000 to 2,000 at the end\.$/ }),
		).toBeTruthy();
		expect(screen.getByText(/may update what it matched for up to 2 d after an upload/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Match rate" }));
		expect(await screen.findByText(/^Unknown: Our Meta account has not reported it yet/)).toBeTruthy();
	});
});
