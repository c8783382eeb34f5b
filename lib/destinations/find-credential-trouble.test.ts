import { describe, expect, it } from "vitest";
import { findCredentialTrouble } from "@/lib/destinations/find-credential-trouble";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 30, 12);
const none = { network: "webhook", settings: {}, expiresAt: null };

describe("a connection that will stop working", () => {
	it.each([
		[7 * day + 1, null],
		[7 * day, "Access expires in 7 days. Connect the account again before that."],
		[day - 1, "Access expires in less than a day. Connect the account again before that."],
		[1, "Access expires in less than a day. Connect the account again before that."],
		[0, "Access has expired. Connect the account again."],
	])("is told a week before its access expires (%d ms)", (left, told) => {
		expect(findCredentialTrouble({ ...none, expiresAt: now + left }, now)).toBe(told);
	});

	it("is told a month before its API version ends, where the date is known", () => {
		const linkedin = { ...none, network: "linkedin", settings: { apiVersion: "202512" } };
		const end = Date.UTC(2026, 11, 15);
		expect(findCredentialTrouble(linkedin, end - 30 * day - 1)).toBeNull();
		expect(findCredentialTrouble(linkedin, end - 30 * day)).toMatch(/^API version 202512 ends in 30 days/);
		expect(findCredentialTrouble(linkedin, end - 1)).toMatch(/ends in less than a day/);
		expect(findCredentialTrouble(linkedin, end)).toMatch(/is no longer supported/);
		const meta = (apiVersion: string) => ({ ...none, network: "meta", settings: { apiVersion } });
		expect(findCredentialTrouble(meta("v24.0"), now)).toMatch(/^API version v24.0 is no longer supported/);
		expect(findCredentialTrouble(meta("v25.0"), now)).toBeNull();
	});

	it("is nothing that is not known to end", () => {
		expect(findCredentialTrouble(none, now)).toBeNull();
		const odd = { ...none, network: "linkedin", settings: { apiVersion: "latest" } };
		expect(findCredentialTrouble(odd, now)).toBeNull();
	});
});
