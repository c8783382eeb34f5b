import { z } from "zod";
import {
	importBody,
	listBody,
	membersBody,
	type ProfileAttributes,
	profileBody,
} from "@/lib/destinations/server/sandbox/klaviyo-bodies";
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
	id: z.string().min(1),
	name: z.string().default("Sandbox account"),
	apiKey: z.string().startsWith("pk_"),
	/** Identifiers whose profile an import names as invalid. */
	refusedValues: z.array(z.string()).default([]),
	/** Profiles in a page of an answer; Klaviyo says at most 100. */
	profilesPerPage: z.number().int().positive().default(100),
	/** How often an import job says that it is not done yet. */
	pollsUntilDone: z.number().int().nonnegative().default(0),
});
type Account = z.output<typeof account>;
type ImportError = { code: string; pointer: string };
type Job = { id: string; accountId: string; total: number; errors: ImportError[]; polls: number };
type Change = RecordChange<Account, null> | { type: "job"; job: Job };

/** The revision whose specification this plays, whatever Muster asks for: github.com/klaviyo/openapi, stable.json. */
const revision = "2026-07-15";
const identifying = ["email", "phone_number", "external_id"] as const;
const maxImportBytes = 5_000_000;
const errorsPerPage = 100;

function klaviyoError(status: number, code: string, pointer = "/data"): SandboxAnswer {
	return {
		status,
		body: {
			errors: [
				{ id: "sandbox", status, code, title: code, detail: code, source: { pointer }, links: {}, meta: {} },
			],
		},
	};
}

/** Plays Klaviyo's profiles, lists and import jobs strictly. */
export function playKlaviyo(surroundings: SandboxSurroundings): SandboxNetwork {
	return new KlaviyoNetwork(surroundings);
}

class KlaviyoNetwork implements SandboxNetwork {
	readonly slug = "klaviyo";
	private readonly store = new RecordStore<Account>();
	private readonly jobs = new Map<string, Job>();
	private readonly change: (change: Change) => void;
	private ids = 0;

	constructor({ change }: SandboxSurroundings) {
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const key = /^Klaviyo-API-Key (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const caller = [...this.store.accounts.values()].find(({ apiKey }) => apiKey === key);
		if (!caller) return klaviyoError(401, "not_authenticated");
		if (request.headers.revision !== revision) return klaviyoError(400, "invalid_revision");
		if (request.body && request.headers["content-type"] !== "application/vnd.api+json")
			return klaviyoError(415, "unsupported_media_type");
		const [, entity, id, edge, related] =
			/^\/api\/([\w-]+)(?:\/([^/]+))?(?:\/([\w-]+))?(?:\/([\w-]+))?$/.exec(request.url.pathname) ?? [];
		switch ([request.method, entity, id && "id", edge, related].filter(Boolean).join(" ")) {
			case "GET accounts":
				return reading("", () => ({
					data: [
						{
							type: "account",
							id: caller.id,
							attributes: { contact_information: { organization_name: caller.name } },
						},
					],
				}));
			case "GET lists":
				return this.findLists(request, caller);
			case "POST lists":
				return this.createList(request, caller);
			case "GET profiles":
				return this.findProfiles(request, caller);
			case "PATCH profiles id":
				return this.updateProfile(request, caller, id ?? "");
			case "POST profile-bulk-import-jobs":
				return this.startImport(request, caller);
			case "GET profile-bulk-import-jobs id":
				return this.describeJob(caller, id ?? "");
			case "GET profile-bulk-import-jobs id import-errors":
				return this.listErrors(request, caller, id ?? "");
			case "DELETE lists id relationships profiles":
				return this.removeMembers(request, caller, id ?? "");
		}
		return klaviyoError(404, "not_found");
	}

	private findLists({ url }: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(url, ["filter", "fields[list]", "page[cursor]"]);
		if (unknown) return unknown;
		const filter = url.searchParams.get("filter");
		const name = filter === null ? null : quoted(/^equals\(name,(".*")\)$/s.exec(filter)?.[1]);
		if (name === undefined) return klaviyoError(400, "invalid");
		return reading("", () => ({
			data: this.store
				.listsOf(caller.id)
				.filter((list) => name === null || list.name === name)
				.map((list) => ({ type: "list", id: list.id, attributes: { name: list.name } })),
			links: { next: null },
		}));
	}

	private createList(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const body = parse(request, listBody);
		if (!body) return klaviyoError(400, "invalid");
		const { name } = body.data.attributes;
		return {
			operation: "create",
			audience: name,
			apply: () => {
				const id = this.newId("L");
				this.change({ type: "list", id, accountId: caller.id, name, extra: null });
				return { status: 201, body: { data: { type: "list", id, attributes: { name } } } };
			},
		};
	}

	private findProfiles({ url }: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(url, ["filter", "fields[profile]", "page[size]", "page[cursor]"]);
		if (unknown) return unknown;
		const [, kind = "", list] =
			/^any\((email|phone_number|external_id),(\[.*\])\)$/s.exec(url.searchParams.get("filter") ?? "") ?? [];
		const values = z.array(z.string()).min(1).max(100).safeParse(quoted(list));
		if (!values.success) return klaviyoError(400, "invalid", "filter");
		const start = Number(url.searchParams.get("page[cursor]") ?? 0);
		return reading("", () => {
			const found = [...new Set(values.data)].flatMap((value) => {
				const record = this.store.find(caller.id, kind, fold(kind, value));
				return record ? [{ type: "profile", id: record.id, attributes: record.identifiers }] : [];
			});
			// A page may hold fewer than were asked for.
			const end = start + caller.profilesPerPage;
			const data = found.slice(start, end);
			return { data, links: { next: end < found.length ? nextPage(end) : null } };
		});
	}

	private updateProfile(request: SandboxRequest, caller: Account, id: string): SandboxStep | SandboxAnswer {
		const body = parse(request, profileBody);
		const record = this.store.records.get(id);
		if (!body || body.data.id !== id) return klaviyoError(400, "invalid");
		if (record?.accountId !== caller.id) return klaviyoError(404, "not_found");
		const { attributes } = body.data;
		if (this.matching(caller, attributes).some((other) => other.id !== id))
			return klaviyoError(409, "duplicate_profile");
		return {
			operation: "add",
			audience: "",
			apply: () => {
				this.change({ type: "records", records: [merged(record, attributes)] });
				return { status: 200, body: { data: { type: "profile", id, attributes: {} } } };
			},
		};
	}

	private startImport(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		if (Buffer.byteLength(request.body) > maxImportBytes) return klaviyoError(413, "payload_too_large");
		const body = parse(request, importBody);
		if (!body) return klaviyoError(400, "invalid");
		const listId = body.data.relationships?.lists.data[0]?.id;
		if (listId !== undefined && this.store.lists.get(listId)?.accountId !== caller.id)
			return klaviyoError(404, "not_found");
		const profiles = body.data.attributes.profiles.data.map(({ attributes }) => attributes);
		return { operation: "add", audience: listId ?? "", apply: () => this.import(caller, listId, profiles) };
	}

	private import(
		caller: Account,
		listId: string | undefined,
		profiles: readonly ProfileAttributes[],
	): SandboxAnswer {
		const errors: ImportError[] = [];
		const records = new Map<string, SandboxRecord>();
		const created = new Map<string, SandboxRecord>();
		const refused = new Set(caller.refusedValues);
		for (const [index, attributes] of profiles.entries()) {
			const pointer = `/data/attributes/profiles/data/${index}/attributes/`;
			const bad = identifying.find((kind) => !isUsable(kind, attributes[kind], refused));
			if (bad) {
				errors.push({ code: "invalid", pointer: `${pointer}${bad}` });
				continue;
			}
			const found = this.matching(caller, attributes);
			if (found.length > 1) {
				errors.push({ code: "duplicate_profile", pointer: `${pointer}email` });
				continue;
			}
			const key = identifying.map((kind) => fold(kind, attributes[kind] ?? "")).join("\n");
			const before = found[0] ?? created.get(key);
			const record = before ?? { id: this.newId("P"), accountId: caller.id, identifiers: {}, fields: {} };
			const after = merged(records.get(record.id) ?? record, attributes);
			created.set(key, after);
			records.set(after.id, after);
		}
		if (records.size > 0) this.change({ type: "records", records: [...records.values()] });
		if (records.size > 0 && listId !== undefined)
			this.change({ type: "join", list: listId, records: [...records.keys()] });
		const job: Job = { id: this.newId("J"), accountId: caller.id, total: profiles.length, errors, polls: 0 };
		this.change({ type: "job", job });
		return {
			status: 202,
			body: { data: { type: "profile-bulk-import-job", id: job.id, attributes: { status: "queued" } } },
		};
	}

	private describeJob(caller: Account, id: string): SandboxStep | SandboxAnswer {
		const job = this.jobs.get(id);
		if (job?.accountId !== caller.id) return klaviyoError(404, "not_found");
		return reading("", () => {
			const isDone = job.polls >= caller.pollsUntilDone;
			// Not journaled: a restart only makes the next one who asks wait once more.
			job.polls++;
			const counts = {
				total_count: job.total,
				completed_count: isDone ? job.total - job.errors.length : 0,
				failed_count: isDone ? job.errors.length : 0,
			};
			const status = isDone ? "complete" : job.polls === 1 ? "queued" : "processing";
			return { data: { type: "profile-bulk-import-job", id, attributes: { status, ...counts } } };
		});
	}

	private listErrors({ url }: SandboxRequest, caller: Account, id: string): SandboxStep | SandboxAnswer {
		const job = this.jobs.get(id);
		if (job?.accountId !== caller.id) return klaviyoError(404, "not_found");
		const start = Number(url.searchParams.get("page[cursor]") ?? 0);
		const end = start + errorsPerPage;
		return reading("", () => ({
			data: job.errors.slice(start, end).map(({ code, pointer }) => ({
				type: "import-error",
				id: pointer,
				attributes: { code, title: code, detail: code, source: { pointer } },
			})),
			links: { next: end < job.errors.length ? nextPage(end) : null },
		}));
	}

	private removeMembers(request: SandboxRequest, caller: Account, id: string): SandboxStep | SandboxAnswer {
		const body = parse(request, membersBody);
		if (!body) return klaviyoError(400, "invalid");
		if (this.store.lists.get(id)?.accountId !== caller.id) return klaviyoError(404, "not_found");
		return {
			operation: "remove",
			audience: id,
			apply: () => {
				this.change({ type: "leave", list: id, records: body.data.map((one) => one.id) });
				return { status: 204, body: null };
			},
		};
	}

	private matching(caller: Account, attributes: ProfileAttributes): SandboxRecord[] {
		const found = identifying.flatMap((kind) => {
			const value = attributes[kind];
			return (value && this.store.find(caller.id, kind, fold(kind, value))) || [];
		});
		return [...new Set(found)];
	}

	private newId(letter: string): string {
		return `${letter}${++this.ids}`;
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		const status = { throttle: 429, error_500: 500, token_expired: 401, bad_request: 400, too_small: 400 };
		return klaviyoError(status[failure], failure === "throttle" ? "throttled" : failure);
	}

	apply(change: unknown): void {
		// Safe because only this network journals under its name.
		const one = change as Change;
		if (one.type === "job") this.jobs.set(one.job.id, one.job);
		else this.store.apply(one);
		// After a restart ids go on where the journal ends.
		if (one.type === "job") this.goOnAfter(one.job.id);
		if (one.type === "list") this.goOnAfter(one.id);
		if (one.type === "records") for (const { id } of one.records) this.goOnAfter(id);
	}

	private goOnAfter(id: string): void {
		this.ids = Math.max(this.ids, Number(id.slice(1)) || 0);
	}

	*journal(): Generator<Change> {
		yield* this.store.journal();
		for (const job of this.jobs.values()) yield { type: "job", job };
	}

	seed(): void {
		this.addAccount({ id: "SANDBX", apiKey: "pk_sandbox_klaviyo" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: account.parse(body) });
	}

	reset(): void {
		this.store.clear();
		this.jobs.clear();
	}

	describe(): object {
		return this.store.describe();
	}

	describeAudience(id: string): object | null {
		return this.store.describeList(id);
	}
}

/** Where Klaviyo says the next page is. */
function nextPage(cursor: number): string {
	const next = new URL("https://a.klaviyo.com/next");
	next.searchParams.set("page[cursor]", String(cursor));
	return next.href;
}

function reading(audience: string, body: () => object): SandboxStep {
	return { operation: "read", audience, apply: () => ({ status: 200, body: body() }) };
}

function fold(kind: string, value: string): string {
	return kind === "email" ? value.toLowerCase() : value;
}

const shapes = {
	email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
	phone_number: /^\+[1-9]\d{6,14}$/,
	external_id: /./,
};

function isUsable(
	kind: keyof typeof shapes,
	value: string | null | undefined,
	refused: ReadonlySet<string>,
): boolean {
	return value === null || value === undefined || (shapes[kind].test(value) && !refused.has(value));
}

/** What is absent stays, what is null goes. */
function merged(record: SandboxRecord, attributes: ProfileAttributes): SandboxRecord {
	const { properties, email, phone_number, external_id, ...own } = attributes;
	const given = Object.entries({ email, phone_number, external_id }).flatMap(([kind, value]) =>
		value ? [[kind, fold(kind, value)]] : [],
	);
	const fields = Object.entries({ ...record.fields, ...own, ...properties });
	return {
		...record,
		identifiers: { ...record.identifiers, ...Object.fromEntries(given) },
		fields: Object.fromEntries(fields.filter(([, value]) => value !== null && value !== undefined)),
	};
}

function unknownParameter(url: URL, known: readonly string[]): SandboxAnswer | null {
	const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
	return unknown === undefined ? null : klaviyoError(400, "invalid", unknown);
}

function quoted(text: string | undefined): unknown {
	try {
		return text === undefined ? undefined : JSON.parse(text);
	} catch {
		return undefined;
	}
}

function parse<T>(request: SandboxRequest, schema: z.ZodType<T>): T | null {
	return schema.safeParse(quoted(request.body)).data ?? null;
}
