import type { Auth } from "@/lib/destinations/auth";

/** What a network gets for one connected account: settings may be shown again, credentials never. */
export type Connection = { settings: Record<string, string>; credentials: Record<string, string> };

/** One field of the connect form. `isSecret` fields are credentials: sealed, never returned. */
export type ConnectField = {
	name: string;
	label: string;
	help: string;
	kind: "text" | "password" | "url" | "number";
	isSecret: boolean;
	isRequired: boolean;
	/** With another value, other people are reached: an account's number. Addresses always are such. */
	namesPlace?: boolean;
	/** Shown only under "Advanced". */
	isAdvanced?: boolean;
	placeholder?: string;
	/** The form offers to generate a random value; the reader must copy it before saving. */
	canGenerate?: "webhook_secret";
	/** What the field holds when left empty. */
	initial?: string;
	/** A regular expression the whole value must match, and the message when it does not. */
	pattern?: { source: string; message: string };
};

/** Where the raw value of an identifier kind comes from. */
export type IdentifierOrigin =
	| { from: "identifier"; kind: "user_id" }
	| { from: "vault"; field: "email" | "phone" };

export type IdentifierKind = {
	/** Muster's name of the kind, the same for every network: email, phone, user_id. */
	kind: string;
	/** The network's own name for it, e.g. EXTERN_ID. */
	column: string;
	label: string;
	origin: IdentifierOrigin;
	/** Plain words for the connect and sync screens: hashed or not. */
	sentAs: string;
	/** The value exactly as sent, or null when normalizing leaves nothing usable. */
	toRemoteKey(raw: string, connection: Connection): string | null;
	/** Milliseconds after which the network drops the value on its own. */
	keptMs?: number;
};

/** A request as data: creating one sends nothing. */
export type RequestDescription = {
	method: "GET" | "POST" | "DELETE";
	url: string;
	headers: Record<string, string>;
	body?: string;
};

export type HttpResponse = { status: number; headers: Record<string, string>; body: string };

/**
 * How a response failed. throttled: nothing was applied, retry later; transient: may or may not have been
 * applied, retry; auth and config: a person must fix something; bad_batch: something in these rows; refused:
 * the network will not do this now, though nothing is wrong with the rows; disabled: the receiver asked never
 * to be contacted again.
 */
export type ProblemClass =
	| "throttled"
	| "transient"
	| "auth"
	| "config"
	| "bad_batch"
	| "refused"
	| "disabled";

export type Problem = {
	class: ProblemClass;
	/** What happened and the fix, in plain words. */
	message: string;
	/** The vendor's own codes and messages, for the details. Never identifiers. */
	detail: string;
	retryAfterMs?: number;
};

export type Operation = "add" | "remove";
export type BatchRow = { kind: string; value: string };
export type UploadSession = { id: string; seq: number; isLast: boolean; estimatedTotal: number };

export type Batch = {
	operation: Operation;
	audience: { id: string; name: string };
	/** Identifier kinds of the audience, in their fixed order. */
	kinds: readonly string[];
	rows: readonly BatchRow[];
	session: UploadSession;
	/** The same for every attempt at this batch. */
	requestId: string;
	runId: string;
};

export type BatchVerdict =
	| {
			ok: true;
			/** Rows the answer reports individually, by position. */
			rejected: { index: number; reason: string; isRetryable: boolean }[];
			/** Rows the network called invalid without saying which. */
			invalidCount: number;
	  }
	| { ok: false; problem: Problem };

export type Verdict<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export type AudienceSize = { lower: number; upper: number; status: string };
export type SessionResult = {
	received: number;
	invalid: number;
	matched: number | null;
	isFinished: boolean;
};

/** Everything Muster knows about one network, as data and pure functions. */
export type DestinationDefinition = {
	slug: string;
	name: string;
	summary: string;
	category: "Advertising" | "Engineering";
	/** counts: the answer has only a count; per_record: it reports each row. */
	answers: "counts" | "per_record";
	/** The consent required at the gate. */
	purpose: "advertising" | "email" | "sms" | "push";
	fields: readonly ConnectField[];
	/** Absent: static. */
	auth?: Auth;
	/** Which place the connection leads to; absent: its addresses and the fields marked `namesPlace`. */
	placeOf?(connection: Connection): string;
	identifierKinds: readonly IdentifierKind[];
	limits: {
		rowsPerRequest: number;
		timeoutMs: number;
		/** How long a request without a clear answer may still take effect there. */
		settleMs(connection: Connection): number;
		/** When to retry what the network refused. */
		refusedRetryMs: number;
		/** With fewer people the network does nothing: matched people, as far as it reports them. */
		smallestAudience?: number;
	};
	/** Requests that prove the connection works, sent in order; none of them changes anything. */
	buildTests(connection: Connection, at: Date): RequestDescription[];
	/** `value` names the account that was reached. */
	readTests(connection: Connection, answers: readonly HttpResponse[]): Verdict<string>;
	/** Null when the network has no audiences of its own: the sync's id identifies it. */
	buildCreateAudience:
		| ((connection: Connection, audience: { name: string; description: string }) => RequestDescription)
		| null;
	readCreateAudience(answer: HttpResponse): Verdict<string>;
	buildBatch(connection: Connection, batch: Batch, at: Date): RequestDescription;
	readBatch(answer: HttpResponse, batch: Batch): BatchVerdict;
	buildAudienceSize: ((connection: Connection, audienceId: string) => RequestDescription) | null;
	readAudienceSize(answer: HttpResponse): Verdict<AudienceSize>;
	buildSession:
		| ((connection: Connection, audienceId: string, sessionId: string) => RequestDescription)
		| null;
	readSession(answer: HttpResponse): Verdict<SessionResult>;
	/** Milliseconds to wait before the next request, from the answer's rate headers. */
	readPause(answer: HttpResponse): number;
	/** What to put into the form to reach the sandbox network at this address. */
	sandboxConnection(sandboxUrl: string): Connection;
};
