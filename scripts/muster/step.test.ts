import { afterEach, expect, it, vi } from "vitest";
// @ts-expect-error plain JavaScript without types: it runs before anything is installed.
import { explain, UserFacingError } from "./step.mjs";

afterEach(() => vi.unstubAllEnvs());

const coded = (code: string, more: object = {}) =>
	Object.assign(new Error("connect failed"), { code, ...more });

it.each([
	[new UserFacingError("Do this."), /^Do this\.$/],
	[
		coded("ECONNREFUSED", { address: "10.0.0.5", port: 5432 }),
		/10\.0\.0\.5:5432 cannot be used.*DATABASE_URL/,
	],
	[new AggregateError([coded("ECONNREFUSED", { address: "::1", port: 1 })]), /::1:1 cannot be used/],
	[coded("28P01"), /refuses the password of DATABASE_URL/],
	[coded("3D000"), /does not exist: create it/],
	[coded("EACCES", { path: "/srv/x" }), /\/srv\/x cannot be written/],
	[new TypeError("Cannot read properties of undefined"), /Cannot read properties/],
	[new Error(""), /unexpected/],
	["text", /text/],
])("%s is described in a sentence, without a stack", (error, sentence) => {
	vi.stubEnv("DEBUG", "");
	const said: string = explain(error);
	expect(said).toMatch(sentence);
	expect(said).not.toMatch(/\n\s+at /);
});

it("adds the stack on request", () => {
	vi.stubEnv("DEBUG", "1");
	expect(explain(new TypeError("x"))).toMatch(/\n\s+at /);
});
