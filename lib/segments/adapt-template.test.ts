import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog, ValueType } from "@/lib/rules/catalog";
import { checkRule } from "@/lib/rules/check/check-rule";
import { segmentRule } from "@/lib/rules/rule";
import { adaptTemplate, fillRole, findName } from "@/lib/segments/adapt-template";
import { type TemplateRole, templateRoles } from "@/lib/segments/template-roles";
import { segmentTemplates } from "@/lib/segments/templates";

const roles: TemplateRole[] = Object.values(templateRoles);
const empty: Catalog = { traits: new Map(), events: new Map(), segments: new Map(), lists: new Map() };

function withEvents(events: Record<string, Record<string, ValueType>>): Catalog {
	return {
		...empty,
		events: new Map(Object.entries(events).map(([name, of]) => [name, new Map(Object.entries(of))])),
	};
}
const template = (id: string) => {
	const found = segmentTemplates.find((each) => each.id === id);
	if (!found) throw new Error(`No template ${id}`);
	return found;
};
const textsIn = (value: unknown): string[] =>
	typeof value === "string"
		? [value]
		: typeof value === "object" && value !== null
			? Object.values(value).flatMap(textsIn)
			: [];

/** A name as teams spell it: "Order Completed", "order_completed", "orderCompleted". */
const spelt = (words: string) => {
	const parts = words.split(" ");
	const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
	return fc.constantFrom(
		parts.map(title).join(" "),
		parts.join("_"),
		parts.join("-"),
		parts.join("."),
		parts.join(" ").toUpperCase(),
		parts.map((word, index) => (index === 0 ? word : title(word))).join(""),
		parts.map(title).join(""),
	);
};
const anyRole = fc.constantFrom(...roles);
const anySpelling = anyRole.chain((role) =>
	fc.constantFrom(...role.synonyms).chain((synonym) => spelt(synonym).map((name) => ({ role, name }))),
);

describe("finding a workspace's name for a role", () => {
	it("knows a synonym in any spelling", () => {
		fc.assert(
			fc.property(anySpelling, ({ role, name }) => {
				expect(findName(role.synonyms, ["Nothing Of The Sort", name])).toBe(name);
			}),
		);
	});

	it.each([
		["purchase", "CompleteOrder"],
		["purchase", "orders.placed"],
		["signUp", "User Signed Up"],
		["signUp", "signup"],
		["cancelled", "subscription_canceled"],
	] as const)("%s: %s", (role, name) => {
		expect(findName(templateRoles[role].synonyms, [name])).toBe(name);
	});

	it("does not take a name with another meaning", () => {
		const near = [
			"Order Refund Completed",
			"Order Cancelled",
			"Completed",
			"Order",
			"Checkout Started",
			"!!",
		];
		expect(findName(templateRoles.purchase.synonyms, near)).toBeNull();
	});
});

describe("adapting a template", () => {
	it("builds a countable rule when all roles have names", () => {
		const everything = withEvents(
			Object.fromEntries(
				roles.flatMap((role) =>
					role.kind === "event"
						? [[role.synonyms[0] ?? "", { revenue: "number", coupon: "string", feature: "string" }]]
						: [],
				),
			),
		);
		for (const each of segmentTemplates) {
			const { rule, missing } = adaptTemplate(each, everything);
			expect(missing, each.id).toEqual([]);
			expect(checkRule(rule, everything, "UTC"), each.id).toMatchObject({ ok: true });
		}
	});

	it("never fills in a name the workspace does not have, and lists all that is left to choose", () => {
		const anyEvents = fc.dictionary(
			fc.oneof(
				anySpelling.map(({ name }) => name),
				fc.string({ minLength: 1, maxLength: 12 }),
			),
			fc.dictionary(
				fc.oneof(
					anySpelling.map(({ name }) => name),
					fc.string({ maxLength: 8 }),
				),
				fc.constantFrom<ValueType>("string", "number", "list"),
			),
			{ maxKeys: 6 },
		);
		fc.assert(
			fc.property(fc.constantFrom(...segmentTemplates), anyEvents, (each, events) => {
				const catalog = withEvents(events);
				const { rule, missing } = adaptTemplate(each, catalog);
				expect(segmentRule.safeParse(rule).success).toBe(true);
				const names = new Set([...catalog.events].flatMap(([name, of]) => [name, ...of.keys()]));
				const before = new Set(textsIn(each.rule));
				for (const text of textsIn(rule)) expect(before.has(text) || names.has(text)).toBe(true);
				const left = new Set(textsIn(rule).filter((text) => text.startsWith("⟨")));
				expect(new Set(missing.map(({ phrase }) => `⟨${phrase}⟩`))).toEqual(left);
			}),
		);
	});

	it("takes only properties of the right type, of the right event", () => {
		const shop = withEvents({
			"Order Completed": { revenue: "string", total: "number" },
			Other: { coupon: "string" },
		});
		expect(JSON.stringify(adaptTemplate(template("vip"), shop).rule)).toContain('"property":"total"');
		expect(adaptTemplate(template("discount-lovers"), shop).missing.map(({ kind }) => kind)).toEqual([
			"property",
		]);
	});

	it("fills a chosen name in everywhere, with the properties it brings", () => {
		const shop = withEvents({ "Kauf abgeschlossen": { revenue: "number" } });
		const { rule, missing } = adaptTemplate(template("vip"), shop);
		expect(missing.map(({ kind }) => kind)).toEqual(["event", "property"]);
		const filled = fillRole(rule, templateRoles.purchase, "Kauf abgeschlossen", shop);
		expect(checkRule(filled, shop, "UTC")).toMatchObject({ ok: true });
	});
});
