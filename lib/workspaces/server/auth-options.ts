import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { env } from "@/lib/platform/env";
import { authenticateUser } from "@/lib/workspaces/server/authenticate-user";

/** next-auth: e-mail and password, a signed cookie for 14 days; roles are read from Postgres at every request. */
export const authOptions: NextAuthOptions = {
	secret: env.NEXTAUTH_SECRET,
	session: { strategy: "jwt", maxAge: 14 * 24 * 3600 },
	pages: { signIn: "/sign-in", error: "/sign-in" },
	providers: [
		CredentialsProvider({
			name: "E-mail and password",
			credentials: { email: { label: "E-mail" }, password: { label: "Password", type: "password" } },
			authorize: async (credentials, request) =>
				await authenticateUser({
					email: credentials?.email ?? "",
					password: credentials?.password ?? "",
					address:
						String(request.headers?.["x-forwarded-for"] ?? "local")
							.split(",")
							.pop()
							?.trim() ?? "local",
					now: new Date(),
				}),
		}),
	],
	callbacks: {
		jwt: ({ token, user }) => (user ? { ...token, sub: user.id } : token),
		session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }),
	},
};
