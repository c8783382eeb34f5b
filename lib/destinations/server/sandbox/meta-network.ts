import { createHmac } from "node:crypto";
import { z } from "zod";
import { isMatched } from "@/lib/destinations/server/sandbox/audience-store";
import type {
	MetaAccount,
	MetaAudience,
	MetaChange,
	MetaState,
} from "@/lib/destinations/server/sandbox/meta-state";
import type {
	SandboxAnswer,
	SandboxRequest,
	SandboxStep,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const version = "v25.0";
const columns = [
	"EXTERN_ID",
	"EMAIL",
	"PHONE",
	"GEN",
	"DOBY",
	"DOBM",
	"DOBD",
	"LN",
	"FN",
	"FI",
	"CT",
	"ST",
	"ZIP",
	"COUNTRY",
	"MADID",
];
const valueColumn = "LOOKALIKE_VALUE";
const plainColumns = new Set(["EXTERN_ID", "MADID"]);
const accountFields = new Set(["id", "name", "account_status", "tos_accepted", "currency"]);
const audienceFields = new Set([
	"id",
	"name",
	"description",
	"approximate_count_lower_bound",
	"approximate_count_upper_bound",
	"operation_status",
	"delivery_status",
	"time_content_updated",
]);

const createBody = z.strictObject({
	name: z.string().min(1).max(200),
	subtype: z.literal("CUSTOM"),
	customer_file_source: z.enum([
		"USER_PROVIDED_ONLY",
		"PARTNER_PROVIDED_ONLY",
		"BOTH_USER_AND_PARTNER_PROVIDED",
	]),
	description: z.string().max(1_000).optional(),
	is_value_based: z.boolean().optional(),
});
const usersBody = z.strictObject({
	session: z.strictObject({
		session_id: z.number().int().positive(),
		batch_seq: z.number().int().positive(),
		last_batch_flag: z.boolean(),
		estimated_num_total: z.number().int().nonnegative(),
	}),
	payload: z.strictObject({
		schema: z.array(z.enum([...columns, valueColumn])).min(1),
		data: z
			.array(z.array(z.union([z.string(), z.number()])))
			.min(1)
			.max(10_000),
	}),
});

let trace = 0;

export function metaError(status: number, code: number, message: string, subcode?: number): SandboxAnswer {
	return {
		status,
		body: {
			error: {
				message: `(#${code}) ${message}`,
				type: code === 190 ? "OAuthException" : "FacebookApiException",
				code,
				...(subcode === undefined ? {} : { error_subcode: subcode }),
				fbtrace_id: `sandbox${++trace}`,
			},
		},
	};
}

/** Plays Meta's Custom Audience endpoints strictly: what Meta would refuse or not promise, this refuses. */
export class MetaNetwork {
	readonly state: MetaState;
	private readonly change: (change: MetaChange) => void;
	private readonly now: () => number;

	constructor(state: MetaState, change: (change: MetaChange) => void, now: () => number) {
		this.state = state;
		this.change = change;
		this.now = now;
	}

	/** Checks a request; nothing is applied until `apply` of the step is called. */
	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const [, requested, node = "", edge = "", more] = request.url.pathname.split("/");
		if (requested !== version) {
			return metaError(
				400,
				2635,
				`You are calling a deprecated version of the Ads API. Please update to ${version}.`,
			);
		}
		const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
		const account = [...this.state.accounts.values()].find((one) => one.accessToken === token);
		if (!account) return metaError(401, 190, "Invalid OAuth access token.", 463);
		const proof = request.url.searchParams.get("appsecret_proof");
		if (proof === null && account.requiresProof) {
			return metaError(400, 100, "API calls from the server require an appsecret_proof argument");
		}
		if (proof !== null && proof !== createHmac("sha256", account.appSecret).update(token).digest("hex")) {
			return metaError(400, 100, "Invalid appsecret_proof provided in the API argument");
		}
		if (more !== undefined) return metaError(404, 100, "Unsupported path", 33);
		if (node.startsWith("act_")) {
			if (node !== account.id)
				return metaError(400, 100, `Object '${node}' does not exist or is not permitted`, 33);
			return this.readAccount(request, account, edge);
		}
		const audience = this.state.audiences.get(node);
		if (!audience || audience.accountId !== account.id) {
			return metaError(400, 100, `Object '${node}' does not exist or is not permitted`, 33);
		}
		return this.readAudience(request, account, audience, edge);
	}

	private readAccount(
		request: SandboxRequest,
		account: MetaAccount,
		edge: string,
	): SandboxStep | SandboxAnswer {
		if (request.method === "GET" && edge === "") {
			const fields = (request.url.searchParams.get("fields") ?? "id").split(",");
			const unknown = fields.find((field) => !accountFields.has(field));
			if (unknown) return metaError(400, 100, `Tried accessing nonexisting field (${unknown})`);
			const all: Record<string, unknown> = {
				name: account.name,
				account_status: 1,
				currency: "USD",
				tos_accepted: { custom_audience_tos: account.isTermsAccepted ? 1 : 0 },
			};
			const body = { ...Object.fromEntries(fields.map((field) => [field, all[field]])), id: account.id };
			return { operation: "read", audience: "", apply: () => ({ status: 200, body }) };
		}
		if (request.method === "GET" && edge === "customaudiences") return this.listAudiences(request, account);
		if (request.method === "POST" && edge === "customaudiences") {
			const parsed = createBody.safeParse(parseJson(request.body));
			if (!parsed.success) return metaError(400, 100, `Invalid parameter: ${z.prettifyError(parsed.error)}`);
			if (!account.isTermsAccepted) {
				return metaError(403, 200, "Custom Audience terms have not been accepted", 1870090);
			}
			const { name, description = "", is_value_based: isValueBased = false } = parsed.data;
			return {
				operation: "create",
				audience: "",
				apply: () => {
					const id = `2385${String(1_000_000 + this.state.audiences.size)}`;
					this.change({ type: "audience", id, accountId: account.id, name, description, isValueBased });
					return { status: 200, body: { id } };
				},
			};
		}
		return metaError(400, 100, `Unsupported ${request.method} request on ${edge || "the account"}`);
	}

	private listAudiences(request: SandboxRequest, account: MetaAccount): SandboxStep | SandboxAnswer {
		const { searchParams } = request.url;
		const limit = Number(searchParams.get("limit") ?? 25);
		if (searchParams.get("fields") !== "id,name" || !(limit >= 1 && limit <= 100)) {
			return metaError(400, 100, "Invalid parameter: fields or limit");
		}
		const own = [...this.state.audiences.values()].filter((one) => one.accountId === account.id);
		const start = Number(Buffer.from(searchParams.get("after") ?? "", "base64url").toString() || 0);
		const page = own.slice(start, start + limit);
		const after = Buffer.from(String(start + page.length)).toString("base64url");
		const isLast = start + page.length >= own.length;
		const next = { next: `${request.url.origin}${request.url.pathname}?after=${after}` };
		return {
			operation: "read",
			audience: "",
			apply: () => ({
				status: 200,
				body: {
					data: page.map(({ id, name }) => ({ id, name })),
					...(page.length > 0 ? { paging: { cursors: { after }, ...(isLast ? {} : next) } } : {}),
				},
			}),
		};
	}

	private readAudience(
		request: SandboxRequest,
		account: MetaAccount,
		audience: MetaAudience,
		edge: string,
	): SandboxStep | SandboxAnswer {
		if (request.method === "GET" && edge === "") {
			const fields = (request.url.searchParams.get("fields") ?? "id").split(",");
			const unknown = fields.find((field) => !audienceFields.has(field));
			if (unknown) return metaError(400, 100, `Tried accessing nonexisting field (${unknown})`);
			return {
				operation: "read",
				audience: audience.id,
				apply: () => ({ status: 200, body: this.describe(account, audience) }),
			};
		}
		if (request.method === "GET" && edge === "sessions") {
			const session = audience.sessions.get(request.url.searchParams.get("session_id") ?? "");
			const data = session
				? [
						{
							session_id: request.url.searchParams.get("session_id"),
							num_received: String(session.received),
							num_invalid_entries: String(session.invalid),
							num_matched: String(session.matched),
							progress: session.isFinished ? "100" : "50",
							stage: session.isFinished ? "finished" : "uploading",
							start_time: String(Math.floor(session.startedAt / 1000)),
						},
					]
				: [];
			return { operation: "read", audience: audience.id, apply: () => ({ status: 200, body: { data } }) };
		}
		if (edge === "users" && (request.method === "POST" || request.method === "DELETE")) {
			return this.readUsers(request, account, audience, request.method === "POST" ? "add" : "remove");
		}
		return metaError(400, 100, `Unsupported ${request.method} request on ${edge || "the audience"}`);
	}

	private describe(account: MetaAccount, audience: MetaAudience): object {
		const matched = this.state
			.keysAt(audience, this.now())
			.filter((key) => isMatched(key, account.matchRate)).length;
		const isSmall = matched < 1_000;
		return {
			id: audience.id,
			name: audience.name,
			description: audience.description,
			// Meta never tells an exact size.
			approximate_count_lower_bound: isSmall ? 0 : Math.floor(matched / 100) * 100,
			approximate_count_upper_bound: isSmall ? 1_000 : Math.ceil(matched / 100) * 100 + 100,
			operation_status: {
				code: audience.keys.size > 0 ? 200 : 410,
				description: audience.keys.size > 0 ? "Normal" : "No upload",
			},
			delivery_status: { code: isSmall ? 300 : 200, description: isSmall ? "Too small" : "Ready" },
		};
	}

	private readUsers(
		request: SandboxRequest,
		account: MetaAccount,
		audience: MetaAudience,
		operation: "add" | "remove",
	): SandboxStep | SandboxAnswer {
		const parsed = usersBody.safeParse(parseJson(request.body));
		if (!parsed.success)
			return metaError(400, 100, `Invalid parameter: ${z.prettifyError(parsed.error).slice(0, 300)}`);
		const { session, payload } = parsed.data;
		if (payload.data.some((row) => row.length !== payload.schema.length)) {
			return metaError(
				400,
				100,
				"Invalid parameter: every row of data must have as many cells as the schema",
			);
		}
		const hasValues = payload.schema.includes(valueColumn);
		// Taking people out needs no values.
		if (hasValues !== audience.isValueBased && (hasValues || operation === "add")) {
			return metaError(
				400,
				2650,
				`Failed to update the custom audience: the audience is ${audience.isValueBased ? "" : "not "}value-based`,
			);
		}
		const schema = payload.schema.filter((column) => column !== valueColumn);
		if (audience.schema && audience.schema.join() !== schema.join()) {
			return metaError(
				400,
				2650,
				"Failed to update the custom audience: the data source differs from the audience's",
				1870047,
			);
		}
		const id = String(session.session_id);
		const before = audience.sessions.get(id);
		if (before?.isFinished)
			return metaError(400, 100, "Invalid parameter: this session has had its last batch");
		if (session.batch_seq !== (before?.nextSeq ?? 1)) {
			return metaError(400, 100, `Invalid parameter: batch_seq ${session.batch_seq} is out of order`);
		}
		const { keys, invalid, values } = readRows(payload.schema, payload.data);
		if (operation === "remove" && account.smallestAudience > 0) {
			const left = this.state.keysAt(audience, this.now()).length - keys.length;
			if (left < account.smallestAudience) {
				return metaError(400, 2650, "Failed to update the custom audience: Audience Size too low", 1870052);
			}
		}
		return {
			operation,
			audience: audience.id,
			apply: () => {
				if (!audience.schema) this.change({ type: "schema", audience: audience.id, schema });
				this.change({ type: "apply", audience: audience.id, operation, keys, values, at: this.now() });
				const value = {
					nextSeq: session.batch_seq + 1,
					received: (before?.received ?? 0) + payload.data.length,
					invalid: (before?.invalid ?? 0) + invalid.length,
					matched: (before?.matched ?? 0) + keys.filter((key) => isMatched(key, account.matchRate)).length,
					isFinished: session.last_batch_flag,
					startedAt: before?.startedAt ?? this.now(),
				};
				this.change({ type: "session", audience: audience.id, session: id, value });
				return {
					status: 200,
					headers: {
						"x-business-use-case-usage": JSON.stringify({
							[account.id.slice(4)]: [
								{
									type: "custom_audience",
									call_count: 1,
									total_cputime: 1,
									total_time: 1,
									estimated_time_to_regain_access: 0,
								},
							],
						}),
					},
					body: {
						audience_id: audience.id,
						session_id: id,
						num_received: value.received,
						num_invalid_entries: invalid.length,
						invalid_entry_samples: Object.fromEntries(
							invalid.slice(0, 100).map((text, index) => [String(index), text]),
						),
					},
				};
			},
		};
	}
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

/** Each filled cell is a key; a row's value, if the schema has one, belongs to all of them. */
function readRows(
	schema: string[],
	data: (string | number)[][],
): { keys: string[]; invalid: string[]; values?: (number | null)[] } {
	const keys: string[] = [];
	const values: (number | null)[] = [];
	const invalid: string[] = [];
	const valueAt = schema.indexOf(valueColumn);
	for (const row of data) {
		const value = valueAt < 0 ? null : row[valueAt];
		const filled = row.flatMap((cell, index) =>
			cell === "" || index === valueAt ? [] : [{ column: schema[index] ?? "", value: String(cell) }],
		);
		const bad = filled.find((cell) =>
			plainColumns.has(cell.column) ? cell.value.trim() !== cell.value : !/^[0-9a-f]{64}$/.test(cell.value),
		);
		const isBadValue = valueAt >= 0 && !(typeof value === "number" && value >= 0);
		if (filled.length === 0 || bad || isBadValue) invalid.push(bad?.value ?? String(value ?? ""));
		else {
			for (const cell of filled) {
				keys.push(`${cell.column}:${cell.value}`);
				values.push(typeof value === "number" ? value : null);
			}
		}
	}
	return { keys, invalid, ...(valueAt < 0 ? {} : { values }) };
}
