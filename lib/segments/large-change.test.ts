import { expect, it } from "vitest";
import { describeChange } from "@/lib/segments/large-change";

it("warns of large changes, and only of those", () => {
	expect(describeChange({ before: 100, after: 100, staying: 95 })).toBeNull();
	expect(describeChange({ before: 0, after: 50, staying: 0 })).toBeNull();
	expect(describeChange({ before: 100, after: 0, staying: 0 })).toBe(
		"Everyone leaves: with this rule the segment is empty.",
	);
	expect(describeChange({ before: 100, after: 90, staying: 0 })).toBe(
		"No one stays: these are entirely different people.",
	);
	expect(describeChange({ before: 100, after: 60, staying: 60 })).toBe("40% of current members leave.");
	expect(describeChange({ before: 100, after: 400, staying: 100 })).toBe(
		"The segment grows by 300% of what it is now.",
	);
});
