import { z } from "zod";
import {
	type RecordChange,
	RecordStore,
	type SandboxRecord,
} from "@/lib/destinations/server/sandbox/record-store";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const account = z.strictObject({
	/** The number of the workspace. */
	id: z.string().regex(/^\d+$/),
	name: z.string().default("Sandbox workspace"),
	region: z.enum(["us", "eu"]).default("us"),
	siteId: z.string().min(3),
	trackApiKey: z.string().min(3),
	appApiKey: z.string().min(3),
	/** Values whose people are suppressed: whatever is sent of them is ignored without a word. */
	suppressed: z.array(z.string()).default([]),
	/** Values that are refused one by one. */
	refusedValues: z.array(z.string()).default([]),
	/** Segments that are there already, by name. */
	audiences: z.array(z.string()).default([]),
});
type Account = Omit<z.output<typeof account>, "audiences">;
type Extra = { type: "manual" | "dynamic" };
type Change = RecordChange<Account, Extra>;
type Column = "id" | "email" | "cio_id";

const maxBatchBytes = 500_000;
const maxItemBytes = 32_000;
const maxAttributes = 300;
const maxNameBytes = 150;
const maxMembers = 1_000;
const longestId = 150;

const identifiers = z.union([
	z.strictObject({ id: z.string().min(1) }),
	z.strictObject({ email: z.string().min(1) }),
	z.strictObject({ cio_id: z.string().min(1) }),
]);
const identify = z.strictObject({
	type: z.literal("person"),
	action: z.literal("identify"),
	identifiers,
	attributes: z.record(z.string(), z.unknown()).default({}),
	timestamp: z.int().optional(),
});
type Identify = z.output<typeof identify>;
const batchBody = z.strictObject({ batch: z.array(z.unknown()).min(1) });
const membersBody = z.strictObject({ ids: z.array(z.string()).min(1).max(maxMembers) });
const segmentBody = z.strictObject({
	segment: z.strictObject({ name: z.string().min(1), description: z.string().default("") }),
});
const condition = z.strictObject({
	attribute: z.strictObject({ field: z.enum(["id", "email"]), operator: z.literal("eq"), value: z.string() }),
});
const searchBody = z.strictObject({
	filter: z.strictObject({ or: z.array(condition).min(1).max(1_000) }),
});

function refuse(status: number, ...errors: string[]): SandboxAnswer {
	return { status, body: errors.length > 0 ? { meta: { errors } } : {} };
}

/** Plays the parts of Customer.io's Track and App APIs that keep people and manual segments, strictly. */
export function playCustomerIo(surroundings: SandboxSurroundings): SandboxNetwork {
	return new CustomerIoNetwork(surroundings);
}

class CustomerIoNetwork implements SandboxNetwork {
	readonly slug = "customerio";
	private readonly store = new RecordStore<Account, Extra>();
	private readonly change: (change: Change) => void;

	constructor({ change }: SandboxSurroundings) {
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const { pathname } = request.url;
		return pathname.startsWith("/api/") ? this.readTrack(request, pathname) : this.readApp(request, pathname);
	}

	private readTrack(request: SandboxRequest, pathname: string): SandboxStep | SandboxAnswer {
		const caller = [...this.store.accounts.values()].find(
			(one) => request.headers.authorization === `Basic ${btoa(`${one.siteId}:${one.trackApiKey}`)}`,
		);
		if (!caller) return refuse(401, "Unauthorized request");
		const call = `${request.method} ${pathname}`;
		if (call === "GET /api/v1/accounts/region") {
			return read("", () => ({
				url: `https://track${caller.region === "eu" ? "-eu" : ""}.customer.io`,
				region: caller.region,
				environment_id: Number(caller.id),
			}));
		}
		if (call === "POST /api/v2/batch") return this.readBatch(request, caller);
		const members = /^POST \/api\/v1\/segments\/(\d+)\/(add|remove)_customers$/.exec(call);
		if (members) {
			return this.readMembers(request, caller, members[1] ?? "", members[2] === "add" ? "add" : "remove");
		}
		return refuse(404, "not found");
	}

	private readBatch(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		if (Buffer.byteLength(request.body) >= maxBatchBytes) return refuse(400, "request body is too large");
		const parsed = batchBody.safeParse(parseJson(request));
		if (!parsed.success) return refuse(400, "malformed batch");
		const errors: object[] = [];
		const taken: Identify[] = [];
		for (const [index, item] of parsed.data.batch.entries()) {
			const problem = this.problemOf(caller, item);
			if (problem) errors.push({ batch_index: index, ...problem });
			// Safe because what does not follow the schema is a problem.
			else taken.push(identify.parse(item));
		}
		return {
			operation: "add",
			audience: "",
			apply: () => {
				this.identify(caller, taken);
				return errors.length > 0 ? { status: 207, body: { errors } } : { status: 200, body: {} };
			},
		};
	}

	private problemOf(caller: Account, item: unknown): object | null {
		const parsed = identify.safeParse(item);
		if (!parsed.success) {
			return { reason: "invalid", field: "identifiers", message: "the item is not a known operation" };
		}
		if (Buffer.byteLength(JSON.stringify(item)) > maxItemBytes) {
			return { reason: "invalid", field: "attributes", message: "the item is larger than 32kb" };
		}
		const names = Object.keys(parsed.data.attributes);
		if (names.length > maxAttributes) {
			return { reason: "invalid", field: "attributes", message: "more than 300 attributes" };
		}
		if (names.some((name) => Buffer.byteLength(name) > maxNameBytes)) {
			return { reason: "invalid", field: "attributes", message: "an attribute name is too long" };
		}
		const [[column, value] = ["", ""]] = Object.entries(parsed.data.identifiers);
		if (Buffer.byteLength(value) > longestId) {
			return { reason: "invalid", field: column, message: "the identifier is too long" };
		}
		if (column === "email" && !/^[^\s@]+@[^\s@]+$/.test(value)) {
			return { reason: "invalid", field: "email", message: "must be a valid email address" };
		}
		const wanted = parsed.data.attributes;
		if ([value, wanted.email, wanted.id].some((one) => caller.refusedValues.includes(String(one)))) {
			return { reason: "invalid", field: column, message: "is not accepted" };
		}
		return null;
	}

	private identify(caller: Account, items: readonly Identify[]): void {
		// In the order sent, because an item may name a person whom an earlier one created.
		for (const { identifiers: named, attributes } of items) {
			const [[column, value] = ["id", ""]] = Object.entries(named);
			if (caller.suppressed.includes(value)) continue;
			const before = this.find(caller, column as Column, value);
			const { _update: isUpdate, id, email, ...fields } = attributes;
			if (!before && (isUpdate === true || column === "cio_id")) continue;
			const cioId = before?.id ?? `cio_${caller.id}_${this.store.records.size + 1}`;
			const ids: Record<string, string> = { ...before?.identifiers, cio_id: cioId };
			if (column !== "cio_id") ids[column] = fold(column, value);
			for (const [kind, given] of Object.entries({ id, email })) {
				const isTaken = typeof given === "string" && this.find(caller, kind as Column, given);
				// An identifier of somebody else stays theirs.
				if (typeof given === "string" && (!isTaken || isTaken.id === cioId)) ids[kind] = fold(kind, given);
			}
			const all: Record<string, unknown> = { ...before?.fields };
			for (const [name, one] of Object.entries(fields)) {
				if (one === null || one === "") delete all[name];
				else all[name] = one;
			}
			this.change({
				type: "records",
				records: [{ id: cioId, accountId: caller.id, identifiers: ids, fields: all }],
			});
		}
	}

	private find(caller: Account, column: Column, value: string): SandboxRecord | undefined {
		return this.store.find(caller.id, column, fold(column, value));
	}

	private readMembers(
		request: SandboxRequest,
		caller: Account,
		id: string,
		change: "add" | "remove",
	): SandboxStep | SandboxAnswer {
		const parsed = membersBody.safeParse(parseJson(request));
		if (!parsed.success) return refuse(400, "ids must be a list of 1 to 1000 texts");
		const column = z
			.enum(["id", "email", "cio_id"])
			.safeParse(request.url.searchParams.get("id_type") ?? "id");
		if (!column.success) return refuse(400, "invalid id_type");
		return {
			operation: change,
			audience: id,
			apply: () => {
				// A segment or people it does not know are ignored without a word.
				const segment = this.store.lists.get(id);
				if (segment?.accountId !== caller.id || segment.extra.type !== "manual")
					return { status: 200, body: {} };
				const records = parsed.data.ids.flatMap((one) => this.find(caller, column.data, one)?.id ?? []);
				this.change({ type: change === "add" ? "join" : "leave", list: id, records });
				return { status: 200, body: {} };
			},
		};
	}

	private readApp(request: SandboxRequest, pathname: string): SandboxStep | SandboxAnswer {
		const caller = [...this.store.accounts.values()].find(
			(one) => request.headers.authorization === `Bearer ${one.appApiKey}`,
		);
		if (!caller) return refuse(401, "Unauthorized request");
		const call = `${request.method} ${pathname}`;
		switch (call) {
			case "GET /v1/workspaces":
				return read("", () => ({ workspaces: [{ id: Number(caller.id), name: caller.name }] }));
			case "GET /v1/segments":
				return read("", () => ({ segments: this.store.listsOf(caller.id).map(describeSegment) }));
			case "POST /v1/segments":
				return this.createSegment(request, caller);
			case "POST /v1/customers":
				return this.search(request, caller);
		}
		const [, id = "", rest = ""] = /^GET \/v1\/segments\/(\d+)(\/customer_count)?$/.exec(call) ?? [];
		const segment = this.store.lists.get(id);
		if (segment?.accountId !== caller.id) return refuse(404, "not found");
		return read(id, () => (rest ? { count: segment.members.size } : { segment: describeSegment(segment) }));
	}

	private createSegment(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = segmentBody.safeParse(parseJson(request));
		if (!parsed.success) return refuse(400, "segment.name is required");
		return {
			operation: "create",
			audience: "",
			apply: () => {
				const id = this.addSegment(caller.id, parsed.data.segment.name);
				const added = this.store.lists.get(id);
				return { status: 200, body: { segment: added ? describeSegment(added) : {} } };
			},
		};
	}

	private addSegment(accountId: string, name: string): string {
		const id = String(this.store.lists.size + 1);
		this.change({ type: "list", id, accountId, name, extra: { type: "manual" } });
		return id;
	}

	private search(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = searchBody.safeParse(parseJson(request));
		if (!parsed.success) return refuse(400, "invalid filter");
		return read("", () => {
			const found = new Map<string, SandboxRecord>();
			for (const { attribute } of parsed.data.filter.or) {
				const record = this.find(caller, attribute.field, attribute.value);
				if (record) found.set(record.id, record);
			}
			const people = [...found.values()].map(({ identifiers: { id = null, email = null, cio_id } }) => ({
				id,
				email,
				cio_id,
			}));
			return { identifiers: people, ids: people.flatMap(({ id }) => id ?? []), next: "" };
		});
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return refuse(429, "too many requests");
			case "error_500":
				return refuse(500, "internal error");
			case "token_expired":
				return refuse(401, "Unauthorized request");
			case "bad_request":
				return refuse(400, "malformed request");
			case "too_small":
				// Segments may be empty: the nearest it has.
				return refuse(503, "try again later");
		}
	}

	apply(change: unknown): void {
		// Safe because only this network makes its changes.
		this.store.apply(change as Change);
	}

	journal(): Iterable<unknown> {
		return this.store.journal();
	}

	seed(): void {
		this.addAccount({
			id: "1001",
			siteId: "sandbox-site",
			trackApiKey: "sandbox-track-key",
			appApiKey: "sandbox-app-key",
		});
	}

	addAccount(body: unknown): void {
		const { audiences, ...added } = account.parse(body);
		this.change({ type: "account", account: added });
		for (const name of audiences) this.addSegment(added.id, name);
	}

	reset(): void {
		this.store.clear();
	}

	describe(): object {
		return this.store.describe();
	}

	describeAudience(id: string): object | null {
		return this.store.describeList(id);
	}
}

function describeSegment({ id, name, extra }: { id: string; name: string; extra: Extra }): object {
	return {
		id: Number(id),
		name,
		description: "",
		state: "finished",
		progress: null,
		type: extra.type,
		tags: null,
	};
}

function read(audience: string, body: () => object): SandboxStep {
	return { operation: "read", audience, apply: () => ({ status: 200, body: body() }) };
}

/** Email addresses are the same in any case. */
function fold(column: string, value: string): string {
	return column === "email" ? value.toLowerCase() : value;
}

function parseJson(request: SandboxRequest): unknown {
	if (!request.headers["content-type"]?.startsWith("application/json")) return undefined;
	try {
		return JSON.parse(request.body);
	} catch {
		return undefined;
	}
}
