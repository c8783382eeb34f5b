import { describe, expect, it } from "vitest";
import { abilityThere } from "@/lib/destinations/ability-there";
import type { DestinationDefinition } from "@/lib/destinations/contract";
import type { TargetField } from "@/lib/destinations/what-is-sent";
import { checkMapping } from "@/lib/syncs/mapping/check-mapping";
import { mapping } from "@/lib/syncs/mapping/contracts";
import { mappingVersion } from "@/lib/syncs/mapping/mapping-version";

const field = (name: string, type: TargetField["type"]): TargetField => ({
	name,
	label: name,
	help: "",
	type,
});
const crm: Pick<DestinationDefinition, "mapping" | "readFields"> = {
	mapping: { fields: [field("first_name", "text")], takesOthers: false, maxFields: 10 },
	readFields: () => ({ kind: "done", value: [] }),
};
const traits = new Map([
	["plan", "string" as const],
	["tags", "list" as const],
]);
const issuesOf = (there: readonly TargetField[] | null, target: string, trait: string) =>
	checkMapping(mapping.parse([{ target, source: { trait } }]), {
		ability: abilityThere(crm, there),
		networkName: "CRM",
		traits,
	}).map(({ message }) => message);

describe("fields that exist at a destination", () => {
	it("can be mapped beside those its network always has, with their types", () => {
		const there = [field("Plan", "text"), field("first_name", "number")];
		expect(issuesOf(there, "Plan", "plan")).toEqual([]);
		expect(issuesOf(there, "first_name", "plan")).toEqual([]);
		expect(issuesOf(there, "Plan", "tags")).toEqual([
			"Plan takes text, and the value is a list. Choose a field that holds a single value.",
		]);
	});

	it("are the only ones, and a name that is not among them is refused with the cure", () => {
		const many = Array.from({ length: 20 }, (_, index) => field(`f${index}`, "any"));
		expect(issuesOf([field("Plan", "text")], "plan", "plan")).toEqual([
			"CRM has no field called plan. Choose Plan.",
		]);
		expect(issuesOf([], "plan", "plan")).toEqual(["CRM has no field called plan. It has first_name."]);
		expect(issuesOf(many, "plan", "plan")).toEqual([
			"CRM has no field called plan. Create it there, or choose one that exists.",
		]);
	});

	it("may have any name while they are not known", () => {
		expect(issuesOf(null, "whatever", "tags")).toEqual([]);
		expect(abilityThere({ ...crm, readFields: undefined } as never, null)).toBe(crm.mapping);
	});

	it("change what is sent with their type, and mappings without one keep their version", () => {
		const [plain] = mapping.parse([{ target: "a", source: { trait: "plan" } }]);
		if (!plain) throw new Error("no rule");
		expect(mappingVersion([plain])).not.toBe(mappingVersion([{ ...plain, type: "text" }]));
		expect(mappingVersion([plain])).toBe(mappingVersion([{ ...plain, type: undefined }]));
	});
});
