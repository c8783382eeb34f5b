import { expect, it } from "vitest";
import { restorePem } from "@/lib/kernel/pem";

const body = `${"A".repeat(64)}\n${"B".repeat(10)}==`;
const whole = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`;

it.each([
	["as it was", whole],
	["with the line breaks of Windows", whole.replaceAll("\n", "\r\n")],
	["pasted into a field of one line", whole.replaceAll("\n", "")],
	["with spaces for line breaks", whole.replaceAll("\n", " ")],
	["with line breaks written out", whole.replaceAll("\n", "\\n")],
])("restores a key %s", (_name, given) => {
	expect(restorePem(given).trim()).toBe(whole.trim());
});

it("restores every certificate of a chain, and leaves everything else as it is", () => {
	expect(restorePem(`${whole}${whole}`.replaceAll("\n", ""))).toBe(`${whole}${whole}`);
	expect(restorePem("no key")).toBe("no key");
});
