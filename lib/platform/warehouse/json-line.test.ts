import { describe, expect, it } from "vitest";
import { jsonLine } from "@/lib/platform/warehouse/json-line";

describe("a row on its way to the warehouse", () => {
	it("writes whole numbers of properties as floats, so that a path has one numeric type", () => {
		expect(
			jsonLine({ ws: 1, uid: 7, properties: { qty: 3, price: 3.5, list: [1, 2], deep: { n: -1 } } }),
		).toBe('{"ws":1,"uid":7,"properties":{"qty":3.0,"price":3.5,"list":[1.0,2.0],"deep":{"n":-1.0}}}');
	});

	it("leaves rows without properties alone", () => {
		expect(jsonLine({ ws: 1, uid: 7 })).toBe('{"ws":1,"uid":7}');
		expect(jsonLine("text")).toBe('"text"');
	});

	it("stays readable by every JSON parser", () => {
		const properties = {
			big: 1e300,
			huge: 123456789012345680000,
			tiny: 1e-7,
			no: null,
			yes: true,
			broken: "a\ud800",
		};
		const back = JSON.parse(jsonLine({ properties })) as { properties: Record<string, unknown> };
		expect(back.properties).toEqual({ ...properties, broken: "a\ufffd" });
	});
});
