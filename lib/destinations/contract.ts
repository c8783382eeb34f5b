import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { Auth } from "@/lib/destinations/auth";
import type {
	FieldValue,
	MappingAbility,
	Occurrence,
	SyncMode,
	TargetField,
} from "@/lib/destinations/what-is-sent";

/** What a network gets for one connected account: settings may be shown again, credentials never. */
export type Connection = { settings: Record<string, string>; credentials: Record<string, string> };

/** One field of the connect form. `isSecret` fields are credentials: sealed, never returned. */
export type ConnectField = {
	name: string;
	label: string;
	help: string;
	kind: "text" | "password" | "url" | "number" | "choice";
	/** The values of a choice. */
	options?: readonly { value: string; label: string }[];
	isSecret: boolean;
	isRequired: boolean;
	/** With another value, other people are reached: an account's number. Addresses always are such. */
	namesPlace?: boolean;
	/** Shown only under "Advanced". */
	isAdvanced?: boolean;
	/** What was created with it at the network keeps it: it cannot be changed later. */
	isFixed?: boolean;
	placeholder?: string;
	/** The form offers to generate a random value; the reader must copy it before saving. */
	canGenerate?: "webhook_secret";
	/** What the field holds when left empty. */
	initial?: string;
	/** Addresses of another kind than https: the one scheme they may have, with its colon. */
	scheme?: "sftp:" | "postgresql:";
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
	/** Milliseconds after which the network drops the value on its own; null: never. */
	keptMs?(connection: Connection): number | null;
};

/** A request as data: creating one sends nothing. */
export type RequestDescription = {
	method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	url: string;
	headers: Record<string, string>;
	body?: string;
	/** In place of a body that is text: a file in a format of its own. */
	bytes?: Uint8Array;
	/** Changes nothing there although it is no GET: a search, a look-up by POST. A lost answer is asked for again. */
	onlyReads?: true;
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
	/** How long the network asks to wait in words of its own; headers that others use, too, are read by the sender. */
	retryAfterMs?: number;
	/** bad_batch only: the rows at fault, by position, when the network names them. */
	rows?: readonly { index: number; reason: string }[];
};

/** How much an account may be sent: this many requests in any window of `perMs`, so many of them at once. */
export type Rate = { requests: number; perMs: number; concurrency: number };

/** add puts a record there or brings it up to date; remove takes it out. */
export type Operation = "add" | "remove";
export type BatchRow = {
	kind: string;
	value: string;
	/** Mapped fields of the person, by their name at the network; absent for plain audiences. */
	fields?: Readonly<Record<string, FieldValue>>;
	/** The network's own id of the record, once learned. */
	remoteId?: string;
	/**
	 * Networks that move records only: the person's record is there under this value, and shall be found under `value`
	 * from now on instead of being created a second time.
	 */
	former?: { value: string; remoteId?: string };
	/** Streams only: what happened. */
	occurrence?: Occurrence;
};
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
	/** When the first attempt at it was written down, in milliseconds; absent in a sample. */
	sentAt?: number;
	/** Names of the mapped fields; absent: the audience has none. */
	fieldNames?: readonly string[];
	/** No record is created: only those already there are brought up to date. */
	isUpdateOnly?: boolean;
};

/**
 * What became of one record. confirmed: the network has it (or, removing, no longer has it); accepted: it was
 * taken and nothing more will be said of it; missing: there is no such record there; rejected: the network does
 * not accept it; unclear: it may or may not have been applied.
 */
export type RecordOutcome =
	| {
			kind: "confirmed";
			remoteId?: string;
			/**
			 * The record under `former` was not moved, or may not have been, and may still be in the audience: it is taken
			 * out by a removal of its own. Unset, it was moved or is out.
			 */
			formerStays?: true;
	  }
	| { kind: "accepted" }
	| { kind: "missing"; reason: string }
	| { kind: "rejected"; reason: string; isRetryable: boolean }
	| { kind: "unclear"; reason: string };

/** How a batch ended, record by record. */
export type BatchResult = {
	/** Every record that `byIndex` does not name. */
	others: "confirmed" | "accepted" | "unclear";
	/** By position in the batch. */
	byIndex: ReadonlyMap<number, RecordOutcome>;
	/** Rows the network called invalid without saying which. */
	invalidCount: number;
	/** Under this id the network says later what became of the upload. */
	receipt?: string;
};

export type Verdict<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** What a conversation keeps from one turn to the next: plain JSON, never a secret. */
export type Memory = Readonly<Record<string, string | number | boolean | null>>;

/** Everything a turn is decided from. The first turn has no memory and no answer. */
export type Said<I> = {
	connection: Connection;
	input: I;
	memory: Memory | null;
	/** The answer to the request of the turn before. */
	answer: HttpResponse | null;
	at: Date;
};

/** The next thing to do. `failed` with a throttled or transient problem repeats the same turn later. */
export type Turn<T> =
	| { kind: "ask"; request: RequestDescription; memory?: Memory }
	/** The network is still working: ask after `ms`. */
	| { kind: "wait"; ms: number; request: RequestDescription; memory?: Memory }
	| { kind: "done"; value: T }
	| { kind: "failed"; problem: Problem };

/**
 * Something Muster says to a network to get one thing done, in as many requests as the network needs: a pure
 * function from what was said so far to the next turn. It knows nothing of HTTP clients, retries or limits.
 */
export type Conversation<I, T> = (said: Said<I>) => Turn<T>;

/** People the network has matched, between two bounds; -1: it does not say yet. `matchRate` in percent. */
export type AudienceSize = {
	lower: number;
	upper: number;
	status: string;
	matchRate?: { lower: number; upper: number };
};

/** What the network says of an upload some time after it. */
export type ReceiptReading = {
	isFinished: boolean;
	/** Nothing of it was applied: everything in it is sent again. */
	hasFailed: boolean;
	received: number | null;
	/** People recognized; null: it does not say. */
	matched: number | null;
	/** In percent, where only a range is given. */
	matchRate: { lower: number; upper: number } | null;
	/** Records left out or noted, by the network's own reason. */
	reasons: readonly { reason: string; count: number }[];
};

/** Someone the network says must not be messaged any more, or cannot be. */
export type OptOut = {
	/** Muster's name of the identifier kind, and the value as the network has it. */
	kind: "email" | "phone" | "user_id";
	value: string;
	channel: Exclude<ConsentPurpose, "advertising">;
	/** unsubscribed, complained: the person's own word; bounced: the address does not work. */
	reason: "unsubscribed" | "complained" | "bounced";
	at: Date;
};

/** What is asked for when a sync needs its audience at the network. */
export type AudienceRequest = {
	/** Names this sync alone, so that an audience with this name can only be ours. */
	name: string;
	description: string;
	/** An id of ours that the network may keep with the audience. */
	ownId: string;
	/** Names of the mapped fields; absent: the audience has none. */
	fieldNames?: readonly string[];
};

/**
 * What a destination holds: a list of identifiers; a record of each person; a file; a table; or nothing, because
 * it is told of each change.
 */
export type DestinationShape = "audience" | "profile" | "file" | "table" | "stream";

/** Everything Muster knows about one network, as data and pure functions. */
export type DestinationDefinition = {
	slug: string;
	name: string;
	summary: string;
	category: "Advertising" | "Email & messaging" | "CRM" | "Storage" | "Engineering";
	shape: DestinationShape;
	/** The consents a sync can be for; the first unless the sync chooses another. */
	purposes: readonly [ConsentPurpose, ...ConsentPurpose[]];
	fields: readonly ConnectField[];
	/** What a second sync over this connection would overwrite of the first, continuing "its syncs share"; null: nothing. */
	sharedBySyncs?(connection: Connection): string | null;
	/** Absent: static. */
	auth?: Auth;
	/** Which place the connection leads to; absent: its addresses and the fields marked `namesPlace`. */
	placeOf?(connection: Connection): string;
	identifierKinds: readonly IdentifierKind[];
	/** Absent: membership is all that can be delivered. */
	mapping?: MappingAbility;
	/** Absent: mirror and add only. */
	modes?: readonly SyncMode[];
	/**
	 * Profile networks whose record can be given another identifier: whoever changed theirs keeps the record
	 * (`BatchRow.former`). Elsewhere the old one is removed and the new one added.
	 */
	movesRecords?: true;
	/**
	 * Fields that exist there now, beyond those of `mapping`; absent, or null with this connection: any name can be
	 * chosen, or no other can.
	 */
	readFields?: Conversation<{ at: Date }, readonly TargetField[] | null>;
	/** Whom the network reports as unsubscribed or undeliverable since an instant; absent: it does not say. */
	optOuts?: {
		everyMs: number;
		/** `until`: what is asked for next time begins there. */
		read: Conversation<{ since: Date; at: Date }, { optOuts: readonly OptOut[]; until: Date }>;
	};
	limits: {
		rowsPerRequest: number;
		/** Instead of it, where it is a setting of the connection. */
		rowsOf?(connection: Connection): number;
		timeoutMs: number;
		/** How long a request without a clear answer may still take effect there. */
		settleMs(connection: Connection): number;
		/** How long the network may still be processing what it accepted; absent: it is done when it answers. */
		appliesWithinMs?: number;
		/** When to retry what the network refused. */
		refusedRetryMs: number;
		/** With fewer people the network does nothing: matched people, as far as it reports them. */
		smallestAudience?: number;
	};
	/** Shared by all syncs of one connected account; null: the network's answers alone say when to slow down. */
	rate: Rate | null;
	/** Proves that the connection works and names the account it reached. Changes nothing there. */
	test: Conversation<{ at: Date }, string>;
	/**
	 * The id of the sync's audience at the network: found by its name first, because the answer to an earlier
	 * "create" may have been lost, and created only if there is none. Null when the network keeps no audiences.
	 */
	prepareAudience: Conversation<AudienceRequest, string> | null;
	deliver: Conversation<Batch, BatchResult>;
	/** The audience's size as the network reports it. */
	readSize: Conversation<{ audienceId: string }, AudienceSize> | null;
	/** What became of an upload, asked `afterMs` after it and then every `everyMs`, for at most `deadlineMs`. */
	receipts: {
		afterMs: number;
		everyMs: number;
		deadlineMs: number;
		read: Conversation<{ audienceId: string; receipt: string }, ReceiptReading>;
	} | null;
	/** Milliseconds to wait before the account's next request, from the answer's rate headers. */
	readPause(answer: HttpResponse): number;
	/** What to put into the form to reach the sandbox network at this address. */
	sandboxConnection(sandboxUrl: string): Connection;
	/** The sandbox does not play it: nobody is offered to use it there. */
	hasNoSandbox?: true;
};
