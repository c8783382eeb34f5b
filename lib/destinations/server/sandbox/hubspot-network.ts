import { z } from "zod";
import {
	type Answering,
	type Contact,
	checkProperties,
	hubSpotError,
	propertyList,
} from "@/lib/destinations/server/sandbox/hubspot-properties";
import { type RecordChange, RecordStore } from "@/lib/destinations/server/sandbox/record-store";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const account = z.strictObject({
	/** The Hub ID. */
	id: z.string().regex(/^\d+$/),
	accessToken: z.string().min(8),
	/** How many contacts the plan holds. */
	mostContacts: z.number().int().min(0).default(15_000_000),
	/** Addresses it does not take. */
	refusedValues: z.array(z.string()).default([]),
	/** Writes, and answers as if it had written nothing. */
	isSilent: z.boolean().default(false),
});
type Account = z.output<typeof account>;
type Extra = { processingType: string };

const most = 100;
const mostMembers = 100_000;
const readBody = z.strictObject({
	idProperty: z.literal("email").optional(),
	inputs: z
		.array(z.strictObject({ id: z.string().min(1) }))
		.min(1)
		.max(most),
	properties: z.array(z.string()),
	propertiesWithHistory: z.array(z.string()).optional(),
});
const input = z.strictObject({
	id: z.string().min(1),
	idProperty: z.string().optional(),
	properties: z.record(z.string(), z.string()),
	objectWriteTraceId: z.string().optional(),
});
const writeBody = z.strictObject({ inputs: z.array(input).min(1).max(most) });
type Input = z.output<typeof input>;
const listBody = z.strictObject({
	name: z.string().min(1),
	objectTypeId: z.literal("0-1"),
	processingType: z.enum(["MANUAL", "SNAPSHOT", "DYNAMIC"]),
});
const filter = z.strictObject({
	propertyName: z.string(),
	operator: z.enum(["EQ", "GTE", "HAS_PROPERTY"]),
	value: z.string().optional(),
});
const searchBody = z.strictObject({
	filterGroups: z
		.array(z.strictObject({ filters: z.array(filter).min(1).max(6) }))
		.min(1)
		.max(5),
	properties: z.array(z.string()),
	sorts: z
		.array(z.strictObject({ propertyName: z.string(), direction: z.enum(["ASCENDING", "DESCENDING"]) }))
		.max(1),
	limit: z.number().int().min(1).max(200),
	after: z.string().regex(/^\d+$/).optional(),
});

/** Plays HubSpot's contacts and lists strictly: what HubSpot would refuse or not promise, this refuses. */
export function playHubSpot(surroundings: SandboxSurroundings): SandboxNetwork {
	return new HubSpotNetwork(surroundings);
}

class HubSpotNetwork implements SandboxNetwork {
	readonly slug = "hubspot";
	private readonly store = new RecordStore<Account, Extra>();
	private readonly now: () => number;
	private readonly change: (change: RecordChange<Account, Extra>) => void;
	private readonly counts = new Map<string, number>();
	private lastId = 100;
	private lastList = 6;

	constructor({ now, change }: SandboxSurroundings) {
		this.now = now;
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const caller = [...this.store.accounts.values()].find((one) => one.accessToken === token);
		if (!caller) {
			return hubSpotError(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.");
		}
		const call = `${request.method} ${request.url.pathname}`;
		const byName = /^GET \/crm\/v3\/lists\/object-type-id\/0-1\/name\/([^/]+)$/.exec(call)?.[1];
		if (byName !== undefined) return this.findList(caller, decodeURIComponent(byName));
		const size = /^GET \/crm\/v3\/lists\/(\d+)$/.exec(call)?.[1];
		if (size !== undefined) return this.getList(caller, size);
		const [, list, operation] = /^PUT \/crm\/v3\/lists\/(\d+)\/memberships\/(add|remove)$/.exec(call) ?? [];
		if (list !== undefined) return this.changeMembers(request, caller, list, operation === "add");
		switch (call) {
			case "GET /account-info/v3/details":
				return read(() => ({ portalId: Number(caller.id), accountType: "STANDARD", timeZone: "US/Eastern" }));
			case "GET /crm/v3/properties/contacts":
				return read(() => ({ results: propertyList }));
			case "POST /crm/v3/lists/search":
				return read(() => ({ offset: 0, hasMore: false, lists: [], total: 0 }));
			case "POST /crm/v3/lists":
				return this.createList(request, caller);
			case "POST /crm/v3/objects/contacts/batch/read":
				return parsed(request, readBody, (body) => this.lookUp(caller, body));
			case "POST /crm/v3/objects/contacts/batch/upsert":
				return parsed(request, writeBody, (body) => this.write(caller, body.inputs, true));
			case "POST /crm/v3/objects/contacts/batch/update":
				return parsed(request, writeBody, (body) => this.write(caller, body.inputs, false));
			case "POST /crm/v3/objects/contacts/search":
				return parsed(request, searchBody, (body) => this.search(caller, body));
			default:
				return { status: 404, body: "<html><body>Not found</body></html>" };
		}
	}

	private createList(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		return parsed(request, listBody, ({ name, processingType }) => ({
			operation: "create",
			audience: "",
			apply: () => {
				const isTaken = this.store.listsOf(caller.id).some((one) => one.name === name);
				if (isTaken)
					return hubSpotError(400, "VALIDATION_ERROR", "The provided name was a duplicate of another.");
				const id = String(++this.lastList);
				this.change({ type: "list", id, accountId: caller.id, name, extra: { processingType } });
				return { status: 200, body: { list: this.describeOne(id) } };
			},
		}));
	}

	private describeOne(id: string): object {
		const list = this.store.lists.get(id);
		return {
			listId: id,
			name: list?.name,
			objectTypeId: "0-1",
			processingType: list?.extra.processingType,
			processingStatus: "COMPLETE",
			size: list?.members.size,
		};
	}

	private findList(caller: Account, name: string): SandboxStep {
		return answering(() => {
			const list = this.store.listsOf(caller.id).find((one) => one.name === name);
			return list
				? { status: 200, body: { list: this.describeOne(list.id) } }
				: hubSpotError(404, "OBJECT_NOT_FOUND", "List does not exist with the given name.");
		});
	}

	private getList(caller: Account, id: string): SandboxStep | SandboxAnswer {
		if (this.store.lists.get(id)?.accountId !== caller.id) return noList(id);
		return read(() => ({ list: this.describeOne(id) }));
	}

	private changeMembers(
		request: SandboxRequest,
		caller: Account,
		listId: string,
		isAdded: boolean,
	): SandboxStep | SandboxAnswer {
		const list = this.store.lists.get(listId);
		if (list?.accountId !== caller.id) return noList(listId);
		if (list.extra.processingType === "DYNAMIC")
			return hubSpotError(400, "VALIDATION_ERROR", "Memberships of DYNAMIC lists cannot be changed.");
		return parsed(request, z.array(z.string().regex(/^\d+$/)).max(mostMembers), (ids) => ({
			operation: isAdded ? "add" : "remove",
			audience: listId,
			apply: () => {
				const there = ids.filter((id) => this.store.records.get(id)?.accountId === caller.id);
				const changed = there.filter((id) => list.members.has(id) !== isAdded);
				if (changed.length > 0)
					this.change({ type: isAdded ? "join" : "leave", list: listId, records: changed });
				const missing = new Set(there);
				return {
					status: 200,
					body: {
						recordsIdsAdded: isAdded ? changed : [],
						recordIdsRemoved: isAdded ? [] : changed,
						recordIdsMissing: ids.filter((id) => !missing.has(id)),
					},
				};
			},
		}));
	}

	private lookUp(caller: Account, { idProperty, inputs }: z.output<typeof readBody>): SandboxStep {
		return answering(() => {
			const absent: string[] = [];
			const results = inputs.flatMap(({ id }) => {
				const found = idProperty
					? this.store.find(caller.id, "email", id.toLowerCase())
					: this.store.records.get(id);
				if (!found) absent.push(id);
				return found
					? [{ id: found.id, properties: { ...found.fields, email: found.identifiers.email } }]
					: [];
			});
			return batchAnswer(
				results,
				absent.length === 0
					? []
					: [
							{
								status: "error",
								category: "OBJECT_NOT_FOUND",
								message: "Could not get some CONTACT objects, they may be deleted or not exist.",
								context: { ids: absent },
							},
						],
			);
		});
	}

	private write(caller: Account, inputs: readonly Input[], isUpsert: boolean): SandboxStep | SandboxAnswer {
		for (const { idProperty } of inputs) {
			if (isUpsert ? idProperty !== "email" : idProperty !== undefined)
				return hubSpotError(
					400,
					"VALIDATION_ERROR",
					"Unable to perform update/upsert by non-unique property",
				);
		}
		if (new Set(inputs.map(({ id }) => id.toLowerCase())).size < inputs.length)
			return hubSpotError(400, "VALIDATION_ERROR", "Duplicate IDs found in batch input");
		const unknown = checkProperties(inputs.map(({ properties }) => properties));
		if (unknown) return unknown;
		return {
			operation: "add",
			audience: "contacts",
			apply: () => {
				const made = new Map<string, Contact>();
				const answers = inputs.map((one) => this.writeOne(caller, one, isUpsert, made));
				const records = answers.flatMap((one) => ("record" in one ? [one.record] : []));
				if (records.length > 0) this.change({ type: "records", records });
				if (caller.isSilent) return batchAnswer([], []);
				return batchAnswer(
					answers.flatMap((one) =>
						"record" in one
							? [
									{
										id: one.record.id,
										new: one.isNew,
										properties: { email: one.record.identifiers.email },
										...(one.trace === undefined ? {} : { objectWriteTraceId: one.trace }),
									},
								]
							: [],
					),
					answers.flatMap((one) => ("error" in one ? [one.error] : [])),
				);
			},
		};
	}

	private writeOne(
		caller: Account,
		{ id, properties, objectWriteTraceId: trace }: Input,
		isUpsert: boolean,
		made: Map<string, Contact>,
	): Answering {
		const refuse = (category: string, message: string): Answering => ({
			error: {
				status: "error",
				category,
				message,
				context: trace === undefined ? { ids: [id] } : { objectWriteTraceId: [trace] },
			},
		});
		const before = isUpsert
			? this.store.find(caller.id, "email", id.toLowerCase())
			: this.store.records.get(id);
		if (!isUpsert && before?.accountId !== caller.id)
			return refuse("OBJECT_NOT_FOUND", `No contact with ID ${id} exists`);
		const { email: given, ...fields } = properties;
		const email = (given ?? (isUpsert ? id : (before?.identifiers.email ?? ""))).toLowerCase();
		const invalid = (name: string, error: string): Answering =>
			refuse(
				"VALIDATION_ERROR",
				`Property values were not valid: ${JSON.stringify([{ isValid: false, error, name }])}`,
			);
		if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || caller.refusedValues.includes(email))
			return invalid("email", "INVALID_EMAIL");
		for (const [name, value] of Object.entries(fields)) {
			const property = propertyList.find((one) => one.name === name);
			if (property?.type === "number" && value !== "" && Number.isNaN(Number(value)))
				return invalid(name, "INVALID_INTEGER");
			if (
				property?.type === "enumeration" &&
				value !== "" &&
				!value.split(";").every((one) => property.options.some((option) => option.value === one))
			)
				return invalid(name, "INVALID_OPTION");
		}
		const holder = made.get(email) ?? this.store.find(caller.id, "email", email);
		if (holder && holder.id !== before?.id)
			return refuse("CONFLICT", `Contact already exists. Existing ID: ${holder.id}`);
		const fresh = [...made.values()].filter((one) => !this.store.records.has(one.id)).length;
		if (!before && (this.counts.get(caller.id) ?? 0) + fresh >= caller.mostContacts)
			return refuse("OBJECT_LIMIT_EXCEEDED", "The account has reached its limit of contacts");
		const kept = { ...before?.fields, ...fields, lastmodifieddate: String(this.now()) };
		const record: Contact = {
			id: before?.id ?? String(++this.lastId),
			accountId: caller.id,
			identifiers: { email },
			fields: Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== "")),
		};
		made.set(email, record);
		return { record, isNew: !before, trace };
	}

	private search(caller: Account, body: z.output<typeof searchBody>): SandboxStep {
		return answering(() => {
			const fits = (record: Contact): boolean =>
				body.filterGroups.some(({ filters }) =>
					filters.every(({ propertyName, operator, value }) => {
						const held = record.fields[propertyName];
						if (held === undefined) return false;
						if (operator === "HAS_PROPERTY") return true;
						return operator === "EQ" ? held === value : Number(held) >= Number(value);
					}),
				);
			const found = this.store
				.recordsOf(caller.id)
				.filter(fits)
				.sort((a, b) => Number(a.fields.lastmodifieddate) - Number(b.fields.lastmodifieddate));
			const from = Number(body.after ?? 0);
			const page = found.slice(from, from + body.limit);
			const next = from + page.length;
			return {
				status: 200,
				body: {
					total: found.length,
					results: page.map(({ id, identifiers, fields }) => ({
						id,
						properties: {
							...Object.fromEntries(body.properties.map((name) => [name, fields[name] ?? null])),
							email: identifiers.email,
							lastmodifieddate: new Date(Number(fields.lastmodifieddate)).toISOString(),
						},
					})),
					...(next < found.length ? { paging: { next: { after: String(next) } } } : {}),
				},
			};
		});
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return hubSpotError(429, "RATE_LIMITS", "You have reached your ten_secondly_rolling limit.", {
					policyName: "TEN_SECONDLY_ROLLING",
				});
			case "error_500":
				return hubSpotError(500, "INTERNAL_ERROR", "internal error");
			case "token_expired":
				return hubSpotError(401, "EXPIRED_AUTHENTICATION", "The access token is expired.");
			case "bad_request":
			case "too_small":
				return hubSpotError(400, "VALIDATION_ERROR", "Invalid input JSON");
		}
	}

	apply(change: unknown): void {
		// Safe because only this network makes changes under its name.
		const one = change as RecordChange<Account, Extra>;
		if (one.type === "records") {
			for (const { id, accountId } of one.records) {
				if (!this.store.records.has(id)) this.counts.set(accountId, (this.counts.get(accountId) ?? 0) + 1);
				this.lastId = Math.max(this.lastId, Number(id));
			}
		}
		if (one.type === "list") this.lastList = Math.max(this.lastList, Number(one.id));
		this.store.apply(one);
	}

	journal(): Iterable<unknown> {
		return this.store.journal();
	}

	seed(): void {
		this.addAccount({ id: "44112233", accessToken: "sandbox-hubspot-token" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: account.parse(body) });
	}

	reset(): void {
		this.store.clear();
		this.counts.clear();
		this.lastId = 100;
		this.lastList = 6;
	}

	describe(): object {
		return this.store.describe();
	}

	describeAudience(id: string): object | null {
		return this.store.describeList(id);
	}
}

function answering(apply: () => SandboxAnswer): SandboxStep {
	return { operation: "read", audience: "", apply };
}

function read(body: () => object): SandboxStep {
	return answering(() => ({ status: 200, body: body() }));
}

function noList(id: string): SandboxAnswer {
	return hubSpotError(404, "OBJECT_NOT_FOUND", `List does not exist with ID ${id}.`);
}

function batchAnswer(results: readonly object[], errors: readonly object[]): SandboxAnswer {
	const at = "2026-11-30T00:00:00.000Z";
	const partial = errors.length > 0 ? { numErrors: errors.length, errors } : {};
	return {
		status: errors.length > 0 ? 207 : 200,
		body: { status: "COMPLETE", results, startedAt: at, completedAt: at, ...partial },
	};
}

function parsed<T>(
	request: SandboxRequest,
	schema: z.ZodType<T>,
	then: (body: T) => SandboxStep | SandboxAnswer,
): SandboxStep | SandboxAnswer {
	if (!request.headers["content-type"]?.startsWith("application/json"))
		return hubSpotError(415, "VALIDATION_ERROR", "Unsupported media type");
	let body: unknown;
	try {
		body = JSON.parse(request.body);
	} catch {
		return hubSpotError(400, "VALIDATION_ERROR", "Invalid input JSON");
	}
	const read = schema.safeParse(body);
	if (read.success) return then(read.data);
	const [issue] = read.error.issues;
	return hubSpotError(400, "VALIDATION_ERROR", `Invalid input JSON: ${issue?.path.join(".")} ${issue?.code}`);
}
