import type { Connection, RequestDescription } from "@/lib/destinations/contract";
import type { SampleView } from "@/lib/syncs/mapping/sample";

/** Headers that can hold no secret; of every other one only the name is shown. */
const plainHeaders = new Set([
	"accept",
	"content-type",
	"content-encoding",
	"user-agent",
	"webhook-id",
	"webhook-timestamp",
]);
const secretParameter = /token|secret|proof|key|sig|pass|auth|code/i;
const hidden = "•••";

/**
 * A request for reading: without credentials and without anything made from them, because a valid signature is worth as
 * much as the secret to whoever may send the same bytes.
 */
export function showRequest(
	request: RequestDescription,
	connection: Connection,
): NonNullable<SampleView["request"]> {
	const secrets = Object.values(connection.credentials).filter((value) => value.length > 0);
	const hide = (text: string): string =>
		secrets.reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
	const [address = "", query = ""] = hide(request.url).split("?", 2);
	const parameters = query
		.split("&")
		.filter(Boolean)
		.map((parameter) => {
			const [name = ""] = parameter.split("=", 1);
			return secretParameter.test(name) ? `${name}=${hidden}` : parameter;
		});
	return {
		method: request.method,
		url: parameters.length > 0 ? `${address}?${parameters.join("&")}` : address,
		headers: Object.entries(request.headers).map(([name, value]) => ({
			name,
			value: plainHeaders.has(name.toLowerCase()) ? hide(value) : hidden,
		})),
		body: request.bytes
			? `(a file of ${request.bytes.length} bytes)`
			: request.body === undefined
				? null
				: hide(laidOut(request.body)),
	};
}

function laidOut(body: string): string {
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	} catch {
		return body;
	}
}
