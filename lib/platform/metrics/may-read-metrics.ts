import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether a request may read the metrics: "off" while no token is set, so that an installation tells no one about
 * itself until its operator wants it to.
 */
export function mayReadMetrics(
	token: string | undefined,
	authorization: string | null,
): "yes" | "no" | "off" {
	if (!token) return "off";
	const given = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
	// Hashes are of one length, which timingSafeEqual needs, and tell nothing about the token's.
	return timingSafeEqual(digest(given), digest(token)) ? "yes" : "no";
}

function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}
