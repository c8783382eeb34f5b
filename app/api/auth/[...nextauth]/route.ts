import NextAuth from "next-auth";
import { authOptions } from "@/lib/workspaces/server/auth-options";

const handler = NextAuth(authOptions);

export { handler as GET, handler as POST };
