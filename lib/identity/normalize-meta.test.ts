import { describe, expect, it } from "vitest";
import {
	hashForMeta,
	normalizeMetaCity,
	normalizeMetaCountry,
	normalizeMetaDeviceId,
	normalizeMetaEmail,
	normalizeMetaGender,
	normalizeMetaName,
	normalizeMetaPhone,
	normalizeMetaState,
	normalizeMetaZip,
} from "@/lib/identity/normalize-meta";

describe("Meta's normalisation", () => {
	// The vectors Meta itself publishes.
	it.each([
		["Mary@Example.com", "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"],
		["Jane.Doe+Promo@Gmail.com", "5f0d1df1fc49e30424381b57b1d4c73e067772a4267dde043a19b026935602c8"],
	])("hashes the email %s as Meta does, leaving Gmail dots alone", (raw, hash) => {
		expect(hashForMeta(normalizeMetaEmail(raw))).toBe(hash);
	});

	it.each([
		["+1 555-987-6543", "US", "1ef970831d7963307784fa8688e8fce101a15685d62aa765fed23f3a2c576a4e"],
		["(555) 987-6543", "US", "1ef970831d7963307784fa8688e8fce101a15685d62aa765fed23f3a2c576a4e"],
	])("hashes the phone %s as Meta does", (raw, country, hash) => {
		expect(hashForMeta(normalizeMetaPhone(raw, country))).toBe(hash);
	});

	it.each([
		["Mary", "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"],
		["Valéry", "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"],
		["정", "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14"],
	])("hashes the name %s as Meta does", (raw, hash) => {
		expect(hashForMeta(normalizeMetaName(raw))).toBe(hash);
	});

	it.each([
		[normalizeMetaCity("New York"), "newyork"],
		[normalizeMetaState("CA"), "ca"],
		[normalizeMetaZip("90210-1234", "US"), "90210"],
		[normalizeMetaZip("M1 1AE", "GB"), "m11"],
		[normalizeMetaCountry("US"), "us"],
		[normalizeMetaGender("Female"), "f"],
		[normalizeMetaDeviceId("AB1234CD-E123-12FG-J123-000000000000"), ""],
		[normalizeMetaDeviceId("AB1234CD-E123-12FA-B123-000000000000"), "ab1234cd-e123-12fa-b123-000000000000"],
	])("normalises to %s", (actual, expected) => {
		expect(actual).toBe(expected);
	});

	it.each(["", "   ", "+0000000000", "0", "n/a", "+", "12"])(
		"turns the useless phone %j into nothing",
		(raw) => {
			expect(normalizeMetaPhone(raw, "US")).toBe("");
		},
	);

	it.each(["", "no at sign", "a@b", "a b@example.com"])("turns the useless email %j into nothing", (raw) => {
		expect(normalizeMetaEmail(raw)).toBe("");
	});

	it("passes a ready-made hash through in lower case, and hashes anything longer or shorter", () => {
		const hash = "F1904CF1A9D73A55FA5DE0AC823C4403DED71AFD4C3248D00BDCD0866552BB79";
		expect(hashForMeta(hash)).toBe(hash.toLowerCase());
		expect(hashForMeta(`${hash}0`)).not.toBe(`${hash}0`.toLowerCase());
	});
});
