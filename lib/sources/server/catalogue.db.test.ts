import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { readTraits } from "@/lib/profiles/server/read-history";
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

	it("can be tidied away, which makes room for others", async () => {
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

describe("a trait whose first value was of the wrong type", () => {
	it("is given another, with what happens to the values it holds said before", async () => {
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
		const said = { alike: 0, converted: 2, left: 2, examples: ["1e400", "many"], users: [] };
		expect(await retypeTrait(ctx, { ...asNumber, isConfirmed: false })).toEqual({
			...said,
			isChanged: false,
		});
		expect(await of(1)).toEqual(["string", "9"]);
		expect(await retypeTrait(ctx, { ...asNumber, isConfirmed: true })).toEqual({ ...said, isChanged: true });
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
		await expect(retypeTrait(ctx, { name: "none", type: "number", isConfirmed: true })).rejects.toThrow(
			"no trait",
		);
	});
});
