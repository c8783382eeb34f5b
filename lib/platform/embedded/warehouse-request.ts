import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { WarehouseError } from "@/lib/platform/embedded/warehouse-error";

/** A request of ClickHouse's HTTP interface, its body not yet read. */
export type WarehouseRequest = {
	queryId: string | undefined;
	/** The `query` of the address: with it, the body is data. */
	query: string;
	database: string | undefined;
	format: string;
	settings: [string, string][];
	params: [string, string][];
	isReadOnly: boolean;
	wantsGzip: boolean;
	waitsForEnd: boolean;
};

/** URL parameters meant for the interface and not for the engine. */
const ours = new Set([
	"query",
	"query_id",
	"database",
	"default_format",
	"user",
	"password",
	"role",
	"quota_key",
	"enable_http_compression",
	"wait_end_of_query",
	"buffer_size",
	"stacktrace",
	"send_progress_in_http_headers",
	"http_headers_progress_interval_ms",
	"cancel_http_readonly_queries_on_client_close",
]);

const notHere = new Set(["session_id", "session_timeout", "session_check", "compress", "decompress"]);

const digest = (text: string) => createHash("sha256").update(text).digest();

/** An authorized user; that of lists has few rights. */
export type WarehouseUser = { name: string; password: string; isOfLists: boolean };

/** Rejects a request without the right name and password, in constant time. */
export function requesterOf(
	request: IncomingMessage,
	url: URL,
	users: readonly WarehouseUser[],
): WarehouseUser {
	const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
	const [basicUser = "", ...basicRest] = basic
		? Buffer.from(basic, "base64").toString("utf8").split(":")
		: [];
	const givenUser = basic
		? basicUser
		: String(request.headers["x-clickhouse-user"] ?? "") || url.searchParams.get("user") || "";
	const givenPassword = basic
		? basicRest.join(":")
		: String(request.headers["x-clickhouse-key"] ?? "") || url.searchParams.get("password") || "";
	const isIt = ({ name, password }: WarehouseUser) =>
		Number(timingSafeEqual(digest(givenUser), digest(name))) &
		Number(timingSafeEqual(digest(givenPassword), digest(password)));
	const [user] = users.filter((one) => isIt(one) === 1);
	if (!user) {
		throw new WarehouseError(
			516,
			"AUTHENTICATION_FAILED",
			`${givenUser || "default"}: Authentication failed: password is incorrect, or there is no user with such name.`,
		);
	}
	return user;
}

/** Sorts the parts of the address and headers. */
export function readWarehouseRequest(request: IncomingMessage, url: URL): WarehouseRequest {
	const settings: [string, string][] = [];
	const params: [string, string][] = [];
	for (const [name, value] of url.searchParams) {
		if (notHere.has(name) && value !== "0") {
			throw new WarehouseError(48, "NOT_IMPLEMENTED", `The built-in warehouse does not know ${name}`);
		}
		if (ours.has(name) || notHere.has(name)) continue;
		const isParam = name.startsWith("param_");
		const bare = isParam ? name.slice(6) : name;
		if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(bare)) {
			throw new WarehouseError(115, "UNKNOWN_SETTING", `Unknown setting '${name}'`);
		}
		if (isParam) params.push([bare, value]);
		else settings.push([bare, value]);
	}
	const header = (name: string) => {
		const value = request.headers[name];
		return typeof value === "string" && value !== "" ? value : undefined;
	};
	const isOn = (name: string) => ["1", "true"].includes(url.searchParams.get(name) ?? "");
	return {
		queryId: url.searchParams.get("query_id") || header("x-clickhouse-query-id"),
		query: url.searchParams.get("query") ?? "",
		database: url.searchParams.get("database") || header("x-clickhouse-database"),
		format: url.searchParams.get("default_format") || header("x-clickhouse-format") || "TabSeparated",
		settings,
		params,
		isReadOnly: request.method === "GET",
		wantsGzip: isOn("enable_http_compression") && /\bgzip\b/.test(request.headers["accept-encoding"] ?? ""),
		waitsForEnd: isOn("wait_end_of_query"),
	};
}
