import { createVerify } from "node:crypto";
import { z } from "zod";
import type { ServiceAccount } from "@/lib/destinations/server/sandbox/oauth-state";

const jwtParts = z.object({
	header: z.object({ alg: z.literal("RS256"), typ: z.literal("JWT").optional() }),
	claims: z.object({ iss: z.string(), aud: z.string(), iat: z.number(), exp: z.number() }),
});

function fromBase64Json(text: string): unknown {
	try {
		return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
	} catch {
		return null;
	}
}

/** The account of the service account that signed a JWT for this server, or why it is refused. */
export function checkJwt(
	jwt: string,
	accounts: ReadonlyMap<string, ServiceAccount>,
	now: number,
): { accountId: string } | { refusal: string } {
	const [header = "", claims = "", signature = "", ...rest] = jwt.split(".");
	const parsed = jwtParts.safeParse({ header: fromBase64Json(header), claims: fromBase64Json(claims) });
	if (!parsed.success || rest.length > 0) return { refusal: "The JWT is not readable." };
	const { iss, aud, iat, exp } = parsed.data.claims;
	const account = accounts.get(iss);
	const isSigned =
		account !== undefined &&
		createVerify("sha256")
			.update(`${header}.${claims}`)
			.verify(account.publicKeyPem, Buffer.from(signature, "base64url"));
	if (!isSigned) return { refusal: "The signature of the JWT is not valid." };
	if (!aud.endsWith("/oauth/token")) return { refusal: "The JWT is for someone else." };
	const seconds = now / 1000;
	if (exp - iat > 3_600 || iat > seconds + 60 || exp <= seconds)
		return { refusal: "The JWT must be short-lived and of now." };
	return { accountId: account.accountId };
}
