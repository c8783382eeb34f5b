import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { readTraits } from "@/lib/profiles/server/read-history";
import { shownTraitValue } from "@/lib/profiles/trait-value";
import { getDataCatalogue } from "@/lib/sources/server/get-data-catalogue";
import { retypeTrait } from "@/lib/sources/server/retype-trait";
import { tidyEvents } from "@/lib/sources/server/tidy-events";
import { rowsIn, sendMessages } from "@/lib/sources/testing/send-messages";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

describe("a sender that puts ids into the names of events", () => {
	let ctx: Context;
	const track = (event: string) => ({ type: "track", userId: "u1", event });
	const byState = async (state: string) =>
		(await getDataCatalogue(ctx)).events.filter((event) => event.state === state).map(({ name }) => name);

	beforeAll(async () => {
		ctx = await createTestWorkspace();
		await sendMessages(
			ctx,
			Array.from({ length: 2_400 }, (_, at) => track(`Viewed item ${String(at).padStart(4, "0")}`)),
		);
		await sendMessages(ctx, [track("Order Completed"), track("Own name"), track("Own name")]);
	});

	it("has every event stored; what is beyond what rules offer is named, the usual names are offered", async () => {
		expect(await rowsIn(ctx, "events")).toBe(2_403);
		const catalogue = await getDataCatalogue(ctx);
		expect(catalogue).toMatchObject({ maxEvents: 2_000, eventsBeyond: 401 });
		expect(await byState("offered")).toHaveLength(2_001);
		expect(await byState("offered")).toContain("Order Completed");
		expect((await byState("beyond"))[0]).toBe("Own name");
	});

	it("can be hidden, which makes room for others", async () => {
		const offer = tidyEvents(ctx, { names: ["Own name"], isHidden: false });
		await expect(offer).rejects.toThrow("Hide others first");
		await expect(tidyEvents(ctx, { names: ["Never sent"], isHidden: true })).rejects.toMatchObject({
			code: "invalid",
			issues: [{ path: "names.0" }],
		});
		const ids = (await byState("offered")).filter((name) => name.startsWith("Viewed item"));
		expect(await tidyEvents(ctx, { names: ids, isHidden: true })).toEqual({ changed: 2_000 });
		expect(await tidyEvents(ctx, { names: ["Own name"], isHidden: false })).toEqual({ changed: 1 });
		expect(await byState("offered")).toEqual(["Order Completed", "Own name"]);
		expect(await byState("hidden")).toHaveLength(2_000);
		await sendMessages(ctx, [track("Viewed item 0001"), track("Another")]);
		expect(await byState("offered")).toEqual(["Another", "Order Completed", "Own name"]);
	});
});

describe("a trait of texts that are dates", () => {
	it("keeps its days as days and its instants as instants, and what is neither as text", async () => {
		const ctx = await createTestWorkspace();
		const identify = (userId: string, renewal: unknown) => ({
			type: "identify",
			userId,
			traits: { renewal },
		});
		await sendMessages(ctx, [
			identify("u0", "soon"),
			identify("u1", "2025-06-10"),
			identify("u2", "2025-06-10T12:30:00.250+02:00"),
			identify("u3", "2025-02-30"),
			identify("u4", "1969-12-31T23:59:59Z"),
			identify("u5", "1955-03-04"),
		]);
		const now = () => ({ ...ctx, now: new Date() });
		const asDate = { name: "renewal", type: "date" } as const;
		expect(await retypeTrait(now(), { ...asDate, isConfirmed: true })).toMatchObject({
			converted: 4,
			left: 2,
			examples: ["2025-02-30", "soon"],
		});
		const rows = await Promise.all(
			[1, 2, 3, 4, 5, 6].map((uid) =>
				readTraits(ctx.warehouse, {
					ws: ctx.workspace.number,
					uids: [uid],
					names: ["renewal"],
					asOf: new Date(),
				}),
			),
		);
		expect(rows.map(([row]) => row && [row.type, row.text || shownTraitValue(row)])).toEqual([
			["string", "soon"],
			["day", "2025-06-10"],
			["date", "2025-06-10T10:30:00.250Z"],
			["string", "2025-02-30"],
			["date", "1969-12-31T23:59:59.000Z"],
			["day", "1955-03-04"],
		]);
	});
});

describe("a trait whose first value was of the wrong type", () => {
	it("is given another, after a preview of what happens to its values", async () => {
		const ctx = await createTestWorkspace();
		const identify = (userId: string, seats: unknown) => ({ type: "identify", userId, traits: { seats } });
		await sendMessages(ctx, [
			identify("u1", "9"),
			identify("u2", "many"),
			identify("u3", 10.25),
			identify("u4", "1e400"),
		]);
		const of = async (uid: number) =>
			(
				await readTraits(ctx.warehouse, {
					ws: ctx.workspace.number,
					uids: [uid],
					names: ["seats"],
					asOf: new Date(),
				})
			).map(({ type, text, number }) => [type, text || number])[0];
		const asNumber = { name: "seats", type: "number" } as const;
		const effect = { alike: 0, converted: 2, left: 2, examples: ["1e400", "many"], users: [] };
		expect(await retypeTrait(ctx, { ...asNumber, isConfirmed: false })).toEqual({
			...effect,
			isChanged: false,
		});
		expect(await of(1)).toEqual(["string", "9"]);
		expect(await retypeTrait(ctx, { ...asNumber, isConfirmed: true })).toEqual({
			...effect,
			isChanged: true,
		});
		expect([await of(1), await of(2), await of(3)]).toEqual([
			["number", 9],
			["string", "many"],
			["number", 10.25],
		]);
		await sendMessages({ ...ctx, now: new Date() }, [identify("u2", "12")]);
		expect(await of(2)).toEqual(["number", 12]);
		expect(await retypeTrait(ctx, { name: "seats", type: "string", isConfirmed: true })).toMatchObject({
			converted: 3,
			left: 0,
		});
		expect(await of(3)).toEqual(["string", "10.25"]);
		await sendMessages({ ...ctx, now: new Date() }, [
			identify("u1", "9007199254740993"),
			identify("u2", "0012"),
			identify("u3", "900719925474099.3"),
			identify("u4", "1234567890.12345"),
		]);
		expect(await retypeTrait(ctx, { ...asNumber, isConfirmed: true })).toMatchObject({
			converted: 2,
			left: 2,
		});
		expect([await of(1), await of(2), await of(3), await of(4)]).toEqual([
			["string", "9007199254740993"],
			["number", 12],
			["string", "900719925474099.3"],
			["number", 1_234_567_890.123_45],
		]);
		await expect(retypeTrait(ctx, { name: "none", type: "number", isConfirmed: true })).rejects.toThrow(
			"no trait",
		);
	});
});
