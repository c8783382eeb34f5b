import { z } from "zod";
import { isTokenOf } from "@/lib/destinations/server/sandbox/is-token-of";
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
	/** Of the organization. */
	id: z.string().regex(/^00D\w{15}$/),
	name: z.string().default("Sandbox organization"),
	accessToken: z.string().min(8).default("sandbox-salesforce-token"),
	/** The account of the authorization server whose tokens are accepted too. */
	oauthAccount: z.string().nullable().default(null),
	/** Addresses it does not take. */
	refusedValues: z.array(z.string()).default([]),
});
type Account = z.output<typeof account>;

/** Fields of contacts and their types; every organization has fields of its own. */
const contactFields: Readonly<Record<string, string>> = {
	FirstName: "string",
	LastName: "string",
	Email: "email",
	Phone: "phone",
	HasOptedOutOfEmail: "boolean",
	Customer_ID__c: "string",
	Score__c: "double",
	Tier__c: "picklist",
	Plan__c: "string",
};
const tiers = ["gold", "silver"];
/** What finds a record at once. */
const indexed = ["Email", "Customer_ID__c"];

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const record = z.looseObject({ attributes: z.strictObject({ type: z.enum(["Contact", "CampaignMember"]) }) });
const collectionBody = z.strictObject({
	allOrNone: z.literal(false),
	records: z.array(record).min(1).max(200),
});
const campaignBody = z.strictObject({
	Name: z.string().min(1).max(80),
	Description: z.string().max(32_000).optional(),
	IsActive: z.boolean().optional(),
});

type Failure = { statusCode: string; message: string; fields: string[] };
type Saved = { id?: string; success: boolean; errors: Failure[] };
const refused = (statusCode: string, ...fields: string[]): Saved => ({
	success: false,
	errors: [{ statusCode, message: statusCode.toLowerCase().replaceAll("_", " "), fields }],
});

/** An id as Salesforce writes them: three characters for the type, then a number of fifteen places. */
const idOf = (type: string, number: number): string => `${type}${String(number).padStart(15, "0")}`;

/** Plays Salesforce's contacts and campaigns strictly: what Salesforce would refuse or not promise, this refuses. */
export function playSalesforce(surroundings: SandboxSurroundings): SandboxNetwork {
	return new SalesforceNetwork(surroundings);
}

class SalesforceNetwork implements SandboxNetwork {
	readonly slug = "salesforce";
	private readonly store = new RecordStore<Account>();
	private readonly accountOf: SandboxSurroundings["accountOf"];
	private readonly change: (change: RecordChange<Account, null>) => void;
	private lastContact = 0;
	private lastCampaign = 0;

	constructor({ accountOf, change }: SandboxSurroundings) {
		this.accountOf = accountOf;
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const caller = [...this.store.accounts.values()].find(
			(one) => token !== undefined && isTokenOf(one, token, this.accountOf),
		);
		if (!caller) return say(401, "INVALID_SESSION_ID", "Session expired or invalid");
		const path = /^\/services\/data\/v\d{2,3}\.0\/(.+)$/.exec(request.url.pathname)?.[1];
		const { searchParams } = request.url;
		switch (`${request.method} ${path}`) {
			case "GET query":
				return this.query(caller, searchParams.get("q") ?? "");
			case "GET sobjects/Contact/describe":
				return answering("read", () => ({
					status: 200,
					body: { name: "Contact", fields: describeFields() },
				}));
			case "POST sobjects/Campaign":
				return parsed(request, campaignBody, (body) => this.createCampaign(caller, body.Name));
			case "POST composite/sobjects":
				return parsed(request, collectionBody, (body) => this.save(caller, body.records, true));
			case "PATCH composite/sobjects":
				return parsed(request, collectionBody, (body) => this.save(caller, body.records, false));
			case "DELETE composite/sobjects":
				return this.leave(caller, (searchParams.get("ids") ?? "").split(","), searchParams.get("allOrNone"));
			default:
				return say(404, "NOT_FOUND", "The requested resource does not exist");
		}
	}

	private createCampaign(caller: Account, name: string): SandboxStep {
		return answering("create", () => {
			const id = idOf("701", ++this.lastCampaign);
			this.change({ type: "list", id, accountId: caller.id, name, extra: null });
			return { status: 201, body: { id, success: true, errors: [] } };
		});
	}

	private query(caller: Account, soql: string): SandboxStep | SandboxAnswer {
		const [statement, values] = readSoql(soql);
		const lookUp = /^SELECT Id, (\w+) FROM Contact WHERE \1 IN \((\?(?:,\?)*)\)$/.exec(statement)?.[1];
		const members =
			/^SELECT Id, ContactId, Contact\.(\w+) FROM CampaignMember WHERE CampaignId = \? AND \((?:ContactId IN \((\?(?:,\?)*)\) OR )?Contact\.\1 IN \(\?(?:,\?)*\)\)$/.exec(
				statement,
			);
		const unknown = [lookUp, members?.[1]].find((one) => one !== undefined && !indexed.includes(one));
		if (unknown !== undefined)
			return say(400, "INVALID_FIELD", `No such column '${unknown}' on entity 'Contact'.`);
		const asked = (): object[] | null => {
			if (lookUp) return this.findContacts(caller, lookUp, values);
			if (members) {
				const byId = members[2] === undefined ? 0 : members[2].split(",").length;
				return this.findMembers(caller, members[1] ?? "", values, byId);
			}
			const own = this.store.listsOf(caller.id);
			switch (statement) {
				case "SELECT Id, Name FROM Organization":
					return [{ Id: caller.id, Name: caller.name }];
				case "SELECT Id FROM Campaign LIMIT 1":
					return own.slice(0, 1).map(({ id }) => ({ Id: id }));
				case "SELECT Id FROM Campaign WHERE Name = ? LIMIT 5":
					return own.filter(({ name }) => name === values[0]).map(({ id }) => ({ Id: id }));
				case "SELECT Id, NumberOfContacts FROM Campaign WHERE Id = ?":
					return own
						.filter(({ id }) => id === values[0])
						.map(({ id, members: { size } }) => ({ Id: id, NumberOfContacts: size }));
				default:
					return null;
			}
		};
		return answering("read", () => {
			const records = asked();
			return records
				? { status: 200, body: { totalSize: records.length, done: true, records } }
				: say(400, "MALFORMED_QUERY", "unexpected token");
		});
	}

	private findContacts(caller: Account, field: string, values: readonly string[]): object[] {
		return values.flatMap((one) => {
			const found = this.store.find(caller.id, field, one.toLowerCase());
			return found ? [{ Id: found.id, [field]: found.identifiers[field] }] : [];
		});
	}

	private findMembers(caller: Account, field: string, given: readonly string[], byId: number): object[] {
		const [campaign = "", ...rest] = given;
		const list = this.store.lists.get(campaign);
		if (list?.accountId !== caller.id) return [];
		const ids = new Set([
			...rest.slice(0, byId),
			...rest.slice(byId).flatMap((one) => this.store.find(caller.id, field, one.toLowerCase())?.id ?? []),
		]);
		return [...ids]
			.filter((id) => list.members.has(id))
			.map((id) => ({
				Id: memberId(campaign, id),
				ContactId: id,
				Contact: { [field]: this.store.records.get(id)?.identifiers[field] ?? null },
			}));
	}

	private save(
		caller: Account,
		records: readonly z.output<typeof record>[],
		isNew: boolean,
	): SandboxStep | SandboxAnswer {
		const [type] = new Set(records.map(({ attributes }) => attributes.type));
		const rows = records.map(({ attributes: _, ...fields }) => fields);
		if (type === "CampaignMember") {
			const campaign = String(rows[0]?.CampaignId ?? "");
			return { operation: "add", audience: campaign, apply: () => this.join(caller, campaign, rows) };
		}
		const unknown = rows
			.flatMap((row) => Object.keys(row))
			.find((name) => contactFields[name] === undefined && name !== "id");
		if (unknown) return say(400, "INVALID_FIELD", `No such column '${unknown}' on sobject of type Contact`);
		const ids = rows.flatMap((row) => (isNew ? [] : String(row.id)));
		if (new Set(ids).size < ids.length) return say(400, "DUPLICATE_VALUE", "Duplicate id specified");
		return {
			operation: "add",
			audience: "Contact",
			apply: () => {
				const changed: SandboxRecord[] = [];
				const answers = rows.map((row) => this.saveOne(caller, row, isNew, changed));
				if (changed.length > 0) this.change({ type: "records", records: changed });
				return { status: 200, body: answers };
			},
		};
	}

	private saveOne(
		caller: Account,
		{ id, ...given }: Record<string, unknown>,
		isNew: boolean,
		changed: SandboxRecord[],
	): Saved {
		const before = isNew ? undefined : this.store.records.get(String(id));
		if (!isNew && before?.accountId !== caller.id) return refused("ENTITY_IS_DELETED");
		const kept: Record<string, unknown> = { ...before?.fields };
		const identifiers: Record<string, string> = { ...before?.identifiers };
		for (const [name, one] of Object.entries(given)) {
			const read = value.safeParse(one);
			if (!read.success) return refused("JSON_PARSER_ERROR", name);
			const wanted = contactFields[name] === "double" ? "number" : contactFields[name];
			const isFit =
				read.data === null ||
				(wanted === "number" || wanted === "boolean"
					? typeof read.data === wanted
					: typeof read.data === "string");
			if (!isFit) return refused("INVALID_TYPE_ON_FIELD_IN_RECORD", name);
			if (name === "Tier__c" && read.data !== null && !tiers.includes(String(read.data)))
				return refused("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", name);
			delete kept[name];
			delete identifiers[name];
			if (read.data === null || read.data === "") continue;
			if (indexed.includes(name)) identifiers[name] = String(read.data).toLowerCase();
			else kept[name] = read.data;
		}
		if (!kept.LastName) return refused("REQUIRED_FIELD_MISSING", "LastName");
		const { Email: email } = identifiers;
		if (
			email !== undefined &&
			(!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || caller.refusedValues.includes(email))
		)
			return refused("INVALID_EMAIL_ADDRESS", "Email");
		const saved = {
			id: before?.id ?? idOf("003", ++this.lastContact),
			accountId: caller.id,
			identifiers,
			fields: kept,
		};
		changed.push(saved);
		return { id: saved.id, success: true, errors: [] };
	}

	private join(caller: Account, campaign: string, rows: readonly Record<string, unknown>[]): SandboxAnswer {
		const list = this.store.lists.get(campaign);
		const joining = new Set<string>();
		const answers = rows.map(({ CampaignId, ContactId }): Saved => {
			const id = String(ContactId);
			if (CampaignId !== campaign || list?.accountId !== caller.id)
				return refused("INVALID_CROSS_REFERENCE_KEY", "CampaignId");
			if (this.store.records.get(id)?.accountId !== caller.id)
				return refused("INVALID_CROSS_REFERENCE_KEY", "ContactId");
			if (list.members.has(id) || joining.has(id)) return refused("DUPLICATE_VALUE");
			joining.add(id);
			return { id: memberId(campaign, id), success: true, errors: [] };
		});
		if (joining.size > 0) this.change({ type: "join", list: campaign, records: [...joining] });
		return { status: 200, body: answers };
	}

	private leave(
		caller: Account,
		ids: readonly string[],
		allOrNone: string | null,
	): SandboxStep | SandboxAnswer {
		if (allOrNone !== "false" || ids.length > 200 || ids.some((id) => !/^00v\d{15}$/.test(id)))
			return say(400, "INVALID_ID_FIELD", "ids");
		const [campaign = ""] = ids.map((id) => idOf("701", Number(id.slice(3, 8))));
		return {
			operation: "remove",
			audience: campaign,
			apply: () => {
				const gone: string[] = [];
				const list = this.store.lists.get(campaign);
				const answers = ids.map((id): Saved => {
					const contact = idOf("003", Number(id.slice(8)));
					if (list?.accountId !== caller.id || !list.members.has(contact))
						return refused("ENTITY_IS_DELETED");
					gone.push(contact);
					return { id, success: true, errors: [] };
				});
				if (gone.length > 0) this.change({ type: "leave", list: campaign, records: gone });
				return { status: 200, body: answers };
			},
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return say(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
			case "error_500":
				return say(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.");
			case "token_expired":
				return say(401, "INVALID_SESSION_ID", "Session expired or invalid");
			case "bad_request":
			case "too_small":
				return say(400, "JSON_PARSER_ERROR", "Unexpected character");
		}
	}

	apply(change: unknown): void {
		// Safe because only this network makes changes under its name.
		const one = change as RecordChange<Account, null>;
		if (one.type === "records")
			for (const { id } of one.records) this.lastContact = Math.max(this.lastContact, Number(id.slice(3)));
		if (one.type === "list") this.lastCampaign = Math.max(this.lastCampaign, Number(one.id.slice(3)));
		this.store.apply(one);
	}

	journal(): Iterable<unknown> {
		return this.store.journal();
	}

	seed(): void {
		this.addAccount({ id: "00D000000000001AAA", oauthAccount: "111" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: account.parse(body) });
	}

	reset(): void {
		this.store.clear();
		this.lastContact = 0;
		this.lastCampaign = 0;
	}

	describe(): object {
		return this.store.describe();
	}

	describeAudience(id: string): object | null {
		return this.store.describeList(id);
	}
}

/** The membership of a contact in a campaign, as one number of both. */
function memberId(campaign: string, contact: string): string {
	return `00v${campaign.slice(-5)}${contact.slice(-10)}`;
}

/** A statement with a question mark for each text in it, and the texts. */
function readSoql(soql: string): [string, string[]] {
	const values: string[] = [];
	const statement = soql.replaceAll(/'((?:[^'\\]|\\.)*)'/g, (_, text: string) => {
		values.push(text.replaceAll(/\\(.)/g, (__, one: string) => ({ n: "\n", r: "\r" })[one] ?? one));
		return "?";
	});
	return [statement, values];
}

function describeFields(): object[] {
	return Object.entries(contactFields).map(([name, type]) => ({
		name,
		label: name.replace(/__c$/, ""),
		type,
		updateable: true,
		restrictedPicklist: type === "picklist",
		picklistValues: type === "picklist" ? tiers.map((one) => ({ value: one, active: true })) : [],
	}));
}

function answering(operation: SandboxStep["operation"], apply: () => SandboxAnswer): SandboxStep {
	return { operation, audience: "", apply };
}

function say(status: number, errorCode: string, message: string): SandboxAnswer {
	return { status, body: [{ errorCode, message }] };
}

function parsed<T>(
	request: SandboxRequest,
	schema: z.ZodType<T>,
	then: (body: T) => SandboxStep | SandboxAnswer,
): SandboxStep | SandboxAnswer {
	if (!request.headers["content-type"]?.startsWith("application/json"))
		return say(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type");
	let body: unknown;
	try {
		body = JSON.parse(request.body);
	} catch {
		return say(400, "JSON_PARSER_ERROR", "Unexpected character");
	}
	const read = schema.safeParse(body);
	return read.success
		? then(read.data)
		: say(400, "JSON_PARSER_ERROR", read.error.issues[0]?.path.join(".") ?? "");
}
