import { database } from "@/lib/platform/postgres/database";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { hashPassword, isPassword } from "@/lib/platform/secrets/password";

const windowMs = 15 * 60_000;
const maxFailuresPerEmail = 8;
const maxFailuresPerAddress = 50;

let decoy: Promise<string> | undefined;

/**
 * The user whose e-mail and password fit, or an error whose message is a code of the sign-in page:
 * `wrong` or `too_many`. An unknown e-mail costs as much time as a wrong password. After 8 failures for an e-mail
 * or 50 from one address within 15 minutes nothing is checked any more until the window has passed.
 */
export async function authenticateUser(input: {
	email: string;
	password: string;
	address: string;
	now: Date;
}): Promise<{ id: string; name: string; email: string }> {
	const db = database();
	const email = input.email.trim().toLowerCase();
	const byEmail = keyedHash(email, "sign-in email");
	const byAddress = keyedHash(input.address, "sign-in address");
	const since = new Date(input.now.getTime() - windowMs);
	const [emailFailures, addressFailures] = await Promise.all([
		db.signInFailure.count({ where: { subjectKey: byEmail, at: { gt: since } } }),
		db.signInFailure.count({ where: { subjectKey: byAddress, at: { gt: since } } }),
	]);
	if (emailFailures >= maxFailuresPerEmail || addressFailures >= maxFailuresPerAddress)
		throw new Error("too_many");

	const user = await db.user.findUnique({ where: { email } });
	decoy ??= hashPassword("nobody has this password");
	const fits = await isPassword(input.password.slice(0, 1000), user?.passwordHash ?? (await decoy));
	if (user && fits) {
		await db.signInFailure.deleteMany({ where: { subjectKey: byEmail } });
		return { id: user.id, name: user.name, email: user.email };
	}
	await db.$transaction([
		db.signInFailure.createMany({
			data: [
				{ subjectKey: byEmail, at: input.now },
				{ subjectKey: byAddress, at: input.now },
			],
		}),
		db.signInFailure.deleteMany({ where: { at: { lt: new Date(input.now.getTime() - 24 * 3600_000) } } }),
	]);
	throw new Error("wrong");
}
