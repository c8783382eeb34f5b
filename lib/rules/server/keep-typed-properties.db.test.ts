import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { createOwnWarehouse } from "@/lib/platform/testing/own-warehouse";
import { watchQuestions } from "@/lib/platform/testing/watch-questions";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import { closeWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";
import { keepTypedProperties } from "@/lib/rules/server/keep-typed-properties";
import { readPropertyColumns, readTypedProperties } from "@/lib/rules/server/read-typed-properties";
import { typeProperties } from "@/lib/rules/testing/type-properties";
import { jsonPropertySql, propertySql, type TypedProperty } from "@/lib/rules/typed/typed-properties";

let warehouse: Warehouse;
let drop: () => Promise<void>;
beforeAll(async () => {
	({ warehouse, drop } = await createOwnWarehouse());
});
afterAll(async () => {
	await drop();
	await closeDatabase();
	await closeWarehouse();
});

const nasty = "we`ird \\na'me.in.parts";
let message = 0;
const addEvents = async (values: readonly unknown[], into = warehouse) =>
	await insertRows(
		into,
		"events",
		values.map((value) => ({
			ws: 1,
			event: "Viewed",
			uid: 1,
			time: "2026-11-01 00:00:00.000",
			message: String(++message),
			received_at: "2026-11-01 00:00:00.000",
			source: "test",
			properties: { page: value, we: "other", [nasty.split(".")[0] ?? ""]: { in: { parts: value } } },
		})),
	);
const read = async (what: string) => {
	const found = await warehouse.query({
		query: `SELECT ${what} AS value FROM events ORDER BY message`,
		format: "JSONEachRow",
	});
	return (await found.json<{ value: unknown }>()).map(({ value }) => value);
};

describe("properties with columns of their own", { timeout: 120_000 }, () => {
	const properties: TypedProperty[] = ["page", nasty].flatMap((path) =>
		(["string", "number", "boolean"] as const).map((type) => ({ path, type })),
	);
	const values = ["/home", "", "ß", 3, -0.5, 1e300, true, false, null, ["a"], { deep: 1 }];

	it("read the same as from the JSON: of events before, while and after they are filled in", async () => {
		await addEvents(values);
		const begun = await keepTypedProperties(warehouse, properties, { leastEvents: 0 });
		expect(begun.added).toBe(properties.length);
		const columns = await readPropertyColumns(warehouse);
		// Whether they are complete or not.
		for (const { name, path, type } of columns) {
			expect(await read(name)).toEqual(await read(jsonPropertySql({ path, type })));
		}
		await addEvents(values);
		await typeProperties(warehouse, properties);
		await addEvents(values);
		const typed = await readTypedProperties(warehouse);
		expect(typed.size).toBe(properties.length);
		for (const property of properties) {
			const column = propertySql(property, { typed });
			expect(column).toMatch(/^property_/);
			const inJson = await read(jsonPropertySql(property));
			expect(await read(column)).toEqual(inJson);
			expect(new Set(inJson).size).toBeGreaterThan(2);
		}
	});

	it("are added once, however often they are used", async () => {
		const again = await keepTypedProperties(warehouse, [...properties, ...properties]);
		expect(again).toEqual({ added: 0, ready: properties.length, retired: 0, dropped: 0, filling: 0 });
	});

	it("stay when unused until others need their room: then they are no longer read, and dropped later", async () => {
		expect((await keepTypedProperties(warehouse, [])).ready).toBe(properties.length);
		const others = Array.from(
			{ length: 50 },
			(_, index): TypedProperty => ({ path: `other_${index}`, type: "number" }),
		);
		// The first six of the others are used by two rules: they come before the rest.
		const requested = [...others, ...others.slice(44)];
		const first = await keepTypedProperties(warehouse, requested, { leastEvents: 0 });
		expect(first).toMatchObject({ added: 34, retired: properties.length, dropped: 0 });
		expect((await readTypedProperties(warehouse)).size).toBeLessThanOrEqual(34);
		expect(await readPropertyColumns(warehouse)).toHaveLength(40);
		// Queries compiled before still read them: one that is retried at once must not drop them.
		const second = await keepTypedProperties(warehouse, requested, { leastEvents: 0 });
		expect(second).toMatchObject({ added: 0, retired: 0, dropped: 0 });
		const now = Date.now() + 11 * 60_000;
		const third = await keepTypedProperties(warehouse, requested, { leastEvents: 0, now });
		expect(third).toMatchObject({ dropped: properties.length });
		await keepTypedProperties(warehouse, requested, { leastEvents: 0, now });
		const left = await readPropertyColumns(warehouse);
		expect(left).toHaveLength(40);
		expect(left.map(({ path }) => path)).toEqual(
			expect.arrayContaining(others.slice(44).map(({ path }) => path)),
		);
	});

	it("are none while few events have them", async () => {
		const own = await createOwnWarehouse();
		const page: TypedProperty = { path: "page", type: "string" };
		const keep = async (leastEvents: number) =>
			(await keepTypedProperties(own.warehouse, [page], { leastEvents })).added;
		await addEvents(["/home", 3], own.warehouse);
		expect([await keep(2), await keep(1)]).toEqual([0, 1]);
		await own.drop();
	});

	it("are searched once when few events have them, until enough have arrived", async () => {
		const own = await createOwnWarehouse();
		const { warehouse: watched, queried } = watchQuestions(own.warehouse);
		const page: TypedProperty = { path: "page", type: "string" };
		const looksOf = async (work: () => Promise<unknown>) => {
			queried.length = 0;
			await work();
			return queried.filter((name) => name === "rules.look_at_values").length;
		};
		const keep = () => keepTypedProperties(watched, [page], { leastEvents: 3 });
		await addEvents(["/home", 3], own.warehouse);
		expect([await looksOf(keep), await looksOf(keep)]).toEqual([1, 0]);
		await addEvents(["/cart"], own.warehouse);
		expect(await looksOf(keep)).toBe(0);
		await addEvents(["/pay"], own.warehouse);
		expect(await looksOf(keep)).toBe(1);
		expect(await readPropertyColumns(own.warehouse)).toHaveLength(1);
		await own.drop();
	});
});
