import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { authenticateUser } from "@/lib/workspaces/server/authenticate-user";
import { endSession } from "@/lib/workspaces/server/end-sessions";
import { isSessionAlive } from "@/lib/workspaces/server/read-session";
import { readSessionToken, sessionClaimsOf, sessionSeconds } from "@/lib/workspaces/server/session-cookie";
import { SignInRefusal } from "@/lib/workspaces/server/sign-in-refusal";

/** What next-auth does not pass to its callbacks, or swallows of what they throw. */
export type AuthVisit = {
	address: string;
	cookie: string | undefined;
	refusal?: SignInRefusal;
	signOutError?: unknown;
};

/**
 * next-auth for one request: email and password, and a signed cookie that names a session in Postgres, which
 * is authoritative. Roles are read from Postgres at every request.
 */
export function authOptions(visit: AuthVisit): NextAuthOptions {
	return {
		secret: env.NEXTAUTH_SECRET,
		session: { strategy: "jwt", maxAge: sessionSeconds },
		pages: { signIn: "/sign-in", error: "/sign-in" },
		logger: {
			// An old or forged cookie is the visitor's problem, and no error of ours.
			error: (code) => log.info("auth.library", { code }),
			warn: () => {},
			debug: () => {},
		},
		providers: [
			CredentialsProvider({
				name: "Email and password",
				credentials: { email: { label: "Email" }, password: { label: "Password", type: "password" } },
				authorize: async (credentials) => {
					try {
						return await signIn(visit, String(credentials?.email ?? ""), String(credentials?.password ?? ""));
					} catch (error) {
						if (!(error instanceof SignInRefusal)) log.error("auth.sign_in_failed", { error });
						visit.refusal = error instanceof SignInRefusal ? error : new SignInRefusal("failed");
						throw visit.refusal;
					}
				},
			}),
		],
		callbacks: {
			jwt: async ({ token, user }) => {
				// Safe because `authorize` above is the only place users come from.
				if (user) return { sub: user.id, sid: (user as { sessionId?: string }).sessionId };
				const claims = sessionClaimsOf(token);
				if (!claims || !(await isSessionAlive(claims))) throw new Error("This session has ended.");
				return token;
			},
			session: ({ session, token }) => {
				const user: { id?: string; name?: string } = token.sub ? { id: token.sub } : {};
				return { ...session, user };
			},
		},
		events: {
			signOut: async ({ token }) => {
				const claims = sessionClaimsOf(token);
				if (!claims) return;
				await endSession(claims).catch((error: unknown) => {
					visit.signOutError = error;
				});
			},
		},
	};
}

async function signIn(visit: AuthVisit, email: string, password: string) {
	const user = await authenticateUser({ email, password, address: visit.address, now: new Date() });
	// The new cookie replaces the old one, whose session could otherwise not be ended any more.
	const before = await readSessionToken(visit.cookie);
	if (before) await endSession(before);
	return user;
}
