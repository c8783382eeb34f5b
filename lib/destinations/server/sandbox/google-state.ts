import { z } from "zod";
import { type AudienceChange, AudienceStore } from "@/lib/destinations/server/sandbox/audience-store";

/** The body of POST /_sandbox/google/accounts. */
export const googleAccount = z.strictObject({
	id: z.string().regex(/^\d{10}$/),
	accessToken: z.string().min(8),
	/** The account of the authorization server whose tokens are accepted too. */
	oauthAccount: z.string().nullable().default(null),
	/** The manager account through which alone the token's user has access. */
	managerId: z
		.string()
		.regex(/^\d{10}$/)
		.nullable()
		.default(null),
	isTermsAccepted: z.boolean().default(false),
	isEligible: z.boolean().default(true),
	matchRate: z.number().min(0).max(1).default(0.7),
	/** From this many records on, an upload has a match rate. */
	smallestRated: z.number().int().min(1).default(100),
	/** Until the status of a request is final. */
	processingMs: z
		.number()
		.int()
		.min(0)
		.default(20 * 60_000),
	/** Additions take effect this much later than they are accepted, removals at once. */
	additionDelayMs: z.number().int().min(0).default(0),
	/** Processing fails for all records of an upload, of additions and removals alike. */
	failsProcessing: z.boolean().default(false),
	/** Hashes called malformed, with the rows named or not. */
	refusedValues: z.array(z.string()).default([]),
	namesRows: z.boolean().default(true),
});
export type GoogleAccount = z.output<typeof googleAccount>;

export type ListExtra = { description: string; integrationCode: string; membershipSeconds: number };

export type GoogleRequest = {
	id: string;
	accountId: string;
	audience: string;
	isAdd: boolean;
	records: number;
	identifiers: number;
	matched: number;
	denied: number;
	at: number;
	/** Processing failed for all of it. Absent in journals of before it was kept. */
	hasFailed?: boolean;
};

type Late = { id: string; audience: string; keys: [key: string, expiresAt: number | null][]; at: number };

export type GoogleChange =
	| AudienceChange<GoogleAccount, ListExtra>
	| { type: "request"; request: GoogleRequest }
	| { type: "late"; late: Late }
	| { type: "arrived"; id: string };

/** What Google holds: lists, and what became of requests. */
export class GoogleState extends AudienceStore<GoogleAccount, ListExtra> {
	readonly requests = new Map<string, GoogleRequest>();
	/** Accepted additions that have not taken effect. */
	readonly late = new Map<string, Late>();

	applyGoogle(change: GoogleChange): void {
		switch (change.type) {
			case "request":
				this.requests.set(change.request.id, change.request);
				return;
			case "late":
				this.late.set(change.late.id, change.late);
				return;
			case "arrived": {
				const late = this.late.get(change.id);
				if (late) this.apply({ type: "add", audience: late.audience, keys: late.keys });
				this.late.delete(change.id);
				return;
			}
			default:
				this.apply(change);
		}
	}

	*googleJournal(): Generator<GoogleChange> {
		yield* this.journal();
		for (const request of this.requests.values()) yield { type: "request", request };
		for (const late of this.late.values()) yield { type: "late", late };
	}

	clearAll(): void {
		this.clear();
		this.requests.clear();
		this.late.clear();
	}
}
