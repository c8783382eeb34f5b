import { expect, test } from "vitest";
import { hashPassword, isPassword, maxHashesAtOnce, maxHashesWaiting } from "@/lib/platform/secrets/password";

// Hashes that cost little: the line before them is what is tried.
const cheap = `scrypt$1024$8$1$${Buffer.alloc(16).toString("base64")}$${Buffer.alloc(32).toString("base64")}`;

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

test("two are hashed at a time, some wait, the rest are refused at once with a retry time", async () => {
	const places = maxHashesAtOnce + maxHashesWaiting;
	const answers = await Promise.allSettled(
		Array.from({ length: places + 5 }, () => isPassword("a guess", cheap)),
	);
	expect(answers.map(({ status }) => status)).toEqual([
		...Array(places).fill("fulfilled"),
		...Array(5).fill("rejected"),
	]);
	expect(answers.at(-1)).toMatchObject({ reason: { code: "limit", retryAfterSeconds: 3 } });
	// Every place was given back.
	const again = await Promise.allSettled(Array.from({ length: places }, () => isPassword("x", cheap)));
	expect(again.every(({ status }) => status === "fulfilled")).toBe(true);
});

test("a failing hash releases its slot", async () => {
	const broken = "scrypt$3$8$1$AAAA$AAAA";
	for (let i = 0; i < maxHashesAtOnce + 1; i++) {
		await expect(isPassword("x", broken)).rejects.toThrow();
	}
	expect(await isPassword("x", cheap)).toBe(false);
});
