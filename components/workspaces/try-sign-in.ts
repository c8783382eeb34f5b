import { signIn } from "next-auth/react";

const reasons: Record<string, string> = {
	wrong:
		"E-mail and password do not fit. Check both; an admin of your workspace can give you a new password.",
	too_many: "Too many failed attempts. Wait 15 minutes, then try again.",
	busy: "Many people are signing in at this moment. Try again in a few seconds.",
};

/** Signs in without leaving the page; answers why not, or null. */
export async function trySignIn(email: string, password: string): Promise<string | null> {
	try {
		const result = await signIn("credentials", { email, password, redirect: false });
		if (result?.ok && !result.error) return null;
		return reasons[result?.error ?? ""] ?? "Signing in failed on the server. Try again in a moment.";
	} catch {
		return "Muster cannot be reached. Check the connection and try again.";
	}
}
