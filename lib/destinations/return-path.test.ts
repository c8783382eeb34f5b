import { expect, it } from "vitest";
import { returnPath } from "@/lib/destinations/return-path";

const random = "a".repeat(43);

it.each([
	[`state=acme.${random}&code=x%26y`, `/acme/destinations/authorized?state=acme.${random}&code=x%26y`],
	[
		`state=acme-2.${random}&error=access_denied&error_description=No&session_state=1`,
		`/acme-2/destinations/authorized?state=acme-2.${random}&error=access_denied`,
	],
	["", "/"],
	["state=acme&code=x", "/"],
	[`state=//evil.example.${random}&code=x`, "/"],
	[`state=%2F%2Fevil.${random}&code=x`, "/"],
	[`state=acme.${random}x&code=x`, "/"],
	[`state=Acme.${random}`, "/"],
])("%s leads to %s", (search, path) => {
	expect(returnPath(new URLSearchParams(search))).toBe(path);
});
