import { AppError } from "@/lib/kernel/app-error";
import { addressGroup } from "@/lib/platform/http/client-address";
import { database } from "@/lib/platform/postgres/database";
import { hashPassword, isPassword } from "@/lib/platform/secrets/password";
import { emailAddress } from "@/lib/workspaces/contracts";
import {
	cleanAttempts,
	forgetAttempts,
	noteAttempt,
	undoAttempt,
} from "@/lib/workspaces/server/note-attempt";
import { SignInRefusal } from "@/lib/workspaces/server/sign-in-refusal";
import { startSession } from "@/lib/workspaces/server/start-session";

const maxPerEmail = 8;
const maxPerAddress = 50;

let decoy: Promise<string> | undefined;

/**
 * Signs a person in: the user matching the email and password, with a new session, or a SignInRefusal. An
 * unknown email costs as much time as a wrong password. Within 15 minutes 8 guesses per email and 50 per
 * address are checked; correct ones do not count.
 */
export async function authenticateUser(input: {
	email: string;
	password: string;
	address: string;
	now: Date;
}): Promise<{ id: string; sessionId: string }> {
	const db = database();
	const email = input.email.trim().toLowerCase().slice(0, 320);
	const byEmail = { kind: "sign-in email", value: email, max: maxPerEmail };
	const byAddress = { kind: "sign-in address", value: addressGroup(input.address), max: maxPerAddress };
	const refused = await noteAttempt(db, [byEmail, byAddress], input.now);
	if (refused) throw new SignInRefusal("too_many", refused.retryAfterSeconds);

	// Input that is not an email matches no one; some of it the database could not even be queried for.
	const isEmail = emailAddress.safeParse(email).success;
	const user = isEmail ? await db.user.findUnique({ where: { email } }) : null;
	if (
		await fits(input.password.slice(0, 1000), user?.passwordHash).catch(async (error: unknown) => {
			// Not checked, so not a guess.
			await undoAttempt(db, [byEmail, byAddress]);
			throw error instanceof AppError && error.code === "limit"
				? new SignInRefusal("busy", error.retryAfterSeconds)
				: error;
		})
	) {
		const sessionId = user ? await startSession(db, user, input.now) : null;
		if (user && sessionId) {
			await forgetAttempts(db, byEmail);
			await undoAttempt(db, [byAddress]);
			return { id: user.id, sessionId };
		}
	}
	await cleanAttempts(db, input.now);
	throw new SignInRefusal("wrong");
}

async function fits(password: string, passwordHash: string | undefined): Promise<boolean> {
	if (passwordHash) return await isPassword(password, passwordHash);
	decoy ??= hashPassword("no one has this password");
	const stored = await decoy.catch((error: unknown) => {
		decoy = undefined;
		throw error;
	});
	await isPassword(password, stored);
	return false;
}
