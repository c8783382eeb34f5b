import { describe, expect, it } from "vitest";
import { z } from "zod";
import { issueText } from "@/lib/kernel/issue-text";

const say = (schema: z.ZodType, input: unknown) =>
	schema.safeParse(input, { error: issueText }).error?.issues.map(({ message }) => message);

describe("what is wrong with an input, in words", () => {
	it.each<[string, z.ZodType, unknown]>([
		["is missing", z.string(), undefined],
		["must be text", z.string(), 5],
		["must be a number", z.number(), "5"],
		["must be a whole number", z.number().int(), 1.5],
		["must be true or false", z.boolean(), "yes"],
		["must be a list", z.array(z.string()), {}],
		["must be an object", z.object({}), []],
		["must be one of red, blue", z.enum(["red", "blue"]), "green"],
		["must be event", z.literal("event"), "trait"],
		["must not be empty", z.string().min(1), ""],
		["needs at least 3 characters", z.string().min(3), "ab"],
		["needs at least 2", z.array(z.number()).min(2), [1]],
		["must be at least 1", z.number().min(1), 0],
		["must be more than 0", z.number().positive(), 0],
		["has 4 characters; 3 are allowed", z.string().max(3), "abcd"],
		["has 3; 2 are allowed", z.array(z.number()).max(2), [1, 2, 3]],
		["must be at most 1,000", z.number().max(1000), 1001],
		["must be less than 10", z.number().lt(10), 10],
		["must be a time such as 2026-11-29T12:00:00Z", z.iso.datetime(), "yesterday"],
		["must be an email address", z.email(), "nobody"],
		["does not have the expected form", z.string().regex(/^\d+$/), "x"],
		["must be a multiple of 5", z.number().multipleOf(5), 7],
		["has unknown names: b", z.strictObject({ a: z.number() }), { a: 1, b: 2 }],
		["is not one of the forms allowed here", z.union([z.string(), z.number()]), true],
	])("%s", (text, schema, input) => {
		expect(say(schema, input)).toEqual([text]);
	});

	it("leaves the words a schema has", () => {
		expect(say(z.string().min(1, "Give it a name"), "")).toEqual(["Give it a name"]);
	});
});
