import type { RequestDescription } from "@/lib/destinations/contract";
import { hmacSha256, sha256Hex } from "@/lib/kernel/sha256";

export type S3Keys = { accessKeyId: string; secretAccessKey: string; region: string };

/**
 * The request signed as AWS Signature Version 4 asks, with its body in the signature:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signRequest(request: RequestDescription, keys: S3Keys, at: Date): RequestDescription {
	const url = new URL(request.url);
	const instant = at.toISOString().replace(/[-:]|\.\d+/g, "");
	const day = instant.slice(0, 8);
	const bodyHash = sha256Hex(request.bytes ?? request.body ?? "");
	const signed: Record<string, string> = {
		...Object.fromEntries(
			Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
		),
		host: url.host,
		"x-amz-content-sha256": bodyHash,
		"x-amz-date": instant,
	};
	const names = Object.keys(signed).sort();
	const query = [...url.searchParams]
		.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
		.sort()
		.join("&");
	const canonical = [
		request.method,
		url.pathname,
		query,
		...names.map((name) => `${name}:${signed[name]?.trim()}`),
		"",
		names.join(";"),
		bodyHash,
	].join("\n");
	const scope = `${day}/${keys.region}/s3/aws4_request`;
	const text = ["AWS4-HMAC-SHA256", instant, scope, sha256Hex(canonical)].join("\n");
	const key = [keys.region, "s3", "aws4_request"].reduce<Uint8Array>(
		(parent, part) => hmacSha256(parent, part),
		hmacSha256(`AWS4${keys.secretAccessKey}`, day),
	);
	const signature = Array.from(hmacSha256(key, text), (byte) => byte.toString(16).padStart(2, "0")).join("");
	const { host: _, ...headers } = signed;
	return {
		...request,
		headers: {
			...headers,
			authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
		},
	};
}

/** Percent-encoding as the signature wants it: everything but letters, digits and -._~. */
export function percentEncode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
