import { expect, it } from "vitest";
import { suppressionHint } from "@/lib/consent/suppression-hint";

it.each([
	["email", "ana@example.com", "a…@example.com"],
	["email", "a@example.com", "a…@example.com"],
	["phone", "+14155550123", "+14…23"],
	["user_id", "customer-17", "cu…"],
	["user_id", "c17", "c…"],
] as const)("hints at the %s %s without giving it away", (kind, value, hint) => {
	expect(suppressionHint(kind, value)).toBe(hint);
});
