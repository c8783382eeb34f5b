import { expect, it } from "vitest";
import { owedSubject } from "@/lib/destinations/owed-removals";

it.each([
	[{ people: 1, erased: 1, withdrawn: 0 }, "1 person being erased has"],
	[{ people: 2, erased: 0, withdrawn: 2 }, "2 people who withdrew consent or were suppressed have"],
	[
		{ people: 1_001, erased: 1_000, withdrawn: 1 },
		"1,000 people being erased and 1 person who withdrew consent or was suppressed have",
	],
	// The same person, for both reasons.
	[{ people: 1, erased: 1, withdrawn: 1 }, "1 person being erased, without consent or suppressed has"],
])("says of %j who they are", (owed, text) => {
	expect(owedSubject(owed)).toBe(text);
});
