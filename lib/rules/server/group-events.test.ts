import fc from "fast-check";
import { expect, it } from "vitest";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { groupEvents } from "@/lib/rules/server/group-events";

const name: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
const names = fc.uniqueArray(name);

it(`every event is read once, with all its properties, in four reads at most (seed ${testSeed})`, () => {
	fc.assert(
		fc.property(
			fc.oneof(names, fc.constant("all" as const)),
			fc.array(fc.tuple(name, fc.uniqueArray(fc.constantFrom("p", "q", "r", "s"), { minLength: 1 }))),
			fc.uniqueArray(fc.constantFrom("p", "x")),
			(events, needed, ofAny) => {
				const byEvent = new Map<string, string[]>(needed);
				const groups = groupEvents(events, { byEvent, ofAny });
				expect(groups.length).toBeLessThanOrEqual(4);
				for (const event of ["a", "b", "c", "d", "e", "f", "g", "unheard of"]) {
					const of = groups.filter((group) => group.events.includes(event) !== group.isExcept);
					const isRead = events === "all" || events.includes(event);
					expect(of).toHaveLength(isRead ? 1 : 0);
					if (isRead) {
						expect(of[0]?.properties).toEqual(
							expect.arrayContaining([...(byEvent.get(event) ?? []), ...ofAny]),
						);
					}
				}
			},
		),
		{ seed: testSeed },
	);
});

it("events that are only counted are read without properties", () => {
	const byEvent = new Map([["Ordered", ["amount"]]]);
	expect(groupEvents(["Ordered", "Viewed", "Opened"], { byEvent, ofAny: [] })).toEqual([
		{ events: ["Ordered"], isExcept: false, properties: ["amount"] },
		{ events: ["Viewed", "Opened"], isExcept: false, properties: [] },
	]);
});
