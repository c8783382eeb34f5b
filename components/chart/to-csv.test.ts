import { describe, expect, it } from "vitest";
import { toCsv } from "@/components/chart/to-csv";

describe("toCsv", () => {
	it("quotes what needs quoting, leaves unknown empty, and keeps formulas as text", () => {
		const csv = toCsv({
			columns: ["Metric", "Value"],
			rows: [],
			exported: {
				columns: ["Metric", "Value"],
				rows: [
					['a "b", c', 1.5],
					["=1+1", null],
					["-3", -3],
				],
			},
		});
		expect(csv).toBe('Metric,Value\r\n"a ""b"", c",1.5\r\n\'=1+1,\r\n-3,-3');
	});
});
