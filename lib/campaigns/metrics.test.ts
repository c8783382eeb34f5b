import { describe, expect, it } from "vitest";
import {
	metricRows,
	otherMetricsInput,
	primaryIssues,
	primaryOf,
	readOtherMetric,
} from "@/lib/campaigns/metrics";

const refunds = {
	name: "Refunds",
	kind: "value",
	event: "Order Refunded",
	property: "amount",
	role: "guardrail",
	better: "down",
};
const perOrder = {
	name: "Revenue per order",
	kind: "ratio",
	event: "Order Completed",
	property: "total",
	per: { event: "Order Completed", by: "times" },
	role: "secondary",
};
const pathsOf = (metrics: object[]) =>
	otherMetricsInput.safeParse(metrics).error?.issues.map(({ path }) => path.join(".")) ?? [];

describe("metrics besides those of the goal", () => {
	it("are stored after those of the goal, and read as they were given", () => {
		const metrics = otherMetricsInput.parse([refunds, perOrder]);
		const rows = metricRows({ primaryMetric: "value", valueProperty: "total", metrics });
		expect(rows.map(({ name, role, position }) => [name, role, position])).toEqual([
			["conversion", "secondary", 0],
			["count", "secondary", 1],
			["value", "primary", 2],
			["Refunds", "guardrail", 3],
			["Revenue per order", "secondary", 4],
		]);
		expect(rows.flatMap((row) => readOtherMetric(row) ?? [])).toEqual(metrics);
		expect(primaryOf(rows)).toBe("value");
	});

	it("name the field where something is missing or too much", () => {
		expect(pathsOf([{ ...refunds, property: null }])).toEqual(["0.property"]);
		expect(pathsOf([{ ...perOrder, per: null }])).toEqual(["0.per"]);
		expect(pathsOf([{ ...refunds, per: perOrder.per }])).toEqual(["0.per"]);
		expect(pathsOf([{ ...refunds, kind: "count" }])).toEqual(["0.property"]);
		expect(pathsOf([refunds, { ...perOrder, name: "refunds" }])).toEqual(["1.name"]);
		expect(pathsOf([{ ...refunds, name: "Conversion" }])).toEqual(["0.name"]);
		expect(pathsOf([{ ...refunds, role: "primary" }])).toEqual(["0.role"]);
	});

	it("cannot decide by a value that is not measured", () => {
		expect(primaryIssues("value", null).map(({ path }) => path)).toEqual(["primaryMetric"]);
		expect(primaryIssues("value", "total")).toEqual([]);
		expect(primaryIssues("conversion", null)).toEqual([]);
	});
});
