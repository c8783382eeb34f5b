import { expect, it } from "vitest";
import { nextRemovalTry } from "@/lib/syncs/next-removal-try";

it.each([
	[0, 15_000],
	[1, 30_000],
	[7, 1_920_000],
	[8, 3_600_000],
	[5_000, 3_600_000],
])("tries again %i attempts later after %i ms", (attempts, wait) => {
	expect(nextRemovalTry(attempts, 1_000)).toBe(1_000 + wait);
});
