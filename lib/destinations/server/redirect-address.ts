import { env } from "@/lib/platform/env";

/** Where networks send the browser back to, of every workspace: registered with the operator's apps. */
export function redirectAddress(): string {
	return `${env.NEXTAUTH_URL.replace(/\/+$/, "")}/api/oauth/callback`;
}
