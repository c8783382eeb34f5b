import { expect, test } from "vitest";
import { hashPassword, isPassword } from "@/lib/platform/secrets/password";

test("only the right password fits its hash, and equal passwords hash differently", async () => {
	const [one, two] = await Promise.all([
		hashPassword("correct horse battery"),
		hashPassword("correct horse battery"),
	]);
	expect(one).not.toBe(two);
	expect(await isPassword("correct horse battery", one)).toBe(true);
	expect(await isPassword("correct horse batterz", one)).toBe(false);
	expect(await isPassword("correct horse battery", "none")).toBe(false);
});
