import { expect, it } from "vitest";
import { reachableBy } from "@/components/profiles/reachable-by";
import type { ProfileDetail } from "@/lib/profiles/api";

const consent = (states: Record<string, "granted" | "denied" | null>) =>
	Object.entries(states).map(([purpose, state]) => ({
		purpose,
		state,
		effectiveAt: null,
		source: null,
		statement: null,
	})) as ProfileDetail["consent"];
const having = (...fields: string[]) =>
	fields.map((field) => ({ field, label: field, value: "…", validFrom: "2026-11-01T00:00:00.000Z" }));

it("needs both consent and an address", () => {
	const yes = consent({ email: "granted", sms: "granted", advertising: "granted", push: "granted" });
	expect(reachableBy({ consent: yes, personal: having("email") }).channels).toEqual(["Email", "Ads"]);
	expect(reachableBy({ consent: yes, personal: having("phone") }).channels).toEqual(["Text message", "Ads"]);
	expect(reachableBy({ consent: yes, personal: having("city") })).toEqual({
		channels: [],
		reason: "No address",
	});
});

it("says why no channel reaches a person: denied or never asked is not consent", () => {
	const no = consent({ email: "denied", sms: null, advertising: "denied" });
	expect(reachableBy({ consent: no, personal: having("email", "phone") })).toEqual({
		channels: [],
		reason: "No consent given",
	});
	expect(reachableBy({ consent: no, personal: [] }).reason).toBe("No address, no consent");
	const half = consent({ email: "granted", advertising: null });
	expect(reachableBy({ consent: half, personal: having("phone") })).toEqual({
		channels: [],
		reason: "No consent given",
	});
});
