import fc from "fast-check";
import { expect, test } from "vitest";
import { workspaceSlug } from "@/lib/workspaces/contracts";
import { nameToSlug } from "@/lib/workspaces/name-to-slug";

test("a workspace's address is readable", () => {
	expect(nameToSlug("Ünited Goods!")).toBe("united-goods");
	expect(nameToSlug("…")).toBe("workspace");
});

test("every name gives a valid address, unless it is one Muster keeps for itself", () => {
	fc.assert(
		fc.property(fc.string(), (name) => {
			const slug = nameToSlug(name);
			return (
				["api", "setup", "v1", "health", "sign-in"].includes(slug) || workspaceSlug.safeParse(slug).success
			);
		}),
		{ seed: 11 },
	);
});
