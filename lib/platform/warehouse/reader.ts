import { randomUUID } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { type ClickHouseSettings, parseError } from "@clickhouse/client";
import type { BoundSql } from "@/lib/kernel/sql-binder";
import { formatParam } from "@/lib/platform/warehouse/format-param";

type Question = BoundSql & { settings: ClickHouseSettings; signal?: AbortSignal | undefined };
type Answer = { text: string; isFailure: boolean };

/**
 * Queries a warehouse for rows over HTTP. The driver waits for a turn of the timers before each request, a
 * millisecond or more, to avoid using a connection that has just been closed; here a query that meets one is
 * repeated on a new connection, since reads may be repeated. Everything but reads goes through the driver.
 */
export class Reader {
	readonly #url: URL;
	readonly #settings: URLSearchParams;
	readonly #agent: http.Agent;
	readonly #timeoutMs: number;

	constructor(options: {
		url: string;
		database: string;
		settings: ClickHouseSettings;
		timeoutMs: number;
		idleMs: number;
		connections: number;
	}) {
		this.#url = new URL(options.url);
		this.#settings = new URLSearchParams({
			database: options.database,
			default_format: "JSONEachRow",
			// An error in the middle of an answer still gets its status.
			wait_end_of_query: "1",
		});
		addSettings(this.#settings, options.settings);
		const Agent = this.#url.protocol === "https:" ? https.Agent : http.Agent;
		this.#agent = new Agent({
			keepAlive: true,
			maxSockets: options.connections,
			timeout: options.idleMs,
			scheduling: "lifo",
		});
		this.#timeoutMs = options.timeoutMs;
	}

	/** The rows of a statement, as JSON made them. Throws the driver's error for what the warehouse refuses. */
	async rows({ sql, params, settings, signal }: Question): Promise<unknown[]> {
		const search = new URLSearchParams(this.#settings);
		search.set("query_id", randomUUID());
		addSettings(search, settings);
		for (const [name, value] of Object.entries(params)) search.set(`param_${name}`, formatParam(value));
		const { text, isFailure } = await this.#ask(`${this.#url.pathname}?${search}`, sql, signal);
		if (isFailure) throw parseError(text);
		const lines = text.split("\n");
		return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
	}

	/** Closes the idle connections. */
	close(): void {
		this.#agent.destroy();
	}

	#ask(path: string, body: string, signal: AbortSignal | undefined): Promise<Answer> {
		const { protocol, hostname, port, username, password } = this.#url;
		const { request: send } = protocol === "https:" ? https : http;
		return new Promise((resolve, reject) => {
			const request = send(
				{
					hostname: hostname.replace(/^\[|\]$/g, ""),
					port,
					path,
					method: "POST",
					agent: this.#agent,
					auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
					headers: { "content-length": Buffer.byteLength(body), "user-agent": "muster" },
					timeout: this.#timeoutMs,
					...(signal ? { signal } : {}),
				},
				(response) => {
					const isFailure =
						response.statusCode !== 200 || response.headers["x-clickhouse-exception-code"] !== undefined;
					const pieces: Buffer[] = [];
					response.on("data", (piece: Buffer) => pieces.push(piece));
					response.on("end", () => resolve({ text: Buffer.concat(pieces).toString("utf8"), isFailure }));
					response.on("error", reject);
				},
			);
			request.on("timeout", () => request.destroy(new Error("The warehouse did not answer in time")));
			request.on("error", (error: NodeJS.ErrnoException) => {
				const isBroken = error.code === "ECONNRESET" || error.code === "EPIPE";
				const isStale = request.reusedSocket && isBroken && !signal?.aborted;
				if (isStale) this.#ask(path, body, signal).then(resolve, reject);
				else reject(error);
			});
			request.end(body);
		});
	}
}

function addSettings(search: URLSearchParams, settings: ClickHouseSettings): void {
	for (const [name, value] of Object.entries(settings)) {
		if (value !== undefined) search.set(name, formatParam(value));
	}
}
