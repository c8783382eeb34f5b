import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "@/lib/kernel/ids";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import type { Database } from "@/lib/platform/postgres/database";
import { probeDatabase, probeMs, within } from "@/lib/platform/postgres/probe-database";
import { probeWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";
import {
	readIngestRoute,
	rudderSourceConfig,
	segmentSettings,
	writeKeysIn,
} from "@/lib/sources/messages/ingest-route";
import { readBatch, writeKeyOf } from "@/lib/sources/messages/read-batch";
import { readJson } from "@/lib/sources/messages/read-json";
import type { MessageType } from "@/lib/sources/messages/read-message";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { GroupCommit } from "@/lib/sources/server/ingest/group-commit";
import { type IngestLimits, RequestLimits } from "@/lib/sources/server/ingest/limit-requests";
import { readRequestBody } from "@/lib/sources/server/ingest/read-request-body";
import { type WriteKeyOwner, WriteKeys } from "@/lib/sources/server/ingest/write-keys";

export type Ingest = { url: string; port: number; stop: () => Promise<void> };

const cors = {
	"access-control-allow-origin": "*",
	"access-control-allow-methods": "POST, GET, OPTIONS",
	// With those that RudderStack's and Jitsu's browser clients add.
	"access-control-allow-headers":
		"authorization, content-type, content-encoding, anonymousid, x-write-key, x-enable-debug, x-ip-policy",
	"access-control-expose-headers": "ratelimit, ratelimit-policy, retry-after",
	"access-control-max-age": "86400",
};

const often = "Too many requests; Retry-After says in how many seconds to go on.";

function send(
	response: ServerResponse,
	status: number,
	body: object,
	headers: Record<string, string> = {},
): void {
	const text = JSON.stringify(body);
	response.writeHead(status, {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(text),
		...cors,
		...headers,
	});
	response.end(text);
}

function refuse(
	response: ServerResponse,
	status: number,
	code: string,
	message: string,
	more: { issues?: { path: string; message: string }[]; rejected?: object[] } = {},
	headers: Record<string, string> = {},
): void {
	const { issues, ...rest } = more;
	const error = { code, message, ...(issues ? { issues } : {}), requestId: newId("req") };
	send(response, status, { success: false, error, ...rest }, headers);
}

/**
 * The ingest process: Segment's HTTP API with write keys, and what other makers' clients expect of it, over plain
 * node:http. A call is answered once its messages are on disk. Any number may run side by side.
 */
export async function startIngest(options: {
	db: Database;
	warehouse: Warehouse;
	port: number;
	host?: string;
	limits: IngestLimits;
	/** Where browsers reach it: named to those that ask where to send. */
	publicUrl: string;
}): Promise<Ingest> {
	const limits = new RequestLimits(options.limits);
	const group = new GroupCommit({ db: options.db, warehouse: options.warehouse, catalogue: new Catalogue() });
	const keys = new WriteKeys(options.db);
	const housekeeping = setInterval(() => {
		keys.saveUse().catch((error: unknown) => log.warn("ingest.save_use_failed", { error }));
	}, 30_000);
	housekeeping.unref();

	/** Whose write key a request bears, in its headers or, for senders that cannot set one, in its body. */
	async function findOwner(request: IncomingMessage, inBody: string | null): Promise<WriteKeyOwner | null> {
		const { authorization, "x-write-key": writeKey } = request.headers;
		const given = writeKeysIn({ authorization, writeKey: Array.isArray(writeKey) ? writeKey[0] : writeKey });
		for (const token of inBody === null ? given : [...given, inBody]) {
			const owner = await keys.find(token);
			if (owner) return owner;
		}
		return null;
	}

	/** What a browser client loads before it sends anything. Counted like messages: it looks a key up. */
	async function describeSource(
		request: IncomingMessage,
		response: ServerResponse,
		{ writeKey, isRudder }: { writeKey: string; isRudder: boolean },
	): Promise<void> {
		if (!(await limits.takeAddress(request, response))) return refuse(response, 429, "limit", often);
		const owner = await keys.find(writeKey);
		if (!owner) return refuse(response, 404, "not_found", "There is no source with this write key.");
		const fresh = { "cache-control": "public, max-age=60" };
		if (!isRudder) return send(response, 200, segmentSettings(writeKey, options.publicUrl), fresh);
		const source = { id: owner.sourceId, name: owner.sourceId, at: new Date(0) };
		return send(response, 200, rudderSourceConfig(writeKey, source), fresh);
	}

	async function take(
		request: IncomingMessage,
		response: ServerResponse,
		path: MessageType | "batch",
	): Promise<void> {
		if (!(await limits.takeAddress(request, response))) return refuse(response, 429, "limit", often);
		if (group.isFull) {
			return refuse(
				response,
				429,
				"limit",
				"Too much is waiting to be stored; try again in a second.",
				{},
				{ "retry-after": "1" },
			);
		}
		const read = await readRequestBody(request);
		if (!read.ok) {
			return refuse(
				response,
				read.status,
				read.status === 413 ? "too_large" : "invalid",
				read.reason,
				{},
				{ connection: "close" },
			);
		}
		let body: unknown;
		try {
			body = readJson(read.body.toString("utf8"));
		} catch {
			return refuse(response, 400, "invalid", "The body is not valid JSON.");
		}
		const owner = await findOwner(request, writeKeyOf(body));
		if (!owner) {
			return refuse(
				response,
				401,
				"unauthenticated",
				"The write key is missing, unknown or revoked. Sources and their keys are under Data.",
			);
		}
		if (!(await limits.takeKey(owner.keyId, response))) return refuse(response, 429, "limit", often);
		const batch = readBatch(body, { path, receivedAt: Date.now(), newMessageId: randomUUID });
		if (!batch.ok) {
			return refuse(response, 400, "invalid", batch.reason, {
				issues: [{ path: batch.field, message: batch.reason }],
			});
		}
		const leftOut = await group.accept(owner.ws, owner.sourceId, batch.intakes);
		for (const { index, field, reason } of leftOut)
			batch.ignored.push({ index: batch.places[index] ?? 0, field, reason });
		const first = batch.rejected[0];
		if (first && batch.intakes.length === 0) {
			const at = path === "batch" ? `batch.${first.index}.${first.field}` : first.field;
			return refuse(response, 400, "invalid", `${at || "The message"}: ${first.reason}`, {
				issues: batch.rejected.map((one) => ({
					path: path === "batch" ? `batch.${one.index}.${one.field}` : one.field,
					message: one.reason,
				})),
				...(path === "batch" ? { rejected: batch.rejected } : {}),
			});
		}
		if (!isUtf8(read.body))
			batch.ignored.unshift({ field: "", reason: "has bytes that are not UTF-8; they became �" });
		send(response, 200, {
			success: true,
			...(batch.rejected.length > 0 ? { rejected: batch.rejected } : {}),
			...(batch.ignored.length > 0 ? { ignored: batch.ignored } : {}),
		});
	}

	async function health(response: ServerResponse): Promise<void> {
		const [isDatabaseUp, isWarehouseUp] = await Promise.all([
			probeDatabase(env.DATABASE_URL),
			probeWarehouse(options.warehouse, probeMs),
		]);
		const outbox = isDatabaseUp ? await within(readOutbox(), 400) : undefined;
		const isWell = isDatabaseUp && isWarehouseUp;
		send(response, isWell ? 200 : 503, {
			ok: isWell,
			postgres: isDatabaseUp,
			warehouse: isWarehouseUp,
			waitingMessages: group.waitingMessages,
			// Unknown is null, never 0.
			outboxBatches: outbox?.waiting ?? null,
			outboxOldestSeconds: outbox ? (outbox.seconds ?? 0) : null,
		});
	}

	// One at a time: while Postgres hangs, checks must not use up its connections.
	let reading: Promise<{ waiting: number; seconds: number | null } | undefined> | undefined;
	async function readOutbox() {
		reading ??= options.db.$queryRaw<{ waiting: number; seconds: number | null }[]>`
			SELECT count(*)::int AS waiting, extract(epoch FROM now() - min(created_at))::float AS seconds FROM warehouse_outbox`
			.then(
				([row]) => row,
				() => undefined,
			)
			.finally(() => {
				reading = undefined;
			});
		return await reading;
	}

	const server = createServer((request, response) => {
		const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
		const run = async (): Promise<void> => {
			if (request.method === "OPTIONS") {
				response.writeHead(204, cors).end();
				return;
			}
			const route = readIngestRoute(path);
			if (!route)
				return refuse(response, 404, "not_found", `There is nothing at ${path}. Send messages to /v1/batch.`);
			const method = route.for === "messages" ? "POST" : "GET";
			if (request.method !== method)
				return refuse(response, 405, "invalid", `Use ${method}.`, {}, { allow: `${method}, OPTIONS` });
			switch (route.for) {
				case "health":
					return health(response);
				case "settings":
					return describeSource(request, response, { writeKey: route.writeKey, isRudder: false });
				case "source_config": {
					const { authorization } = request.headers;
					const [inHeader = ""] = writeKeysIn({ authorization });
					const writeKey = new URLSearchParams(query).get("writeKey") ?? inHeader;
					return describeSource(request, response, { writeKey, isRudder: true });
				}
				case "messages":
					return take(request, response, route.path);
			}
		};
		run().catch((error: unknown) => {
			// A sender that went away mid-sentence is no one's fault here, and no one waits for the answer.
			if (request.destroyed && !request.complete) return void response.destroy();
			log.error("ingest.request_failed", { path, error });
			if (response.headersSent) return void response.destroy();
			refuse(
				response,
				503,
				"upstream",
				"The messages could not be stored; send them again.",
				{},
				{ "retry-after": "1" },
			);
		});
	});
	server.keepAliveTimeout = 65_000;
	server.requestTimeout = 30_000;
	await listen(server, options.port, options.host ?? "127.0.0.1");
	// Safe because a TCP server's address is never text.
	const { port } = server.address() as AddressInfo;
	// What a crash left on the way goes out first.
	void group.flush();

	return {
		url: `http://${options.host ?? "127.0.0.1"}:${port}`,
		port,
		stop: async () => {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeIdleConnections();
			await group.stop();
			server.closeAllConnections();
			await closed;
			clearInterval(housekeeping);
			await keys.saveUse().catch(() => {});
		},
	};
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.removeListener("error", reject);
			resolve();
		});
	});
}
