import { afterAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { getProfile } from "@/lib/profiles/server/get-profile";
import { previewRetyping, retypeTrait } from "@/lib/sources/server/retype-trait";
import { rowsIn, sendMessages } from "@/lib/sources/testing/send-messages";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

afterAll(async () => {
	await closeDatabase();
	await closeWarehouse();
});

describe("a trait whose first value had the wrong type", () => {
	it("is given another, after saying what becomes of the values it holds", async () => {
		const ctx = await createTestWorkspace();
		const say = (userId: string, score: unknown) => ({ type: "identify", userId, traits: { score } });
		await sendMessages(ctx, [say("1", "9"), say("2", 7.5), say("3", "many"), say("4", "8"), say("4", null)]);
		const scoreOf = async (uid: number) =>
			(await getProfile({ ...ctx, now: new Date() }, { profileId: uid })).traits.find(
				({ name }) => name === "score",
			);
		expect(await scoreOf(2)).toMatchObject({ type: "string", value: "7.5" });

		const input = { name: "score", type: "number" } as const;
		const expected = { name: "score", from: "string", to: "number", people: 3, converted: 2, kept: 1 };
		expect(await previewRetyping(ctx, input)).toEqual(expected);
		expect(await scoreOf(1)).toMatchObject({ type: "string", value: "9" });

		expect(await retypeTrait(ctx, input)).toEqual(expected);
		expect(await scoreOf(1)).toMatchObject({ type: "number", value: 9 });
		expect(await scoreOf(2)).toMatchObject({ type: "number", value: 7.5 });
		expect(await scoreOf(3)).toMatchObject({ type: "string", value: "many" });
		expect(await scoreOf(4)).toBeUndefined();
		const rows = await rowsIn(ctx, "trait_history");
		expect(await retypeTrait(ctx, input)).toMatchObject({ from: "number", converted: 0, kept: 1 });
		expect(await rowsIn(ctx, "trait_history")).toBe(rows);
		await sendMessages({ ...ctx, now: new Date() }, [say("1", 10), say("3", "11")]);
		expect([await scoreOf(1), await scoreOf(3)]).toMatchObject([
			{ type: "number", value: 10 },
			{ type: "number", value: 11 },
		]);
		await expect(previewRetyping(ctx, { ...input, name: "nothing" })).rejects.toMatchObject({
			code: "not_found",
		});
		const viewer = await createTestWorkspace({ role: "viewer" });
		await expect(retypeTrait(viewer, input)).rejects.toMatchObject({ code: "forbidden" });
	});
});
