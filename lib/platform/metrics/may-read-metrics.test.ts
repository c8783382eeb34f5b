import { expect, test } from "vitest";
import { mayReadMetrics } from "@/lib/platform/metrics/may-read-metrics";

const token = "a-token-of-sixteen-or-more";

test("metrics are off while no token is set, whatever is sent", () => {
	expect(mayReadMetrics(undefined, null)).toBe("off");
	expect(mayReadMetrics(undefined, "Bearer ")).toBe("off");
});

test("only the token itself, as a bearer token, opens them", () => {
	expect(mayReadMetrics(token, `Bearer ${token}`)).toBe("yes");
	expect(mayReadMetrics(token, `bearer ${token}`)).toBe("yes");
	for (const wrong of [
		null,
		"",
		token,
		`Basic ${token}`,
		`Bearer ${token}x`,
		`Bearer ${token.slice(1)}`,
		"Bearer ",
	])
		expect(mayReadMetrics(token, wrong), String(wrong)).toBe("no");
});
