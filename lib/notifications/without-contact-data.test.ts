import { expect, it } from "vitest";
import { withoutContactData } from "@/lib/notifications/without-contact-data";

it.each([
	["maya.lindqvist@example.com is invalid", "[address] is invalid"],
	["“<Maya+x@sub.example.co.uk>” was refused", "“<[address]>” was refused"],
	["call +49 (151) 123-45678 back", "call [number] back"],
	["0049151123456: unknown", "[number]: unknown"],
	["as of 2026-11-30 09:15", "as of 2026-11-30 09:15"],
	["1,490 of 12,480 people; 2 syncs; HTTP 401", "1,490 of 12,480 people; 2 syncs; HTTP 401"],
	["under job_01kb2345678901234567890123", "under job_01kb2345678901234567890123"],
])("of “%s” an email says “%s”", (text, said) => {
	expect(withoutContactData(text)).toBe(said);
});
