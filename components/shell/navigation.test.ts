import { describe, expect, it } from "vitest";
import { mayOpen } from "@/components/shell/navigation";

describe("what a role may open", () => {
	it.each([
		["admin", "settings/jobs", true],
		["viewer", "settings/jobs", false],
		["viewer", "settings/notifications", true],
		["viewer", "segments/seg_1", true],
		["viewer", "traits/trt_1", true],
		["viewer", "data/imports/imp_1", false],
		["analyst", "data/imports/imp_1", true],
		["viewer", "profiles/erasures/ers_1", false],
		["viewer", "syncs/syn_1", true],
		["viewer", "", true],
		["admin", "nowhere", false],
	] as const)("%s: %s is %s", (role, path, is) => {
		expect(mayOpen(role, path)).toBe(is);
	});
});
