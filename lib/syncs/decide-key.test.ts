import { expect, it } from "vitest";
import { neverAskedAbout } from "@/lib/syncs/decide-guard";
import { decideRemoval } from "@/lib/syncs/decide-key";

it.each([
	[{ hasConsent: true, isSuppressed: false, isConverted: false }, "left", true],
	[{ hasConsent: false, isSuppressed: false, isConverted: false }, "no_consent", false],
	[{ hasConsent: true, isSuppressed: true, isConverted: true }, "suppressed", false],
	[{ hasConsent: true, isSuppressed: false, isConverted: true }, "converted", false],
	[{ hasConsent: false, isSuppressed: true, isConverted: true }, "no_consent", false],
] as const)("someone who left, of whom %j is known, is removed because of “%s”", (facts, reason, mayWait) => {
	expect(decideRemoval(facts)).toBe(reason);
	expect(neverAskedAbout.includes(reason)).toBe(!mayWait);
});
