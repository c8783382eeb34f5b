// A receiver of Muster's webhooks without dependencies: node docs/destinations/verify-webhook.mjs whsec_… [port]
// It checks each message over its raw bytes, takes each event once, and prints what happened.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const toleranceSeconds = 300;

/** Whether a message is Muster's: `body` is the text exactly as received, never parsed and written again. */
export function isGenuine(secret, headers, body, nowMs = Date.now()) {
	const id = headers["webhook-id"] ?? "";
	const timestamp = headers["webhook-timestamp"] ?? "";
	if (!(Math.abs(nowMs / 1000 - Number(timestamp)) <= toleranceSeconds)) return false;
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
	return String(headers["webhook-signature"] ?? "")
		.split(" ")
		.some((one) => {
			const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
			return given.length === expected.length && timingSafeEqual(given, expected);
		});
}

/** The events of a message, sent many at once or one by one. */
export function eventsOf(message) {
	if (message.type === "connection.test") return [];
	return message.type === "audience.changes"
		? message.events.map((event) => ({ ...event, audience: message.audience }))
		: [message];
}

function receive(secret, port) {
	// In production: a table with the id as its key.
	const seen = new Set();
	createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = Buffer.concat(chunks).toString("utf8");
		if (!isGenuine(secret, request.headers, body)) {
			response.writeHead(401).end();
			return;
		}
		for (const event of eventsOf(JSON.parse(body))) {
			if (seen.has(event.id)) continue;
			seen.add(event.id);
			console.log(event.type, JSON.stringify(event.person), "in", event.audience.name);
		}
		response.writeHead(200, { "content-type": "application/json" }).end("{}");
	}).listen(port, () => console.log(`Listening on http://localhost:${port}`));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	const [, , secret = "", port = "8787"] = process.argv;
	if (!secret.startsWith("whsec_")) {
		console.error("Give the signing secret: node docs/destinations/verify-webhook.mjs whsec_…");
		process.exit(1);
	}
	receive(secret, Number(port));
}
