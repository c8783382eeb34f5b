import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { getProfile } from "@/lib/profiles/server/get-profile";
import type { ImportConsent, ImportMapping } from "@/lib/sources/files/import-mapping";
import { getImport } from "@/lib/sources/server/imports/get-import";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { listProblems } from "@/lib/sources/server/imports/list-problems";
import { messageImport } from "@/lib/sources/server/imports/message-import";
import { type ImportHandler, runImport } from "@/lib/sources/server/imports/run-import";
import { startImport } from "@/lib/sources/server/imports/start-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { importFile } from "@/lib/sources/testing/import-file";
import { rowsIn, sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

/** As if it were now: an import's values are of the time it was started. */
const now = (own: Context): Context => ({ ...own, now: new Date() });

async function traitsOf(own: Context, uid = 1): Promise<Record<string, unknown>> {
	const { traits } = await getProfile(now(own), { profileId: uid });
	return Object.fromEntries(traits.map(({ name, value }) => [name, value]));
}

async function consentOf(own: Context, uid = 1, purpose = "advertising"): Promise<string | null> {
	const { consent } = await getProfile(now(own), { profileId: uid });
	return consent.find((one) => one.purpose === purpose)?.state ?? null;
}

async function bring(
	own: Context,
	text: string,
	options: { consent?: ImportConsent; change?: (mapping: ImportMapping) => ImportMapping } = {},
	kind: "people" | "events" = "people",
) {
	return importFile(now(own), { kind, name: "states.csv", bytes: text }, options);
}

const statement: ImportConsent = {
	kind: "statement",
	purposes: ["advertising"],
	statement: "They agreed at the till, form 12-B.",
};

describe("files of people, one after another", () => {
	it("may bring a value back", async () => {
		const own = await createTestWorkspace();
		for (const plan of ["pro", "free", "pro"]) {
			const done = await bring(own, `email,plan\nx@example.com,${plan}\n`);
			expect(done).toMatchObject({ rowsAccepted: 1, rowsUnchanged: 0 });
			expect(await traitsOf(own)).toMatchObject({ plan });
		}
		const rows = await rowsIn(own, "trait_history");
		expect(await bring(own, "email,plan\nx@example.com,pro\n")).toMatchObject({
			rowsAccepted: 0,
			rowsUnchanged: 1,
		});
		expect(await rowsIn(own, "trait_history")).toBe(rows);
		// What was stated in between by another way counts too.
		await sendMessages(now(own), [
			{ type: "identify", userId: "u", traits: { email: "x@example.com", plan: "max" } },
		]);
		await bring(own, "email,plan\nx@example.com,pro\n");
		expect(await traitsOf(own)).toMatchObject({ plan: "pro" });
	});

	it("end with the last row of a person, whichever value is greater", async () => {
		for (const [first, last] of [
			["pro", "free"],
			["free", "pro"],
		]) {
			const own = await createTestWorkspace();
			const done = await bring(
				own,
				`email,plan,First name\nx@example.com,${first},Al\nx@example.com,${last},Bo\n`,
			);
			expect(done).toMatchObject({ rowsRead: 2, rowsAccepted: 2, peopleCreated: 1 });
			expect(await traitsOf(own)).toMatchObject({ plan: last });
			const { personal } = await getProfile(now(own), { profileId: 1 });
			expect(personal.find(({ field }) => field === "first_name")?.value).toBe("Bo");
		}
	});

	it("say since when something is so, and are no news when they say it again", async () => {
		const own = await createTestWorkspace();
		const file = "email,plan,as_of\nx@example.com,free,2026-01-01\nx@example.com,pro,2026-02-01\n";
		await bring(own, file);
		expect(await traitsOf(own)).toMatchObject({ plan: "pro" });
		const rows = await rowsIn(own, "trait_history");
		expect(await bring(own, file)).toMatchObject({ rowsUnchanged: 2 });
		expect(await rowsIn(own, "trait_history")).toBe(rows);
		// Equal to what was held then, but of another day: kept, so that a late word of between cannot outlive it.
		expect(await bring(own, "email,plan,as_of\nx@example.com,pro,2026-03-01\n")).toMatchObject({
			rowsAccepted: 1,
		});
		await sendMessages(now(own), [
			{
				type: "identify",
				userId: "u",
				timestamp: "2026-02-15T00:00:00Z",
				traits: { email: "x@example.com", plan: "max" },
			},
		]);
		expect(await traitsOf(own)).toMatchObject({ plan: "pro" });
	});

	it("are imported once each, wherever the work was interrupted", async () => {
		const own = await createTestWorkspace();
		const lines = Array.from({ length: 5_200 }, (_, i) => `u${i % 2_600},plan ${Math.floor(i / 2_600)}`);
		const { id: importId } = await uploadImport(now(own), {
			kind: "people",
			fileName: "p.csv",
			bytes: Readable.from([Buffer.from(["user_id,plan", ...lines, ""].join("\n"))]),
		});
		const { mapping } = await inspectImport(own, { importId });
		if (!mapping) throw new Error("no mapping");
		await startImport(now(own), { importId, mapping, consent: statement });
		let batches = 0;
		const breaking: ImportHandler = {
			open: async (...args) => {
				const opened = await messageImport.open(...args);
				return {
					...opened,
					take: async (rows, checkpoint) => {
						batches++;
						// Once before the batch is stored, once after its transaction was undone.
						if (batches === 2) throw new Error("broken off");
						await opened.take(rows, async (tx, outcome) => {
							await checkpoint(tx, outcome);
							if (batches === 3) throw new Error("undone");
						});
					},
				};
			},
		};
		const run = (handler: ImportHandler) =>
			runImport(now(own), { importId, owner: "one" }, { people: handler });
		await expect(run(breaking)).rejects.toThrow("broken off");
		await expect(run(breaking)).rejects.toThrow("undone");
		expect(await getImport(own, { importId })).toMatchObject({ rowsRead: 5_000 });
		expect(await run(messageImport)).toBe("finished");
		expect(await getImport(own, { importId })).toMatchObject({
			rowsRead: 5_200,
			rowsAccepted: 5_200,
			peopleCreated: 2_600,
			refusals: 0,
		});
		expect(await rowsIn(own, "consent_history")).toBe(2_600);
		expect(await rowsIn(own, "trait_history")).toBe(5_200);
		expect(await traitsOf(own)).toMatchObject({ plan: "plan 1" });
		expect(await traitsOf(own, 2_600)).toMatchObject({ plan: "plan 1" });
	});
});

describe("consent in files", () => {
	const column: ImportConsent = { kind: "column", purposes: ["advertising"], column: 1, yes: ["yes"] };

	it("is final, however often it was stated before", async () => {
		const own = await createTestWorkspace();
		for (const [word, state] of [
			["no", "denied"],
			["yes", "granted"],
			["no", "denied"],
			["", "denied"],
		]) {
			await bring(own, `email,ok\nx@example.com,${word}\n`, { consent: column });
			expect(await consentOf(own)).toBe(state);
		}
	});

	it("is what a person's last row states, when one file has both", async () => {
		const own = await createTestWorkspace();
		await bring(own, "email,ok\nx@example.com,no\nx@example.com,yes\ny@example.com,yes\ny@example.com,no\n", {
			consent: column,
		});
		expect([await consentOf(own, 1), await consentOf(own, 2)]).toEqual(["granted", "denied"]);
	});

	it("stays a no when a yes from before the last no arrives late", async () => {
		const own = await createTestWorkspace();
		const state = (word: string, since: string) =>
			bring(own, `email,ok,as_of\nx@example.com,${word},${since}\n`, { consent: column });
		await state("no", "2026-01-01");
		await bring(own, "email,ok\nx@example.com,no\n", { consent: column });
		await state("yes", "2026-02-01");
		expect(await consentOf(own)).toBe("denied");
	});

	it.each([
		["people", "email,plan\nx@example.com,pro\ny@example.com,free\n", 2],
		[
			"events",
			"email,time,amount\nx@example.com,2026-01-02,5\nx@example.com,2026-01-03,6\ny@example.com,2026-01-04,7\n",
			3,
		],
	] as const)("may be stated for a file of %s that came in without", async (kind, text, rows) => {
		const own = await createTestWorkspace();
		expect(await bring(own, text, {}, kind)).toMatchObject({ rowsAccepted: rows });
		expect(await consentOf(own)).toBeNull();
		const events = await rowsIn(own, "events");
		const again = await bring(own, text, { consent: statement }, kind);
		expect(again.rowsAccepted + again.rowsUnchanged).toBe(rows);
		expect(again).toMatchObject({ refusals: 0, rowsRejected: 0 });
		expect(again.rowsAccepted).toBeGreaterThanOrEqual(2);
		expect([await consentOf(own, 1), await consentOf(own, 2)]).toEqual(["granted", "granted"]);
		expect(await rowsIn(own, "events")).toBe(events);
		expect(await rowsIn(own, "consent_history")).toBe(2);
	});

	it("is never stated over a person's own no: such people are listed, and their other values come in", async () => {
		const own = await createTestWorkspace();
		await bring(own, "email,ok\nx@example.com,no\ny@example.com,yes\n", { consent: column });
		const text = "email,plan\nx@example.com,pro\nx@example.com,max\ny@example.com,pro\nz@example.com,pro\n";
		for (const kind of ["people", "again"]) {
			const done = await bring(own, text, { consent: statement });
			expect(done, kind).toMatchObject({ rowsRead: 4, rowsRejected: 0, refusals: 1, problems: 0 });
			const { items } = await listProblems(own, { importId: done.id, kind: "refusal", limit: 10 });
			const day = new Date().toISOString().slice(0, 10);
			expect(items).toEqual([
				{
					line: 2,
					column: "",
					reason: `said no to advertising on ${day}; a statement for the whole file does not change that`,
				},
			]);
			expect([await consentOf(own, 1), await consentOf(own, 2), await consentOf(own, 3)]).toEqual([
				"denied",
				"granted",
				"granted",
			]);
			expect(await traitsOf(own)).toMatchObject({ plan: "max" });
		}
		// A no of before the statement counts too, however late it comes.
		await bring(own, "email,ok,as_of\nz@example.com,no,2026-01-01\n", { consent: column });
		expect(await consentOf(own, 3)).toBe("denied");
		// A no stated under another of a person's ids is their no.
		await sendMessages(now(own), [{ type: "identify", userId: "7", traits: { email: "x@example.com" } }]);
		expect(await bring(own, "user_id,plan\n7,pro\n", { consent: statement })).toMatchObject({ refusals: 1 });
		expect(await consentOf(own)).toBe("denied");
	});
});
