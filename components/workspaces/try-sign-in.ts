import { signIn } from "next-auth/react";

const reasons: Record<string, string> = {
	wrong: "Incorrect email or password.",
	too_many: "Too many failed attempts. Wait 15 minutes, then try again.",
	busy: "Many people are signing in right now. Try again in a few seconds.",
};

/** Signs in without leaving the page; returns the error, or null. */
export async function trySignIn(email: string, password: string): Promise<string | null> {
	try {
		const result = await signIn("credentials", { email, password, redirect: false });
		if (result?.ok && !result.error) return null;
		return reasons[result?.error ?? ""] ?? "Signing in failed on the server. Try again in a moment.";
	} catch {
		return "Muster cannot be reached. Check your connection and try again.";
	}
}
