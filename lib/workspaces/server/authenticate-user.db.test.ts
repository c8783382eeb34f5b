import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { maxHashesAtOnce, maxHashesWaiting } from "@/lib/platform/secrets/password";
import { authenticateUser } from "@/lib/workspaces/server/authenticate-user";
import type { Context } from "@/lib/workspaces/server/context";
import { noteAttempt, undoAttempt } from "@/lib/workspaces/server/note-attempt";
import { addMember, type TestMember } from "@/lib/workspaces/testing/add-member";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

let ctx: Context;
let person: TestMember;
/** An address used by no other test. */
let address: string;
beforeAll(async () => {
	ctx = await createTestWorkspace();
});
beforeEach(async () => {
	person = await addMember(ctx);
	address = newId("req");
});

const guess = (password: string, now = new Date()) =>
	authenticateUser({ email: person.email, password, address, now });
const countOf = async (kind: string, value: string) =>
	(await ctx.db.attemptCounter.findUnique({ where: { subjectKey: keyedHash(value, kind) } }))?.count ?? 0;

describe("signing in", () => {
	test("works with the right password, whatever the case of the email, and counts as no guess", async () => {
		await expect(guess("wrong")).rejects.toThrow(/^wrong$/);
		const user = await authenticateUser({
			email: ` ${person.email.toUpperCase()} `,
			password: person.password,
			address,
			now: new Date(),
		});
		expect(user.id).toBe(person.userId);
		expect(await countOf("sign-in email", person.email)).toBe(0);
		expect(await countOf("sign-in address", address)).toBe(1);
	});

	test("refuses a wrong password and an unknown email alike, one that no database could hold too", async () => {
		await expect(guess("wrong")).rejects.toThrow(/^wrong$/);
		for (const email of [`no-${person.email}`, "a\u0000b@example.com", "\ud800@example.com"]) {
			const visit = { email, password: "wrong", address, now: new Date() };
			await expect(authenticateUser(visit)).rejects.toThrow(/^wrong$/);
		}
	});

	test("after eight failures waits until 15 minutes have passed, even with the right password", async () => {
		const now = new Date();
		for (let i = 0; i < 8; i++) await expect(guess("wrong", now)).rejects.toThrow(/^wrong$/);
		await expect(guess(person.password, now)).rejects.toMatchObject({
			message: "too_many",
			retryAfterSeconds: 900,
		});
		const justBefore = new Date(now.getTime() + 15 * 60_000 - 1);
		await expect(guess(person.password, justBefore)).rejects.toMatchObject({ retryAfterSeconds: 1 });
		expect((await guess(person.password, new Date(now.getTime() + 15 * 60_000))).id).toBe(person.userId);
	});

	test("looks at eight of thirty guesses made side by side", async () => {
		const answers = await Promise.allSettled(Array.from({ length: 30 }, () => guess("wrong")));
		const reasons = answers.map((one) => (one.status === "rejected" ? String(one.reason.message) : "in"));
		expect(reasons.filter((reason) => reason === "wrong")).toHaveLength(8);
		expect(reasons.filter((reason) => reason === "too_many")).toHaveLength(22);
	});

	test("looks at fifty guesses from one address, whomever they are at", async () => {
		const subject = { kind: "sign-in address", value: address, max: 50 };
		for (let i = 0; i < 49; i++) await noteAttempt(ctx.db, [subject], new Date());
		await expect(guess("wrong")).rejects.toThrow(/^wrong$/);
		person = await addMember(ctx);
		await expect(guess(person.password)).rejects.toThrow(/^too_many$/);
	});

	test("says busy, and counts no guess, when too many passwords are being checked", async () => {
		const holder = globalThis as { musterHashes?: { running: number; waiting: Array<() => void> } };
		holder.musterHashes = {
			running: maxHashesAtOnce,
			waiting: Array.from({ length: maxHashesWaiting }, () => () => {}),
		};
		await expect(guess(person.password)).rejects.toMatchObject({ message: "busy", retryAfterSeconds: 3 });
		delete holder.musterHashes;
		expect(await countOf("sign-in email", person.email)).toBe(0);
		expect(await countOf("sign-in address", address)).toBe(0);
		expect((await guess(person.password)).id).toBe(person.userId);
	});
});

test("guesses side by side are handed their numbers one by one, for several subjects at once", async () => {
	const [one, two] = [newId("req"), newId("req")];
	const a = { kind: "test", value: one, max: 20 };
	const b = { kind: "test", value: two, max: 45 };
	const now = new Date();
	const answers = await Promise.all(
		Array.from({ length: 60 }, (_, i) => noteAttempt(ctx.db, i % 2 ? [a, b] : [b, a], now)),
	);
	expect(answers.filter((refused) => refused === null)).toHaveLength(20);
	expect([await countOf("test", one), await countOf("test", two)]).toEqual([60, 60]);
	await Promise.all(Array.from({ length: 70 }, () => undoAttempt(ctx.db, [b, a])));
	expect([await countOf("test", one), await countOf("test", two)]).toEqual([0, 0]);
});
