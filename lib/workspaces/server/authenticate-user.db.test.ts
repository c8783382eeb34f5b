import { expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { hashPassword } from "@/lib/platform/secrets/password";
import { authenticateUser } from "@/lib/workspaces/server/authenticate-user";

async function person(): Promise<{ email: string; id: string }> {
	const id = newId("usr");
	const email = `${id}@example.com`;
	await database().user.create({
		data: { id, email, name: "Ada", passwordHash: await hashPassword("a long enough password") },
	});
	return { email, id };
}

test("the right password signs in, whatever the case of the e-mail", async () => {
	const { email, id } = await person();
	const user = await authenticateUser({
		email: ` ${email.toUpperCase()} `,
		password: "a long enough password",
		address: id,
		now: new Date(),
	});
	expect(user.id).toBe(id);
});

test("a wrong password and an unknown e-mail are refused alike", async () => {
	const { email, id } = await person();
	const now = new Date();
	await expect(authenticateUser({ email, password: "wrong", address: id, now })).rejects.toThrow(/^wrong$/);
	await expect(
		authenticateUser({ email: `no-${email}`, password: "wrong", address: id, now }),
	).rejects.toThrow(/^wrong$/);
});

test("after eight failures even the right password waits until 15 minutes have passed", async () => {
	const { email, id } = await person();
	const now = new Date();
	for (let i = 0; i < 8; i++) {
		await expect(authenticateUser({ email, password: "wrong", address: id, now })).rejects.toThrow(/^wrong$/);
	}
	const right = { email, password: "a long enough password", address: id };
	await expect(authenticateUser({ ...right, now })).rejects.toThrow(/^too_many$/);
	const later = new Date(now.getTime() + 15 * 60_000 + 1);
	expect((await authenticateUser({ ...right, now: later })).id).toBe(id);
});
