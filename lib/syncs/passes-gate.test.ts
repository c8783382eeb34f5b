import { describe, expect, it } from "vitest";
import { decideKey, decidePerson } from "@/lib/syncs/decide-key";
import { passesGate } from "@/lib/syncs/passes-gate";

const fine = { isErased: false, isHeldOut: false, isMember: true, hasConsent: true, isSuppressed: false };

describe("the last gate", () => {
	it("lets a key pass whose owner is wanted", () => {
		expect(passesGate([fine])).toBe(true);
	});

	it.each([
		["no one owns the key", []],
		["nothing is known of its owner", [undefined]],
		["consent is not known", [{ ...fine, hasConsent: undefined }]],
		["consent was withdrawn", [{ ...fine, hasConsent: false }]],
		["the owner was erased", [{ ...fine, isErased: true }]],
		["it is not known whether the owner was erased", [{ ...fine, isErased: undefined }]],
		["the owner is held out", [{ ...fine, isHeldOut: true }]],
		["it is not known whether the owner is held out", [{ ...fine, isHeldOut: undefined }]],
		["another owner is held out", [fine, { ...fine, isHeldOut: true }]],
		["the owner is suppressed", [{ ...fine, isSuppressed: true }]],
		["it is not known whether the owner is suppressed", [{ ...fine, isSuppressed: undefined }]],
		["the owner left the segment", [{ ...fine, isMember: false }]],
	])("stays closed when %s", (_title, owners) => {
		expect(passesGate(owners)).toBe(false);
	});

	it("lets a shared key pass for the owner who consents", () => {
		expect(passesGate([{ ...fine, hasConsent: false }, fine])).toBe(true);
	});

	it("lists a key that a held-out and a treated person share, and does not want it", () => {
		expect(decideKey(["wanted", "held_out"])).toEqual({ isDesired: false, isShared: true });
		expect(decideKey(["wanted", "left"])).toEqual({ isDesired: true, isShared: false });
		expect(decideKey([])).toEqual({ isDesired: false, isShared: false });
	});

	it("names the strongest reason first", () => {
		const wanted = {
			...fine,
			isExcluded: false,
			isConverted: false,
			isOutranked: false,
		};
		const faults = [
			["erased", { isErased: true }],
			["held_out", { isHeldOut: true }],
			["left", { isMember: false }],
			["no_consent", { hasConsent: false }],
			["suppressed", { isSuppressed: true }],
			["excluded", { isExcluded: true }],
			["converted", { isConverted: true }],
			["outranked", { isOutranked: true }],
		] as const;
		for (const [at, [reason]] of faults.entries()) {
			const standing = Object.assign({ ...wanted }, ...faults.slice(at).map(([, fault]) => fault));
			expect(decidePerson(standing)).toBe(reason);
		}
		expect(decidePerson(wanted)).toBe("wanted");
	});
});
